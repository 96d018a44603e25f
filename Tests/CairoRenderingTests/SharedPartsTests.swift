// What several drawings of one page have in common is there once, and each looks as it does alone.

import CairoRendering
import FigureScene
import Foundation
import TestSupport
import Testing

struct SharedPartsTests {
  private let frame = Rect(x: 10, y: 8, width: 64, height: 50)

  private func drawing(_ image: SceneImage, _ name: String) -> Scene {
    scene([.image(image)], name: name)
  }

  /// An image whose cells have colours of their own.
  private func image(_ columns: Int, _ rows: Int, blue: UInt32 = 7) -> SceneImage {
    SceneImage(
      columns: columns, rows: rows,
      pixels: (0..<rows * columns).map { index in
        UInt32(index / columns * 3) << 16 | UInt32(index % columns * 2) << 8 | blue
      }, frame: frame)
  }

  private func count(_ text: String, in bytes: [UInt8]) -> Int {
    String(decoding: bytes, as: UTF8.self).components(separatedBy: text).count - 1
  }

  @Test func largeMatricesAreThereOnce() throws {
    let engine = TextEngine()
    var parts = SharedParts()
    var shifted = image(80, 80)
    shifted.frame = Rect(x: 2, y: 3, width: 60, height: 40)
    let first = try renderElement(drawing(image(80, 80), "a"), parts: &parts, text: engine)
    let second = try renderElement(drawing(image(80, 80), "b"), parts: &parts, text: engine)
    let other = try renderElement(
      drawing(image(80, 80, blue: 9), "c"), parts: &parts, text: engine)
    let moved = try renderElement(drawing(shifted, "d"), parts: &parts, text: engine)
    for bytes in [first, second, other, moved] {
      #expect(count("<image", in: bytes) == 0 && count("<use", in: bytes) == 1)
    }
    #expect(count("href=\"#i0\"", in: first) == 1 && count("href=\"#i0\"", in: second) == 1)
    #expect(count("href=\"#i1\"", in: other) == 1)
    #expect(count("translate(2 3) scale(60 40)", in: moved) == 1)
    #expect(count("<image", in: parts.definitions) <= 3)
    // Small ones stay where they are.
    let small = try renderElement(drawing(image(8, 8), "e"), parts: &parts, text: engine)
    #expect(count("<image", in: small) == 1 && count("<use", in: small) == 0)
  }

  @Test(arguments: [1.0, 2]) func aDrawingWithItsPartsLooksAsItDoesAlone(zoom: Double) throws {
    let scene = drawing(image(90, 70), "a")
    var parts = SharedParts()
    let element = String(
      decoding: try renderElement(scene, parts: &parts, text: TextEngine()), as: UTF8.self)
    let definitions = "<defs>" + String(decoding: parts.definitions, as: UTF8.self) + "</defs>"
    let start = try #require(element.firstIndex(of: ">"))
    // Readers of files know the older name of the reference alone.
    let whole = (element[...start] + definitions + element[element.index(after: start)...])
      .replacing("<use href", with: "<use xlink:href")
    let together = try rasterizeSVG(Array(whole.utf8), zoom: zoom)
    let alone = try rasterizeSVG(render(scene, as: .svg), zoom: zoom)
    #expect(together.meanDifference(alone) < 0.5)
  }
}
