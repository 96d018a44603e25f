// The options of attention, whether it is of one sequence or of two.

public import ArgumentParser
public import AttentionMath
import TextFormats

extension AttentionReduction: ChoiceValue {}

/// Where attention comes from and what of it is drawn.
public struct AttentionArguments: DeclaredOptions {
  /// A step of scaled dot-product attention.
  public enum Stage: String, Hashable, ChoiceValue {
    /// Queries, keys and values, as they enter their products.
    case q, k, v
    case scores, scaled, masked, weights, output, all
  }

  static let weights = OptionDeclaration<String?>(
    "weights", "A file of weights, FILE#name for a tensor in it.", valueName: "file", shape: .file)
  @Option(Self.weights) public var weights: String?

  static let minus = OptionDeclaration<String?>(
    "minus", "Draw the difference to the same weights of another file, on a scale about 0.",
    valueName: "file", shape: .file)
  @Option(Self.minus) public var minus: String?

  static let query = OptionDeclaration<String?>(
    "query", "A file of queries, [n_q, d_k].", valueName: "file", shape: .file)
  @Option(Self.query) public var query: String?

  static let key = OptionDeclaration<String?>(
    "key", "A file of keys, [n_k, d_k].", valueName: "file", shape: .file)
  @Option(Self.key) public var key: String?

  static let value = OptionDeclaration<String?>(
    "value", "A file of values, [n_k, d_v].", valueName: "file", shape: .file)
  @Option(Self.value) public var value: String?

  static let dimensions = OptionDeclaration<Int?>(
    "dimensions", "d_model of attention that is computed from tokens alone; 4 if not given.",
    valueName: "d", rule: .from(1, to: 4096, "must be from 1 to 4096"))
  @Option(Self.dimensions) public var dimensions: Int?

  static let seed = OptionDeclaration<Int?>(
    "seed", "What embeddings and projections are drawn from; 0 if not given.", valueName: "n",
    rule: .seed)
  @Option(Self.seed) public var seed: Int?

  static let stage = OptionDeclaration<Stage>(
    "stage", "Which step, or which of the matrices it is made of, to draw.", valueName: "stage",
    initial: Stage.weights)
  @Option(Self.stage) public var stage: Stage

  static let queryToken = OptionDeclaration<String?>(
    "query-token", "Draw this query's row as bars: a token or its number.", valueName: "token")
  @Option(Self.queryToken) public var queryToken: String?

  static let combine = OptionDeclaration<AttentionReduction?>(
    "combine",
    "Combine weights into one matrix: the heads of \(option: "layer"), the layers of \(option: "head"), or all.",
    valueName: "how")
  @Option(Self.combine) public var combine: AttentionReduction?

  @OptionGroup(title: "Which matrix") public var choice: MatrixChoiceArguments
  @OptionGroup(title: "Mask") public var mask: MaskArguments
  @OptionGroup(title: "Scaling") public var scaling: ScalingArguments
  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Which part") public var selection: SelectionArguments
  @OptionGroup(title: "Model") public var model: ModelArguments
  @OptionGroup(title: "Axes of the array") public var array: ArrangementArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<AttentionArguments>] = [
    Parameter(weights, \._weights),
    Parameter(minus, \._minus),
    Parameter(query, \._query),
    Parameter(key, \._key),
    Parameter(value, \._value),
    Parameter(dimensions, \._dimensions),
    Parameter(seed, \._seed),
    Parameter(stage, \._stage),
    Parameter(queryToken, \._queryToken),
    Parameter(combine, \._combine),
    Parameter(\._choice),
    Parameter(\._mask),
    Parameter(\._scaling),
    Parameter(\._tokens),
    Parameter(\._selection),
    Parameter(\._model),
    Parameter(\._array),
    Parameter(\._tables),
    Parameter(\._heatMap),
  ]

  public init() {}

  public var brokenOwnRules: [FigureError] { heatMap.brokenRules(subtracting: minus) }

  var inputFiles: [String] {
    [weights, minus, query, key, value, mask.maskFile].compactMap { $0 } + model.files
      + tokens.files
  }

  var companionFiles: [String] {
    tokens.companions(of: weights, naming: queryToken) + tokens.companions(of: minus)
  }
}
