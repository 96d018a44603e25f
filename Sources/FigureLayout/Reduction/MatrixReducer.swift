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
/// The filter is Lanczos' with three lobes along both sides, which leaves 0.006 of an alternation of
/// ±1 where the mean over each pixel's area leaves 0.34 (512 cells to 300). Results are clamped to
/// the least and greatest finite value of the source, so that overshoot shows no value that is not
/// there.
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
  private var sums: [Double]
  /// The weights of the finite values behind `sums`, and the shares of NaN, +∞ and −∞; kept only
  /// once a value was not finite.
  private var holes: Holes?
  private var line: [Double]

  private struct Holes: Sendable {
    var weights: [Double]
    var shares: [[Double]]
  }

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
    if isFinite {
      addFinite(row)
    } else {
      addWithHoles(row)
    }
    added += 1
  }

  /// Takes the next row of the source.
  public mutating func add(row: some Sequence<Double>) {
    Array(row).withUnsafeBufferPointer { add(row: $0) }
  }

  private mutating func addFinite(_ row: UnsafeBufferPointer<Double>) {
    Self.filter(row, across, into: &line)
    forEachRow(of: down) { place, weight, reducer in
      reducer.accumulate(weight, at: place)
      if reducer.holes != nil {
        for column in 0..<reducer.columns {
          reducer.holes?.weights[place * reducer.columns + column] += weight
        }
      }
    }
  }

  private mutating func addWithHoles(_ row: UnsafeBufferPointer<Double>) {
    if holes == nil { holes = makeHoles() }
    var part = row.map { $0.isFinite ? $0 : 0 }
    part.withUnsafeBufferPointer { Self.filter($0, across, into: &line) }
    forEachRow(of: down) { place, weight, reducer in reducer.accumulate(weight, at: place) }

    part = row.map { $0.isFinite ? 1 : 0 }
    part.withUnsafeBufferPointer { Self.filter($0, across, into: &line) }
    forEachRow(of: down) { place, weight, reducer in
      for column in 0..<reducer.columns {
        reducer.holes?.weights[place * reducer.columns + column] += weight * reducer.line[column]
      }
    }

    let kinds: [(Double) -> Bool] = [{ $0.isNaN }, { $0 == .infinity }, { $0 == -.infinity }]
    for (kind, matches) in kinds.enumerated() where row.contains(where: matches) {
      part = row.map { matches($0) ? 1 : 0 }
      part.withUnsafeBufferPointer { Self.filter($0, acrossArea, into: &line) }
      forEachRow(of: downArea) { place, weight, reducer in
        for column in 0..<reducer.columns {
          reducer.holes?.shares[kind][place * reducer.columns + column] +=
            weight * reducer.line[column]
        }
      }
    }
  }

  /// Weights as they are after `added` rows without a hole.
  private func makeHoles() -> Holes {
    let none = Array(repeating: 0.0, count: rows * columns)
    var weights = none
    for place in 0..<rows {
      let run = down.run(place)
      let seen = min(max(added - down.starts[place], 0), run.count)
      let sum = down.weights[run.lowerBound..<run.lowerBound + seen].reduce(0, +)
      for column in 0..<columns { weights[place * columns + column] = sum }
    }
    return Holes(weights: weights, shares: [none, none, none])
  }

  /// Calls `body` with each row of the result that the source row `added` counts for.
  private mutating func forEachRow(
    of kernel: ReductionKernel,
    _ body: (_ place: Int, _ weight: Double, inout MatrixReducer) -> Void
  ) {
    // Runs begin and end in rising order; those that ended before this row never come back.
    while firstOpen < rows && down.starts[firstOpen] + down.run(firstOpen).count <= added {
      firstOpen += 1
    }
    var place = firstOpen
    while place < rows && down.starts[place] <= added {
      let tap = added - kernel.starts[place]
      let run = kernel.run(place)
      if tap >= 0 && tap < run.count { body(place, kernel.weights[run.lowerBound + tap], &self) }
      place += 1
    }
  }

  private mutating func accumulate(_ weight: Double, at place: Int) {
    let start = place * columns
    line.withUnsafeBufferPointer { line in
      sums.withUnsafeMutableBufferPointer { sums in
        for column in 0..<line.count { sums[start + column] += weight * line[column] }
      }
    }
  }

  private static func filter(
    _ row: UnsafeBufferPointer<Double>, _ kernel: ReductionKernel, into line: inout [Double]
  ) {
    kernel.weights.withUnsafeBufferPointer { weights in
      for place in 0..<kernel.target {
        let start = kernel.starts[place]
        let run = kernel.run(place)
        var sum = 0.0
        for tap in 0..<run.count { sum += weights[run.lowerBound + tap] * row[start + tap] }
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
      if let holes {
        let shares = holes.shares.map { $0[index] }
        // Half, give or take rounding.
        if shares.reduce(0, +) >= 0.5 - 1e-9 {
          let most = shares.max() ?? 0
          let kind = shares.firstIndex { $0 >= most - 1e-9 } ?? 0
          values[index] = [Double.nan, .infinity, -.infinity][kind]
          continue
        }
        values[index] /= max(holes.weights[index], 0.05)
      }
      values[index] = min(max(values[index], least), greatest)
    }
    return Matrix(rows: rows, columns: columns, values: values)
  }
}
