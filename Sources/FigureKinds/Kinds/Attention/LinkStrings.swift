// How words name a query, a key, and the link from one to the other.

import FigureModel
import TextFormats

/// The names that words use for queries and keys.
struct LinkStrings {
  var queries: TokenList?
  var keys: TokenList?
  /// The positions of those that are left, where some are.
  var queryIndices: [Int]?
  var keyLocations: [Int]?

  /// A query and a key in the middle of a sentence: tokens in quotes, or numbers.
  func link(_ row: Int, _ column: Int) -> Localized {
    func name(
      _ tokens: TokenList?, _ index: Int, _ locations: [Int]?, _ after: String
    ) -> Localized {
      guard let name = tokens?.displayed[index].shortened(60) else {
        let location = locations?[index] ?? index
        return Localized(en: "\(location)", zh: " \(location)\(after)")
      }
      return Localized(en: "“\(name)”", zh: "“\(name)”")
    }
    let (query, key) = (
      name(queries, row, queryIndices, " "), name(keys, column, keyLocations, "")
    )
    return Localized(
      en: "query \(query.english) to key \(key.english)",
      zh: "查询\(query.chinese)指向键\(key.chinese)")
  }

  /// The sentence on the maximum value.
  func strongest(_ value: Double, _ row: Int, _ column: Int, _ language: Language) -> String {
    let value = formatNumber(value, significant: 3)
    let link = link(row, column)
    return Localized(
      en: "The greatest is \(value), from \(link.english).",
      zh: "最大值 \(value)，由\(link.chinese)。")[language]
  }
}
