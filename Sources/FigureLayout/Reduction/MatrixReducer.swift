// Making a matrix smaller without lying: a low-pass filter in data space, fed row by row.
//
// Values are reduced, not colours, so every colour drawn stays one of the scale. A matrix that
// alternates cell by cell comes out as its mean instead of as stripes that are not in it.

public import AttentionMath

/// A matrix with more cells than a picture has pixels, made smaller; see `MatrixReducer`.
///
/// A side that is not longer than asked for stays as it is: nothing is ever enlarged.
/// - Precondition: `rows` and `columns` are 1 or more.
public func reduce(_ matrix: Matrix<Double>, toRows rows: Int, columns: Int) -> Matrix<Double> {
  if rows >= matrix.rows && columns >= matrix.columns { return matrix }
  guard !matrix.values.isEmpty else {
    return Matrix(rows: min(rows, matrix.rows), columns: min(columns, matrix.columns))
  }
  var reducer = MatrixReducer(
    rows: matrix.rows, columns: matrix.columns, toRows: rows, columns: columns)
  matrix.values.withUnsafeBufferPointer { values in
    for row in 0..<matrix.rows {
      reducer.add(
        row: UnsafeBufferPointer(
          rebasing: values[row * matrix.columns..<(row + 1) * matrix.columns]))
    }
  }
  return reducer.finish()
}

/// `reduce` along the rows' length only: shape `[rows, columns]` becomes `[rows, toColumns]`.
public func reduceColumns(_ matrix: Matrix<Double>, to columns: Int) -> Matrix<Double> {
  reduce(matrix, toRows: max(1, matrix.rows), columns: columns)
}

/// Reduces a matrix whose rows arrive one after the other, so that it never has to be in memory.
///
/// The filter is Lanczos' with three lobes along both sides, at least two cells wide, with the matrix
/// mirrored beyond its edges. Of cells that alternate between ±1 it leaves 0.006 peak to peak, at the
/// edges as well, however many pixels there are; the mean over each pixel's area leaves 0.34 of 512
/// cells in 300 pixels and 1.75 in 480. Results are clamped to the least and greatest finite value
/// of the source, so that overshoot shows no value that is not there.
///
/// A cell of the result is NaN, +∞ or −∞ where at least half of the area it stands for is one of
/// them (the one with most of it; NaN before +∞ before −∞ in a tie). All other cells are weighted
/// means of the finite values alone. What is dropped this way is counted: see `nanCount`.
public struct MatrixReducer: Sendable {
  /// Shape of the result.
  public let rows: Int
  public let columns: Int
  /// Of the rows added so far: how many cells were NaN, +∞ and −∞.
  public private(set) var nanCount = 0
  public private(set) var positiveInfinityCount = 0
  public private(set) var negativeInfinityCount = 0
  /// The least and the greatest finite value added so far; +∞ and −∞ where there was none.
  public private(set) var least = Double.infinity
  public private(set) var greatest = -Double.infinity

  private let across: ReductionKernel
  private let acrossArea: ReductionKernel
  private let down: ReductionKernel
  private let downArea: ReductionKernel
  private var added = 0
  /// The first row of the result that later source rows can still change.
  private var firstOpen = 0
  /// The filtered finite values, shape `[rows, columns]`.
  private var sums: [Double]
  /// The filter's weight on finite cells, same shape; empty (1 everywhere) until a cell is not.
  private var weights: [Double] = []
  /// The shares of NaN, +∞ and −∞ in each cell's area, same shape; empty until there is one.
  private var shares: [[Double]] = [[], [], []]
  /// One row of the source, reduced along its length.
  private var line: [Double]
  /// What a row without holes adds to `weights`.
  private let ones: [Double]

  /// A reducer from shape `[rows, columns]` to at most `[toRows, toColumns]`.
  /// - Precondition: all four are 1 or more.
  public init(rows: Int, columns: Int, toRows: Int, columns toColumns: Int) {
    precondition(rows > 0 && columns > 0 && toRows > 0 && toColumns > 0)
    self.rows = min(rows, toRows)
    self.columns = min(columns, toColumns)
    across = .lanczos3(source: columns, target: self.columns)
    acrossArea = .area(source: columns, target: self.columns)
    down = .lanczos3(source: rows, target: self.rows)
    downArea = .area(source: rows, target: self.rows)
    sums = Array(repeating: 0, count: self.rows * self.columns)
    line = Array(repeating: 0, count: self.columns)
    ones = Array(repeating: 1, count: self.columns)
  }

  /// Takes the next row of the source.
  /// - Precondition: the row has the source's columns, and no more rows come than were announced.
  public mutating func add(row: UnsafeBufferPointer<Double>) {
    precondition(row.count == across.source && added < down.source)
    var isFinite = true
    for value in row {
      if value.isFinite {
        least = min(least, value)
        greatest = max(greatest, value)
      } else {
        isFinite = false
        if value.isNaN {
          nanCount += 1
        } else if value > 0 {
          positiveInfinityCount += 1
        } else {
          negativeInfinityCount += 1
        }
      }
    }
    let places = places(of: down)
    if isFinite {
      filter(row, across)
      Self.add(line, to: &sums, places)
      if !weights.isEmpty { Self.add(ones, to: &weights, places) }
    } else {
      addHoles(in: row, places)
    }
    added += 1
  }

  /// Takes the next row of the source.
  public mutating func add(row: some Sequence<Double>) {
    Array(row).withUnsafeBufferPointer { add(row: $0) }
  }

  /// Adds a row with cells that are not finite.
  private mutating func addHoles(
    in row: UnsafeBufferPointer<Double>, _ places: [(index: Int, weight: Double)]
  ) {
    if weights.isEmpty { weights = weightsSoFar() }
    row.map { $0.isFinite ? $0 : 0 }.withUnsafeBufferPointer { filter($0, across) }
    Self.add(line, to: &sums, places)
    row.map { $0.isFinite ? 1 : 0 }.withUnsafeBufferPointer { filter($0, across) }
    Self.add(line, to: &weights, places)

    let areaPlaces = self.places(of: downArea)
    let kinds: [(Double) -> Bool] = [{ $0.isNaN }, { $0 == .infinity }, { $0 == -.infinity }]
    for (kind, isKind) in kinds.enumerated() where row.contains(where: isKind) {
      if shares[kind].isEmpty { shares[kind] = Array(repeating: 0, count: sums.count) }
      row.map { isKind($0) ? 1 : 0 }.withUnsafeBufferPointer { filter($0, acrossArea) }
      Self.add(line, to: &shares[kind], areaPlaces)
    }
  }

  /// The weights after `added` rows without a hole.
  private func weightsSoFar() -> [Double] {
    (0..<rows).flatMap { place in
      let run = down.run(place)
      let seen = min(max(added - down.starts[place], 0), run.count)
      let sum = down.weights[run.lowerBound..<run.lowerBound + seen].reduce(0, +)
      return Array(repeating: sum, count: columns)
    }
  }

  /// The rows of the result for which the next source row counts, and how much it does.
  private mutating func places(of kernel: ReductionKernel) -> [(index: Int, weight: Double)] {
    // Runs begin and end in rising order, those of the area within those of the filter.
    while firstOpen < rows && down.starts[firstOpen] + down.run(firstOpen).count <= added {
      firstOpen += 1
    }
    var places: [(index: Int, weight: Double)] = []
    var place = firstOpen
    while place < rows && down.starts[place] <= added {
      let tap = added - kernel.starts[place]
      let run = kernel.run(place)
      if run.indices.contains(run.lowerBound + tap) {
        places.append((place, kernel.weights[run.lowerBound + tap]))
      }
      place += 1
    }
    return places
  }

  private static func add(
    _ line: [Double], to plane: inout [Double], _ places: [(index: Int, weight: Double)]
  ) {
    line.withUnsafeBufferPointer { line in
      plane.withUnsafeMutableBufferPointer { plane in
        for place in places {
          let start = place.index * line.count
          for column in line.indices { plane[start + column] += place.weight * line[column] }
        }
      }
    }
  }

  /// Reduces a row of the source along its length, into `line`.
  private mutating func filter(_ row: UnsafeBufferPointer<Double>, _ kernel: ReductionKernel) {
    kernel.weights.withUnsafeBufferPointer { weights in
      for place in 0..<kernel.target {
        let taps = kernel.run(place)
        let shift = kernel.starts[place] - taps.lowerBound
        // Four sums at once: one alone would wait for each addition to end.
        var sums = SIMD4<Double>.zero
        var tap = taps.lowerBound
        while tap + 4 <= taps.upperBound {
          let weight = SIMD4(weights[tap], weights[tap + 1], weights[tap + 2], weights[tap + 3])
          let cell = shift + tap
          sums += weight * SIMD4(row[cell], row[cell + 1], row[cell + 2], row[cell + 3])
          tap += 4
        }
        var sum = sums.sum()
        while tap < taps.upperBound {
          sum += weights[tap] * row[shift + tap]
          tap += 1
        }
        line[place] = sum
      }
    }
  }

  /// The reduced matrix, shape `[rows, columns]`.
  /// - Precondition: all rows of the source were added.
  public consuming func finish() -> Matrix<Double> {
    precondition(added == down.source, "a reducer needs every row of its matrix")
    var values = sums
    for index in values.indices {
      let parts = shares.map { $0.isEmpty ? 0 : $0[index] }
      // The slack: half, give or take rounding.
      if parts.reduce(0, +) >= 0.5 - 1e-9, let most = parts.max(),
        let kind = parts.firstIndex(where: { $0 >= most - 1e-9 })
      {
        values[index] = [Double.nan, .infinity, -.infinity][kind]
        continue
      }
      // More than half of the area is finite, so the weight is about half or more; negative lobes
      // over scattered holes can bring it lower, and the clamp below keeps that within the data.
      if !weights.isEmpty { values[index] /= max(weights[index], 0.05) }
      if values[index].isNaN { values[index] = 0 }  // Sums of values near the greatest double.
      values[index] = min(max(values[index], least), greatest)
    }
    return Matrix(rows: rows, columns: columns, values: values)
  }
}
