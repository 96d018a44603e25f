// The one way to open files for reading.

import CBeneath
import Glibc

/// A file opened for reading, and what the system says of it.
public struct OpenedFile: ~Copyable {
  public let descriptor: Int32
  /// The bytes it has; nil for a pipe, whose end shows when it is reached.
  public let size: Int?

  /// Opens a file.
  ///
  /// Nothing is waited for, not even who is to write to a pipe: ``bytes(atMost:)`` does that. What is no
  /// regular file is refused, and what the kernel makes up as it is read (`/proc`), which may have no end.
  public init(_ path: String, within reach: FileReach) throws(OpenFailure) {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    let opened: Int32 =
      switch reach {
      case .anywhere, .named: open(path, flags)
      case .below(let root): root.open(path, flags, links: .inside)
      }
    guard opened >= 0 else {
      if case .below(let root) = reach, errno == EXDEV { throw .outside(root.path) }
      throw .system(errno)
    }
    try self.init(taking: opened, allowsPipe: reach == .named)
  }

  /// Whether a file is there that may be read.
  public static func isReadable(_ path: String, within reach: FileReach) -> Bool {
    (try? OpenedFile(path, within: reach)) != nil
  }

  /// - Parameters:
  ///   - descriptor: an open file, which is closed where it is refused.
  init(taking descriptor: Int32, allowsPipe: Bool = false) throws(OpenFailure) {
    do throws(OpenFailure) {
      size = try Self.size(descriptor, allowsPipe: allowsPipe)
      self.descriptor = descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// The descriptor, for an owner who closes it.
  public consuming func take() -> Int32 {
    let descriptor = descriptor
    discard self
    return descriptor
  }

  /// What is there, from the beginning, up to a number of bytes.
  public func bytes(atMost limit: Int) throws(OpenFailure) -> [UInt8] {
    // Before its first writer has come, a pipe reads as one at its end does.
    if size == nil { waitForMore() }
    var bytes = [UInt8](repeating: 0, count: max(0, min(limit, size ?? 1 << 16)))
    var done = 0
    while done < limit {
      if done == bytes.count {
        guard size == nil else { break }
        bytes.append(contentsOf: repeatElement(0, count: min(bytes.count, limit - done)))
      }
      let count = bytes.withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress! + done, $0.count - done)
      }
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        guard errno == EAGAIN else { throw .system(errno) }
        // A pipe whose writer is at work.
        waitForMore()
        continue
      }
      done += count
    }
    bytes.removeLast(bytes.count - done)
    return bytes
  }

  /// Waits until a pipe has bytes, or its last writer has gone.
  private func waitForMore() {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, -1) < 0, errno == EINTR {}
  }

  /// The bytes of a file that is open; nil for a pipe.
  private static func size(
    _ descriptor: Int32, allowsPipe: Bool
  ) throws(OpenFailure) -> Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFIFO where allowsPipe: return nil
    case S_IFIFO: throw .irregular("a pipe")
    case S_IFDIR: throw .irregular("a directory")
    case S_IFSOCK: throw .irregular("a socket")
    default: throw .irregular("a device")
    }
    guard attnplot_is_made_by_kernel(descriptor) == 0 else {
      throw .irregular("made up by the kernel as it is read")
    }
    return Int(status.st_size)
  }
}
