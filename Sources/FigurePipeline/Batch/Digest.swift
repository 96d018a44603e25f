// SHA-256 of bytes and of files.
//
// OpenSSL's: a second run over a large set of figures does little else than read files and work out
// their digests.

import AttentionMath
import CCrypto
import Glibc
import SafeFiles

/// Digests, as 64 hexadecimal digits.
package enum Digest {
  static func of(_ bytes: [UInt8]) -> String {
    let sum = Sum()
    bytes.withUnsafeBytes { sum.add($0) }
    return sum.text
  }

  package static func of(_ text: String) -> String { of(Array(text.utf8)) }

  /// The digest of a file's bytes, however large.
  /// - Throws: `OutputError` where it is no plain file or cannot be read.
  static func of(
    file path: String, within reach: FileReach = .anywhere
  ) throws(OutputError) -> String {
    do throws(OpenFailure) {
      return try of(OpenedFile(path, within: reach))
    } catch {
      throw OutputError(path, error)
    }
  }

  /// The digest of an open file's bytes.
  static func of(_ file: borrowing OpenedFile) throws(OpenFailure) -> String {
    let descriptor = file.descriptor
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
    if let failure { throw .system(failure) }
    return sum.text
  }

  /// The digests of files, worked out several at a time; those that cannot be had are left out.
  static func of(
    files paths: Set<String>, within reach: FileReach = .anywhere, jobs: Int = coreCount
  ) -> [String: String] {
    let paths = Array(paths)
    var digests: [String: String] = [:]
    concurrently(
      paths.count, work: Double(paths.count) * 1e6, atMost: jobs,
      { (index: Int) throws(Never) in try? of(file: paths[index], within: reach) },
      joinedBy: { index, digest in digests[paths[index]] = digest })
    return digests
  }

  private struct Sum: ~Copyable {
    private let context: OpaquePointer

    // There is none only where there is no memory left at all.
    init() {
      context = EVP_MD_CTX_new()!
      EVP_DigestInit_ex(context, EVP_sha256(), nil)
    }

    deinit { EVP_MD_CTX_free(context) }

    func add(_ bytes: UnsafeRawBufferPointer) {
      EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    var text: String {
      var digest = [UInt8](repeating: 0, count: 32)
      EVP_DigestFinal_ex(context, &digest, nil)
      let digits = Array("0123456789abcdef".utf8)
      return String(
        decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
  }
}
