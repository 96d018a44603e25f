// What packed files may expand to, in all that is read below one root.

import Glibc
import Synchronization

/// Counts the bytes that archives and packed files expand to, each time that they are expanded, from
/// all threads that read, and from copies of this process that draw.
public final class ExpansionBudget: Sendable {
  /// The most bytes in all.
  public let limit: Int
  /// What to say where there is no space: what is too much, and what would do.
  public let objection: String
  /// In memory that copies of the process share. There is one for each root, so a page is little; nil
  /// where the system has none, and then the count is this process's own.
  private nonisolated(unsafe) let shared: UnsafeMutablePointer<Atomic<Int>>?
  private let own = Atomic(0)

  public init(limit: Int, objection: String) {
    self.limit = limit
    self.objection = objection
    let page = mmap(
      nil, Self.byteCount, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
    shared = page == MAP_FAILED ? nil : page?.bindMemory(to: Atomic<Int>.self, capacity: 1)
    shared?.initialize(to: Atomic(0))
  }

  deinit { if let shared { munmap(shared, Self.byteCount) } }

  private static let byteCount = MemoryLayout<Atomic<Int>>.stride

  /// Counts bytes before memory or disk is taken for them.
  /// - Returns: whether there is space for them.
  public func take(_ bytes: Int) -> Bool {
    if let shared {
      Self.take(bytes, of: shared.pointee, limit)
    } else {
      Self.take(bytes, of: own, limit)
    }
  }

  private static func take(_ bytes: Int, of taken: borrowing Atomic<Int>, _ limit: Int) -> Bool {
    var before = taken.load(ordering: .relaxed)
    while true {
      let (sum, isTooMuch) = before.addingReportingOverflow(bytes)
      guard !isTooMuch, sum <= limit else { return false }
      let (isDone, found) = taken.weakCompareExchange(
        expected: before, desired: sum, ordering: .relaxed)
      if isDone { return true }
      before = found
    }
  }
}

extension ExpansionBudget: Hashable {
  public static func == (first: ExpansionBudget, second: ExpansionBudget) -> Bool {
    first === second
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
