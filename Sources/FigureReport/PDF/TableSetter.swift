// Tables as parts of the flow: rows may part between pages, lines of a row only where it is long, and
// the header comes again on each page.

import FigureScene

/// A cell: paragraphs above one another.
struct TableCell {
  var lines: [(line: TextLine, style: ParagraphStyle)]
  var alignment = TextTable.Alignment.start
}

/// Sets tables.
struct TableSetter {
  /// The left edge of each column and its width.
  var columns: [(x: Double, width: Double)]
  static let padding = 4.5

  private var start: Double { columns.first?.x ?? 0 }
  private var end: Double { columns.last.map { $0.x + $0.width } ?? 0 }

  /// The parts of a table.
  func parts(header: [TableCell], rows: [[TableCell]]) -> [FlowPart] {
    var head = row(header)
    for index in head.indices {
      head[index].keepsWithNext = true
      head[index].isHeader = true
    }
    var headItems: [SceneItem] = []
    var headHeight = 0.0
    for part in head {
      headItems.append(
        .group(
          SceneGroup(
            transform: .translation(0, headHeight), items: part.cells.flatMap(\.self) + part.items))
      )
      headHeight += part.height
    }
    // A header as high as a page would leave no space below it.
    let repeated =
      headHeight < PaperStyle.frame.height / 5
      ? FlowHeader(height: headHeight, items: headItems) : nil
    var parts = head
    for (index, cells) in rows.enumerated() {
      var lines = row(cells)
      for line in lines.indices { lines[line].header = repeated }
      // A table of a few rows is not parted; of a longer one, neither end stands alone.
      if index < rows.count - 1, rows.count <= 4 || index == 0 || index == rows.count - 2 {
        lines[lines.count - 1].keepsWithNext = true
      }
      parts += lines
    }
    return parts
  }

  private func row(_ cells: [TableCell]) -> [FlowPart] {
    let count = max(cells.map(\.lines.count).max() ?? 0, 1)
    var parts: [FlowPart] = []
    for index in 0..<count {
      let present = cells.filter { $0.lines.indices.contains(index) }.map { $0.lines[index] }
      let top = index == 0 ? Self.padding : 0
      let bottom = index == count - 1 ? Self.padding : 0
      let leading = present.map { lineHeight($0.line, $0.style) }.max() ?? 14
      let baseline = present.map { max($0.style.baseline, $0.line.ascent + 2) }.max() ?? 11
      var part = FlowPart(height: top + leading + bottom)
      part.continuesRow = index > 0
      for (cell, column) in zip(cells, columns) {
        guard cell.lines.indices.contains(index) else {
          part.cells.append([])
          continue
        }
        let line = cell.lines[index].line
        let space = column.width - line.width
        let x: Double =
          switch cell.alignment {
          case .start: column.x
          case .center: column.x + space / 2
          case .end: column.x + space
          }
        part.cells.append([
          .group(SceneGroup(transform: .translation(x, top + baseline), items: line.items))
        ])
      }
      if index == count - 1 {
        part.items.append(
          .path(
            ScenePath(
              .line(Point(start, part.height), Point(end, part.height)),
              stroke: Stroke(PaperStyle.rule, width: 0.7))))
      } else {
        // A row of a few lines is not parted; of a long one, only its ends hold together.
        part.keepsWithNext = count <= 14 || index < 1 || index > count - 3
      }
      parts.append(part)
    }
    return parts
  }
}

/// How high a line is with what reaches out of it.
func lineHeight(_ line: TextLine, _ style: ParagraphStyle) -> Double {
  let above = max(style.baseline, line.ascent + 2)
  return above + max(style.leading - style.baseline, line.descent + 2)
}
