// The objects of a PDF as ISO 32000-1, chapter 7, has them: read strictly, so that a text that broke
// out of its string shows as a key too many or as no PDF at all.

/// A value of a PDF.
public indirect enum PDFValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case name(String)
  case string([UInt8])
  case array([PDFValue])
  case dictionary([String: PDFValue])
  case reference(Int)
  /// A stream's dictionary; its bytes are nobody's action.
  case stream([String: PDFValue])
}

/// All objects of a file written with a plain table of references, as Cairo 1.16 does.
public struct PDFObjects: Sendable {
  public private(set) var objects: [Int: PDFValue] = [:]
  public private(set) var trailer: [String: PDFValue] = [:]

  public struct Fault: Error, CustomStringConvertible {
    public var description: String
  }

  /// - Throws: where anything is not as the standard has it.
  public init(_ bytes: [UInt8]) throws(Fault) {
    var reader = PDFReader(bytes)
    reader.skipBlanks()
    while true {
      if reader.take("xref") {
        try reader.skip(past: "trailer")
        guard case .dictionary(let entries) = try reader.value() else {
          throw reader.fault("a trailer is a dictionary")
        }
        trailer = entries
        return
      }
      let number = try reader.integer()
      _ = try reader.integer()
      guard reader.take("obj") else { throw reader.fault("an object is due") }
      var value = try reader.value()
      if reader.take("stream") {
        guard case .dictionary(let entries) = value else {
          throw reader.fault("a stream has a dictionary")
        }
        try reader.skip(past: "endstream")
        value = .stream(entries)
      }
      guard reader.take("endobj") else { throw reader.fault("endobj is due") }
      guard objects.updateValue(value, forKey: number) == nil else {
        throw reader.fault("object \(number) stands twice")
      }
    }
  }

  /// A value, and where it refers to an object that one.
  public func resolved(_ value: PDFValue?) -> PDFValue {
    guard case .reference(let number) = value else { return value ?? .null }
    return objects[number] ?? .null
  }

  public func dictionary(_ value: PDFValue?) -> [String: PDFValue]? {
    switch resolved(value) {
    case .dictionary(let entries), .stream(let entries): entries
    default: nil
    }
  }

  /// A text string: UTF-16 behind its mark, else bytes of Latin letters.
  public static func text(_ value: PDFValue?) -> String? {
    guard case .string(let bytes) = value else { return nil }
    guard bytes.starts(with: [0xFE, 0xFF]) else {
      return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
    let units = stride(from: 2, to: bytes.count - 1, by: 2).map {
      UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
    }
    return String(decoding: units, as: UTF16.self)
  }
}

/// Reads values one after the other.
private struct PDFReader {
  let bytes: [UInt8]
  var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func fault(_ what: String) -> PDFObjects.Fault {
    let near = bytes[max(0, position - 60)..<min(bytes.count, position + 60)]
    return PDFObjects.Fault(
      description: "\(what) at byte \(position): \(String(decoding: near, as: UTF8.self))")
  }

  private static func isBlank(_ byte: UInt8) -> Bool { [0, 9, 10, 12, 13, 32].contains(byte) }

  private static func isDelimiter(_ byte: UInt8) -> Bool { "()<>[]{}/%".utf8.contains(byte) }

  mutating func skipBlanks() {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "%") {
        while position < bytes.count, bytes[position] != 10, bytes[position] != 13 { position += 1 }
      } else if Self.isBlank(bytes[position]) {
        position += 1
      } else {
        return
      }
    }
  }

  /// Takes a word where it stands here.
  mutating func take(_ word: String) -> Bool {
    skipBlanks()
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  mutating func skip(past word: String) throws(PDFObjects.Fault) {
    let word = Array(word.utf8)
    while position + word.count <= bytes.count {
      if bytes[position] == word[0], bytes[position..<position + word.count].elementsEqual(word) {
        position += word.count
        return
      }
      position += 1
    }
    throw fault("\(String(decoding: word, as: UTF8.self)) is due")
  }

  private mutating func word() -> String {
    let start = position
    while position < bytes.count, !Self.isBlank(bytes[position]),
      !Self.isDelimiter(bytes[position])
    { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  mutating func integer() throws(PDFObjects.Fault) -> Int {
    skipBlanks()
    guard let value = Int(word()) else { throw fault("a whole number is due") }
    return value
  }

  mutating func value() throws(PDFObjects.Fault) -> PDFValue {
    skipBlanks()
    guard position < bytes.count else { throw fault("a value is due") }
    switch bytes[position] {
    case UInt8(ascii: "/"): return .name(try name())
    case UInt8(ascii: "("): return .string(try literal())
    case UInt8(ascii: "["):
      position += 1
      var values: [PDFValue] = []
      while !take("]") { values.append(try value()) }
      return .array(values)
    case UInt8(ascii: "<"): return try take("<<") ? dictionary() : .string(hexadecimal())
    default:
      switch word() {
      case "true": return .bool(true)
      case "false": return .bool(false)
      case "null": return .null
      case let text:
        guard let number = Double(text) else { throw fault("\(text) is no value") }
        return reference(text) ?? .number(number)
      }
    }
  }

  /// `12 0 R`, where 12 was just read.
  private mutating func reference(_ text: String) -> PDFValue? {
    guard let number = Int(text) else { return nil }
    let start = position
    skipBlanks()
    if Int(word()) != nil {
      skipBlanks()
      if word() == "R" { return .reference(number) }
    }
    position = start
    return nil
  }

  private mutating func dictionary() throws(PDFObjects.Fault) -> PDFValue {
    var entries: [String: PDFValue] = [:]
    while !take(">>") {
      skipBlanks()
      let key = try name()
      guard entries.updateValue(try value(), forKey: key) == nil else {
        throw fault("/\(key) stands twice in a dictionary")
      }
    }
    return .dictionary(entries)
  }

  private mutating func name() throws(PDFObjects.Fault) -> String {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "/") else {
      throw fault("a name is due")
    }
    position += 1
    return word()
  }

  private mutating func literal() throws(PDFObjects.Fault) -> [UInt8] {
    position += 1
    var text: [UInt8] = []
    var depth = 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { return text }
      case UInt8(ascii: "\\"):
        text += escaped()
        continue
      default: break
      }
      text.append(byte)
    }
    throw fault("a string has no end")
  }

  private mutating func escaped() -> [UInt8] {
    guard position < bytes.count else { return [] }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case 10, 13: return []
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      var value = Int(byte - UInt8(ascii: "0"))
      for _ in 0..<2
      where position < bytes.count
        && (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(bytes[position])
      {
        value = value * 8 + Int(bytes[position] - UInt8(ascii: "0"))
        position += 1
      }
      return [UInt8(value & 255)]
    default: return [byte]
    }
  }

  private mutating func hexadecimal() throws(PDFObjects.Fault) -> [UInt8] {
    position += 1
    var digits: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
      if !Self.isBlank(bytes[position]) {
        guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
          throw fault("a hexadecimal digit is due")
        }
        digits.append(UInt8(digit))
      }
      position += 1
    }
    position += 1
    if digits.count % 2 == 1 { digits.append(0) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
