// What a process can see of the work of its copies while they are at it, and after they have ended.

internal import Glibc

/// A byte for each of some pieces of work, in memory that this process shares with copies made of it
/// later.
public struct SharedMarks: Sendable {
  /// What has become of a piece of work.
  public enum Mark: UInt8, Sendable {
    case untouched, begun, ended
  }

  public let count: Int
  private let memory: Memory

  /// - Parameter count: how many pieces there are. Pages are taken as they are written to.
  /// - Returns: nil where the system gives no memory.
  public init?(_ count: Int) {
    guard count > 0, let memory = Memory(count) else { return nil }
    self.count = count
    self.memory = memory
  }

  /// The mark of a piece of work. Different threads may set those of different pieces.
  public subscript(piece: Int) -> Mark {
    get { Mark(rawValue: memory.bytes[piece]) ?? .untouched }
    nonmutating set { memory.bytes[piece] = newValue.rawValue }
  }

  /// The pieces that were begun and not ended.
  public var unfinished: [Int] { (0..<count).filter { self[$0] == .begun } }

  private final class Memory: Sendable {
    nonisolated(unsafe) let bytes: UnsafeMutablePointer<UInt8>
    private let count: Int

    init?(_ count: Int) {
      let start = mmap(
        nil, count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
      guard let start, start != MAP_FAILED else { return nil }
      bytes = start.bindMemory(to: UInt8.self, capacity: count)
      self.count = count
    }

    deinit { munmap(bytes, count) }
  }
}
