// Which tokens are pieces of one word.

import AttentionMath

/// Tokens as words, by the marks that their tokenizer left.
struct WordPieces {
  /// The tokens of each word, by their positions.
  private(set) var words: [Range<Int>] = []
  /// The words as the tokenizer would write them in one piece.
  private(set) var raw: [String] = []

  /// - Parameter tokens: as the tokenizer wrote them.
  ///
  /// `##` and `</w>` say which pieces go on and which ends a word; `Ġ`, `Ċ` and `▁` say where one
  /// begins. Added tokens such as `[CLS]`, and signs of punctuation, are words by themselves.
  init(_ tokens: [String]) {
    let isWordPiece = tokens.contains { $0.hasPrefix("##") && $0.count > 2 }
    let hasEnds = tokens.contains { $0.hasSuffix("</w>") && $0.count > 4 }
    let hasStarts = tokens.contains { token in
      token.unicodeScalars.first.map(Self.isStart) == true
    }
    for (location, token) in tokens.enumerated() {
      let continues: Bool
      if location == 0 || Self.isAlone(token) || Self.isAlone(tokens[location - 1]) {
        continues = isWordPiece && token.hasPrefix("##") && token.count > 2 && location > 0
      } else if isWordPiece {
        continues = token.hasPrefix("##") && token.count > 2
      } else if hasEnds {
        continues = !tokens[location - 1].hasSuffix("</w>")
      } else {
        continues = hasStarts && !(token.unicodeScalars.first.map(Self.isStart) ?? true)
      }
      if continues, let last = words.indices.last {
        words[last] = words[last].lowerBound..<location + 1
        if isWordPiece {
          raw[last] += token.dropFirst(2)
        } else if hasEnds, raw[last].hasSuffix("</w>") {
          raw[last] = raw[last].dropLast(4) + token
        } else {
          raw[last] += token
        }
      } else {
        words.append(location..<location + 1)
        raw.append(token)
      }
    }
  }

  /// Whether a scalar stands for a blank or a line's end before a word.
  private static func isStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "Ġ" || scalar == "Ċ" || scalar == "▁" || scalar == "ĉ"
  }

  /// Whether a token is a word by itself: added to the vocabulary, or punctuation.
  private static func isAlone(_ token: String) -> Bool {
    let isAdded =
      token.count > 2
      && (token.hasPrefix("[") && token.hasSuffix("]")
        || token.hasPrefix("<") && token.hasSuffix(">"))
      && token != "</w>"
    let signs = token.unicodeScalars.drop(while: isStart)
    return isAdded
      || !signs.isEmpty
        && signs.allSatisfy { scalar in
          switch scalar.properties.generalCategory {
          case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol,
            .currencySymbol, .modifierSymbol, .otherSymbol:
            // An apostrophe, and a hyphen, go on with the word they stand in.
            scalar != "'" && scalar != "\u{2019}" && scalar != "-"
          default: false
          }
        }
  }
}

extension Matrix where Element == Double {
  /// Weights between words: summed over the keys of a word, averaged over its queries.
  /// - Parameters:
  ///   - queries, keys: the rows and columns of each word; nil for one each.
  func merged(queries: [Range<Int>]?, keys: [Range<Int>]?) -> Matrix {
    let queries = queries ?? (0..<rows).map { $0..<$0 + 1 }
    let keys = keys ?? (0..<columns).map { $0..<$0 + 1 }
    return Matrix(rows: queries.count, columns: keys.count) { query, key in
      let sum = queries[query].reduce(0.0) { sum, row in
        keys[key].reduce(sum) { $0 + self[row, $1] }
      }
      return sum / Double(queries[query].count)
    }
  }
}

extension BooleanMatrix {
  /// The positions of words that are true for all of their pieces.
  func merged(queries: [Range<Int>]?, keys: [Range<Int>]?) -> BooleanMatrix {
    let queries = queries ?? (0..<rows).map { $0..<$0 + 1 }
    let keys = keys ?? (0..<columns).map { $0..<$0 + 1 }
    return BooleanMatrix(
      rows: queries.count, columns: keys.count,
      values: queries.flatMap { rows in
        keys.map { columns in
          rows.allSatisfy { row in columns.allSatisfy { self[row, $0] } }
        }
      })
  }
}
