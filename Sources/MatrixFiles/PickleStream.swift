// Telling Python's pickles of protocols 0 and 1, which begin with no mark. Nothing is ever loaded:
// the instructions are only walked over. Later protocols say their number first.
// https://github.com/python/cpython/blob/main/Lib/pickletools.py

/// The instructions of a pickle.
enum PickleStream {
  /// What follows an instruction.
  private enum Operand {
    case nothing
    case bytes(Int)
    /// A text up to the end of its line, which is a number where that is said.
    case line(isNumber: Bool)
    case twoLines
    /// A text whose length stands before it in so many bytes.
    case counted(Int)
  }

  private static func operand(of instruction: UInt8) -> Operand? {
    switch Character(Unicode.Scalar(instruction)) {
    case "(", ".", "0", "1", "2", "N", "R", "a", "b", "d", "}", "e", "l", "]", "o", "s", "t", ")",
      "u", "Q":
      .nothing
    case "F", "I", "L", "g", "p": .line(isNumber: true)
    case "S", "V", "P": .line(isNumber: false)
    case "c", "i": .twoLines
    case "K", "h", "q": .bytes(1)
    case "M": .bytes(2)
    case "J", "j", "r": .bytes(4)
    case "G": .bytes(8)
    case "U": .counted(1)
    case "T", "X": .counted(4)
    default: nil
    }
  }

  /// Whether a file is a pickle of protocol 0 or 1: instructions up to the one that stops.
  /// - Parameter head: the first bytes of the file, which are walked over.
  static func matches(_ source: ByteSource, head: [UInt8]) throws(MatrixFileError) -> Bool {
    guard let first = head.first, "([{]})ciFILSVGKMJUTX".utf8.contains(first),
      try source.bytes(at: source.count - 1, count: 1) == [UInt8(ascii: ".")]
    else { return false }
    var location = 0
    var count = 0
    while location < head.count {
      let instruction = head[location]
      guard let operand = operand(of: instruction) else { return false }
      location += 1
      count += 1
      switch operand {
      case .nothing:
        if instruction == UInt8(ascii: ".") { return location == source.count && count > 1 }
      case .bytes(let length): location += length
      case .line(let isNumber):
        let end = head[location...].firstIndex(of: 0x0a)
        let text = head[location..<(end ?? head.count)]
        let isRight = text.allSatisfy { byte in
          isNumber ? "0123456789+-.einfaL".utf8.contains(byte) : byte >= 0x20
        }
        guard isRight, end == nil || !text.isEmpty else { return false }
        location = (end ?? head.count) + 1
      case .twoLines:
        // The names of a module and of what is in it.
        for _ in 0..<2 {
          let end = head[min(location, head.count)...].firstIndex(of: 0x0a) ?? head.count
          let isName = head[min(location, end)..<end].allSatisfy {
            $0 >= 0x80 || $0 == 0x2e || $0 == 0x5f || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10
          }
          guard isName else { return false }
          location = end + 1
        }
      case .counted(let width):
        guard location + width <= head.count else { return count > 8 }
        let length = head[location..<location + width].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= source.count - location else { return false }
        location += width + length
      }
    }
    return count > 8
  }
}
