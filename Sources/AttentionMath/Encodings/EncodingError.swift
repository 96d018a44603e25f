// Everything that can be wrong with an encoding's parameters; how it is said stands beside, in
// EncodingError+Description.swift.

/// Why an encoding, or a matrix of it, cannot be made.
public enum EncodingError: Error, Hashable, Sendable {
  // MARK: Names and specifications

  /// No encoding has this name.
  case unknownName(String, known: [String])
  /// A specification is not of the form `name:parameter=value,parameter=value`.
  case malformedSpecification(String, rule: SpecificationRule)
  /// The encoding takes no parameter of this name.
  case unknownParameter(String, encoding: String, known: [String])
  /// A parameter stands twice.
  case duplicateParameter(String, encoding: String)
  /// A parameter without which the encoding is not defined.
  case missingParameter(String, encoding: String, meaning: String)
  /// The encoding does not do what is asked of it.
  case lacksCapability(encoding: String, phrase: String, offering: [String])

  /// A configuration is of a kind of model whose encoding is not known.
  case unknownModel(String, known: [String])

  // MARK: Values

  /// A parameter is not a whole number.
  case notAWholeNumber(String, String)
  /// A parameter is not a number.
  case notANumber(String, String)
  /// A parameter is none of the words it may be.
  case notAChoice(String, String, known: [String])
  /// A parameter is outside the range that the formula has.
  case outOfRange(String, Double, rule: String)
  /// A list has another number of values than the formula needs.
  case valueCount(String, Int, expected: Int, meaning: String)
  /// Two parameters, or a parameter and a model's configuration, contradict each other.
  case contradiction(String, String, rule: String)

  // MARK: Dimensions and positions

  /// d_model is below the smallest that the encoding can have.
  case tooFewDimensions(Int, minimum: Int)
  /// d_model is odd, but dimensions come in pairs of a sine and a cosine.
  case oddDimensions(Int)
  /// d_model does not divide by the number of axes times two.
  case dimensionsDoNotDivide(Int, by: Int, meaning: String)
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
  /// The encoding knows the positions of this range alone: those of a table or of a grid.
  case positionOutside(Int, known: Range<Int>, meaning: String)
  /// A grid of patches is not of the form `rows x columns`, or one of them is below 1 or above 1048576.
  case badGrid(String)

  // MARK: Tables, heads and vectors

  /// A table does not have the shape that the encoding needs.
  case tableShape(String, rows: Int, columns: Int, expected: String)
  /// A table holds NaN or an infinity.
  case tableValue(String, Double, row: Int, column: Int)
  /// A bias knows no such head.
  case noSuchHead(Int, heads: Int)
  /// Vectors to be turned are not as wide as the rotation.
  case vectorWidth(Int, expected: Int)
  /// There is not one position for each vector.
  case positionCount(Int, vectors: Int)
  /// The matrix would not fit in memory.
  case memory(MemoryShortage)

  /// What a specification breaks.
  public enum SpecificationRule: Hashable, Sendable {
    /// Nothing stands before the colon.
    case noName
    /// Nothing stands between two commas, before or after `=`.
    case emptyPart
    /// A part has no `=`.
    case partWithoutValue(String)
  }
}

/// As ``MemoryLimit/requireAvailable(rows:columns:bytesPerValue:)``, with the encodings' error.
func requireMemory(rows: Int, columns: Int) throws(EncodingError) {
  do {
    try MemoryLimit.requireAvailable(rows: rows, columns: columns)
  } catch {
    throw .memory(error)
  }
}

/// Refuses a number that is not finite or does not keep a rule.
func require(
  _ parameter: String, _ value: Double, _ rule: String, _ keeps: (Double) -> Bool
) throws(EncodingError) {
  guard value.isFinite, keeps(value) else {
    throw .outOfRange(parameter, value, rule: rule)
  }
}

/// Refuses a whole number below the smallest that the formula has.
func require(_ parameter: String, _ value: Int, atLeast minimum: Int) throws(EncodingError) {
  guard value >= minimum else {
    throw .outOfRange(
      parameter, Double(value), rule: "a whole number of \(minimum) or more is needed")
  }
}

/// Refuses a table with a value that is not finite.
func requireFinite(_ table: Matrix<Double>, _ name: String) throws(EncodingError) {
  guard let index = table.values.firstIndex(where: { !$0.isFinite }) else { return }
  throw .tableValue(
    name, table.values[index], row: index / table.columns, column: index % table.columns)
}
