// What goes through the socket: a length in eight bytes, the lowest first, and as many bytes.

internal import Glibc

enum FrameError: Error {
  /// The other side has ended.
  case ended
  /// The time was up.
  case tooLate
}

enum Frame {
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(FrameError) {
    let length = (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) }
    try writeAll(length, to: descriptor)
    try writeAll(bytes, to: descriptor)
  }

  static func read(from descriptor: Int32, deadline: Double?) throws(FrameError) -> [UInt8] {
    let length = try readAll(8, from: descriptor, deadline).enumerated()
      .reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    // Both sides are this program: a length is what was written.
    guard length >= 0, length < 1 << 40 else { throw .ended }
    return try readAll(length, from: descriptor, deadline)
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(FrameError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress! + done, $0.count - done, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .ended }
      done += count
    }
  }

  private static func readAll(
    _ count: Int, from descriptor: Int32, _ deadline: Double?
  ) throws(FrameError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      if let deadline { try wait(for: descriptor, until: deadline) }
      let part = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress! + done, $0.count - done)
      }
      if part < 0, errno == EINTR { continue }
      guard part > 0 else { throw .ended }
      done += part
    }
    return bytes
  }

  private static func wait(for descriptor: Int32, until deadline: Double) throws(FrameError) {
    while true {
      let left = deadline - monotonicSeconds()
      guard left > 0 else { throw .tooLate }
      var descriptorState = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let found = poll(&descriptorState, 1, Int32(min(left * 1000 + 1, 1e9)))
      if found > 0 { return }
    }
  }
}

/// Seconds of a clock that is never set.
func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
