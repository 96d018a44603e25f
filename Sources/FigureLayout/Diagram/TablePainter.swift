// A table in its place: grounds, lit parts, lines, names and cells.

import FigureModel
import FigureScene

/// Draws one table.
struct TablePainter {
  let plan: TablePlan
  /// The frame of the whole node.
  let frame: Rect
  let setting: DiagramSetting

  private var table: DiagramTable { plan.table }
  private var palette: DiagramPalette { setting.palette }

  /// A rectangle of the plan, on the page.
  private func placed(_ rect: Rect) -> Rect {
    Rect(x: frame.x + rect.x, y: frame.y + rect.y, width: rect.width, height: rect.height)
  }

  func items() -> [SceneItem] {
    let grid = placed(plan.gridFrame)
    let cells = placed(plan.cellsFrame)
    var items: [SceneItem] = []
    if let title = table.title {
      items.append(
        setting.item(
          title, .tableTitle, at: Point(grid.midX, grid.minY - setting.px(5)), .middle, .bottom))
    }
    // Where hue means value, names have none.
    let header = table.showsValuesInColor ? palette.header : palette.header(table.role)
    items.append(.path(ScenePath(.rect(grid), fill: header)))
    items.append(.path(ScenePath(.rect(cells), fill: palette.cell.fill)))
    items += grounds(cells)
    items.append(rules(grid: grid, cells: cells))
    items += outlines()
    items += words(grid: grid, cells: cells)
    if let caption = table.caption {
      items.append(
        setting.item(
          caption, .caption, at: Point(grid.midX, grid.maxY + setting.px(5)), .middle, .top))
    }
    return items
  }

  // MARK: Grounds

  private struct Location {
    var frame: Rect
    /// nil where rows or columns are left out.
    var cell: DiagramTable.Cell?
    var row: Int?
    var column: Int?
  }

  /// Every cell as drawn, with those that stand for what is left out.
  private func locations(_ cells: Rect) -> [Location] {
    var locations: [Location] = []
    for (rowTrack, row) in zip(plan.rowTracks, plan.rowSpans) {
      for (columnTrack, column) in zip(plan.columnTracks, plan.columnSpans) {
        var location = Location(
          frame: Rect(
            x: cells.x + column.start, y: cells.y + row.start, width: column.length,
            height: row.length))
        if case .displayed(let index) = rowTrack { location.row = index }
        if case .displayed(let index) = columnTrack { location.column = index }
        if let row = location.row, let column = location.column {
          location.cell = table.cells[row * table.displayedColumns.count + column]
        }
        locations.append(location)
      }
    }
    return locations
  }

  private func slots(_ location: Location) -> [Int] {
    let row = location.row.map { table.displayedRows[$0] }
    let column = location.column.map { table.displayedColumns[$0] }
    var slots: [Int] = []
    for highlight in table.highlights {
      let isLit =
        switch highlight.part {
        case .all: true
        case .row(let index): row == index
        case .column(let index): column == index
        case .cell(let r, let c): row == r && column == c
        }
      if isLit, !slots.contains(highlight.slot) { slots.append(highlight.slot) }
    }
    return slots
  }

  private func grounds(_ cells: Rect) -> [SceneItem] {
    let areRows = table.highlights.allSatisfy {
      if case .row = $0.part { true } else { false }
    }
    var items: [SceneItem] = []
    for location in locations(cells) {
      if location.cell?.isMasked == true {
        items.append(.path(ScenePath(.rect(location.frame), fill: setting.theme.masked)))
        let lines = PatternLines(
          .rising, frame: location.frame, rows: 1, columns: 1, origin: cells.origin
        ) { _, _ in true }
        items += lines.items(
          Stroke(setting.theme.hatch), label: setting.localized("masked", "被掩码遮住"))
      }
      if let fill = location.cell?.fill {
        items.append(.path(ScenePath(.rect(location.frame), fill: Color(fill))))
        continue
      }
      // A cell lit more than once shows a band of each.
      let slots = slots(location)
      for (index, slot) in slots.enumerated() {
        var band = location.frame
        let share = Double(index) / Double(slots.count)
        if areRows {
          band.y += band.height * share
          band.height /= Double(slots.count)
        } else {
          band.x += band.width * share
          band.width /= Double(slots.count)
        }
        items.append(.path(ScenePath(.rect(band), fill: palette.highlight(slot).fill)))
      }
    }
    return items
  }

  // MARK: Lines

  private func rules(grid: Rect, cells: Rect) -> SceneItem {
    var path = Path()
    func sharp(_ value: Double) -> Double { value.rounded() + 0.5 }
    for span in plan.rowSpans.dropFirst() {
      let y = sharp(cells.y + span.start) - 1
      path.move(to: Point(grid.minX, y))
      path.line(to: Point(grid.maxX, y))
    }
    for span in plan.columnSpans.dropFirst() {
      let x = sharp(cells.x + span.start) - 1
      path.move(to: Point(x, grid.minY))
      path.line(to: Point(x, grid.maxY))
    }
    if plan.nameWidth > 0 {
      path.move(to: Point(sharp(cells.minX) - 1, grid.minY))
      path.line(to: Point(sharp(cells.minX) - 1, grid.maxY))
    }
    if plan.headerHeight > 0 {
      path.move(to: Point(grid.minX, sharp(cells.minY) - 1))
      path.line(to: Point(grid.maxX, sharp(cells.minY) - 1))
    }
    path.elements += Path.rect(grid.inset(by: 0.5, 0.5)).elements
    return .path(ScenePath(path, stroke: Stroke(palette.cell.line, width: 1)))
  }

  /// Lines around what is lit, one within the other where parts are lit twice.
  private func outlines() -> [SceneItem] {
    var seen: [DiagramTable.Highlight.Part: Int] = [:]
    return table.highlights.compactMap { highlight in
      guard let part = plan.frame(of: highlight.part) else { return nil }
      let rank = seen[highlight.part, default: 0]
      seen[highlight.part] = rank + 1
      let (width, inset) = plan.frameLine(rank, setting)
      return .path(
        ScenePath(
          identity: ItemIdentity(label: name(of: highlight.part)),
          .rect(placed(part).inset(by: inset, inset)),
          stroke: Stroke(
            palette.highlight(highlight.slot).line, width: width,
            dash: DiagramPalette.dash(highlight.slot, width: width))))
    }
  }

  private func name(of part: DiagramTable.Highlight.Part) -> String {
    switch part {
    case .all: setting.localized("lit", "高亮")
    case .row(let row): setting.localized("lit row \(row)", "高亮行 \(row)")
    case .column(let column): setting.localized("lit column \(column)", "高亮列 \(column)")
    case .cell(let row, let column):
      setting.localized("lit cell \(row), \(column)", "高亮单元格 \(row), \(column)")
    }
  }

  // MARK: Words

  private func words(grid: Rect, cells: Rect) -> [SceneItem] {
    var items: [SceneItem] = []
    for location in locations(cells) {
      let middle = Point(location.frame.midX, location.frame.midY)
      if let cell = location.cell {
        // As in heat maps, what a mask hides is not told.
        guard !cell.isMasked else { continue }
        items.append(
          setting.item(
            cell.text, .cell, at: middle, color: cell.fill.map { readableTextColor(on: $0) },
            isBold: cell.fill == nil && isCellLit(location) ? true : nil))
      } else {
        items.append(dots(at: middle, rows: location.row == nil, columns: location.column == nil))
      }
    }
    if plan.nameWidth > 0 {
      for (track, span) in zip(plan.rowTracks, plan.rowSpans) {
        let middle = Point(grid.minX + plan.nameWidth / 2, cells.y + span.start + span.length / 2)
        items.append(name(plan.rowNames, track, at: middle, isRow: true))
      }
    }
    if plan.headerHeight > 0 {
      for (track, span) in zip(plan.columnTracks, plan.columnSpans) {
        let middle = Point(
          cells.x + span.start + span.length / 2, grid.minY + plan.headerHeight / 2)
        items.append(name(plan.columnNames, track, at: middle, isRow: false))
      }
    }
    return items
  }

  /// Whether the cell itself is lit, not only its row or column.
  private func isCellLit(_ location: Location) -> Bool {
    guard let row = location.row, let column = location.column else { return false }
    let part = DiagramTable.Highlight.Part.cell(
      row: table.displayedRows[row], column: table.displayedColumns[column])
    return table.highlights.contains { $0.part == part }
  }

  private func name(
    _ names: [String], _ track: TablePlan.Track, at middle: Point, isRow: Bool
  ) -> SceneItem {
    switch track {
    case .gap: dots(at: middle, rows: isRow, columns: !isRow)
    case .displayed(let index): setting.item(RichText(names[index]), .cell, at: middle)
    }
  }

  /// Three dots for what is left out: down for rows, across for columns, slanted for both.
  private func dots(at middle: Point, rows: Bool, columns: Bool) -> SceneItem {
    let step = setting.px(5)
    let radius = setting.px(1.1)
    var path = Path()
    for index in -1...1 {
      let shift = Double(index) * step
      let x = middle.x + (columns ? shift : 0)
      let y = middle.y + (rows ? shift : 0)
      path.elements +=
        Path.ellipse(
          in: Rect(x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius)
        ).elements
    }
    return .path(
      ScenePath(
        identity: ItemIdentity(label: setting.localized("left out", "省略")), path,
        fill: setting.theme.mutedInk))
  }
}
