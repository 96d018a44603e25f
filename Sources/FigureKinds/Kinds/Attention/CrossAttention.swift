// `cross-attention`: queries from one sequence, keys and values from another.

public import ArgumentParser
public import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles

/// Attention of one sequence to another.
public struct CrossAttention: FigureKind {
  public static let name = "cross-attention"
  public static let abstract = "Draw attention of one sequence to another."
  public static let examples = [
    "attnplot cross-attention --weights x.safetensors#layer0 --head 3 "
      + "--query-tokens \"Ich liebe dich\" --key-tokens \"I love you\" -o cross.png",
    "attnplot cross-attention --query-tokens \"Ich liebe dich\" --key-tokens \"I love you\" "
      + "--dimensions 8 --seed 1 -o computed.png",
  ]
  public static let claims = [
    "rows-sum-to-one",
    "weights-in-unit-interval",
  ]

  @Option(
    help: ArgumentHelp("A file of weights, FILE#name for a tensor in it.", valueName: "file"),
    completion: .file())
  public var weights: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("d_model of attention that is computed from tokens alone.", valueName: "d"))
  public var dimensions = 4

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What embeddings and projections are drawn from.", valueName: "n"))
  public var seed = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw this query's weights as bars: a token or its number.", valueName: "token"))
  public var queryToken: String?

  @Option(
    help: ArgumentHelp(
      "Combine the heads, of --layer or of all layers, into one matrix.", valueName: "how"))
  public var combine: AttentionReduction?

  @OptionGroup(title: "Which matrix") public var choice: MatrixChoiceArguments
  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public init() {}

  public var inputFiles: [String] { (weights.map { [$0] } ?? []) + tokens.files }

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    let matrix: Matrix<Double>
    var title = Localized(en: "Cross-attention", zh: "交叉注意力")[context.language]
    if let weights {
      let tensor = try MatrixInput.tensor(weights, option: "--weights", context)
      let (chosen, name) = try WeightsChoice(
        tensor: tensor, reference: weights, choice: choice, combine: combine
      ).matrix(context.language)
      matrix = chosen
      if choice.layer != nil || choice.head != nil || combine != nil {
        title +=
          Localized(en: ", \(name.prefix(1).lowercased() + name.dropFirst())", zh: "，\(name)")[
            context.language]
      }
    } else {
      matrix = try computed(context)
    }
    let attention = try AttentionWeights(matrix, tokens: tokens, isCross: true, context)
    if let queryToken {
      return try QueryBars(attention, query: queryToken, title: title, kind: Self.name, context)
        .draft()
    }
    return try AttentionFigure(
      attention: attention, title: title,
      what: Localized(en: "cross-attention weights", zh: "交叉注意力权重"), isProbability: true,
      kind: Self.name, heatMap: heatMap
    ).draft(context)
  }

  private func computed(_ context: FigureContext) throws(FigureError) -> Matrix<Double> {
    guard combine == nil, choice.layer == nil, choice.head == nil, choice.index == nil else {
      throw .usage("--layer, --head, --index and --combine go with --weights")
    }
    let lists = try tokens.lists(context)
    guard let queries = lists.queries, let keys = lists.keys else {
      throw .usage("give --weights FILE, or --query-tokens and --key-tokens: what attends to what")
    }
    let seeded = try SeededInput(dimensions: dimensions, seed: seed)
    let projections = seeded.projections()
    let a = seeded.embeddings(queries.raw)
    let b = seeded.embeddings(keys.raw)
    do throws(AttentionError) {
      return try ScaledDotProductAttention().stages(
        query: a.times(projections.query), key: b.times(projections.key),
        value: b.times(projections.value)
      ).weights
    } catch {
      throw .work("\(error)")
    }
  }
}
