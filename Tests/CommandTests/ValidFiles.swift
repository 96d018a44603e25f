// Whether files are what their endings say.

import Foundation
import TestSupport
import Testing

/// Expects a file that programs can open, by its ending.
func expectValid(
  _ name: String, in location: Workplace, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let bytes = try #require(
    location.bytes(name), "\(name) was not written", sourceLocation: sourceLocation)
  switch URL(fileURLWithPath: name).pathExtension {
  case "png":
    let png = try DecodedPNG(bytes)
    #expect(
      Set(png.pixels.prefix(png.width * png.height)).count > 8, sourceLocation: sourceLocation)
  case "svg":
    let lint = try Program.run(
      ["xmllint", "--noout", "--nonet", location.path(name)], in: location)
    #expect(lint.status == .exited(0), "\(name): \(lint.messages)", sourceLocation: sourceLocation)
    #expect(
      String(decoding: bytes, as: UTF8.self).contains("<svg "), sourceLocation: sourceLocation)
  case "pdf":
    let info = try Program.run(["pdfinfo", location.path(name)], in: location)
    #expect(info.status == .exited(0), "\(name): \(info.messages)", sourceLocation: sourceLocation)
    #expect(
      info.text.contains(/Pages: +1\n/) && info.messages.isEmpty, sourceLocation: sourceLocation)
  case "json":
    _ = try JSONSerialization.jsonObject(with: Data(bytes))
  case "npy":
    _ = try NPYTable(bytes)
  case "csv":
    #expect(bytes.last == UInt8(ascii: "\n"), sourceLocation: sourceLocation)
  default:
    Issue.record("\(name) has an ending that no test knows", sourceLocation: sourceLocation)
  }
}

/// A version 1 `.npy` file of little-endian doubles in C order, read without the program's code.
struct NPYTable {
  var shape: [Int]
  var values: [Double]

  struct Failure: Error {}

  init(_ bytes: [UInt8]) throws {
    guard bytes.starts(with: [0x93] + Array("NUMPY".utf8) + [1, 0]), bytes.count > 10 else {
      throw Failure()
    }
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    guard start <= bytes.count else { throw Failure() }
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    guard header.contains("'descr': '<f8'"), header.contains("'fortran_order': False"),
      let match = header.firstMatch(of: /'shape': \(([0-9, ]*)\)/)
    else { throw Failure() }
    shape = match.1.split(whereSeparator: { $0 == "," || $0 == " " }).compactMap { Int($0) }
    values = stride(from: start, to: bytes.count, by: 8).map { location in
      Double(
        bitPattern: bytes[location..<(location + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
    guard values.count == shape.reduce(1, *) else { throw Failure() }
  }
}
