// Every number that an option takes has bounds, and the manual has one table of them.

import FigureKinds
import Foundation
import Testing

@Suite struct NumberBoundsTests {
  /// As the manual writes a bound.
  static func written(_ bound: Double) -> String {
    switch bound {
    case 0x1p63: "2^63"
    case 0x1p62: "2^62"
    case -0x1p62: "-2^62"
    case 0x1p40: "2^40"
    default: bound.magnitude < 1e15 ? String(format: "%.17g", bound) : String(format: "%g", bound)
    }
  }

  /// The numbers of all kinds by their bounds, a row of the table each.
  static var rows: [String] {
    var names: [[String]: Set<String>] = [:]
    for kind in KindRegistry.all {
      for option in kind.options where option.shape == .integer || option.shape == .number {
        guard let range = option.range else { continue }
        let key = [
          (range.isAboveMinimum ? "above " : "") + written(range.minimum), written(range.maximum),
        ]
        names[key, default: []].insert(option.name)
      }
    }
    return names.map { bounds, names in
      "| \(names.sorted().map { "`--\($0)`" }.joined(separator: ", ")) | \(bounds[0]) | \(bounds[1]) |"
    }
  }

  @Test func wholeNumbersHaveBounds() {
    for kind in KindRegistry.all {
      for option in kind.options where option.shape == .integer {
        #expect(option.range != nil, "\(kind.name) --\(option.name)")
      }
    }
  }

  @Test func theManualHasTheTable() throws {
    let text = try Manual.chapter("Security").text
    let rows = Self.rows
    #expect(rows.count > 10)
    for row in rows { #expect(text.contains(row), "\(row)") }
    // And no row of a rule that has gone.
    let section = try #require(text.components(separatedBy: "## Bounds of numbers").last)
    let table = section.components(separatedBy: "\n").drop { !$0.hasPrefix("| `--") }
      .prefix { $0.hasPrefix("| `--") }
    #expect(Set(table) == Set(rows))
  }

  @Test(arguments: [
    ("attention --tokens a,b --seed 1 --padding 1000000001", "--padding", "1000000000"),
    (
      "pe-heatmap --positions 4 --dimensions 4 --first-position 4611686018427388928",
      "--first-position", "2^62"
    ),
    ("pe-heatmap --positions 4 --dimensions 4 --base 1e31", "--base", "1e30"),
    ("heads --weights example:minilm --layer 1 --columns 1025", "--columns", "1024"),
  ])
  func aNumberBeyondIsRefused(line: String, option: String, bound: String) throws {
    let location = Workplace()
    let ended = try Attnplot.shell("attnplot \(line) -o f.png", in: location)
    #expect(ended.status == .exited(64))
    #expect(ended.messages.contains(option) && ended.messages.contains(bound), "\(ended.messages)")
    #expect(location.bytes("f.png") == nil)
  }
}
