// `cross-attention`: queries from one sequence, keys and values from another.

public import ArgumentParser

/// Attention of one sequence to another: any stage of it, or one query's weights.
@dynamicMemberLookup
public struct CrossAttention: FigureKind {
  public static let name = "cross-attention"
  public static let drawing = 3
  public static let abstract = "Draw attention of one sequence to another."
  public static let examples = [
    "attnplot cross-attention --weights x.safetensors#layer0 --head 3 "
      + "--query-tokens \"Ich liebe dich\" --key-tokens \"I love you\" -o cross.png",
    "attnplot cross-attention --query-tokens \"Ich liebe dich\" --key-tokens \"I love you\" "
      + "--dimensions 8 --seed 1 -o computed.png",
  ]

  @OptionGroup public var attention: AttentionArguments
  @OptionGroup(title: "Positions") public var positions: PositionArguments

  public static let parameters: [Parameter<CrossAttention>] = [
    Parameter(\._attention),
    Parameter(\._positions),
  ]

  public init() {}

  /// The options themselves, which both kinds of attention share.
  public subscript<Value>(dynamicMember option: KeyPath<AttentionArguments, Value>) -> Value {
    attention[keyPath: option]
  }

  public var inputFiles: [String] { attention.inputFiles + positions.files }
  public var models: [String] { attention.model.models + positions.models }
  public var companionFiles: [String] { attention.companionFiles }
  public var cellOptions: HeatMapArguments? { attention.heatMap }

  public func compute(in context: ComputeContext) throws(FigureError) -> AttentionValues {
    try AttentionComputation(attention, isCross: true, positions: positions, context).values()
  }

  public func compose(
    _ values: AttentionValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    Composition(
      try AttentionComposition(values: values, isCross: true, kind: Self.name, page: page).figure())
  }
}
