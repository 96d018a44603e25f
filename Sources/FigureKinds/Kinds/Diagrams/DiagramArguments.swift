// What the diagrams of matrices share: tokens, dimensions, and what stands in the cells.

public import ArgumentParser
import AttentionMath
import FigureModel
import MatrixFiles
import MatrixSources
import TextFormats

/// What is written into the cells of a diagram.
public enum DiagramValues: String, ChoiceValue {
  /// q11, k32, …: counted from 1, as formulas are.
  case symbols
  /// Numbers, computed from a seed or read from files.
  case numbers
}

/// The sentence and the size of the matrices of a diagram.
public struct DiagramArguments: DeclaredOptions {
  @OptionGroup(title: "Tokens") public var tokens: TokenNameArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Which matrix of the file") public var choice: MatrixChoiceArguments
  @OptionGroup(title: "Axes of the array") public var array: ArrangementArguments

  static let dimensions = OptionDeclaration<Int?>(
    "dimensions", "How many dimensions each vector has; 4 if neither this nor a file says.",
    valueName: "n",
    rule: .from(1, to: Double(maximumDimensions), "must be from 1 to \(maximumDimensions)"))
  @Option(Self.dimensions) public var dimensions: Int?

  static let values = OptionDeclaration<DiagramValues?>(
    "values",
    "What the cells show: symbols such as q11, counted from 1 as in formulas, or numbers. "
      + "Matrices from files show numbers.", valueName: "what")
  @Option(Self.values) public var values: DiagramValues?

  static let seed = OptionDeclaration<Int>(
    "seed", "What embeddings and projections are drawn from.", valueName: "n", initial: 0,
    rule: .seed)
  @Option(Self.seed) public var seed: Int

  public static let parameters: [Parameter<DiagramArguments>] = [
    Parameter(\._tokens),
    Parameter(\._tables),
    Parameter(\._choice),
    Parameter(\._array),
    Parameter(dimensions, \._dimensions),
    Parameter(values, \._values),
    Parameter(seed, \._seed),
  ]

  public init() {}

  /// The article's sentence.
  static let sentence = ["我", "爱", "人", "工", "智", "能"]

  /// The most dimensions of symbols; far more than are shown.
  static let maximumDimensions = 1_000_000

  /// The names of queries and keys.
  struct Names {
    var queries: [String]
    var keys: [String]
  }

  /// The tokens of both axes; the article's sentence where none are named and no file says how many
  /// there are.
  /// - Parameters:
  ///   - queries, keys: how many matrices from files have; nil where there are none.
  ///   - findings: the labels of those files.
  func names(
    queries: Int? = nil, keys: Int? = nil, labels findings: TableFindings = TableFindings(),
    _ context: ComputeContext
  ) throws(FigureError) -> Names {
    let lists = try tokens.lists(context, labels: findings)
    if let queries { try lists.queries?.check(count: queries, axis: "queries") }
    if let keys { try lists.keys?.check(count: keys, axis: "keys") }
    func labels(_ list: TokenList?, _ other: TokenList?, _ count: Int?) -> [String] {
      list?.displayed ?? count.map { (0..<$0).map { "\($0)" } } ?? other?.displayed ?? Self.sentence
    }
    return Names(
      queries: labels(lists.queries, lists.keys, queries),
      keys: labels(lists.keys, lists.queries, keys))
  }

  /// The number of dimensions where no file says it.
  var usedDimensions: Int { dimensions ?? 4 }

  /// Refuses options that matrices from files leave nothing to say for.
  func checkForFiles(_ options: Message) throws(FigureError) {
    guard values != .symbols else {
      throw .usage(
        "\(option: "values") symbols: \(options) are numbers; leave one of them out",
        zh: "\(option: "values") symbols：\(options) 是数值，请去掉其中一个")
    }
    guard dimensions == nil else {
      throw .usage(
        "\(option: "dimensions"): the files of \(options) say it; leave it out",
        zh: "\(option: "dimensions")：\(options) 的文件已经确定了它，请去掉它")
    }
  }

  /// The matrix of a file, of several the one that is chosen.
  /// - Parameter mayBeShared: whether a file of one matrix is taken for whatever is chosen of another.
  func matrix(
    _ reference: String, option: OptionReference, mayBeShared: Bool = false,
    _ context: ComputeContext,
    _ findings: inout TableFindings
  ) throws(FigureError) -> Matrix<Double> {
    // What is said of the axes of an array of many says nothing of a matrix.
    let arrangement = array.arrangement
    var tensor = try MatrixInput.tensor(
      reference, option: option, mayBeShared ? Arrangement() : arrangement, context)
    let isShared = mayBeShared && tensor.info.shape.count <= 2
    if mayBeShared, !isShared, arrangement.used != nil {
      tensor = try MatrixInput.tensor(reference, option: option, arrangement, context)
    }
    findings.add(tensor, option: option, reference)
    return try MatrixInput.matrix(
      tensor, isShared ? MatrixChoice() : choice.choice, option: option, reference)
  }

  /// Which of a file's matrices is shown; nothing where it has one.
  func notes(_ reference: String?, _ language: Language) -> [FigureNote] {
    guard let reference, choice.used() != nil else { return [] }
    let name = reference.split(separator: "/").last.map(String.init) ?? reference
    let chosen = InputName(
      name: name, index: choice.index?.values,
      location: HeadLocation(layer: choice.layer, head: choice.head)
    ).words
    return [
      FigureNote(
        Localized(en: "Of \(chosen.english).", zh: "取自 \(chosen.chinese)。")[language])
    ]
  }

  /// What numbers of no file are made of; nil where the cells show symbols.
  /// - Parameter files: the options that name files.
  func drawn(orFrom files: Message) throws(FigureError) -> SeededInput? {
    if let used = choice.used() ?? array.arrangement.used {
      throw .usage(
        "\(option: used): chooses a matrix of a file: give \(files)",
        zh: "\(option: used)：用来选择文件中的矩阵：请给出 \(files)")
    }
    return values == .numbers ? try SeededInput(dimensions: usedDimensions, seed: seed) : nil
  }

  /// Attention computed from the seed.
  func stages(
    _ names: Names, of seeded: SeededInput
  ) throws(FigureError) -> AttentionStages<Double> {
    let projections = seeded.projections()
    let x = seeded.embeddings(names.queries)
    let y = seeded.embeddings(names.keys)
    do throws(AttentionError) {
      return try ScaledDotProductAttention().stages(
        query: x.times(projections.query), key: y.times(projections.key),
        value: y.times(projections.value))
    } catch {
      throw .work("\(error)")
    }
  }

  /// Refuses an index that no token has.
  func checkIndex(_ index: Int, option: OptionReference, count: Int) throws(FigureError) {
    guard index >= 0, index < count else {
      throw .usage(
        "\(option): \(signed(index)) is no token; the \(count) token\(count == 1 ? " has" : "s have") "
          + "the number\(count == 1 ? " 0" : "s 0 to \(count - 1)")",
        zh: "\(option)：没有编号为 \(signed(index)) 的词元；\(count) 个词元的编号为 0 到 \(count - 1)")
    }
  }
}

extension DiagramArguments {
  /// Refuses more highlights than can be told apart.
  func checkHighlights(_ count: Int, option: OptionReference) throws(FigureError) {
    let maximum = DiagramPalette.maximumHighlights
    guard count <= maximum else {
      throw .usage(
        "\(option): \(count) highlights cannot be told apart; give at most \(maximum)",
        zh: "\(option)：\(count) 处高亮无法分辨，请至多给 \(maximum) 处")
    }
  }
}

/// A row and a column, counted from 0: `0,2`.
public struct CellIndex: Hashable, WrittenValue {
  public static let notation: ValueNotation? = .one(
    "\(ValueNotation.whole) *, *\(ValueNotation.whole)")

  public var row: Int
  public var column: Int

  public var description: String { "\(row),\(column)" }

  /// Reads a position from the command line.
  @Sendable public static func parsed(_ text: String) throws -> CellIndex {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, let row = Int(parts[0].trimmingSpaces),
      let column = Int(parts[1].trimmingSpaces)
    else {
      throw WrongNotation(
        "give a row and a column with a comma between, counted from 0: 0,2",
        zh: "请给出从 0 数起、以逗号分隔的行和列：0,2")
    }
    return CellIndex(row: row, column: column)
  }
}
