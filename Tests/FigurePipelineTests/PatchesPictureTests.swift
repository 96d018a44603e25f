// Pictures of patches read back: cells have their values' colours, and the image its own pixels.

import AttentionMath
import CairoRendering
import FigureKinds
import FigureLayout
import FigureModel
import FigureScene
import Foundation
import MatrixFiles
import TestSupport
import Testing

@testable import FigurePipeline

@Suite struct PatchesPictureTests {
  private static let command =
    "patches --weights seed:7,[2,3,17,17],weights --grid 4x4 --layer 1 --image images/"

  /// A square of 64 by 64 pixels: each patch has 16.
  private func drawn(_ words: String, scale: Double = 1) throws -> (
    picture: DecodedPNG, description: FigureDescription, values: [Double]
  ) {
    let drawn = try PictureTests.draw(Self.command + words, scale: scale, as: [.png])
    let laidOut = try LaidOutRequest(Self.command + words)
    return (
      try DecodedPNG(drawn.files[0]), drawn.description,
      try #require(laidOut.draft.table).matrix.values
    )
  }

  @Test(arguments: [1.0, 2]) func cellsDecodeToTheWeights(scale: Double) throws {
    let (picture, description, values) = try drawn("square.png", scale: scale)
    let panels = description.panels.filter { $0.mark == "heatmap" }
    #expect(panels.count == 3)
    let maximum = try #require(values.max())
    for (head, panel) in panels.enumerated() {
      let cells = try DecodedCells(picture, panel, scale: scale)
      for row in 0..<4 {
        for column in 0..<4 {
          let value = values[16 * head + 4 * row + column]
          #expect(cells.distance(row: row, column: column, position: value / maximum) <= 0.5 + 1e-9)
        }
      }
      #expect(cells.strays(border: 0) == [])
    }
  }

  @Test(arguments: [1.0, 2]) func theImageComesThroughUnchanged(scale: Double) throws {
    let (picture, description, _) = try drawn("square.png", scale: scale)
    let frame = try #require(description.panels.first { $0.mark == "picture" }).frame
    let own = try DecodedPNG(
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixturesFolder + "/images/square.png"))))
    // Each of its pixels is a whole number of the page's.
    let each = frame.width / 64
    #expect(each >= 1 && each == each.rounded() && frame.height == 64 * each)
    for y in 0..<64 {
      for x in 0..<64 {
        let (left, top) = (
          (frame.x + Double(x) * each) * scale, (frame.y + Double(y) * each) * scale
        )
        #expect(picture[Int(left), Int(top)] == own[x, y] & 0xFF_FFFF)
      }
    }
  }

  /// Over the image each colour is the share that the opacity says of both.
  @Test func overlaysAreMixedAsTheOpacitySays() throws {
    let (picture, description, values) = try drawn("square.png --overlay --opacity 0.25 --head 0")
    let frame = try #require(description.panels.first).frame
    #expect(description.panels.count == 1)
    let own = try DecodedPNG(
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixturesFolder + "/images/square.png"))))
    let each = frame.width / 64
    let levels = try #require(ColorMap.named("viridis")).levels
    let maximum = try #require(values.max())
    for (x, y) in [(3, 5), (20, 40), (50, 10), (63, 63), (0, 0)] {
      let value = values[y / 16 * 4 + x / 16]
      let level = levels[min(255, Int(value / maximum * 256))]
      let seen = picture[
        Int(frame.x + (Double(x) + 0.5) * each), Int(frame.y + (Double(y) + 0.5) * each)]
      for shift in [0 as UInt32, 8, 16] {
        func channel(_ color: UInt32) -> Double { Double(color >> shift & 0xFF) }
        let wanted = 0.25 * channel(level) + 0.75 * channel(own[x, y])
        #expect(abs(channel(seen) - wanted) <= 2.5)
      }
    }
  }

  /// Where the mask keeps a patch the image is as it is; elsewhere it is faded.
  @Test func masksKeepThePixelsOfTheirPatches() throws {
    let (picture, description, values) = try drawn("square.png --mass 0.5 --head 2")
    let frame = try #require(description.panels.last).frame
    let own = try DecodedPNG(
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixturesFolder + "/images/square.png"))))
    let each = frame.width / 64
    for row in 0..<4 {
      for column in 0..<4 {
        let (x, y) = (16 * column + 7, 16 * row + 9)
        let seen = picture[
          Int(frame.x + (Double(x) + 0.5) * each), Int(frame.y + (Double(y) + 0.5) * each)]
        #expect((seen == own[x, y] & 0xFF_FFFF) == (values[4 * row + column] == 1))
      }
    }
  }

  /// Vectors embed the image as a PNG made here, and no byte of the stranger's file beside.
  @Test func vectorsEmbedTheImageAnew() throws {
    let drawn = try PictureTests.draw(
      "patches --weights seed:7,[2,3,17,17],weights --grid 4x4 --layer 1 --image images/wide.jpg "
        + "--overlay", as: [.svg, .pdf])
    let svg = String(decoding: drawn.files[0], as: UTF8.self)
    #expect(svg.contains("opacity=\".6\""))
    #expect(!svg.contains("data:image/jpeg"))
    #expect(svg.contains("data:image/png;base64,"))
    #expect(drawn.files[1].count > 1000)
  }
}
