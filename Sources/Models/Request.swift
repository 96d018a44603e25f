// What of a model's pass is to be kept. A pass over 1024 tokens makes gigabytes of matrices; a figure
// needs a few of them.

/// Layers or heads: all, none or some.
public enum Choice: Hashable, Sendable {
  case all
  case only(Set<Int>)

  public static let none = Choice.only([])

  func contains(_ index: Int) -> Bool {
    switch self {
    case .all: true
    case .only(let indices): indices.contains(index)
    }
  }

  /// The chosen ones of `count`, in order.
  public func indices(of count: Int) -> [Int] {
    switch self {
    case .all: Array(0..<count)
    case .only(let indices): indices.filter { $0 < count }.sorted()
    }
  }

  /// Refuses a position that is not there.
  func check(_ kind: String, count: Int) throws(ModelError) {
    guard case .only(let indices) = self else { return }
    if let index = indices.sorted().first(where: { $0 < 0 || $0 >= count }) {
      throw .noSuchIndex(kind: kind, index: index, count: count)
    }
  }
}

/// A matrix that every head of attention has.
public enum HeadPart: String, CaseIterable, Hashable, Sendable {
  /// The weights after the softmax, shape `[queries, keys]`.
  case attentions
  /// What the softmax is taken of, shape `[queries, keys]`; -∞ where a key is hidden.
  case scores
  /// As they enter the product, after rotation and norms, shape `[queries, head size]`.
  case queries
  /// Shape `[keys, head size]`; heads that share keys have the same.
  case keys
  /// Shape `[keys, head size]`.
  case values
  /// The weighted values, shape `[queries, head size]`.
  case contexts
}

/// Which attention of a model a matrix is of.
public enum Stack: String, CaseIterable, Hashable, Sendable {
  /// The only one there is.
  case single = ""
  case encoder
  case decoder
  case cross
  case text
  case vision

  /// The name of an array of this stack, such as `encoder_attentions`.
  public func name(_ part: String) -> String { self == .single ? part : "\(rawValue)_\(part)" }
}

/// What a pass keeps.
public struct Request: Sendable {
  /// The layers and heads of a part.
  public struct Heads: Hashable, Sendable {
    public var layers: Choice
    public var heads: Choice
    /// Of which attention; nil for every one that the model has.
    public var stacks: Set<Stack>?

    public init(layers: Choice = .all, heads: Choice = .all, of stacks: Set<Stack>? = nil) {
      self.layers = layers
      self.heads = heads
      self.stacks = stacks
    }

    func includes(_ stack: Stack) -> Bool { stacks?.contains(stack) ?? true }
  }

  /// Which positions' logits.
  public enum Logits: Hashable, Sendable { case none, last, all }

  public var parts: [HeadPart: Heads]
  /// The vectors after these layers; 0 stands for the embeddings, so there is one more than layers.
  public var hiddenStates: Choice
  public var logits: Logits
  /// Sees rows of weights as they are made, without any being kept.
  public var observer: (any AttentionObserver)?
  /// Gets what is kept in place of the run's arrays, while it is made.
  public var sink: (any ArraySink)?
  /// More weights of a stack than these are kept as the queries and keys that they are made from, where
  /// those take less memory: they are then in ``ModelRun/remade`` and not among its arrays.
  public var maximumHeldWeights: Int

  public init(
    parts: [HeadPart: Heads] = [:], hiddenStates: Choice = .none, logits: Logits = .none,
    observer: (any AttentionObserver)? = nil, maximumHeldWeights: Int = .max,
    sink: (any ArraySink)? = nil
  ) {
    self.sink = sink
    self.maximumHeldWeights = maximumHeldWeights
    self.parts = parts
    self.hiddenStates = hiddenStates
    self.logits = logits
    self.observer = observer
  }

  /// Whether anything is asked for that a decoder makes.
  var needsDecoder: Bool {
    logits != .none || observer != nil
      || parts.values.contains { $0.includes(.decoder) || $0.includes(.cross) }
  }

  /// All weights, hidden states and logits, as the libraries give them.
  public static var everything: Request {
    Request(parts: [.attentions: Heads()], hiddenStates: .all, logits: .all)
  }
}

/// Takes rows of attention weights while a pass makes them.
public protocol AttentionObserver: Sendable {
  /// Whether the rows of a head are wanted.
  func wants(_ stack: Stack, layer: Int, head: Int) -> Bool

  /// Gets rows of a head, from any thread and in any order of blocks.
  /// - Parameters:
  ///   - rows: the queries that the rows are of.
  ///   - weights: the rows, each of `keys` weights.
  func take(
    _ stack: Stack, layer: Int, head: Int, rows: Range<Int>, keys: Int,
    weights: UnsafeBufferPointer<Float>)
}
