// Lines over cells that a mask hides, beside cells that it does not: none of their pixels is touched.

import CairoRendering
import FigureLayout
import TestSupport
import Testing

@Suite struct HatchingPictureTests {
  /// Cells of some pixels and a fraction: those on the mask's edge have their colour as far as they reach.
  @Test(
    arguments: [
      "bias --encoding alibi --heads 8 --positions 100 --page column",
      "bias --encoding alibi --heads 8 --positions 37 --page slide",
      "bias --encoding alibi --heads 4 --positions 61 --page column --theme print",
      "bias --encoding alibi --heads 4 --positions 16 --page text --theme dark",
    ], [1.0, 1.5, 2])
  func visibleCellsAreWhole(command: String, scale: Double) throws {
    let drawn = try PictureTests.draw(command, scale: scale, as: [.png])
    let picture = try DecodedPNG(drawn.files[0])
    for panel in drawn.description.panels where panel.masked ?? 0 > 0 {
      #expect(panel.reduction == nil)
      var colors: [Int: UInt32] = [:]
      var strays = 0
      let frame = panel.frame
      func pixels(_ start: Double, _ length: Double, _ count: Int) -> [(pixel: Int, cell: Int)] {
        let first = Int((start * scale).rounded())
        return (0..<Int((length * scale).rounded())).map { step in
          let middle = (Double(first + step) + 0.5 - start * scale) / (length * scale)
          return (first + step, min(count - 1, max(0, Int(middle * Double(count) + 1e-9))))
        }
      }
      let columns = pixels(frame.x, frame.width, panel.columns)
      for (y, row) in pixels(frame.y, frame.height, panel.rows) {
        for (x, column) in columns where column <= row {
          // ALiBi has one value at each distance.
          let color = picture[x, y]
          if colors[row - column] == nil { colors[row - column] = color }
          if colors[row - column] != color { strays += 1 }
        }
      }
      #expect(strays == 0, "\(panel.title ?? "") at \(scale)")
    }
  }
}
