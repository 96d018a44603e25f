// What is to be known of weights that are too many to be held, from one pass over their rows.

import AttentionMath
import FigureModel

/// The rows of a matrix of weights, surveyed as they are asked for.
typealias SurveyedRows = ObservedRows<WeightsSurvey>

/// What a matrix of weights, or some rows of it, are like.
struct WeightsSurvey: RowFinding {
  static let takesParts = false

  /// A value and where it stands.
  struct Cell {
    let row: Int
    let column: Int
    let value: Double
  }

  private(set) var extent = ValueExtent()
  /// The largest |sum of a row − 1|; NaN where a row holds NaN.
  private(set) var rowSumError = 0.0
  /// The maximum value, the first where there are several; nil where none is a number.
  private(set) var strongest: Cell?
  /// Whether any query looks at the first key, and at the last.
  private(set) var seesFirst = false
  private(set) var seesLast = false
  private var looksAhead = false
  private var looksBack = false

  /// Whether no query looks at a later key, while some looks at one before it; see
  /// `Matrix.looksCausal`.
  var looksCausal: Bool { looksBack && !looksAhead }

  /// Goes through some rows of a matrix.
  init(_ source: any RowSource, rows range: Range<Int>) throws(RowSourceError) {
    var row = range.lowerBound
    var survey = WeightsSurvey()
    try source.forEachBlock(of: range) { block in
      for line in 0..<block.rows {
        survey.add(block, line, row: row)
        row += 1
      }
    }
    self = survey
  }

  /// Goes through matrices of one shape, on all cores.
  static func of(_ sources: [any RowSource]) throws(RowSourceError) -> [WeightsSurvey] {
    let rows = sources.first?.rows ?? 0
    let columns = sources.first?.columns ?? 0
    // A few pieces for each core keep all of them at work to the end.
    let pieces = max(1, min(rows, (8 * coreCount + sources.count - 1) / max(1, sources.count)))
    var found = sources.map { _ in WeightsSurvey() }
    let work = Double(sources.count) * Double(rows) * Double(columns) * 4
    try concurrently(sources.count * pieces, work: work) { index throws(RowSourceError) in
      let (source, piece) = index.quotientAndRemainder(dividingBy: pieces)
      return try WeightsSurvey(
        sources[source], rows: rows * piece / pieces..<rows * (piece + 1) / pieces)
    } joinedBy: {
      found[$0 / pieces].add($1)
    }
    return found
  }

  /// Of no weight yet.
  init() {}

  /// Takes in what other rows are like.
  mutating func add(_ other: WeightsSurvey) {
    extent.add(other.extent)
    rowSumError =
      rowSumError.isNaN || other.rowSumError.isNaN ? .nan : max(rowSumError, other.rowSumError)
    if let cell = other.strongest { add(cell) }
    seesFirst = seesFirst || other.seesFirst
    seesLast = seesLast || other.seesLast
    looksAhead = looksAhead || other.looksAhead
    looksBack = looksBack || other.looksBack
  }

  private mutating func add(_ cell: Cell) {
    if let best = strongest,
      cell.value < best.value || cell.value == best.value && cell.row >= best.row
    {
      return
    }
    strongest = cell
  }

  /// Takes in a row.
  /// - Parameters:
  ///   - line: which of the block's rows it is.
  ///   - row: which of the matrix' rows.
  mutating func add(_ block: RowBlock, _ line: Int, row: Int) {
    let extent = block.extent(ofRow: line)
    self.extent.add(extent)
    let error = abs(block.sum(ofRow: line) - 1)
    rowSumError = error.isNaN || rowSumError.isNaN ? .nan : max(rowSumError, error)
    let maximum = extent.positiveInfinity > 0 ? .infinity : extent.maximum
    switch block.values {
    case .doubles(let base): add(base + line * block.stride, block.columns, maximum, row)
    case .floats(let base): add(base + line * block.stride, block.columns, maximum, row)
    }
  }

  private mutating func add<Value: BinaryFloatingPoint>(
    _ values: UnsafePointer<Value>, _ count: Int, _ maximum: Double, _ row: Int
  ) {
    if maximum > strongest?.value ?? -.infinity,
      let column = (0..<count).first(where: { Double(values[$0]) == maximum })
    {
      add(Cell(row: row, column: column, value: maximum))
    }
    seesFirst = seesFirst || values[0] != 0
    seesLast = seesLast || values[count - 1] != 0
    looksBack = looksBack || (0..<min(row, count)).contains { values[$0] != 0 }
    looksAhead =
      looksAhead || row + 1 < count && (row + 1..<count).contains { values[$0] != 0 }
  }
}
