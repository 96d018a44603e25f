// What a text is searched for: a text as it stands, or a regular expression.

/// What a text is searched for.
enum TextPattern: Sendable {
  case text(String)
  case regularExpression(RegularExpression)

  /// Reads `{"String": …}` or `{"Regex": …}`.
  init(_ part: Part) throws(TokenizerError) {
    if let text = part["String"] {
      self = .text(try text.string())
    } else if let pattern = part["Regex"] {
      self = .regularExpression(try Self.compiled(try pattern.string(), file: part.file))
    } else {
      throw part.malformed(.lacks(["\"String\"", "\"Regex\""]))
    }
  }

  static func compiled(_ pattern: String, file: String) throws(TokenizerError) -> RegularExpression
  {
    do throws(PatternFault) { return try RegularExpression(pattern) } catch {
      throw .patternFailed(file: file, pattern: pattern, reason: error.reason)
    }
  }

  func matches(in text: NormalizedText, file: String) throws(TokenizerError) -> [Match] {
    switch self {
    case .text(let wanted): return text.matches(of: wanted)
    case .regularExpression(let expression):
      do throws(PatternFault) { return try expression.matches(in: text) } catch {
        throw .patternFailed(file: file, pattern: expression.pattern, reason: error.reason)
      }
    }
  }
}
