// The fonts of a PDF, cut down to the glyphs it shows before Cairo sees them.
//
// Cairo copies a font's whole table of outlines for each file that it makes: 16 MB for Noto's fonts of
// Chinese, once more for their bold, where a figure shows some fifty glyphs. That was more than
// half of the time a PDF took. HarfBuzz reads no more of the file than it needs.

import CPangoCairo
import FigureScene

/// What stands in for the fonts of a document.
final class DocumentFonts {
  private var cuts: [FaceKey: CutFace] = [:]
  private var scaled: [ObjectIdentifier: ScaledFont] = [:]

  /// Cuts the fonts of all text on `pages`. One that cannot be cut is used whole.
  init(_ pages: [Scene], _ engine: TextEngine) throws(RenderError) {
    var glyphs: [FaceKey: Set<UInt32>] = [:]
    var fonts: [FaceKey: LoadedFont] = [:]
    func collect(_ items: [SceneItem]) throws(RenderError) {
      for item in items {
        switch item {
        case .group(let group): try collect(group.items)
        case .text(let text):
          try text.check()
          for run in try engine.setForDrawing(text).runs where !run.font.hasColors {
            glyphs[run.font.face, default: []].formUnion(run.glyphs.map(\.index))
            fonts[run.font.face] = run.font
          }
        case .path, .image, .link: break
        }
      }
    }
    for page in pages { try collect(page.items) }
    for (face, font) in fonts where face.isPlain {
      cuts[face] = engine.cutFaces.cut(font, to: glyphs[face] ?? [])
    }
  }

  /// What to draw glyphs of `font` with: the cut font and the numbers the glyphs have there, or the
  /// font itself.
  func standIn(for font: LoadedFont, _ glyphs: [cairo_glyph_t]) -> (OpaquePointer, [cairo_glyph_t])
  {
    guard let cut = cuts[font.face], let scaled = scaledFont(cut, like: font) else {
      return (font.scaledFont, glyphs)
    }
    let renumbered = glyphs.map { glyph in
      var glyph = glyph
      glyph.index = UInt(cut.number(of: UInt32(glyph.index)))
      return glyph
    }
    return (scaled.pointer, renumbered)
  }

  private func scaledFont(_ cut: CutFace, like font: LoadedFont) -> ScaledFont? {
    let key = ObjectIdentifier(font)
    if let known = scaled[key] { return known }
    let made = ScaledFont(cut.fontFace, like: font.scaledFont)
    scaled[key] = made
    return made
  }
}

extension FaceKey {
  /// Whether the font's outlines are drawn as the file has them.
  fileprivate var isPlain: Bool { !isEmboldened && variations.isEmpty }
}

/// A cut font at a size.
private final class ScaledFont {
  let pointer: OpaquePointer

  init?(_ face: OpaquePointer, like model: OpaquePointer) {
    guard let pointer = makeScaledFont(face, like: model) else { return nil }
    self.pointer = pointer
  }

  deinit { cairo_scaled_font_destroy(pointer) }
}

/// Faces as they were cut for the last documents: those of a figure's themes show the same letters.
struct CutFaces {
  private struct Request: Hashable {
    var face: FaceKey
    var glyphs: Set<UInt32>
  }

  private var known: [Request: CutFace?] = [:]
  /// More than these are not remembered at a time.
  private static let maximumCount = 16

  /// A face with these glyphs; nil where it is to be used whole.
  fileprivate mutating func cut(_ font: LoadedFont, to glyphs: Set<UInt32>) -> CutFace? {
    let request = Request(face: font.face, glyphs: glyphs)
    if let done = known[request] { return done }
    let cut = CutFace(font, glyphs)
    if known.count >= Self.maximumCount { known = [:] }
    known[request] = .some(cut)
    return cut
  }
}

/// A face with some of its glyphs.
private final class CutFace {
  let fontFace: OpaquePointer
  private let plan: OpaquePointer

  /// nil where the outlines are not in a table that Cairo would copy whole, or HarfBuzz cannot cut it.
  init?(_ font: LoadedFont, _ glyphs: Set<UInt32>) {
    let whole = font.harfBuzzFace
    guard hasLargeOutlines(whole),
      let tables = hb_face_create_for_tables(drawnTable, UnsafeMutableRawPointer(whole), nil)
    else { return nil }
    defer { hb_face_destroy(tables) }
    guard let input = hb_subset_input_create_or_fail() else { return nil }
    defer { hb_subset_input_destroy(input) }
    let wanted = hb_subset_input_glyph_set(input)
    for glyph in glyphs { hb_set_add(wanted, glyph) }
    guard let plan = hb_subset_plan_create_or_fail(tables, input) else { return nil }
    guard let cut = hb_subset_plan_execute_or_fail(plan) else {
      hb_subset_plan_destroy(plan)
      return nil
    }
    defer { hb_face_destroy(cut) }
    guard let fontFace = makeFontFace(of: hb_face_reference_blob(cut)) else {
      hb_subset_plan_destroy(plan)
      return nil
    }
    self.fontFace = fontFace
    self.plan = plan
  }

  /// The number of the whole font's `glyph` here; 0, the glyph of missing ones, where it was cut off.
  func number(of glyph: UInt32) -> UInt32 {
    let number = hb_map_get(hb_subset_plan_old_to_new_glyph_mapping(plan), glyph)
    return number == UInt32.max ? 0 : number
  }

  deinit {
    cairo_font_face_destroy(fontFace)
    hb_subset_plan_destroy(plan)
  }
}

/// Smaller tables are copied in no time.
private func hasLargeOutlines(_ face: OpaquePointer) -> Bool {
  let outlines = hb_face_reference_table(face, hb_tag_from_string("CFF ", 4))
  defer { hb_blob_destroy(outlines) }
  return hb_blob_get_length(outlines) > 1 << 18
}

/// A table of the font without those that only shaping needs: what they hold would be read through.
private let drawnTable: hb_reference_table_func_t = { _, tag, whole in
  let shaping = ["cmap", "GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx"]
  guard !shaping.contains(where: { hb_tag_from_string($0, 4) == tag }) else {
    return hb_blob_get_empty()
  }
  return hb_face_reference_table(whole.map { OpaquePointer($0) }, tag)
}

/// What a font face of Cairo's needs as long as it lives.
private final class FontMemory {
  let bytes: OpaquePointer
  let library: FT_Library

  init(bytes: OpaquePointer, library: FT_Library) {
    self.bytes = bytes
    self.library = library
  }

  deinit {
    FT_Done_FreeType(library)
    hb_blob_destroy(bytes)
  }
}

nonisolated(unsafe) private let memoryKey = UnsafeMutablePointer<cairo_user_data_key_t>
  .allocate(capacity: 1)

/// A font of Cairo's from the bytes of a font file, which it takes over.
///
/// Cairo keeps faces for a while after their last use and then frees them on any thread. FreeType
/// wants a library used by one thread at a time, so each face has one of its own.
private func makeFontFace(of bytes: OpaquePointer?) -> OpaquePointer? {
  var library: FT_Library?
  guard let bytes, FT_Init_FreeType(&library) == 0, let library else {
    hb_blob_destroy(bytes)
    return nil
  }
  let memory = FontMemory(bytes: bytes, library: library)
  var length: UInt32 = 0
  var face: FT_Face?
  guard let data = hb_blob_get_data(bytes, &length),
    data.withMemoryRebound(
      to: FT_Byte.self, capacity: Int(length),
      { data in
        FT_New_Memory_Face(library, data, FT_Long(length), 0, &face)
      }) == 0,
    let fontFace = cairo_ft_font_face_create_for_ft_face(face, Int32(FT_LOAD_NO_HINTING))
  else { return nil }
  let kept = Unmanaged.passRetained(memory)
  let status = cairo_font_face_set_user_data(fontFace, memoryKey, kept.toOpaque()) { memory in
    if let memory { Unmanaged<FontMemory>.fromOpaque(memory).release() }
  }
  guard status == CAIRO_STATUS_SUCCESS else {
    cairo_font_face_destroy(fontFace)
    kept.release()
    return nil
  }
  return fontFace
}
