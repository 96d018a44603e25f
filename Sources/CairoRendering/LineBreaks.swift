// Where lines must not end, though the rules of Unicode would let them: within names and short formulas.

/// Ranges of UTF-8 bytes of `text` that stay on one line: names with a hyphen before a capital or a digit
/// (GPT-NeoX), fractions (4i/d), short equations (q = k), and a name with those who wrote with it (Press et al.).
///
/// What is longer than `longestWhole` characters may break: a line must be able to end somewhere.
func wholeRanges(_ text: String) -> [Range<Int>] {
  guard text.utf8.contains(where: { "-/=".utf8.contains($0) }) || text.contains(" et al") else {
    return []
  }
  // Words with their bytes; blanks part them.
  let bytes = Array(text.utf8)
  var words: [Range<Int>] = []
  var start = 0
  for end in 0...bytes.count where end == bytes.count || bytes[end] <= 0x20 {
    if start < end { words.append(start..<end) }
    start = end + 1
  }
  var ranges = words.filter { $0.count <= longestWhole && hasBreak(bytes[$0]) }
  for (index, word) in words.enumerated() where word.count == 1 && bytes[word.lowerBound] == equals
  {
    guard index > 0, index + 1 < words.count else { continue }
    let (before, after) = (words[index - 1], words[index + 1])
    let whole = before.lowerBound..<after.upperBound
    // In Chinese no blank parts a formula from the words around it.
    let formula = afterHan(bytes, before)..<beforeHan(bytes, after)
    if let short = [whole, formula].first(where: { $0.count <= longestWhole }) {
      ranges.append(short)
    }
  }
  for index in words.indices.dropFirst().dropLast()
  where bytes[words[index]].elementsEqual("et".utf8)
    && bytes[words[index + 1]].starts(with: "al".utf8)
  {
    ranges.append(words[index - 1].lowerBound..<words[index + 1].upperBound)
  }
  return ranges
}

/// Where what stands behind the last Han character or full-width mark of a word begins: no blank parts it from
/// what stands before.
private func afterHan(_ bytes: [UInt8], _ word: Range<Int>) -> Int {
  guard let last = word.last(where: { isHanLead(bytes[$0]) }) else { return word.lowerBound }
  return min(last + 3, word.upperBound)
}

/// Where what stands before the first of them ends.
private func beforeHan(_ bytes: [UInt8], _ word: Range<Int>) -> Int {
  word.first { isHanLead(bytes[$0]) } ?? word.upperBound
}

/// Whether a byte begins a character from U+3000 on, of which all but the rarest take three.
private func isHanLead(_ byte: UInt8) -> Bool { (0xE3...0xEF).contains(byte) }

private let longestWhole = 16
private let equals = UInt8(ascii: "=")

/// Whether a line could end within a word where it should not.
private func hasBreak(_ word: ArraySlice<UInt8>) -> Bool {
  zip(word, word.dropFirst()).contains { mark, next in
    switch mark {
    case UInt8(ascii: "-"):
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(next)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
    case UInt8(ascii: "/"): next > 0x20
    default: false
    }
  }
}
