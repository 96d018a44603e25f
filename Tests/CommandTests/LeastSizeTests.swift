// Sizes that are too small are refused with the least that does: it works, and one that is much smaller does not.

import Testing

@Suite struct LeastSizeTests {
  private struct Size {
    var width: Double
    var height: Double
    var unit: Substring

    init?(_ text: Substring) {
      guard let found = text.wholeMatch(of: /([0-9.]+)x([0-9.]+)([a-z]+)/),
        let width = Double(found.1), let height = Double(found.2)
      else { return nil }
      (self.width, self.height, unit) = (width, height, found.3)
    }

    /// Between another and this one.
    func shrunk(towards other: Size, to share: Double) -> String {
      func number(_ from: Double, _ to: Double) -> String {
        let value = from + (to - from) * share
        return unit == "px" ? "\(Int(value))" : "\((value * 100).rounded(.down) / 100)"
      }
      return "\(number(other.width, width))x\(number(other.height, height))\(unit)"
    }
  }

  /// A side that is long enough stays as it was given.
  @Test(
    arguments: [
      ("attention --weights example:minilm --layer 4 --head 3", "6x0.8in"),
      ("head-view --weights example:minilm --layer 4 --heads 3,5", "3.35x1in"),
      ("frequencies", "400x50pt"),
    ])
  func onlyWhatIsTooShortIsNamedLonger(_ call: String, _ size: String) throws {
    let words = call.split(separator: " ").map(String.init)
    let refused = try Attnplot.run(words + ["-o", "x.png", "--size", size], in: Workplace())
    let width = size.prefix { $0 != "x" }
    #expect(refused.status == .exited(64))
    #expect(refused.messages.contains("at least \(width)x"), "\(refused.messages)")
  }

  @Test(
    arguments: [
      ("attention --tokens-file words.txt --mask causal", "0.8x0.6in"),
      ("attention --tokens-file words.txt --mask causal", "20x15mm"),
      ("attention --tokens-file words.txt --mask causal", "96x384px"),
      ("bias --encoding alibi --heads 4 --positions 13", "20x15mm"),
      ("bias --encoding alibi --heads 8 --positions 100", "1x4in"),
      ("heatmap --input holes.csv", "0.3x0.3in"),
      ("pe-heatmap --positions 100 --dimensions 256", "5x0.5in"),
      ("similarity --encoding sinusoidal,fourier --positions 30", "5x0.5in"),
      ("head-view --weights example:minilm --layer 1 --heads 0-3", "1x1in"),
      ("diagram multi-head --heads 8", "1x1in"),
    ])
  func theSizeThatIsNamedDoes(_ call: String, _ size: String) throws {
    let location = Workplace()
    try location.write("1,nan,3\n4,5,-inf\n7,8,inf\n", to: "holes.csv")
    try location.write(
      "the\ncat\nsat\non\nthe\nmat\nbecause\nit\nwas\nwarm\nand\nvery\nsoft\n", to: "words.txt")
    let words = call.split(separator: " ").map(String.init)
    func run(_ size: String) throws -> Ended {
      try Attnplot.run(words + ["-o", "x.png", "--size", size], in: location)
    }
    let refused = try run(size)
    #expect(refused.status == .exited(64), "\(refused.messages)")
    let named = try #require(
      refused.messages.firstMatch(of: /at least ([0-9.]+x[0-9.]+[a-z]+) is needed/)?.1)
    let drawn = try run(String(named))
    #expect(drawn.status == .exited(0), "\(drawn.messages)")
    // A fifth of the way back to what was refused is too far.
    let (least, asked) = (try #require(Size(named)), try #require(Size(size[...])))
    let smaller = try run(least.shrunk(towards: asked, to: 0.8))
    #expect(smaller.status == .exited(64), "\(named), \(smaller.messages)")
  }
}
