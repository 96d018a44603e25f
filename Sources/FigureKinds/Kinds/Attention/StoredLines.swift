// The lines of a stored matrix, its rows or its columns, read without holding the matrix.

import AttentionMath
import FigureModel
import MatrixFiles

/// Rows or columns of a matrix in a file, of which only those that are asked for are kept.
struct StoredLines: Sendable {
  let reader: RowReader
  /// Whether a line is a column of the matrix, and not a row.
  let areColumns: Bool

  /// How many lines there are.
  var count: Int { areColumns ? reader.columns : reader.rows }
  /// How many values each of them has.
  var length: Int { areColumns ? reader.rows : reader.columns }

  /// The values that are in memory at once, of all lines together.
  private static let maximumHeld = 1 << 17

  /// Calls `body` with the values of some lines from the first to the last, a stretch of them at a
  /// time: where it begins, and the values of each line in the order asked for.
  /// - Precondition: every line lies within `0..<count`.
  func forEachStretch(
    of lines: [Int],
    _ body: (_ first: Int, [UnsafeBufferPointer<Double>]) throws(MatrixFileError) -> Void
  ) throws(MatrixFileError) {
    guard !lines.isEmpty, length > 0 else { return }
    // Columns come out of blocks of whole rows, unless one row alone is long.
    let takesBlocks = areColumns && reader.columns <= Self.maximumHeld
    let height =
      takesBlocks
      ? max(1, Self.maximumHeld / reader.columns) : max(1, Self.maximumHeld / lines.count)
    let space = UnsafeMutableBufferPointer<Double>.allocate(
      capacity: min(height, length) * lines.count)
    defer { space.deallocate() }
    /// The position of a line's values in a stretch of so many.
    func part(_ line: Int, _ count: Int) -> UnsafeMutableBufferPointer<Double> {
      UnsafeMutableBufferPointer(rebasing: space[line * count..<(line + 1) * count])
    }
    func give(_ range: Range<Int>) throws(MatrixFileError) {
      try body(
        range.lowerBound, lines.indices.map { UnsafeBufferPointer(part($0, range.count)) })
    }
    if takesBlocks {
      try reader.forEachBlock(of: height, as: Double.self) { range, block throws(MatrixFileError) in
        for (location, line) in lines.enumerated() {
          let target = part(location, range.count)
          for row in 0..<range.count { target[row] = block[row * reader.columns + line] }
        }
        try give(range)
      }
      return
    }
    for first in stride(from: 0, to: length, by: height) {
      let range = first..<min(length, first + height)
      for (location, line) in lines.enumerated() {
        let target = part(location, range.count)
        if areColumns {
          for row in range {
            let value = UnsafeMutableBufferPointer(rebasing: target[row - first..<row - first + 1])
            try reader.read(row: row, columns: line..<line + 1, into: value)
          }
        } else {
          try reader.read(row: line, columns: range, into: target)
        }
      }
      try give(range)
    }
  }

  /// The values of some lines.
  /// - Parameter points: which of each, from the first to the last; nil for all.
  func values(
    of lines: [Int], at points: [Int]? = nil
  ) throws(MatrixFileError) -> [[Double]] {
    var values = lines.map { _ in [Double]() }
    for line in values.indices { values[line].reserveCapacity(points?.count ?? length) }
    var left = (points ?? [])[...]
    try forEachStretch(of: lines) { start, parts in
      guard points != nil else {
        for (line, part) in parts.enumerated() { values[line] += part }
        return
      }
      let end = start + (parts.first?.count ?? 0)
      let here = left.prefix { $0 < end }
      left = left.dropFirst(here.count)
      for (line, part) in parts.enumerated() { values[line] += here.map { part[$0 - start] } }
    }
    return values
  }

  /// One value of a line.
  func value(of line: Int, at location: Int) throws(MatrixFileError) -> Double {
    var value = 0.0
    try withUnsafeMutablePointer(to: &value) { pointer throws(MatrixFileError) in
      let (row, column) = areColumns ? (location, line) : (line, location)
      try reader.read(
        row: row, columns: column..<column + 1,
        into: UnsafeMutableBufferPointer(start: pointer, count: 1))
    }
    return value
  }
}

/// Some of the lines as a matrix of which they are the rows, read when they are wanted.
struct ChosenLines: RowSource {
  let lines: StoredLines
  let chosen: [Int]

  var rows: Int { chosen.count }
  var columns: Int { lines.length }

  func forEachBlock(of range: Range<Int>, _ body: (RowBlock) -> Void) throws(RowSourceError) {
    for row in range {
      do throws(MatrixFileError) {
        let values = try lines.values(of: [chosen[row]])[0]
        values.withUnsafeBufferPointer {
          guard let base = $0.baseAddress else { return }
          body(RowBlock(rows: 1, columns: values.count, stride: values.count, base: base))
        }
      } catch {
        throw RowSourceError("\(error)")
      }
    }
  }
}
