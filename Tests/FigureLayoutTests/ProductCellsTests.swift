// Products of every two of many rows: that the picture of them says what they are like, as their blocks would,
// without all of them being made.

import AttentionMath
import FigureModel
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct ProductCellsTests {
  private struct Products: ProductRows {
    let vectors: Matrix<Double>
    var factor: any RowSource { HeldMatrix(matrix: vectors) }
    var rows: Int { vectors.rows }
    var columns: Int { vectors.rows }
    var all: Matrix<Double> { vectors.timesTransposed(vectors) }

    func forEachBlock(
      of range: Range<Int>, _ body: (RowBlock) -> Void
    ) throws(RowSourceError) {
      try HeldMatrix(matrix: all).forEachBlock(of: range, body)
    }
  }

  private func map(
    _ products: Products, _ filter: ReductionFilter? = nil
  ) throws -> (HeatMap, ValueExtent) {
    let extent = ValueExtent(products.all.values)
    let scale = try ColorScale(vmin: extent.minimum, vmax: extent.maximum)
    return (HeatMap(cells: .streamed(products, extent), scale: scale, reduction: filter), extent)
  }

  /// - Parameter budget: how many multiplications may be made to see what blocks are like.
  private func sampled(
    _ products: Products, _ filter: ReductionFilter? = nil, to side: Int, budget: Double = 1e5
  ) throws -> ReducedCells {
    let (map, extent) = try map(products, filter)
    return try products.reduced(
      extent, scale: map.scale, wanted: filter, rows: side, columns: side,
      maximumMultiplications: budget)
  }

  private static let alternating = Products(
    vectors: Matrix(rows: 300, columns: 4) { row, column in row % 2 == 0 ? 0.5 : -0.5 })

  private static let random = Products(
    vectors: {
      var generator = SeededGenerator(seed: 9)
      let rows = (0..<310).map { _ in
        let row = (0..<48).map { _ in generator.unit() * 2 - 1 }
        let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return row.map { $0 / length }
      }
      return Matrix(rows: 310, columns: 48, values: rows.flatMap(\.self))
    }())

  private static let smooth = Products(
    vectors: Matrix(rows: 300, columns: 2) { row, column in
      column == 0 ? 1 : Double(row) / 300
    })

  /// Rows that are v and −v in turn: a mean would be 0 everywhere.
  @Test(arguments: [nil, ReductionFilter.nearest]) func whatAlternatesIsNoMean(
    filter: ReductionFilter?
  ) throws {
    let (map, extent) = try map(Self.alternating, filter)
    let few = try ReducedCells(
      RowsReadOnce(Self.alternating, extent: extent), of: map, extent: extent, rows: 40,
      columns: 40)
    #expect(few.filter == .nearest && few.busyShare == 1)
    #expect(few.matrix.values.allSatisfy { $0.magnitude == 1 })
    if filter == nil {
      let many = try sampled(Self.alternating, to: 40)
      #expect(many.filter == .nearest && many.busyShare == 1)
      #expect(many.matrix == few.matrix)
    }
  }

  /// Each row is 1 like itself, and hardly like another.
  @Test func theDiagonalStays() throws {
    for side in [31, 40, 77] {
      let drawn = try sampled(Self.random, to: side)
      #expect(drawn.filter == .nearest && drawn.busyShare > 0)
      for index in 0..<side { #expect((drawn.matrix[index, index] - 1).magnitude < 1e-9) }
      #expect(drawn.matrix.values.allSatisfy { $0 < 1 + 1e-12 })
    }
  }

  /// Of rows that change slowly, and where means were asked for, a block shows the mean of its products.
  @Test func meansAreThoseOfTheBlocks() throws {
    for (products, filter) in [
      (Self.smooth, nil), (Self.smooth, .mean), (Self.random, ReductionFilter.mean),
    ] {
      let drawn = try sampled(products, filter, to: 43)
      let means = try CellBlocks(products, rows: 43, columns: 43).values(.mean)
      #expect(drawn.filter == .mean && drawn.blends == (products.columns == 310))
      #expect(zip(drawn.matrix.values, means).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  /// A few rows of blocks tell of them all, however few may be looked at.
  @Test(arguments: [1.0, 1e4, 1e6]) func aSampleIsEnough(budget: Double) throws {
    #expect(try sampled(Self.random, to: 50, budget: budget).filter == .nearest)
    #expect(try sampled(Self.smooth, to: 50, budget: budget).filter == .mean)
  }
}
