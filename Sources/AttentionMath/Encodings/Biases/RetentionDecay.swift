// RetNet's decay: what a query keeps of a key shrinks by a constant factor with each position.

internal import RealModule

/// The decay of retention (Sun et al. 2023, "Retentive network", equations 5 and 8).
///
///     D(i, j) = γ^(i - j)  for 0 ≤ i - j < window, 0 otherwise
///     γ of head h = 1 - 2^(-5 - h),  h = 0 …
///
/// RetNet multiplies scores by D and takes no softmax. Added to scores before softmax, ln D is the
/// same decay of the weights: a bias of -(i - j) ln(1/γ), as ALiBi's.
public struct RetentionDecay: PositionalEncoding, PositionBias, Hashable {
  public static let name = "retnet"
  public static let summary = "a constant decay with each position, slower at later heads (RetNet)"

  public let headCount: Int
  /// How many keys a query reaches, itself included; nil for all earlier ones.
  public let window: Int?
  /// ln γ, below 0; shape `[heads]`.
  public let logDecays: [Double]
  public var heads: Int? { headCount }

  /// - Parameters:
  ///   - heads: 1 … 48: beyond, 1 - 2^(-5 - h) is 1 in a Double.
  ///   - window: 1 or more; nil for none.
  /// - Throws: ``EncodingError`` when one of them is out of range.
  public init(heads: Int, window: Int? = nil) throws(EncodingError) {
    guard (1...48).contains(heads) else {
      throw .outOfRange("heads", Double(heads), rule: "1 to 48 heads are possible")
    }
    if let window { try require("window", window, atLeast: 1) }
    headCount = heads
    self.window = window
    logDecays = (0..<heads).map { Double.log(onePlus: -Double.exp2(-5 - Double($0))) }
  }

  /// γ of each head, 31/32 at first; shape `[heads]`.
  public var decays: [Double] { (0..<headCount).map { 1 - Double.exp2(-5 - Double($0)) } }

  public static let parameters = [EncodingParameter.heads, windowParameter]
  private static let windowParameter = EncodingParameter(
    "window", .integer, nil, "how many keys a query reaches, itself included")

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    try self.init(
      heads: try reader.integer(.heads), window: try reader.optionalInteger(Self.windowParameter))
  }

  public var specification: EncodingSpecification {
    EncodingSpecification(
      name: Self.name,
      parameters: [.init("heads", headCount)] + (window.map { [.init("window", $0)] } ?? []))
  }

  /// ln D of one head, -∞ where D is 0.
  public func bias(
    head: Int, queries: Range<Int>, keys: Range<Int>
  ) throws(EncodingError) -> Matrix<Double> {
    try check(head: head)
    return try biasMatrix(queries: queries, keys: keys) { query, key in
      reaches(query - key) ? logDecays[head] * Double(query - key) : -.infinity
    }
  }

  /// D of one head, which RetNet multiplies scores by.
  /// - Throws: ``EncodingError``, as for the bias.
  public func decay(
    head: Int, queries: Range<Int>, keys: Range<Int>
  ) throws(EncodingError) -> Matrix<Double> {
    try check(head: head)
    return try biasMatrix(queries: queries, keys: keys) { query, key in
      reaches(query - key) ? Double.exp(logDecays[head] * Double(query - key)) : 0
    }
  }

  private func reaches(_ distance: Int) -> Bool {
    distance >= 0 && (window.map { distance < $0 } ?? true)
  }
}
