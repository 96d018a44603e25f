// Tables of diagrams from matrices: which rows and columns are shown, and what stands in the cells.

import AttentionMath
import FigureModel
import FigureScene

/// Which of `count` rows or columns a table shows.
enum DisplayedIndices {
  /// All where there are few; else those at both ends and those that must be seen. Fewer than
  /// `minimumHidden` in a row are not worth an ellipsis: they are shown.
  static func of(
    _ count: Int, keeping kept: [Int] = [], atMost limit: Int
  ) -> [Int] {
    guard count >= limit + minimumHidden else { return Array(0..<max(0, count)) }
    let last = max(1, limit / 3)
    let wanted = Set(kept.filter { (0..<count).contains($0) })
    // Those at the beginning give way to those that must be seen, down to three.
    let usual = limit - last
    let first = max(min(3, usual), usual - wanted.count { $0 >= usual && $0 < count - last })
    let chosen = wanted.union(0..<first).union((count - last)..<count).sorted()
    var displayed: [Int] = []
    for index in chosen {
      let next = (displayed.last ?? -1) + 1
      if index - next < minimumHidden { displayed += next..<index }
      displayed.append(index)
    }
    return displayed
  }

  /// The terms of a sum: the first ones and the last.
  static func terms(_ count: Int, atMost limit: Int) -> [Int] {
    count > limit ? Array(0..<limit - 1) + [count - 1] : Array(0..<max(0, count))
  }

  private static let minimumHidden = 3
}

/// How many rows and columns tables show whole, and where the notes on them stand.
struct TableLimits: Hashable {
  var tokens = 12
  var dimensions = 8
  var hasNotesBelow = false
  /// Whether the tables stand one below the other, and names are shorter.
  var isStacked = false
  /// Whether operands and their product stand in one row.
  var isInline = false
  /// Whether shapes stand beside titles, so that leaders run down from tables.
  var hasShapesAbove = false
  /// Whether numbers tie notes to cells where leaders cannot; else colours and dashes alone tell.
  var hasNumbers = true

  /// For pages of ever less space: first those that are low, then those that are narrow.
  static let narrower = [
    TableLimits(hasNotesBelow: true), TableLimits(tokens: 9, dimensions: 6),
    TableLimits(tokens: 7, dimensions: 5),
    TableLimits(tokens: 7, dimensions: 5, hasNotesBelow: true),
    TableLimits(tokens: 5, dimensions: 4),
    TableLimits(tokens: 4, dimensions: 4, hasNotesBelow: true),
    TableLimits(tokens: 3, dimensions: 3),
    TableLimits(tokens: 3, dimensions: 3, hasNotesBelow: true),
    TableLimits(tokens: 5, dimensions: 4, hasNotesBelow: true, isStacked: true),
    TableLimits(tokens: 3, dimensions: 3, hasNotesBelow: true, isStacked: true),
  ]

  /// For pages that are small both ways, the last ones where not even numbers have space.
  static let shortest = [true, false].flatMap { hasNumbers in
    [3, 2].map {
      TableLimits(
        tokens: $0, dimensions: $0, hasNotesBelow: true, isInline: true, hasNumbers: hasNumbers)
    }
  }

  /// The longest names of columns, in px of the theme.
  var longestName: Double { isStacked || isInline ? 52 : 84 }
}

/// Symbols with indices counted from 1, as formulas have them.
enum Symbol {
  /// `s13`; `s1,12` where the indices would run into each other.
  static func spans(_ letter: String, _ indices: [Int]) -> [RichText.Span] {
    let separator = indices.contains { $0 >= 9 } ? "," : ""
    return RichText.variable(letter, sub: indices.map { "\($0 + 1)" }.joined(separator: separator))
      .spans
  }

  /// A row of a matrix: its letter is small, and bold like that of the matrix.
  static func row(_ letter: String, _ index: Int) -> [RichText.Span] {
    RichText.matrix(letter, sub: "\(index + 1)").spans
  }

  static func text(_ letter: String, _ indices: Int...) -> RichText {
    RichText(spans(letter, indices))
  }

  /// `first = term + term + … + term`: terms in the middle are left out where there are many.
  /// - Parameter term: the term of an index.
  static func sum(
    _ first: [RichText.Span], count: Int, result: String? = nil,
    term: (Int) -> [RichText.Span]
  ) -> RichText {
    let displayed = DisplayedIndices.terms(count, atMost: 6)
    var spans = first + [RichText.Span(" = ")]
    for (location, index) in displayed.enumerated() {
      if location > 0 { spans.append(RichText.Span(" + ")) }
      if location > 0, displayed[location - 1] + 1 != index { spans.append(RichText.Span("⋯ + ")) }
      spans += term(index)
    }
    if let result { spans.append(RichText.Span(" = " + result)) }
    return RichText(spans)
  }
}

/// A factor in a formula: in parentheses where its sign would stand behind another.
func factorNumber(_ value: Double) -> String {
  let text = cellNumber(value)
  return value < 0 ? "(\(text))" : text
}

/// A number as short as a cell needs it.
func cellNumber(_ value: Double) -> String {
  value.magnitude < 9999.5 || !value.isFinite
    ? formatNonzero(value, places: 2) : formatNumber(value, significant: 3)
}

/// `[6, 4]`.
func shapeText(_ rows: Int, _ columns: Int) -> String { "[\(rows), \(columns)]" }

/// One table of a diagram.
struct TableBuilder {
  var title: RichText
  /// What the matrix is, which says its colour.
  var role: DiagramNode.Role
  var rows: Int
  var columns: Int
  var rowNames: [String] = []
  var columnNames: [String] = []
  var highlights: [DiagramTable.Highlight] = []
  /// Rows and columns that must be seen.
  var keptRows: [Int] = []
  var keptColumns: [Int] = []
  /// Columns stand for tokens or for dimensions.
  var rowsAreTokens = true
  var columnsAreTokens: Bool
  var widthClass: String
  var heightClass: String?
  var limits = TableLimits()

  /// The table whose cells show what `cell` gives for a row and a column.
  func table(_ cell: (_ row: Int, _ column: Int) -> DiagramTable.Cell) -> DiagramTable {
    func limit(_ areTokens: Bool) -> Int {
      areTokens ? limits.tokens : limits.dimensions
    }
    let displayedRows = DisplayedIndices.of(rows, keeping: keptRows, atMost: limit(rowsAreTokens))
    let displayedColumns = DisplayedIndices.of(
      columns, keeping: keptColumns, atMost: limit(columnsAreTokens))
    let shape = shapeText(rows, columns)
    // One below the other, tables have no line to spare for their shape, and on small pages none has.
    let hasLine = !limits.isStacked && !limits.isInline && !limits.hasShapesAbove
    return DiagramTable(
      title: !hasLine ? RichText(title.spans + [RichText.Span("  " + shape)]) : title,
      caption: hasLine ? RichText(shape) : nil, rowNames: rowNames,
      columnNames: columnNames, displayedRows: displayedRows, displayedColumns: displayedColumns,
      cells: displayedRows.flatMap { row in displayedColumns.map { cell(row, $0) } },
      highlights: highlights, widthClass: widthClass, heightClass: heightClass, role: role,
      longestName: limits.longestName)
  }

  /// The table of a matrix' numbers.
  func table(of matrix: Matrix<Double>, scale: ColorScale? = nil) -> DiagramTable {
    table { row, column in
      let value = matrix[row, column]
      return DiagramTable.Cell(
        RichText(cellNumber(value)), fill: scale.map { $0.rgb(for: value) })
    }
  }
}
