// Matrices with more cells than pixels: what each filter shows, against a walk over every block, and
// that what matters is still to be seen.

import AttentionMath
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct ReducedCellsTests {
  /// The cells of block `index` of `blocks` along a side.
  private func block(_ index: Int, _ blocks: Int, of side: Int) -> Range<Int> {
    (index * side / blocks)..<((index + 1) * side / blocks)
  }

  private func reduced(
    _ matrix: Matrix<Double>, _ rows: Int, _ columns: Int, _ filter: ReductionFilter? = nil,
    limits: (Double, Double)? = nil
  ) throws -> ReducedCells {
    let (low, high) = limits ?? ColorScale.automaticLimits(of: matrix)
    return ReducedCells(
      try CellBlocks(HeldMatrix(matrix: matrix), rows: rows, columns: columns),
      scale: try ColorScale(vmin: low, vmax: high), wanted: filter)
  }

  private func noise(_ rows: Int, _ columns: Int) -> Matrix<Double> {
    var generator = SeededGenerator(seed: UInt64(rows * 31 + columns))
    return Matrix(rows: rows, columns: columns) { _, _ in generator.unit() * 2 - 1 }
  }

  @Test(
    arguments: [(7, 9, 3, 2), (40, 61, 39, 17), (200, 5, 13, 5), (3, 500, 3, 77), (90, 90, 1, 1)],
    ReductionFilter.allCases)
  func filtersKeepTheirBounds(shape: (Int, Int, Int, Int), filter: ReductionFilter) throws {
    let matrix = noise(shape.0, shape.1)
    let drawn = try reduced(matrix, shape.2, shape.3, filter).matrix
    #expect((drawn.rows, drawn.columns) == (shape.2, shape.3))
    let middle = matrix.values.reduce(0, +) / Double(matrix.values.count)
    for row in 0..<shape.2 {
      for column in 0..<shape.3 {
        let cells = block(row, shape.2, of: shape.0).flatMap { down in
          block(column, shape.3, of: shape.1).map { matrix[down, $0] }
        }
        let (minimum, maximum) = (cells.min() ?? .nan, cells.max() ?? .nan)
        let value = drawn[row, column]
        switch filter {
        case .max: #expect(value == maximum)
        case .min: #expect(value == minimum)
        case .mean:
          #expect((value - cells.reduce(0, +) / Double(cells.count)).magnitude < 1e-12)
        case .nearest: #expect(cells.contains(value))
        case .extremes:
          #expect(cells.contains(value))
          #expect(
            (value - middle).magnitude
              >= (cells.map { ($0 - middle).magnitude }.max() ?? 0) - 1e-9)
        }
      }
    }
  }

  /// Columns that alternate as sine and cosine do alternate still, for every number of pixels.
  @Test(arguments: [255, 200, 176, 128, 100, 64, 50, 33], [false, true])
  func alternationStays(columns: Int, isTransposed: Bool) throws {
    let matrix = Matrix(rows: 2, columns: 256) { Double($1 % 2) }
    let source = isTransposed ? matrix.transposed : matrix
    let cells = try reduced(
      source, isTransposed ? columns : 2, isTransposed ? 2 : columns)
    // One pixel that stands for two columns is an isolated one.
    #expect(cells.busyShare > 0 && (cells.filter == .nearest || columns == 255))
    let drawn = isTransposed ? cells.matrix.transposed : cells.matrix
    let turns = (1..<columns).count { drawn[0, $0] != drawn[0, $0 - 1] }
    // Where a pixel stands for one cell its neighbours may be of one kind.
    #expect(turns >= columns - 1 - max(0, 256 - columns))
    #expect(turns >= (columns - 1) / 2)
    #expect(drawn.values.allSatisfy { $0 == 0 || $0 == 1 })
  }

  /// The cells of a heat map as a figure draws them.
  private func usual(
    _ matrix: Matrix<Double>, _ rows: Int, _ columns: Int, limits: (Double, Double)
  ) throws -> [ReducedCells] {
    let map = HeatMap(
      matrix: matrix, scale: try ColorScale(vmin: limits.0, vmax: limits.1), colorBar: nil)
    // As of a file: a figure is laid out by some rows first.
    let once = RowsReadOnce(HeldMatrix(matrix: matrix))
    _ = try once.sampledExtent()
    return try [HeldMatrix(matrix: matrix), once].map { (source: any RowSource) in
      try ReducedCells(source, of: map, extent: nil, rows: rows, columns: columns)
    }
  }

  /// Columns that take turns go in pairs where few go, so that no two of one kind stand side by side.
  @Test(arguments: [255, 251, 200, 150, 129], [false, true])
  func columnsGoInPairs(columns: Int, isTransposed: Bool) throws {
    let matrix = Matrix(rows: 40, columns: 256) { Double($1 % 2) + 0.001 * Double($0) }
    let source = isTransposed ? matrix.transposed : matrix
    let cells = try usual(
      source, isTransposed ? columns : 40, isTransposed ? 40 : columns, limits: (0, 1.04))[0]
    #expect(cells.filter == .nearest)
    let drawn = isTransposed ? cells.matrix.transposed : cells.matrix
    // What is left of an odd number goes at the end.
    for column in 1..<columns - 1 {
      #expect((drawn[7, column] > 0.5) != (drawn[7, column - 1] > 0.5), "\(column)")
    }
  }

  /// Turns that are small beside what all values reach are kept as well, on a slope and for any number of pixels.
  @Test(arguments: [1400, 700, 300], [0.3, 1, 1.5])
  func smallTurnsStay(columns: Int, amplitude: Double) throws {
    let matrix = Matrix(rows: 60, columns: 1501) { _, column in
      10 * Double(column) / 1500 + (column % 2 == 0 ? amplitude : -amplitude)
    }
    for cells in try usual(matrix, 60, columns, limits: (-1.5, 11.5)) {
      #expect(cells.filter == .nearest)
      let up = (1..<columns).count { cells.matrix[9, $0] > cells.matrix[9, $0 - 1] }
      // Half of all steps go up, and the other half down, but where a pixel stands for one column.
      #expect(up > columns / 4 && up < 3 * columns / 4, "\(up) of \(columns)")
    }
  }

  /// One value that stands out from noise is drawn, though noise is sampled.
  @Test(arguments: [3.0, -2.5]) func whatStandsOutFromNoiseIsDrawn(peak: Double) throws {
    var matrix = noise(500, 600)
    matrix[3, 4] = peak
    for cells in try usual(matrix, 120, 150, limits: (min(-1, peak), max(1, peak))) {
      #expect(cells.filter == .nearest)
      #expect(cells.matrix.values.count { $0 == peak } == 1)
    }
  }

  /// A slope with some noise has no step where it crosses its own mean.
  @Test func slopesHaveNoSteps() throws {
    var generator = SeededGenerator(seed: 12)
    let matrix = Matrix(rows: 900, columns: 900) { _, column in
      10 * Double(column) / 899 + 0.9 * (generator.unit() * 2 - 1)
    }
    for cells in try usual(matrix, 180, 180, limits: (-0.9, 10.9)) {
      #expect(cells.filter == .extremes)
      for column in 0..<180 {
        let mean = (0..<180).reduce(0) { $0 + cells.matrix[$1, column] } / 180
        #expect(abs(mean - 10 * (Double(column) + 0.5) / 180) < 0.15, "\(column): \(mean)")
      }
    }
  }

  /// Each drawn value is one of its own block's, also where the cells are no whole number to a block; the default
  /// of the same name draws the same.
  @Test(arguments: [3, 4, 5], [150, 171, 199, 398, 400])
  func extremesAreThoseOfTheirOwnBlocks(period: Int, columns: Int) throws {
    let side = 400
    let matrix = Matrix(rows: 3, columns: side) { $1 % period == 1 ? 1.0 : 0.0 }
    for isTransposed in [false, true] {
      let source = isTransposed ? matrix.transposed : matrix
      var map = HeatMap(
        matrix: source, scale: try ColorScale(vmin: 0, vmax: 1), colorBar: nil)
      map.reduction = .extremes
      for rows in [HeldMatrix(matrix: source), RowsReadOnce(HeldMatrix(matrix: source))]
        as [any RowSource]
      {
        let drawn = try ReducedCells(
          rows, of: map, extent: nil, rows: isTransposed ? columns : 3,
          columns: isTransposed ? 3 : columns)
        let values = isTransposed ? drawn.matrix.transposed : drawn.matrix
        // The mean is less than a half, so that a block with a one shows it.
        for column in 0..<columns {
          let cells = block(column, columns, of: side).map { matrix[0, $0] }
          #expect(values[0, column] == cells.max())
        }
        map.reduction = nil
        let usual = try ReducedCells(
          rows, of: map, extent: nil,
          rows: isTransposed ? columns : 3, columns: isTransposed ? 3 : columns)
        if usual.filter == .extremes { #expect(usual.matrix == drawn.matrix) }
        map.reduction = .extremes
      }
    }
  }

  @Test func theDefaultFollowsTheData() throws {
    let smooth = Matrix(rows: 400, columns: 300) { Double($0) * Double($1) }
    #expect(try reduced(smooth, 100, 100).filter == .mean)
    var sparse = Matrix<Double>(rows: 1500, columns: 1500)
    sparse[700, 333] = 1
    sparse[12, 1200] = 1
    let drawn = try reduced(sparse, 180, 180)
    #expect(drawn.filter == .extremes && !drawn.blends)
    #expect(drawn.matrix.values.count { $0 == 1 } == 2)
    #expect(try reduced(noise(300, 300), 90, 90).filter == .nearest)
    // The same values all within one colour have no structure to be lost.
    #expect(try reduced(noise(300, 300), 90, 90, limits: (-100, 100)).filter == .mean)
    // Holes in a ground of ones are as far from it as peaks are above one.
    var pits = Matrix(rows: 600, columns: 600, repeating: 1.0)
    pits[3, 3] = 0
    #expect(try reduced(pits, 70, 70).matrix.values.count { $0 == 0 } == 1)
  }

  @Test(arguments: [nil] + ReductionFilter.allCases.map { Optional($0) })
  func seldomCellsAreSeen(filter: ReductionFilter?) throws {
    var generator = SeededGenerator(seed: 5)
    var finite = Matrix(rows: 300, columns: 400, repeating: Double.nan)
    var locations: Set<Int> = []
    while locations.count < 160 { locations.insert(Int(generator.unit() * 120_000)) }
    for location in locations { finite.values[location] = 0.5 }
    let few = try reduced(finite, 180, 190, filter, limits: (0, 1)).matrix.values
    let blocks = Set(
      locations.map { location in
        let (row, column) = location.quotientAndRemainder(dividingBy: 400)
        return (0..<180).first { block($0, 180, of: 300).contains(row) }! * 190
          + (0..<190).first { block($0, 190, of: 400).contains(column) }!
      })
    #expect(few.indices.allSatisfy { few[$0].isNaN != blocks.contains($0) })
    // Scattered holes keep about their share: more where each can be seen, never none and never all.
    for side in [300, 100, 40] {
      let scattered = Matrix(rows: 600, columns: 600) { _, _ in
        generator.unit() < 0.05 ? Double.nan : 0.25
      }
      let drawn = try reduced(scattered, side, side, filter, limits: (0, 1)).matrix.values
      let share = Double(drawn.count { $0.isNaN }) / Double(drawn.count)
      #expect(share > 0.025 && share < 0.25, "\(share) of \(side)")
      #expect(drawn.allSatisfy { $0.isNaN || $0 == 0.25 })
    }
    var infinite = Matrix(rows: 500, columns: 500, repeating: 0.5)
    infinite[77, 99] = .infinity
    infinite[77, 100] = -.infinity
    infinite[400, 3] = -.infinity
    let ends = try reduced(infinite, 50, 50, filter, limits: (0, 1)).matrix.values
    #expect(ends.contains(.infinity) && ends.contains(-.infinity))
  }

  /// A causal mask keeps its edge to within a pixel.
  @Test(arguments: ReductionFilter.allCases) func masksKeepTheirEdge(filter: ReductionFilter) throws
  {
    let source = Matrix(rows: 90, columns: 90) { $1 > $0 ? -Double.infinity : 0.25 }
    let drawn = try reduced(source, 30, 30, filter, limits: (0, 1)).matrix
    for row in 0..<30 {
      for column in 0..<30 where column != row {
        #expect(drawn[row, column] == (column > row ? -.infinity : 0.25))
      }
    }
  }

  @Test func maximumNumbersStayFinite() throws {
    let most = Double.greatestFiniteMagnitude
    let source = Matrix(rows: 9, columns: 9, repeating: most)
    let drawn = try reduced(source, 4, 4, .mean, limits: (0, most))
    #expect(drawn.matrix.values.allSatisfy { $0 == most })
  }

  /// More is seen at a larger scale, on the same page; each axis by itself.
  @Test func finerMediaShowMore() throws {
    let panel = try heatPanel(counting(400, 1000))
    var columns: [Int] = []
    var frames: Set<Rect> = []
    for scale in 1...4 {
      let drawn = try layOut(figure([panel], size: .exact(400, 300)), scale: Double(scale))
      let image = try #require(
        drawn.scene.placedImages.first { $0.item.identity.id == "panel-0-cells" }
      ).item
      #expect(image.columns == min(1000, Int(image.frame.width) * scale))
      #expect(image.rows == min(400, Int(image.frame.height) * scale))
      #expect((drawn.description.panels[0].reduction == nil) == (image.columns == 1000))
      columns.append(image.columns)
      frames.insert(image.frame)
    }
    #expect(columns == columns.sorted() && columns[0] < columns[3])
    #expect(frames.count == 1)
    let vectors = try LayoutEngine(
      theme: .light, language: .english, measuring: FixedWidthText(), medium: .vectors
    ).layOut(figure([panel], size: .exact(400, 300)))
    #expect(vectors.description.panels[0].reduction == nil)
  }

  @Test(arguments: Language.allCases) func lossesAreSaid(_ language: Language) throws {
    let board = Matrix(rows: 800, columns: 800) { Double(($0 / 2 + $1 / 3) % 2) }
    let drawn = try layOut(
      figure([heatPanel(board, title: "board")], size: .exact(400, 300), language: language))
    let warning = try #require(drawn.description.warnings.typed.first)
    #expect(warning.hasPrefix("board: [800, 800] cells are drawn as"))
    #expect(warning.contains("--reduce nearest") && warning.contains("--scale"))
    #expect(drawn.description.alt.contains(language == .english ? "left out" : "略去"))
    let plain = try layOut(figure([heatPanel(counting(800, 800))], size: .exact(400, 300)))
    #expect(plain.description.warnings.typed == [])
  }
}
