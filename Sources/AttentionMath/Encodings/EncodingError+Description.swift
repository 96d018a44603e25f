// How an encoding's errors are said: the value, the rule, the fix, in one line.

extension EncodingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownName(let name, let known):
      "encoding \(name): no such encoding; \(knownWords(known, for: name))"
    case .malformedSpecification(let text, let rule):
      "encoding \"\(text)\": \(rule.description)"
    case .unknownParameter(let name, let encoding, let known):
      "\(encoding): no parameter \(name); \(knownWords(known, for: name))"
    case .duplicateParameter(let name, let encoding):
      "\(encoding): \(name) is given twice; give it once"
    case .missingParameter(let name, "configuration", let meaning):
      "configuration: \(name) is missing (\(meaning)); add it to the file, or name the encoding without the file, "
        + "such as rope:base=10000,dimensions=64"
    case .missingParameter(let name, let encoding, let meaning):
      "\(encoding): \(name) is missing (\(meaning)); give "
        + "\(encoding)\(encoding.contains(":") ? "," : ":")\(name)=…"
    case .lacksCapability(let encoding, let phrase, let offering):
      "encoding \(encoding): an encoding that \(phrase) is needed; "
        + (offering.isEmpty ? "there is none" : "use \(offering.joined(separator: ", "))")
    case .unknownModel(let type, let known):
      "model_type \(type): which encoding this kind of model has is not known"
        + (Self.misspelt(type, among: known).map { " (did you mean \($0)?)" } ?? "")
        + "; name the encoding without the file, such as rope:base=10000,dimensions=64; known besides models "
        + "that say rope_theta are \(known.joined(separator: ", "))"
    case .notAWholeNumber(let name, let text):
      "\(name) \(text): a whole number is needed"
    case .notANumber(let name, let text):
      "\(name) \(text): a finite number is needed"
    case .notAChoice(let name, let text, let known):
      "\(name) \(text): no such value; \(knownWords(known, for: text))"
    case .outOfRange(let name, let value, let rule):
      "\(name) \(shortest(value)): \(rule)"
    case .valueCount(let name, let count, let expected, let meaning):
      "\(name): \(count) values, but \(expected) are needed, \(meaning)"
    case .contradiction(let one, let other, let rule):
      "\(one) and \(other) contradict each other: \(rule)"
    case .tooFewDimensions(let dimensions, let minimum):
      "dimensions \(dimensions): at least \(minimum) are needed"
    case .oddDimensions(let dimensions):
      "dimensions \(dimensions): dimensions come in pairs of a sine and a cosine; "
        + "use an even number such as \(dimensions < .max ? dimensions + 1 : dimensions - 1)"
    case .dimensionsDoNotDivide(let dimensions, let divisor, let meaning):
      "dimensions \(dimensions): a multiple of \(divisor) is needed, \(meaning); use "
        + "\(max(divisor, dimensions / divisor * divisor))"
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
    case .positionOutside(let position, let known, let meaning):
      "position \(position): \(meaning) from \(known.lowerBound) to \(known.upperBound - 1); use "
        + "one of those"
    case .badGrid(let text):
      "grid \(text): rows and columns of 1 to 1048576 are needed, such as 14x14"
    case .tableShape(let name, let rows, let columns, let expected):
      "\(name) of shape [\(rows), \(columns)]: \(expected)"
    case .tableValue(let name, let value, let row, let column):
      "\(name): \(value) at row \(row), column \(column); a table holds finite numbers"
    case .noSuchHead(let head, let heads):
      heads == 1
        ? "head \(head): there is one head, 0; choose that one, or an encoding of more heads"
        : "head \(head): there are \(heads) heads, 0 to \(heads - 1); choose among those, or an encoding of "
          + "more heads"
    case .vectorWidth(let width, let expected):
      "vectors of \(width) dimensions: the rotation is for \(expected); give dimensions=\(width)"
    case .positionCount(let count, let vectors):
      "\(count) positions for \(vectors) vectors: each vector needs one"
    case .memory(let shortage):
      shortage.description
    }
  }
}

extension EncodingError {
  /// The known kind of model that differs by a slip of the keyboard; other short names are other models.
  private static func misspelt(_ type: String, among known: [String]) -> String? {
    known.first { editDistance(type, $0) <= (min(type.count, $0.count) >= 4 ? 1 : 0) }
  }
}

extension EncodingError.SpecificationRule: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noName:
      "a name is needed first, such as rope or rope:base=500000"
    case .emptyPart:
      "parameters are written name=value with commas between them, such as alibi:heads=8"
    case .partWithoutValue(let part):
      "\"\(part)\" has no value; parameters are written name=value, such as alibi:heads=8"
    }
  }
}
