// A picture's cells read back: from their colours to where their values lie on the scale.

import FigureLayout
import FigureModel
import TestSupport
import Testing

/// The cells of one heat map in a picture.
struct DecodedCells {
  let picture: DecodedPNG
  let panel: PanelDescription
  /// Pixels a px.
  let scale: Double
  /// The row of pixels the figure begins in.
  var top = 0
  private let levels: [UInt32]

  init(_ picture: DecodedPNG, _ panel: PanelDescription, scale: Double, top: Int = 0) throws {
    (self.picture, self.panel, self.scale, self.top) = (picture, panel, scale, top)
    // A map that is not the published one says its colours.
    levels =
      try panel.colors.map { colors in
        try colors.map { try #require(UInt32($0.dropFirst(), radix: 16)) }
      } ?? #require(ColorMap.named(panel.colorMap ?? "")).levels
  }

  /// The colour in the middle of a cell, `0xRRGGBB`, counted from the picture's top left.
  func color(row: Int, column: Int) -> UInt32 {
    let frame = panel.frame
    let x = (frame.x + frame.width * (Double(column) + 0.5) / Double(panel.columns)) * scale
    let y = (frame.y + frame.height * (Double(row) + 0.5) / Double(panel.rows)) * scale
    return picture[Int(x), Int(y) + top]
  }

  /// How far, in steps of colour, a cell is from the colour of `position` on the scale, 0 … 1: at
  /// most half a step where it is right. Infinite for a colour that is none of the map's.
  func distance(row: Int, column: Int, position: Double) -> Double {
    let color = color(row: row, column: column)
    let clamped = min(max(position, 0), 1) * Double(ColorMap.levelCount)
    return levels.indices.filter { levels[$0] & 0xFF_FFFF == color }
      .map { (clamped - Double($0) - 0.5).magnitude }.min() ?? .infinity
  }

  /// Pixels that have another colour than the middle of their cell, where there are seams or blur;
  /// the first few of them.
  /// - Parameter border: pixels along each cell's border that are not looked at.
  func strays(border: Int) -> [String] {
    let frame = panel.frame
    let (width, height) = (
      Int((frame.width * scale).rounded()), Int((frame.height * scale).rounded())
    )
    let left = Int((frame.x * scale).rounded())
    let upper = Int((frame.y * scale).rounded()) + top
    let rows = (0..<panel.rows).map { row in
      (0..<panel.columns).map { color(row: row, column: $0) }
    }
    var strays: [String] = []
    /// The cell that a pixel's centre lies in, unless it is near the cell's border.
    func cell(_ pixel: Int, _ count: Int, _ length: Int) -> Int? {
      let location = (Double(pixel) + 0.5) * Double(count) / Double(length)
      let within = (location - location.rounded(.down)) * Double(length) / Double(count)
      let space = min(within, Double(length) / Double(count) - within)
      return space < Double(border) ? nil : Int(location)
    }
    let columns = (0..<width).map { cell($0, panel.columns, width) }
    for y in 0..<height {
      guard let row = cell(y, panel.rows, height) else { continue }
      for x in 0..<width {
        guard let column = columns[x] else { continue }
        let cell = rows[row][column]
        guard picture[left + x, upper + y] != cell else { continue }
        strays.append("\(x),\(y) of \(width)x\(height)")
        if strays.count == 4 { return strays }
      }
    }
    return strays
  }

  /// How many pixels have a colour that is none of the map's.
  /// - Parameter inset: pixels along the panel's border that are not looked at.
  func foreignPixels(inset: Int) -> Int {
    let own = Set(levels.map { $0 & 0xFF_FFFF })
    func range(_ low: Double, _ length: Double) -> Range<Int> {
      Int((low * scale).rounded()) + inset..<Int(((low + length) * scale).rounded()) - inset
    }
    let columns = range(panel.frame.x, panel.frame.width)
    return range(panel.frame.y, panel.frame.height).reduce(0) { count, y in
      count + columns.count { !own.contains(picture[$0, y + top]) }
    }
  }
}
