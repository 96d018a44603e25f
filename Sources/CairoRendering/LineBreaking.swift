// Where lines of text may break, for those who set paragraphs themselves.

import CPangoCairo

extension TextEngine {
  /// The positions where a line may break, by Unicode's rules (UAX #14): no closing mark begins a line
  /// and no opening one ends it, in Chinese as elsewhere.
  /// - Parameters:
  ///   - text: one line of text, without characters that no font draws.
  ///   - language: a BCP 47 tag.
  /// - Returns: for each position how many Unicode scalars stand before it, in order, the ends of the
  ///   text not among them.
  public func lineBreaks(in text: String, language: String) -> [Int] {
    var text = text
    let count = text.unicodeScalars.count
    guard count > 1 else { return [] }
    var attributes = [PangoLogAttr](repeating: PangoLogAttr(), count: count + 1)
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { bytes in
        pango_get_log_attrs(
          bytes.baseAddress, Int32(clamping: bytes.count), -1,
          pango_language_from_string(language), &attributes, Int32(clamping: count + 1))
      }
    }
    let scalars = Array(text.unicodeScalars)
    let isHan = isHanLanguage(language)
    return (1..<count).filter { location in
      attnplot_may_break(&attributes, Int32(clamping: location)) != 0
        || isHan && mayBreakAtQuote(scalars[location - 1], scalars[location])
    }
  }

  /// Unicode cannot tell which of “ and ” opens in a language and breaks at neither; in Chinese it is
  /// always the first.
  private func mayBreakAtQuote(_ before: Unicode.Scalar, _ after: Unicode.Scalar) -> Bool {
    func isIdeograph(_ scalar: Unicode.Scalar) -> Bool { (0x3400...0x9FFF).contains(scalar.value) }
    if before == "”" || before == "’" { return isIdeograph(after) }
    guard after == "“" || after == "‘" else { return false }
    return isIdeograph(before) || "，。、；：！？）》”’".unicodeScalars.contains(before)
  }

  /// `text` as it can be drawn: without control characters and the like, on one line.
  public static func line(_ text: String) -> String {
    drawable(text.split(whereSeparator: \.isNewline).joined(separator: " "))
      .replacing("\t", with: " ")
  }
}
