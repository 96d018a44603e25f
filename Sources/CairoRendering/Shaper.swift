// Pango behind the text engine: a private font map, one context and one layout, used again and again.

import CPangoCairo
import FigureScene
import Glibc

/// Sets text with Pango. Belongs to one worker.
final class Shaper {
  private let fontMap: GLibObject
  private let context: GLibObject
  private let layout: GLibObject
  private var fonts: [UnsafeMutablePointer<PangoFont>: LoadedFont] = [:]
  /// The families that styles ask for: one look at a name takes as long as shaping a word.
  private var families: [FamilyChoice: String] = [:]
  /// Whether fontconfig knows any font; Pango ends the process where it is asked to draw without.
  let hasFonts: Bool

  init() {
    // Before Pango starts threads that would each read the configuration for themselves.
    hasFonts = installedFonts > 0
    // Cairo on this platform always has FreeType: without it pangoft2 would not be there either.
    let map = namingNewThreads { pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT)! }
    fontMap = GLibObject(taking: UnsafeMutableRawPointer(map))
    pango_cairo_font_map_set_resolution(OpaquePointer(map), 96)
    let context = pango_font_map_create_context(map)!
    self.context = GLibObject(taking: UnsafeMutableRawPointer(context))
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    pango_cairo_context_set_font_options(context, options)
    cairo_font_options_destroy(options)
    pango_context_set_round_glyph_positions(context, 0)
    pango_context_set_base_dir(context, PANGO_DIRECTION_WEAK_LTR)
    let layout = pango_layout_new(context)!
    self.layout = GLibObject(taking: UnsafeMutableRawPointer(layout))
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
  }

  /// The size that text of a style is shaped at, in px: nothing is hinted or rounded, so that its letters and
  /// lines are the same at every other size. Very large text keeps its own, since Pango counts positions in 1024ths
  /// of a px.
  static func shapedSize(_ style: TextStyle) -> Double {
    let own = fontSize(style)
    return own > 4 * usualSize ? own : usualSize
  }

  private static let usualSize = 32.0

  /// `text` shaped, broken into lines at `width` px and placed.
  func set(_ text: RichText, style: TextStyle, width: Double?) -> SetText {
    namingNewThreads { self.shaped(text, style: style, width: width) }
  }

  /// What of its box the letters of `text` cover.
  func ink(_ text: RichText, style: TextStyle, width: Double?) -> Rect {
    namingNewThreads {
      let spans = text.spans.map { (span: $0, text: drawable($0.text)) }
      guard hasFonts else {
        let extent = withoutFonts(spans.map(\.text).joined(), style: style).extent
        return Rect(x: 0, y: 0, width: extent.width, height: extent.height)
      }
      lay(spans, style: style, width: width)
      var (ink, logical) = (PangoRectangle(), PangoRectangle())
      pango_layout_get_extents(layout.opaque, &ink, &logical)
      return Rect(
        x: pixels(ink.x - logical.x), y: pixels(ink.y - logical.y), width: pixels(ink.width),
        height: pixels(ink.height))
    }
  }

  private func shaped(_ text: RichText, style: TextStyle, width: Double?) -> SetText {
    let spans = text.spans.map { (span: $0, text: drawable($0.text)) }
    let characters = spans.map(\.text).joined()
    guard hasFonts else { return withoutFonts(characters, style: style) }
    lay(spans, style: style, width: width)
    return collect(characters, hasColors: text.spans.contains { $0.color != nil })
  }

  /// Has Pango's layout hold the text.
  private func lay(
    _ spans: [(span: RichText.Span, text: String)], style: TextStyle, width: Double?
  ) {
    let layout = layout.opaque
    var characters = spans.map(\.text).joined()
    let description = fontDescription(style)
    pango_layout_set_font_description(layout, description)
    pango_font_description_free(description)
    let attributes = makeAttributes(spans, in: characters, style: style)
    pango_layout_set_attributes(layout, attributes)
    pango_attr_list_unref(attributes)
    let wraps = width.map { $0 > 0 && $0.isFinite } ?? false
    pango_layout_set_width(layout, wraps ? pangoUnits(width ?? 0) : -1)
    characters.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { bytes in
        pango_layout_set_text(layout, bytes.baseAddress, Int32(clamping: bytes.count))
      }
    }
  }

  // MARK: - What Pango is asked

  private struct FamilyChoice: Hashable {
    var family: String
    var language: String
  }

  /// The families to try for text in `style`, from memory where they were asked for before.
  private func families(_ style: TextStyle) -> String {
    let choice = FamilyChoice(family: style.family, language: style.language)
    if let known = families[choice] { return known }
    let names = fontFamilies(style)
    families[choice] = names
    return names
  }

  private func fontDescription(_ style: TextStyle) -> OpaquePointer {
    let description = pango_font_description_new()!
    pango_font_description_set_family(description, families(style))
    pango_font_description_set_absolute_size(
      description, Double(pangoUnits(fontSize(style))))
    pango_font_description_set_weight(
      description, PangoWeight(rawValue: UInt32(style.weight.rawValue)))
    pango_font_description_set_style(
      description, style.isItalic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL)
    return description
  }

  private func makeAttributes(
    _ spans: [(span: RichText.Span, text: String)], in characters: String, style: TextStyle
  ) -> OpaquePointer {
    let list = pango_attr_list_new()!
    func insert(_ attribute: UnsafeMutablePointer<PangoAttribute>?, _ range: Range<Int>) {
      guard let attribute else { return }
      attribute.pointee.start_index = UInt32(clamping: range.lowerBound)
      attribute.pointee.end_index = UInt32(clamping: range.upperBound)
      pango_attr_list_insert(list, attribute)
    }
    let all = 0..<characters.utf8.count
    insert(pango_attr_language_new(pango_language_from_string(style.language)), all)
    // A word that is too long is broken as it is: a hyphen would be no part of a token or a name, and how wide
    // Pango takes it to be depends on other threads.
    insert(pango_attr_insert_hyphens_new(0), all)
    if !isHanLanguage(style.language) {
      // Pango would take the language of Han characters from the environment.
      let chinese = pango_language_from_string("zh-cn")
      for range in hanRanges(characters) { insert(pango_attr_language_new(chinese), range) }
    }
    // Their proportional forms, which fonts without such forms ignore.
    for range in narrowQuoteRanges(characters, inHan: isHanLanguage(style.language)) {
      insert(pango_attr_font_features_new("pwid"), range)
    }
    for range in wholeRanges(characters) { insert(pango_attr_allow_breaks_new(0), range) }
    for range in formulaMarkRanges(characters) {
      insert(pango_attr_family_new("\(rootFamily),\(families(style))"), range)
    }
    // Few texts have any: the families are looked at for these alone.
    let operators = wideOperatorRanges(characters)
    if !operators.isEmpty, beginsWithHan(families(style)) {
      for range in operators {
        insert(pango_attr_family_new("\(rootFamily),\(families(style))"), range)
        insert(pango_attr_stretch_new(PANGO_STRETCH_CONDENSED), range)
        insert(pango_attr_scale_new(wideOperatorScale), range)
      }
      for range in infinityRanges(characters) {
        insert(pango_attr_scale_new(infinityScale), range)
      }
    }
    let size = fontSize(style)
    var start = 0
    for (span, text) in spans {
      let range = start..<start + text.utf8.count
      start = range.upperBound
      if span.isItalic { insert(pango_attr_style_new(PANGO_STYLE_ITALIC), range) }
      if span.isBold { insert(pango_attr_weight_new(PANGO_WEIGHT_BOLD), range) }
      if span.isHalfWidth { insert(pango_attr_font_features_new("halt"), range) }
      switch span.script {
      case .normal: break
      case .sub:
        insert(pango_attr_size_new_absolute(pangoUnits(size * scriptSize)), range)
        insert(pango_attr_rise_new(pangoUnits(-size * subscriptDrop)), range)
      case .super:
        insert(pango_attr_size_new_absolute(pangoUnits(size * scriptSize)), range)
        insert(pango_attr_rise_new(pangoUnits(size * superscriptRise)), range)
      }
      if let color = span.color {
        insert(
          pango_attr_foreground_new(
            UInt16(color.red) * 257, UInt16(color.green) * 257, UInt16(color.blue) * 257), range)
        insert(pango_attr_foreground_alpha_new(max(UInt16(color.alpha) * 257, 1)), range)
      }
    }
    return list
  }

  // MARK: - What Pango answers

  private func collect(_ characters: String, hasColors: Bool) -> SetText {
    let layout = layout.opaque
    var logical = PangoRectangle()
    pango_layout_get_extents(layout, nil, &logical)
    let top = pixels(logical.y)
    var result = SetText(
      extent: TextExtent(
        width: pixels(logical.width), height: pixels(logical.height),
        ascent: pixels(pango_layout_get_baseline(layout)) - top,
        lines: Int(pango_layout_get_line_count(layout))),
      lineWidths: [], runs: [], missing: [])
    guard let iterator = pango_layout_get_iter(layout) else { return result }
    defer { pango_layout_iter_free(iterator) }
    let bytes = Array(characters.utf8)
    repeat {
      var line = PangoRectangle()
      pango_layout_iter_get_line_extents(iterator, nil, &line)
      result.lineWidths.append(pixels(line.width))
      result.lineBaselines.append(pixels(pango_layout_iter_get_baseline(iterator)) - top)
      if let set = pango_layout_iter_get_line_readonly(iterator)?.pointee {
        let start = Int(set.start_index)
        result.lineRanges.append(start..<start + Int(max(set.length, 0)))
      } else {
        result.lineRanges.append(0..<0)
      }
      // A line ends with a run that is null; leaving it moves on to the next line.
      while let run = pango_layout_iter_get_run_readonly(iterator) {
        var extents = PangoRectangle()
        pango_layout_iter_get_run_extents(iterator, nil, &extents)
        let origin = Point(
          pixels(extents.x - line.x), pixels(pango_layout_iter_get_run_baseline(iterator)) - top)
        append(
          run.pointee, at: origin, line: result.lineWidths.count - 1, bytes: bytes,
          hasColors: hasColors, to: &result)
        guard pango_layout_iter_next_run(iterator) != 0 else { break }
      }
    } while pango_layout_iter_next_line(iterator) != 0
    // Where it has no font at all, Pango leaves out what it should have set.
    let set = result.runs.reduce(0) { $0 + Self.visibleCount($1.text) }
    if set < Self.visibleCount(characters) { result.failure = result.failure ?? Self.noFont }
    return result
  }

  private static func visibleCount(_ text: String) -> Int {
    text.unicodeScalars.count { !$0.properties.isWhitespace && $0.value >= 0x20 }
  }

  static let noFont =
    "a font that is installed could not be opened; "
    + "give the program more memory (ulimit -v) or more open files (ulimit -n)"

  private func append(
    _ item: PangoGlyphItem, at origin: Point, line: Int, bytes: [UInt8], hasColors: Bool,
    to result: inout SetText
  ) {
    guard let pangoFont = item.item.pointee.analysis.font, let font = loaded(pangoFont),
      let glyphs = item.glyphs
    else {
      // Pango goes on without fonts that could not be opened; a picture must not.
      result.failure = result.failure ?? Self.noFont
      return
    }
    let textStart = Int(item.item.pointee.offset)
    let textBytes = bytes[textStart..<textStart + Int(item.item.pointee.length)]
    var run = GlyphRun(
      font: font, color: hasColors ? color(of: item.item.pointee.analysis) : nil, line: line,
      glyphs: [], text: String(decoding: textBytes, as: UTF8.self), clusters: [],
      isRightToLeft: item.item.pointee.analysis.level % 2 == 1, boxes: [])
    let count = Int(glyphs.pointee.num_glyphs)
    var x = origin.x
    var drawn: [Int] = []
    for k in 0..<count {
      let glyph = glyphs.pointee.glyphs[k]
      let width = pixels(glyph.geometry.width)
      if glyph.glyph & unknownGlyphFlag != 0 {
        note(missing: glyph.glyph & ~unknownGlyphFlag, in: &result)
        run.boxes.append(box(for: font, x: x, baseline: origin.y, width: width))
      } else if glyph.glyph != emptyGlyph {
        drawn.append(k)
        run.glyphs.append(
          PlacedGlyph(
            index: glyph.glyph, x: x + pixels(glyph.geometry.x_offset),
            y: origin.y + pixels(glyph.geometry.y_offset)))
      }
      x += width
    }
    run.clusters = clusters(
      drawn, starts: glyphs.pointee.log_clusters, textLength: textBytes.count,
      isRightToLeft: run.isRightToLeft)
    result.runs.append(run)
  }

  private func loaded(_ pointer: UnsafeMutablePointer<PangoFont>) -> LoadedFont? {
    if let font = fonts[pointer] { return font }
    let font = LoadedFont(pointer)
    fonts[pointer] = font
    return font
  }

  private func color(of analysis: PangoAnalysis) -> Color? {
    var color: Color?
    var alpha: UInt8?
    var link = analysis.extra_attrs
    while let node = link {
      if let data = node.pointee.data {
        let attribute = data.assumingMemoryBound(to: PangoAttribute.self)
        switch attribute.pointee.klass.pointee.type {
        case PANGO_ATTR_FOREGROUND:
          let value = data.assumingMemoryBound(to: PangoAttrColor.self).pointee.color
          color = Color(
            red: UInt8(value.red >> 8), green: UInt8(value.green >> 8),
            blue: UInt8(value.blue >> 8))
        case PANGO_ATTR_FOREGROUND_ALPHA:
          alpha = UInt8(
            truncatingIfNeeded: data.assumingMemoryBound(to: PangoAttrInt.self).pointee.value >> 8)
        default: break
        }
      }
      link = node.pointee.next
    }
    if let alpha { color?.alpha = alpha }
    return color
  }

  private func note(missing value: UInt32, in result: inout SetText) {
    let character = Unicode.Scalar(value).map { Character($0) } ?? "\u{FFFD}"
    if !result.missing.contains(character) { result.missing.append(character) }
  }

  /// The box that stands for a character no font has.
  private func box(for font: LoadedFont, x: Double, baseline: Double, width: Double) -> Rect {
    var extents = cairo_font_extents_t()
    cairo_scaled_font_extents(font.scaledFont, &extents)
    let margin = min(width / 8, font.size / 16)
    return Rect(
      x: x + margin, y: baseline - extents.ascent * 0.75, width: width - 2 * margin,
      height: extents.ascent * 0.75)
  }

  /// A guess at the extent where there is no font: half an em a character.
  private func withoutFonts(_ characters: String, style: TextStyle) -> SetText {
    let lines = characters.split(separator: "\n", omittingEmptySubsequences: false)
    let size = fontSize(style)
    var missing: [Character] = []
    for character in characters where !character.isWhitespace && !missing.contains(character) {
      missing.append(character)
    }
    let widths = lines.map { Double($0.count) * size / 2 }
    return SetText(
      extent: TextExtent(
        width: widths.max() ?? 0, height: size * 1.2 * Double(lines.count), ascent: size,
        lines: lines.count),
      lineWidths: widths, runs: [], missing: missing)
  }
}

/// Has threads that `body` begins carry the name of Pango's from their first moment on: they name themselves,
/// but not before they first run, and `TextEngine.prepareForCopies` knows them by their names. A thread
/// begins with the name of the one that made it.
private func namingNewThreads<Result>(_ body: () -> Result) -> Result {
  var own = [CChar](repeating: 0, count: 16)
  guard attnplot_get_thread_name(&own) == 0 else { return body() }
  attnplot_set_thread_name(TextEngine.threadPrefix)
  defer { attnplot_set_thread_name(own) }
  return body()
}

/// How many fonts fontconfig knows; asked once in a process, which is what sets fontconfig up.
let installedFonts: Int = {
  guard FcInit() != 0, let configuration = FcConfigGetCurrent(),
    let fonts = FcConfigGetFonts(configuration, FcSetSystem)
  else { return 0 }
  return Int(fonts.pointee.nfont)
}()

// MARK: - Units and constants

/// The size of sub- and superscripts against the text they belong to.
let scriptSize = 0.7

/// How far subscripts stand below the baseline and superscripts above it, as shares of the size.
let subscriptDrop = 0.16
let superscriptRise = 0.36

/// Pango's marks for a glyph that is missing and one that shows nothing.
private let unknownGlyphFlag: UInt32 = 0x1000_0000
private let emptyGlyph: UInt32 = 0x0FFF_FFFF

/// Pango counts in 1024ths of a px; anything beyond a million px is as good as a million.
private func pangoUnits(_ px: Double) -> Int32 {
  px.isFinite ? Int32((min(max(px, -1e6), 1e6) * 1024).rounded()) : 0
}

private func pixels(_ units: Int32) -> Double { Double(units) / 1024 }

func fontSize(_ style: TextStyle) -> Double {
  style.size.isFinite ? min(max(style.size, 0.1), 10_000) : 0.1
}

/// Which bytes of the text belong to which of the glyphs `drawn`, for text that can be copied out of
/// a PDF; in the order of the glyphs, as Cairo takes them.
private func clusters(
  _ drawn: [Int], starts: UnsafeMutablePointer<Int32>?, textLength: Int, isRightToLeft: Bool
) -> [cairo_text_cluster_t] {
  guard let starts, !drawn.isEmpty else { return [] }
  let locations = drawn.map { Int(starts[$0]) }
  let logical = isRightToLeft ? locations.reversed() : locations
  // Bytes whose glyph is not drawn go to the cluster before, or to the first.
  var result: [cairo_text_cluster_t] = []
  var k = 0
  while k < logical.count {
    var next = k + 1
    while next < logical.count, logical[next] == logical[k] { next += 1 }
    let start = k == 0 ? 0 : logical[k]
    let end = next < logical.count ? logical[next] : textLength
    guard end >= start else { return [] }
    result.append(
      cairo_text_cluster_t(
        num_bytes: Int32(clamping: end - start), num_glyphs: Int32(clamping: next - k)))
    k = next
  }
  return result
}
