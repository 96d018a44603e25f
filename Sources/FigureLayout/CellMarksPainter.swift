// What lies over the cells of a heat map: lines between them, and outlines of those that are lit.

import FigureModel
import FigureScene

/// Positions within the frame of a heat map, whatever its cells were reduced to.
struct CellGeometry {
  let rows: Int
  let columns: Int
  let origin: HeatMap.Origin
  let frame: Rect

  init(_ map: HeatMap, frame: Rect) {
    (rows, columns) = (map.cells.rows, map.cells.columns)
    origin = map.origin
    self.frame = frame
  }

  init(_ picture: PanelPicture, frame: Rect) {
    (rows, columns) = (picture.gridRows, picture.gridColumns)
    origin = .upper
    self.frame = frame
  }

  func rect(_ part: HeatMap.Mark.Part) -> Rect {
    let height = frame.height / Double(max(rows, 1))
    let width = frame.width / Double(max(columns, 1))
    func top(_ row: Int) -> Double {
      frame.minY + Double(origin == .upper ? row : rows - 1 - row) * height
    }
    return switch part {
    case .cell(let row, let column):
      Rect(x: frame.minX + Double(column) * width, y: top(row), width: width, height: height)
    case .row(let row): Rect(x: frame.minX, y: top(row), width: frame.width, height: height)
    case .column(let column):
      Rect(
        x: frame.minX + Double(column) * width, y: frame.minY, width: width, height: frame.height)
    }
  }
}

/// Draws lines between cells and outlines around lit ones.
struct CellMarksPainter {
  let map: HeatMap
  let frame: Rect
  let theme: Theme

  /// Cells of at least this many px a side have lines between them.
  static let minimumBorderedSide = 4.0
  /// How wide a lit cell's outline is with the light line beneath it, in px.
  static let outlineWidth = 4.5
  /// A lit cell's outline is at least this long a side, so that one of a pixel is found.
  private static let minimumOutlinedSide = 7.0

  /// Whether there is space for lines between the cells.
  static func hasSpace(_ map: HeatMap, frame: Size) -> Bool {
    frame.width / Double(max(map.cells.columns, 1)) >= minimumBorderedSide
      && frame.height / Double(max(map.cells.rows, 1)) >= minimumBorderedSide
  }

  /// Lines in the colour of the page between the cells.
  func borders() -> [SceneItem] {
    guard map.hasBorders, Self.hasSpace(map, frame: frame.size) else { return [] }
    var path = Path()
    for column in 1..<max(map.cells.columns, 1) {
      let x = frame.minX + frame.width * Double(column) / Double(map.cells.columns)
      path.move(to: Point(x, frame.minY))
      path.line(to: Point(x, frame.maxY))
    }
    for row in 1..<max(map.cells.rows, 1) {
      let y = frame.minY + frame.height * Double(row) / Double(map.cells.rows)
      path.move(to: Point(frame.minX, y))
      path.line(to: Point(frame.maxX, y))
    }
    guard !path.elements.isEmpty else { return [] }
    return [
      .path(
        ScenePath(
          identity: ItemIdentity(label: "cell borders"), path, stroke: Stroke(theme.background)))
    ]
  }

  /// Lines where parts of the axes end, seen on every colour: short ones only where rows have space.
  func rules(_ language: Language) -> [SceneItem] {
    let geometry = CellGeometry(map, frame: frame)
    let isSmall = min(frame.width, frame.height) < 160
    var items: [SceneItem] = []
    for rule in map.rules {
      guard !rule.isShort || Self.hasSpace(map, frame: frame.size) else { continue }
      let cell: Rect
      let (start, end): (Point, Point)
      switch rule.position {
      case .row(let row):
        cell = geometry.rect(.row(row))
        let y = map.origin == .upper ? cell.minY : cell.maxY
        let length = rule.isShort ? min(cell.height, 8) : cell.width
        (start, end) = (Point(cell.minX, y), Point(cell.minX + length, y))
      case .column(let column):
        cell = geometry.rect(.column(column))
        let length = rule.isShort ? min(cell.width, 8) : cell.height
        (start, end) = (Point(cell.minX, cell.minY), Point(cell.minX, cell.minY + length))
      }
      let width = rule.isShort || isSmall ? 1.0 : 1.5
      items += [
        .path(ScenePath(.line(start, end), stroke: Stroke(theme.background, width: 3 * width))),
        .path(
          ScenePath(
            identity: ItemIdentity(label: rule.name[language]), .line(start, end),
            stroke: Stroke(theme.ink, width: width))),
      ]
    }
    return items
  }

  /// Outlines that are seen on every colour: dark on light on dark pages turned over.
  func outlines(_ language: Language) -> [SceneItem] {
    Self.outlines(map.marks, CellGeometry(map, frame: frame), theme, language)
  }

  static func outlines(
    _ marks: [HeatMap.Mark], _ geometry: CellGeometry, _ theme: Theme, _ language: Language
  ) -> [SceneItem] {
    marks.flatMap { mark -> [SceneItem] in
      var rect = geometry.rect(mark.part)
      rect = rect.inset(
        by: min(0, (rect.width - Self.minimumOutlinedSide) / 2),
        min(0, (rect.height - Self.minimumOutlinedSide) / 2))
      return [
        .path(ScenePath(.rect(rect), stroke: Stroke(theme.background, width: outlineWidth))),
        .path(
          ScenePath(
            identity: ItemIdentity(label: mark.name(language)), .rect(rect),
            stroke: Stroke(theme.ink, width: 2))),
      ]
    }
  }
}

extension HeatMap.Mark {
  /// What is lit, for readers who do not see it.
  func name(_ language: Language) -> String {
    switch part {
    case .cell(let row, let column):
      Localized(en: "lit cell \(row), \(column)", zh: "高亮单元格 \(row), \(column)")[language]
    case .row(let row): Localized(en: "lit row \(row)", zh: "高亮行 \(row)")[language]
    case .column(let column):
      Localized(en: "lit column \(column)", zh: "高亮列 \(column)")[language]
    }
  }
}
