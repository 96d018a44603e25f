// How single items are drawn with Cairo.

import CPangoCairo
import FigureScene

extension Canvas {
  /// From here on, coordinates go through `transform` first.
  func apply(_ transform: Transform) {
    guard transform != .identity else { return }
    var matrix = cairo_matrix_t(
      xx: transform.xx, yx: transform.yx, xy: transform.xy, yy: transform.yy, x0: transform.x0,
      y0: transform.y0)
    cairo_transform(pointer, &matrix)
  }

  func clip(_ rect: Rect) {
    cairo_rectangle(
      pointer, clamped(rect.x), clamped(rect.y), clamped(rect.width), clamped(rect.height))
    cairo_clip(pointer)
  }

  func setSource(_ color: Color) {
    let red = Double(color.red) / 255
    let green = Double(color.green) / 255
    let blue = Double(color.blue) / 255
    if color.alpha == 255 {
      cairo_set_source_rgb(pointer, red, green, blue)
    } else {
      cairo_set_source_rgba(pointer, red, green, blue, Double(color.alpha) / 255)
    }
  }

  func paint(_ item: ScenePath) {
    let stroke = item.stroke.flatMap { $0.width > 0 && $0.color.alpha > 0 ? $0 : nil }
    let fill = item.fill.flatMap { $0.alpha > 0 ? $0 : nil }
    guard stroke != nil || fill != nil, !item.path.elements.isEmpty else { return }
    if let fill {
      trace(item.path.elements)
      setSource(fill)
      if stroke == nil { cairo_fill(pointer) } else { cairo_fill_preserve(pointer) }
    }
    guard let stroke else { return }
    setSource(stroke.color)
    cairo_set_line_width(pointer, stroke.width)
    cairo_set_line_cap(pointer, stroke.cap.cairo)
    cairo_set_line_join(pointer, stroke.join.cairo)
    let dash = stroke.drawableDash
    cairo_set_dash(pointer, dash, Int32(clamping: dash.count), 0)
    if fill == nil { trace(item.path.elements) }
    cairo_stroke(pointer)
  }

  func trace(_ elements: [Path.Element]) {
    for element in elements {
      switch element {
      case .move(let point): cairo_move_to(pointer, clamped(point.x), clamped(point.y))
      case .line(let point): cairo_line_to(pointer, clamped(point.x), clamped(point.y))
      case .curve(let first, let second, let end):
        cairo_curve_to(
          pointer, clamped(first.x), clamped(first.y), clamped(second.x), clamped(second.y),
          clamped(end.x), clamped(end.y))
      case .close: cairo_close_path(pointer)
      }
    }
  }

  /// Draws cells as an image, each cell `factor` pixels a side, with sharp edges.
  func paint(_ image: SceneImage, enlarged factor: Int) throws(RenderError) {
    let surface = try Surface(
      width: image.columns * factor, height: image.rows * factor, isOpaque: true)
    let memory = surface.pixels()
    image.pixels.withUnsafeBufferPointer { pixels in
      for y in 0..<memory.height {
        guard let row = memory.row(y) else { return }
        if y % factor > 0, let last = memory.row(y - 1) {
          row.update(from: last, count: memory.width)
        } else {
          let source = y / factor * image.columns
          for x in 0..<memory.width { row[x] = pixels[source + x / factor] | 0xFF00_0000 }
        }
      }
    }
    surface.pixelsChanged()
    cairo_save(pointer)
    defer { cairo_restore(pointer) }
    cairo_translate(pointer, image.frame.x, image.frame.y)
    cairo_scale(
      pointer, image.frame.width / Double(memory.width), image.frame.height / Double(memory.height))
    cairo_set_source_surface(pointer, surface.pointer, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(pointer), CAIRO_FILTER_NEAREST)
    cairo_rectangle(pointer, 0, 0, Double(memory.width), Double(memory.height))
    cairo_fill(pointer)
  }

  /// Moves the origin to the top left of the text's box, the axes along its lines.
  func enter(_ item: SceneText, _ set: SetText) {
    cairo_translate(pointer, item.position.x, item.position.y)
    if item.rotation != 0 { cairo_rotate(pointer, item.rotation * .pi / 180) }
    let offset = set.origin(item)
    cairo_translate(pointer, offset.x, offset.y)
  }

  /// Fills the outlines of text: glyphs land where they were measured, not on whole pixels.
  func paintOutlines(_ item: SceneText, _ engine: TextEngine) throws(RenderError) {
    let set = try engine.setForDrawing(item)
    cairo_save(pointer)
    defer { cairo_restore(pointer) }
    enter(item, set)
    for run in set.runs {
      setSource(run.color ?? item.color)
      let start = set.lineStart(run.line, item.horizontal)
      cairo_set_scaled_font(pointer, run.font.scaledFont)
      let glyphs = run.cairoGlyphs(offset: start)
      cairo_glyph_path(pointer, glyphs, Int32(clamping: glyphs.count))
      cairo_fill(pointer)
      paintBoxes(run, start)
    }
  }

  func paintBoxes(_ run: GlyphRun, _ start: Double) {
    for box in run.boxes {
      cairo_set_line_width(pointer, 0.8)
      cairo_set_dash(pointer, nil, 0, 0)
      cairo_rectangle(pointer, box.x + start, box.y, box.width, box.height)
      cairo_stroke(pointer)
    }
  }
}

extension GlyphRun {
  /// The glyphs as Cairo takes them, moved right by `offset` px.
  func cairoGlyphs(offset: Double) -> [cairo_glyph_t] {
    glyphs.map { cairo_glyph_t(index: UInt($0.index), x: $0.x + offset, y: $0.y) }
  }
}

extension Stroke.Cap {
  var cairo: cairo_line_cap_t {
    switch self {
    case .butt: CAIRO_LINE_CAP_BUTT
    case .round: CAIRO_LINE_CAP_ROUND
    case .square: CAIRO_LINE_CAP_SQUARE
    }
  }
}

extension Stroke.Join {
  var cairo: cairo_line_join_t {
    switch self {
    case .miter: CAIRO_LINE_JOIN_MITER
    case .round: CAIRO_LINE_JOIN_ROUND
    case .bevel: CAIRO_LINE_JOIN_BEVEL
    }
  }
}
