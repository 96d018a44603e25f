// Text after shaping: glyphs at places, in px, free of Pango's layout.

import CPangoCairo
import FigureScene

/// Text broken into lines and shaped, ready for any surface.
struct SetText {
  var extent: TextExtent
  /// Width of each line in px.
  var lineWidths: [Double]
  /// The bytes of each line, and how far its baseline lies below the top of the box, in px.
  var lineRanges: [Range<Int>] = []
  var lineBaselines: [Double] = []
  var runs: [GlyphRun]
  /// Characters that no font has, each once.
  var missing: [Character]
  /// Why some of it has no glyphs although a font has them: memory or descriptors that ran out; nil
  /// where all is set.
  var failure: String?

  /// How far from the left of the box line `line` starts.
  func lineStart(_ line: Int, _ anchor: SceneText.HorizontalAnchor) -> Double {
    let space = extent.width - lineWidths[line]
    return switch anchor {
    case .start: 0
    case .middle: space / 2
    case .end: space
    }
  }
}

/// Text as it is set, and the widths that it is set so for.
struct WrappedText {
  let set: SetText
  /// Where its lines were to wrap, in px; nil for nowhere.
  private let width: Double?
  /// At least so wide a place breaks it in the same places.
  private let least: Double

  /// - Parameter em: the size of its type, in px.
  init(_ set: SetText, width: Double?, em: Double) {
    self.set = set
    self.width = width
    // A line that breaks within a word is looked at with the hyphen that it might end with.
    least = set.extent.width + em
  }

  /// Whether lines that wrap at `other` are these. Each takes as many words as it can, so in every width from
  /// the longest line's to the one that was tried they are the same.
  func isSame(at other: Double?) -> Bool {
    guard let other else { return width == nil }
    return other == width || other >= least && other <= width ?? .infinity
  }
}

/// Where lines of a text wrap, in px; nil for nowhere.
func wrapWidth(_ width: Double?) -> Double? {
  width.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
}

/// Glyphs of one font and colour on one line.
struct GlyphRun {
  var font: LoadedFont
  /// The run's own colour, where it has one.
  var color: Color?
  var line: Int
  var glyphs: [PlacedGlyph]
  /// What the glyphs stand for, and which bytes of it belong to which glyphs.
  var text: String
  var clusters: [cairo_text_cluster_t]
  var isRightToLeft: Bool
  /// Places of characters that no font has, drawn as empty boxes.
  var boxes: [Rect]
}

/// A glyph and the place of its origin: x from the line's left, y from the top of the box, in px.
struct PlacedGlyph {
  var index: UInt32
  var x: Double
  var y: Double
}
