// Several manifests that draw into one folder: each has its own pictures, and touches no other's.

import FigurePipeline
import Foundation
import TestSupport
import Testing
import TextFormats

@Suite struct SharedFolderTests {
  private static func manifest(_ ids: [String], positions: Int = 4) -> String {
    "output: out\nfigures:\n"
      + ids.map {
        "  - { id: \($0), kind: pe-heatmap, positions: \(positions), dimensions: 8, \(Site.small) }\n"
      }.joined()
  }

  private func plan(_ site: Site, _ name: String) throws -> BatchPlan {
    try BatchPlan(Manifest(path: site.folder[name]), folder: nil)
  }

  private func pictures(_ site: Site) throws -> [String] {
    try site.folder.list("out").filter { !$0.hasPrefix(".") }
  }

  private func message(_ body: () async throws -> Void) async -> String {
    do {
      try await body()
      return ""
    } catch {
      return Message(describing: error).typed
    }
  }

  @Test func eachListsAndRemovesItsOwnAlone() async throws {
    let site = try Site([
      "one.yaml": Self.manifest(["a", "b"]), "sub/two.yaml": Self.manifest(["c", "d"]),
    ])
    let two = {
      try BatchPlan(Manifest(path: site.folder["sub/two.yaml"]), folder: site.folder["out"])
    }
    try await site.run(plan(site, "one.yaml"))
    var ended = try await site.run(two()) { $0.prunes = true }
    #expect(ended.orphans == [])
    ended = try await site.run(plan(site, "one.yaml")) { $0.prunes = true }
    #expect(ended.orphans == [] && ended.freshCount == 2)
    #expect(try pictures(site) == ["a.svg", "b.svg", "c.svg", "d.svg"])
    // What leaves one of them is left over of that one.
    try site.folder.write(Self.manifest(["a"]), to: "one.yaml")
    #expect(try two().orphans() == [])
    #expect(try plan(site, "one.yaml").orphans().map(\.name) == ["b.svg"])
    _ = try await site.run(two()) { $0.prunes = true }
    #expect(try pictures(site).contains("b.svg"))
    ended = try await site.run(plan(site, "one.yaml")) { $0.prunes = true }
    #expect(ended.orphans.map(\.isRemoved) == [true])
    #expect(try pictures(site) == ["a.svg", "c.svg", "d.svg"])
  }

  @Test(arguments: ["a", "A"]) func oneNameInTwoManifestsIsAnError(_ id: String) async throws {
    let site = try Site([
      "one.yaml": Self.manifest(["a"]), "two.yaml": Self.manifest(["x", id], positions: 5),
    ])
    try await site.run(plan(site, "one.yaml"))
    let drawn = try site.files()
    for isForced in [false, true] {
      let said = await message {
        try await site.run(self.plan(site, "two.yaml")) { $0.isForced = isForced }
      }
      #expect(said.contains("two.yaml:4:5: \(id): "), "\(said)")
      #expect(said.contains("a belongs to") && said.contains("one.yaml"), "\(said)")
    }
    #expect(try site.files() == drawn)
    // Its own manifest draws it as before.
    #expect(try await site.run(plan(site, "one.yaml")).freshCount == 1)
  }

  /// A figure may move from one manifest to another, and a manifest may be called otherwise.
  @Test func whatItsManifestGaveUpIsFree() async throws {
    let site = try Site([
      "one.yaml": Self.manifest(["a", "b"]), "two.yaml": Self.manifest(["c"]),
    ])
    try await site.run(plan(site, "one.yaml"))
    try site.folder.write(Self.manifest(["a"]), to: "one.yaml")
    try site.folder.write(Self.manifest(["b", "c"]), to: "two.yaml")
    let moved = try await site.run(plan(site, "two.yaml"))
    #expect(moved.freshCount == 1 && moved.outcomes.map(\.figure.name) == ["c"])
    #expect(try plan(site, "one.yaml").orphans() == [])
    try FileManager.default.moveItem(
      atPath: site.folder["two.yaml"], toPath: site.folder["new.yaml"])
    #expect(try await site.run(plan(site, "new.yaml")).freshCount == 2)
    try site.folder.write(Self.manifest(["c"]), to: "new.yaml")
    #expect(try plan(site, "new.yaml").orphans().map(\.name) == ["b.svg"])
  }

  /// Records of programs that wrote down no manifest.
  @Test func oldRecordsAreRead() async throws {
    let site = try Site(["m.yaml": Self.manifest(["a"]), "old.yaml": Self.manifest(["a", "b"])])
    try await site.run(plan(site, "old.yaml"))
    try site.folder.remove("old.yaml")
    for name in ["a", "b"] { try site.changeRecord(of: name) { $0["manifest"] = nil } }
    // Whose b is nobody knows: it is told and stays.
    let told = try await site.run { $0.prunes = true }
    #expect(told.freshCount == 1)
    #expect(told.orphans.map(\.state) == [.ofUnknownManifest] && !told.orphans[0].isRemoved)
    #expect(try pictures(site) == ["a.svg", "b.svg"])
    #expect(try site.folder.text("out/.attnplot.json").contains("\"manifest\" : \"../m.yaml\""))
  }

  /// A run that was cut off leaves files that are its manifest's as well.
  @Test func unfinishedFiguresBelongToTheirManifest() async throws {
    let site = try Site([
      "one.yaml": Self.manifest(["a"]), "two.yaml": Self.manifest(["c"]),
    ])
    try await site.run(plan(site, "two.yaml"))
    try site.folder.write("half", to: "out/a.svg")
    let record = try site.folder.text("out/.attnplot.json").replacing(
      "\"unsettled\" : {\n\n  },\n  \"unsettledOf\" : {\n\n  }",
      with: "\"unsettled\" : { \"a.svg\": [\"\(String(repeating: "0", count: 64))\"] },"
        + "\"unsettledOf\" : { \"a.svg\": \"../one.yaml\" }")
    try site.folder.write(record, to: "out/.attnplot.json")
    #expect(record.contains("../one.yaml"))
    #expect(try plan(site, "two.yaml").orphans() == [])
    try site.folder.remove("one.yaml")
    #expect(try plan(site, "two.yaml").orphans().map(\.name) == ["a.svg"])
  }

  // MARK: Files of others

  @Test func filesOfOthersAreNotWrittenOver() async throws {
    let site = try Site(Happening.files.merging(["out/plain.svg": "mine", "out/x": ""]) { $1 })
    let said = await message { try await site.run() }
    #expect(said.contains("m.yaml:4:5: plain: "), "\(said)")
    #expect(said.contains("out/plain.svg: is there and was not made by attnplot"), "\(said)")
    #expect(said.contains("--force"), "\(said)")
    #expect(try site.folder.list("out") == ["plain.svg", "x"])
    #expect(try site.folder.text("out/plain.svg") == "mine")
    // Other figures alone are drawn.
    try await site.run(site.plan(only: ["read"]))
    #expect(try site.folder.text("out/plain.svg") == "mine")
    try await site.run { $0.isForced = true }
    #expect(try site.causes().isEmpty)
  }

  /// A picture of ours whose record was lost is ours all the same, and so is one that was edited.
  @Test func oursAreKnownWithoutARecord() async throws {
    let site = try Site(Happening.files)
    try await site.run()
    let drawn = try site.files()
    try site.folder.remove("out/.attnplot.json")
    try await site.run()
    #expect(try site.files() == drawn)
    try site.folder.write("edited by hand", to: "out/plain.svg")
    try await site.run()
    #expect(try site.files() == drawn)
  }

  /// What is read is not drawn over, whatever is called so.
  @Test(arguments: ["tokens-file: out/w.svg", "weights: out/w.svg, layer: 0, head: 0"])
  func aPictureIsNotDrawnOverItsData(_ option: String) throws {
    let site = try Site([
      "m.yaml":
        "output: out\nfigures:\n  - { id: w, kind: attention, \(option), formats: [svg] }\n",
      "out/w.svg": "a\nb\n",
    ])
    #expect(throws: ManifestError.self) { try site.plan() }
    #expect(try site.folder.text("out/w.svg") == "a\nb\n")
  }

  @Test func theRecordIsNotWrittenOverTheManifest() throws {
    let site = try Site([
      "out/.attnplot.json":
        "{\"output\": \".\", \"figures\": [{\"id\": \"a\", \"kind\": \"shift\"}]}"
    ])
    let error = #expect(throws: ManifestError.self) {
      try BatchPlan(Manifest(path: site.folder["out/.attnplot.json"]), folder: nil)
    }
    #expect(error?.description.contains("where runs keep what they drew") == true)
  }
}
