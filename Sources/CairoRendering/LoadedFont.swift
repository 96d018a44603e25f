// A font at a size, kept alive.

import CPangoCairo
import FigureScene

/// A font at a size.
final class LoadedFont {
  private let font: GLibObject
  /// The font as Cairo draws with it; owned by `font`.
  let scaledFont: OpaquePointer
  /// Whether glyphs are pictures in colours of their own, such as emoji, and have no outlines.
  let hasColors: Bool
  /// What two sizes of one face have in common.
  let face: FaceKey
  /// Height of the em square in px.
  let size: Double

  init?(_ pointer: UnsafeMutablePointer<PangoFont>) {
    guard let scaled = pango_cairo_font_get_scaled_font(OpaquePointer(pointer)),
      cairo_scaled_font_status(scaled) == CAIRO_STATUS_SUCCESS
    else { return nil }
    font = GLibObject(retaining: pointer)
    scaledFont = scaled
    var matrix = cairo_matrix_t()
    cairo_scaled_font_get_font_matrix(scaled, &matrix)
    let size = abs(matrix.xx * matrix.yy - matrix.xy * matrix.yx).squareRoot()
    guard size > 0 else { return nil }
    self.size = size
    let pattern = FontPattern(pointer)
    hasColors = pattern.bool(FC_COLOR)
    let units = Int(hb_face_get_upem(hb_font_get_face(pango_font_get_hb_font(pointer))))
    face = FaceKey(
      file: pattern.string(FC_FILE), index: pattern.int(FC_INDEX),
      isEmboldened: pattern.bool(FC_EMBOLDEN), variations: pattern.string(FC_FONT_VARIATIONS),
      // Slant and stretch, in thousandths: the same at every size.
      shape: [matrix.xx, matrix.yx, matrix.xy, matrix.yy].map { Int(($0 / size * 1000).rounded()) },
      // At least a thousand units an em, so that outlines may be rounded to whole ones.
      unitsPerEm: units >= 1000 ? units : units * ((999 + max(units, 1)) / max(units, 1)))
  }
}

/// Tells faces apart, whatever their size.
struct FaceKey: Hashable {
  var file: String
  var index: Int
  var isEmboldened: Bool
  var variations: String
  var shape: [Int]
  /// Units that outlines are given in.
  var unitsPerEm: Int
}

/// What fontconfig says of a font.
private struct FontPattern {
  let pattern: OpaquePointer?

  init(_ font: UnsafeMutablePointer<PangoFont>) {
    pattern = pango_fc_font_get_pattern(
      UnsafeMutableRawPointer(font).assumingMemoryBound(to: PangoFcFont.self))
  }

  func string(_ key: String) -> String {
    var value: UnsafeMutablePointer<FcChar8>?
    guard FcPatternGetString(pattern, key, 0, &value) == FcResultMatch, let value else { return "" }
    return String(cString: value)
  }

  func int(_ key: String) -> Int {
    var value: Int32 = 0
    return FcPatternGetInteger(pattern, key, 0, &value) == FcResultMatch ? Int(value) : 0
  }

  func bool(_ key: String) -> Bool {
    var value: FcBool = 0
    return FcPatternGetBool(pattern, key, 0, &value) == FcResultMatch && value != 0
  }
}
