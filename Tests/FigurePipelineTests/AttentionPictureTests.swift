// Pictures of attention against the weights they show: every cell's colour read back.

import CairoRendering
import FigureLayout
import Foundation
import TestSupport
import Testing

@Suite struct AttentionPictureTests {
  /// Real weights, shape `[6, 12, 13, 13]`, read without any of the program's readers.
  static let weights = Result { try Float32Fixture("minilm/s1_attentions.npy") }
  static let file = "--weights minilm/s1_attentions.npy"
  static let size = 13

  static func weight(_ layer: Int, _ head: Int, _ row: Int, _ column: Int) throws -> Double {
    Double(try weights.get()[((layer * 12 + head) * size + row) * size + column])
  }

  /// Expects every cell of a panel to have its value's colour on a scale from 0 to the panel's vmax.
  static func expect(
    _ picture: DecodedPNG, _ panel: PanelDescription, scale: Double = 1,
    show value: (Int, Int) throws -> Double?
  ) throws {
    let cells = try DecodedCells(picture, panel, scale: scale)
    let vmax = try #require(panel.vmax)
    #expect(panel.vmin == 0 && panel.norm == "linear" && panel.reduction == nil)
    var worst = 0.0
    for row in 0..<panel.rows {
      for column in 0..<panel.columns {
        guard let value = try value(row, column) else { continue }
        worst = max(worst, cells.distance(row: row, column: column, position: value / vmax))
      }
    }
    #expect(worst <= 0.5 + 1e-9)
  }

  @Test(arguments: [1.0, 2]) func aHeadShowsItsWeights(scale: Double) throws {
    let drawn = try PictureTests.draw(
      "attention \(Self.file) --layer 5 --head 0", scale: scale, as: [.png])
    let panel = try #require(drawn.description.panels.first)
    try Self.expect(try DecodedPNG(drawn.files[0]), panel, scale: scale) {
      try Self.weight(5, 0, $0, $1)
    }
  }

  @Test func tokensLeftOutTakeTheirRowsAndColumns() throws {
    // The first and the last token are the marks around the sentence.
    let drawn = try PictureTests.draw(
      "attention \(Self.file) --layer 2 --head 8 --tokens-file minilm/s1_tokens.json "
        + "--drop-tokens [CLS],[SEP] --renormalize --colormap magma", as: [.png])
    let panel = try #require(drawn.description.panels.first)
    #expect(panel.rows == Self.size - 2 && panel.columns == Self.size - 2)
    try Self.expect(try DecodedPNG(drawn.files[0]), panel) { row, column in
      let sum = try (1..<Self.size - 1).map { try Self.weight(2, 8, row + 1, $0) }.reduce(0, +)
      return try Self.weight(2, 8, row + 1, column + 1) / sum
    }
  }

  @Test(arguments: ["shared", "panel"]) func headsShowTheirWeights(scale: String) throws {
    let heads = [0, 2, 5, 8]
    let drawn = try PictureTests.draw(
      "heads \(Self.file) --layer 5 --heads 0,2,5,8 --columns 2 --color-scale \(scale)", as: [.png])
    let panels = drawn.description.panels
    #expect(panels.count == 4)
    let picture = try DecodedPNG(drawn.files[0])
    var maximum: [Double] = []
    for (panel, head) in zip(panels, heads) {
      try Self.expect(picture, panel) { try Self.weight(5, head, $0, $1) }
      maximum.append(
        try (0..<Self.size * Self.size).map {
          try Self.weight(5, head, $0 / Self.size, $0 % Self.size)
        }.max() ?? 0)
    }
    // One true scale for all, or to each its own.
    let wanted = scale == "panel" ? maximum : maximum.map { _ in maximum.max() ?? 0 }
    #expect(panels.map(\.vmax) == wanted)
    let bars = Set(panels.compactMap(\.colorBar))
    #expect(bars.count == (scale == "panel" ? 4 : 1))
  }

  @Test(arguments: ["shared", "panel"]) func aModelShowsAllItsWeights(scale: String) throws {
    let drawn = try PictureTests.draw("model-view \(Self.file) --color-scale \(scale)", as: [.png])
    let picture = try DecodedPNG(drawn.files[0])
    #expect(drawn.description.panels.count == 72)
    for (index, panel) in drawn.description.panels.enumerated() {
      try Self.expect(picture, panel) { try Self.weight(index / 12, index % 12, $0, $1) }
    }
  }

  @Test func aRolloutShowsWhatTheFormulaGives() throws {
    // Abnar and Zuidema 2020: each layer's mean over heads, half of it the residual path, multiplied.
    var rollout = (0..<Self.size).map { row in (0..<Self.size).map { $0 == row ? 1.0 : 0 } }
    for layer in 0..<6 {
      let mean = try (0..<Self.size).map { row in
        try (0..<Self.size).map { column in
          let heads = try (0..<12).map { try Self.weight(layer, $0, row, column) }
          return heads.reduce(0, +) / 24 + (row == column ? 0.5 : 0)
        }
      }
      rollout = mean.map { row in
        (0..<Self.size).map { column in
          zip(row, rollout).map { $0 * $1[column] }.reduce(0, +)
        }
      }
    }
    let drawn = try PictureTests.draw("rollout \(Self.file)", as: [.png])
    let panel = try #require(drawn.description.panels.first)
    let vmax = try #require(panel.vmax)
    #expect((vmax - (rollout.flatMap { $0 }.max() ?? 0)).magnitude < 1e-6)
    let cells = try DecodedCells(DecodedPNG(drawn.files[0]), panel, scale: 1)
    for row in 0..<Self.size {
      for column in 0..<Self.size {
        // The file's numbers are single ones: a little more than half a step.
        let distance = cells.distance(
          row: row, column: column, position: rollout[row][column] / vmax)
        #expect(distance <= 0.501)
      }
    }
  }

  @Test func causalWeightsLookMaskedNotZero() throws {
    let drawn = try PictureTests.draw(
      "attention --weights smollm2/s1_attentions.npy --layer 10 --head 4 --mask causal", as: [.png])
    let values = try Float32Fixture("smollm2/s1_attentions.npy")
    let panel = try #require(drawn.description.panels.first)
    #expect(panel.masked == 55 && panel.rows == 11)
    let picture = try DecodedPNG(drawn.files[0])
    try Self.expect(picture, panel) { row, column in
      column > row ? nil : Double(values[((10 * 9 + 4) * 11 + row) * 11 + column])
    }
    let cells = try DecodedCells(picture, panel, scale: 1)
    for row in 0..<11 {
      for column in row + 1..<max(11, row + 1) {
        // No colour of the map at all.
        #expect(cells.distance(row: row, column: column, position: 0) == .infinity)
      }
    }
  }

  @Test(arguments: [1.0, 2]) func attentionOfOneSequenceToAnotherShowsItsWeights(scale: Double)
    throws
  {
    // Shape `[2, 4, 7, 13]`: more keys than queries, so that a turned matrix would show.
    let drawn = try PictureTests.draw(
      "cross-attention --weights formats/rect_cross_f4.npy --layer 1 --head 2", scale: scale,
      as: [.png])
    let values = try Float32Fixture("formats/rect_cross_f4.npy")
    let panel = try #require(drawn.description.panels.first)
    #expect(panel.rows == 7 && panel.columns == 13)
    try Self.expect(try DecodedPNG(drawn.files[0]), panel, scale: scale) { row, column in
      Double(values[((1 * 4 + 2) * 7 + row) * 13 + column])
    }
  }
}
