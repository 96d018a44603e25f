// The encodings that text files come in, made UTF-8 for the readers of text. Nothing here knows what
// the text says.

import TextFormats

/// How a text file's characters are stored.
enum TextEncoding {
  /// UTF-8, with this many bytes of a byte order mark before it.
  case utf8(mark: Int)
  /// UTF-16, with this many bytes of a byte order mark before it.
  case utf16(isBigEndian: Bool, mark: Int)
  case utf32

  /// Recognised by the byte order mark; without one UTF-16 shows in the zero half of its first character,
  /// which in a table or in JSON is one of ASCII's.
  init(start: [UInt8]) {
    if start.starts(with: [0xef, 0xbb, 0xbf]) {
      self = .utf8(mark: 3)
    } else if start.starts(with: [0xff, 0xfe, 0, 0]) || start.starts(with: [0, 0, 0xfe, 0xff]) {
      self = .utf32
    } else if start.starts(with: [0xff, 0xfe]) {
      self = .utf16(isBigEndian: false, mark: 2)
    } else if start.starts(with: [0xfe, 0xff]) {
      self = .utf16(isBigEndian: true, mark: 2)
    } else if start.count >= 2, start[0] == 0, start[1] != 0 {
      self = .utf16(isBigEndian: true, mark: 0)
    } else if start.count >= 2, start[0] != 0, start[1] == 0 {
      self = .utf16(isBigEndian: false, mark: 0)
    } else {
      self = .utf8(mark: 0)
    }
  }

  /// Whether a file begins with the byte order mark of UTF-16, and not with the number that a binary
  /// format has in its place.
  static func isMarkedUTF16(_ source: ByteSource) throws(MatrixFileError) -> Bool {
    let start = try source.bytes(at: 0, count: min(9, source.count))
    if case .utf16(_, mark: 2) = TextEncoding(start: start) {
      return MatrixFileFormat.binary(start) == nil
    }
    return false
  }

  /// The text of a source as UTF-8 without a byte order mark. UTF-8 stays where it is, whether or
  /// not it is sound.
  /// - Throws: `malformed` for UTF-32 and for UTF-16 that is not sound, `tooLarge` where the text
  ///   would take more memory than the limit.
  static func utf8(
    _ source: ByteSource, limits: ReadLimits
  ) throws(MatrixFileError) -> ByteSource {
    switch TextEncoding(start: try source.bytes(at: 0, count: min(4, source.count))) {
    case .utf8(let mark): return source.slice(at: mark, count: source.count - mark)
    case .utf16(let isBigEndian, let mark):
      let text = source.slice(at: mark, count: source.count - mark)
      return try transcoded(text, isBigEndian: isBigEndian, limits: limits)
    case .utf32:
      throw .malformed(file: source.name, reason: "the text is UTF-32; save it as UTF-8")
    }
  }

  private static func transcoded(
    _ source: ByteSource, isBigEndian: Bool, limits: ReadLimits
  ) throws(MatrixFileError) -> ByteSource {
    // Two bytes of UTF-16 make at most three of UTF-8.
    let maximum = source.count / 2 * 3
    if maximum > limits.memory {
      throw .tooLarge(
        file: source.name, part: "the text as UTF-8", bytes: UInt64(maximum), limit: limits.memory,
        fix: "save it as UTF-8")
    }
    func fault() -> MatrixFileError {
      .malformed(
        file: source.name, reason: "the text is not sound UTF-16; save it as UTF-8")
    }
    if source.count % 2 == 1 { throw fault() }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.count / 2)
    // The first half of a character that takes two units.
    var lead: UInt32?
    var position = 0
    while position < source.count {
      let piece = try source.bytes(at: position, count: min(1 << 18, source.count - position))
      position += piece.count
      for index in stride(from: 0, to: piece.count, by: 2) {
        let (one, two) = (UInt32(piece[index]), UInt32(piece[index + 1]))
        let unit = isBigEndian ? one << 8 | two : two << 8 | one
        var value = unit
        if let high = lead {
          guard unit & 0xfc00 == 0xdc00 else { throw fault() }
          value = 0x10000 + (high & 0x3ff) << 10 + unit & 0x3ff
          lead = nil
        } else if unit & 0xfc00 == 0xd800 {
          lead = unit
          continue
        }
        guard let scalar = Unicode.Scalar(value) else { throw fault() }
        bytes.append(contentsOf: UTF8.encode(scalar)!)
      }
    }
    if lead != nil { throw fault() }
    return ByteSource(bytes, name: source.name)
  }
}
