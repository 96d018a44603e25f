// The outlines of glyphs in the units of their face, as SVG path data.

import CPangoCairo
import FigureScene

extension LoadedFont {
  /// The outlines of `glyphs` in units of the face, y downwards, as SVG path data in whole units.
  func outlines(_ glyphs: [UInt32]) throws(RenderError) -> [String] {
    let surface = try Surface(taking: cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1))
    let canvas = try Canvas(on: surface)
    var matrix = cairo_matrix_t()
    cairo_scaled_font_get_font_matrix(scaledFont, &matrix)
    let factor = Double(face.unitsPerEm) / size
    matrix.xx *= factor
    matrix.yx *= factor
    matrix.xy *= factor
    matrix.yy *= factor
    let options = cairo_font_options_create()
    defer { cairo_font_options_destroy(options) }
    cairo_scaled_font_get_font_options(scaledFont, options)
    cairo_set_font_face(canvas.pointer, cairo_scaled_font_get_font_face(scaledFont))
    cairo_set_font_matrix(canvas.pointer, &matrix)
    cairo_set_font_options(canvas.pointer, options)
    var result: [String] = []
    for index in glyphs {
      var glyph = cairo_glyph_t(index: UInt(index), x: 0, y: 0)
      cairo_new_path(canvas.pointer)
      cairo_glyph_path(canvas.pointer, &glyph, 1)
      guard let path = cairo_copy_path(canvas.pointer) else { throw .cairo("no outline") }
      defer { cairo_path_destroy(path) }
      try check(path.pointee.status)
      let outline = outlineData(path.pointee)
      if outline.isEmpty { try checkBlank(index) }
      result.append(outline)
    }
    try canvas.checkStatus()
    return result
  }
}

/// A Cairo path as relative SVG path data in whole units.
///
/// TrueType curves are quadratic; Cairo made them cubic, and here they become what they were, which
/// is exact and shorter.
private func outlineData(_ path: cairo_path_t) -> String {
  var out = OutlineText()
  let data = UnsafeBufferPointer(start: path.data, count: Int(path.num_data))
  var start = Point.zero
  var current = Point.zero
  var k = 0
  while k < data.count {
    let next = k + max(Int(data[k].header.length), 1)
    func point(_ offset: Int) -> Point {
      Point(data[k + offset].point.x, data[k + offset].point.y)
    }
    switch data[k].header.type {
    case CAIRO_PATH_MOVE_TO:
      // Cairo adds a move after each closing; only moves that begin a line are written.
      if next < data.count, data[next].header.type != CAIRO_PATH_MOVE_TO {
        start = point(1)
        out.command("m", [start])
        current = start
      }
    case CAIRO_PATH_LINE_TO:
      current = point(1)
      out.line(to: current)
    case CAIRO_PATH_CURVE_TO:
      let (first, second, end) = (point(1), point(2), point(3))
      let one = Point((3 * first.x - current.x) / 2, (3 * first.y - current.y) / 2)
      let two = Point((3 * second.x - end.x) / 2, (3 * second.y - end.y) / 2)
      if abs(one.x - two.x) < 0.1, abs(one.y - two.y) < 0.1 {
        out.command("q", [Point((one.x + two.x) / 2, (one.y + two.y) / 2), end])
      } else {
        out.command("c", [first, second, end])
      }
      current = end
    default:
      out.close(at: start)
      current = start
    }
    k = next
  }
  return out.text.string
}

/// Relative path data under construction: whole numbers, and no letter that the one before implies.
private struct OutlineText {
  var text = ByteText()
  /// Where the last command ended, in whole units.
  private var current = Point.zero
  private var last: Character?

  mutating func command(_ name: Character, _ points: [Point]) {
    // After a move the same letter would mean lines.
    let isImplied = name == last && name != "m"
    if !isImplied { text.append(String(name)) }
    last = name
    let whole = points.map { Point($0.x.rounded(), $0.y.rounded()) }
    for (k, point) in whole.enumerated() {
      append(point.x - current.x, parted: k > 0 || isImplied)
      append(point.y - current.y, parted: true)
    }
    current = whole.last ?? current
  }

  /// A line, by its shortest command.
  mutating func line(to end: Point) {
    let whole = Point(end.x.rounded(), end.y.rounded())
    if whole.x == current.x {
      short("v", whole.y - current.y)
    } else if whole.y == current.y {
      short("h", whole.x - current.x)
    } else {
      command("l", [end])
    }
    current = whole
  }

  private mutating func short(_ name: Character, _ distance: Double) {
    let isImplied = name == last
    if !isImplied { text.append(String(name)) }
    last = name
    append(distance, parted: isImplied)
  }

  mutating func close(at start: Point) {
    text.append("z" as StaticString)
    last = nil
    current = Point(start.x.rounded(), start.y.rounded())
  }

  /// A number after a space, or after nothing where a letter or a sign parts it from the last.
  private mutating func append(_ value: Double, parted: Bool) {
    if parted, value >= 0 { text.append(" " as StaticString) }
    text.append(value, decimals: 0)
  }
}
