// Why figures are drawn anew: each cause is told by its name and makes its own figures stale, no
// other.

import FigurePipeline
import Foundation
import Testing

/// Something that happens between two runs, and what should come of it.
struct Happening: Sendable, CustomTestStringConvertible {
  var testDescription: String
  /// The figures that are stale then, each with its one cause.
  var stale: [String: StaleCause.Kind]
  /// What the cause says.
  var words: String
  var happen: @Sendable (Site) throws -> Void

  static let manifest = """
    output: out
    defaults: { \(Site.small) }
    figures:
      - { id: plain, kind: pe-heatmap, positions: 4, dimensions: 8 }
      - { id: read, kind: heatmap, input: data/m.csv }
      - { id: both, kind: heatmap, input: data/m.csv, title: Both }
      - { id: weights, kind: attention, weights: data/w.csv }

    """
  static let files = [
    "m.yaml": manifest, "data/m.csv": "1,2\n3,4\n", "data/w.csv": "0.5,0.5\n0.25,0.75\n",
  ]

  static func editing(_ old: String, _ new: String) -> @Sendable (Site) throws -> Void {
    { try $0.folder.write(manifest.replacing(old, with: new), to: "m.yaml") }
  }

  static let all = [
    Happening(
      testDescription: "a parameter", stale: ["plain": .parameters], words: "positions: 4 → 5",
      happen: editing("positions: 4", "positions: 5")),
    Happening(
      testDescription: "a parameter more", stale: ["both": .parameters],
      words: "vmin: not given → -1", happen: editing("title: Both", "title: Both, vmin: -1")),
    Happening(
      testDescription: "another kind", stale: ["plain": .parameters],
      words: "kind: pe-heatmap → decompose",
      happen: editing("kind: pe-heatmap", "kind: decompose, position: 1, size: 500x400px")),
    Happening(
      testDescription: "a description", stale: ["plain": .parameters], words: "alt: not given → A",
      happen: editing("positions: 4", "positions: 4, alt: A")),
    Happening(
      testDescription: "a theme", stale: ["read": .theme], words: "light → dark",
      happen: editing("id: read", "id: read, theme: dark")),
    Happening(
      testDescription: "one value of a data file", stale: ["read": .data, "both": .data],
      words: "data/m.csv has other bytes",
      happen: { try $0.folder.write("1,2\n3,5\n", to: "data/m.csv") }),
    Happening(
      testDescription: "tokens beside weights", stale: ["weights": .data],
      words: "data/w.tokens.json is new",
      happen: { try $0.folder.write("[\"a\", \"b\"]", to: "data/w.tokens.json") }),
    Happening(
      testDescription: "another drawing", stale: ["both": .drawing], words: "(kind 0, layout ",
      happen: {
        try $0.changeRecord(of: "both") {
          $0["drawing"] = ($0["drawing"] as? String ?? "").replacing("kind 1", with: "kind 0")
        }
      }),
    Happening(
      testDescription: "a record of before drawings had revisions", stale: ["read": .drawing],
      words: "did not write down how",
      happen: { try $0.changeRecord(of: "read") { $0["drawing"] = nil } }),
    Happening(
      testDescription: "another version of the program alone", stale: [:], words: "",
      happen: { try $0.changeRecord(of: "both") { $0["program"] = "0.0.1" } }),
    Happening(
      testDescription: "other libraries", stale: ["weights": .libraries], words: "now with cairo ",
      happen: { site in
        try site.changeRecord(of: "weights") {
          $0["libraries"] = ($0["libraries"] as? String ?? "").replacing("cairo 1", with: "cairo 0")
        }
      }),
    Happening(
      testDescription: "other fonts", stale: ["plain": .fonts],
      words: "Gone Sans 1.0 ab → DejaVu Sans ",
      happen: { site in
        try site.changeRecord(of: "plain") { entry in
          var fonts = entry["fonts"] as? [[String: Any]] ?? []
          fonts[0]["fonts"] = ["Gone Sans 1.0 ab"]
          entry["fonts"] = fonts
        }
      }),
    Happening(
      testDescription: "a file removed", stale: ["read": .missing], words: "read.svg is not there",
      happen: { try $0.folder.remove("out/read.svg") }),
    Happening(
      testDescription: "a file edited", stale: ["both": .edited],
      words: "both.svg was changed after it was drawn",
      happen: {
        try $0.folder.write(try $0.folder.bytes("out/both.svg") + [10], to: "out/both.svg")
      }),
    Happening(
      testDescription: "a format more", stale: ["plain": .missing],
      words: "plain.pdf was not drawn yet",
      happen: editing("id: plain", "id: plain, formats: [svg, pdf]")),
    Happening(
      testDescription: "a figure more", stale: ["more": .new], words: "there is no record of it",
      happen: editing("figures:\n", "figures:\n  - { id: more, kind: shift }\n")),
    Happening(
      testDescription: "a record changed by hand", stale: ["read": .new],
      words: "does not agree with itself",
      happen: { try $0.changeRecord(of: "read") { $0["key"] = "0" } }),
  ]
}

@Suite struct StalenessTests {
  @Test func whatWasDrawnIsFresh() async throws {
    let site = try Site(Happening.files)
    #expect(try site.causes().values.allSatisfy { $0.map(\.kind) == [.new] })
    let first = try await site.run()
    #expect(first.outcomes.count == 4 && first.failures.isEmpty && first.freshCount == 0)
    #expect(try site.causes().isEmpty)
    let before = try site.files()
    let locations = try Dictionary(
      uniqueKeysWithValues: before.keys.map { ($0, try inode(site, "out/\($0)")) })
    let second = try await site.run()
    #expect(second.outcomes.isEmpty && second.freshCount == 4)
    #expect(try site.files() == before)
    // Nothing was written anew, the record neither.
    for (name, location) in locations {
      #expect(try inode(site, "out/\(name)") == location, "\(name)")
    }
  }

  @Test(arguments: Happening.all)
  func eachCauseMakesItsOwnFiguresStale(_ happening: Happening) async throws {
    let site = try Site(Happening.files)
    try await site.run()
    try happening.happen(site)
    let causes = try site.causes()
    #expect(causes.mapValues { $0.map(\.kind) } == happening.stale.mapValues { [$0] })
    for cause in causes.values.joined() {
      #expect(cause.detail.contains(happening.words), "\(cause.detail)")
    }
    let result = try await site.run()
    #expect(Set(result.outcomes.map(\.figure.name)) == Set(happening.stale.keys))
    #expect(
      result.failures.isEmpty
        && result.freshCount
          == (happening.words.contains("no record") ? 4 : 4 - happening.stale.count)
    )
    #expect(try site.causes().isEmpty)
  }

  @Test func everyCauseHasAHappening() {
    let displayed = Set(Happening.all.flatMap(\.stale.values))
    // --force is the command line's; the tests of the command show it.
    #expect(displayed == Set(StaleCause.Kind.allCases).subtracting([.forced]))
  }

  /// A figure whose bytes come out as they were is recorded anew, but its files are not touched.
  @Test func filesThatComeOutTheSameAreNotTouched() async throws {
    let site = try Site(Happening.files)
    try await site.run()
    try Happening.all.first { $0.testDescription == "another drawing" }?.happen(site)
    let location = try inode(site, "out/both.svg")
    let result = try await site.run()
    #expect(result.outcomes.map(\.figure.name) == ["both"] && result.outcomes[0].written == [])
    #expect(try inode(site, "out/both.svg") == location)
    #expect(try site.causes().isEmpty)
  }

  @Test(arguments: ["", "{", "[]", "{\"format\": 99, \"figures\": {}, \"unsettled\": {}}", "\0\0"])
  func aRecordThatCannotBeReadMakesEverythingNew(_ text: String) async throws {
    let site = try Site(Happening.files)
    try await site.run()
    let good = try site.files()
    try site.folder.write(text, to: "out/.attnplot.json")
    let (statuses, warning) = try site.plan().statuses()
    #expect(statuses.allSatisfy { $0.causes.map(\.kind) == [.new] })
    #expect(warning?.contains("cannot be read as a record") == true)
    try await site.run()
    #expect(try site.files() == good)
  }

  private func inode(_ site: Site, _ name: String) throws -> UInt64 {
    let attributes = try FileManager.default.attributesOfItem(atPath: site.folder[name])
    return attributes[.systemFileNumber] as? UInt64 ?? 0
  }
}
