// What runs over many figures share: the machine's cores, the folder they go to.

import AttentionMath
import StageTimes
import Synchronization

/// Sets of figures and their folder.
public enum FigureSet {
  /// The cores this process may use.
  public static var processorCount: Int { coreCount }

  /// Shares `count` pieces of work out to threads, and returns when all are done.
  /// - Parameters:
  ///   - jobs: how many threads there are at most.
  ///   - work: what each thread does: it draws indices in `0..<count` from `next` until it gets nil or
  ///     has had enough, and gives what it made of each. Each index is drawn once.
  /// - Returns: what the threads gave, in the order of the indices.
  public static func spread<Result: Sendable>(
    _ count: Int, jobs: Int,
    _ work: @escaping @Sendable (_ next: () -> Int?) -> [(index: Int, result: Result)]
  ) -> [Result] {
    let all = Mutex<[(index: Int, result: Result)]>([])
    // Threads do not inherit the clock as tasks do.
    let clock = StageClock.current
    concurrently(count, work: .infinity, atMost: jobs) { next in
      let results = StageClock.$current.withValue(clock) { work(next) }
      all.withLock { $0 += results }
    }
    return all.withLock { $0 }.sorted { $0.index < $1.index }.map(\.result)
  }
}
