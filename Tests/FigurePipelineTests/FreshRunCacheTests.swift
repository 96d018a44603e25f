// The seal on a large set: nothing that changed may pass for unchanged.

import CairoRendering
import FigurePipeline
import Foundation
import Testing

@Suite struct FreshRunCacheTests {
  /// More figures than are read in no time, one of them from data, one from an included file.
  private static let files = [
    "m.yaml": """
    output: out
    include: more/shared.yaml
    defaults: { \(Site.small) }
    figures:
      - { id: p, kind: pe-heatmap, dimensions: 2, matrix: { positions: [\(list)] } }
      - { id: weights, kind: attention, weights: data/w.csv }

    """,
    "more/shared.yaml": "vars: { name: value }\n",
    "data/w.csv": "0.5,0.5\n0.25,0.75\n",
  ]
  private static let list = (2...66).map { "\($0)" }.joined(separator: ", ")
  private static let count = 66

  private func unchanged(
    _ site: Site, _ overrides: Manifest.Overrides = .init(), output: String? = nil
  ) -> Int? {
    BatchRun.unchanged(site.folder["m.yaml"], overrides: overrides, output: output, jobs: 2)?
      .result.freshCount
  }

  @Test func whatWasDrawnIsNotReadAgain() async throws {
    let site = try Site(Self.files)
    #expect(unchanged(site) == nil)
    let first = try await site.run()
    #expect(first.failures.isEmpty)
    #expect(first.outcomes.count == Self.count)
    #expect(unchanged(site) == Self.count)
    #expect(unchanged(site, output: site.folder["out"]) == Self.count)
    #expect(unchanged(site, .init(formats: [.png])) == nil)
    #expect(unchanged(site, .init(scale: 2)) == nil)
    #expect(unchanged(site, output: site.folder["elsewhere"]) == nil)
    // A whole run says the same.
    #expect(try await site.run().freshCount == Self.count)
  }

  /// Each is told, and that it was taken back as well where that is so.
  static let changes: [(what: String, path: String, bytes: [UInt8]?)] = [
    ("the manifest", "m.yaml", Array((files["m.yaml"]! + "# more\n").utf8)),
    ("an included file", "more/shared.yaml", Array("vars: { name: other }\n".utf8)),
    ("data", "data/w.csv", Array("0.5,0.5\n0.5,0.5\n".utf8)),
    ("tokens beside data", "data/w.tokens.json", Array("[\"a\", \"b\"]".utf8)),
    ("a figure", "out/p-7.svg", Array("<svg/>".utf8)),
    ("a figure that is gone", "out/p-9.svg", nil),
    ("the record", "out/.attnplot.json", Array("{}".utf8)),
    ("the seal", "out/.attnplot.seal.json", Array("[]".utf8)),
  ]

  @Test func everyChangeIsSeen() async throws {
    let site = try Site(Self.files)
    try await site.run()
    for (what, path, bytes) in Self.changes {
      try #require(unchanged(site) == Self.count, "before \(what)")
      let before = try? site.folder.bytes(path)
      if let bytes {
        try site.folder.write(bytes, to: path)
      } else {
        try FileManager.default.removeItem(atPath: site.folder[path])
      }
      #expect(unchanged(site) == nil, "\(what)")
      if let before {
        try site.folder.write(before, to: path)
      } else {
        try FileManager.default.removeItem(atPath: site.folder[path])
      }
    }
  }

  /// What one part of the figures was drawn anew for must not be taken for the whole.
  @Test func partsDoNotSeal() async throws {
    let site = try Site(Self.files)
    try await site.run()
    try site.folder.write(
      Self.files["m.yaml"]!.replacing("dimensions: 2", with: "dimensions: 4"), to: "m.yaml")
    try await site.run(site.plan(only: ["p-7"]))
    #expect(unchanged(site) == nil)
    try site.folder.write(Self.files["m.yaml"]!, to: "m.yaml")
    #expect(unchanged(site) == nil)
    #expect(try site.causes().keys.sorted() == ["p-7"])
  }

  @Test func smallSetsNeedNone() async throws {
    let site = try Site([
      "m.yaml": """
      output: out
      defaults: { \(Site.small) }
      figures:
        - { id: one, kind: pe-heatmap, positions: 4, dimensions: 8 }

      """
    ])
    try await site.run()
    #expect(try site.folder.list("out") == [".attnplot.json", "one.svg"])
    #expect(unchanged(site) == nil)
  }
}
