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
  /// Longer lines are not looked at: one alone may take as long to make as a picture.
  private static let longestRow = 1 << 16

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
    guard source.columns <= Self.longestRow, rows < source.rows || columns < source.columns
    else { return }
    let (across, down) = try Self.turns(of: source, scale)
    self.rows = rows < source.rows && down.areMost
    self.columns = columns < source.columns && across.areMost
  }

  /// The runs along rows and along columns, of bands of rows.
  private static func turns(
    of source: any RowSource, _ scale: ColorScale
  ) throws(RowSourceError) -> (across: TurnCount, down: TurnCount) {
    var (across, down) = (TurnCount(), TurnCount())
    let height = min(TurnCount.run, source.rows)
    for sample in 0..<samples {
      let first = (source.rows - height) * sample / (samples - 1)
      var band: [[Double]] = []
      try source.forEachBlock(of: first..<first + height) { part in
        for row in 0..<part.rows {
          part.withRow(row) { band.append($0.map { scale.shade(of: $0) }) }
        }
      }
      guard let row = band.first else { continue }
      row.withUnsafeBufferPointer { across.add(row: $0, unit: 1) }
      guard height == TurnCount.run else { continue }
      for column in TurnCount.starts(in: source.columns) {
        down.add(band.map { $0[column] }, unit: 1)
      }
    }
    return (across, down)
  }
}

/// Runs of a few neighbours, and those among them that take turns.
struct TurnCount {
  private var all = 0
  private var alternating = 0

  /// So many cells in a row are a run.
  static let run = 6
  /// No more runs of a line than these are looked at.
  private static let maximumRuns = 512
  /// How far, as a share of all that is drawn, neighbours differ that are seen to take turns.
  private static let minimumStep = 0.02
  /// Cells two apart differ by less than this share of that.
  private static let likeness = 0.25
  /// The least share of runs with turns; noise of two values has a thirtieth of them.
  private static let minimumShare = 0.2

  var areMost: Bool { Double(alternating) >= Self.minimumShare * Double(max(all, 1)) }

  /// Where runs of a line begin.
  static func starts(in count: Int) -> StrideTo<Int> {
    stride(from: 0, to: count, by: max(1, count / maximumRuns))
  }

  /// - Parameter unit: the difference that stands for all that is drawn.
  mutating func add(row: UnsafeBufferPointer<Double>, unit: Double) {
    for start in Self.starts(in: row.count) where start + Self.run <= row.count {
      add(row[start..<start + Self.run].map(\.self), unit: unit)
    }
  }

  mutating func add(_ values: [Double], unit: Double) {
    all += 1
    let step = abs(values[1] - values[0])
    guard step > Self.minimumStep * unit else { return }
    let holds = (0..<values.count - 2).allSatisfy {
      abs(values[$0 + 2] - values[$0]) < Self.likeness * step
    }
    if holds { alternating += 1 }
  }
}
