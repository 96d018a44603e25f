// The same call gives the same bytes, and files say how to draw them again.

import Foundation
import TestSupport
import Testing

@Suite struct RepeatTests {
  static let calls = [
    "pe-heatmap --positions 40 --dimensions 64 --title 'Ä & <b> \"位\" '\\''x'\\'''",
    "pe-lines --at-positions 5,10 --dimensions 64 --lang zh",
    "decompose --dims 0-20 --form continuous --theme dark",
    "similarity --positions 20 --dimensions 64 --annotate --decimals 1 --scale 1.5",
    "shift --pairs 12-10,14-12 --dimensions 64 --font 'DejaVu Serif'",
    "frequencies --dimensions 64 --theme print",
  ]
  static let outputs = ["f.png", "f.svg", "f.pdf", "f.npy", "f.csv", "f.json"]
  static let options =
    "-o f.png -o f.svg -o f.pdf --save-matrix f.npy --save-matrix f.csv --describe f.json"

  @Test(arguments: calls)
  func surroundingsChangeNoByte(call: String) throws {
    let first = Workplace()
    let one = try Attnplot.shell("attnplot \(call) \(Self.options)", in: first)
    #expect(one.status == .exited(0), "\(one.messages)")
    #expect(Set(first.listing().keys) == Set(Self.outputs))
    // Another folder, another order of outputs, another country, another machine's settings.
    let second = Workplace()
    try second.makeFolder("deep/er")
    let two = try Attnplot.shell(
      """
      cd deep && attnplot \(call) --describe er/f.json -o er/f.pdf -o ../deep/er/f.svg \
      --save-matrix er/f.csv --quiet --save-matrix "$PWD/er/f.npy" -o er/f.png
      """, in: second,
      environment: [
        "LC_ALL": "de_DE.UTF-8", "LANG": "ja_JP.UTF-8", "LANGUAGE": "zh_CN", "PANGO_LANGUAGE": "ja",
        "TZ": "Asia/Kathmandu", "SOURCE_DATE_EPOCH": "86400", "COLUMNS": "20", "TERM": "dumb",
        "OMP_NUM_THREADS": "1", "USER": nil,
      ])
    #expect(two.status == .exited(0), "\(two.messages)")
    for name in Self.outputs {
      #expect(first.bytes(name) == second.bytes("deep/er/" + name), "\(name) differs")
    }
  }

  /// Memory that is handed out or given back is filled with a pattern by the C library.
  @Test(arguments: [0x55, 0xA5, 0xFF])
  func poisonedMemoryChangesNoByte(pattern: Int) throws {
    let location = Workplace()
    for (folder, poison) in [("clean", nil), ("poisoned", "\(pattern)")] {
      let ended = try Attnplot.shell(
        "attnplot batch --quiet --formats png,svg,pdf --only 'bert-head0,last30-*,softmax-example' "
          + "--output \(folder)", in: location, environment: ["MALLOC_PERTURB_": poison])
      #expect(ended.status == .exited(0), "\(ended.messages)")
    }
    let listing = location.listing()
    let names = listing.keys.filter { $0.hasPrefix("clean/") && $0 != "clean/" }
    #expect(names.count == 12)
    for name in names {
      #expect(listing[name] == listing["poisoned/" + name.dropFirst(6)], "\(name)")
    }
  }

  @Test(arguments: calls)
  func filesSayHowToDrawThemAgain(call: String) throws {
    let location = Workplace()
    _ = try Attnplot.shell("attnplot \(call) --quiet \(Self.options)", in: location)
    for (format, command) in try Self.commands(in: location) {
      let command = try #require(command, "the \(format) does not say how it was drawn")
      #expect(command == "attnplot " + call)
      try location.makeFolder("again")
      let again = try Attnplot.shell("\(command) -o again/f.\(format)", in: location)
      #expect(again.status == .exited(0), "\(again.messages)")
      #expect(location.bytes("again/f.\(format)") == location.bytes("f.\(format)"))
    }
  }

  /// The command that each picture carries, read by other programs where there are some.
  static func commands(in location: Workplace) throws -> [(format: String, command: String?)] {
    let png = try DecodedPNG(location.bytes("f.png") ?? [])
    let svg = try Program.run(
      ["xmllint", "--xpath", "string(//*[local-name()='entry'][@name='Parameters'])", "f.svg"],
      in: location)
    let pdf = try Program.run(["pdfinfo", "-enc", "UTF-8", "f.pdf"], in: location)
    let keywords = pdf.text.split(separator: "\n").first { $0.hasPrefix("Keywords:") }
    return [
      ("png", png.text("Parameters")),
      ("svg", svg.text.trimmingCharacters(in: .newlines)),
      ("pdf", keywords?.firstMatch(of: /Parameters: (.*)/).map { String($0.1) }),
    ]
  }

  @Test func aSetIsTheSameOnOneThreadAndOnMany() throws {
    let location = Workplace()
    let call = "attnplot batch --quiet --formats png,svg,pdf --only 'last30-*,decompose-low'"
    for jobs in [1, 2, 8] {
      let ended = try Attnplot.shell("\(call) --jobs \(jobs) --output \(jobs)", in: location)
      #expect(ended.status == .exited(0), "\(ended.messages)")
    }
    let listing = location.listing()
    let names = listing.keys.filter { $0.hasPrefix("1/") && $0 != "1/" }
    #expect(names.count == 9)
    for name in names {
      for jobs in ["2", "8"] { #expect(listing[name] == listing[jobs + name.dropFirst()]) }
    }
  }

  @Test func aSetsFigureIsTheSingleCalls() throws {
    let location = Workplace()
    _ = try Attnplot.shell(
      "attnplot batch --quiet --output set --formats png,svg --only similarity --lang zh",
      in: location
    )
    let command = try #require(
      try DecodedPNG(location.bytes("set/similarity.zh.png") ?? []).text("Parameters"))
    let ended = try Attnplot.shell(
      "\(command) -o similarity.zh.png -o similarity.zh.svg", in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    for name in ["similarity.zh.png", "similarity.zh.svg"] {
      #expect(location.bytes(name) == location.bytes("set/" + name))
    }
  }
}

@Suite struct SavedMatrixTests {
  @Test func holdsTheFormulasValues() throws {
    let location = Workplace()
    let ended = try Attnplot.shell(
      "attnplot pe-heatmap --positions 7 --dimensions 10 --base 500 --first-position 3 "
        + "--save-matrix m.npy --save-matrix m.csv", in: location)
    #expect(ended.status == .exited(0))
    let table = try NPYTable(location.bytes("m.npy") ?? [])
    #expect(table.shape == [7, 10])
    let text = String(decoding: location.bytes("m.csv") ?? [], as: UTF8.self)
    let rows = text.split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
        cell.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      }
    }
    #expect(rows.count == 8)
    #expect(Array(rows[0].dropFirst()) == (0..<10).map { "\($0)" })
    for row in 0..<7 {
      #expect(rows[row + 1][0] == "\(row + 3)")
      for column in 0..<10 {
        let angle = Double(row + 3) / pow(500, Double(column / 2 * 2) / 10)
        let value = column % 2 == 0 ? sin(angle) : cos(angle)
        let saved = table.values[row * 10 + column]
        #expect(abs(saved - value) < 1e-12)
        #expect(Double(rows[row + 1][column + 1]) == saved)
      }
    }
  }

  @Test func isTheMatrixThatWasDrawn() throws {
    let location = Workplace()
    _ = try Attnplot.shell(
      "attnplot similarity --positions 30 --dimensions 64 --metric dot --first-position -7 "
        + "--save-matrix m.npy --describe m.json", in: location)
    let table = try NPYTable(location.bytes("m.npy") ?? [])
    #expect(table.shape == [30, 30])
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(location.bytes("m.json") ?? [])) as? [String: Any]
    )
    let panel = try #require((json["panels"] as? [[String: Any]])?.first)
    #expect(panel["rows"] as? Int == 30 && panel["columns"] as? Int == 30)
    #expect(panel["vmin"] as? Double == table.values.min())
    #expect(panel["vmax"] as? Double == table.values.max())
    // d_model / 2 = 32 on the diagonal, and nothing is greater.
    for i in 0..<30 { #expect(abs(table.values[i * 31] - 32) < 1e-12) }
  }
}
