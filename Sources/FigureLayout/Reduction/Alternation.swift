// Whether neighbours take turns, as the sines and cosines of an encoding do: such a matrix keeps its turns.

import FigureModel

/// The sides of a matrix that is made smaller along which neighbours take turns. Means and extremes would take them
/// away; and were one cell left out here and there, two of one kind would stand side by side there, as lines that the
/// matrix does not have.
struct Alternation: Hashable {
  var rows = false
  var columns = false

  var isAny: Bool { rows || columns }

  var swapped: Alternation { Alternation(rows: columns, columns: rows) }

  /// So many lines are looked at, evenly spread.
  private static let samples = 16
  /// No more runs of a line than these are looked at.
  private static let maximumRuns = 512
  /// So many cells in a row are a run.
  private static let run = 6
  /// How far, as a share of the scale, neighbours differ that are seen to take turns.
  private static let minimumStep = 0.02
  /// Cells two apart differ by less than this share of that.
  private static let likeness = 0.25
  /// The least share of runs with turns; noise of two values has a thirtieth of them.
  private static let minimumShare = 0.2

  init(rows: Bool = false, columns: Bool = false) {
    (self.rows, self.columns) = (rows, columns)
  }

  /// - Parameters:
  ///   - rows: how many rows are drawn.
  ///   - columns: how many columns.
  /// - Throws: where a row cannot be had.
  init(
    of source: any RowSource, scale: ColorScale, rows: Int, columns: Int
  ) throws(RowSourceError) {
    if let turned = source as? TransposedRows {
      self = try Alternation(of: turned.base, scale: scale, rows: columns, columns: rows).swapped
      return
    }
    guard !source.hasLongRows, rows < source.rows || columns < source.columns else { return }
    let (across, down) = try Self.shares(of: source, scale)
    self.rows = rows < source.rows && down >= Self.minimumShare
    self.columns = columns < source.columns && across >= Self.minimumShare
  }

  /// The share of runs with turns along rows and along columns, of bands of rows.
  private static func shares(
    of source: any RowSource, _ scale: ColorScale
  ) throws(RowSourceError) -> (across: Double, down: Double) {
    var (across, down) = (Count(), Count())
    let height = min(run, source.rows)
    let starts = stride(
      from: 0, to: source.columns, by: max(1, source.columns / maximumRuns))
    for sample in 0..<samples {
      let first = (source.rows - height) * sample / (samples - 1)
      var band: [[Double]] = []
      try source.forEachBlock(of: first..<first + height) { part in
        for row in 0..<part.rows { part.withRow(row) { band.append(Array($0)) } }
      }
      guard let row = band.first else { continue }
      for start in starts {
        if start + run <= row.count {
          across.add((start..<start + run).map { scale.shade(of: row[$0]) })
        }
        if height == run { down.add(band.map { scale.shade(of: $0[start]) }) }
      }
    }
    return (across.share, down.share)
  }

  /// Runs, and those with turns among them.
  private struct Count {
    var all = 0
    var alternating = 0

    var share: Double { all == 0 ? 0 : Double(alternating) / Double(all) }

    mutating func add(_ shades: [Double]) {
      all += 1
      let step = abs(shades[1] - shades[0])
      guard step > Alternation.minimumStep else { return }
      let holds = shades.indices.dropLast(2).allSatisfy {
        abs(shades[$0 + 2] - shades[$0]) < Alternation.likeness * step
      }
      if holds { alternating += 1 }
    }
  }
}
