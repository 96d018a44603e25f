// Runs: the same bytes however they are spread, failures that leave the others alone, and nothing
// touched that is not ours.

import CairoRendering
import FigurePipeline
import Foundation
import TestSupport
import Testing

@Suite struct BatchRunTests {
  static let spread = """
    output: out
    defaults: { \(Site.small), theme: [light, dark], lang: [en, zh] }
    figures:
      - { id: pe, kind: pe-heatmap, positions: 4, matrix: { dimensions: [4, 6, 8] } }
      - { id: a, kind: shift, theme: light, lang: en }
      - { id: lines, kind: pe-lines, at-positions: 3, dimensions: 16, formats: [png, pdf] }
      - { id: read, kind: heatmap, input: m.csv }

    """

  func site() throws -> Site { try Site(["m.yaml": Self.spread, "m.csv": "1,2\n3,4\n"]) }

  @Test func theNumberOfJobsChangesNoByte() async throws {
    let site = try site()
    for jobs in [1, 2, 8] {
      let plan = try site.plan(output: site.folder["\(jobs)"])
      let result = try await site.run(plan) { $0.jobs = jobs }
      #expect(result.failures.isEmpty && result.outcomes.count == 21)
    }
    let one = try site.files("1")
    #expect(one.count == 26)
    #expect(try site.files("2") == one)
    #expect(try site.files("8") == one)
  }

  @Test func shardsMergedAreTheWhole() async throws {
    let site = try site()
    try await site.run()
    let whole = try site.files()
    // On one file system, at the same time.
    let together = site.folder["together"]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for part in 1...3 {
        let plan = try site.plan(output: together, shard: Shard("\(part)/3"))
        group.addTask { _ = try BatchRun(plan).run { _ in } }
      }
      try await group.waitForAll()
    }
    #expect(try site.files("together").keys.filter { $0.hasSuffix("-of-3.json") }.count == 3)
    var merged = try ShardMerge.run(site.plan(output: together))
    #expect(merged.parts == 3 && merged.missing.isEmpty && merged.warnings.isEmpty)
    #expect(try site.files("together") == whole)
    // On machines of their own, their folders brought together afterwards.
    try FileManager.default.createDirectory(
      atPath: site.folder["apart"], withIntermediateDirectories: true)
    var counts: [Int] = []
    for part in 1...3 {
      let name = "machine\(part)"
      let plan = try site.plan(output: site.folder[name], shard: Shard("\(part)/3"))
      counts.append(plan.figures.count)
      try await site.run(plan)
      for (file, bytes) in try site.files(name) {
        try site.folder.write(bytes, to: "apart/" + file)
      }
    }
    #expect(counts.reduce(0, +) == 21)
    merged = try ShardMerge.run(site.plan(output: site.folder["apart"]))
    #expect(merged.parts == 3 && merged.missing.isEmpty)
    #expect(try site.files("apart") == whole)
    #expect(
      try site.plan(output: site.folder["apart"]).statuses().statuses.allSatisfy { !$0.isStale })
  }

  @Test func aShardThatIsMissingIsTold() async throws {
    let site = try site()
    let part = try site.plan(shard: Shard("1/3"))
    try await site.run(part)
    let merged = try ShardMerge.run(site.plan())
    #expect(merged.parts == 1)
    #expect(
      Set(merged.missing)
        == Set(try site.plan().figures.map(\.name)).subtracting(part.figures.map(\.name)))
  }

  @Test func figuresThatComeMoveNoOtherToAnotherShard() throws {
    let shards = try (1...5).map { try Shard("\($0)/5") }
    for id in ["a", "b", "pe-4", "图", "layer-11-0"] {
      #expect(shards.count { $0.has(id) } == 1)
    }
    // FIPS 180-4's SHA-256 of "abc" begins ba7816bf8f01cfe, which is 4 modulo 5.
    #expect(0xba7_816b_f8f0_1cfe % 5 == 4)
    #expect(shards.map { $0.has("abc") } == [false, false, false, false, true])
  }

  @Test(arguments: ["", "0/3", "4/3", "1/0", "-1/3", "1", "1/2/3", "a/b", "1/99999", "1.0/2"])
  func aShardIsOneOfItsParts(_ text: String) {
    #expect(throws: (any Error).self) { try Shard(text) }
  }

  // MARK: Failures

  static let failing = """
    output: out
    defaults: { \(Site.small) }
    figures:
      - { id: bad, kind: heatmap, input: bad.csv }
      - { id: good, kind: pe-heatmap, positions: 4, dimensions: 8 }
      - { id: worse, kind: heatmap, input: worse.csv }
      - { id: fine, kind: shift }

    """

  @Test func aFailureLeavesTheOthersToFinish() async throws {
    let site = try Site(["m.yaml": Self.failing, "bad.csv": "1,2\n3\n", "worse.csv": "x"])
    let result = try await site.run()
    #expect(
      result.failures.map(\.figure.name) == ["bad", "worse"], "\(result.failures.map(\.error))")
    // With the place of the value that is to blame.
    #expect(result.failures[0].error?.contains("/m.yaml:4:38: bad: input: ") == true)
    #expect(result.failures[1].error?.contains("/m.yaml:6:40: worse: input: ") == true)
    #expect(try site.folder.list("out") == [".attnplot.json", "fine.svg", "good.svg"])
    #expect(Set(try site.causes().keys) == ["bad", "worse"])
  }

  @Test func aFailureCanEndTheRun() async throws {
    let site = try Site(["m.yaml": Self.failing, "bad.csv": "1,2\n3\n", "worse.csv": "x"])
    let result = try await site.run {
      $0.stopsAtFailure = true
      $0.jobs = 1
    }
    #expect(result.failures.map(\.figure.name) == ["bad"])
    #expect(result.skipped == ["good", "worse", "fine"])
    #expect(try site.folder.list("out") == [".attnplot.json"])
  }

  @Test func aFailureLeavesTheOldFile() async throws {
    let site = try Site(["m.yaml": Self.failing, "bad.csv": "1,2\n3,4\n", "worse.csv": "1,2\n"])
    try await site.run()
    let old = try site.folder.bytes("out/bad.svg")
    try site.folder.write("1,2\n3\n", to: "bad.csv")
    let result = try await site.run(try site.plan(only: ["bad"]))
    #expect(result.failures.count == 1)
    #expect(try site.folder.bytes("out/bad.svg") == old)
    #expect(try site.causes()["bad"]?.isEmpty == false)
  }

  @Test func warningsAreFailuresWhereTheyAreToBe() async throws {
    let site = try Site([
      "m.yaml": "figures: [{ id: a, kind: attention, weights: w.csv, \(Site.small) }]",
      "w.csv": "0.5,0.75\n0.25,0.75\n",
    ])
    #expect(try await site.run { $0.isStrict = true }.failures.count == 1)
    #expect(try site.folder.list("out") == [".attnplot.json"])
    let result = try await site.run()
    #expect(result.failures.isEmpty && result.outcomes[0].warnings.count == 1)
  }

  // MARK: What left the manifest

  @Test func onlyOurFilesAreRemoved() async throws {
    let site = try Site(Happening.files)
    try await site.run()
    try site.folder.write("mine", to: "out/mine.svg")
    try site.folder.write(try site.folder.bytes("out/both.svg") + [10], to: "out/both.svg")
    try site.folder.write(
      "output: out\nfigures: [{ id: plain, kind: pe-heatmap, positions: 4, dimensions: 8, "
        + "\(Site.small) }]", to: "m.yaml")
    // A part of the figures, or other formats, says nothing of what the whole is.
    let narrow = try site.plan(overrides: .init(formats: [.pdf]))
    #expect(try await site.run(narrow) { $0.prunes = true }.orphans.isEmpty)
    try site.folder.remove("out/plain.pdf")
    let told = try await site.run().orphans
    #expect(told.map(\.name) == ["both.svg", "read.svg", "weights.svg"])
    #expect(told.map(\.isOurs) == [false, true, true] && told.allSatisfy { !$0.isRemoved })
    #expect(try site.folder.list("out").count == 6)
    let removed = try await site.run { $0.prunes = true }.orphans
    #expect(removed.map(\.isRemoved) == [false, true, true])
    #expect(
      try site.folder.list("out") == [".attnplot.json", "both.svg", "mine.svg", "plain.svg"])
    #expect(try site.folder.text("out/mine.svg") == "mine")
  }

  // MARK: What is in the way

  @Test func nothingIsWrittenThroughLinks() async throws {
    for name in ["plain.svg", ".attnplot.json", ".attnplot.lock"] {
      let site = try Site(Happening.files.merging(["elsewhere": "safe", "out/x": ""]) { $1 })
      try FileManager.default.createSymbolicLink(
        atPath: site.folder["out/\(name)"], withDestinationPath: site.folder["elsewhere"])
      await #expect(throws: (any Error).self) { try await site.run() }
      #expect(try site.folder.text("elsewhere") == "safe")
      #expect(try site.folder.list("out") == [name, "x"].sorted())
    }
  }

  @Test(arguments: ["plain.expected.svg", "index.html"])
  func differencesAreNotWrittenThroughLinks(_ name: String) async throws {
    let site = try Site(Happening.files.merging(["elsewhere": "safe", "diff/x": ""]) { $1 })
    try FileManager.default.createSymbolicLink(
      atPath: site.folder["diff/\(name)"], withDestinationPath: site.folder["elsewhere"])
    var check = PictureCheck(try site.plan(only: ["plain"]))
    check.differences = site.folder["diff"]
    let result = try? check.run { _ in }
    #expect(result == nil || result?.contains { $0.error != nil } == true)
    #expect(try site.folder.text("elsewhere") == "safe")
  }

  @Test func whatAKilledRunLeftIsCleared() async throws {
    // No process has the greatest number; our own was another's before, as in containers.
    let left = [".attnplot-\(Int32.max)-0.tmp", ".attnplot-\(getpid())-7.tmp", ".attnplot.lock"]
    let others = [".attnplot-1-0.tmp", "other.tmp", ".attnplot-x.tmp"]
    let site = try Site(
      Happening.files.merging((left + others).map { ("out/" + $0, "half") }) { $1 })
    try await site.run()
    let files = Set(try site.folder.list("out"))
    #expect(files.isDisjoint(with: left))
    #expect(files.isSuperset(of: others))
  }

  // MARK: Formats that the command line chooses

  private func twoFormats() throws -> Site {
    try Site([
      "m.yaml": """
      output: out
      defaults: { size: 300x250px, font: DejaVu Sans }
      figures:
        - { id: both, kind: shift, dimensions: 8, formats: [png, svg] }
        - { id: svg, kind: shift, dimensions: 8, formats: [svg] }

      """
    ])
  }

  @Test func oneFormatDrawnAnewLeavesTheOthers() async throws {
    let site = try twoFormats()
    try await site.run()
    let png = Manifest.Overrides(formats: [.png])
    try await site.run(site.plan(only: ["both"], overrides: png)) { $0.isForced = true }
    #expect(try site.causes().isEmpty)
    try site.folder.write("<svg/>", to: "out/both.svg")
    try await site.run(site.plan(only: ["both"], overrides: png)) { $0.isForced = true }
    #expect(try site.causes().keys.sorted() == ["both"])
  }

  @Test func aCheckAsksForNoFormatThatWasNeverDrawn() async throws {
    let site = try twoFormats()
    try await site.run()
    var plan = try site.plan(overrides: Manifest.Overrides(formats: [.png]))
    #expect(try plan.statuses().statuses.filter(\.isStale).count == 1)
    plan.leaveOutFormatsNeverDrawn()
    #expect(plan.figures.map(\.name) == ["both"])
    #expect(try plan.statuses().statuses.allSatisfy { !$0.isStale })
  }
}
