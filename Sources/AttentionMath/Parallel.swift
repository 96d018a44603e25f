// Work shared out to the cores. What is computed must not depend on who computes it.

internal import Dispatch
internal import Glibc
internal import Synchronization

/// The processors that this process may count on.
public let coreCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

/// Runs `worker` on as many threads as are worth while, and returns when all have ended.
///
/// A worker draws indices in `0..<count` from `next` until it gets nil; each index is drawn once.
/// It may keep memory of its own between two indices.
/// - Parameters:
///   - count: how many pieces there are.
///   - work: roughly how many multiplications they take together; little work stays on this thread.
///   - maximum: the most threads to use.
public func concurrently(
  _ count: Int, work: Double, atMost maximum: Int = coreCount,
  _ worker: @escaping @Sendable (_ next: () -> Int?) -> Void
) {
  let threads = work < 4e6 ? 1 : min(count, coreCount, maximum)
  let drawn = Atomic<Int>(0)
  @Sendable func next() -> Int? {
    let index = drawn.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < count ? index : nil
  }
  guard threads > 1 else { return worker(next) }
  if isForked.load(ordering: .relaxed) { return onOwnThreads(threads) { worker(next) } }
  DispatchQueue.concurrentPerform(iterations: threads) { _ in worker(next) }
}

/// Does all of `count` pieces of work on as many threads as are worth while, and joins what they
/// give.
///
/// - Parameters:
///   - work: roughly how many multiplications they take together.
///   - maximum: the most threads to use.
///   - piece: the work of one index.
///   - join: takes one result after the other, in no order, on one thread at a time.
/// - Throws: an error of a piece, where one failed; pieces that were not begun by then are left out.
public func concurrently<Result, Failure: Error>(
  _ count: Int, work: Double, atMost maximum: Int = coreCount,
  _ piece: @escaping @Sendable (Int) throws(Failure) -> sending Result,
  joinedBy join: @escaping (Int, Result) -> Void
) throws(Failure) {
  let failure = Mutex<Failure?>(nil)
  let joining = Mutex(())
  // Safe to share: it is called by whoever holds the lock.
  nonisolated(unsafe) let join = join
  concurrently(count, work: work, atMost: maximum) { next in
    while failure.withLock({ $0 == nil }), let index = next() {
      do throws(Failure) {
        nonisolated(unsafe) let result = try piece(index)
        joining.withLock { _ in join(index, result) }
      } catch {
        failure.withLock { $0 = error }
      }
    }
  }
  if let error = failure.withLock({ $0 }) { throw error }
}

/// Whether this process is a copy of another one: Dispatch's threads are the other one's then, and it
/// would wait for them for ever.
private let isForked = Atomic<Bool>(false)

/// Called by a process that was made by fork: from now on work is shared out to threads that are made
/// for it.
public func takeOwnThreads() { isForked.store(true, ordering: .relaxed) }

/// Runs `body` on threads that end with it, and waits for them.
///
/// Not on this thread as well: locks of the standard library know their holder by its thread's number,
/// which each thread keeps once it has asked for it. The one thread of a copy keeps the number that it had
/// in the process it is a copy of, so a lock that it holds while another thread wants it is never given.
private func onOwnThreads(_ count: Int, _ body: @escaping @Sendable () -> Void) {
  let box = Unmanaged.passRetained(ThreadBody(body))
  defer { box.release() }
  // As large as figures and pages need, which is less than the usual 8 MB: a copy's limit counts them.
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setstacksize(&attributes, 4 << 20)
  var threads: [pthread_t] = []
  for _ in 0..<count {
    var thread = pthread_t()
    // Fewer will do.
    let failed = pthread_create(
      &thread, &attributes,
      { argument in
        Unmanaged<ThreadBody>.fromOpaque(argument!).takeUnretainedValue().body()
        return nil
      }, box.toOpaque())
    guard failed == 0 else { break }
    threads.append(thread)
  }
  if threads.isEmpty { return body() }
  for thread in threads { pthread_join(thread, nil) }
}

private final class ThreadBody: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Gives `body` the addresses of all these arrays' values at once, without copying any.
func withMutablePointers<Element>(
  _ arrays: inout [[Element]], _ body: ([UnsafeMutablePointer<Element>]) -> Void
) {
  func collect(_ index: Int, _ pointers: [UnsafeMutablePointer<Element>]) {
    guard index < arrays.count else { return body(pointers) }
    // Taken out of the list while it is open, so that it stays the only owner.
    var array: [Element] = []
    swap(&array, &arrays[index])
    array.withUnsafeMutableBufferPointer { buffer in
      collect(index + 1, pointers + [buffer.baseAddress ?? .nowhere])
    }
    swap(&array, &arrays[index])
  }
  collect(0, [])
}

extension UnsafePointer {
  /// An address for no values, which is never read.
  static var nowhere: UnsafePointer { UnsafePointer(UnsafeMutablePointer.nowhere) }
}

extension UnsafeMutablePointer {
  /// An address for no values, which is never read.
  static var nowhere: UnsafeMutablePointer {
    UnsafeMutablePointer(bitPattern: MemoryLayout<Pointee>.alignment)!
  }
}

extension Array where Element: BitwiseCopyable {
  /// An array whose values are whatever lay in memory, for code that writes each before it reads
  /// one.
  init(unwritten count: Int) {
    self.init(unsafeUninitializedCapacity: count) { $1 = count }
  }

  /// Asks for pages of 2 MiB under a large array that is about to be written: most of the time of
  /// a first write is spent on taking pages of 4 KiB one by one. Changes nothing about the values.
  mutating func preferLargePages() {
    withUnsafeMutableBytes { bytes in
      let large = 1 << 21
      guard let base = bytes.baseAddress, bytes.count >= 4 * large else { return }
      let begin = (Int(bitPattern: base) + large - 1) / large * large
      let end = (Int(bitPattern: base) + bytes.count) / large * large
      // A refusal costs time alone, so the status is of no interest.
      _ = madvise(UnsafeMutableRawPointer(bitPattern: begin), end - begin, MADV_HUGEPAGE)
    }
  }
}
