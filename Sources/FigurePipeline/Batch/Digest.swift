// SHA-256 of bytes and of files.
//
// GLib's, because Pango brings GLib into every process of ours anyway: nothing more to install or
// to load. It does some 350 MB a second; libcrypto does five times as many.

import CGLib
import Glibc

/// Digests, as 64 hexadecimal digits.
enum Digest {
  static func of(_ bytes: [UInt8]) -> String {
    let sum = Sum()
    bytes.withUnsafeBytes { sum.add($0) }
    return sum.text
  }

  static func of(_ text: String) -> String { of(Array(text.utf8)) }

  /// The digest of a file's bytes, however large.
  /// - Throws: `OutputError` where it is no plain file or cannot be read.
  static func of(file path: String) throws(OutputError) -> String {
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
    let sum = Sum()
    let size = 1 << 18
    let failure = withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) {
      buffer -> Int32? in
      while true {
        let count = read(descriptor, buffer.baseAddress, size)
        if count < 0, errno == EINTR { continue }
        if count < 0 { return errno }
        if count == 0 { return nil }
        sum.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
    if let failure { throw OutputError("\(path): cannot be read", failure) }
    return sum.text
  }

  private struct Sum: ~Copyable {
    private let checksum: OpaquePointer

    // GLib has SHA-256 always; it returns nothing only for kinds it does not know.
    init() { checksum = g_checksum_new(G_CHECKSUM_SHA256)! }
    deinit { g_checksum_free(checksum) }

    func add(_ bytes: UnsafeRawBufferPointer) {
      g_checksum_update(
        checksum, bytes.bindMemory(to: guchar.self).baseAddress, gssize(bytes.count))
    }

    var text: String { String(cString: g_checksum_get_string(checksum)) }
  }
}
