// Which line and which column of a table of text hold labels. Where that can be seen in two ways one
// is taken, and a warning names the option for the other.

import TextFormats

/// What of a table is labels and what is numbers.
struct TableLabels {
  private(set) var hasHeader = false
  private(set) var hasRowLabels = false
  /// Whether the first line has no field above the row labels, as R writes it.
  private(set) var lacksCorner = false
  /// Whether every line ends with a separator, so that its last field is none.
  private(set) var dropsLast = false
  private(set) var warnings: [Message] = []
  private(set) var problem: Problem?

  enum Problem {
    /// The first line has fewer fields than the others, and no reason for it.
    case ragged
    case noRows
    case noSecondColumn
    case word(line: Int, field: Int, text: String)
  }

  init(_ table: TableContents, _ options: TableOptions) {
    let headings = table.headings
    findEnds(table)
    let width = table.width - (dropsLast ? 1 : 0)
    lacksCorner =
      table.records > 1 && headings.count == width - 1
    if lacksCorner {
      guard options.header != .no, options.rowLabels != .no, isPlausibleShort(table) else {
        problem = .ragged
        return
      }
      (hasHeader, hasRowLabels) = (true, true)
      return
    }
    if options.rowLabels == .yes, width < 2 {
      problem = .noSecondColumn
      return
    }
    var rules = LabelRules(table, width: width, options)
    (hasHeader, hasRowLabels) = rules.decided()
    warnings += rules.warnings
    if table.records == 1, hasHeader { problem = .noRows }
    if problem == nil { problem = wordAmongNumbers(table) }
  }

  /// Separators at the ends of lines make a last column that holds nothing.
  private mutating func findEnds(_ table: TableContents) {
    guard table.width > 1, table.hasEmptyEnds else { return }
    let headings = table.headings
    dropsLast =
      headings.count == table.width
      ? headings.isBlank(headings.count - 1)
      : headings.count == table.width - 1 && table.columnCounts[.word] == 0
    if dropsLast {
      warnings.append(
        Message(
          "every line ends with a separator, and no column is made of what follows; write nan where "
            + "a value is missing", zh: "每行都以分隔符结尾，其后不另成一列；缺失的值请写 nan"))
    }
  }

  /// Whether a first line that is one field short can be names above a table of named rows: names
  /// are words, are in quotation marks or count, and rows are not named by numbers with a point.
  private func isPlausibleShort(_ table: TableContents) -> Bool {
    let headings = table.headings
    let areNames = (0..<headings.count).allSatisfy {
      headings.isMarked($0) || headings.kind($0) == .word || headings.kind($0) == .index
    }
    return areNames && table.columnCounts[.decimal] == 0
      && (0..<headings.count).contains {
        headings.isMarked($0) || headings.kind($0) == .word
      }
  }

  /// A word where the labels leave a number due.
  private func wordAmongNumbers(_ table: TableContents) -> Problem? {
    let headings = table.headings
    if !hasHeader {
      for column in columns(table) where headings.kind(column) == .word {
        return .word(
          line: table.firstLineNumber, field: column + 1, text: headings.text(column) ?? "")
      }
    }
    if !hasRowLabels, let word = table.firstWord {
      return .word(line: word.line, field: 1, text: word.text)
    }
    return nil
  }

  // MARK: Asking

  /// The columns of lines that hold numbers.
  func columns(_ table: TableContents) -> Range<Int> {
    (hasRowLabels ? 1 : 0)..<(table.width - (dropsLast ? 1 : 0))
  }

  func shape(_ table: TableContents) -> (rows: Int, columns: Int) {
    (table.records - (hasHeader ? 1 : 0), columns(table).count)
  }

  /// Whether every value is written as true or false.
  func areAllTruthValues(_ table: TableContents) -> Bool {
    let (rows, columns) = shape(table)
    var count = table.insideCounts[.truth] + (hasRowLabels ? 0 : table.columnCounts[.truth])
    if !hasHeader {
      count += self.columns(table).count { table.headings.kind($0) == .truth }
    }
    return count == rows * columns && count > 0
  }

  /// The labels as text, and what stands in their corner.
  func texts(
    _ table: TableContents, file: String
  ) throws(MatrixFileError) -> (rows: [String]?, columns: [String]?, corner: String?) {
    func text(_ fields: TableFields, _ index: Int) throws(MatrixFileError) -> String {
      guard let text = fields.text(index) else {
        throw .malformed(file: file, reason: "the text is not UTF-8; save it as UTF-8")
      }
      return text
    }
    var rows: [String]?
    if hasRowLabels {
      var labels: [String] = []
      if !hasHeader { labels.append(try text(table.headings, 0)) }
      for index in 0..<table.firstColumn.count { labels.append(try text(table.firstColumn, index)) }
      rows = labels
    }
    var columns: [String]?
    if hasHeader {
      let shift = lacksCorner ? 1 : 0
      var labels: [String] = []
      for column in self.columns(table) { labels.append(try text(table.headings, column - shift)) }
      columns = labels
    }
    let hasCorner = hasHeader && hasRowLabels && !lacksCorner
    return (rows, columns, hasCorner ? try text(table.headings, 0) : nil)
  }
}
