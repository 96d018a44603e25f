// The attributes of SVG elements, written as short as they can be without losing anything visible.

import FigureScene

extension ByteText {
  mutating func attribute(_ name: StaticString, _ value: String) {
    begin(name)
    appendEscaped(value)
    append("\"" as StaticString)
  }

  mutating func attribute(_ name: StaticString, _ value: Double, unit: StaticString = "") {
    begin(name)
    append(value)
    append(unit)
    append("\"" as StaticString)
  }

  private mutating func begin(_ name: StaticString) {
    append(" " as StaticString)
    append(name)
    append("=\"" as StaticString)
  }

  mutating func numbers(_ first: Double, _ second: Double) {
    append(clamped(first))
    append(" " as StaticString)
    append(clamped(second))
  }

  mutating func rect(_ rect: Rect) {
    attribute("x", clamped(rect.x))
    attribute("y", clamped(rect.y))
    attribute("width", max(clamped(rect.width), 0))
    attribute("height", max(clamped(rect.height), 0))
  }

  /// - Parameter value: how the colour is written.
  mutating func fill(_ color: Color, as value: String? = nil) {
    attribute("fill", value ?? color.hex)
    if color.alpha < 255 { attribute("fill-opacity", Double(color.alpha) / 255) }
  }

  /// - Parameter value: how the colour is written.
  mutating func stroke(_ stroke: Stroke, as value: String? = nil) {
    attribute("stroke", value ?? stroke.color.hex)
    if stroke.color.alpha < 255 {
      attribute("stroke-opacity", Double(stroke.color.alpha) / 255)
    }
    if stroke.width != 1 { attribute("stroke-width", stroke.width) }
    let dash = stroke.drawableDash
    if !dash.isEmpty {
      append(" stroke-dasharray=\"" as StaticString)
      for (k, length) in dash.enumerated() {
        if k > 0 { append(" " as StaticString) }
        append(length)
      }
      append("\"" as StaticString)
    }
    if stroke.cap != .butt { attribute("stroke-linecap", stroke.cap.rawValue) }
    if stroke.join != .miter { attribute("stroke-linejoin", stroke.join.rawValue) }
  }

  mutating func transform(_ transform: Transform) {
    guard transform != .identity else { return }
    if transform.xx == 1, transform.yy == 1, transform.xy == 0, transform.yx == 0 {
      append(" transform=\"translate(" as StaticString)
      numbers(transform.x0, transform.y0)
    } else {
      append(" transform=\"matrix(" as StaticString)
      for value in [transform.xx, transform.yx, transform.xy, transform.yy] {
        append(value, decimals: 8)
        append(" " as StaticString)
      }
      numbers(transform.x0, transform.y0)
    }
    append(")\"" as StaticString)
  }

  /// Path data. A line follows a line without its letter being said again.
  mutating func path(_ elements: [Path.Element]) {
    var isLine = false
    for element in elements {
      switch element {
      case .move(let point):
        append("M" as StaticString)
        numbers(point.x, point.y)
        isLine = true
      case .line(let point):
        append(isLine ? " " as StaticString : "L" as StaticString)
        numbers(point.x, point.y)
        isLine = true
      case .curve(let first, let second, let end):
        append("C" as StaticString)
        numbers(first.x, first.y)
        append(" " as StaticString)
        numbers(second.x, second.y)
        append(" " as StaticString)
        numbers(end.x, end.y)
        isLine = false
      case .close:
        append("Z" as StaticString)
        isLine = false
      }
    }
  }
}
