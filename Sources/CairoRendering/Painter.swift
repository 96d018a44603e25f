// Paints a scene with Cairo: one exhaustive walk, the state passed down as a value.

import CPangoCairo
import FigureScene

/// What the walk carries down to the items of a group.
struct PaintState {
  /// From the group's px to the units of the surface.
  var transform: Transform
  /// What may be painted, in units of the surface; nil where a turned clip is left to Cairo alone.
  var clip: Rect?
  /// The surface's pixels, where it has any.
  var pixels: PixelMemory?
}

/// Paints items on a canvas: on pixels with outlines for text and cells written as they are, else
/// (PDF) with text as text and cells as images.
struct Painter {
  let text: TextEngine
  /// Ids of items that a link may lead to.
  var targets: Set<String> = []
  /// What stands in for fonts on a page.
  var documentFonts: DocumentFonts?

  func paint(
    _ items: [SceneItem], on canvas: borrowing Canvas, _ state: PaintState
  ) throws(RenderError) {
    for item in items {
      switch item {
      case .group(let group): try paint(group, on: canvas, state)
      case .path(let path):
        try path.check()
        mark(path.identity, at: path.path.start, on: canvas, state)
        canvas.paint(path, inPieces: state.pixels != nil)
      case .text(let item):
        try item.check()
        mark(item.identity, at: item.position, on: canvas, state)
        try canvas.paint(item, text, asOutlines: state.pixels != nil, documentFonts)
      case .image(let image):
        try image.check()
        mark(image.identity, at: image.frame.origin, on: canvas, state)
        try paint(image, on: canvas, state)
      case .link(let link):
        try link.check()
        if state.pixels == nil { paint(link, on: canvas, state) }
      }
    }
  }

  private func paint(
    _ group: SceneGroup, on canvas: borrowing Canvas, _ state: PaintState
  ) throws(RenderError) {
    guard group.transform.isInvertible else { return }
    try group.check()
    cairo_save(canvas.pointer)
    defer { cairo_restore(canvas.pointer) }
    canvas.apply(group.transform)
    var inner = state
    inner.transform = group.transform.followed(by: state.transform)
    mark(group.identity, at: group.clip?.origin ?? .zero, on: canvas, inner)
    if let clip = group.clip {
      canvas.clip(clip)
      inner.clip = state.clip.flatMap { outer in
        inner.transform.uprightImage(of: clip).map { $0.intersection(outer) }
      }
    }
    // Only pages have a structure.
    let tag = state.pixels == nil ? group.role?.tag : nil
    if let tag { cairo_tag_begin(canvas.pointer, tag, nil) }
    try paint(group.items, on: canvas, inner)
    if let tag { cairo_tag_end(canvas.pointer, tag) }
  }

  private func paint(
    _ image: SceneImage, on canvas: borrowing Canvas, _ state: PaintState
  ) throws(RenderError) {
    guard image.isVisible else { return }
    if let pixels = state.pixels, let clip = state.clip,
      let frame = state.transform.uprightImage(of: image.frame), image.opacity == 1,
      !image.isSmooth || image.isEnlargedWhole(to: frame)
    {
      let surface = cairo_get_target(canvas.pointer)
      cairo_surface_flush(surface)
      blit(image, frame: frame, clip: clip, to: pixels)
      cairo_surface_mark_dirty(surface)
    } else if state.pixels == nil, !image.isSmooth,
      let frame = state.transform.uprightImage(of: image.frame),
      let printed = PrintedCells(image, frame: frame)
    {
      try paint(image, on: printed, of: canvas)
    } else {
      let isPage = state.pixels == nil
      try canvas.paint(
        image,
        enlarged: isPage && !image.isSmooth
          ? image.enlargement(matchesFrame: false) : Enlargement())
    }
  }

  /// Paints cells with a pixel for each dot of their page.
  private func paint(
    _ image: SceneImage, on dots: PrintedCells, of canvas: borrowing Canvas
  ) throws(RenderError) {
    let surface = try Surface(width: dots.width, height: dots.height, isOpaque: true)
    let all = Rect(x: 0, y: 0, width: Double(dots.width), height: Double(dots.height))
    blit(image, frame: all, clip: all, to: surface.pixels())
    cairo_surface_mark_dirty(surface.pointer)
    cairo_save(canvas.pointer)
    defer { cairo_restore(canvas.pointer) }
    cairo_identity_matrix(canvas.pointer)
    canvas.paint(surface, in: dots.touchedFrame, opacity: image.opacity)
  }
}

/// Writes the cells of `image` into pixels: each pixel takes the colour of the cell that its centre
/// lies in, so that no colour is ever mixed.
///
/// - Parameters:
///   - frame: Where the image lies, in pixels.
///   - clip: Pixels whose centre lies outside are left alone.
private func blit(_ image: SceneImage, frame: Rect, clip: Rect, to memory: PixelMemory) {
  let visible = frame.intersection(clip)
  let columns = centres(from: visible.minX, to: visible.maxX, below: memory.width)
  let rows = centres(from: visible.minY, to: visible.maxY, below: memory.height)
  guard !columns.isEmpty, !rows.isEmpty, memory.base != nil else { return }
  let sources = columns.map { x in
    cell(at: (Double(x) + 0.5 - frame.minX) / frame.width, of: image.columns)
  }
  image.pixels.withUnsafeBufferPointer { pixels in
    var above = -1
    for y in rows {
      guard let row = memory.row(y) else { return }
      let source = cell(at: (Double(y) + 0.5 - frame.minY) / frame.height, of: image.rows)
      if source == above, let last = memory.row(y - 1) {
        (row + columns.lowerBound).update(from: last + columns.lowerBound, count: columns.count)
      } else {
        let cells = pixels.baseAddress! + source * image.columns
        let target = row + columns.lowerBound
        for (k, column) in sources.enumerated() { target[k] = cells[column] | 0xFF00_0000 }
      }
      above = source
    }
  }
}

/// The pixels, from 0 to below `end`, whose centres lie from `low` to below `high`.
private func centres(from low: Double, to high: Double, below end: Int) -> Range<Int> {
  let first = min(max((low - 0.5).rounded(.up), 0), Double(end))
  let last = min(max((high - 0.5).rounded(.up), first), Double(end))
  return Int(first)..<Int(last)
}

/// The cell at a share 0 … 1 of the way along `count` cells.
func cell(at share: Double, of count: Int) -> Int {
  // A centre that should lie within a cell must not slip over its edge by rounding.
  min(max(Int((share * Double(count) + 1e-9).rounded(.down)), 0), count - 1)
}
