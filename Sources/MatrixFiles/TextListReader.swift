// Reading lists of texts from JSON: the tokens that a tokenizer gives. The tokens of the JSON itself
// are JSONScanner's work.

import TextFormats

/// A list of texts in a JSON document.
public struct TextList: Hashable, Sendable {
  /// The way to it: keys and positions in lists with points between, as in `tokens` and `0.tokens`;
  /// empty where the list is the document.
  public var name: String
  /// Its elements. Numbers, `true`, `false` and `null` stand as they are written; half of a surrogate
  /// pair, which is no character, as `⟨D83D⟩`.
  public var texts: [String]
  /// Whether an element is a string.
  public var holdsStrings: Bool

  /// The lists of a document: an array of strings, of numbers or of both is one; arrays and objects
  /// around it lead to it. Several documents may follow each other on lines of their own, and are
  /// numbered from 0; lines of single values are one list.
  /// - Parameters:
  ///   - bytes: the file, as UTF-8.
  ///   - file: what messages call it.
  /// - Throws: what is wrong with the JSON, with its line and column, or the element that is no text.
  public static func lists(
    inJSON bytes: [UInt8], file: String
  ) throws(MatrixFileError) -> [TextList] {
    var reader = TextListReader(ByteSource(bytes, name: file))
    return try reader.lists()
  }
}

/// Walks through a document and takes its lists.
private struct TextListReader {
  /// The most lists that are distinguished, and the most objects and arrays inside each other.
  private static let maximumCount = 1 << 16
  private static let maximumDepth = 64
  /// The longest way to a list, in bytes: each list has its own.
  private static let maximumNameLength = 1024

  private var scanner: JSONScanner
  private let file: String
  private var found: [TextList] = []

  init(_ source: ByteSource) {
    scanner = JSONScanner(source, locations: .lines)
    file = source.name
  }

  mutating func lists() throws(MatrixFileError) -> [TextList] {
    // Where the lists of each document end.
    var ends: [Int] = []
    var single = TextList(name: "", texts: [], holdsStrings: false)
    while try scanner.peek() != nil {
      let count = ends.count + single.texts.count
      if count > 0, !scanner.isOnNewLine { throw try scanner.unexpected("the end") }
      if try isNested() {
        try value("", depth: 0)
        ends.append(found.count)
      } else {
        try take(into: &single)
      }
      if !single.texts.isEmpty, !ends.isEmpty {
        throw .malformed(
          file: file,
          reason: "holds lists and single values; value \(count) differs from those before")
      }
    }
    if !single.texts.isEmpty { return [single] }
    guard ends.count > 1 else { return found }
    var document = 0
    return found.enumerated().map { index, list in
      while index >= ends[document] { document += 1 }
      var list = list
      list.name = list.name.isEmpty ? "\(document)" : "\(document).\(list.name)"
      return list
    }
  }

  private mutating func isNested() throws(MatrixFileError) -> Bool {
    let next = try scanner.peek()
    return next == UInt8(ascii: "[") || next == UInt8(ascii: "{")
  }

  /// Takes a value that is no array and no object.
  private mutating func take(into list: inout TextList) throws(MatrixFileError) {
    if try scanner.peek() == UInt8(ascii: "\"") {
      list.texts.append(try scanner.string(keepsHalves: true))
      list.holdsStrings = true
    } else {
      list.texts.append(try scanner.numberText())
    }
  }

  private mutating func value(_ name: String, depth: Int) throws(MatrixFileError) {
    if depth > Self.maximumDepth {
      throw scanner.fault("values lie more than \(Self.maximumDepth) deep")
    }
    if name.utf8.count > Self.maximumNameLength {
      throw scanner.fault("a name is longer than \(Self.maximumNameLength) bytes")
    }
    func way(_ part: String) -> String { name.isEmpty ? part : "\(name).\(part)" }
    switch try scanner.peek() {
    case UInt8(ascii: "{"):
      _ = try scanner.accept("{")
      if try scanner.accept("}") { return }
      repeat {
        let key = try scanner.key()
        try value(way(key), depth: depth + 1)
      } while try scanner.acceptComma(before: "}")
      try scanner.expect("}")
    case UInt8(ascii: "["):
      _ = try scanner.accept("[")
      if try scanner.accept("]") {
        try add(TextList(name: name, texts: [], holdsStrings: false))
        return
      }
      if try isNested() {
        var index = 0
        repeat {
          guard try isNested() else { throw mixed(name, index, "a single value among lists") }
          try value(way("\(index)"), depth: depth + 1)
          index += 1
        } while try scanner.acceptComma(before: "]")
      } else {
        var list = TextList(name: name, texts: [], holdsStrings: false)
        repeat {
          if try isNested() {
            let isList = try scanner.peek() == UInt8(ascii: "[")
            throw mixed(name, list.texts.count, "\(isList ? "a list" : "an object") among texts")
          }
          try take(into: &list)
        } while try scanner.acceptComma(before: "]")
        try add(list)
      }
      try scanner.expect("]")
    default: try scanner.skipValue()
    }
  }

  private mutating func add(_ list: TextList) throws(MatrixFileError) {
    if found.count == Self.maximumCount {
      throw .malformed(file: file, reason: "holds more than \(Self.maximumCount) lists")
    }
    found.append(list)
  }

  private func mixed(_ name: String, _ index: Int, _ what: String) -> MatrixFileError {
    .malformed(
      file: name.isEmpty ? file : "\(file)#\(printable(name))",
      reason: "element \(index) is \(what), while each token is a text: [\"the\", \"cat\"]")
  }
}
