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
}

/// The arrays that a pass was asked to keep.
///
/// `attentions` (or `encoder_attentions`, `decoder_attentions`, `cross_attentions`,
/// `text_attentions`, `vision_attentions`) of shape `[layers, heads, queries, keys]`, and in the same
/// way `scores`, `queries`, `keys`, `values`, `contexts`; `hidden_states` of shape
/// `[layers, tokens, width]`; `logits` of shape `[tokens, vocabulary]`, or `last_hidden_state`.
public struct ModelRun: Sendable {
  public internal(set) var arrays: [String: KeptArray] = [:]

  public subscript(name: String) -> KeptArray? { arrays[name] }
}
