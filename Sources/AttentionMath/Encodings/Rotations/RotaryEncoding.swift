// RoPE: queries and keys are turned by their positions, so that their product knows the distance.

/// Rotary position embedding (Su et al. 2021, "RoFormer", equations 14 to 16 and 34).
///
/// Of the d_k dimensions of a query or a key the first r are turned in pairs, i = 0 … r/2 - 1:
///
///     (a, b) at position m becomes (a cos mω_i - b sin mω_i, a sin mω_i + b cos mω_i)
///     ω_i = base^(-2i/r), changed by the scaling
///
/// Which two dimensions a pair has is the ``RotaryPairing``. The angles are computed with 106 bits
/// of the frequencies, so that cosines and sines are right to 1e-15 as far as angles go to 2^53.
public struct RotaryEncoding: RotaryTable {
  public static let name = "rope"
  public static let summary = "queries and keys turned in pairs by their positions (RoPE)"

  public let dimensions: Int
  public let rotaryDimensions: Int
  public let base: Double
  public let pairing: RotaryPairing
  public let scaling: any RotaryScaling
  /// The frequency of each pair with all its digits, shape `[r / 2]`.
  let extendedFrequencies: [ExtendedDouble]
  /// The maximum frequency.
  let fastest: Double

  public var attentionFactor: Double { scaling.attentionFactor }
  /// The frequency of each pair in radians per position, `inv_freq` of models' programs; shape
  /// `[r / 2]`.
  public var frequencies: [Double] { extendedFrequencies.map(\.head) }

  /// - Parameters:
  ///   - dimensions: d_k, 2 or more.
  ///   - rotaryDimensions: r, even, at most d_k; nil for all of them.
  ///   - base: a finite number above 0.
  ///   - pairing: which two dimensions make a pair.
  ///   - scaling: how the frequencies are changed.
  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    dimensions: Int, rotaryDimensions: Int? = nil, base: Double = 10000,
    pairing: RotaryPairing = .halves, scaling: any RotaryScaling = UnscaledRotary()
  ) throws(EncodingError) {
    guard dimensions >= 2 else { throw .tooFewDimensions(dimensions, minimum: 2) }
    let rotary = rotaryDimensions ?? dimensions
    guard rotary <= dimensions else {
      throw .contradiction(
        "rotary=\(rotary)", "dimensions=\(dimensions)",
        rule: "no more dimensions can be turned than there are")
    }
    guard rotary >= 2 else {
      throw .outOfRange("rotary", Double(rotary), rule: "at least 2 dimensions must be turned")
    }
    guard rotary.isMultiple(of: 2) else {
      if rotaryDimensions == nil { throw .oddDimensions(dimensions) }
      throw .outOfRange(
        "rotary", Double(rotary), rule: "dimensions are turned in pairs; use an even number")
    }
    let rotation = try RotaryFrequencies(base: base, dimensions: rotary)
    let frequencies = try scaling.frequencies(of: rotation)
    guard frequencies.allSatisfy({ $0.head.isFinite }) else { throw .infiniteFrequency(base: base) }
    self.dimensions = dimensions
    self.rotaryDimensions = rotary
    self.base = base
    self.pairing = pairing
    self.scaling = scaling
    extendedFrequencies = frequencies
    fastest = frequencies.map(\.head).max() ?? 1
  }

  public func turns(at position: Int) throws(EncodingError) -> [PairTurn] {
    try checkPositions([position], fastest: fastest)
    return extendedFrequencies.map { PairTurn($0, position: position) }
  }
}
