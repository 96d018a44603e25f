// A font at a size, kept alive.

import CPangoCairo
import FigureScene

/// A font at a size.
final class LoadedFont {
  private let font: GLibObject
  /// The font as Cairo draws with it.
  let scaledFont: OpaquePointer
  /// Whether glyphs are pictures in colours of their own, such as emoji, and have no outlines.
  let hasColors: Bool
  /// The font's file as HarfBuzz reads it; owned by `font`.
  let harfBuzzFace: OpaquePointer
  /// What two sizes of one face have in common.
  let face: FaceKey
  /// Height of the em square in px.
  let size: Double
  /// Glyphs that are known to be drawn, or to be blank in the font's file.
  private var sound: Set<UInt32> = []
  /// Family, style, version and a digest of the font's own header: what distinguishes this font from another
  /// version of it, wherever its file lies.
  private(set) lazy var identity: String = makeIdentity()

  init?(_ pointer: UnsafeMutablePointer<PangoFont>) {
    guard let scaled = pango_cairo_font_get_scaled_font(OpaquePointer(pointer)),
      cairo_scaled_font_status(scaled) == CAIRO_STATUS_SUCCESS
    else { return nil }
    font = GLibObject(retaining: pointer)
    scaledFont = cairo_scaled_font_reference(scaled)
    // Cairo keeps ten faces open in a process and closes others to open more, without asking whether
    // another thread has just begun to read one. A face once locked stays open; there are few.
    _ = cairo_ft_scaled_font_lock_face(scaled)
    var matrix = cairo_matrix_t()
    cairo_scaled_font_get_font_matrix(scaled, &matrix)
    let size = abs(matrix.xx * matrix.yy - matrix.xy * matrix.yx).squareRoot()
    guard size > 0 else { return nil }
    self.size = size
    let pattern = FontPattern(pointer)
    hasColors = pattern.bool(FC_COLOR)
    guard let file = hb_font_get_face(pango_font_get_hb_font(pointer)) else { return nil }
    harfBuzzFace = file
    let units = Int(hb_face_get_upem(file))
    face = FaceKey(
      file: pattern.string(FC_FILE), index: pattern.int(FC_INDEX),
      isEmboldened: pattern.bool(FC_EMBOLDEN), variations: pattern.string(FC_FONT_VARIATIONS),
      // Slant and stretch, in thousandths: the same at every size.
      shape: [matrix.xx, matrix.yx, matrix.xy, matrix.yy].map { Int(($0 / size * 1000).rounded()) },
      // At least a thousand units an em, so that outlines may be rounded to whole ones.
      unitsPerEm: units >= 1000 ? units : units * ((999 + max(units, 1)) / max(units, 1)))
  }

  /// The same font at another size; nil where Cairo cannot make it.
  init?(_ model: LoadedFont, scaledBy factor: Double) {
    guard
      let scaled = makeScaledFont(
        cairo_scaled_font_get_font_face(model.scaledFont), like: model.scaledFont, factor: factor)
    else { return nil }
    scaledFont = scaled
    font = GLibObject(retaining: model.font.pointer)
    (hasColors, harfBuzzFace) = (model.hasColors, model.harfBuzzFace)
    (face, size) = (model.face, model.size * factor)
  }

  deinit { cairo_scaled_font_destroy(scaledFont) }
}

extension LoadedFont {
  /// Throws where Cairo has drawn nothing for a glyph that is not blank.
  ///
  /// Cairo passes over what FreeType cannot load, but for memory that ran out: a glyph of a damaged
  /// file would be missing in silence. After drawing, since Cairo then has its extents at hand.
  func checkDrawn(_ glyphs: [PlacedGlyph]) throws(RenderError) {
    for glyph in glyphs where !sound.contains(glyph.index) {
      var placed = cairo_glyph_t(index: UInt(glyph.index), x: 0, y: 0)
      var extents = cairo_text_extents_t()
      cairo_scaled_font_glyph_extents(scaledFont, &placed, 1, &extents)
      if extents.width == 0, extents.height == 0 { try checkBlank(glyph.index) }
      sound.insert(glyph.index)
    }
  }

  /// Throws where a glyph of which there is nothing to draw is not blank in the font's file.
  func checkBlank(_ glyph: UInt32) throws(RenderError) {
    let pointer = font.pointer.assumingMemoryBound(to: PangoFont.self)
    guard !hasColors, !isSpace(glyph), !isBlank(glyph, inFileOf: harfBuzzFace) else { return }
    let name = FontPattern(pointer).string(FC_FILE)
    throw .textNotSet(
      "a letter of the font \(name) could not be loaded; the file is damaged, so install the font again, "
        + "or the program needs more memory (ulimit -v)")
  }

  /// Whether a glyph stands for a character of which nothing is drawn in any font.
  private func isSpace(_ glyph: UInt32) -> Bool {
    let pointer = font.pointer.assumingMemoryBound(to: PangoFont.self)
    guard let shaped = pango_font_get_hb_font(pointer) else { return false }
    return ([0x20, 0xA0, 0x3000] as [UInt32]).contains { character in
      var known: UInt32 = 0
      return hb_font_get_nominal_glyph(shaped, character, &known) != 0 && known == glyph
    }
  }

  private func makeIdentity() -> String {
    let pointer = font.pointer.assumingMemoryBound(to: PangoFont.self)
    let pattern = FontPattern(pointer)
    // The header holds a sum over the whole file; maxp holds how many glyphs there are.
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    for tag in ["head", "maxp"] {
      let blob = hb_face_reference_table(harfBuzzFace, hb_tag_from_string(tag, 4))
      defer { hb_blob_destroy(blob) }
      var length: UInt32 = 0
      guard let bytes = hb_blob_get_data(blob, &length) else { continue }
      for byte in UnsafeRawBufferPointer(start: bytes, count: Int(length)) {
        digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3
      }
    }
    let version = Double(pattern.int(FC_FONTVERSION)) / 65536
    let hexadecimal = String(digest, radix: 16)
    return "\(pattern.string(FC_FAMILY)) \(pattern.string(FC_STYLE)) "
      + "\((version * 1000).rounded() / 1000) "
      + String(repeating: "0", count: 16 - hexadecimal.count) + hexadecimal
  }
}

/// A face at so many times the size of another font, with all else like that one's; nil where Cairo cannot make
/// it. The caller owns it.
func makeScaledFont(
  _ face: OpaquePointer?, like model: OpaquePointer, factor: Double = 1
) -> OpaquePointer? {
  var matrix = cairo_matrix_t()
  var transform = cairo_matrix_t()
  cairo_scaled_font_get_font_matrix(model, &matrix)
  cairo_scaled_font_get_ctm(model, &transform)
  for part in [\cairo_matrix_t.xx, \.yx, \.xy, \.yy] { matrix[keyPath: part] *= factor }
  let options = cairo_font_options_create()
  defer { cairo_font_options_destroy(options) }
  cairo_scaled_font_get_font_options(model, options)
  guard let scaled = cairo_scaled_font_create(face, &matrix, &transform, options) else {
    return nil
  }
  guard cairo_scaled_font_status(scaled) == CAIRO_STATUS_SUCCESS else {
    cairo_scaled_font_destroy(scaled)
    return nil
  }
  return scaled
}

/// Distinguishes faces , whatever their size.
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
