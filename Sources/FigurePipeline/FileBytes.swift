// Small files read whole: manifests, records and what was drawn before.

import Glibc

/// Reads files that may be anything.
enum FileBytes {
  /// The bytes of a file.
  /// - Parameter limit: where reading stops, whatever the file's size.
  /// - Throws: `OutputError` where it is not there, is no plain file or cannot be read.
  static func read(_ path: String, atMost limit: Int) throws(OutputError) -> [UInt8] {
    // A pipe would keep the open waiting for its other end.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      guard errno != ENOENT else {
        throw OutputError(description: "\(path): there is no such file")
      }
      throw OutputError("\(path): cannot be read", errno)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw OutputError(description: "\(path): is not a plain file")
    }
    var bytes = [UInt8](repeating: 0, count: max(0, min(limit, Int(status.st_size))))
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress! + done, $0.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw OutputError("\(path): cannot be read", errno) }
      if count == 0 { break }
      done += count
    }
    bytes.removeLast(bytes.count - done)
    return bytes
  }

  /// Whether a plain file is there that can be read.
  static func isReadable(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, R_OK) == 0
  }
}
