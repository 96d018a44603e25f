// What runs over many figures share: the machine's cores, the folder they go to.

import AttentionMath
import Glibc
import Synchronization

/// Sets of figures and their folder.
public enum FigureSet {
  /// The cores this process may use.
  public static var processorCount: Int { coreCount }

  /// Shares `count` pieces of work out to tasks.
  /// - Parameters:
  ///   - jobs: how many tasks there are at most.
  ///   - work: what each task does: it draws indices in `0..<count` from `next` until it gets nil or
  ///     has had enough, and gives what it made of each. Each index is drawn once.
  /// - Returns: what the tasks gave, in the order of the indices.
  static func spread<Result: Sendable>(
    _ count: Int, jobs: Int,
    _ work: @escaping @Sendable (_ next: () -> Int?) -> [(index: Int, result: Result)]
  ) async -> [Result] {
    let counter = Counter()
    return await withTaskGroup(of: [(index: Int, result: Result)].self) { group in
      for _ in 0..<max(1, min(jobs, count)) {
        group.addTask { work { counter.take(below: count) } }
      }
      var all: [(index: Int, result: Result)] = []
      for await results in group { all += results }
      return all.sorted { $0.index < $1.index }.map(\.result)
    }
  }
}

/// Numbers given out once each, to whichever worker asks.
final class Counter: Sendable {
  private let next = Mutex(0)

  func take(below limit: Int) -> Int? {
    next.withLock { value in
      guard value < limit else { return nil }
      defer { value += 1 }
      return value
    }
  }
}
