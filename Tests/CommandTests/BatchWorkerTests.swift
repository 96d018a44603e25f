// What ends the drawing of one figure, a kill, too much memory, too much time, costs that figure: the
// others are drawn, the message names it, and nothing is left behind.

import Foundation
import Testing

@Suite struct BatchWorkerTests {
  static let manifest = """
    output: figures
    defaults: { size: 300x250px, formats: [svg, png], font: DejaVu Sans }
    figures:
      - { id: first, kind: pe-heatmap, positions: 8, dimensions: 8, theme: [light, dark] }
      - { id: second, kind: pe-heatmap, positions: 8, dimensions: 16 }
      - { id: third, kind: pe-lines, at-positions: 3, dimensions: 16 }

    """

  /// The files of every figure but one.
  static func files(without id: String) -> Set<String> {
    Set(
      ["first", "first.dark", "second", "third"].filter { !$0.hasPrefix(id) }
        .flatMap { ["\($0).svg", "\($0).png"] })
  }

  /// The processes that another one has made.
  static func children(of process: pid_t) -> [pid_t] {
    let tasks = "/proc/\(process)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
    return threads.flatMap { thread in
      let text = (try? String(contentsOfFile: "\(tasks)/\(thread)/children", encoding: .utf8)) ?? ""
      return text.split(separator: " ").compactMap { pid_t($0) }
    }
  }

  /// The figure that the messages name as failed.
  static func failed(_ ended: Ended) -> String? {
    ended.messages.split(separator: "\n").first { $0.contains("error: docs/figures.yaml:") }
      .flatMap { line in
        ["first", "second", "third"].first {
          line.contains(": \($0): ") || line.contains(": \($0), ")
        }
      }
  }

  /// Runs the batch, stops or kills the first worker as soon as it is there, and gives how it ended.
  private func run(
    _ project: DocsProject, _ options: [String], _ signal: Int32
  ) throws -> (ended: Ended, worker: pid_t)? {
    let running = try Program.start(
      [Attnplot.path, "batch", "docs/figures.yaml", "--jobs", "1"] + options, in: project.location)
    var worker: pid_t?
    let deadline = Date().addingTimeInterval(60)
    while worker == nil, Date() < deadline, kill(running.process, 0) == 0,
      !Self.isOver(running.process)
    {
      worker = Self.children(of: running.process).first { Self.isReady($0) }
    }
    if let worker { kill(worker, signal) }
    let ended = running.end(killAfter: nil)
    return worker.map { (ended, $0) }
  }

  /// Whether a worker has what it writes kept in memory, the last thing before it waits for a job.
  static func isReady(_ worker: pid_t) -> Bool {
    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(worker)/fd/2")
    return target?.contains("memfd") == true
  }

  static func isOver(_ process: pid_t) -> Bool {
    let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return text.isEmpty || text.contains(") Z ")
  }

  @Test(arguments: [
    (SIGKILL, [], "killed"), (SIGSEGV, [], "signal 11"), (SIGILL, [], "signal 4"),
    (SIGABRT, [], "signal 6"), (SIGSTOP, ["--timeout", "8s"], "more than --timeout 8s"),
  ])
  func oneFigureIsLost(_ signal: Int32, _ options: [String], _ says: String) throws {
    let project = try DocsProject(manifest: Self.manifest)
    // A worker that was done before the signal came shows nothing: another run then.
    for _ in 0..<20 {
      guard let (ended, worker) = try run(project, ["--force"] + options, signal),
        let id = Self.failed(ended)
      else { continue }
      #expect(ended.status == .exited(1), "\(ended.messages)")
      #expect(ended.messages.contains(says), "\(ended.messages)")
      #expect(kill(worker, 0) != 0)
      let files = try project.figures()
      #expect(files.keys.filter { $0.contains(".tmp") || $0.contains("lock") } == [])
      #expect(Set(files.keys).isSuperset(of: Self.files(without: id)))
      // What is recorded is what was drawn, and the next run draws the rest.
      let check = try project.batch("--check")
      #expect(check.status == .exited(2))
      #expect(
        check.output.split(separator: 10).allSatisfy {
          String(decoding: $0, as: UTF8.self).hasPrefix(id)
        })
      #expect(try project.batch().status == .exited(0))
      #expect(try project.batch("--check").status == .exited(0))
      return
    }
    Issue.record("no worker was ended in time")
  }

  @Test func aFigureOverItsMemoryIsLostAlone() throws {
    let project = try DocsProject(
      manifest: Self.manifest
        + "  - { id: huge, kind: pe-heatmap, positions: 8, dimensions: 8, size: 9000x9000px }\n")
    let ended = try project.batch("--memory 60MB")
    #expect(ended.status == .exited(1))
    #expect(ended.messages.contains("huge: "), "\(ended.messages)")
    #expect(ended.messages.contains("memory"), "\(ended.messages)")
    #expect(
      Set(try project.figures().keys) == Self.files(without: "none").union([".attnplot.json"]))
    #expect(try project.batch("--memory none").status == .exited(0))
  }

  /// Under a limit that is about what figures take, chance decides which of them fail. Those that are told as
  /// drawn are there whole, and of those that are told as failed nothing is; why is told in words.
  @Test(arguments: ["1MB", "2MB", "3MB", "5MB", "9MB"])
  func nothingIsToldWronglyUnderATinyLimit(_ limit: String) throws {
    let manifest = """
      output: figures
      defaults: { size: 300x250px, formats: [svg, png, pdf] }
      figures:
        - { id: first, kind: pe-heatmap, positions: 30, dimensions: 16, theme: [light, dark] }
        - { id: second, kind: attention, tokens: a b c d e, seed: 7 }
        - { id: third, kind: pe-lines, at-positions: 3, dimensions: 16, lang: zh }
        - { id: fourth, kind: attention, tokens: 我 爱 人, seed: 3, title: "من 한국 ⟂" }

      """
    let names = ["first", "first.dark", "second", "third", "fourth"]
    let whole = try DocsProject(manifest: manifest)
    #expect(try whole.batch("--quiet").status == .exited(0))
    let wanted = try whole.figures()
    for mode in ["", "--jobs 1", "", "--jobs 1"] {
      let project = try DocsProject(manifest: manifest)
      // What was there before a figure that fails stays.
      let before = Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8)
      try project.location.makeFolder("docs/figures")
      try project.location.write(before, to: "docs/figures/second.svg")
      let ended = try project.batch("--keep-going --force \(mode) --memory \(limit)")
      let files = try project.figures()
      var failed = 0
      for name in names {
        let said = ended.messages.split(separator: "\n").filter { line in
          line.contains("error: docs/figures.yaml:")
            && [": \(name): ", ": \(name), ", ", \(name): "].contains { line.contains($0) }
        }
        for ending in ["svg", "png", "pdf"] {
          let file = "\(name).\(ending)"
          if said.isEmpty {
            #expect(files[file] == wanted[file], "\(file): \(ended.messages)")
          } else {
            #expect(files[file] == (file == "second.svg" ? before : nil), "\(ended.messages)")
          }
        }
        failed += said.isEmpty ? 0 : 1
        #expect(said.allSatisfy { $0.contains("--memory \(limit)") }, "\(said)")
      }
      #expect(ended.status == .exited(failed == 0 ? 0 : 1), "\(ended.messages)")
      #expect(files.keys.filter { $0.contains(".tmp") || $0.contains("lock") } == [])
    }
  }

  /// What is looked at without being drawn into the folder is held to the same limits.
  @Test(arguments: ["--check --pixels", "--dry-run"])
  func aCheckLosesThatFigureAlone(_ mode: String) throws {
    // Beyond the limit by its values, 32 MB of them, and by its pixels.
    let project = try DocsProject(
      manifest: Self.manifest
        + "  - { id: huge, kind: pe-heatmap, positions: 2000, dimensions: 2000, size: 9000x9000px }\n"
    )
    if mode.contains("pixels") {
      #expect(try project.batch("--only first,second,third").status == .exited(0))
      #expect(try project.batch("--memory none --only huge").status == .exited(0))
    }
    let before = try project.figures()
    // More than the small figures take at times, and less than the large one's matrix of 32 MB.
    let ended = try project.batch("\(mode) --memory 26MB")
    #expect(ended.status == .exited(1), "\(ended.text)")
    let lost = ended.messages.split(separator: "\n").filter { $0.contains("memory") }
    #expect(lost.count == 1 && lost[0].contains(": huge: "), "\(ended.messages)")
    #expect(try project.figures() == before)
    #expect(try project.batch("\(mode) --memory none").status == .exited(0))
  }

  @Test(arguments: [
    "--memory none --timeout none", "--memory 2GB --timeout 5min",
  ])
  func limitsCanBeRaisedAndSwitchedOff(_ options: String) throws {
    let project = try DocsProject(manifest: Self.manifest)
    #expect(try project.batch(options).status == .exited(0))
    #expect(Set(try project.figures().keys).isSuperset(of: Self.files(without: "none")))
  }

  @Test(arguments: [
    ("--memory 0", "or none for no limit"), ("--timeout 0s", "at least 1ms"),
    ("--memory 3", "'--memory"), ("--memory 1kB", "at least 1MB"), ("--memory -1GB", "'--memory"),
    ("--memory 1e3GB", "2GB, 512MiB"), ("--timeout 60", "60s, 5min"),
    ("--timeout nan", "60s, 5min"),
    ("--timeout 1e9h", "60s"), ("--memory 99999999999TB", "none"),
  ])
  func whatIsNoLimitIsRefused(_ options: String, _ says: String) throws {
    let project = try DocsProject(manifest: Self.manifest)
    let ended = try project.batch(options)
    #expect(ended.status == .exited(64))
    #expect(ended.messages.contains(says), "\(ended.messages)")
    #expect(try project.figures().isEmpty)
  }

  /// What ends the command ends its workers.
  @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
  func workersEndWithTheCommand(_ signal: Int32) throws {
    let project = try DocsProject(manifest: Self.manifest)
    for _ in 0..<20 {
      let running = try Program.start(
        [Attnplot.path, "batch", "docs/figures.yaml", "--force", "--jobs", "2"],
        in: project.location)
      var workers: [pid_t] = []
      while workers.count < 2, !Self.isOver(running.process) {
        workers = Self.children(of: running.process)
      }
      kill(running.process, signal)
      let ended = running.end(killAfter: nil)
      guard ended.status == .signalled(signal), workers.count == 2 else { continue }
      let deadline = Date().addingTimeInterval(30)
      while workers.contains(where: { !Self.isOver($0) }), Date() < deadline { usleep(1000) }
      #expect(workers.allSatisfy { Self.isOver($0) })
      #expect(try project.batch().status == .exited(0))
      #expect(try project.figures().keys.filter { $0.hasSuffix(".tmp") } == [])
      return
    }
    Issue.record("the command ended before its workers began")
  }

  /// Themes and languages of a figure are one job; nothing else is lost when none are left to do.
  @Test func failFastBeginsNoOther() throws {
    let project = try DocsProject(manifest: Self.manifest)
    let ended = try project.batch("--timeout 1ms --fail-fast --jobs 1")
    #expect(ended.status == .exited(1))
    #expect(ended.messages.contains("were not begun"), "\(ended.messages)")
  }

  /// Lists on a disk that is full.
  @Test(arguments: ["--check", "--explain", "--dry-run"])
  func aFullStandardOutputIsAnError(_ mode: String) throws {
    let project = try DocsProject(manifest: Self.manifest)
    let ended = try project.batch("\(mode) > /dev/full")
    #expect(ended.status == .exited(1), "\(ended.text)")
    #expect(ended.messages.contains("no space is left"), "\(ended.messages)")
  }
}
