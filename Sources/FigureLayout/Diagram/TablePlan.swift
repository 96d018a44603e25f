// A table of a diagram before it has its position: how wide its columns and how high its rows are.

import FigureModel
import FigureScene

/// The geometry of a table, from the top left of its node.
struct TablePlan {
  /// A row or a column as drawn.
  enum Track: Hashable {
    /// The position in the table's shown rows or columns.
    case displayed(Int)
    /// Some are left out here.
    case gap
  }

  let table: DiagramTable
  let rowTracks: [Track]
  let columnTracks: [Track]
  let rowNames: [String]
  let columnNames: [String]
  var rowHeight: Double
  let gapLength: Double
  let titleHeight: Double
  let captionHeight: Double
  /// The width of the names of rows; 0 where there are none.
  let nameWidth: Double
  let headerHeight: Double
  var columnWidth: Double
  private let minimumWidth: Double
  /// How many lines lie within one another around what is lit most often.
  private let nestedFrames: Int
  /// Whether some names are shortened.
  let hasShortNames: Bool

  init(_ table: DiagramTable, _ setting: DiagramSetting) {
    self.table = table
    rowTracks = Self.tracks(table.displayedRows)
    columnTracks = Self.tracks(table.displayedColumns)
    let (px, air) = (setting.px, { setting.airPx($0) })
    func extents(_ texts: [RichText]) -> Size {
      texts.reduce(into: Size.zero) { most, text in
        let extent = setting.extent(text, .cell)
        most = Size(max(most.width, extent.width), max(most.height, extent.height))
      }
    }
    func displayed(_ names: [String], _ indices: [Int]) -> [String] {
      names.isEmpty ? [] : indices.map { oneLine(names[$0]) }
    }
    let wholeRows = displayed(table.rowNames, table.displayedRows)
    let wholeColumns = displayed(table.columnNames, table.displayedColumns)
    let longest = px(table.longestName * setting.nameShare)
    rowNames = setting.names(wholeRows, to: longest * 1.5)
    columnNames = setting.names(wholeColumns, to: longest)
    hasShortNames = rowNames != wholeRows || columnNames != wholeColumns
    let names = extents(rowNames.map { RichText($0) })
    let heads = extents(columnNames.map { RichText($0) })
    let cells = extents(table.cells.map(\.text))
    nestedFrames = Self.nestedFrames(table)
    let frames = Self.frameLines(nestedFrames, setting)
    // Words lie free within the innermost frame.
    let within = nestedFrames > 1 ? 2 * (frames.depth + px(1)) : 0
    rowHeight = max(
      air(30), max(cells.height, names.height) + air(8), cells.height + within
    ).rounded(.up)
    headerHeight = columnNames.isEmpty ? 0 : max(air(30), heads.height + air(8)).rounded(.up)
    nameWidth = rowNames.isEmpty ? 0 : max(air(40), names.width + air(16)).rounded(.up)
    columnWidth = max(
      air(44), max(cells.width, heads.width) + air(14), cells.width + within
    ).rounded(.up)
    gapLength = setting.airPx(24, minimum: 16).rounded(.up)
    let title = table.title.map { setting.extent($0, .tableTitle) }
    let caption = table.caption.map { setting.extent($0, .caption) }
    titleHeight = title.map { ($0.height + px(6)).rounded(.up) } ?? 0
    captionHeight = caption.map { ($0.height + px(6)).rounded(.up) } ?? 0
    minimumWidth = max(title?.width ?? 0, caption?.width ?? 0).rounded(.up)
  }

  private static func tracks(_ displayed: [Int]) -> [Track] {
    var tracks: [Track] = []
    for (location, index) in displayed.enumerated() {
      if location > 0, index != displayed[location - 1] + 1 { tracks.append(.gap) }
      tracks.append(.displayed(location))
    }
    return tracks
  }

  // MARK: Frames within one another

  /// How often the part that is lit most often is lit, of those that are shown.
  private static func nestedFrames(_ table: DiagramTable) -> Int {
    var counts: [DiagramTable.Highlight.Part: Int] = [:]
    for highlight in table.highlights { counts[highlight.part, default: 0] += 1 }
    return counts.values.max() ?? 0
  }

  /// The lines around what is lit so often: how thick they are, how far one lies within the other, and how deep the
  /// innermost reaches into its cells. Many are thinner, so that rows do not grow more than they must.
  private static func frameLines(
    _ count: Int, _ setting: DiagramSetting
  ) -> (width: Double, step: Double, depth: Double) {
    let width = setting.px(count > 3 ? 1.5 : 2)
    let step = 1.5 * width
    return (width, step, width + Double(max(0, count - 1)) * step - 0.5)
  }

  /// The thickness of a line around what is lit, and how far its middle lies within the cells.
  /// - Parameter rank: how many lines lie around it.
  func frameLine(_ rank: Int, _ setting: DiagramSetting) -> (width: Double, inset: Double) {
    let lines = Self.frameLines(nestedFrames, setting)
    return (lines.width, lines.width / 2 + Double(rank) * lines.step - 0.5)
  }

  // MARK: Lengths

  private func length(_ tracks: [Track], each: Double) -> Double {
    tracks.reduce(0) { $0 + ($1 == .gap ? gapLength : each) }
  }

  var gridSize: Size {
    Size(
      nameWidth + length(columnTracks, each: columnWidth),
      headerHeight + length(rowTracks, each: rowHeight))
  }

  /// With title and caption.
  var size: Size {
    let grid = gridSize
    return Size(max(grid.width, minimumWidth), titleHeight + grid.height + captionHeight)
  }

  /// The table's own frame within its node.
  var gridFrame: Rect {
    let grid = gridSize
    return Rect(
      x: ((size.width - grid.width) / 2).rounded(.down), y: titleHeight, width: grid.width,
      height: grid.height)
  }

  /// The frame of the cells, without names.
  var cellsFrame: Rect {
    let grid = gridFrame
    return Rect(
      x: grid.x + nameWidth, y: grid.y + headerHeight, width: grid.width - nameWidth,
      height: grid.height - headerHeight)
  }

  /// Where each row lies, down from the cells' top: its start and its length.
  var rowSpans: [(start: Double, length: Double)] { spans(rowTracks, each: rowHeight) }
  var columnSpans: [(start: Double, length: Double)] { spans(columnTracks, each: columnWidth) }

  private func spans(_ tracks: [Track], each: Double) -> [(start: Double, length: Double)] {
    var start = 0.0
    return tracks.map { track in
      let length = track == .gap ? gapLength : each
      defer { start += length }
      return (start, length)
    }
  }

  /// The frame of what is lit, or nil where it is among what is left out.
  func frame(of part: DiagramTable.Highlight.Part) -> Rect? {
    let cells = cellsFrame
    func span(
      _ index: Int, _ displayed: [Int], _ tracks: [Track],
      _ spans: [(start: Double, length: Double)]
    ) -> (start: Double, length: Double)? {
      guard let location = displayed.firstIndex(of: index),
        let track = tracks.firstIndex(of: .displayed(location))
      else { return nil }
      return spans[track]
    }
    func row(_ index: Int) -> (start: Double, length: Double)? {
      span(index, table.displayedRows, rowTracks, rowSpans)
    }
    func column(_ index: Int) -> (start: Double, length: Double)? {
      span(index, table.displayedColumns, columnTracks, columnSpans)
    }
    switch part {
    case .all: return cells
    case .row(let index):
      guard let row = row(index) else { return nil }
      return Rect(x: cells.x, y: cells.y + row.start, width: cells.width, height: row.length)
    case .column(let index):
      guard let column = column(index) else { return nil }
      return Rect(
        x: cells.x + column.start, y: cells.y, width: column.length, height: cells.height)
    case .cell(let rowIndex, let columnIndex):
      guard let row = row(rowIndex), let column = column(columnIndex) else { return nil }
      return Rect(
        x: cells.x + column.start, y: cells.y + row.start, width: column.length,
        height: row.length)
    }
  }
}
