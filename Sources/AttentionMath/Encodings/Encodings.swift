// The registry of positional encodings.

/// Every positional encoding, by name.
public enum Encodings {
  /// Every encoding there is, the usual one first: vectors added to tokens, rotations of queries
  /// and keys, additions to scores.
  public static let all: [any PositionalEncoding.Type] = [
    SinusoidalEncoding.self,
    IndexEncoding.self,
    LearnedEncoding.self,
    ImageSinusoid.self,
    LearnedPatches.self,
    DetrSinusoid.self,
    FourierFeatures.self,
    RandomFourierFeatures.self,
    RotaryEncoding.self,
    GridRotary.self,
    MultiAxisRotary.self,
    AlibiBias.self,
    T5Bias.self,
    ShawDistances.self,
    TransformerXLPositions.self,
    KerpleBias.self,
    FireBias.self,
    RetentionDecay.self,
  ]

  /// The names of ``all``, in its order.
  public static var names: [String] { all.map { $0.name } }

  /// The encoding of this name.
  /// - Throws: ``EncodingError/unknownName(_:known:)``.
  public static func named(
    _ name: String
  ) throws(EncodingError) -> any PositionalEncoding.Type {
    for encoding in all where encoding.name == name { return encoding }
    throw .unknownName(name, known: names)
  }

  /// The encoding of a specification.
  ///
  /// - Parameters:
  ///   - specification: its name and parameters.
  ///   - assumed: what holds where the specification says nothing, such as a command's own options;
  ///     an encoding ignores what it has no use for.
  ///   - tables: matrices that were read, by the name of the parameter.
  /// - Throws: ``EncodingError`` that names the value, the rule and the fix.
  public static func make(
    _ specification: EncodingSpecification, assuming assumed: [String: String] = [:],
    tables: [String: Matrix<Double>] = [:]
  ) throws(EncodingError) -> any PositionalEncoding {
    try named(specification.name).init(
      options: EncodingOptions(specification, assuming: assumed, tables: tables))
  }

  /// The encoding of a text such as `rope:scaling=yarn,factor=4,original=4096`.
  /// - Throws: ``EncodingError``, as for a specification.
  public static func make(
    _ text: String, assuming assumed: [String: String] = [:],
    tables: [String: Matrix<Double>] = [:]
  ) throws(EncodingError) -> any PositionalEncoding {
    try make(EncodingSpecification(text), assuming: assumed, tables: tables)
  }

  /// The range of `count` positions that begins at `first`.
  /// - Throws: ``EncodingError`` when there is not one position, or the last one is beyond `Int`.
  public static func positions(
    count: Int, first: Int = 0
  ) throws(EncodingError) -> Range<Int> {
    guard count >= 1 else { throw .tooFewPositions(count) }
    let (end, overflow) = first.addingReportingOverflow(count)
    guard !overflow else { throw .positionTooFar(first: first, count: count) }
    return first..<end
  }
}
