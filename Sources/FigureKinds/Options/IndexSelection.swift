// Some rows and columns of a matrix, chosen by their positions.

import AttentionMath
import FigureLayout
import FigureModel
import TextFormats

/// Which rows and columns of a matrix are shown; nil for all of an axis.
struct IndexSelection: Hashable, Sendable {
  var rows: [Int]?
  var columns: [Int]?

  init() {}

  /// - Parameters:
  ///   - first: the position of the first row and of the first column.
  /// - Throws: for positions that are not there.
  init(
    queries: (any NumberList)?, keys: (any NumberList)?, rows: Int, columns: Int,
    from first: Int = 0
  ) throws(FigureError) {
    self.rows = try Self.indices(queries, "queries", rows, first)
    self.columns = try Self.indices(keys, "keys", columns, first)
  }

  private static func indices(
    _ list: (any NumberList)?, _ option: OptionReference, _ count: Int, _ first: Int
  ) throws(FigureError) -> [Int]? {
    guard let list else { return nil }
    let positions = list.values.uniqued
    try TokenAxes.check(positions, option, count: count, from: first)
    return positions.map { $0 - first }
  }

  var isEmpty: Bool { rows == nil && columns == nil }

  /// What is said of the choice; nothing where all is shown.
  /// - Parameters:
  ///   - names: what rows and columns are called.
  ///   - first: the position of the first of each.
  func notes(
    _ names: (rows: Localized, columns: Localized), from first: Int = 0, _ language: Language
  ) -> [FigureNote] {
    [(rows, names.rows), (columns, names.columns)].compactMap { selection, name in
      guard let selection else { return nil }
      let indices = listed(runs(selection.map { $0 + first }), language)
      return FigureNote(
        Localized(en: "\(name.english) \(indices).", zh: "\(name.chinese) \(indices)。")[language])
    }
  }
}

extension Axis.Domain {
  /// The domain of an axis of cells of which some may be shown: by name where they have names, else by
  /// number.
  /// - Parameters:
  ///   - indices: which of them, from 0; nil for all.
  ///   - count: how many are shown.
  ///   - names: what those that are shown are called.
  ///   - first: the number of the first of all.
  static func selected(
    _ indices: [Int]?, of count: Int, names: [String]?, from first: Int = 0
  ) -> Axis.Domain {
    if let names { return .names(names) }
    guard let indices else { return .cells(count: count, first: first) }
    // Numbers that follow each other need no names.
    if let start = indices.first, indices == Array(start..<start + indices.count) {
      return .cells(count: count, first: first + start)
    }
    return .names(indices.map { signed($0 + first) })
  }
}

extension Array {
  /// Those of these positions; all where nothing is chosen.
  func choosing(_ indices: [Int]?) -> [Element] {
    indices.map { $0.map { self[$0] } } ?? self
  }
}

extension Matrix {
  /// The chosen rows and columns.
  func choosing(_ choice: IndexSelection) -> Matrix {
    guard !choice.isEmpty else { return self }
    let rows = choice.rows ?? Array(0..<rows)
    let columns = choice.columns ?? Array(0..<columns)
    return Matrix(rows: rows.count, columns: columns.count) { self[rows[$0], columns[$1]] }
  }
}

extension MatrixRows {
  /// Chosen matrices of more cells than this are read as they are wanted.
  private static let maximumHeld = 1 << 22

  /// The chosen rows and columns.
  func choosing(_ choice: IndexSelection) throws(RowSourceError) -> MatrixRows {
    guard !choice.isEmpty else { return self }
    switch self {
    case .matrix(let matrix): return .matrix(matrix.choosing(choice))
    case .streamed(let source, _):
      let chosen = SubmatrixSource(source, choice)
      guard chosen.rows * chosen.columns <= Self.maximumHeld else {
        let extent = try ValueExtent(chosen)
        return .streamed(RowsReadOnce(chosen, extent: extent), extent)
      }
      var values: [Double] = []
      values.reserveCapacity(chosen.rows * chosen.columns)
      try chosen.forEachRow { values += $0 }
      return .matrix(Matrix(rows: chosen.rows, columns: chosen.columns, values: values))
    }
  }
}

/// Some rows and columns of a matrix whose rows are read when they are wanted.
struct SubmatrixSource: RowSource {
  private let source: any RowSource
  /// nil for all rows.
  private let chosenRows: [Int]?
  /// The chosen columns in the order of the source, each with its position among those shown; nil for all.
  private let chosenColumns: [(column: Int, index: Int)]?

  var rows: Int { chosenRows?.count ?? source.rows }
  var columns: Int { chosenColumns?.count ?? source.columns }

  init(_ source: any RowSource, _ choice: IndexSelection) {
    self.source = source
    chosenRows = choice.rows
    chosenColumns = choice.columns?.enumerated()
      .map { (column: $1, index: $0) }.sorted { $0.column < $1.column }
  }

  private func row(_ index: Int) -> Int { chosenRows?[index] ?? index }

  func forEachPart(
    ofRow index: Int, _ body: (_ firstColumn: Int, RowBlock) -> Void
  ) throws(RowSourceError) {
    guard chosenColumns != nil else { return try source.forEachPart(ofRow: row(index), body) }
    try forEachBlock(of: index..<index + 1) { body(0, $0) }
  }

  func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    guard let chosenColumns else {
      for index in range { try source.forEachBlock(of: row(index)..<row(index) + 1, body) }
      return
    }
    var row = [Double](repeating: 0, count: columns)
    for index in range {
      var next = 0
      try source.forEachPart(ofRow: self.row(index)) { first, part in
        part.withRow(0) { values in
          while next < chosenColumns.count, chosenColumns[next].column < first + values.count {
            row[chosenColumns[next].index] = values[chosenColumns[next].column - first]
            next += 1
          }
        }
      }
      row.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        body(RowBlock(rows: 1, columns: values.count, stride: values.count, base: base))
      }
    }
  }
}
