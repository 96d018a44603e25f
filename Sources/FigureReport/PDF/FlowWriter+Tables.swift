// Claims, slips, small matrices and the text's own tables on a page.

import FigureClaims
import FigureModel
import FigureScene

extension FlowWriter {
  private func cell(
    _ text: String, _ style: ParagraphStyle, width: Double, isAtEnd: Bool = false
  ) -> TableCell {
    let style = style.with(width: width)
    return TableCell(
      lines: setter.lines(.symbols(in: text), style).map { ($0, style) },
      alignment: isAtEnd ? .end : .start)
  }

  private func header(_ names: [String], _ table: TableSetter, atEnd: Set<Int>) -> [TableCell] {
    names.enumerated().map { index, name in
      cell(
        name, style.cellHeader, width: table.columns[index].width,
        isAtEnd: atEnd.contains(index))
    }
  }

  /// The widest of some texts, but not more than `most`.
  private func width(_ texts: [String], _ style: ParagraphStyle, maximum: Double) -> Double {
    min(maximum, texts.map { setter.shortLine($0, style.with(width: maximum)).width }.max() ?? 0)
  }

  /// The columns of what was measured, its bound and the verdict, at the right of the frame.
  private func results(
    _ claims: [CheckedClaim]
  ) -> (measured: Double, bound: Double, verdict: Double) {
    (
      max(
        width(claims.map(\.measured), style.cell, maximum: 130),
        width([words.measured], style.cellHeader, maximum: 130)),
      max(
        width(claims.map(\.measurement.bound.description), style.cell, maximum: 130),
        width([words.bound], style.cellHeader, maximum: 130)),
      max(
        width(claims.map { $0.verdict[edition.language] }, style.cell, maximum: 80),
        width([words.verdict], style.cellHeader, maximum: 80))
    )
  }

  private func resultCells(_ claim: CheckedClaim, _ table: TableSetter) -> [TableCell] {
    let count = table.columns.count
    var verdict = style.cell
    verdict.color = claim.holds ? PaperStyle.good : PaperStyle.bad
    verdict.text.weight = .bold
    return [
      cell(claim.measured, style.cell, width: table.columns[count - 3].width, isAtEnd: true),
      cell(
        claim.measurement.bound.description, style.cell, width: table.columns[count - 2].width,
        isAtEnd: true),
      cell(
        claim.verdict[edition.language], verdict, width: table.columns[count - 1].width,
        isAtEnd: true),
    ]
  }

  /// Columns that fill the frame: some of text, then the results.
  private func table(_ shares: [Double], _ claims: [CheckedClaim]) -> TableSetter {
    let results = results(claims)
    let gap = 18.0
    let right = results.measured + results.bound + results.verdict + 3 * gap
    let space = PaperStyle.frame.width - right - gap * Double(shares.count - 1)
    let total = shares.reduce(0, +)
    var columns: [(x: Double, width: Double)] = []
    var x = 0.0
    for share in shares {
      columns.append((x, space * share / total))
      x += space * share / total + gap
    }
    for width in [results.measured, results.bound, results.verdict] {
      columns.append((x, width))
      x += width + gap
    }
    return TableSetter(columns: columns)
  }

  private func statement(
    _ text: String, _ claim: CheckedClaim, width: Double
  ) -> TableCell {
    let statement = cell(text, style.cell, width: width)
    let what = cell(claim.measurement.what[edition.language], style.cellNote, width: width)
    return TableCell(lines: statement.lines + what.lines)
  }

  mutating func claims(_ claims: [CheckedClaim]) {
    guard !claims.isEmpty else { return }
    let table = table([1], claims)
    let rows = claims.map { claim in
      [statement(claim.statement[edition.language], claim, width: table.columns[0].width)]
        + resultCells(claim, table)
    }
    add(
      table.parts(
        header: header(
          [words.claims, words.measured, words.bound, words.verdict], table, atEnd: [1, 2, 3]),
        rows: rows))
  }

  mutating func slips(_ slips: [Slip]) {
    let checked = slips.map(\.checked)
    let table = table([1, 1.25], checked)
    let rows = zip(slips, checked).map { slip, claim in
      [
        cell(slip.printed[edition.language], style.cell, width: table.columns[0].width),
        statement(slip.right[edition.language], claim, width: table.columns[1].width),
      ] + resultCells(claim, table)
    }
    add(
      table.parts(
        header: header(
          [words.printed, words.right, words.measured, words.bound, words.verdict], table,
          atEnd: [2, 3, 4]),
        rows: rows))
  }

  private mutating func add(_ table: [FlowPart]) {
    guard !table.isEmpty else { return }
    // A table stands with what it speaks of.
    if !parts.isEmpty { parts[parts.count - 1].breakCost = 0.6 }
    spaceAfter = max(spaceAfter, 14)
    tables += 1
    for var part in table {
      part.table = tables
      append(part, continuesBlock: part.continuesRow)
    }
    spaceAfter = 18
  }

  /// A small matrix; columns that do not fit side by side go below in a table of their own.
  mutating func numbers(_ data: DataTable) {
    if let (figure, number) = report.figure(data.figure) {
      let title = figure.editions[edition.language]?.title ?? ""
      add(
        setter.lines("\(words.figure(number)): \(title)", style.caption), style.caption, space: 14,
        isHeading: true)
    }
    let maximum = PaperStyle.frame.width / 3
    let gap = 14.0
    let labels = width(data.rowLabels, style.cell, maximum: maximum)
    let widths = data.columnLabels.indices.map { column in
      max(
        width([data.columnLabels[column]], style.cellHeader, maximum: maximum),
        width(data.cells.map { $0[column] }, style.cell, maximum: maximum))
    }
    var first = 0
    while first < widths.count {
      var columns: [(x: Double, width: Double)] = [(0, labels)]
      var x = labels + gap
      var end = first
      while end < widths.count, end == first || x + widths[end] <= PaperStyle.frame.width {
        columns.append((x, widths[end]))
        x += widths[end] + gap
        end += 1
      }
      let table = TableSetter(columns: columns)
      let atEnd = Set(1..<columns.count)
      let rows = zip(data.rowLabels, data.cells).map { label, cells in
        [cell(label, style.cell, width: labels)]
          + (first..<end).map {
            cell(cells[$0], style.cell, width: widths[$0], isAtEnd: true)
          }
      }
      add(
        table.parts(
          header: header([""] + data.columnLabels[first..<end], table, atEnd: atEnd), rows: rows))
      first = end
    }
  }

  // MARK: Tables of the text

  private static let gap = 16.0
  /// A column narrower than this has no space for a word.
  private static let minimumColumn = 44.0

  /// A table of words; columns that do not fit side by side go below with the first one again.
  mutating func words(_ table: TextTable) {
    func lines(_ parts: [ReportInline], _ style: ParagraphStyle, _ width: Double) -> TableCell {
      let style = style.with(width: width)
      return TableCell(lines: setter.lines(parts, style).map { ($0, style) })
    }
    func natural(_ parts: [ReportInline], _ style: ParagraphStyle) -> Double {
      setter.lines(parts, style.with(width: 1e6)).map(\.width).max() ?? 0
    }
    let space = PaperStyle.frame.width - indent
    let wanted = table.header.indices.map { column in
      min(
        space,
        max(
          Self.minimumColumn / 2, natural(table.header[column], style.cellHeader),
          table.rows.map { natural($0[column], style.cell) }.max() ?? 0) + 1)
    }
    for columns in Self.groups(wanted, space: space) {
      let widths = Self.fitted(
        columns.map { wanted[$0] }, space: space - Self.gap * Double(columns.count - 1))
      var locations: [(x: Double, width: Double)] = []
      var x = indent
      for width in widths {
        locations.append((x, width))
        x += width + Self.gap
      }
      func row(_ cells: [[ReportInline]], _ style: ParagraphStyle) -> [TableCell] {
        zip(columns, widths).map { column, width in
          var cell = lines(cells[column], style, width)
          cell.alignment = table.alignments[column]
          return cell
        }
      }
      add(
        TableSetter(columns: locations).parts(
          header: row(table.header, style.cellHeader),
          rows: table.rows.map { row($0, style.cell) }))
    }
  }

  /// Which columns stand side by side: all where each has space for a word, else as many as have.
  private static func groups(_ wanted: [Double], space: Double) -> [[Int]] {
    func minimum(_ column: Int) -> Double { min(wanted[column], minimumColumn) + gap }
    var groups: [[Int]] = []
    var group: [Int] = []
    var used = 0.0
    for column in wanted.indices {
      if used + minimum(column) - gap > space, group.count > 1 {
        groups.append(group)
        group = [0]
        used = minimum(0)
      }
      group.append(column)
      used += minimum(column)
    }
    return groups + [group]
  }

  /// Widths that come to no more than `space`: the widest columns give way until all have as much as
  /// they want or the same.
  private static func fitted(_ wanted: [Double], space: Double) -> [Double] {
    guard wanted.reduce(0, +) > space else { return wanted }
    var rest = space
    var left = wanted.count
    var maximum = space
    for width in wanted.sorted() {
      maximum = rest / Double(left)
      guard width <= maximum else { break }
      rest -= width
      left -= 1
    }
    return wanted.map { min($0, maximum) }
  }
}
