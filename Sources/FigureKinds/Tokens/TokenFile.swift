// Lists of tokens from files: one a line, or JSON.

import ExampleData
import Glibc

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads lists of tokens.
enum TokenFile {
  /// Lists beyond this are no sentences to draw.
  static let greatestSize = 16 << 20

  /// The tokens in a file: a JSON list of strings, a JSON object with such a list under `tokens`,
  /// or one token a line.
  static func read(_ path: String, option: String) throws(FigureError) -> [String] {
    var bytes: [UInt8]
    if let name = Example.name(of: path) {
      guard let tokens = ExampleData.tokens(name) else { throw Example.unknown(path) }
      bytes = tokens
    } else {
      bytes = try contents(path, option: option)
    }
    // A mark of the byte order is no part of the first token.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    let first = bytes.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    if first == UInt8(ascii: "["),
      let list = try? JSONDecoder().decode([String].self, from: Data(bytes))
    {
      return list
    }
    if first == UInt8(ascii: "["), path.lowercased().hasSuffix(".json") {
      throw .work(
        "\(option) \(path): is no JSON list of strings, such as [\"the\", \"cat\"]")
    }
    if first == UInt8(ascii: "{") {
      guard let object = try? JSONDecoder().decode(TokenObject.self, from: Data(bytes)) else {
        throw .work("\(option) \(path): a JSON object needs a list of strings under \"tokens\"")
      }
      return object.tokens
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .work("\(option) \(path): the file is not UTF-8 text; save it as UTF-8")
    }
    // A token may itself be `[CLS]`, so a list of lines may begin like JSON.
    // A carriage return and a line feed are one character.
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
      .map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// Whether there is a file to read.
  static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }

  private struct TokenObject: Decodable {
    var tokens: [String]
  }

  private static func contents(_ path: String, option: String) throws(FigureError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .work("\(option) \(path): cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .work("\(option) \(path): is not a file; give a file with a token on each line")
    }
    guard status.st_size <= greatestSize else {
      throw .work(
        "\(option) \(path): \(status.st_size) bytes are too many for a list of tokens; at most "
          + "\(greatestSize)")
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress! + done, buffer.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      done += count
    }
    return Array(bytes[..<done])
  }
}
