// What a font's file holds for a glyph, read apart from Cairo.

import CPangoCairo

/// Whether a font's file has nothing to draw for a glyph: not where it has an outline, and not where it cannot be
/// read.
///
/// Read with a face of its own. Cairo's is shared with all threads, on any of which Cairo may be drawing with it,
/// and a face has one place for a glyph, also while it is locked.
/// - Parameter face: the file as HarfBuzz has it.
func isBlank(_ glyph: UInt32, inFileOf face: OpaquePointer) -> Bool {
  var library: FT_Library?
  guard FT_Init_FreeType(&library) == 0, let library else { return false }
  defer { FT_Done_FreeType(library) }
  let bytes = hb_face_reference_blob(face)
  defer { hb_blob_destroy(bytes) }
  var length: UInt32 = 0
  guard let data = hb_blob_get_data(bytes, &length) else { return false }
  return data.withMemoryRebound(to: FT_Byte.self, capacity: Int(length)) { data in
    var own: FT_Face?
    // The upper half names an instance of a variable font.
    let index = FT_Long(hb_face_get_index(face) & 0xFFFF)
    guard FT_New_Memory_Face(library, data, FT_Long(length), index, &own) == 0, let own
    else { return false }
    defer { FT_Done_Face(own) }
    // FT_LOAD_NO_SCALE: as it is in the file.
    return FT_Load_Glyph(own, glyph, 1) == 0 && own.pointee.glyph.pointee.outline.n_points == 0
  }
}
