// Asking an encoding for what it can do: the capabilities by name, and the error that lists who has
// one. The protocols behind them stand in PositionalEncoding.swift and beside the two seams of
// attention.

/// A capability that an encoding may have, to be asked for by ``PositionalEncoding/offering(_:)``.
public struct EncodingCapability<Value>: Sendable {
  /// What an encoding with it does: `turns queries and keys`.
  public let phrase: String
  private let isOfferedBy: @Sendable (any PositionalEncoding.Type) -> Bool

  fileprivate init(
    _ phrase: String, isOfferedBy: @escaping @Sendable (any PositionalEncoding.Type) -> Bool
  ) {
    self.phrase = phrase
    self.isOfferedBy = isOfferedBy
  }

  /// The names of the registry's encodings that have it.
  public var names: [String] { Encodings.all.filter(isOfferedBy).map { $0.name } }
}

extension PositionalEncoding {
  /// The encoding as one that has a capability.
  ///
  ///     let vectors = try encoding.offering(.tokenVectors).matrix(positions: 0..<50)
  /// - Throws: ``EncodingError/lacksCapability(encoding:phrase:offering:)``, which names the
  ///   encodings that have it.
  public func offering<Value>(
    _ capability: EncodingCapability<Value>
  ) throws(EncodingError) -> Value {
    guard let value = self as? Value else {
      throw .lacksCapability(
        encoding: name, phrase: capability.phrase, offering: capability.names)
    }
    return value
  }
}

// MARK: - The capabilities

extension EncodingCapability where Value == any TokenEncoding {
  public static var tokenVectors: Self {
    Self("adds a vector to each token") { $0 is any TokenEncoding.Type }
  }
}

extension EncodingCapability where Value == any PatchEncoding {
  public static var patches: Self {
    Self("adds a vector to each patch of an image") { $0 is any PatchEncoding.Type }
  }
}

extension EncodingCapability where Value == any PairFrequencies {
  public static var frequencies: Self {
    Self("has pairs with frequencies") { $0 is any PairFrequencies.Type }
  }
}

extension EncodingCapability where Value == any SineCosinePairs {
  public static var sineCosinePairs: Self {
    Self("has pairs of a sine and a cosine") { $0 is any SineCosinePairs.Type }
  }
}

extension EncodingCapability where Value == any ClosedFormSimilarity {
  public static var closedFormSimilarity: Self {
    Self("has a formula for the similarity at a distance") { $0 is any ClosedFormSimilarity.Type }
  }
}

extension EncodingCapability where Value == any LinearShift {
  public static var shift: Self {
    Self("moves along the sequence by one matrix") { $0 is any LinearShift.Type }
  }
}

extension EncodingCapability where Value == any RotaryTable {
  public static var rotation: Self {
    Self("turns queries and keys") { $0 is any RotaryTable.Type }
  }
}

extension EncodingCapability where Value == any DistanceVectors {
  public static var distanceVectors: Self {
    Self("has a vector for each distance") { $0 is any DistanceVectors.Type }
  }
}

extension EncodingCapability where Value == any ScoreAddition & PositionalEncoding {
  public static var scoreAddition: Self {
    Self("adds to scores") { $0 is any (ScoreAddition & PositionalEncoding).Type }
  }
}

extension EncodingCapability where Value == any PositionBias & PositionalEncoding {
  public static var bias: Self {
    Self("adds to scores what depends on positions alone") {
      $0 is any (PositionBias & PositionalEncoding).Type
    }
  }
}

extension EncodingCapability where Value == any IndexedBias {
  public static var indices: Self {
    Self("looks up a distance in a table") { $0 is any IndexedBias.Type }
  }
}
