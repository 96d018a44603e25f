// `attention`: scaled dot-product self-attention, computed or from a model's weights.

public import ArgumentParser

/// Self-attention: any stage of it, or one query's weights.
@dynamicMemberLookup
public struct Attention: FigureKind {
  public static let name = "attention"
  public static let drawing = 3
  public static let abstract = "Draw self-attention, computed or from a model's own weights."
  public static let examples = [
    "attnplot attention --tokens \"我 爱 人 工 智 能\" --dimensions 4 --seed 7 --stage all -o a.png",
    "attnplot attention --query q.npy --key k.npy --value v.npy --mask causal --stage weights "
      + "-o w.svg",
    "attnplot attention --weights attn.npy --layer 11 --head 0 --tokens-file tokens.json "
      + "-o head.png",
    "attnplot attention --weights example:minilm --layer 4 --head 3 --query-token it -o it.png",
    "attnplot attention --tokens \"the cat sat on the mat\" --seed 7 --rope -o rope.png",
  ]

  @OptionGroup public var attention: AttentionArguments
  @OptionGroup(title: "Positions") public var positions: PositionArguments

  public static let parameters: [Parameter<Attention>] = [
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
    try AttentionComputation(attention, isCross: false, positions: positions, context).values()
  }

  public func compose(
    _ values: AttentionValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    Composition(
      try AttentionComposition(values: values, isCross: false, kind: Self.name, page: page).figure()
    )
  }
}
