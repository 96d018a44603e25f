// Weights with the tokens of their axes: checked, filtered, and made into axes.

import AttentionMath
import FigureModel
import FigureScene
import TextFormats

/// Attention between two lists of tokens, shape `[queries, keys]`.
struct AttentionWeights {
  var matrix: Matrix<Double>
  var queries: TokenList?
  var keys: TokenList?
  /// Positions that a mask hides; nil where there is no mask.
  var isHidden: BooleanMatrix?
  /// Which head this is; nil where there is no other, or where several are combined.
  private(set) var location: HeadLocation?
  /// What readers should be warned of.
  private(set) var concerns: [WeightsConcern] = []
  /// Keys at the beginning or the end that no query of the whole matrix looks at, as padding is, by their
  /// positions in it; nil where there are none, and where none of them is shown.
  private(set) var unseenKeys: Range<Int>?
  /// The tokens of these keys, each once.
  private(set) var unseenTokens: [String] = []
  /// Rows that were to be made to sum to 1 again and have no weight left to share.
  private(set) var emptyRows = 0

  /// Where the steps of a generation are; nil for weights that are of none.
  private(set) var stepMarks: StepMarks?

  /// The positions on the axes that are left, where some are; what they are called without tokens.
  private(set) var queryIndices: [Int]?
  private(set) var keyLocations: [Int]?

  /// What is known of weights that are not held any more, or of the whole of which these are a part; nil for
  /// whole weights that are held.
  private var known: (looksCausal: Bool, window: LocalWindow?, columns: Int)?

  /// Whether no query looks at a later key, while some looks at one before it.
  var looksCausal: Bool { known?.looksCausal ?? matrix.looksCausal }
  /// The window whose offsets the columns seem to be.
  var window: LocalWindow? { known.map(\.window) ?? LocalWindow(matrix) }
  var keyCount: Int { known?.columns ?? matrix.columns }

  /// What is to be said of the weights, without the weights.
  var withoutValues: AttentionWeights {
    var copy = self
    copy.remember()
    copy.matrix = Matrix(rows: 0, columns: 0)
    copy.isHidden = nil
    return copy
  }

  /// Keeps what the values tell, before some of them go.
  private mutating func remember() { known = (looksCausal, window, keyCount) }

  /// What the values are taken for.
  enum Nature {
    /// Weights of one sequence over itself, whose rows may sum this far from 1.
    case selfAttention(tolerance: Double)
    /// Weights of one sequence over another.
    case crossAttention(tolerance: Double)
    /// Scores, or what is left of weights after combining: nothing is expected of them.
    case anything
  }

  /// Weights with their tokens, filtered as the user asks.
  /// - Parameters:
  ///   - place: which head of a tensor they are.
  ///   - shape: of that tensor, for advice.
  /// - Throws: where there are not as many tokens as queries or keys.
  init(
    _ matrix: Matrix<Double>, tokens: TokenAxes, isHidden: BooleanMatrix? = nil, nature: Nature,
    location: HeadLocation? = nil, shape: [Int]? = nil
  ) throws(FigureError) {
    try tokens.queries?.check(count: matrix.rows, axis: "queries")
    try tokens.keys?.check(count: matrix.columns, axis: "keys")
    self.matrix = matrix
    self.isHidden = isHidden
    self.location = location
    queries = tokens.queries
    keys = tokens.keys
    concerns = Self.concerns(matrix, tokens, isHidden, nature, shape: shape)
    if tokens.queries?.words != nil || tokens.keys?.words != nil {
      let (rows, columns) = (tokens.queries?.words, tokens.keys?.words)
      self.matrix = matrix.merged(queries: rows, keys: columns)
      self.isHidden = isHidden?.merged(queries: rows, keys: columns)
    }
    let matrix = self.matrix
    try TokenAxes.check(tokens.displayedQueries, "queries", count: matrix.rows)
    try TokenAxes.check(tokens.displayedKeys, "keys", count: matrix.columns)
    // Keys that only queries look at which are not shown are no padding.
    if case .anything = nature {} else { findUnseenKeys(tokens.displayedKeys) }
    if tokens.displayedQueries != nil || tokens.displayedKeys != nil {
      remember()
      keep(
        tokens.displayedQueries ?? Array(0..<matrix.rows),
        tokens.displayedKeys ?? Array(0..<matrix.columns), renormalize: tokens.isRenormalized)
    }
    number(from: tokens.origin.firstQuery)
    stepMarks = tokens.stepMarks(rows: self.matrix.rows, columns: self.matrix.columns)
  }

  /// Rows and columns that were chosen before any were held; nothing is expected of them.
  /// - Parameter tokens: those of all rows and columns.
  init(chosen matrix: Matrix<Double>, _ choice: IndexSelection, tokens: TokenAxes) {
    self.matrix = matrix
    queryIndices = choice.rows
    keyLocations = choice.columns
    queries = choice.rows.flatMap { tokens.queries?[$0] } ?? tokens.queries
    keys = choice.columns.flatMap { tokens.keys?[$0] } ?? tokens.keys
    number(from: tokens.origin.firstQuery)
  }

  /// Counts the queries from the position of their first one in its text.
  private mutating func number(from first: Int) {
    guard first > 0 else { return }
    queryIndices = (queryIndices ?? Array(0..<matrix.rows)).map { $0 + first }
  }

  private static func concerns(
    _ matrix: Matrix<Double>, _ tokens: TokenAxes, _ isHidden: BooleanMatrix?, _ nature: Nature,
    shape: [Int]?
  ) -> [WeightsConcern] {
    let allowed: Double
    var concerns: [WeightsConcern] = []
    switch nature {
    case .anything: return []
    case .selfAttention(let tolerance): allowed = tolerance
    case .crossAttention(let tolerance):
      allowed = tolerance
      if matrix.looksCausal { concerns.append(.causalCrossAttention) }
    }
    concerns += WeightsConcern.ofRowSums(
      matrix, allowed: allowed, isHidden: isHidden, shape: shape)
    concerns += WeightsConcern.ofTokens(rows: matrix.rows, columns: matrix.columns, tokens)
    if let isHidden {
      let maximum = zip(isHidden.values, matrix.values).reduce(0) { $1.0 ? max($0, $1.1) : $0 }
      if maximum > 0 { concerns.append(.hiddenWeights(maximum)) }
    }
    return concerns
  }

  /// - Parameter displayed: the keys that will be shown; nil for all.
  private mutating func findUnseenKeys(_ displayed: [Int]?) {
    guard let run = Self.unseenKeys(matrix, isHidden),
      displayed?.contains(where: run.contains) ?? true
    else { return }
    unseenKeys = run
    unseenTokens = keys.map { Array($0.raw[run]).uniqued } ?? []
  }

  /// The keys at one end that have no weight at all, where every other key has some: a head that
  /// looks at few keys leaves gaps among the others, padding leaves none.
  private static func unseenKeys(
    _ matrix: Matrix<Double>, _ isHidden: BooleanMatrix?
  ) -> Range<Int>? {
    let (rows, columns) = (matrix.rows, matrix.columns)
    func isUnseen(_ column: Int) -> Bool {
      (0..<rows).allSatisfy { matrix[$0, column] == 0 }
    }
    guard rows > 1, columns > 1, isUnseen(0) != isUnseen(columns - 1) else { return nil }
    let isAtEnd = isUnseen(columns - 1)
    let unseen = (0..<columns).filter(isUnseen)
    let run = isAtEnd ? columns - unseen.count..<columns : 0..<unseen.count
    guard unseen == Array(run) else { return nil }
    // Keys after the last query of a causal mask.
    if run.lowerBound == rows, matrix.looksCausal { return nil }
    // A mask that hides them says so itself.
    if let isHidden, run.allSatisfy({ key in (0..<rows).allSatisfy { isHidden[$0, key] } }) {
      return nil
    }
    return run
  }

  private mutating func keep(_ rows: [Int], _ columns: [Int], renormalize: Bool) {
    var kept = Matrix(rows: rows.count, columns: columns.count) { matrix[rows[$0], columns[$1]] }
    if renormalize {
      for row in 0..<kept.rows {
        let sum = kept.row(row).reduce(0, +)
        // A row whose weight was all on tokens left out has nothing to share.
        guard sum > 0 else {
          emptyRows += 1
          continue
        }
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
    queryIndices = rows
    keyLocations = columns
  }

  // MARK: Axes

  static let queryLabel = Localized(en: "query ↓", zh: "查询 ↓")
  static let keyLabel = Localized(en: "key →", zh: "键 →")

  func queryAxis(_ language: Language, label: Bool = true) -> Axis {
    Axis(
      label: label ? RichText(Self.queryLabel[language]) : nil,
      domain: domains().queries)
  }

  func keyAxis(_ language: Language, label: Bool = true) -> Axis {
    Axis(
      label: label ? RichText(Self.keyLabel[language]) : nil,
      domain: domains().keys)
  }

  /// The domains of both axes, without tokens counted from a number.
  func domains(from first: Int = 0) -> (queries: Axis.Domain, keys: Axis.Domain) {
    (
      .selected(queryIndices, of: matrix.rows, names: queries?.displayed, from: first),
      .selected(keyLocations, of: matrix.columns, names: keys?.displayed, from: first)
    )
  }

  /// The matrix with the names of its rows and columns.
  var table: LabelledMatrix {
    LabelledMatrix(
      matrix: matrix, rowLabels: queries?.raw ?? (0..<matrix.rows).map(queryName),
      columnLabels: keys?.raw ?? (0..<matrix.columns).map(keyName))
  }

  /// The matrix with NaN at the positions that a mask hides, which no scale should reckon with.
  var visible: Matrix<Double> {
    guard let isHidden else { return matrix }
    var visible = matrix
    for index in isHidden.values.indices where isHidden.values[index] {
      visible.values[index] = .nan
    }
    return visible
  }

  /// The row of a query named by its token or its number.
  func row(of query: String) throws(FigureError) -> Int {
    if let queries { return try queries.location(of: query, option: "query-token") }
    if let number = TokenList.number(query), let locations = queryIndices {
      if let row = locations.firstIndex(of: number) { return row }
      throw .usage(
        "\(option: "query-token") \(query): is not among the queries shown, "
          + "\(listed(runs(locations), .english))",
        zh:
          "\(option: "query-token") \(query)：不在所示的查询之中：\(listed(runs(locations), .chinese))"
      )
    }
    guard let index = TokenList.number(query), (0..<matrix.rows).contains(index) else {
      throw .usage(
        "\(option: "query-token") \(query): there are no tokens, so "
          + (matrix.rows == 1
            ? "give 0, the only query's number"
            : "give \(option: "tokens") or \(option: "tokens-file"), or the query's number, 0 to \(matrix.rows - 1)"),
        zh: matrix.rows == 1
          ? "\(option: "query-token") \(query)：没有词元，请给出 0，即唯一查询的编号"
          : "\(option: "query-token") \(query)：没有词元，请给出\(option: "tokens")或\(option: "tokens-file")，或查询的编号 0 到 \(matrix.rows - 1)"
      )
    }
    return index
  }

  // MARK: Words

  /// What a query is called: its token, or its number where there are no tokens.
  func queryName(_ row: Int) -> String { queries?.displayed[row] ?? "\(queryIndices?[row] ?? row)" }

  /// A query as words about it name it: its token in quotes, or its number.
  func quotedQuery(_ row: Int, atMost limit: Int = 40) -> Localized {
    guard let name = queries?.displayed[row].shortened(limit) else {
      let location = queryIndices?[row] ?? row
      return Localized(en: "query \(location)", zh: "查询 \(location) ")
    }
    return Localized(en: "“\(name)”", zh: "“\(name)”")
  }

  /// A query and a key in the middle of a sentence: tokens in quotes, or numbers.
  func link(_ row: Int, _ column: Int) -> Localized { links.link(row, column) }

  private var links: LinkStrings {
    LinkStrings(
      queries: queries, keys: keys, queryIndices: queryIndices, keyLocations: keyLocations)
  }

  /// What a key is called.
  func keyName(_ column: Int) -> String {
    keys?.displayed[column] ?? "\(keyLocations?[column] ?? column)"
  }

  /// Which row alone is drawn, for a title that does not say so.
  func note(row: Int, _ language: Language) -> FigureNote {
    let name = queryName(row).shortened(40)
    let words: Localized
    if queries != nil {
      words = Localized(
        en: "Query “\(name)”, row \(row) of \(matrix.rows).",
        zh: "查询“\(name)”，第 \(row) 行，共 \(matrix.rows) 行。")
    } else if queryIndices == nil {
      words = Localized(
        en: "Query \(row) of \(matrix.rows).", zh: "第 \(row) 个查询，共 \(matrix.rows) 个。")
    } else {
      // Of some queries that are left, each keeps its own number.
      let isAlone = matrix.rows == 1
      words = Localized(
        en: isAlone ? "Query \(name)." : "Query \(name), one of \(matrix.rows).",
        zh: isAlone ? "查询 \(name)。" : "查询 \(name)，所选 \(matrix.rows) 个之一。")
    }
    return FigureNote(words[language], isInTitle: true)
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
    guard let best, !ValueExtent(visible.values).isOneValue else { return "" }
    return links.strongest(best.value, best.row, best.column, language)
  }
}

/// The page that suits a matrix with tokens along it, in px.
func tokenPage(rows: Int, columns: Int) -> FigureSize {
  let side = { (count: Int) in max(min(760, max(320, Double(count) * 44)), CellNames.side(count)) }
  return .about(Size(side(columns) + CellNames.beside, side(rows) + CellNames.above))
}

/// Cells with names along them, such as tokens: as high as a name needs, up to some eighty.
enum CellNames {
  /// Of more cells than these not every one is named.
  static let maximumCount = 80
  /// How long a side of so many cells with names must be, in px; 0 for too many.
  static func side(_ count: Int) -> Double { count <= maximumCount ? Double(count) * 14 : 0 }
  /// What stands beside and above the cells of a page, in px.
  static let beside = 230.0
  static let above = 170.0

  /// A page of this size at least, where either side has names as large as these need.
  static func page(_ usual: Size, rows: Axis.Domain, columns: Axis.Domain) -> FigureSize {
    func side(_ domain: Axis.Domain) -> Double {
      if case .names(let names) = domain { Self.side(names.count) } else { 0 }
    }
    return .about(
      Size(max(usual.width, side(columns) + beside), max(usual.height, side(rows) + above)))
  }
}
