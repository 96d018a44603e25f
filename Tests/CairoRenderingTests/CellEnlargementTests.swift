// How many pixels the cells of a picture get in files that keep it as one.

import FigureScene
import Testing

@testable import CairoRendering

@Suite struct CellEnlargementTests {
  private func image(_ columns: Int, _ rows: Int, in width: Double, _ height: Double) -> SceneImage
  {
    SceneImage(
      columns: columns, rows: rows, pixels: Array(repeating: 0, count: columns * rows),
      frame: Rect(x: 0, y: 0, width: width, height: height))
  }

  /// Cells that show have four pixels or as many as 4 million pixels allow; a dot of a printer, 600 to the inch, has
  /// one.
  @Test(
    arguments: [
      (10, 10, 100.0, 4), (500, 500, 200, 4), (800, 800, 200, 2), (500, 500, 121, 4),
      (500, 500, 119, 1), (570, 570, 91, 1), (2000, 2000, 481, 1), (1000, 1000, 242, 2),
      (1500, 1500, 250, 1), (1600, 1600, 528, 1),
    ])
  func dotsAreNotEnlarged(columns: Int, rows: Int, side: Double, expected: Int) {
    let enlargement = image(columns, rows, in: side, side).enlargement(matchesFrame: false)
    #expect(enlargement == Enlargement(across: expected, down: expected))
  }

  /// Cells that are fine in one direction alone have borders in the other.
  @Test func bandsAreEnlarged() {
    let enlargement = image(1000, 4, in: 100, 100).enlargement(matchesFrame: false)
    #expect(enlargement == Enlargement(across: 4, down: 4))
  }
}
