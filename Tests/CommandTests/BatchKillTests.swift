// Runs killed at moments spread over their whole time, or out of space, then one to completion.

import Foundation
import Testing

@Suite struct BatchKillTests {
  static let manifest = """
    output: figures
    defaults: { size: 300x250px, formats: [png, svg, pdf], font: DejaVu Sans, title: TITLE }
    figures:
      - { id: pe, kind: pe-heatmap, positions: 8, matrix: { dimensions: [8, 16, 32, 64] } }
      - { id: shift, kind: shift, theme: [light, dark] }

    """

  @Test func theNextRunCompletesAKilledOne() throws {
    let new = Self.manifest.replacing("TITLE", with: "New")
    let old = Self.manifest.replacing("TITLE", with: "Old")
    let wanted = try DocsProject(manifest: new)
    _ = try wanted.batch("--quiet")
    let newFiles = try wanted.figures()
    #expect(newFiles.count == 19)
    let before = try DocsProject(manifest: old)
    _ = try before.batch("--quiet")
    let oldFiles = try before.figures()
    let start = Date()
    #expect(try wanted.batch("--quiet --force").status == .exited(0))
    let time = Date().timeIntervalSince(start)
    let project = try DocsProject(manifest: new)
    let runs = 16
    for run in 0..<runs {
      // Old files in every other run; in the others what the killed run before has left.
      if run % 2 == 0 {
        for (name, bytes) in oldFiles {
          try project.location.makeFolder("docs/figures")
          try Data(bytes).write(
            to: URL(fileURLWithPath: project.location.path("docs/figures/\(name)")))
        }
      }
      let running = try Program.start(
        [Attnplot.path, "batch", "docs/figures.yaml", "--quiet", "--jobs", "2"],
        in: project.location)
      let ended = running.end(killAfter: time * Double(run + 1) / Double(runs))
      #expect(ended.status == .signalled(SIGKILL) || ended.status == .exited(0))
      let files = try project.figures()
      for (name, bytes) in files where !name.hasPrefix(".attnplot") {
        #expect(bytes == newFiles[name] || bytes == oldFiles[name], "\(name) is a part")
      }
      try expectTrueRecord(files, in: project)
    }
    let ended = try project.batch("--quiet")
    #expect(ended.status == .exited(0), "\(ended.messages)")
    // Nothing but what a run that was never killed has: no temporary file, no lock.
    #expect(try project.figures() == newFiles)
    #expect(try project.batch("--check").status == .exited(0))
  }

  /// A limit on files stands in for a disk that is full: writing fails in the same places. The least
  /// leaves no room for the record, the others for more and more of the figures.
  @Test(arguments: [1, 4, 8, 16])
  func aRunOutOfSpaceLeavesWholeFiles(_ kibibytes: Int) throws {
    let new = Self.manifest.replacing("TITLE", with: "New")
    let wanted = try DocsProject(manifest: new)
    _ = try wanted.batch("--quiet")
    let newFiles = try wanted.figures()
    let project = try DocsProject(manifest: Self.manifest.replacing("TITLE", with: "Old"))
    _ = try project.batch("--quiet")
    let oldFiles = try project.figures()
    try project.location.write(new, to: "docs/figures.yaml")
    let ended = try Attnplot.shell(
      "ulimit -f \(kibibytes); attnplot batch docs/figures.yaml", in: project.location)
    let said = ended.messages
    #expect(ended.status == .exited(1))
    #expect(ended.messages.contains("the file is larger than this process may write (ulimit -f)"))
    let files = try project.figures()
    #expect(files.keys.sorted() == oldFiles.keys.sorted())
    for (name, bytes) in files where name != ".attnplot.json" {
      #expect(bytes == newFiles[name] || bytes == oldFiles[name], "\(name) is a part")
    }
    let isDone = files == newFiles
    #expect(!isDone)
    // What is said of written files is what differs.
    let written = files.filter { $0.key != ".attnplot.json" && $0.value != oldFiles[$0.key] }.count
    #expect(!said.contains("drew ") || said.contains("wrote \(written) file"), "\(said)")
    try expectTrueRecord(files, in: project)
    #expect(try project.batch("--check").status == .exited(2))
    #expect(try project.batch("--quiet").status == .exited(0))
    #expect(try project.figures() == newFiles)
  }

  /// Expects that every file that the record speaks of is there with the digest that it says, told
  /// by another program.
  private func expectTrueRecord(_ files: [String: [UInt8]], in project: DocsProject) throws {
    guard let record = files[".attnplot.json"] else { return }
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(record)) as? [String: Any])
    let figures = json["figures"] as? [String: [String: Any]] ?? [:]
    let claims = figures.values.flatMap { $0["files"] as? [String: String] ?? [:] }
    guard !claims.isEmpty else { return }
    let list = claims.map { "\($0.value)  \($0.key)\n" }.joined()
    try project.location.write(list, to: "claims")
    let ended = try Attnplot.shell(
      "cd docs/figures && sha256sum --quiet --check ../../claims", in: project.location)
    #expect(ended.status == .exited(0), "\(ended.text)")
  }
}
