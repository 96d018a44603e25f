// `bias`: what an encoding adds to scores, a matrix for each head.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
public import TextFormats

/// Additions to scores by query and key, or the buckets that distances fall into.
public struct Bias: CellKind {
  public static let name = "bias"
  public static let abstract = "Draw what an encoding adds to scores, a matrix for each head."
  public static let drawing = 2
  public static let examples = [
    "attnplot bias --encoding alibi --heads 8 --positions 32 -o alibi.png",
    "attnplot bias --encoding t5 --buckets 32 --max-distance 128 --positions 200 -o t5.png",
    "attnplot bias --encoding retnet:heads=4,window=12 --positions 24 -o retnet.svg",
    "attnplot bias --encoding alibi --heads 112 --at-heads 0-7,64-71 -o bloom.png",
  ]

  static let encoding = OptionDeclaration<EncodingList?>(
    "encoding",
    "Which encoding, such as alibi, t5, shaw, kerple:r1=1,r2=1 or retnet; alibi if not given.",
    valueName: "name", takesAnyValue: false)
  @Option(Self.encoding) public var encoding: EncodingList?

  @Option(EncodingListArguments.config) public var config: String?

  static let heads = OptionDeclaration<Int?>(
    "heads", "How many heads there are; 8 if not given.", valueName: "n",
    rule: .from(1, to: 65536, "must be from 1 to 65536"))
  @Option(Self.heads) public var heads: Int?

  static let atHeads = OptionDeclaration<IndexList?>(
    "at-heads",
    "Of which heads: 0-7 or 0,16,32; all if not given. Of more than 64, which cannot be told apart, 16 are "
      + "drawn and all are saved.", valueName: "list")
  @Option(Self.atHeads) public var atHeads: IndexList?

  static let positions = OptionDeclaration<Int>(
    "positions", "How many queries and keys.", valueName: "n", initial: 32,
    rule: .from(1, to: 4096, "must be from 1 to 4096"))
  @Option(Self.positions) public var positions: Int

  @Option(SelectionArguments.queries) public var queries: IndexList?
  @Option(SelectionArguments.keys) public var keys: IndexList?

  static let buckets = OptionDeclaration<Int?>(
    "buckets", "Of t5: how many buckets; 32 if not given.", valueName: "n",
    rule: .atLeast(2))
  @Option(Self.buckets) public var buckets: Int?

  static let maxDistance = OptionDeclaration<Int?>(
    "max-distance",
    "Of t5: from which distance on all are in the last bucket; 128 if not given.",
    valueName: "n", rule: .atLeast(1))
  @Option(Self.maxDistance) public var maxDistance: Int?

  static let table = OptionDeclaration<String?>(
    "table", "The trained numbers, FILE or FILE#name: [buckets, heads] of t5.", valueName: "file",
    shape: .file)
  @Option(Self.table) public var table: String?

  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<Bias>] = [
    Parameter(encoding, \._encoding),
    Parameter(EncodingListArguments.config, \._config),
    Parameter(heads, \._heads),
    Parameter(atHeads, \._atHeads),
    Parameter(positions, \._positions),
    Parameter(SelectionArguments.queries, \._queries),
    Parameter(SelectionArguments.keys, \._keys),
    Parameter(buckets, \._buckets),
    Parameter(maxDistance, \._maxDistance),
    Parameter(table, \._table),
    Parameter(\._heatMap),
  ]

  public init() {}

  public var inputFiles: [String] { maker.files }
  public var models: [String] { maker.models }

  private var maker: EncodingMaker {
    EncodingMaker(
      specifications: encoding?.specifications ?? [],
      usual: EncodingSpecification(name: AlibiBias.name), config: config,
      shared: [
        .init("heads", heads.map { "\($0)" }), .init("buckets", buckets.map { "\($0)" }),
        .init("max-distance", maxDistance.map { "\($0)" }), .init("table", table),
      ])
  }

  /// Matrices of each head, or the one matrix of indices.
  public struct Values: FigureValues, ShowsEncodings {
    let chosen: ChosenEncoding
    var displayedEncodings: [ChosenEncoding] { [chosen] }
    /// Shape `[queries, keys]` each; -∞ where a query may not see a key.
    let matrices: [Matrix<Double>]
    /// Which head each matrix is of; none where all have the same.
    let heads: ChosenBiasHeads?
    /// Whether they are rows of a table that is looked up, and not what is added.
    let areIndices: Bool
    /// Of the matrices that are drawn.
    let scaled: ScaledValues
    /// Which queries and keys of all positions the matrices have.
    let choice: IndexSelection

    var rows: Int { matrices.first?.rows ?? 0 }
    var columns: Int { matrices.first?.columns ?? 0 }

    public var warnings: [Message] { [heads?.warning, unusedTable].compactMap(\.self) }

    /// Whether a table of vectors was given, which a bias has no part of.
    var hasUnusedTable: Bool { (chosen.encoding as? ShawDistances)?.table != nil }

    private var unusedTable: Message? {
      guard hasUnusedTable else { return nil }
      return Message(
        "\(chosen.option): the table's vectors are multiplied with queries, so that what they add is no bias: its "
          + "rows are drawn by distance, and its numbers by attention with this \(option: "encoding")",
        zh: "\(chosen.option)：表中的向量要与查询相乘，所加的值不是固定的偏置：此处只画各距离对应的表行，其数值由 "
          + "attention 配合此\(option: "encoding")画出")
    }

    public func table(in language: Language) -> LabelledMatrix? {
      let labels = (choice.rows ?? Array(0..<rows)).map { "\($0)" }
      var table = LabelledMatrix(
        matrix: Matrix(
          rows: rows * matrices.count, columns: columns, values: matrices.flatMap(\.values)),
        rowLabels: matrices.count == 1
          ? labels
          : (heads?.all ?? []).flatMap { head in labels.map { "head \(head): \($0)" } },
        columnLabels: (choice.columns ?? Array(0..<columns)).map { "\($0)" })
      table.matrices = matrices.count
      table.hasMatrixAxis = !areIndices
      table.areWhole = areIndices
      return table
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      // What is claimed of a bias is of all positions.
      guard let displayed, choice.isEmpty, displayed.rows == rows * matrices.count,
        displayed.columns == columns
      else {
        return []
      }
      return [
        .bias(
          BiasFact(
            encoding: chosen.encoding, heads: heads?.all,
            matrices: matrices.indices.map {
              displayed.rows($0 * rows..<($0 + 1) * rows)
            },
            areIndices: areIndices))
      ]
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let list = try maker.list(in: context)
    guard list.count == 1 else {
      throw .usage(
        "\(option: "encoding") \(encoding?.description ?? ""): this figure shows one encoding; give one",
        zh: "\(option: "encoding") \(encoding?.description ?? "")：此图只显示一种编码，请只给一种")
    }
    let chosen = list[0]
    let range = 0..<positions
    var matrices: [Matrix<Double>] = []
    var areIndices = false
    let heads = try chosenHeads(of: chosen)
    do throws(EncodingError) {
      switch chosen.encoding {
      case let bias as T5Bias where bias.table == nil:
        matrices = [try bias.displayedIndices(queries: range, keys: range)]
        areIndices = true
      case let bias as any PositionBias & PositionalEncoding:
        matrices = try bias.biases(positions: range, of: heads?.all)
      case let indexed as any IndexedBias:
        matrices = [try indexed.displayedIndices(queries: range, keys: range)]
        areIndices = true
      default:
        throw .lacksCapability(
          encoding: chosen.encoding.name, phrase: EncodingCapability.bias.phrase,
          offering: Encodings.names.filter {
            (EncodingCapability.bias.names + EncodingCapability.indices.names).contains($0)
          })
      }
    } catch {
      throw FigureError(error, chosen.option)
    }
    let choice = try IndexSelection(
      queries: queries, keys: keys, rows: positions, columns: positions)
    matrices = matrices.map { $0.choosing(choice) }
    var scaled = ScaledValues(ValueExtent(), minimumPositive: nil)
    for index in heads?.drawn ?? Array(matrices.indices) {
      scaled.add(heatMap.scaledValues(of: matrices[index].values))
    }
    return Values(
      chosen: chosen, matrices: matrices, heads: heads, areIndices: areIndices, scaled: scaled,
      choice: choice)
  }

  /// The heads that are meant; nil where each has the same numbers.
  private func chosenHeads(of chosen: ChosenEncoding) throws(FigureError) -> ChosenBiasHeads? {
    guard let bias = chosen.encoding as? any PositionBias, let count = bias.heads else {
      if let atHeads {
        throw .usage(
          "\(OptionReference("at-heads", atHeads.description)): \(chosen.option) is the same for every head; leave "
            + "\(option: "at-heads") out",
          zh:
            "\(OptionReference("at-heads", atHeads.description))：\(chosen.option) 对每个头都相同，请去掉\(option: "at-heads")"
        )
      }
      return nil
    }
    return try ChosenBiasHeads(atHeads?.values, of: count)
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let encoding = values.chosen.encoding
    // Rows of a table are counted, not measured from 0.
    let scale = try heatMap.scale(
      for: values.scaled,
      defaultMap: values.areIndices ? "viridis" : heatMap.usualMap(for: values.scaled.extent))
    let bar =
      values.areIndices
      ? Localized(en: "row of the table", zh: "表中的行")
      : Localized(en: "added to the score", zh: "加到分数上的值")
    let colorBar = ColorBar(
      label: RichText(bar[language]), hasWholeValues: values.areIndices)
    let drawn = values.heads?.drawn ?? Array(values.matrices.indices)
    let count = drawn.count
    let (choice, first) = (values.choice, heatMap.indexBase)
    let rowDomain = Axis.Domain.selected(
      choice.rows, of: values.rows, names: nil, from: first)
    let columnDomain = Axis.Domain.selected(
      choice.columns, of: values.columns, names: nil, from: first)
    let panels = drawn.map { index in
      let matrix = values.matrices[index]
      var panel = heatMap.panel(
        matrix, scale: scale,
        rows: Axis(label: KindStrings(language).queryI, domain: rowDomain),
        columns: Axis(label: KindStrings(language).keyJ, domain: columnDomain),
        aspect: .equal)
      if let head = values.heads?.all[index], count > 1 || values.heads?.count ?? 1 > 1 {
        panel.title = RichText(mathematics: headTitle(head, encoding)[language])
        panel.shortTitle = RichText(Localized(en: "Head \(head)", zh: "第 \(head) 头")[language])
      }
      panel.heatMap?.colorBar = count == 1 ? colorBar : nil
      // What may not be seen is hatched, so that no one takes it for a value.
      let oriented = heatMap.oriented(matrix)
      if oriented.values.contains(-.infinity) {
        panel.heatMap?.isMasked = oriented.values.map { $0 == -.infinity }
      }
      return panel
    }
    let name = encoding.title
    let limits = ValueRange(values.scaled.extent, language)
    let what =
      values.areIndices
      ? Localized(en: "the table's row for each distance", zh: "各距离对应的表中行")
      : Localized(en: "what is added to scores", zh: "加到分数上的偏置")
    let hidden =
      values.scaled.extent.negativeInfinity > 0
      ? Localized(
        en: "; keys that a query may not see are hatched", zh: "；查询看不到的键画有斜线")
      : Localized(en: "", zh: "")
    let heads = values.heads?.words ?? Localized(en: "one matrix for all heads", zh: "各头相同，共一个矩阵")
    let across = Self.panelsAcross(count)
    let rows = (count + across - 1) / across
    let cell = count == 1 ? 640.0 : count <= 4 ? 340 : 230
    return Composition(
      Figure(
        name: Self.name,
        title: RichText(
          Localized(
            en: "\(Self.noun(values).english) of \(name.english)",
            zh: "\(name.chinese.beforeHan)的\(Self.noun(values).chinese)")[language]),
        summary: Localized(
          en:
            "Heat map of \(what.english) in \(name.english): queries by keys, [\(values.rows), \(values.columns)], "
            + "\(heads.english), values \(limits)\(hidden.english).",
          zh:
            "\(name.chinese.beforeHan)中\(what.chinese)的热图：查询 × 键，[\(values.rows), \(values.columns)]，"
            + "\(heads.chinese)，取值 \(limits)\(hidden.chinese)。")[language],
        notes: values.chosen.notes(language)
          + [values.heads?.note, values.hasUnusedTable ? Self.ofQueries : nil].compactMap(\.self)
          .map { FigureNote($0[language]) }
          + choice.notes(
            (rows: Localized(en: "Queries", zh: "查询"), columns: Localized(en: "Keys", zh: "键")),
            from: first, language),
        language: language, panels: panels, columns: across,
        size: page.size
          ?? .about(Size(Double(across) * (cell + 70) + 150, Double(rows) * (cell + 90) + 90)),
        sharedColorBar: count == 1 ? nil : colorBar))
  }

  /// Why a table's own numbers are not drawn.
  private static let ofQueries = Localized(
    en: "What the table’s vectors add depends on the query, and is not drawn.",
    zh: "表中向量所加的值取决于查询，此处不画。")

  /// What the numbers are called in the title: T5 alone has buckets.
  private static func noun(_ values: Values) -> Localized {
    guard values.areIndices else { return Localized(en: "The bias", zh: "偏置") }
    return values.chosen.encoding is T5Bias
      ? Localized(en: "Buckets", zh: "分桶") : Localized(en: "Rows of the table", zh: "表行")
  }

  /// As square a grid as leaves the fewest positions empty.
  private static func panelsAcross(_ count: Int) -> Int {
    guard count > 3 else { return count }
    let minimum = Int(Double(count).squareRoot().rounded(.up))
    func empty(_ across: Int) -> Int { (across - count % across) % across }
    return (minimum...minimum + 2).min { empty($0) < empty($1) } ?? minimum
  }

  private func headTitle(_ head: Int, _ encoding: any PositionalEncoding) -> Localized {
    let detail: Localized? =
      switch encoding {
      case let alibi as AlibiBias:
        Localized(
          en: "slope \(formatNumber(alibi.slopes[head], significant: 4))",
          zh: "斜率 \(formatNumber(alibi.slopes[head], significant: 4))")
      case let decay as RetentionDecay:
        Localized(
          en: "γ = \(formatNumber(decay.decays[head], significant: 5))",
          zh: "γ = \(formatNumber(decay.decays[head], significant: 5))")
      default: nil
      }
    return Localized(
      en: "Head \(head)" + (detail.map { ": \($0.english)" } ?? ""),
      zh: "第 \(head) 头" + (detail.map { "：\($0.chinese)" } ?? ""))
  }
}
