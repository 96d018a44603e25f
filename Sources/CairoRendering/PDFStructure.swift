// What a PDF says of its language and its figures, which Cairo has no words for: written into the file
// that it made.
//
// Cairo's files have one table of cross references at their end and no compressed objects, so that text
// can be put into an object where the offsets behind it are moved by as much. A file of any other form is
// left as it is.

import FigureScene

/// Additions to the objects of a PDF of Cairo's.
struct PDFStructure {
  private let bytes: [UInt8]
  /// Where the table of cross references begins, and its first entry.
  private let table: Int
  private let entries: Int
  /// Where each object begins; nil for free ones.
  private let objects: [Int?]
  private var additions: [(offset: Int, text: String)] = []

  private static let entryLength = 20

  /// - Returns: nil where the file is of another form.
  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    let tail = bytes.count - min(bytes.count, 64)
    guard let mark = bytes[tail...].firstRange(of: Array("startxref\n".utf8)),
      let table = Int(Self.digits(bytes[mark.upperBound...])), bytes.indices.contains(table),
      bytes[table...].starts(with: Array("xref\n0 ".utf8)),
      let count = Int(Self.digits(bytes[(table + 7)...]))
    else { return nil }
    self.table = table
    entries = table + 7 + "\(count)".utf8.count + 1
    guard count > 0, entries + count * Self.entryLength <= bytes.count else { return nil }
    let entries = entries
    objects = (0..<count).map { number in
      let entry = bytes[(entries + number * Self.entryLength)...].prefix(Self.entryLength)
      guard entry.count > 17, entry[entry.startIndex + 17] == UInt8(ascii: "n") else { return nil }
      return Int(String(decoding: entry.prefix(10), as: UTF8.self))
    }
  }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> String {
    String(
      decoding: bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }, as: UTF8.self
    )
  }

  /// Says which language the document is in.
  mutating func add(language: String) {
    for (number, start) in objects.enumerated() {
      guard let start else { continue }
      let head = "\(number) 0 obj\n<< /Type /Catalog"
      if bytes[start...].starts(with: Array(head.utf8)) {
        additions.append((start + head.utf8.count, "\n   /Lang \(Self.text(language))"))
      }
    }
  }

  /// Says what the figures show, in the order in which they stand in the document. Nothing is said where
  /// the file has other figures.
  mutating func add(alternatives: [String]) {
    let positions = objects.enumerated().compactMap { number, start -> Int? in
      guard let start else { return nil }
      let head = "\(number) 0 obj\n<< /Type /StructElem\n   /S /Figure"
      return bytes[start...].starts(with: Array(head.utf8)) ? start + head.utf8.count : nil
    }
    guard positions.count == alternatives.count else { return }
    for (position, text) in zip(positions, alternatives) where !text.isEmpty {
      additions.append((position, "\n   /Alt \(Self.text(text))"))
    }
  }

  /// A text as UTF-16 in digits, which needs no escapes.
  private static func text(_ text: String) -> String {
    func digits(_ unit: UInt16) -> String {
      let digits = String(unit, radix: 16, uppercase: true)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "<FEFF" + text.utf16.map(digits).joined() + ">"
  }

  /// The file with everything that was added.
  func result() -> [UInt8] {
    let additions = additions.sorted { $0.offset < $1.offset }
    func moved(_ offset: Int) -> Int {
      offset + additions.reduce(0) { $1.offset < offset ? $0 + $1.text.utf8.count : $0 }
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + additions.reduce(0) { $0 + $1.text.utf8.count })
    var copied = 0
    for addition in additions {
      result += bytes[copied..<addition.offset]
      result += Array(addition.text.utf8)
      copied = addition.offset
    }
    result += bytes[copied..<entries]
    for (number, start) in objects.enumerated() {
      let entry = bytes[(entries + number * Self.entryLength)...].prefix(Self.entryLength)
      guard let start else {
        result += entry
        continue
      }
      let digits = "\(moved(start))"
      result += Array((String(repeating: "0", count: 10 - digits.utf8.count) + digits).utf8)
      result += entry.dropFirst(10)
    }
    let rest = bytes[(entries + objects.count * Self.entryLength)...]
    guard let mark = rest.firstRange(of: Array("startxref\n".utf8)) else { return bytes }
    result += rest[..<mark.upperBound]
    result += Array("\(moved(table))\n%%EOF\n".utf8)
    return result
  }
}

extension SceneItem {
  /// What the figures in it show, in their order.
  var figureAlternatives: [String] {
    guard case .group(let group) = self else { return [] }
    if group.role == .figure { return [drawable(group.identity.label ?? "")] }
    return group.items.flatMap(\.figureAlternatives)
  }
}
