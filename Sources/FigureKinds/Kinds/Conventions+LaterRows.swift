// Whose table one is that begins at another row: fairseq's from its first token on, or a part of any.

import AttentionMath

/// The programs whose rows a table has from one of them on.
struct LaterRows: Hashable, Sendable {
  /// Their names.
  let title: String
  /// The row of their tables that is the first of this one.
  let row: Int
  /// The greatest difference of a value.
  let difference: Double

  /// How far down a table is looked for.
  private static let farthest = 1024
  /// As near as a table must be to count as a convention's.
  private static let near = 1e-3

  /// - Returns: nil for a table that is none of them from any row on.
  init?(_ table: Matrix<Double>) throws(EncodingError) {
    var found: (titles: [String], row: Int, difference: Double)?
    for convention in SinusoidConvention.allCases
    where convention.spacing == .standard || table.columns >= 4 {
      let whole = try convention.table(
        rows: table.rows + Self.farthest, dimensions: table.columns)
      guard let (row, difference) = Self.place(of: table, in: whole) else { continue }
      guard let other = found else {
        found = ([convention.title], row, difference)
        continue
      }
      if other.row == row { found?.titles.append(convention.title) }
    }
    guard let found else { return nil }
    title = found.titles.joined(separator: ", ")
    (row, difference) = (found.row, found.difference)
  }

  /// Where the rows of a table begin in a longer one, but for its first; nil where nowhere.
  private static func place(
    of table: Matrix<Double>, in whole: Matrix<Double>
  ) -> (row: Int, difference: Double)? {
    let columns = table.columns
    for first in 1...farthest {
      var greatest = 0.0
      // The first value that is too far off ends it.
      let isThere = table.values.indices.allSatisfy { index in
        let difference = abs(table.values[index] - whole.values[first * columns + index])
        greatest = max(greatest, difference)
        return difference < near
      }
      if isThere { return (first, greatest) }
    }
    return nil
  }
}
