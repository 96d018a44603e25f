// Text in an SVG: outlines shared through <use>, so that it looks the same where the fonts are
// missing, and the words in `aria-label`, so that it can still be read out.

import CPangoCairo
import FigureScene

extension SVGWriter {
  mutating func write(_ item: SceneText) throws(RenderError) {
    if keepsText { return try writeText(item) }
    try item.check()
    let set = try text.setForDrawing(item)
    guard !set.runs.isEmpty else { return }
    let offset = item.origin(of: set.extent)
    let ink = value(of: item.color)
    open(item.identity) { out in
      out.attribute("role", "img")
      out.attribute("aria-label", item.text.plain)
      out.append(" transform=\"translate(" as StaticString)
      if item.rotation == 0 {
        out.numbers(item.position.x + offset.x, item.position.y + offset.y)
      } else {
        out.numbers(item.position.x, item.position.y)
        out.append(")rotate(" as StaticString)
        out.append(item.rotation)
        out.append(")translate(" as StaticString)
        out.numbers(offset.x, offset.y)
      }
      out.append(")\"" as StaticString)
      out.fill(item.color, as: ink)
    }
    for run in set.runs {
      let start = set.lineStart(run.line, item.horizontal)
      if run.font.hasColors {
        try writePicture(run, start: start)
      } else {
        try writeOutlines(run, of: item.text, start: start)
      }
      for box in run.boxes {
        body.append("<rect" as StaticString)
        var box = box
        box.x += start
        body.rect(box)
        body.append(" fill=\"none\"" as StaticString)
        let color = color(of: run, in: item.text) ?? item.color
        body.stroke(Stroke(color, width: 0.8), as: value(of: color))
        body.append("/>" as StaticString)
      }
    }
    close()
  }

  /// A run's own colour as the text has it: Pango knows nothing of other grounds.
  private func color(of run: GlyphRun, in text: RichText) -> Color? {
    guard let own = run.color else { return nil }
    return text.spans.lazy.compactMap(\.color).first { $0.rgb == own.rgb && $0.alpha == own.alpha }
      ?? own
  }

  private mutating func writeOutlines(
    _ run: GlyphRun, of text: RichText, start: Double
  ) throws(RenderError) {
    let ids = try outlineIDs(run)
    guard let first = run.glyphs.first, ids.contains(where: { $0 != nil }) else { return }
    let units = Double(run.font.face.unitsPerEm)
    let scale = run.font.size / units
    body.append("<g transform=\"translate(" as StaticString)
    body.numbers(first.x + start, first.y)
    body.append(")scale(" as StaticString)
    body.append(scale, decimals: 8)
    body.append(")\"" as StaticString)
    if let color = color(of: run, in: text) { body.fill(color, as: value(of: color)) }
    body.append(">" as StaticString)
    for (glyph, id) in zip(run.glyphs, ids) {
      guard let id else { continue }
      let x = ((glyph.x - first.x) / scale).rounded()
      let y = ((glyph.y - first.y) / scale).rounded()
      body.append("<use" as StaticString)
      if x != 0 { body.attribute("x", x) }
      if y != 0 { body.attribute("y", y) }
      // A page's browsers know the shorter name; programs that read files may know the older one alone.
      body.attribute(parts == nil ? "xlink:href" : "href", "#\(id)")
      body.append("/>" as StaticString)
    }
    body.append("</g>" as StaticString)
  }

  /// The ids of a run's outlines, defined on first use; nil for glyphs that show nothing.
  private mutating func outlineIDs(_ run: GlyphRun) throws(RenderError) -> [String?] {
    let face = faces[run.font.face] ?? faces.count
    faces[run.font.face] = face
    var ids: [String?] = []
    for glyph in run.glyphs {
      let key = GlyphKey(face: face, glyph: glyph.index)
      if let known = glyphs[key] {
        ids.append(known.isEmpty ? nil : known)
        continue
      }
      let outline = try text.outline(glyph.index, of: run.font)
      let shared = outline.isEmpty ? "" : parts?.id(of: outline)
      let id = shared ?? names.unused("g\(glyphs.count)")
      glyphs[key] = id
      ids.append(id.isEmpty ? nil : id)
      if shared == nil {
        definitions.append("<path" as StaticString)
        definitions.attribute("id", id)
        definitions.append(" d=\"" as StaticString)
        definitions.append(outline)
        definitions.append("\"/>\n" as StaticString)
      }
    }
    return ids
  }

  /// Glyphs that are pictures, such as emoji, as a picture of four times their size.
  private mutating func writePicture(_ run: GlyphRun, start: Double) throws(RenderError) {
    let enlargement = 4.0
    let glyphs = run.cairoGlyphs(offset: start)
    var extents = cairo_text_extents_t()
    cairo_scaled_font_glyph_extents(
      run.font.scaledFont, glyphs, Int32(clamping: glyphs.count), &extents)
    guard let first = run.glyphs.first, extents.width > 0, extents.height > 0 else { return }
    let box = Rect(
      x: (first.x + start + extents.x_bearing).rounded(.down) - 1,
      y: (first.y + extents.y_bearing).rounded(.down) - 1,
      width: extents.width.rounded(.up) + 3, height: extents.height.rounded(.up) + 3)
    let width = Int(box.width * enlargement)
    let height = Int(box.height * enlargement)
    guard max(width, height) <= longestSide else { return }
    let surface = try Surface(width: width, height: height, isOpaque: false)
    let canvas = try Canvas(on: surface)
    cairo_scale(canvas.pointer, enlargement, enlargement)
    cairo_translate(canvas.pointer, -box.x, -box.y)
    cairo_set_scaled_font(canvas.pointer, run.font.scaledFont)
    cairo_show_glyphs(canvas.pointer, glyphs, Int32(clamping: glyphs.count))
    try canvas.checkStatus()
    var picture = PNGPicture(
      width: width, height: height, pixels: .words(surface.pixels(), hasAlpha: true))
    picture.compression = .zlib(level: 6)
    body.append("<image" as StaticString)
    body.rect(box)
    body.append(" xlink:href=\"data:image/png;base64," as StaticString)
    body.appendBase64(try picture.encoded())
    body.append("\"/>" as StaticString)
  }
}
