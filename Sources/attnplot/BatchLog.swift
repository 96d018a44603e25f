// What `batch` says while it is at work: a bar on a terminal, plain lines elsewhere, JSON if asked.

import FigureKinds
import FigurePipeline
import Glibc
import Synchronization
import TextFormats

/// The log of a run, on standard error.
final class BatchLog: Sendable {
  private struct State {
    var done = 0
    var total = 0
    var current: [String] = []
    var start = 0.0
    var isBarVisible = false
    /// What was said of a figure, and of a position: its variants have the same to say.
    var reported: Set<[String]> = []
  }

  private let format: LogFormat
  private let isQuiet: Bool
  private let hasBar: Bool
  /// Whether what was done is reported figure by figure.
  private let reportsFigures: Bool
  private let state = Mutex(State())

  init(_ format: LogFormat, isQuiet: Bool, reportsFigures: Bool = true) {
    self.format = format
    self.isQuiet = isQuiet
    self.reportsFigures = reportsFigures
    hasBar = format == .text && !isQuiet && TerminalLine.isThere
    if hasBar { TerminalLine.clearAtEnd() }
  }

  /// Takes a run's events, from any worker.
  func report(_ event: BatchEvent) {
    state.withLock { state in
      switch event {
      case .started(let drawing, let all):
        state.total = drawing
        state.done = 0
        state.start = Self.now()
        if format == .json, !isQuiet {
          write(
            .object([
              ("event", .text("start")), ("stale", .number(drawing)), ("figures", .number(all)),
            ]))
        }
      case .began(let figure):
        state.current.append(figure.name)
        showBar(&state)
      case .ended(let outcome):
        state.done += 1
        state.current.removeAll { $0 == outcome.figure.name }
        report(outcome, &state)
        showBar(&state)
      }
    }
  }

  /// Takes the bar away.
  func end() { state.withLock { hideBar(&$0) } }

  /// A line for people, or an object for programs.
  func write(_ text: String, _ object: JSONValue) {
    guard !isQuiet else { return }
    state.withLock { state in
      hideBar(&state)
      switch format {
      case .text: Messages.write("attnplot: \(Messages.oneLine(text))\n")
      case .json: write(object)
      }
    }
  }

  func warn(_ text: String) {
    guard !isQuiet else { return }
    state.withLock { state in
      hideBar(&state)
      switch format {
      case .text: Messages.warning(text)
      case .json: write(.object([("event", .text("warning")), ("message", .text(text))]))
      }
    }
  }

  /// Errors are said however quiet the run is to be.
  func fail(_ text: String) {
    state.withLock { state in
      hideBar(&state)
      switch format {
      case .text: Messages.error(text)
      case .json: write(.object([("event", .text("error")), ("message", .text(text))]))
      }
    }
  }

  // MARK: Lines

  private func report(_ outcome: FigureOutcome, _ state: inout State) {
    guard reportsFigures else { return }
    let figure = outcome.figure
    if format == .json {
      // Failures are told however quiet the run is to be.
      guard !isQuiet || outcome.error != nil else { return }
      write(
        .object([
          ("event", .text("figure")), ("figure", .text(figure.name)), ("id", .text(figure.id)),
          (
            "status",
            .text(outcome.error != nil ? "failed" : outcome.written.isEmpty ? "unchanged" : "drawn")
          ),
          ("files", .list(figure.fileNames.map { .text($0) })),
          ("written", .list(outcome.written.map { .text($0) })),
          ("warnings", .list(outcome.warnings.map { .text($0.spelled(.manifest)) })),
          ("error", outcome.error.map { .text($0) } ?? .null), ("done", .number(state.done)),
          ("total", .number(state.total)),
        ]))
      return
    }
    reportWarnings(outcome, &state)
    if let failure = outcome.failure {
      let text = failure.description(of: [])
      guard state.reported.insert([text]).inserted else { return }
      hideBar(&state)
      Messages.error(failure.description(of: [figure.name]))
    } else if !isQuiet, !hasBar {
      let what = outcome.written.isEmpty ? "unchanged" : outcome.written.joined(separator: " ")
      Messages.write(
        "[\(state.done)/\(state.total)] \(TerminalText.line("\(figure.name): \(what)"))\n")
    }
  }

  /// Says what readers of figures would be warned of, each figure's once, whatever its variants.
  func reportWarnings(_ outcomes: [FigureOutcome]) {
    state.withLock { state in
      for outcome in outcomes { reportWarnings(outcome, &state) }
    }
  }

  private func reportWarnings(_ outcome: FigureOutcome, _ state: inout State) {
    guard !isQuiet else { return }
    for warning in outcome.warnings.map({ $0.spelled(.manifest) })
    where state.reported.insert([outcome.figure.id, warning]).inserted {
      hideBar(&state)
      switch format {
      case .text: Messages.warning("\(outcome.figure.name): \(warning)")
      case .json:
        write(
          .object([
            ("event", .text("warning")), ("figure", .text(outcome.figure.name)),
            ("message", .text(warning)),
          ]))
      }
    }
  }

  private func write(_ object: JSONValue) { Messages.write(object.line + "\n") }

  // MARK: The bar

  private func showBar(_ state: inout State) {
    guard hasBar, state.total > 0 else { return }
    let cells = 24
    let filled = state.done * cells / state.total
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
    var left = ""
    if state.done > 0, state.done < state.total {
      let seconds =
        (Self.now() - state.start) / Double(state.done) * Double(state.total - state.done)
      left = " \(Self.duration(seconds)) left"
    }
    let current = TerminalText.line(state.current.first ?? "")
    TerminalLine.show("\(bar) \(state.done)/\(state.total)\(left) \(current)")
    state.isBarVisible = true
  }

  private func hideBar(_ state: inout State) {
    guard state.isBarVisible else { return }
    TerminalLine.clear()
    state.isBarVisible = false
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds.rounded(.up), 0), 359_999))
    if whole < 60 { return "\(whole) s" }
    return whole < 3600
      ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole / 60 % 60) min"
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
