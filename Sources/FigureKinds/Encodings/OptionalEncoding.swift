// Kinds that stand without any encoding as well as with one.

/// A kind that draws its figure without an encoding as well, so that most of its options have nothing to do with
/// which one is named.
public protocol OptionalEncoding: FigureKind {
  /// The options that say nothing, or something else, without the encoding that they stand beside.
  static var optionsBesideEncoding: Set<String> { get }
}

extension Attention: OptionalEncoding {
  public static var optionsBesideEncoding: Set<String> { PositionArguments.neighbors }
}

extension CrossAttention: OptionalEncoding {
  public static var optionsBesideEncoding: Set<String> { PositionArguments.neighbors }
}

extension PositionArguments {
  /// The options of computed attention that go with the encoding's own.
  fileprivate static let neighbors: Set = ["encoding", "config", "head", "dimensions"]
}
