// The face that a page's formulas are set in, cut down to what they show.
//
// A browser sets formulas by what a face's MATH table says (OpenType 1.9): how high scripts stand, which
// larger brackets and roots there are. Without such a face letters and brackets come from several others,
// and neither fit together nor grow. Which faces a reader has is not known, so a page brings its own.

import CPangoCairo

package enum FormulaFont {
  /// What fontconfig calls the face.
  package static let family = "DejaVu Math TeX Gyre"
  /// The package that has it.
  package static let package = "fonts-dejavu-extra"

  /// The face as a font file with these characters, their larger forms, and the whole of the MATH table.
  /// - Returns: nil where the face is not installed or cannot be cut.
  package static func subset(of characters: Set<Unicode.Scalar>) -> [UInt8]? {
    guard let path = file(), let bytes = hb_blob_create_from_file_or_fail(path) else { return nil }
    defer { hb_blob_destroy(bytes) }
    guard let face = hb_face_create(bytes, 0) else { return nil }
    defer { hb_face_destroy(face) }
    guard hb_ot_math_has_data(face) != 0, let input = hb_subset_input_create_or_fail() else {
      return nil
    }
    defer { hb_subset_input_destroy(input) }
    // The MATH table names glyphs by their numbers, which therefore stay, and is taken as it is: HarfBuzz
    // learnt to cut it later than the version that we can count on.
    hb_subset_input_set_flags(
      input, HB_SUBSET_FLAGS_RETAIN_GIDS.rawValue | HB_SUBSET_FLAGS_NO_HINTING.rawValue)
    hb_set_add(
      hb_subset_input_set(input, HB_SUBSET_SETS_NO_SUBSET_TABLE_TAG), hb_tag_from_string("MATH", 4))
    for tag in ["GSUB", "GPOS", "GDEF", "FFTM", "gasp"] {
      hb_set_add(
        hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), hb_tag_from_string(tag, 4))
    }
    // The glyphs behind the last one that is kept are cut off, and a browser takes no notice of a MATH table
    // that names one of them: nothing would grow. So the last glyph of the face stays.
    let glyphCount = hb_face_get_glyph_count(face)
    if glyphCount > 0 { hb_set_add(hb_subset_input_glyph_set(input), glyphCount - 1) }
    let font = hb_font_create(face)
    defer { hb_font_destroy(font) }
    for character in characters {
      hb_set_add(hb_subset_input_unicode_set(input), character.value)
      var glyph: UInt32 = 0
      guard hb_font_get_nominal_glyph(font, character.value, &glyph) != 0 else { continue }
      for direction in [HB_DIRECTION_TTB, HB_DIRECTION_LTR] {
        for form in largerForms(of: glyph, font, direction) {
          hb_set_add(hb_subset_input_glyph_set(input), form)
        }
      }
    }
    guard let cut = hb_subset_or_fail(face, input) else { return nil }
    defer { hb_face_destroy(cut) }
    let result = hb_face_reference_blob(cut)
    defer { hb_blob_destroy(result) }
    var length: UInt32 = 0
    guard let data = hb_blob_get_data(result, &length), length > 0 else { return nil }
    return Array(UnsafeRawBufferPointer(start: data, count: Int(length)))
  }

  /// What stands for a glyph where it has to reach further, whole or in parts.
  private static func largerForms(
    of glyph: UInt32, _ font: OpaquePointer?, _ direction: hb_direction_t
  ) -> [UInt32] {
    var variants = [hb_ot_math_glyph_variant_t](repeating: .init(), count: 32)
    var count = UInt32(variants.count)
    hb_ot_math_get_glyph_variants(font, glyph, direction, 0, &count, &variants)
    var parts = [hb_ot_math_glyph_part_t](repeating: .init(), count: 32)
    var partCount = UInt32(parts.count)
    hb_ot_math_get_glyph_assembly(font, glyph, direction, 0, &partCount, &parts, nil)
    return variants.prefix(Int(count)).map(\.glyph) + parts.prefix(Int(partCount)).map(\.glyph)
  }

  /// Where the face lies; nil where fontconfig would give another one in its place.
  private static func file() -> String? {
    guard installedFonts > 0, let pattern = FcPatternCreate() else { return nil }
    defer { FcPatternDestroy(pattern) }
    FcPatternAddString(pattern, FC_FAMILY, family)
    FcConfigSubstitute(nil, pattern, FcMatchPattern)
    FcDefaultSubstitute(pattern)
    var result = FcResultMatch
    guard let match = FcFontMatch(nil, pattern, &result) else { return nil }
    defer { FcPatternDestroy(match) }
    func string(_ key: String) -> String? {
      var value: UnsafeMutablePointer<FcChar8>?
      guard FcPatternGetString(match, key, 0, &value) == FcResultMatch, let value else {
        return nil
      }
      return String(cString: value)
    }
    return string(FC_FAMILY) == family ? string(FC_FILE) : nil
  }
}
