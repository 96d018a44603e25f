// Diagrams of matrices that are read: of several in a file, the one that is chosen.

import Testing

@Suite struct ChosenTableTests {
  private func numbers(_ call: String, in location: Workplace) throws -> [[Double]] {
    let words = call.split(separator: " ").map(String.init)
    let ended = try Attnplot.run(
      words + ["-o", "x.png", "--save-matrix", "x.csv"], in: location)
    try #require(ended.status == .exited(0), "\(ended.messages)")
    let text = String(decoding: try #require(location.bytes("x.csv")), as: UTF8.self)
    // A table's labels are no numbers.
    return text.split(separator: "\n").map { $0.split(separator: ",").compactMap { Double($0) } }
  }

  @Test(arguments: [
    "--weights example:minilm --layer 2 --head 3", "--weights example:minilm --index 2,3",
    "--weights example:minilm --axes layer,head,query,key --layer 2 --head 3",
  ])
  func theOutputIsThatOfTheChosenWeights(_ choice: String) throws {
    let location = Workplace()
    let weights = try numbers(
      "heatmap --input example:minilm --layer 2 --head 3", in: location
    ).map { $0.suffix(13) }.suffix(13)
    let values = try numbers("heatmap --input seed:3,[13,4]", in: location).map { $0.suffix(4) }
      .suffix(13)
    let output = try numbers(
      "diagram weighted-sum \(choice) --value seed:3,[13,4]", in: location
    ).map { $0.suffix(4) }.suffix(13)
    #expect(output.count == 13)
    for (row, drawn) in zip(weights, output) {
      for (column, number) in drawn.enumerated() {
        let sum = zip(row, values).reduce(0) { $0 + $1.0 * $1.1[$1.1.startIndex + column] }
        #expect(abs(sum - number) < 1e-5)
      }
    }
  }

  @Test func whatIsChosenIsSaidAndWithoutAFileRefused() throws {
    let location = Workplace()
    let call = "diagram weighted-sum -o x.png --layer 2 --head 3"
    func run(_ more: [String]) throws -> Ended {
      try Attnplot.run(call.split(separator: " ").map(String.init) + more, in: location)
    }
    let drawn = try run([
      "--weights", "example:minilm", "--value", "seed:3,[13,4]", "--describe", "-",
    ])
    #expect(drawn.text.contains("example:minilm, layer 2, head 3"))
    let refused = try run([])
    #expect(refused.status == .exited(64))
    #expect(refused.messages.contains("--layer 2: chooses a matrix of a file: give --weights"))
  }
}
