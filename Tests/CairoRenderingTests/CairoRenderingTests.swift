import CairoRendering
import FigureScene
import TestSupport
import Testing

@Suite struct PNGTests {
  @Test(arguments: [1.0, 2, 3]) func cellsAreExact(scale: Double) throws {
    let png = try DecodedPNG(
      render(sampleScene(), as: .png, options: RenderOptions(scale: scale)))
    #expect(png.width == Int(300 * scale) && png.height == Int(200 * scale))
    for row in 0..<3 {
      for column in 0..<4 {
        let left = Int(scale) * (20 + 30 * column)
        let top = Int(scale) * (40 + 30 * row)
        // The frame's line covers the outermost half pixel of the cells on every side.
        for y in top + Int(scale)..<top + 29 * Int(scale) {
          for x in left + Int(scale)..<left + 29 * Int(scale) {
            #expect(png[x, y] == sampleCells[row * 4 + column])
          }
        }
      }
    }
  }
}
