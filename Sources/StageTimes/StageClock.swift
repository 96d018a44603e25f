// Where the time of a command goes. What runs without a clock is not measured and pays nothing.

internal import Glibc
internal import Synchronization

/// A part of the way from arguments to files.
public enum Stage: String, CaseIterable, Sendable {
  /// Before the command's first own step: loading its libraries, in time of the processor.
  case start
  /// Reading the arguments.
  case parse
  /// Reading a manifest and finding what is stale.
  case plan
  /// Going through a file of matrices.
  case read
  /// Computing or reading a figure's values.
  case compute
  /// Wording and arranging them.
  case compose
  /// Placing everything; making matrices with more cells than pixels smaller.
  case layout
  /// Drawing into pixels, or writing the drawing's text.
  case draw
  /// Compressing pixels.
  case encode
  /// Putting files in their places, and text on standard output.
  case write
  /// Keeping records of what was drawn.
  case record
  /// Checking claims.
  case check
}

/// Adds up how long each stage takes, over all threads.
public final class StageClock: Sendable {
  /// The clock of the work at hand; tasks made by it inherit it.
  @TaskLocal public static var current: StageClock?

  private let begin = now()
  private let seconds = Mutex<[Stage: Double]>([:])

  /// A clock that starts now.
  public init() {}

  /// Runs `body` and counts its time, if there is a clock.
  public static func measure<Result: ~Copyable, Failure: Error>(
    _ stage: Stage, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let clock = current else { return try body() }
    return try clock.measure(stage, body)
  }

  /// Runs `body` and counts its time.
  public func measure<Result: ~Copyable, Failure: Error>(
    _ stage: Stage, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let begin = now()
    defer { add(now() - begin, to: stage) }
    return try body()
  }

  /// Counts the processor's time up to now as the start.
  public func addStart() {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    add(Double(time.tv_sec) + Double(time.tv_nsec) / 1e9, to: .start)
  }

  /// Counts seconds that were measured elsewhere.
  public func add(_ time: Double, to stage: Stage) {
    seconds.withLock { $0[stage, default: 0] += time }
  }

  /// What was measured so far, as another process can be told it.
  public var secondsByName: [String: Double] {
    seconds.withLock { all in
      Dictionary(uniqueKeysWithValues: all.map { ($0.key.rawValue, $0.value) })
    }
  }

  /// Counts what another process measured.
  public func add(_ seconds: [String: Double]) {
    for (name, time) in seconds { Stage(rawValue: name).map { add(time, to: $0) } }
  }

  /// The seconds of each stage that there was, in the order of the work, and those of everything
  /// since the clock started, with the start.
  public var times: (stages: [(stage: Stage, seconds: Double)], whole: Double) {
    let seconds = seconds.withLock { $0 }
    return (
      Stage.allCases.compactMap { stage in seconds[stage].map { (stage, $0) } },
      now() - begin + (seconds[.start] ?? 0)
    )
  }
}

private func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
