// Columns of numbers in a table of the text: their points stand below one another, whatever face a reader
// has, for space as wide as digits takes the place of those that a number lacks.

/// A number as a cell holds it: `−12.5 %` is `−12`, `.5` and ` %`.
private struct CellNumber {
  /// What stands before the point, with its sign.
  var head: String
  /// The point and the digits after it; empty for a whole number.
  var fraction: String
  /// What follows, each digit of it as 0, so that those of two numbers can be told to be as wide.
  var suffix: String

  private static let signs: Set<Character> = [
    "+", "-", "−", "–", "±", "<", ">", "≤", "≥", "≈", "~",
  ]

  /// - Returns: nil where the text is no number.
  init?(_ text: String) {
    var rest = text[...]
    let lead = rest.prefix { Self.signs.contains($0) || $0 == " " }
    rest = rest.dropFirst(lead.count)
    let whole = rest.prefix { $0.isDigit || $0 == "," }
    rest = rest.dropFirst(whole.count)
    // A comma parts thousands alone: `0,5` is half of something, and `1,2` a list.
    let groups = whole.split(separator: ",", omittingEmptySubsequences: false)
    guard groups.dropFirst().allSatisfy({ $0.count == 3 }),
      groups.first?.isEmpty == false || whole.isEmpty
    else { return nil }
    head = String(lead + whole)
    fraction = ""
    if rest.first == "." {
      let digits = rest.dropFirst().prefix(while: \.isDigit)
      guard !digits.isEmpty else { return nil }
      fraction = ".\(digits)"
      rest = rest.dropFirst(fraction.count)
    }
    guard !whole.isEmpty || !fraction.isEmpty, rest.first != "." else { return nil }
    suffix = String(rest.map { $0.isDigit ? "0" : $0 })
  }
}

extension Character {
  fileprivate var isDigit: Bool { isASCII && isNumber }
}

extension TextTable {
  /// Makes space in columns of numbers, some of which have a point, so that all points are below one another.
  /// - Parameter unsaid: the columns of which the text does not say where their words stand; those of numbers
  ///   then stand at the right.
  mutating func alignDecimals(unsaid: Set<Int>) {
    for column in alignments.indices {
      let texts = rows.map { $0[column].number }
      let numbers = texts.map { $0.flatMap(CellNumber.init) }
      let known = numbers.compactMap(\.self)
      // A cell without a digit, such as a dash, is no number that is lacking.
      guard known.count > 1,
        zip(rows, numbers).allSatisfy({ row, number in
          number != nil || !row[column].map(\.plain).joined().contains(where: \.isDigit)
        }), known.count > rows.count / 2
      else { continue }
      if unsaid.contains(column) { alignments[column] = .end }
      guard known.contains(where: { !$0.fraction.isEmpty }),
        Set(known.map(\.suffix)).count == 1
      else { continue }
      let head = known.map(\.head).max { $0.count < $1.count } ?? ""
      let fraction = known.map(\.fraction).max { $0.count < $1.count } ?? ""
      for (row, number) in numbers.enumerated() {
        guard let number, let text = texts[row] else { continue }
        // A formula that is a number is set as the others are, whose digits are as wide.
        if case .formula = rows[row][column][0] { rows[row][column] = [.text(text)] }
        // Cells as wide as each other: then it is all one where they stand, which reStructuredText does not
        // say. Nobody is to take what is not seen for a number.
        let before = String(
          head.dropLast(number.head.count).map { $0.isDigit ? "0" : $0 })
        let after = String(
          fraction.dropFirst(number.fraction.count).map { $0.isDigit ? "0" : $0 })
        if !before.isEmpty { rows[row][column].insert(.spacer(before), at: 0) }
        if !after.isEmpty { rows[row][column].append(.spacer(after)) }
      }
    }
  }
}

extension [ReportInline] {
  /// The text of a cell that is one run, and may be a number; nil for others.
  fileprivate var number: String? {
    guard count == 1 else {
      // The parser parts text at marks.
      let texts = compactMap { if case .text(let text) = $0 { text } else { nil } }
      return texts.count == count ? texts.joined() : nil
    }
    switch self[0] {
    case .text(let text): return text
    case .strong(let parts), .emphasis(let parts), .struck(let parts), .link(_, let parts):
      return parts.number
    case .formula(let formula): return formula.linear.replacing("-", with: "−")
    case .code, .figure, .note, .lineBreak, .spacer: return nil
    }
  }
}
