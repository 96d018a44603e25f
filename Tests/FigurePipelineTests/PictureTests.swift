// Pictures against their matrices: every cell's colour read back into its value, in PNG, in SVG as two
// programs draw it, and in PDF.

import CairoRendering
import FigureKinds
import FigureLayout
import FigureModel
import FigurePipeline
import Foundation
import TestSupport
import Testing

/// A heat map of an encoding with everything that moves its cells or their colours.
struct EncodingPicture: Sendable, CustomTestStringConvertible {
  var options: String
  var scale = 1.0
  var positions = 24
  var dimensions = 16
  var first = 0
  var isTransposed = false
  var isUpsideDown = false
  /// Where a value lies on the colour scale, 0 … 1, worked out here.
  var position: @Sendable (Double) -> Double = { ($0 + 1) / 2 }

  var testDescription: String { "\(options) --scale \(scale)" }

  var command: String {
    "pe-heatmap --positions \(positions) --dimensions \(dimensions) --first-position \(first) "
      + options
  }

  /// The value in a cell of the picture, from the formula (Vaswani et al. 2017, section 3.5).
  func value(row: Int, column: Int, rows: Int) -> Double {
    let down = isUpsideDown ? rows - 1 - row : row
    let (position, dimension) = isTransposed ? (column, down) : (down, column)
    let angle =
      Double(first + position) / pow(10_000, Double(dimension / 2 * 2) / Double(dimensions))
    return dimension % 2 == 0 ? sin(angle) : cos(angle)
  }

  static let all: [EncodingPicture] = [
    EncodingPicture(options: ""),
    EncodingPicture(options: "--colormap magma", scale: 2, positions: 7, dimensions: 64),
    EncodingPicture(options: "--colormap RdBu_r --theme dark", positions: 100, dimensions: 256),
    EncodingPicture(
      options: "--transpose --colormap cividis", scale: 2, isTransposed: true),
    EncodingPicture(options: "--origin lower --colormap Blues", first: -12, isUpsideDown: true),
    EncodingPicture(
      options: "--transpose --origin lower --size 900x700px", scale: 3, isTransposed: true,
      isUpsideDown: true),
    EncodingPicture(
      options: "--vmin -0.5 --vmax 0.25 --colormap Greys", position: { ($0 + 0.5) / 0.75 }),
    // Equal differences from 0.25 are equal steps, so the farther limit sets the span.
    EncodingPicture(
      options: "--center 0.25 --vmin -1 --vmax 1 --colormap coolwarm",
      position: { 0.5 + ($0 - 0.25) / 2.5 }),
    EncodingPicture(
      options: "--norm power --gamma 2 --vmin -1 --vmax 1 --colormap plasma", scale: 1.5,
      position: { pow(($0 + 1) / 2, 2) }),
    EncodingPicture(options: "--theme print"), EncodingPicture(options: "--lang zh --no-title"),
    // As many rows as leave all cells the same size, so that their edges are edges of pixels in vectors
    // as well.
    EncodingPicture(options: "--no-colorbar --size 3x2in --page screen", positions: 40),
  ]
}

@Suite struct PictureTests {
  /// A figure drawn with the machine's fonts.
  static func draw(
    _ command: String, scale: Double = 1, as formats: [OutputFormat]
  ) throws -> (description: FigureDescription, files: [[UInt8]]) {
    var request = try parsedRequest(command)
    request.appearance.scale = scale
    request.folder = fixturesFolder
    let worker = FigureRenderer()
    let figure = try worker.prepare(request)
    var files: [[UInt8]] = []
    for format in formats { files.append(try worker.draw(figure, as: format)) }
    return (figure.description, files)
  }

  /// How far the cell that is farthest from its value is from it, in steps of colour.
  static func worst(_ cells: DecodedCells, _ picture: EncodingPicture) -> Double {
    let panel = cells.panel
    var worst = 0.0
    for row in 0..<panel.rows {
      for column in 0..<panel.columns {
        let value = picture.value(row: row, column: column, rows: panel.rows)
        worst = max(
          worst,
          cells.distance(row: row, column: column, position: picture.position(value)))
      }
    }
    return worst
  }

  /// Every cell within half a step of its value, and flat.
  static func expect(_ cells: DecodedCells, show picture: EncodingPicture, border: Int = 0) {
    // What rounding may add where a value lies on the border of two colours.
    #expect(worst(cells, picture) <= 0.5 + 1e-9)
    let strays = cells.strays(border: border)
    #expect(strays == [])
  }

  @Test(arguments: EncodingPicture.all) func cellsDecodeToTheFormula(_ picture: EncodingPicture)
    throws
  {
    let drawn = try Self.draw(picture.command, scale: picture.scale, as: [.png])
    let panel = try #require(drawn.description.panels.first)
    #expect(
      (panel.rows, panel.columns)
        == (picture.isTransposed
          ? (picture.dimensions, picture.positions) : (picture.positions, picture.dimensions)))
    #expect(panel.reduction == nil)
    let cells = try DecodedCells(DecodedPNG(drawn.files[0]), panel, scale: picture.scale)
    Self.expect(cells, show: picture)
  }

  @Test func aLogarithmicScaleDecodes() throws {
    // Real weights, all above 0; the file is read by its bytes alone.
    let drawn = try Self.draw(
      "heatmap --input minilm/s1_attentions.npy --layer 3 --head 11 --norm log --vmin 0.0001 --vmax 1",
      as: [.png])
    let values = try Float32Fixture("minilm/s1_attentions.npy")
    let panel = try #require(drawn.description.panels.first)
    let cells = try DecodedCells(DecodedPNG(drawn.files[0]), panel, scale: 1)
    for row in 0..<13 {
      for column in 0..<13 {
        let weight = Double(values[((3 * 12 + 11) * 13 + row) * 13 + column])
        let position = (log(weight) - log(0.0001)) / -log(0.0001)
        #expect(cells.distance(row: row, column: column, position: position) <= 0.5 + 1e-6)
      }
    }
  }

  @Test(arguments: EncodingPicture.all.filter { $0.scale == 1 })
  func theVectorFormatsShowTheSameCells(_ picture: EncodingPicture) throws {
    let drawn = try Self.draw(picture.command, as: [.svg, .pdf])
    let panel = try #require(drawn.description.panels.first)
    for zoom in [1.0, 2.0] {
      let svg = try DecodedCells(rasterizeSVG(drawn.files[0], zoom: zoom), panel, scale: zoom)
      // librsvg enlarges every picture smoothly, which shows where two cells meet.
      Self.expect(svg, show: picture, border: zoom == 1 ? 0 : 1)
    }
    // Small cells have the dots of print, which fewer pixels would be mixed from.
    let side = min(
      panel.frame.width / Double(panel.columns), panel.frame.height / Double(panel.rows))
    let isSmall = side * 600 / 96 < 16
    for zoom in isSmall ? [600.0 / 96] : [1, 2] {
      let pdf = try DecodedCells(rasterizePDF(drawn.files[1], zoom: zoom), panel, scale: zoom)
      // Poppler widens pictures to whole pixels of the page.
      Self.expect(pdf, show: picture, border: Int(zoom))
    }
  }

  /// On a column of a paper every cell that is not left out has its own colour, at every scale.
  @Test(arguments: [1.0, 2, 3, 4]) func narrowPicturesShowCells(scale: Double) throws {
    let picture = EncodingPicture(options: "--size 3.35x2.5in", positions: 100, dimensions: 256)
    let drawn = try Self.draw(picture.command, scale: scale, as: [.png])
    let panel = try #require(drawn.description.panels.first)
    #expect((panel.reduction == nil) == (scale > 1))
    let pixels = try DecodedPNG(drawn.files[0])
    guard let reduction = panel.reduction else {
      let cells = try DecodedCells(pixels, panel, scale: scale)
      #expect(Self.worst(cells, picture) <= 0.5 + 1e-9)
      return
    }
    // A pixel has the value of one of the columns that it stands for.
    #expect(["nearest", "extremes"].contains(reduction.filter))
    let map = try #require(ColorMap.named(panel.colorMap ?? ""))
    var wrong: [String] = []
    for row in stride(from: 0, to: 100, by: 9) {
      for column in 0..<reduction.toColumns {
        let color = pixels[
          Int(panel.frame.x) + column,
          Int(panel.frame.y + (Double(row) + 0.5) * panel.frame.height / 100)]
        // Columns go in pairs, so that sines and cosines still take turns.
        let first = column * 256 / reduction.toColumns
        let from = max(first - 1, 0)..<min(first + 3, 256)
        let near = from.contains { source in
          guard source % 2 == column % 2 else { return false }
          let value = (picture.value(row: row, column: source, rows: 100) + 1) / 2 * 256
          let level = min(Int(value), 255)
          return [level - 1, level, level + 1].contains {
            map.levels.indices.contains($0) && map.levels[$0] & 0xFF_FFFF == color
              && (value - Double($0) - 0.5).magnitude <= 0.5 + 1e-9
          }
        }
        if !near { wrong.append("row \(row), pixel \(column)") }
      }
    }
    #expect(wrong == [])
  }

  /// At 600 dots to the inch no colour is mixed from others, of whatever cells.
  @Test(arguments: [(100, 256), (300, 200), (640, 1000)])
  func narrowVectorsShowEveryCell(positions: Int, dimensions: Int) throws {
    let picture = EncodingPicture(
      options: "--size 3.35x2.5in", positions: positions, dimensions: dimensions)
    let drawn = try Self.draw(picture.command, as: [.svg, .pdf])
    let panel = try #require(drawn.description.panels.first)
    let dots = 600.0 / 96
    for pixels in [
      try rasterizeSVG(drawn.files[0], zoom: dots), try rasterizePDF(drawn.files[1], zoom: dots),
    ] {
      let cells = try DecodedCells(pixels, panel, scale: dots)
      // The colours of cells of few dots are looked up beside each other at their common border.
      if dimensions <= 256 { #expect(Self.worst(cells, picture) <= 0.5 + 1e-9) }
      #expect(cells.foreignPixels(inset: 8) == 0)
    }
  }

  @Test(arguments: [1, 2]) func aBrowserShowsTheSameCells(zoom: Int) throws {
    let pictures = EncodingPicture.all.filter { $0.scale == 1 }
    let drawn = try pictures.map { try Self.draw($0.command, as: [.svg]) }
    let shot = try browserPicture(
      of: drawn.map {
        (
          $0.files[0], Int($0.description.size.width.rounded(.up)),
          Int($0.description.size.height.rounded(.up))
        )
      }, zoom: zoom)
    for (index, picture) in pictures.enumerated() {
      let panel = try #require(drawn[index].description.panels.first)
      Self.expect(
        try DecodedCells(shot.picture, panel, scale: Double(zoom), top: shot.tops[index]),
        show: picture)
    }
  }
}

/// A little-endian float32 .npy of version 1, read without any of the program's readers.
struct Float32Fixture {
  private let values: [Float]

  init(_ name: String) throws {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: fixturesFolder + "/" + name)))
    let header = Int(bytes[8]) | Int(bytes[9]) << 8
    try #require(String(decoding: bytes[10..<10 + header], as: UTF8.self).contains("'<f4'"))
    values = stride(from: 10 + header, to: bytes.count, by: 4).map { at in
      Float(
        bitPattern: UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
          | UInt32(bytes[at + 3]) << 24)
    }
  }

  subscript(index: Int) -> Float { values[index] }
}
