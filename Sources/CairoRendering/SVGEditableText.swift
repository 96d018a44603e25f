// Text in an SVG as text: words that can be edited and translated, set by whoever shows the file. Line
// breaks are those that layout made; glyphs and their widths are the viewer's.

import FigureScene

extension SVGWriter {
  /// Writes a text as `<text>`, a `<tspan>` for each line and each run that looks otherwise.
  mutating func writeText(_ item: SceneText) throws(RenderError) {
    try item.check()
    let set = try text.setForDrawing(item)
    let lines = set.lines(of: item.text, inHan: isHanLanguage(item.style.language))
    guard lines.contains(where: { !$0.pieces.isEmpty }) else { return }
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
        write(line.pieces, of: item)
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
      write(line.pieces, of: item)
      body.append("</tspan>" as StaticString)
    }
    body.append("</text>\n" as StaticString)
  }

  private mutating func write(_ pieces: [TextLine.Piece], of item: SceneText) {
    /// How far below the line's own baseline the last span stood, in px.
    var lowered = 0.0
    for piece in pieces {
      let span = piece.span
      let size = fontSize(item.style)
      let drop =
        switch span.script {
        case .normal: 0.0
        case .sub: size * subscriptDrop
        case .super: -size * superscriptRise
        }
      let isPlain =
        span.script == .normal && !span.isBold && !span.isItalic && span.color == nil
        && piece.marks == .none
      if isPlain, lowered == 0 {
        body.appendEscaped(drawable(span.text))
        continue
      }
      body.append("<tspan" as StaticString)
      if drop != lowered { body.attribute("dy", drop - lowered) }
      lowered = drop
      switch piece.marks {
      case .none: break
      case .narrow:
        body.attribute("font-family", SVGFontStack.latin(like: item.style.family))
      case .formula:
        body.attribute("font-family", SVGFontStack.formulaMarks(like: item.style.family))
      }
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
  /// A run of characters that look alike.
  struct Piece {
    var span: RichText.Span
    /// Which marks it is that fonts for Han would draw too wide.
    var marks = Marks.none
  }

  /// Marks that are not set in the text's own family.
  enum Marks {
    case none
    /// Quotation marks and operators.
    case narrow
    /// Root signs and multiplication's dots.
    case formula
  }

  var pieces: [Piece]
  /// From the top of the text's box, in px.
  var baseline: Double
}

extension SetText {
  /// The lines as they were broken.
  /// - Parameter inHan: whether the text's language is written in Han, where quotation marks are wide.
  func lines(of text: RichText, inHan: Bool) -> [TextLine] {
    let texts = text.spans.map { drawable($0.text) }
    let whole = texts.joined()
    let narrow = (narrowQuoteRanges(whole, inHan: inHan) + wideOperatorRanges(whole))
      .map { ($0, TextLine.Marks.narrow) }
    let marked = (narrow + formulaMarkRanges(whole).map { ($0, .formula) })
      .sorted { $0.0.lowerBound < $1.0.lowerBound }
    return lineRanges.indices.map { line in
      let range = lineRanges[line]
      var pieces: [TextLine.Piece] = []
      var start = 0
      for (span, text) in zip(text.spans, texts) {
        let bytes = Array(text.utf8)
        let part = range.clamped(to: start..<start + bytes.count)
        func append(_ range: Range<Int>, _ marks: TextLine.Marks = .none) {
          guard !range.isEmpty else { return }
          var piece = span
          piece.text = String(
            decoding: bytes[range.lowerBound - start..<range.upperBound - start], as: UTF8.self)
          pieces.append(TextLine.Piece(span: piece, marks: marks))
        }
        var cursor = part.lowerBound
        for (range, marks) in marked where range.overlaps(part) {
          let range = range.clamped(to: part)
          append(cursor..<range.lowerBound)
          append(range, marks)
          cursor = range.upperBound
        }
        append(cursor..<part.upperBound)
        start += bytes.count
      }
      // A blank at which a line was broken would move a centred line.
      if line < lineRanges.count - 1, let last = pieces.last {
        var text = last.span.text[...]
        while text.last == " " || text.last == "\n" { text = text.dropLast() }
        pieces[pieces.count - 1].span.text = String(text)
      }
      return TextLine(pieces: pieces, baseline: lineBaselines[line])
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
    stack(familyNames(families) + standIns, "sans-serif")
  }

  /// Those of `families` without Han characters, and others of their kind: for quotation marks and operators that
  /// are to be narrow. Few viewers can ask a font for Han for its narrow forms.
  static func latin(like families: String) -> String {
    let all = familyNames(families)
    let own = all.filter { !isHanFamily($0) }
    let first = all.first?.lowercased() ?? ""
    let (likes, generic) =
      if first.contains("mono") {
        (["Noto Sans Mono", "Menlo", "Consolas"], "monospace")
      } else if first.contains("serif"), !first.contains("sans") {
        (["Noto Serif", "Times New Roman"], "serif")
      } else {
        (["Noto Sans", "Segoe UI", "Helvetica Neue"], "sans-serif")
      }
    // Letters around the marks are the first family's, which those of its kind are closest to.
    return stack(own.first == all.first ? own + likes : likes + own, generic)
  }

  /// The family that outlines have root signs and multiplication's dots of, then what is as narrow.
  static func formulaMarks(like families: String) -> String {
    quoted(rootFamily) + "," + latin(like: families)
  }

  private static func stack(_ families: [String], _ generic: String) -> String {
    var names: [String] = []
    for name in families where !names.contains(name) { names.append(name) }
    return names.map(quoted).joined(separator: ",") + "," + generic
  }

  /// A string of CSS: quotes and backslashes are written with a backslash before them.
  private static func quoted(_ name: String) -> String {
    "'" + name.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "'"
  }
}
