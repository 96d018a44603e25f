// What a pass gave.

/// A named array of numbers.
public struct KeptArray: Hashable, Sendable {
  /// The length of each axis.
  public var shape: [Int]
  /// The numbers, the last axis running fastest.
  public var values: [Float]
  /// The layers along the first axis of a matrix of heads; empty for other arrays.
  public var layers: [Int] = []
  /// The heads along its second axis.
  public var heads: [Int] = []

  /// - Precondition: there are as many values as the shape says.
  public init(shape: [Int], values: [Float], layers: [Int] = [], heads: [Int] = []) {
    precondition(shape.reduce(1, *) == values.count)
    self.shape = shape
    self.values = values
    self.layers = layers
    self.heads = heads
  }
}

/// What makes scores of the products of queries and keys, before the mask.
public struct ScoreRule: Hashable, Sendable {
  /// What products are multiplied by: √(1 / head size) in most models, 1 in T5.
  public let scale: Float
  /// Scaled products become cap · tanh(product / cap); nil where they do not.
  public let softCap: Float?
  /// Whether a number for the distance is added.
  public let hasBias: Bool
}

/// The arrays that a pass was asked to keep.
///
/// `attentions` (or `encoder_attentions`, `decoder_attentions`, `cross_attentions`,
/// `text_attentions`, `vision_attentions`) of shape `[layers, heads, queries, keys]`, and in the same
/// way `scores`, `queries`, `keys`, `values`, `contexts`; `hidden_states` of shape
/// `[layers, tokens, width]`; `logits` of shape `[tokens, vocabulary]`, or `last_hidden_state`.
public struct ModelRun: Sendable {
  public internal(set) var arrays: [String: KeptArray] = [:]
  /// What was done to the products of queries and keys, by the name of the scores that are kept.
  public internal(set) var scoreRules: [String: ScoreRule] = [:]
  /// Weights that are kept as what they are made from, under the names that arrays would have.
  public internal(set) var remade: [String: RemadeHeads] = [:]

  /// The first tensor of the head that the config's class has, where it is not among the weights: there are
  /// no logits then.
  public internal(set) var missingHead: String?

  public subscript(name: String) -> KeptArray? { arrays[name] }

  /// The bytes that all of it takes.
  public var byteCount: Int {
    arrays.values.reduce(0) { $0 + 4 * $1.values.count }
      + remade.values.reduce(0) { $0 + $1.byteCount }
  }
}
