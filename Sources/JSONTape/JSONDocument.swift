// JSON (RFC 8259) as a tape: one pass over the bytes notes where each value lies, and nothing is
// turned into texts or numbers before it is asked for. A vocabulary of 250,000 entries is a list of
// positions, not of strings. Files come from strangers: depth and size are bounded.

/// What is wrong with a JSON text, and at which byte.
public struct JSONFault: Error, Hashable, Sendable, CustomStringConvertible {
  public let byte: Int
  public let reason: String

  public var description: String { "is not sound JSON: at byte \(byte) \(reason)" }
}

/// A JSON text whose values have been found.
public struct JSONDocument: Sendable {
  let tape: Tape

  /// Finds the values of a text.
  /// - Parameter bytes: UTF-8, at most 2 GiB.
  public init(_ bytes: [UInt8]) throws(JSONFault) {
    tape = try Tape(bytes)
  }

  /// The value that the text is.
  public var root: ParsedJSON { ParsedJSON(tape: tape, index: 0) }
}

/// The bytes of a text and the positions of its values, each before those inside it.
final class Tape: Sendable {
  enum Kind: UInt8 { case object, array, string, escapedString, number, yes, no, null }

  struct Node {
    var kind: Kind
    /// Where the text of the value begins; of a string after its quotation mark.
    var start: UInt32
    /// Where it ends.
    var end: UInt32
    /// The index after the last value inside this one.
    var next: UInt32
  }

  static let maximumDepth = 128
  static let maximumCount = Int(Int32.max)

  let bytes: [UInt8]
  let nodes: [Node]

  init(_ bytes: [UInt8]) throws(JSONFault) {
    guard bytes.count <= Self.maximumCount else {
      throw JSONFault(byte: Self.maximumCount, reason: "it is longer than 2 GiB")
    }
    var builder = TapeBuilder(count: bytes.count)
    var fault: JSONFault?
    bytes.withUnsafeBufferPointer { buffer in
      do throws(JSONFault) { try builder.read(buffer) } catch { fault = error }
    }
    if let fault { throw fault }
    self.bytes = bytes
    nodes = builder.nodes
  }
}

/// Makes the list of positions in one pass, without recursion.
private struct TapeBuilder {
  var nodes: [Tape.Node] = []
  private var location = 0

  init(count: Int) { nodes.reserveCapacity(count / 12 + 1) }

  mutating func read(_ text: UnsafeBufferPointer<UInt8>) throws(JSONFault) {
    // The byte order mark that some editors write.
    if text.count >= 3, text[0] == 0xef, text[1] == 0xbb, text[2] == 0xbf { location = 3 }
    var open: [Int] = []
    repeat {
      skipBlanks(text)
      guard location < text.count else { throw fault("it ends where a value is due") }
      switch text[location] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let isObject = text[location] == UInt8(ascii: "{")
        add(isObject ? .object : .array, from: location)
        location += 1
        skipBlanks(text)
        if location < text.count, text[location] == (isObject ? 0x7d : 0x5d) {
          location += 1
          close(nodes.count - 1)
        } else {
          open.append(nodes.count - 1)
          if open.count > Tape.maximumDepth {
            throw fault("values lie more than \(Tape.maximumDepth) deep")
          }
          if isObject { try key(text) }
          continue
        }
      case UInt8(ascii: "\""): try string(text)
      default: try word(text)
      }
      // A value is over: so may be those around it.
      while let container = open.last {
        skipBlanks(text)
        let isObject = nodes[container].kind == .object
        guard location < text.count else {
          throw fault("it ends inside \(isObject ? "an object" : "an array")")
        }
        if text[location] == UInt8(ascii: ",") {
          location += 1
          if isObject { try key(text) }
          break
        }
        guard text[location] == (isObject ? 0x7d : 0x5d) else {
          throw fault("a comma or a closing bracket is due")
        }
        location += 1
        close(container)
        open.removeLast()
      }
    } while !open.isEmpty
    skipBlanks(text)
    if location < text.count { throw fault("text follows the value") }
  }

  private mutating func add(_ kind: Tape.Kind, from start: Int) {
    nodes.append(
      Tape.Node(
        kind: kind, start: UInt32(start), end: UInt32(location), next: UInt32(nodes.count + 1)))
  }

  private mutating func close(_ index: Int) {
    nodes[index].end = UInt32(location)
    nodes[index].next = UInt32(nodes.count)
  }

  private func fault(_ reason: String) -> JSONFault { JSONFault(byte: location, reason: reason) }

  private mutating func skipBlanks(_ text: UnsafeBufferPointer<UInt8>) {
    while location < text.count {
      switch text[location] {
      case 0x20, 0x0a, 0x0d, 0x09: location += 1
      default: return
      }
    }
  }

  private mutating func key(_ text: UnsafeBufferPointer<UInt8>) throws(JSONFault) {
    skipBlanks(text)
    guard location < text.count, text[location] == UInt8(ascii: "\"") else {
      throw fault("a name in quotation marks is due")
    }
    try string(text)
    skipBlanks(text)
    guard location < text.count, text[location] == UInt8(ascii: ":") else {
      throw fault("a colon is due")
    }
    location += 1
  }

  private mutating func string(_ text: UnsafeBufferPointer<UInt8>) throws(JSONFault) {
    location += 1
    let start = location
    var isEscaped = false
    while true {
      guard location < text.count else { throw fault("a text has no end") }
      let byte = text[location]
      if byte == UInt8(ascii: "\"") { break }
      if byte < 0x20 { throw fault("a text holds a control character") }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        guard location + 1 < text.count else { throw fault("a text has no end") }
        try checkEscape(text)
        location += 1
      }
      location += 1
    }
    add(isEscaped ? .escapedString : .string, from: start)
    location += 1
  }

  private func checkEscape(_ text: UnsafeBufferPointer<UInt8>) throws(JSONFault) {
    switch text[location + 1] {
    case 0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74: return
    case UInt8(ascii: "u"):
      guard location + 5 < text.count, (2...5).allSatisfy({ hexValue(text[location + $0]) != nil })
      else { throw fault("an escape lacks its four hexadecimal digits") }
    default: throw fault("a text holds an unknown escape")
    }
  }

  private mutating func word(_ text: UnsafeBufferPointer<UInt8>) throws(JSONFault) {
    let start = location
    while location < text.count {
      switch text[location] {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2d, 0x2e:
        location += 1
        continue
      default: break
      }
      break
    }
    let word = UnsafeBufferPointer(rebasing: text[start..<location])
    if word.elementsEqual("true".utf8) { return add(.yes, from: start) }
    if word.elementsEqual("false".utf8) { return add(.no, from: start) }
    if word.elementsEqual("null".utf8) { return add(.null, from: start) }
    if number(word) == nil {
      location = start
      throw fault("a value is due")
    }
    add(.number, from: start)
  }
}

/// The number that a word is; Python's words for what JSON lacks are numbers too.
func number(_ word: UnsafeBufferPointer<UInt8>) -> Double? {
  guard let first = word.first, word.count < 1024 else { return nil }
  switch first {
  case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "N"), UInt8(ascii: "I"): break
  default: return nil
  }
  let text = String(decoding: word, as: UTF8.self)
  switch text {
  case "NaN": return .nan
  case "Infinity": return .infinity
  case "-Infinity": return -.infinity
  default:
    // Double takes hexadecimal numbers and words that JSON does not.
    guard word.allSatisfy({ $0 < 0x3a || $0 == 0x65 || $0 == 0x45 }) else { return nil }
    return Double(text)
  }
}

/// The value of a hexadecimal digit; nil for another byte.
func hexValue(_ byte: UInt8) -> UInt32? {
  switch byte {
  case 0x30...0x39: UInt32(byte) - 0x30
  case 0x41...0x46: UInt32(byte) - 0x37
  case 0x61...0x66: UInt32(byte) - 0x57
  default: nil
  }
}
