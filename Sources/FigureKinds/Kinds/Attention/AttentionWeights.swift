// Weights with the tokens of their axes: checked, filtered, and made into axes and panels.

import AttentionMath
import FigureModel
import FigureScene

/// Attention between two lists of tokens, shape `[queries, keys]`.
struct AttentionWeights {
  var matrix: Matrix<Double>
  var queries: TokenList?
  var keys: TokenList?
  /// Places that a mask hides; nil where there is no mask.
  var isHidden: BooleanMatrix?
  var warnings: [String] = []

  /// Weights with their tokens, filtered as the user asks.
  /// - Parameters:
  ///   - isCross: queries and keys come from two sequences.
  init(
    _ matrix: Matrix<Double>, tokens: TokenArguments, isHidden: BooleanMatrix? = nil,
    isCross: Bool, areWeights: Bool = true, _ context: FigureContext
  ) throws(FigureError) {
    let lists = try tokens.lists(context)
    try lists.queries?.check(count: matrix.rows, axis: "queries")
    try lists.keys?.check(count: matrix.columns, axis: "keys")
    self.matrix = matrix
    self.isHidden = isHidden
    queries = lists.queries
    keys = lists.keys
    if areWeights { warn(isCross: isCross) }
    let rows = try tokens.kept(queries)
    let columns = try tokens.kept(keys)
    if rows != nil || columns != nil {
      keep(
        rows ?? Array(0..<matrix.rows), columns ?? Array(0..<matrix.columns),
        renormalize: tokens.renormalize)
    } else if tokens.renormalize {
      throw .usage("--renormalize goes with --drop-tokens or --only-tokens")
    }
  }

  /// The mistakes that published figures of attention are found to have.
  private mutating func warn(isCross: Bool) {
    let error = matrix.greatestRowSumError
    if error.isNaN {
      warnings.append("the weights hold NaN: are they really attention weights?")
    } else if error > 1e-2 {
      warnings.append(
        "the rows do not sum to 1 (off by up to \(formatNumber(error, significant: 3, style: .plain)))"
          + ": are these scores, or is the wrong axis last?")
    }
    if isCross, matrix.looksCausal {
      warnings.append(
        "the cross-attention looks causally masked: nothing lies above the diagonal, so it may be "
          + "the decoder's self-attention")
    }
    if !isCross, matrix.rows == matrix.columns, let queries, let keys, queries.raw != keys.raw {
      warnings.append(
        "the matrix is square, but queries and keys have different tokens: is this "
          + "cross-attention, or a slip?")
    }
  }

  private mutating func keep(_ rows: [Int], _ columns: [Int], renormalize: Bool) {
    var kept = Matrix(rows: rows.count, columns: columns.count) { matrix[rows[$0], columns[$1]] }
    if renormalize {
      for row in 0..<kept.rows {
        let sum = kept.row(row).reduce(0, +)
        guard sum > 0 else { continue }
        for column in 0..<kept.columns { kept[row, column] /= sum }
      }
    }
    isHidden = isHidden.map { hidden in
      BooleanMatrix(
        rows: rows.count, columns: columns.count,
        values: rows.flatMap { row in columns.map { hidden[row, $0] } })
    }
    matrix = kept
    queries = queries?[rows]
    keys = keys?[columns]
  }

  // MARK: Axes

  func queryAxis(_ language: Language, label: Bool = true) -> Axis {
    Axis(
      label: label ? RichText(Localized(en: "query ↓", zh: "查询 ↓")[language]) : nil,
      domain: Self.domain(queries, count: matrix.rows))
  }

  func keyAxis(_ language: Language, label: Bool = true) -> Axis {
    Axis(
      label: label ? RichText(Localized(en: "key →", zh: "键 →")[language]) : nil,
      domain: Self.domain(keys, count: matrix.columns))
  }

  private static func domain(_ tokens: TokenList?, count: Int) -> Axis.Domain {
    tokens.map { .names($0.shown) } ?? .cells(count: count, first: 0)
  }

  /// The matrix with the names of its rows and columns.
  var table: LabelledMatrix {
    LabelledMatrix(
      matrix: matrix, rowLabels: queries?.raw ?? (0..<matrix.rows).map { "\($0)" },
      columnLabels: keys?.raw ?? (0..<matrix.columns).map { "\($0)" })
  }

  /// What a reader learns first: the strongest link between two tokens.
  func strongest(_ language: Language) -> String {
    var best: (row: Int, column: Int, value: Double)?
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns
      where isHidden?[row, column] != true && matrix[row, column] > best?.value ?? -.infinity {
        best = (row, column, matrix[row, column])
      }
    }
    guard let best else { return "" }
    let query = queries.map { "\"\($0.shown[best.row])\"" } ?? "\(best.row)"
    let key = keys.map { "\"\($0.shown[best.column])\"" } ?? "\(best.column)"
    let value = formatNumber(best.value, significant: 3)
    return Localized(
      en: "The greatest is \(value), from query \(query) to key \(key).",
      zh: "最大值 \(value)，由查询 \(query) 指向键 \(key)。")[language]
  }
}

/// The side of a cell that suits a matrix with tokens along it, in px.
func tokenPage(rows: Int, columns: Int) -> FigureSize {
  let side = { (count: Int) in Double(min(760, max(320, count * 44))) }
  return .about(Size(side(columns) + 230, side(rows) + 170))
}
