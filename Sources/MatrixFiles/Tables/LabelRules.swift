// The rules by which a first line and a first column of a table of text are labels or values.

import TextFormats

/// The rules, applied to one table whose lines all have as many fields as the first.
struct LabelRules {
  private let table: TableContents
  private let options: TableOptions
  /// The fields of a line, without an empty one after the last separator.
  private let width: Int
  private var headings: TableFields { table.headings }
  private(set) var warnings: [Message] = []

  init(_ table: TableContents, width: Int, _ options: TableOptions) {
    self.table = table
    self.width = width
    self.options = options
  }

  /// Whether the first line and the first column are labels.
  mutating func decided() -> (hasHeader: Bool, hasRowLabels: Bool) {
    let corner = hasCorner
    var hasRowLabels = width > 1 && rowsAreNamed(corner)
    let hasHeader =
      switch options.header {
      case .yes: true
      case .no: false
      case .auto: columnsAreNamed(hasRowLabels, corner)
      }
    if options.rowLabels == .auto, !hasRowLabels, width > 1, rowsAreCounted(hasHeader) {
      hasRowLabels = true
    }
    return (hasHeader, hasRowLabels)
  }

  // MARK: The corner

  /// Whether the first field is an empty corner between two rows of labels. One in quotation marks
  /// is where the others of its line are in them too.
  private var hasCorner: Bool {
    guard table.records > 1, width > 1, headings.isEmpty(0),
      !headings.isMarked(0) || (1..<width).allSatisfy(headings.isMarked)
    else { return false }
    let others = 1..<width
    let hasWords = others.contains { headings.kind($0) == .word }
    let column = table.columnCounts
    // Every line begins with a separator: that is no corner of numbers.
    if !hasWords, column[.missing] == column.total { return false }
    // A missing value in the corner of numbers.
    let isAmongNumbers =
      !hasWords && !headings.isMarked(0) && others.contains { headings.kind($0) == .decimal }
      && column[.word] == 0 && column[.decimal] > 0
    return !isAmongNumbers
  }

  /// Whether the first field is empty and yet no corner.
  private func isMissingCorner(_ corner: Bool) -> Bool {
    !corner && table.records > 1 && width > 1 && headings.isBlank(0)
  }

  // MARK: Row labels

  /// Whether words, a corner or quotation marks make the first column one of labels.
  private mutating func rowsAreNamed(_ corner: Bool) -> Bool {
    switch options.rowLabels {
    case .yes: return true
    case .no: return false
    case .auto: break
    }
    let below = table.columnCounts
    let isFirstIncluded = table.records == 1 || options.header == .no
    let hasWord = below[.word] > 0 || isFirstIncluded && headings.kind(0) == .word
    if hasWord {
      let numbers = below[.index] + below[.whole] + below[.decimal]
      if !corner, below[.decimal] > 0 || numbers > below[.word] {
        warnRows(areLabels: true)
      }
      return true
    }
    if corner && options.header != .no {
      warnOfDoubtfulCorner()
      return true
    }
    if table.records == 1 {
      // Quotation marks around the first of several fields alone.
      return headings.isMarked(0) && !(1..<width).contains(where: headings.isMarked)
    }
    if table.isColumnQuoted, !table.isInsideQuoted { return true }
    if below[.truth] == below.total, table.insideCounts[.truth] == 0,
      table.insideCounts[.missing] < table.insideCounts.total
    {
      warnRows(areLabels: true)
      return true
    }
    if isMissingCorner(corner), options.header == .auto {
      warnings.append(
        Message(
          "the empty first field is read as a missing value; \(option: "header") yes \(option: "row-labels") yes takes the "
            + "first line and column for labels",
          zh: "空的首个字段读作缺失值；\(option: "header") yes、\(option: "row-labels") yes 把首行首列当作名称"))
    }
    return false
  }

  /// An empty corner between numbers that do not count could be a missing value.
  private mutating func warnOfDoubtfulCorner() {
    guard !headings.isMarked(0), options.header == .auto,
      !(1..<width).contains(where: { headings.kind($0) == .word || headings.isMarked($0) }),
      !table.isColumnQuoted
    else { return }
    let step = width > 2 ? table.heading(2) - table.heading(1) : 1
    let columnsCount = (1..<width).allSatisfy {
      table.heading($0) == table.heading(1) + Double($0 - 1) * step
    }
    let rowsCount = (1..<table.records).allSatisfy {
      table.value($0, 0) == table.value(1, 0) + Double($0 - 1)
    }
    if columnsCount && step > 0 || rowsCount && table.records > 2 { return }
    warnings.append(
      Message(
        "the empty first field is taken for a corner and the numbers beside and below it for labels; "
          + "\(option: "header") no \(option: "row-labels") no reads them as values",
        zh: "空的首个字段当作表角，其右方和下方的数当作名称；\(option: "header") no、\(option: "row-labels") no 把它们读作数值"))
  }

  /// Whether the first column counts 0, 1, 2 … beside numbers with a point.
  private mutating func rowsAreCounted(_ hasHeader: Bool) -> Bool {
    let count = table.records - (hasHeader ? 1 : 0)
    guard count > 1, table.columnCounts[.index] == table.records - 1,
      table.insideCounts.areWrittenWithPoint
    else { return false }
    if hasHeader {
      guard (1..<table.records).allSatisfy({ table.value($0, 0) == Double($0 - 1) }),
        Self.indexNames.contains((headings.text(0) ?? "").lowercased())
      else { return false }
      warnRows(areLabels: true)
      return true
    }
    let areNumbers = (1..<width).allSatisfy {
      headings.kind($0) == .decimal || headings.kind($0) == .missing
    }
    guard areNumbers, headings.kind(0) == .index, table.heading(0) == 0,
      (1..<table.records).allSatisfy({ table.value($0, 0) == Double($0) })
    else { return false }
    // Two columns are rather the positions and the values of a line.
    warnRows(areLabels: width > 2, hasHeader: false)
    return width > 2
  }

  /// What programs and people write above a column that only counts the rows.
  private static let indexNames: Set = [
    "", "unnamed: 0", "index", "idx", "id", "row", "rows", "rownames", "row.names", "row_names",
    "rowname", "#", "no", "no.", "nr", "nr.",
  ]

  // MARK: Column labels

  private mutating func columnsAreNamed(_ hasRowLabels: Bool, _ corner: Bool) -> Bool {
    let fields = Array((hasRowLabels ? 1 : 0)..<width)
    let kinds = fields.map { headings.kind($0) }
    let words = kinds.count { $0 == .word }
    if table.records == 1 { return words > 0 }
    if words > 0 {
      let numbers = kinds.count { $0 == .index || $0 == .whole || $0 == .decimal }
      if !corner, kinds.contains(.decimal) || numbers > words { warnHeader(isLabels: true) }
      return true
    }
    if corner { return true }
    let areQuoted = fields.contains {
      headings.isMarked($0) && headings.kind($0) != .missing
    }
    let below = hasRowLabels ? [table.insideCounts] : [table.columnCounts, table.insideCounts]
    let isBelowQuoted = table.isInsideQuoted || !hasRowLabels && table.isColumnQuoted
    if areQuoted, !isBelowQuoted { return true }
    if kinds.allSatisfy({ $0 == .truth }), below.allSatisfy({ $0[.truth] == 0 }) {
      warnHeader(isLabels: true)
      return true
    }
    guard let answer = Numbering(table, fields, below: below, hasRowLabels: hasRowLabels).answer
    else { return false }
    warnHeader(isLabels: answer)
    return answer
  }

  // MARK: Words

  private mutating func warnHeader(isLabels: Bool) {
    let names = listed((0..<width).map { headings.text($0) ?? "" })
    let line = Message("the first line (\(names))", zh: "首行（\(names)）")
    warnings.append(
      isLabels
        ? Message(
          "\(line) is taken for column labels; \(option: "header") no reads it as values",
          zh: "\(line)当作列名；\(option: "header") no 把它读作数值")
        : Message(
          "\(line) is read as values; \(option: "header") yes takes it for column labels",
          zh: "\(line)读作数值；\(option: "header") yes 把它当作列名"))
  }

  /// - Parameter hasHeader: whether the first field of the first line is none of the column's.
  private mutating func warnRows(areLabels: Bool, hasHeader: Bool = true) {
    let below = (0..<min(5, table.firstColumn.count)).map { table.firstColumn.text($0) ?? "" }
    let names = hasHeader ? below : [headings.text(0) ?? ""] + below
    let column = Message("the first column (\(listed(names)))", zh: "首列（\(listed(names))）")
    warnings.append(
      areLabels
        ? Message(
          "\(column) is taken for row labels; \(option: "row-labels") no reads it as values",
          zh: "\(column)当作行名；\(option: "row-labels") no 把它读作数值")
        : Message(
          "\(column) is read as values; \(option: "row-labels") yes takes it for row labels",
          zh: "\(column)读作数值；\(option: "row-labels") yes 把它当作行名"))
  }

  /// The first of some labels.
  private func listed(_ labels: [String]) -> String {
    labels.prefix(4).map { $0.isEmpty ? "\"\"" : printable($0) }.joined(separator: ", ")
      + (labels.count > 4 ? ", …" : "")
  }
}

/// A first line of whole numbers: whether they count columns, as an index or years do, or are
/// values.
private struct Numbering {
  /// Whether they are labels; nil where there is no doubt that they are values.
  private(set) var answer: Bool?

  init(_ table: TableContents, _ fields: [Int], below: [FieldCounts], hasRowLabels: Bool) {
    let headings = table.headings
    guard fields.allSatisfy({ headings.kind($0) == .index }) else { return }
    let numbers = fields.map(table.heading)
    let steps = Set(zip(numbers, numbers.dropFirst()).map { $1 - $0 })
    let step = steps.count == 1 ? steps.first : nil
    let areSteady = step.map { $0 > 0 } ?? false
    let next = fields.map { table.value(1, $0) }
    // A line below that goes on in the same steps says that they are nothing special.
    let goOn = zip(next, next.dropFirst()).allSatisfy { $1 - $0 == step }
    let areYears =
      numbers.allSatisfy { (1800...2100).contains($0) } && steps.allSatisfy { $0 > 0 }
      && !Self.isWithinYears(table, fields)
    let arePointsBelow =
      below.contains { $0.areWrittenWithPoint }
      && below.allSatisfy { $0.areWrittenWithPoint || $0[.missing] == $0.total }
    let isIndex = areSteady && step == 1 && numbers[0] == 0
    if hasRowLabels {
      // Above the names of rows stands what they are, and no number.
      guard headings.kind(0) == .word || headings.isMarked(0) else { return }
      let isNamed = Self.cornerNames.contains((headings.text(0) ?? "").lowercased())
      if areYears, fields.count > 1 || isNamed {
        answer = true
      } else if areSteady, goOn {
        answer = isNamed || isIndex ? false : nil
      } else if areSteady, fields.count > 2 || step == 1 || isNamed {
        // Two numbers alone are always as far apart as each other.
        answer = isIndex || isNamed || arePointsBelow
      } else if isNamed, steps.allSatisfy({ $0 > 0 }) {
        answer = fields.count > 1
      }
      return
    }
    if areYears, fields.count > 1 {
      answer = true
    } else if fields.count == 1 {
      if arePointsBelow, table.records > 2, areYears || numbers[0] == 0 { answer = false }
    } else if areSteady, arePointsBelow {
      if fields.count > 2 || step == 1 { answer = true }
    } else if isIndex, !goOn, !Self.isMask(table) {
      answer = false
    }
  }

  /// Whether the numbers below could be years as well.
  private static func isWithinYears(_ table: TableContents, _ fields: [Int]) -> Bool {
    (1..<table.records).allSatisfy { record in
      fields.allSatisfy { (1800...2100).contains(table.value(record, $0)) }
    }
  }

  /// Whether all numbers are 0 or 1: such tables begin with 0, 1 often.
  private static func isMask(_ table: TableContents) -> Bool {
    table.values.allSatisfy { $0 == 0 || $0 == 1 }
  }

  /// What people write above names of rows.
  private static let cornerNames: Set = [
    "month", "year", "date", "day", "time", "token", "tokens", "word", "query", "key", "name",
    "names", "label", "labels", "id", "index", "layer", "head", "model", "step", "epoch",
    "position", "country", "city", "state", "species", "sample", "item", "class", "category",
    "variable", "feature", "gene",
  ]
}
