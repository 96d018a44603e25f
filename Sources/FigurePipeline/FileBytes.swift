// Small files read whole: manifests, records and what was drawn before.

import Glibc
import SafeFiles
import TextFormats

/// Reads files that may be anything.
enum FileBytes {
  /// The bytes of a file.
  /// - Parameters:
  ///   - reach: which files may be read.
  ///   - limit: where reading stops, whatever the file's size.
  /// - Throws: `OutputError` where it is not there, may not be read or cannot be.
  static func read(
    _ path: String, within reach: FileReach = .anywhere, atMost limit: Int
  ) throws(OutputError) -> [UInt8] {
    do throws(OpenFailure) {
      let file = try OpenedFile(path, within: reach)
      return try file.bytes(atMost: limit)
    } catch {
      throw OutputError(path, error)
    }
  }
}

extension OutputError {
  /// Why a file cannot be read.
  init(_ path: String, _ failure: OpenFailure) {
    switch failure {
    case .system(ENOENT): self.init("\(path): there is no such file")
    case .system(let code): self.init("\(path): cannot be read", code)
    case .irregular, .outside: self.init("\(path): \(failure.reason)")
    }
  }
}
