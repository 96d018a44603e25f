// `inspect` of a part of an array, and the line that says how far it is.

import ArgumentParser
import FigureKinds
import FigureModel
import MatrixFiles
import MatrixSources
import Synchronization

/// Which part of an array is looked at.
struct PartArguments: DeclaredOptions {
  @Option(GridArrangementArguments.index) var index: IndexList?
  @Option(SelectionArguments.queries) var queries: IndexList?
  @Option(SelectionArguments.keys) var keys: IndexList?

  static let parameters: [Parameter<Self>] = [
    Parameter(GridArrangementArguments.index, \._index),
    Parameter(SelectionArguments.queries, \._queries),
    Parameter(SelectionArguments.keys, \._keys),
  ]

  var isUsed: Bool { index != nil || queries != nil || keys != nil }

  func part(of tensor: Tensor) throws(MatrixFileError) -> Tensor {
    try Arrangement(index: index?.values).applied(to: tensor)
      .choosing(rows: queries?.values, columns: keys?.values)
  }
}

/// How much of a file was read, on the last line of a terminal, for files that take a while.
final class ReadingLine: Sendable {
  private struct State {
    var next: ContinuousClock.Instant
    var isDisplayed = false
  }

  private let what: String
  private let state: Mutex<State>

  /// Work shorter than this has no line.
  private static let patience = Duration.seconds(1)

  init(_ what: String) {
    self.what = what
    state = Mutex(State(next: .now + Self.patience))
    if TerminalLine.isThere { TerminalLine.clearAtEnd() }
  }

  /// - Parameter share: how much was read, 0 to 1.
  func show(_ share: Double) {
    guard TerminalLine.isThere else { return }
    state.withLock { state in
      guard ContinuousClock.now >= state.next else { return }
      state.next = .now + .milliseconds(200)
      state.isDisplayed = true
      TerminalLine.show("reading \(what): \(formatNumber(share * 100, places: 0)) %")
    }
  }

  func end() {
    state.withLock { if $0.isDisplayed { TerminalLine.clear() } }
  }
}
