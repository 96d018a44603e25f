// A folder for one test, gone when the test is.

import Foundation

/// A new, empty folder that removes itself.
final class Workplace: Sendable {
  let path: String

  init() {
    var template = Array((NSTemporaryDirectory() + "/attnplot-test-XXXXXX").utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? ""
    }
    precondition(!path.isEmpty, "no folder can be made in \(NSTemporaryDirectory())")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { path + "/" + name }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: true)
  }

  /// The bytes of a file; nil where there is none.
  func bytes(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path(name)).map { Array($0) }
  }

  /// Every file below the folder with its bytes; folders end in `/` and have none.
  func listing() -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    // The record of a batch is not one of the figures; its own tests look at it.
    for name in names where !name.hasSuffix(".attnplot.json") {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path(name), isDirectory: &isFolder)
      if isFolder.boolValue {
        found[name + "/"] = []
      } else {
        found[name] = bytes(name) ?? []
      }
    }
    return found
  }
}
