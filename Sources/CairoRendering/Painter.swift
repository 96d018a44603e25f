// Paints a scene with Cairo: one exhaustive walk, the state passed down as a value.

import CPangoCairo
import FigureScene

/// What the walk carries down to the items of a group.
struct PaintState {
  /// From the group's px to the pixels of the surface.
  var transform: Transform
  /// What may be painted, in pixels of the surface; nil where a turned clip is left to Cairo alone.
  var clip: Rect?
}

/// Paints items on an image surface.
struct PixelPainter {
  let text: TextEngine

  func paint(
    _ items: [SceneItem], on canvas: borrowing Canvas, _ surface: borrowing Surface,
    _ state: PaintState
  ) throws(RenderError) {
    for item in items {
      switch item {
      case .group(let group):
        guard group.transform.isInvertible else { continue }
        try group.check()
        cairo_save(canvas.pointer)
        defer { cairo_restore(canvas.pointer) }
        var inner = state
        canvas.apply(group.transform)
        inner.transform = group.transform.followed(by: state.transform)
        if let clip = group.clip {
          canvas.clip(clip)
          inner.clip = state.clip.flatMap { outer in
            inner.transform.uprightImage(of: clip).map { $0.intersection(outer) }
          }
        }
        try paint(group.items, on: canvas, surface, inner)
      case .path(let path):
        try path.check()
        canvas.paint(path)
      case .text(let item):
        try item.check()
        try canvas.paintOutlines(item, text)
      case .image(let image):
        try image.check()
        guard image.columns > 0, image.rows > 0 else { continue }
        if let frame = state.transform.uprightImage(of: image.frame), let clip = state.clip {
          blit(image, frame: frame, clip: clip, to: surface.pixels())
          surface.pixelsChanged()
        } else {
          try canvas.paint(image, enlarged: 1)
        }
      case .link:
        break
      }
    }
  }
}

/// Writes the cells of `image` into pixels: each pixel takes the colour of the cell that its centre
/// lies in, so that no colour is ever mixed.
///
/// - Parameters:
///   - frame: Where the image lies, in pixels.
///   - clip: Pixels whose centre lies outside are left alone.
private func blit(_ image: SceneImage, frame: Rect, clip: Rect, to memory: PixelMemory) {
  let shown = frame.intersection(clip)
  let columns = centres(from: shown.minX, to: shown.maxX, below: memory.width)
  let rows = centres(from: shown.minY, to: shown.maxY, below: memory.height)
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
private func cell(at share: Double, of count: Int) -> Int {
  // A centre that should lie within a cell must not slip over its edge by rounding.
  min(max(Int((share * Double(count) + 1e-9).rounded(.down)), 0), count - 1)
}
