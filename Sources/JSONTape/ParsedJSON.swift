// One value of a JSON text, turned into what is asked for when it is asked for.

/// A value of a JSON text. Each property is nil where the value is of another kind.
public struct ParsedJSON: Sendable {
  let tape: Tape
  let index: Int

  private var node: Tape.Node { tape.nodes[index] }

  public var isNull: Bool { node.kind == .null }

  public var isObject: Bool { node.kind == .object }

  public var bool: Bool? {
    switch node.kind {
    case .yes: true
    case .no: false
    default: nil
    }
  }

  /// The number; NaN and ±∞ as Python writes them.
  public var double: Double? {
    guard node.kind == .number else { return nil }
    return tape.bytes.withUnsafeBufferPointer {
      number(UnsafeBufferPointer(rebasing: $0[Int(node.start)..<Int(node.end)]))
    }
  }

  /// The number where it is whole and an `Int` holds it.
  public var int: Int? { double.flatMap { Int(exactly: $0) } }

  public var string: String? {
    guard let bytes = utf8 else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The bytes of a text.
  public var utf8: [UInt8]? {
    switch node.kind {
    case .string: return Array(tape.bytes[Int(node.start)..<Int(node.end)])
    case .escapedString: return unescaped()
    default: return nil
    }
  }

  /// Calls `body` with the bytes of a text, which are not copied where nothing is escaped.
  public func withUTF8<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
    switch node.kind {
    case .string:
      return tape.bytes.withUnsafeBufferPointer {
        body(UnsafeBufferPointer(rebasing: $0[Int(node.start)..<Int(node.end)]))
      }
    case .escapedString: return unescaped().withUnsafeBufferPointer(body)
    default: return nil
    }
  }

  /// The member of an object with a name; the last where it stands twice, as in Python.
  public subscript(name: String) -> ParsedJSON? {
    var found: ParsedJSON?
    for member in members where member.key.isText(name) { found = member.value }
    return found
  }

  /// The members of an object in their order; none of another value.
  public var members: Members { Members(self) }

  /// The values of an array in their order; none of another value.
  public var elements: Elements { Elements(self) }

  /// The values of an array; nil for another value.
  public var array: [ParsedJSON]? { node.kind == .array ? Array(elements) : nil }

  private func isText(_ name: String) -> Bool {
    withUTF8 { $0.elementsEqual(name.utf8) } ?? false
  }

  private func unescaped() -> [UInt8] {
    var result: [UInt8] = []
    var location = Int(node.start)
    let end = Int(node.end)
    result.reserveCapacity(end - location)
    func unit(at location: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 << 4 | (hexValue(tape.bytes[location + $1]) ?? 0) }
    }
    while location < end {
      let byte = tape.bytes[location]
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        location += 1
        continue
      }
      switch tape.bytes[location + 1] {
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0c)
      case UInt8(ascii: "n"): result.append(0x0a)
      case UInt8(ascii: "r"): result.append(0x0d)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        var code = unit(at: location + 2)
        location += 4
        if (0xd800..<0xdc00).contains(code), location + 8 <= end,
          tape.bytes[location + 2] == UInt8(ascii: "\\"),
          tape.bytes[location + 3] == UInt8(ascii: "u")
        {
          let low = unit(at: location + 4)
          if (0xdc00..<0xe000).contains(low) {
            code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
            location += 6
          }
        }
        // Half of a pair has no position in UTF-8.
        let scalar = Unicode.Scalar(code) ?? "\u{fffd}"
        result.append(contentsOf: String(Character(scalar)).utf8)
      case let other: result.append(other)
      }
      location += 2
    }
    return result
  }

  /// The members of an object.
  public struct Members: Sequence, IteratorProtocol, Sendable {
    private let tape: Tape
    private var index: Int
    private let end: Int

    fileprivate init(_ object: ParsedJSON) {
      tape = object.tape
      index = object.index + 1
      end = object.node.kind == .object ? Int(object.node.next) : index
    }

    public mutating func next() -> (key: ParsedJSON, value: ParsedJSON)? {
      guard index + 1 < end else { return nil }
      let pair = (ParsedJSON(tape: tape, index: index), ParsedJSON(tape: tape, index: index + 1))
      index = Int(tape.nodes[index + 1].next)
      return pair
    }
  }

  /// The values of an array.
  public struct Elements: Sequence, IteratorProtocol, Sendable {
    private let tape: Tape
    private var index: Int
    private let end: Int

    fileprivate init(_ array: ParsedJSON) {
      tape = array.tape
      index = array.index + 1
      end = array.node.kind == .array ? Int(array.node.next) : index
    }

    public mutating func next() -> ParsedJSON? {
      guard index < end else { return nil }
      let value = ParsedJSON(tape: tape, index: index)
      index = Int(tape.nodes[index].next)
      return value
    }
  }
}
