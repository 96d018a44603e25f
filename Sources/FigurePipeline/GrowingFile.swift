// A file that is written in any order of offsets, by several threads.

import Glibc
import Synchronization

/// An open file that nobody sees yet. The first failure is kept, and nothing is written after it.
public final class GrowingFile: Sendable {
  private let descriptor: Int32
  private let path: String
  private let failure = Mutex<Int32>(0)

  init(_ descriptor: Int32, displayedAs path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// Writes bytes at their offset.
  public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    guard let base = bytes.baseAddress, failure.withLock({ $0 == 0 }) else { return }
    var done = 0
    while done < bytes.count {
      let count = pwrite(descriptor, base + done, bytes.count - done, off_t(offset + done))
      if count < 0 {
        if errno == EINTR { continue }
        let code = errno
        failure.withLock { $0 = code }
        return
      }
      done += count
    }
  }

  /// Reports the first failure.
  func check() throws(OutputError) {
    let code = failure.withLock { $0 }
    if code != 0 { throw OutputError("\(path): cannot be written", code) }
  }

  /// Bytes that were written; none behind the last.
  func bytes(at offset: Int, atMost maximum: Int) throws(OutputError) -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: maximum) { buffer, count in
      let read = pread(descriptor, buffer.baseAddress, maximum, off_t(offset))
      if read < 0 { code = errno }
      count = max(0, read)
    }
    if code != 0 { throw OutputError("\(path): cannot be written", code) }
    return bytes
  }
}
