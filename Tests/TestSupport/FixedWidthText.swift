// Text sizes without a font: every character has one of two widths. A stand-in for Pango in tests of
// layout, so that these need no font and their numbers are the same everywhere.

public import FigureScene

/// Measures text as a typewriter would set it: Latin 0.55 em wide, Han 1 em, lines 1.4 em high.
public struct FixedWidthText: TextMeasuring {
  public static let latin = 0.55
  public static let han = 1.0
  public static let lineHeight = 1.4

  public init() {}

  public func measure(_ text: RichText, style: TextStyle, width: Double?) -> TextExtent {
    var lines: [Double] = []
    var line = 0.0
    // A word is Latin characters up to and with the space after them, or one Han character.
    for word in words(of: text) {
      if word.first?.isBreak == true {
        lines.append(line)
        line = 0
        continue
      }
      let bare = word.reduce(0) { $0 + ($1.isSpace ? 0 : $1.width) } * style.size
      let whole = word.reduce(0) { $0 + $1.width } * style.size
      if let width, line > 0, line + bare > width + 1e-9 {
        lines.append(line)
        line = 0
      }
      guard let width, bare > width else {
        line += whole
        continue
      }
      // A word wider than a line breaks between any two characters.
      for part in word {
        if line > 0, line + part.width * style.size > width + 1e-9 {
          lines.append(line)
          line = 0
        }
        line += part.width * style.size
      }
    }
    lines.append(line)
    let height = Self.lineHeight * style.size
    return TextExtent(
      width: lines.max() ?? 0, height: height * Double(lines.count), ascent: 1.1 * style.size,
      lines: lines.count)
  }

  public func missingCharacters(in text: RichText, style: TextStyle) -> [Character] { [] }

  private struct Part {
    /// In em.
    var width: Double
    var isSpace: Bool
    var isBreak = false
  }

  private func words(of text: RichText) -> [[Part]] {
    var words: [[Part]] = []
    var word: [Part] = []
    for span in text.spans {
      let size = span.script == .normal ? 1 : 0.7
      for character in span.text {
        let isHan = (character.unicodeScalars.first?.value ?? 0) >= 0x2E80
        if isHan || character == "\n", !word.isEmpty {
          words.append(word)
          word = []
        }
        if character == "\n" {
          words.append([Part(width: 0, isSpace: true, isBreak: true)])
          continue
        }
        word.append(
          Part(width: (isHan ? Self.han : Self.latin) * size, isSpace: character == " "))
        if isHan || character == " " {
          words.append(word)
          word = []
        }
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}
