// `head-view`: lines between two columns of tokens, as in Vaswani et al. 2017, figures 3 and 4.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import MatrixFiles
public import MatrixSources
public import TextFormats

/// Some heads' weights as lines from queries to keys.
public struct HeadView: FigureKind {
  public static let name = "head-view"
  public static let abstract = "Draw heads' weights as lines between two columns of tokens."
  public static let drawing = 2
  public static let examples = [
    "attnplot head-view --weights attn.npy --layer 4 --heads 5,6 --query-token its -o lines.svg"
  ]

  static let weights = OptionDeclaration<String?>(
    "weights", "A file of weights, FILE#name for a tensor in it.", valueName: "file", shape: .file)
  @Option(Self.weights) public var weights: String?

  static let layer = OptionDeclaration<Int?>(
    "layer", "The layer, from 0.", valueName: "n", rule: .atLeast(0))
  @Option(Self.layer) public var layer: Int?

  static let heads = OptionDeclaration<IndexList?>(
    "heads", "The heads, a colour each: 5,6; the first if not given.", valueName: "list")
  @Option(Self.heads) public var heads: IndexList?

  static let queryToken = OptionDeclaration<String?>(
    "query-token", "Draw the lines of this query alone: a token or its number.", valueName: "token")
  @Option(Self.queryToken) public var queryToken: String?

  static let threshold = OptionDeclaration<Double?>(
    "threshold",
    "Leave out weights below this; if not given, those below the even share of a key, which is taken "
      + "to be 0.02 to 0.1.", valueName: "number", rule: .atLeast(0, "must be 0 or more"))
  @Option(Self.threshold) public var threshold: Double?

  static let horizontal = OptionDeclaration<Bool>(
    "horizontal", "Set the sentence from left to right, queries above keys.")
  @Flag(Self.horizontal) public var horizontal: Bool

  static let arcs = OptionDeclaration<Bool>(
    "arcs", "Set the sentence once, under arcs with a dot at the key.")
  @Flag(Self.arcs) public var arcs: Bool

  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Which part") public var selection: SelectionArguments
  @OptionGroup(title: "Model") public var model: ModelArguments
  @OptionGroup(title: "Axes of the array") public var array: GridArrangementArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments

  public static let parameters: [Parameter<HeadView>] = [
    Parameter(weights, \._weights),
    Parameter(layer, \._layer),
    Parameter(heads, \._heads),
    Parameter(queryToken, \._queryToken),
    Parameter(threshold, \._threshold),
    Parameter(horizontal, \._horizontal),
    Parameter(arcs, \._arcs),
    Parameter(\._tokens),
    Parameter(\._selection),
    Parameter(\._model),
    Parameter(\._array),
    Parameter(\._tables),
  ]

  public init() {}

  public var inputFiles: [String] { [weights].compactMap(\.self) + model.files + tokens.files }
  public var models: [String] { model.models }
  public var companionFiles: [String] { tokens.companions(of: weights, naming: queryToken) }

  static let maximumHeads = 16
  /// So many hues can be told apart.
  private static let maximumHues = 7
  static let maximumTokens = 400
  /// From so many heads on each has a panel of its own.
  static let maximumOverlaid = 2

  public func compute(in context: ComputeContext) throws(FigureError) -> HeadViewValues {
    guard !arcs || !horizontal else {
      throw .usage(
        "\(option: "arcs") and \(option: "horizontal") exclude each other: the sentence stands once or twice",
        zh: "\(option: "arcs")与\(option: "horizontal")不能同用：句子画一次或画两次")
    }
    let context = context.reading(tables)
    let source = try WeightsInput(
      self.weights, model, self.array.arrangement,
      AskedHeads(layers: layer.map { [$0] }, heads: heads?.values ?? [0]), context)
    let weights = source.reference
    let grid = try source.grid()
    let layer = try grid.onlyLayer(layer)
    let chosen = heads?.values ?? [0]
    guard chosen.count <= Self.maximumHeads else {
      throw .usage(
        "\(option: "heads"): the lines of \(chosen.count) heads cannot be read on one page; give at most "
          + "\(Self.maximumHeads)",
        zh: "\(option: "heads")：一页上无法辨认 \(chosen.count) 个头的连线，请至多给 \(Self.maximumHeads) 个")
    }
    let axes = try tokens.axes(
      context, labels: grid.findings, beside: source.companion, of: (grid.queries, grid.keys),
      naming: queryToken, selection, from: source.array.origin)
    // Nothing of what is refused is read.
    let isReadable =
      !axes.showsAll || axes.joinsWords || max(grid.queries, grid.keys) <= Self.maximumTokens
    let parts = isReadable ? try grid.parts(layers: [layer], heads: chosen, tokens: axes) : []
    guard let first = parts.first, first.matrix.rows <= Self.maximumTokens,
      first.matrix.columns <= Self.maximumTokens
    else {
      throw .usage(
        "\(option: "weights") \(weights): more than \(Self.maximumTokens) tokens cannot be read as lines; draw a "
          + "heat map, or choose some with \(option: "only-tokens")",
        zh:
          "\(option: "weights") \(weights)：词元超过 \(Self.maximumTokens) 个时连线无法辨认；请画热图，或用\(option: "only-tokens")选出一部分"
      )
    }
    let only = try queryToken.map { name throws(FigureError) in try first.row(of: name) }
    let note = queryToken.flatMap { first.queries?.ambiguity(of: $0, option: "query-token") }
    if arcs {
      guard first.matrix.rows == first.matrix.columns,
        first.queries?.displayed == first.keys?.displayed
      else {
        throw .usage(
          "\(option: "arcs"): queries and keys are not the same tokens; give \(option: "horizontal"), which has a row for "
            + "each", zh: "\(option: "arcs")：查询与键不是同一组词元；请用\(option: "horizontal")，各占一行")
      }
    }
    // To hundredths, as the picture tells it.
    let even = (100 / Double(first.matrix.columns)).rounded() / 100
    let threshold = threshold ?? min(max(even, 0.02), 0.1)
    let links = links(parts, row: only, threshold)
    let layout = WeightsLayout(
      grid.tensor.info.shape, parts: parts, tokens: axes, uses: [.layers, .drop])
    return HeadViewValues(
      parts: parts, tokens: axes, layer: grid.namesLayers ? grid.number(ofLayer: layer) : nil,
      heads: chosen, row: only,
      links: links, threshold: threshold,
      warnings: source.warnings + axes.warnings + layout.warnings
        + WeightsConcern.warnings(parts, transposes: false)
        + [note, links.isEmpty ? noLine(parts, row: only, threshold) : nil].compactMap(\.self))
  }

  /// The weights that are drawn, of all queries or of one.
  private func links(
    _ parts: [AttentionWeights], row only: Int?, _ threshold: Double
  ) -> [TokenLinks.Link] {
    var links: [TokenLinks.Link] = []
    for (slot, part) in parts.enumerated() {
      for row in 0..<part.matrix.rows where only == nil || only == row {
        for column in 0..<part.matrix.columns {
          let weight = part.matrix[row, column]
          guard weight.isFinite, weight >= threshold else { continue }
          links.append(TokenLinks.Link(query: row, key: column, weight: weight, slot: slot))
        }
      }
    }
    return links
  }

  public func compose(
    _ values: HeadViewValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let (parts, heads, links) = (values.parts, values.heads, values.links)
    let first = parts[0]
    let queries = (0..<first.matrix.rows).map(first.queryName)
    let keys = (0..<first.matrix.columns).map(first.keyName)
    let names = heads.map { Localized(en: "head \($0)", zh: "第 \($0) 头")[language] }
    let query = values.row.map { first.quotedQuery($0) }
    let isNamed = first.queries != nil
    let title = title(
      MatrixName(layer: values.layer, head: heads.count == 1 ? heads[0] : nil)?.words,
      query: query)
    let inLayer = Localized(
      en: values.layer.map { " of layer \($0)" } ?? "", zh: values.layer.map { "第 \($0) 层" } ?? "")
    let minimum = formatNumber(values.threshold, significant: 3)
    let summary = Localized(
      en: "Lines from "
        + (query.map { (isNamed ? "the query " : "") + $0.english } ?? "\(queries.count) queries")
        + " to "
        + "\(keys.count) keys for \(listed(names, .english))\(inLayer.english), \(links.count) of "
        + "weights of \(minimum) or more; the stronger the line, the "
        + "greater the weight. " + strongest(parts, names, row: values.row, .english),
      zh: "\(inLayer.chinese)\(listed(names, .chinese))：从"
        + (query.map { (isNamed ? "查询" : "") + $0.chinese } ?? " \(queries.count) 个查询")
        + "到 \(keys.count) 个键的连线，权重不低于 "
        + "\(minimum) 的共 \(links.count) 条，线越浓权重越大。"
        + strongest(parts, names, row: values.row, .chinese))
    let displayed = panels(values, names: names.map(\.capitalizedFirst), language)
    let columns = displayed.count == 1 ? 1 : (horizontal || arcs ? 1 : min(4, displayed.count))
    let left = values.leftOut
    let note =
      left > 0
      ? FigureNote(
        Localized(
          en: "Weights below \(minimum) have no line.", zh: "低于 \(minimum) 的权重不画线。")[language])
      : nil
    return Composition(
      Figure(
        name: Self.name, title: RichText(title[language]), summary: summary[language],
        notes: [values.row.map { first.note(row: $0, language) }, note].compactMap(\.self)
          + values.tokens.notes(language, emptyRows: parts.reduce(0) { $0 + $1.emptyRows }),
        language: language, panels: displayed, columns: columns,
        size: page.size
          ?? .exact(size(queries.count, keys.count, panels: displayed.count, columns: columns)),
        sharesAxes: true))
  }

  /// A panel for the lines of one or two heads; of more, one for each.
  private func panels(
    _ values: HeadViewValues, names: [String], _ language: Language
  ) -> [Panel] {
    let first = values.parts[0]
    let queries = (0..<first.matrix.rows).map(first.queryName)
    let keys = (0..<first.matrix.columns).map(first.keyName)
    let (queryTitle, keyTitle) = (
      Localized(en: "query", zh: "查询")[language], Localized(en: "key", zh: "键")[language]
    )
    func panel(_ title: String?, _ links: [TokenLinks.Link], _ heads: [String], slot: Int) -> Panel
    {
      Panel(
        title: title.map { RichText($0) },
        content: .links(
          TokenLinks(
            queries: queries, keys: keys, links: links, heads: heads, firstSlot: slot,
            form: arcs ? .arcs : horizontal ? .rows : .columns, highlighted: values.row,
            queryTitle: queryTitle, keyTitle: keyTitle)),
        x: Axis(domain: .names([])), y: Axis(domain: .names(queries)))
    }
    guard names.count > Self.maximumOverlaid else {
      return [panel(nil, values.links, names, slot: 0)]
    }
    return names.enumerated().map { slot, name in
      let links = values.links.filter { $0.slot == slot }.map { link in
        TokenLinks.Link(query: link.query, key: link.key, weight: link.weight, slot: 0)
      }
      // More panels than there are hues have one.
      let hue = names.count > Self.maximumHues ? 0 : slot
      var panel = panel(name, links, [name], slot: hue)
      let head = values.heads[slot]
      panel.shortTitle = RichText(Localized(en: "H\(head)", zh: "头\(head)")[language])
      return panel
    }
  }

  /// The page for so many tokens and panels, in px.
  private func size(_ queries: Int, _ keys: Int, panels: Int, columns: Int) -> Size {
    let tokens = Double(max(queries, keys))
    let rows = Double((panels + columns - 1) / columns)
    guard horizontal || arcs else {
      let height = max(260, tokens * 24 + 130)
      return panels == 1
        ? Size(560, height) : Size(Double(columns) * 190 + 200, rows * (tokens * 24 + 60) + 90)
    }
    return Size(max(560, tokens * 44 + 100), rows * (arcs ? 190 : 210) + 190)
  }

  /// What is shown of which head, as far as there are others.
  private func title(_ location: Localized?, query: Localized?) -> Localized {
    guard let query else {
      return location.map {
        Localized(en: "\($0.english): attention between tokens", zh: "\($0.chinese)：词元之间的注意力")
      } ?? Localized(en: "Attention between tokens", zh: "词元之间的注意力")
    }
    return location.map {
      Localized(
        en: "\($0.english): what \(query.english) attends to",
        zh: "\($0.chinese)：\(query.chinese)关注什么")
    } ?? Localized(en: "What \(query.english) attends to", zh: "\(query.chinese)关注什么")
  }

  /// A warning where every line is left out.
  private func noLine(
    _ parts: [AttentionWeights], row: Int?, _ threshold: Double
  ) -> Message {
    let weights = parts.flatMap { part in
      row.map { Array(part.matrix.row($0)) } ?? part.matrix.values
    }
    let maximum = ValueExtent(weights).ends.last
    let largest = maximum.map { formatNumber($0, significant: 3, style: .plain) }
    return Message(
      "\(option: "threshold") \(typed(threshold)): no line is drawn, "
        + (largest.map { "the greatest weight is \($0)" } ?? "no weight is a number"),
      zh:
        "\(option: "threshold") \(typed(threshold))：没有画出连线，\(largest.map { "最大的权重是 \($0)" } ?? "没有一个权重是数")"
    )
  }

  /// The strongest of the lines that are drawn.
  private func strongest(
    _ parts: [AttentionWeights], _ names: [String], row: Int?, _ language: Language
  ) -> String {
    var best: (part: Int, row: Int, column: Int, value: Double)?
    for (index, part) in parts.enumerated() {
      for query in row.map({ $0...$0 }) ?? 0...(part.matrix.rows - 1) {
        for key in 0..<part.matrix.columns {
          let value = part.matrix[query, key]
          if value > best?.value ?? -.infinity { best = (index, query, key, value) }
        }
      }
    }
    let shown = parts.flatMap { part in row.map { Array(part.matrix.row($0)) } ?? part.matrix.values
    }
    guard let best, !ValueExtent(shown).isOneValue else { return "" }
    let link = parts[best.part].link(best.row, best.column)
    let value = formatNumber(best.value, significant: 3)
    let name = names[best.part]
    return Localized(
      en: "The greatest is \(value), from \(link.english) in \(name).",
      zh: "最大值 \(value)，由\(link.chinese)（\(name)）。")[language]
  }
}

/// The weights of some heads of one layer that are drawn as lines.
public struct HeadViewValues: FigureValues {
  let parts: [AttentionWeights]
  let tokens: TokenAxes
  /// nil where the file has no layers.
  let layer: Int?
  let heads: [Int]
  /// The query whose lines alone are drawn; nil for all.
  let row: Int?
  let links: [TokenLinks.Link]
  /// Weights below it have no line.
  let threshold: Double
  public let warnings: [Message]

  /// How many weights of what is drawn have no line.
  var leftOut: Int {
    let drawn = parts.reduce(0) { $0 + (row == nil ? $1.matrix.values.count : $1.matrix.columns) }
    return drawn - links.count
  }

  public func table(in language: Language) -> LabelledMatrix? {
    WeightsTable.stacked(parts, names: heads.map { "head \($0)" })
  }

  public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
    guard let displayed, tokens.keepsSums else { return [] }
    return [.weights(WeightsFact(displayed))]
  }
}
