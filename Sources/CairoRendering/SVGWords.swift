// Text in an SVG as text: words that can be edited and translated, set by whoever shows the file. Line
// breaks are those that layout made; glyphs and their widths are the viewer's.

import FigureScene

extension SVGWriter {
  /// Writes a text as `<text>`, a `<tspan>` for each line and each run that looks otherwise.
  mutating func writeWords(_ item: SceneText) throws(RenderError) {
    try item.check()
    let set = try text.setForDrawing(item)
    let lines = set.lines(of: item.text)
    guard lines.contains(where: { !$0.spans.isEmpty }) else { return }
    let top = item.origin(of: set.extent).y
    body.append("<text" as StaticString)
    if let id = item.identity.id, let name = names.items[id] { body.attribute("id", name) }
    if item.rotation == 0 {
      body.attribute("x", clamped(item.position.x))
      body.attribute("y", clamped(item.position.y + top + (lines.first?.baseline ?? 0)))
    } else {
      body.append(" transform=\"translate(" as StaticString)
      body.numbers(item.position.x, item.position.y)
      body.append(")rotate(" as StaticString)
      body.append(item.rotation)
      body.append(")\" x=\"0\"" as StaticString)
      body.attribute("y", clamped(top + (lines.first?.baseline ?? 0)))
    }
    // Most figures have one family: the first is said once, for all that say none.
    let family = SVGFontStack.value(of: item.style.family)
    if rootFonts == nil { rootFonts = family }
    if family != rootFonts { body.attribute("font-family", family) }
    body.attribute("font-size", fontSize(item.style))
    if item.style.weight != .regular {
      body.attribute("font-weight", Double(item.style.weight.rawValue))
    }
    if item.style.isItalic { body.attribute("font-style", "italic") }
    switch item.horizontal {
    case .start: break
    case .middle: body.attribute("text-anchor", "middle")
    case .end: body.attribute("text-anchor", "end")
    }
    body.fill(item.color)
    body.attribute("xml:space", "preserve")
    body.append(">" as StaticString)
    if let label = item.identity.label {
      body.append("<title>" as StaticString)
      body.appendEscaped(label)
      body.append("</title>" as StaticString)
    }
    for (index, line) in lines.enumerated() {
      guard index > 0 else {
        write(line.spans, of: item)
        continue
      }
      body.append("<tspan" as StaticString)
      if item.rotation == 0 {
        body.attribute("x", clamped(item.position.x))
        body.attribute("y", clamped(item.position.y + top + line.baseline))
      } else {
        body.attribute("x", 0)
        body.attribute("y", clamped(top + line.baseline))
      }
      body.append(">" as StaticString)
      write(line.spans, of: item)
      body.append("</tspan>" as StaticString)
    }
    body.append("</text>\n" as StaticString)
  }

  private mutating func write(_ spans: [RichText.Span], of item: SceneText) {
    /// How far below the line's own baseline the last span stood, in px.
    var lowered = 0.0
    for span in spans {
      let size = fontSize(item.style)
      let drop =
        switch span.script {
        case .normal: 0.0
        case .sub: size * subscriptDrop
        case .super: -size * superscriptRise
        }
      let isPlain =
        span.script == .normal && !span.isBold && !span.isItalic && span.color == nil
      if isPlain, lowered == 0 {
        body.appendEscaped(drawable(span.text))
        continue
      }
      body.append("<tspan" as StaticString)
      if drop != lowered { body.attribute("dy", drop - lowered) }
      lowered = drop
      if span.script != .normal { body.attribute("font-size", size * scriptSize) }
      if span.isBold { body.attribute("font-weight", "bold") }
      if span.isItalic { body.attribute("font-style", "italic") }
      if let color = span.color { body.fill(color) }
      body.append(">" as StaticString)
      body.appendEscaped(drawable(span.text))
      body.append("</tspan>" as StaticString)
    }
  }
}

/// A line of a text, with what looks otherwise in it.
struct TextLine {
  var spans: [RichText.Span]
  /// From the top of the text's box, in px.
  var baseline: Double
}

extension SetText {
  /// The lines as they were broken.
  func lines(of text: RichText) -> [TextLine] {
    lineRanges.indices.map { line in
      let range = lineRanges[line]
      var spans: [RichText.Span] = []
      var start = 0
      for span in text.spans {
        let bytes = Array(drawable(span.text).utf8)
        let part = range.clamped(to: start..<start + bytes.count)
        if !part.isEmpty {
          var piece = span
          piece.text = String(
            decoding: bytes[part.lowerBound - start..<part.upperBound - start], as: UTF8.self)
          spans.append(piece)
        }
        start += bytes.count
      }
      // A blank at which a line was broken would move a centred line.
      if line < lineRanges.count - 1, let last = spans.last {
        var text = last.text[...]
        while text.last == " " || text.last == "\n" { text = text.dropLast() }
        spans[spans.count - 1].text = String(text)
      }
      return TextLine(spans: spans, baseline: lineBaselines[line])
    }
  }
}

/// The fonts that a viewer is to try, as CSS names them.
enum SVGFontStack {
  /// What stands in for the fonts of the layout where they are missing: faces with Han characters of
  /// the common systems, then whatever has no serifs.
  private static let standIns = [
    "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans", "Segoe UI",
  ]

  /// - Parameter families: font families with commas between, as fontconfig takes them.
  static func value(of families: String) -> String {
    let own = families.split(separator: ",").map { family in
      String(family.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }.filter { !$0.isEmpty }
    var names: [String] = []
    for name in own + standIns where !names.contains(name) { names.append(name) }
    return names.map(quoted).joined(separator: ",") + ",sans-serif"
  }

  /// A string of CSS: quotes and backslashes are written with a backslash before them.
  private static func quoted(_ name: String) -> String {
    "'" + name.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "'"
  }
}
