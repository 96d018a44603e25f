// How pages of paper look: sizes in px (96 make an inch), faces and colours.

import CairoRendering
import FigureModel
import FigureScene

/// Sizes and faces of a report's pages.
struct PaperStyle {
  let language: Language

  /// A4.
  static let page = Size(210 / 25.4 * 96, 297 / 25.4 * 96)
  /// Where figures, tables and text lie. Text is narrower, as lines of 70 characters read best.
  static let frame = Rect(x: 84, y: 92, width: page.width - 168, height: page.height - 92 - 96)
  static let measure = 486.0

  static let ink = Color(0x1F2328)
  static let muted = Color(0x59636E)
  static let rule = Color(0xC9D1D9)
  static let link = Color(0x0A558C)
  static let good = Color(0x1A6B36)
  static let bad = Color(0xB3261E)
  static let ground = Color(0xF4F6F8)

  /// Faces for reading: with true italics in English, with Han forms first in Chinese.
  var serif: String {
    language == .english
      ? "Linux Libertine O, Noto Serif CJK SC, DejaVu Serif" : "Noto Serif CJK SC, DejaVu Serif"
  }
  /// Faces of formulas in every language.
  static let math = "Linux Libertine O, Noto Serif CJK SC, DejaVu Serif, \(FormulaFont.family)"
  static let sans = DefaultFont.families
  /// Faces of quotation marks and the like in English text, which Han faces set in squares.
  static let latinMarks = "Linux Biolinum O, DejaVu Sans"
  static let mono = "DejaVu Sans Mono, Noto Sans Mono CJK SC"

  /// The em of running text: Han characters fill theirs, Latin letters do not.
  var bodySize: Double { language == .english ? 15.4 : 14 }
  var bodyLeading: Double { language == .english ? 20.8 : 23.5 }
  /// Formulas among Han characters are a little larger than the text, so that letters match.
  var mathSize: Double { language == .english ? bodySize : 15.2 }
  static let paragraphGap = 8.5

  private func paragraph(
    _ family: String, _ size: Double, _ leading: Double, _ color: Color = PaperStyle.ink,
    weight: TextStyle.Weight = .regular, width: Double = PaperStyle.measure,
    isJustified: Bool = false
  ) -> ParagraphStyle {
    ParagraphStyle(
      text: TextStyle(family: family, size: size, weight: weight, language: language.tag),
      leading: leading, color: color, width: width, mathSize: size * mathSize / bodySize,
      isJustified: isJustified)
  }

  var body: ParagraphStyle {
    paragraph(serif, bodySize, bodyLeading, isJustified: language == .chinese)
  }
  var title: ParagraphStyle {
    paragraph(Self.sans, 31, 40, weight: .bold, width: Self.frame.width)
  }
  var authors: ParagraphStyle { paragraph(serif, 16, 23, Self.muted, width: Self.frame.width) }
  var contentsTitle: ParagraphStyle {
    paragraph(Self.sans, 12.5, 20, Self.muted, weight: .bold)
  }
  var contents: ParagraphStyle { paragraph(serif, bodySize, 23) }
  var section: ParagraphStyle {
    paragraph(Self.sans, 20, 27, weight: .bold, width: Self.frame.width)
  }

  /// A heading within a section.
  func heading(_ level: Int) -> ParagraphStyle {
    paragraph(
      Self.sans, level <= 3 ? 15.5 : 13.5, level <= 3 ? 22 : 20, weight: .bold)
  }
  var caption: ParagraphStyle {
    paragraph(Self.sans, 11.6, language == .english ? 16 : 17.5, width: 560)
  }
  var alt: ParagraphStyle {
    var style = caption
    style.color = Self.muted
    return style
  }
  var cell: ParagraphStyle { paragraph(Self.sans, 11.6, language == .english ? 15.6 : 17) }
  /// As large as its raised digits need.
  var cellNote: ParagraphStyle {
    paragraph(Self.sans, 11.45, language == .english ? 15 : 16.5, Self.muted)
  }
  var cellHeader: ParagraphStyle {
    paragraph(Self.sans, 10.4, 14.5, Self.muted, weight: .medium)
  }
  /// Notes below a section.
  var note: ParagraphStyle {
    paragraph(
      serif, language == .english ? 13 : 11.9, language == .english ? 17.4 : 19.5, Self.muted)
  }
  var running: ParagraphStyle { paragraph(Self.sans, 10.6, 14, Self.muted) }
  var code: ParagraphStyle {
    paragraph(Self.mono, 11.6, 17, width: Self.frame.width - 24)
  }
}

/// How a paragraph is set.
struct ParagraphStyle {
  var text: TextStyle
  /// From baseline to baseline.
  var leading: Double
  var color: Color
  /// Where lines end.
  var width: Double
  /// The em of formulas in it.
  var mathSize: Double
  /// Whether lines are as wide as each other, as Chinese has it.
  var isJustified: Bool

  /// From the top of a line to its baseline.
  var baseline: Double { leading / 2 + text.size * 0.28 }

  func with(width: Double) -> ParagraphStyle {
    var style = self
    style.width = width
    return style
  }
}
