// A report and a table of claims are made whole by a process of their own: what ends it is one error
// that names the figure, and what was there before stays.

import Foundation
import Testing

@Suite struct ReportWorkerTests {
  static let manifest = """
    defaults: { size: 300x250px, font: DejaVu Sans }
    figures:
      - { id: small, kind: pe-heatmap, positions: 8, dimensions: 8 }
      - { id: huge, kind: pe-heatmap, positions: 6000, dimensions: 6000 }

    """

  /// The calls of both commands, in the folder of the manifest.
  static let calls = ["report docs/figures.yaml -o page.html --force", "verify docs/figures.yaml"]

  @Test(arguments: calls)
  func aFigureOverTheMemoryIsNamed(_ call: String) throws {
    let project = try DocsProject(manifest: Self.manifest)
    try project.location.write("before", to: "page.html")
    // Its values alone take 288 MB; the program itself some tens of them, as many as it has threads.
    let ended = try Attnplot.shell("attnplot \(call) --memory 200MB", in: project.location)
    #expect(ended.status == .exited(1), "\(ended.text)")
    // With the small one, where that was drawn at the same time.
    #expect(ended.messages.contains(#/docs/figures.yaml:[34]:\d+: (small or )?huge: /#))
    #expect(ended.messages.contains("memory"), "\(ended.messages)")
    #expect(ended.messages.split(separator: "\n").count == 1)
    #expect(ended.output.isEmpty)
    #expect(project.location.bytes("page.html") == Array("before".utf8))
  }

  @Test(arguments: calls)
  func whatTakesTooLongIsEnded(_ call: String) throws {
    let project = try DocsProject(manifest: Self.manifest)
    try project.location.write("before", to: "page.html")
    let ended = try Attnplot.shell("attnplot \(call) --timeout 1ms", in: project.location)
    #expect(ended.status == .exited(1), "\(ended.text)")
    #expect(ended.messages.contains("more than --timeout 1ms"), "\(ended.messages)")
    #expect(ended.messages.split(separator: "\n").count == 1)
    #expect(project.location.bytes("page.html") == Array("before".utf8))
  }

  @Test(arguments: [
    (SIGKILL, "killed"), (SIGSEGV, "signal 11"), (SIGILL, "signal 4"), (SIGABRT, "signal 6"),
  ])
  func aFaultIsOneError(_ signal: Int32, _ says: String) throws {
    let project = try DocsProject(manifest: Self.manifest)
    try project.location.write("before", to: "page.html")
    // A worker that was done before the signal came shows nothing: another run then.
    for _ in 0..<20 {
      let running = try Program.start(
        [Attnplot.path, "report", "docs/figures.yaml", "-o", "page.html", "--force"],
        in: project.location)
      var worker: pid_t?
      while worker == nil, !BatchWorkerTests.isOver(running.process) {
        worker = BatchWorkerTests.children(of: running.process)
          .first { BatchWorkerTests.isReady($0) }
      }
      if let worker { kill(worker, signal) }
      let ended = running.end(killAfter: nil)
      guard ended.status != .exited(0) else {
        try project.location.write("before", to: "page.html")
        continue
      }
      #expect(ended.status == .exited(1), "\(ended.text)")
      #expect(ended.messages.contains(says), "\(ended.messages)")
      #expect(project.location.bytes("page.html") == Array("before".utf8))
      return
    }
    Issue.record("no worker was ended in time")
  }

  /// Threads of a worker that want the same locks: the standard library gives a lock by the number of
  /// the thread that holds it, which a copy of a process must not take over.
  @Test func severalThreadsMakeTheSameReport() throws {
    let location = Workplace()
    var pages: [[UInt8]] = []
    for jobs in [1, 2, 2, 2] {
      let ended = try Attnplot.shell(
        "attnplot report -o page.html --force --jobs \(jobs) --timeout 5min", in: location)
      #expect(ended.status == .exited(0), "\(ended.text)")
      pages.append(location.bytes("page.html") ?? [])
    }
    #expect(!pages[0].isEmpty)
    #expect(pages.allSatisfy { $0 == pages[0] })
  }

  @Test func timesOfTheWorkerAreTold() throws {
    let project = try DocsProject(
      manifest: "figures:\n  - { id: small, kind: pe-heatmap, positions: 8, dimensions: 8 }\n")
    let ended = try Attnplot.shell(
      "attnplot report docs/figures.yaml -o page.html --timings", in: project.location)
    for stage in ["compute", "layout", "encode", "write"] {
      #expect(ended.messages.contains("time: \(stage)"), "\(ended.messages)")
    }
  }
}
