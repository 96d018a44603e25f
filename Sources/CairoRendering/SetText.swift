// Text after shaping: glyphs at positions, in px, free of Pango's layout.

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
  /// Positions of characters that no font has, drawn as empty boxes.
  var boxes: [Rect]
}

/// A glyph and the position of its origin: x from the line's left, y from the top of the box, in px.
struct PlacedGlyph {
  var index: UInt32
  var x: Double
  var y: Double
}

// MARK: Other sizes

extension SetText {
  /// The same text so many times as large.
  func scaled(by factor: Double, _ fonts: inout SizedFonts) -> SetText {
    var scaled = self
    scaled.extent.width *= factor
    scaled.extent.height *= factor
    scaled.extent.ascent *= factor
    for line in lineWidths.indices { scaled.lineWidths[line] *= factor }
    for line in lineBaselines.indices { scaled.lineBaselines[line] *= factor }
    for index in runs.indices {
      guard let font = fonts.font(runs[index].font, scaledBy: factor) else {
        scaled.failure = failure ?? Shaper.noFont
        continue
      }
      scaled.runs[index].font = font
      for glyph in runs[index].glyphs.indices {
        scaled.runs[index].glyphs[glyph].x *= factor
        scaled.runs[index].glyphs[glyph].y *= factor
      }
      scaled.runs[index].boxes = runs[index].boxes.map { $0.scaled(by: factor) }
    }
    return scaled
  }
}

/// Fonts at other sizes than those that text is shaped at.
struct SizedFonts {
  private struct Key: Hashable {
    var model: ObjectIdentifier
    var factor: Double
  }

  /// With their models, so that no other font takes the place of one.
  private var known: [Key: (font: LoadedFont, model: LoadedFont)] = [:]

  mutating func font(_ model: LoadedFont, scaledBy factor: Double) -> LoadedFont? {
    let key = Key(model: ObjectIdentifier(model), factor: factor)
    if let known = known[key] { return known.font }
    guard let font = LoadedFont(model, scaledBy: factor) else { return nil }
    known[key] = (font, model)
    return font
  }
}
