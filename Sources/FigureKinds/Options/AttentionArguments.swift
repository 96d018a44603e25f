// The options of attention, whether it is of one sequence or of two.

public import ArgumentParser
public import AttentionMath

extension AttentionReduction: ExpressibleByArgument {}

/// Where attention comes from and what of it is drawn.
public struct AttentionArguments: ParsableArguments, Sendable {
  /// A step of scaled dot-product attention.
  public enum Stage: String, CaseIterable, Hashable, Sendable, ExpressibleByArgument {
    case scores, scaled, masked, weights, output, all
  }

  @Option(
    help: ArgumentHelp("A file of weights, FILE#name for a tensor in it.", valueName: "file"),
    completion: .file())
  public var weights: String?

  @Option(
    help: ArgumentHelp(
      "Draw the difference to the same weights of another file, on a scale about 0.",
      valueName: "file"), completion: .file())
  public var minus: String?

  @Option(
    help: ArgumentHelp("A file of queries, [n_q, d_k].", valueName: "file"),
    completion: .file())
  public var query: String?

  @Option(
    help: ArgumentHelp("A file of keys, [n_k, d_k].", valueName: "file"),
    completion: .file())
  public var key: String?

  @Option(
    help: ArgumentHelp("A file of values, [n_k, d_v].", valueName: "file"),
    completion: .file())
  public var value: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "d_model of attention that is computed from tokens alone; 4 if not given.", valueName: "d"))
  public var dimensions: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What embeddings and projections are drawn from; 0 if not given.", valueName: "n"))
  public var seed: Int?

  @Option(help: ArgumentHelp("Which step to draw.", valueName: "stage"))
  public var stage = Stage.weights

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw this query's row as bars: a token or its number.", valueName: "token"))
  public var queryToken: String?

  @Option(
    help: ArgumentHelp(
      "Combine weights into one matrix: the heads of --layer, the layers of --head, or all.",
      valueName: "how"))
  public var combine: AttentionReduction?

  @OptionGroup(title: "Which matrix") public var choice: MatrixChoiceArguments
  @OptionGroup(title: "Mask") public var mask: MaskArguments
  @OptionGroup(title: "Scaling") public var scaling: ScalingArguments
  @OptionGroup(title: "Tokens") public var tokens: TokenArguments
  @OptionGroup(title: "Which part") public var selection: SelectionArguments
  @OptionGroup(title: "Model") public var model: ModelArguments
  @OptionGroup(title: "Axes of the array") public var array: ArrangementArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public init() {}

  var inputFiles: [String] {
    [weights, minus, query, key, value, mask.maskFile].compactMap { $0 } + model.files
      + tokens.files
  }

  var companionFiles: [String] { tokens.companions(of: weights, naming: queryToken) }
}
