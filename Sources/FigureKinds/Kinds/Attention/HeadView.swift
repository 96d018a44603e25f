// `head-view`: lines between two columns of tokens, as in Vaswani et al. 2017, figures 3 and 4.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles

/// Some heads' weights as lines from queries to keys.
public struct HeadView: FigureKind {
  public static let name = "head-view"
  public static let abstract = "Draw heads' weights as lines between two columns of tokens."
  public static let examples = [
    "attnplot head-view --weights attn.npy --layer 4 --heads 5,6 --query-token its -o lines.svg"
  ]
  public static let claims = [
    "rows-sum-to-one",
    "weights-in-unit-interval",
  ]

  @Option(
    help: ArgumentHelp("A file of weights, FILE#name for a tensor in it.", valueName: "file"),
    completion: .file())
  public var weights: String

  @Option(parsing: .unconditional, help: ArgumentHelp("The layer, from 0.", valueName: "n"))
  public var layer: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The heads, a colour each: 5,6; the first if not given.", valueName: "list"),
    transform: IntegerList.parsed)
  public var heads: IntegerList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw the lines of this query alone: a token or its number.", valueName: "token"))
  public var queryToken: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out weights below this.", valueName: "number"))
  public var threshold = 0.02

  @OptionGroup(title: "Tokens") public var tokens: TokenArguments

  public init() {}

  public var inputFiles: [String] { [weights] + tokens.files }

  /// More heads than this cannot be told apart.
  static let mostHeads = 7
  static let mostTokens = 400

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    guard threshold.isFinite, threshold >= 0 else {
      throw .usage("--threshold \(threshold): must be 0 or more")
    }
    let tensor = try MatrixInput.tensor(weights, option: "--weights", context)
    let grid = try WeightsGrid(tensor: tensor, reference: weights)
    let layer = try grid.onlyLayer(layer)
    let chosen = heads?.values ?? [0]
    guard chosen.count <= Self.mostHeads else {
      throw .usage(
        "--heads: \(chosen.count) heads cannot be told apart; give at most \(Self.mostHeads)")
    }
    var parts: [AttentionWeights] = []
    for head in chosen {
      let head = try grid.checkedHead(head, option: "--heads")
      let matrix = try grid.matrix(layer: layer, head: head)
      parts.append(try AttentionWeights(matrix, tokens: tokens, isCross: false, context))
    }
    guard let first = parts.first, first.matrix.rows <= Self.mostTokens,
      first.matrix.columns <= Self.mostTokens
    else {
      throw .usage(
        "--weights \(weights): more than \(Self.mostTokens) tokens cannot be read as lines; draw a "
          + "heat map, or choose --only-tokens")
    }
    return try figure(parts, first, chosen, layer: layer, context)
  }

  private func figure(
    _ parts: [AttentionWeights], _ first: AttentionWeights, _ heads: [Int], layer: Int,
    _ context: FigureContext
  ) throws(FigureError) -> FigureDraft {
    let language = context.language
    let queries = first.queries?.shown ?? (0..<first.matrix.rows).map { "\($0)" }
    let keys = first.keys?.shown ?? (0..<first.matrix.columns).map { "\($0)" }
    let only: Int?
    if let queryToken {
      guard
        let list = first.queries ?? Optional(TokenList(raw: queries, shown: queries, option: ""))
      else { throw .usage("--query-token \(queryToken): there are no tokens") }
      only = try list.place(of: queryToken, option: "--query-token")
    } else {
      only = nil
    }
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
    let names = heads.map { Localized(en: "head \($0)", zh: "第 \($0) 头")[language] }
    let place = WeightsChoice.name(layer: layer, head: nil, language)
    let title = Localized(
      en: only.map { "\(place): what \"\(queries[$0])\" attends to" }
        ?? "\(place): attention between tokens",
      zh: only.map { "\(place)：“\(queries[$0])” 关注什么" } ?? "\(place)：词元之间的注意力")
    let summary = Localized(
      en:
        "Lines from \(only.map { "the query \"\(queries[$0])\"" } ?? "\(queries.count) queries") to "
        + "\(keys.count) keys for \(listed(names, .english)) of layer \(layer); the stronger the "
        + "line, the greater the weight. \(first.strongest(.english))",
      zh: "第 \(layer) 层 \(listed(names, .chinese))：从"
        + "\(only.map { "查询 “\(queries[$0])”" } ?? " \(queries.count) 个查询")到 \(keys.count) 个键的连线，"
        + "线越浓权重越大。\(first.strongest(.chinese))")
    let height = Double(max(queries.count, keys.count)) * 24 + 130
    let content = TokenLinks(
      queries: queries, keys: keys, links: links,
      heads: names, highlighted: only,
      queryTitle: Localized(en: "query", zh: "查询")[language],
      keyTitle: Localized(en: "key", zh: "键")[language])
    return FigureDraft(
      figure: Figure(
        name: Self.name, title: RichText(title[language]), summary: summary[language],
        language: language,
        panels: [
          Panel(
            content: .links(content), x: Axis(domain: .names([])), y: Axis(domain: .names(queries)))
        ],
        size: context.size ?? .exact(Size(560, max(260, height)))),
      table: WeightsTable.stacked(parts, names: heads.map { "head \($0)" }),
      warnings: parts.flatMap(\.warnings).uniqued)
  }
}
