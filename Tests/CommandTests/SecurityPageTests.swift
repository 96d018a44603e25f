// The limits that the manual's page on security tells are those of the program.

import CairoRendering
import FigureScene
import Foundation
import Images
import Testing

@testable import FigureKinds
@testable import FigurePipeline
@testable import MatrixFiles

struct SecurityPageTests {
  /// The rows of the page's tables of two or three columns, by their first column.
  private func rows(after heading: String) throws -> [String: String] {
    let page = try String(
      contentsOfFile: "\(Manual.root)/\(Manual.catalog)/Security.md", encoding: .utf8)
    let lines = page.components(separatedBy: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix(heading) })
    let table = lines[(start + 2)...].prefix { $0.hasPrefix("|") }
    var rows: [String: String] = [:]
    for line in table {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(rows.updateValue(cells.last ?? "", forKey: cells[0]) == nil, "\(line)")
    }
    return rows
  }

  @Test func everyTotalIsTold() throws {
    let told = try rows(after: "| Limit |")
    let known = RunLimits.Name.allCases.map { ("`\($0)`", RunLimits.formatted($0.standard, $0)) }
    #expect(told == Dictionary(uniqueKeysWithValues: known))
  }

  @Test func everyOtherLimitIsTold() throws {
    let limits = ReadLimits.standard
    #expect(
      try rows(after: "| What |") == [
        "a manifest's file": "\(YAMLReader.largestFile >> 20) MiB",
        "parts of a manifest, its aliases unfolded": "\(YAMLReader.maximumNodes)",
        "levels of lists and maps": "\(YAMLReader.deepest)",
        "files that a manifest includes": "\(ManifestLoader.maximumFiles)",
        "one text with its variables": "\(Variables.longestText) bytes",
        "a picture's file": "\(Picture.maximumBytes >> 20) MiB",
        "a picture, also on its way to a model's size": "\(Picture.maximumPixels) pixels",
        "memory for one tensor or table": "\(limits.memory >> 30) GiB",
        "memory for a table or JSON out of gzip": "\(limits.packedText >> 20) MiB",
        "what one packed file, or one packed entry of an archive, expands to":
          "\(limits.expansion >> 30) GiB",
        "the same of what is packed into less than a \(ReadLimits.maximumPackingRatio)th of it":
          "\(ReadLimits.fewExpanded >> 30) GiB",
        "what all packed entries of an archive expand to": "\(limits.archiveExpansion >> 30) GiB",
      ])
  }

  @Test(arguments: [20, 21, 64]) func asManyMistakesAreToldAsThePageSays(count: Int) throws {
    let location = Workplace()
    try location.write(
      "figures:\n"
        + (0..<count).map { "  - { id: f\($0), kind: pe-heatmap, wrong: 1 }\n" }.joined(),
      to: "m.yaml")
    let ended = try Attnplot.shell("attnplot batch m.yaml --output o", in: location)
    #expect(ended.status == .exited(64))
    let lines = ended.messages.split(separator: "\n")
    #expect(lines.count == min(count, 21))
    #expect(lines.last?.contains("and \(count - 20) more mistakes") == (count > 20))
  }
}
