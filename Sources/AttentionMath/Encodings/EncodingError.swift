// Everything that can be wrong with an encoding's parameters, and how it is said.

/// Why an encoding, or a matrix of it, cannot be made.
public enum EncodingError: Error, Hashable, Sendable {
  /// No encoding has this name.
  case unknownName(String, known: [String])
  /// d_model is below the least that the encoding can have.
  case tooFewDimensions(Int, least: Int)
  /// d_model is odd, but dimensions come in pairs of a sine and a cosine.
  case oddDimensions(Int)
  /// The spacing `endpoint` divides by d_model / 2 - 1, so it needs two pairs.
  case endpointNeedsTwoPairs(dimensions: Int)
  /// The base is NaN, infinite, 0 or negative.
  case baseOutOfRange(Double)
  /// The base is so near 0 that a frequency is infinite.
  case infiniteFrequency(base: Double)
  /// The number of positions is 0 or negative.
  case tooFewPositions(Int)
  /// A position is beyond `Int`, or so far out that no digit of its angle would be right.
  case positionTooFar(first: Int, count: Int?)
  /// The matrix would not fit in memory.
  case memory(MemoryShortage)
}

extension EncodingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownName(let name, let known):
      "encoding \(name): no such encoding; known are \(known.joined(separator: ", "))"
    case .tooFewDimensions(let dimensions, let least):
      "dimensions \(dimensions): at least \(least) are needed"
    case .oddDimensions(let dimensions):
      "dimensions \(dimensions): dimensions come in pairs of a sine and a cosine; "
        + "use an even number such as \(dimensions < .max ? dimensions + 1 : dimensions - 1)"
    case .endpointNeedsTwoPairs(let dimensions):
      "dimensions \(dimensions): the spacing endpoint needs at least 4; "
        + "use 4 or more, or the spacing standard"
    case .baseOutOfRange(let base):
      "base \(base): the base must be a finite number above 0, such as 10000"
    case .infiniteFrequency(let base):
      "base \(base): so small a base makes a frequency infinite; use a larger one, such as 10000"
    case .tooFewPositions(let count):
      "positions \(count): at least 1 position is needed"
    case .positionTooFar(let first, let count?):
      "positions \(count) from \(first): angles beyond 2^53 radians have no right digits; "
        + "use positions nearer to 0"
    case .positionTooFar(let position, nil):
      "position \(position): angles beyond 2^53 radians have no right digits; "
        + "use a position nearer to 0"
    case .memory(let shortage):
      shortage.description
    }
  }
}
