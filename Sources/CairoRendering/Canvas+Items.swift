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

  /// Fills and strokes a path.
  ///
  /// - Parameter inPieces: Long lines are stroked piece by piece, which on pixels takes half of the
  ///   time, for dashed ones a quarter: Cairo's work for a row of pixels grows with the edges that lie
  ///   side by side in it.
  func paint(_ item: ScenePath, inPieces: Bool) {
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
    if inPieces, fill == nil, let points = item.path.longPolyline {
      if stroke.color.alpha == 255 {
        strokePieces(points, dash)
      } else {
        // Opaque by itself first: where pieces overlap, what shows through would show less.
        cairo_push_group(pointer)
        setSource(stroke.color.opacity(1))
        strokePieces(points, dash)
        cairo_pop_group_to_source(pointer)
        cairo_paint_with_alpha(pointer, Double(stroke.color.alpha) / 255)
      }
      return
    }
    if fill == nil { trace(item.path.elements) }
    cairo_stroke(pointer)
  }

  /// Strokes a line in pieces that part in the middle of a segment, where no join is cut, and
  /// overlap there by about a px, so that no gap shows.
  private func strokePieces(_ points: [Point], _ dash: [Double]) {
    let segments = dash.isEmpty ? 32 : 4
    var first = 0
    // Where the pattern of dashes stands at the beginning of the piece.
    var length = 0.0
    while first < points.count - 1 {
      let last = min(first + segments, points.count - 1)
      if first == 0 {
        move(to: points[0])
      } else {
        let start = middle(points[first - 1], points[first], moved: -0.5)
        move(to: start)
        line(to: points[first])
        if !dash.isEmpty {
          cairo_set_dash(
            pointer, dash, Int32(clamping: dash.count),
            max(0, length - segmentLength(start, points[first])))
        }
      }
      for point in points[first + 1..<last] { line(to: point) }
      if !dash.isEmpty {
        for k in first..<last { length += segmentLength(points[k], points[k + 1]) }
      }
      if last == points.count - 1 {
        line(to: points[last])
        cairo_stroke(pointer)
        return
      }
      line(to: middle(points[last - 1], points[last], moved: 0.5))
      cairo_stroke(pointer)
      first = last
    }
  }

  private func move(to point: Point) { cairo_move_to(pointer, clamped(point.x), clamped(point.y)) }
  private func line(to point: Point) { cairo_line_to(pointer, clamped(point.x), clamped(point.y)) }

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

  /// Draws cells as an image with sharp edges, each cell several pixels.
  func paint(_ image: SceneImage, enlarged: Enlargement) throws(RenderError) {
    let surface = try Surface(
      width: image.columns * enlarged.across, height: image.rows * enlarged.down, isOpaque: true)
    let memory = surface.pixels()
    image.pixels.withUnsafeBufferPointer { pixels in
      for y in 0..<memory.height {
        guard let row = memory.row(y) else { return }
        if y % enlarged.down > 0, let last = memory.row(y - 1) {
          row.update(from: last, count: memory.width)
        } else {
          let source = y / enlarged.down * image.columns
          for x in 0..<memory.width {
            row[x] = pixels[source + x / enlarged.across] | 0xFF00_0000
          }
        }
      }
    }
    cairo_surface_mark_dirty(surface.pointer)
    paint(surface, in: image.frame, isSmooth: image.isSmooth, opacity: image.opacity)
  }

  /// Paints pixels in a frame.
  func paint(
    _ surface: borrowing Surface, in frame: Rect, isSmooth: Bool = false, opacity: Double
  ) {
    let memory = surface.pixels()
    cairo_save(pointer)
    defer { cairo_restore(pointer) }
    cairo_translate(pointer, frame.x, frame.y)
    cairo_scale(
      pointer, frame.width / Double(memory.width), frame.height / Double(memory.height))
    cairo_set_source_surface(pointer, surface.pointer, 0, 0)
    cairo_pattern_set_filter(
      cairo_get_source(pointer), isSmooth ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST)
    // Beyond its edge a picture goes on as at it, so that its last pixels do not fade.
    if isSmooth { cairo_pattern_set_extend(cairo_get_source(pointer), CAIRO_EXTEND_PAD) }
    cairo_rectangle(pointer, 0, 0, Double(memory.width), Double(memory.height))
    if opacity < 1 {
      cairo_clip(pointer)
      cairo_paint_with_alpha(pointer, opacity)
    } else {
      cairo_fill(pointer)
    }
  }

  /// Moves the origin to the top left of the text's box, the axes along its lines.
  func enter(_ item: SceneText, _ set: SetText) {
    cairo_translate(pointer, item.position.x, item.position.y)
    if item.rotation != 0 { cairo_rotate(pointer, item.rotation * .pi / 180) }
    let offset = item.origin(of: set.extent)
    cairo_translate(pointer, offset.x, offset.y)
  }

  /// Draws text: as outlines, so that glyphs land where they were measured and not on whole pixels,
  /// or as text that can be searched and copied.
  func paint(
    _ item: SceneText, _ engine: TextEngine, asOutlines: Bool, _ documentFonts: DocumentFonts?
  ) throws(RenderError) {
    let set = try engine.setForDrawing(item)
    cairo_save(pointer)
    defer { cairo_restore(pointer) }
    enter(item, set)
    for run in set.runs {
      setSource(run.color ?? item.color)
      let start = set.lineStart(run.line, item.horizontal)
      let own = (run.font.scaledFont, run.cairoGlyphs(offset: start))
      let (font, glyphs) = documentFonts?.standIn(for: run.font, own.1) ?? own
      cairo_set_scaled_font(pointer, font)
      if asOutlines && !run.font.hasColors {
        cairo_glyph_path(pointer, glyphs, Int32(clamping: glyphs.count))
        cairo_fill(pointer)
      } else if !asOutlines && !run.clusters.isEmpty {
        var characters = run.text
        let count = Int32(clamping: characters.utf8.count)
        characters.withUTF8 { bytes in
          bytes.withMemoryRebound(to: CChar.self) { bytes in
            cairo_show_text_glyphs(
              pointer, bytes.baseAddress, count, glyphs, Int32(clamping: glyphs.count),
              run.clusters, Int32(clamping: run.clusters.count),
              run.isRightToLeft ? CAIRO_TEXT_CLUSTER_FLAG_BACKWARD : cairo_text_cluster_flags_t(0))
          }
        }
      } else {
        cairo_show_glyphs(pointer, glyphs, Int32(clamping: glyphs.count))
      }
      // Glyphs that could not be had are left out by Cairo, and only these two tell.
      try checkStatus()
      try check(cairo_scaled_font_status(font))
      try run.font.checkDrawn(run.glyphs)
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

extension Path {
  /// The points of a path that is one open line of many segments.
  fileprivate var longPolyline: [Point]? {
    guard elements.count > 48 else { return nil }
    var points: [Point] = []
    points.reserveCapacity(elements.count)
    for (k, element) in elements.enumerated() {
      switch element {
      case .move(let point) where k == 0: points.append(point)
      case .line(let point) where k > 0: points.append(point)
      default: return nil
      }
    }
    return points
  }
}

private func segmentLength(_ start: Point, _ end: Point) -> Double {
  let (dx, dy) = (end.x - start.x, end.y - start.y)
  return (dx * dx + dy * dy).squareRoot()
}

/// The middle of a segment, moved along it by `distance` px but not past its quarters.
private func middle(_ start: Point, _ end: Point, moved distance: Double) -> Point {
  let (dx, dy) = (end.x - start.x, end.y - start.y)
  let length = segmentLength(start, end)
  let share = 0.5 + (length > 0 ? min(max(distance / length, -0.25), 0.25) : 0)
  return Point(start.x + dx * share, start.y + dy * share)
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
