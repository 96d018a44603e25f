// A folder for one test, gone when the test is.

import Foundation

/// A fresh folder with files in it.
final class Folder: Sendable {
  let path: String

  /// - Parameter files: texts by their paths in the folder.
  init(_ files: [String: String] = [:]) throws {
    path = NSTemporaryDirectory() + "attnplot-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  subscript(name: String) -> String { path + "/" + name }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let location = URL(fileURLWithPath: self[name])
    try FileManager.default.createDirectory(
      at: location.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: location)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: self[name])))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// Every file in a folder here, hidden ones too, in order.
  func list(_ name: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self[name]).sorted()
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self[name]) }
}
