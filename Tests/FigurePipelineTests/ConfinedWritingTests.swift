// What a run writes lands in its folder, whoever swaps the folder, one above it or a file for a link.

import FigurePipeline
import Foundation
import Glibc
import Synchronization
import Testing

/// Puts a link to elsewhere in a place and takes it away again, until it is told to end.
private final class Swapper: Sendable {
  private let isOver = Mutex(false)
  private let count = Mutex(0)

  /// How often a link stood there.
  var swaps: Int { count.withLock { $0 } }

  init(_ location: String, to elsewhere: String) {
    Thread.detachNewThread { [self] in
      var random = UInt64(7)
      while !isOver.withLock({ $0 }) {
        rename(location, location + ".kept")
        symlink(elsewhere, location)
        random = random &* 6_364_136_223_846_793_005 &+ 1
        usleep(UInt32(truncatingIfNeeded: random >> 40) % 1500)
        unlink(location)
        rename(location + ".kept", location)
        count.withLock { $0 += 1 }
        usleep(UInt32(truncatingIfNeeded: random >> 20) % 1500)
      }
      isOver.withLock { $0 = false }
    }
  }

  func end() {
    isOver.withLock { $0 = true }
    while isOver.withLock({ $0 }) { usleep(500) }
  }
}

@Suite(.serialized) struct ConfinedWritingTests {
  private static let manifest =
    "output: a/o\nfigures: [{ id: x, kind: shift, \(Site.small) }, { id: y, kind: shift, \(Site.small) }]"

  private func plan(_ folder: Folder) throws -> BatchPlan {
    try BatchPlan(Manifest(path: folder["m.yaml"]), folder: nil)
  }

  @Test(arguments: ["a", "a/o", "a/o/x.svg", "a/o/.attnplot.json"])
  func aSwappedLinkRedirectsNothing(_ location: String) async throws {
    let folder = try Folder(["m.yaml": Self.manifest, "elsewhere/o/keep": "", "elsewhere/keep": ""])
    let plan = try plan(folder)
    var run = BatchRun(plan)
    run.isForced = true
    _ = try run.run { _ in }
    let isFile = location.contains(".")
    let elsewhere = folder[isFile ? "elsewhere/new" : location == "a" ? "elsewhere" : "elsewhere/o"]
    let swapper = Swapper(folder[location], to: elsewhere)
    var drawn = 0
    var runs = 0
    while swapper.swaps < 300 || runs < 5 {
      // What it finds a link in the way of is refused.
      if let result = try? run.run({ _ in }) { drawn += result.outcomes.count }
      runs += 1
    }
    swapper.end()
    #expect(swapper.swaps >= 300 && drawn >= 0)
    #expect(try folder.list("elsewhere").sorted() == ["keep", "o"])
    #expect(try folder.list("elsewhere/o") == ["keep"])
  }

  /// The folder lay inside when the manifest was read, and is a link to elsewhere when it is drawn.
  @Test(arguments: ["a", "a/o"]) func aLinkMadeMeanwhileIsRefused(_ location: String) async throws {
    let folder = try Folder(["m.yaml": Self.manifest, "elsewhere/keep": "", "a/keep": ""])
    let plan = try plan(folder)
    if location == "a" { try FileManager.default.removeItem(atPath: folder["a"]) }
    symlink(folder["elsewhere"], folder[location])
    let error = #expect(throws: OutputError.self) {
      try BatchRun(plan).run { _ in }
    }
    #expect(
      error?.description.contains("is a link, and nothing here is written through links") ?? false)
    #expect(try folder.list("elsewhere") == ["keep"])
  }

  /// What is removed is removed from the folder that was opened.
  @Test func aReportsFolderOfPicturesIsNoLink() throws {
    let folder = try Folder(["elsewhere/keep": "", "r/keep": ""])
    let report = ReportFolder(folder["r"])
    func write() throws {
      try report.write(
        [
          OutputFile(path: "pictures/a.svg", bytes: [1]), OutputFile(path: "r.html", bytes: [2]),
        ], isForced: true)
    }
    try write()
    let swapper = Swapper(folder["r/pictures"], to: folder["elsewhere"])
    var written = 0
    while swapper.swaps < 300 {
      if (try? write()) != nil { written += 1 }
    }
    swapper.end()
    #expect(written > 0)
    #expect(try folder.list("elsewhere") == ["keep"])
    // A page that is a link is refused as well.
    try FileManager.default.removeItem(atPath: folder["r/r.html"])
    symlink(folder["elsewhere/new"], folder["r/r.html"])
    #expect(throws: OutputError.self) { try write() }
    #expect(try folder.list("elsewhere") == ["keep"])
  }

  @Test func whatIsRefusedLeavesNoFolder() async throws {
    let folder = try Folder([
      "m.yaml": "output: a/o\nfigures: [{ id: x, kind: shift, heads: 2 }, "
        + "{ id: y, kind: attention, weights: w.csv, mask: none, layer: 7 }]",
      "w.csv": "1,0\n0,1\n",
    ])
    if let plan = try? plan(folder) {
      #expect(throws: (any Error).self) { try BatchRun(plan).run { _ in } }
    }
    #expect(access(folder["a"], F_OK) != 0)
  }
}
