// Reading a SentencePiece `.model`: a protocol buffer (sentencepiece_model.proto). Lengths are checked
// against the bytes before anything is taken.

/// The fields of a message of protocol buffers.
struct ProtobufFields: Sequence, IteratorProtocol {
  enum Value {
    case number(UInt64)
    case bits32(UInt32)
    case bits64(UInt64)
    case bytes(ArraySlice<UInt8>)
  }

  private let bytes: ArraySlice<UInt8>
  private var location: Int
  /// Whether the message breaks the rules of the format.
  private(set) var isBroken = false

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    location = bytes.startIndex
  }

  mutating func next() -> (field: Int, value: Value)? {
    guard location < bytes.endIndex, !isBroken else { return nil }
    guard let tag = number(), tag >> 3 > 0, let field = Int(exactly: tag >> 3) else {
      return broken()
    }
    switch tag & 7 {
    case 0:
      guard let value = number() else { return broken() }
      return (field, .number(value))
    case 1:
      guard let value = fixed(8) else { return broken() }
      return (field, .bits64(value))
    case 2:
      guard let count = number(), count <= UInt64(bytes.endIndex - location) else {
        return broken()
      }
      let value = bytes[location..<location + Int(count)]
      location += Int(count)
      return (field, .bytes(value))
    case 5:
      guard let value = fixed(4) else { return broken() }
      return (field, .bits32(UInt32(value)))
    default: return broken()
    }
  }

  private mutating func broken() -> (field: Int, value: Value)? {
    isBroken = true
    return nil
  }

  private mutating func number() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      guard location < bytes.endIndex else { return nil }
      let byte = bytes[location]
      location += 1
      value |= UInt64(byte & 0x7f) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    return nil
  }

  private mutating func fixed(_ count: Int) -> UInt64? {
    guard bytes.endIndex - location >= count else { return nil }
    defer { location += count }
    return (0..<count).reduce(0) { $0 | UInt64(bytes[location + $1]) << UInt64(8 * $1) }
  }
}

extension SentencePiece {
  /// Reads the bytes of a `.model` file.
  init(model bytes: [UInt8], file: String) throws(TokenizerError) {
    var entries: [Entry] = []
    var kind = Kind.unigram
    var rules = Rules()
    var fallsBackToBytes = false
    let broken = TokenizerError.malformed(
      file: file, .unreadable("is no SentencePiece model: its fields"))
    var fields = ProtobufFields(bytes[...])
    while let (field, value) = fields.next() {
      guard case .bytes(let message) = value else { continue }
      switch field {
      case 1:
        guard let entry = Self.entry(message) else { throw broken }
        entries.append(entry)
      case 2:
        var parts = ProtobufFields(message)
        while let (field, value) = parts.next() {
          guard case .number(let number) = value else { continue }
          switch field {
          case 3:
            guard let known = Int(exactly: number).flatMap(Kind.init) else {
              throw .unsupported(file: file, .sentencePiece("type \(number)"))
            }
            kind = known
          case 24: rules.marksEnds = number != 0
          case 35: fallsBackToBytes = number != 0
          default: break
          }
        }
        if parts.isBroken { throw broken }
      case 3:
        var parts = ProtobufFields(message)
        while let (field, value) = parts.next() {
          switch (field, value) {
          case (2, .bytes(let map)) where !map.isEmpty:
            guard let map = PrecompiledMap(Array(map)) else {
              throw .malformed(file: file, .unreadable("its character map"))
            }
            rules.map = map
          case (3, .number(let number)): rules.addsPrefix = number != 0
          case (4, .number(let number)): rules.removesExtraBlanks = number != 0
          case (5, .number(let number)): rules.escapesBlanks = number != 0
          default: break
          }
        }
        if parts.isBroken { throw broken }
      default: break
      }
    }
    if fields.isBroken || entries.isEmpty { throw broken }
    try self.init(
      kind: kind, entries: entries, rules: rules, fallsBackToBytes: fallsBackToBytes, file: file)
  }

  private static func entry(_ message: ArraySlice<UInt8>) -> Entry? {
    var entry = Entry(text: [], score: 0, type: .normal)
    var fields = ProtobufFields(message)
    while let (field, value) = fields.next() {
      switch (field, value) {
      case (1, .bytes(let text)): entry.text = Array(text)
      case (2, .bits32(let bits)): entry.score = Float(bitPattern: bits)
      case (3, .number(let number)):
        guard let type = Int(exactly: number).flatMap(PieceType.init) else { return nil }
        entry.type = type
      default: break
      }
    }
    return fields.isBroken || entry.score.isNaN ? nil : entry
  }
}
