// ALiBi: a penalty that grows with the distance, at each head with a slope of its own.

internal import RealModule

/// Which numbers ALiBi adds; they differ by what softmax does not see, or by the direction.
public enum AlibiForm: String, CaseIterable, Hashable, Sendable {
  /// -slope · (i - j) for keys j ≤ i, -∞ for later ones (Press et al. 2022, section 3).
  case causal
  /// -slope · |i - j| (encoders; the authors' note on bidirectional models).
  case symmetric
  /// slope · j, the same in every row: after softmax as ``causal`` under a causal mask (Bloom,
  /// Falcon, MPT).
  case keyPosition = "key-position"
}

/// Attention with linear biases (Press, Smith & Lewis 2022, "Train short, test long", section 3).
///
/// With h heads, a power of two, head k = 1 … h has the slope 2^(-8k/h). With other numbers, as the
/// authors' program has it: the slopes of the power of two below h, and then every second slope of
/// the power of two above, from the first on.
public struct AlibiBias: PositionalEncoding, PositionBias, Hashable {
  public static let name = "alibi"
  public static let summary = "a penalty that grows with the distance, steeper at the first heads"

  public let headCount: Int
  public let form: AlibiForm
  /// One for each head, above 0; shape `[heads]`.
  public let slopes: [Double]
  public var heads: Int? { headCount }

  /// - Parameters:
  ///   - heads: 1 … 65536.
  ///   - form: which numbers are added.
  /// - Throws: ``EncodingError`` when there is not one head, or more than any model has.
  public init(heads: Int, form: AlibiForm = .causal) throws(EncodingError) {
    try requireHeads(heads)
    headCount = heads
    self.form = form
    slopes = Self.slopes(heads: heads)
  }

  public static let parameters = [EncodingParameter.heads, formParameter]
  private static let formParameter = EncodingParameter.choice(
    "form", AlibiForm.causal, "earlier keys alone, both directions, or the key's position")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    try self.init(
      heads: try reader.integer(.heads), form: try reader.choice(Self.formParameter))
  }

  public var specification: EncodingSpecification {
    specification(.init("heads", headCount), .init("form", form))
  }

  /// The slopes of this many heads.
  private static func slopes(heads: Int) -> [Double] {
    let below = 1 << (Int.bitWidth - 1 - heads.leadingZeroBitCount)
    func powers(_ count: Int) -> [Double] {
      (1...count).map { Double.exp2(-8 * Double($0) / Double(count)) }
    }
    let rest = powers(2 * below).enumerated().filter { $0.offset.isMultiple(of: 2) }
    return powers(below) + rest.prefix(heads - below).map(\.element)
  }

  public func bias(
    head: Int, queries: Range<Int>, keys: Range<Int>
  ) throws(EncodingError) -> Matrix<Double> {
    try check(head: head)
    let slope = slopes[head]
    return try biasMatrix(queries: queries, keys: keys) { query, key in
      switch form {
      case .causal: key > query ? -.infinity : slope * Double(key - query)
      case .symmetric: -slope * Double(abs(key - query))
      case .keyPosition: slope * Double(key)
      }
    }
  }
}

/// Refuses a number of heads that no model has.
func requireHeads(_ heads: Int) throws(EncodingError) {
  guard (1...65536).contains(heads) else {
    throw .outOfRange("heads", Double(heads), rule: "1 to 65536 heads are possible")
  }
}
