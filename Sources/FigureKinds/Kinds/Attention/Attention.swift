// `attention`: scaled dot-product self-attention, computed or from a model's weights.

public import ArgumentParser

/// Self-attention: any stage of it, or one query's weights.
@dynamicMemberLookup
public struct Attention: FigureKind {
  public static let name = "attention"
  public static let abstract = "Draw self-attention, computed or from a model's own weights."
  public static let examples = [
    "attnplot attention --tokens \"我 爱 人 工 智 能\" --dimensions 4 --seed 7 --stage all -o a.png",
    "attnplot attention --query q.npy --key k.npy --value v.npy --mask causal --stage weights "
      + "-o w.svg",
    "attnplot attention --weights attn.npy --layer 11 --head 0 --tokens-file tokens.json "
      + "-o head.png",
    "attnplot attention --weights example:minilm --layer 4 --head 3 --query-token it -o it.png",
  ]

  @OptionGroup public var attention: AttentionArguments

  public static let parameters: [Parameter<Attention>] = [
    Parameter(\._attention)
  ]

  public init() {}

  /// The options themselves, which both kinds of attention share.
  public subscript<Value>(dynamicMember option: KeyPath<AttentionArguments, Value>) -> Value {
    attention[keyPath: option]
  }

  public var inputFiles: [String] { attention.inputFiles }
  public var models: [String] { attention.model.models }
  public var companionFiles: [String] { attention.companionFiles }
  public var cellOptions: HeatMapArguments? { attention.heatMap }

  public func compute(in context: ComputeContext) throws(FigureError) -> AttentionValues {
    try AttentionComputation(attention, isCross: false, context).values()
  }

  public func compose(
    _ values: AttentionValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    Composition(
      try AttentionComposition(values: values, isCross: false, kind: Self.name, page: page).figure()
    )
  }
}
