// The dots of a page that cells take.

import FigureScene
import Testing

@testable import CairoRendering

@Suite struct PrintedCellsTests {
  private func image(_ columns: Int, _ rows: Int) -> SceneImage {
    SceneImage(
      columns: columns, rows: rows, pixels: (0..<UInt32(columns * rows)).map(\.self),
      frame: Rect(x: 0, y: 0, width: 1, height: 1))
  }

  /// In pt, of which 0.12 are a dot: edges on the nearest dots, the last of which are not touched.
  @Test func edgesLieOnDots() throws {
    let cells = image(10, 4)
    let dots = try #require(
      PrintedCells(cells, frame: Rect(x: 1.25, y: 2.45, width: 6.05, height: 3)))
    // 1.25 pt are 10.4 dots, 7.3 pt are 60.8; 2.45 pt are 20.4, 5.45 pt are 45.4.
    #expect((dots.width, dots.height) == (51, 25))
    #expect(abs(dots.frame.minX - 1.2) < 1e-12 && abs(dots.frame.maxX - 7.32) < 1e-12)
    #expect(abs(dots.frame.minY - 2.4) < 1e-12 && abs(dots.frame.maxY - 5.4) < 1e-12)
    let touched = dots.touchedFrame
    #expect(Int(touched.minX / 0.12) == 10 && Int(touched.maxX / 0.12) == 60)
    #expect(Int(touched.minY / 0.12) == 20 && Int(touched.maxY / 0.12) == 44)
  }

  /// Each dot has the value of one cell, each cell its share of the dots, in order.
  @Test(arguments: [(10, 4, 51, 25), (7, 3, 7, 3), (100, 1, 1333, 9)])
  func cellsShareTheDots(columns: Int, rows: Int, width: Int, height: Int) throws {
    let cells = image(columns, rows)
    let dots = try #require(
      PrintedCells(
        cells, frame: Rect(x: 0, y: 0, width: 0.12 * Double(width), height: 0.12 * Double(height))))
    let spread = dots.spread(cells.pixels, of: cells)
    #expect(spread.count == width * height)
    var counts = [Int](repeating: 0, count: columns)
    for x in 0..<width {
      let column = Int(spread[x])
      counts[column] += 1
      let down = (0..<height).map { Int(spread[$0 * width + x]) }
      #expect(down.allSatisfy { $0 % columns == column } && down == down.sorted())
    }
    #expect(counts.min() == width / columns && (counts.max() ?? 0) <= width / columns + 1)
    #expect(Set(spread).count == columns * rows)
    #expect((1..<width).allSatisfy { spread[$0 - 1] <= spread[$0] })
  }

  /// Large cells are enlarged from four pixels each, cells finer than dots and frames from nowhere have none.
  @Test(arguments: [
    Rect(x: 0, y: 0, width: 19.3, height: 19.3), Rect(x: 0, y: 0, width: 1, height: 9),
    Rect(x: 1e12, y: 0, width: 9, height: 9),
  ])
  func othersHaveNone(frame: Rect) {
    #expect(PrintedCells(image(10, 10), frame: frame) == nil)
  }

  @Test func aPageOfTooManyDotsHasNone() {
    // 8000 dots a side.
    #expect(
      PrintedCells(image(2000, 2000), frame: Rect(x: 0, y: 0, width: 960, height: 960)) == nil)
    // 5600.
    #expect(
      PrintedCells(image(2000, 2000), frame: Rect(x: 0, y: 0, width: 672, height: 672)) != nil)
  }
}
