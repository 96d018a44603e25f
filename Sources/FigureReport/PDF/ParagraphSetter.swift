// Paragraphs broken into lines: words, formulas and links side by side. Lines break where Unicode's
// rules allow it and where the paragraph as a whole looks most even.

import CairoRendering
import FigureScene

/// A line of text; its origin is the left end of its baseline.
struct TextLine {
  var width = 0.0
  /// What reaches above and below the usual, as formulas do.
  var ascent = 0.0
  var descent = 0.0
  var items: [SceneItem] = []
}

/// Sets paragraphs.
struct ParagraphSetter {
  let engine: TextEngine
  /// What a reference to a figure says, and the id it leads to.
  let figure: (String) -> (words: String, target: String)?

  /// How a run of text differs from its paragraph.
  struct Look: Hashable {
    var isBold = false
    var isItalic = false
    var isCode = false
    var isRaised = false
    var isStruck = false
    /// Whether it is a mark for which a face of Han characters has a square of its own.
    var isMark = false
    /// Whether it is a full-width mark without the blank half of its square.
    var isHalf = false
    var link: String?
    /// Whether it is the raised number of a note.
    var isNote = false
  }

  enum Piece {
    case text(String, Look)
    case box(MathBox, Look)
  }

  /// What stands between two positions where a line may break.
  fileprivate struct Segment {
    var pieces: [Piece] = []
    var width = 0.0
    /// The blank after it, which is dropped at the end of a line.
    var space = 0.0
    /// Whether that blank is no character, but the space between Han characters and letters.
    var isScriptGap = false
    /// How much of its end is white: that of a mark with half an em of ink.
    var white = 0.0
    /// How much of its beginning is, which it loses at the beginning of a line.
    var lead = 0.0
  }

  /// The lines of a heading, as wide as each other as can be.
  func evenLines(_ text: String, _ style: ParagraphStyle) -> [TextLine] {
    let count = lines(text, style).count
    guard count > 1, count < 5 else { return lines(text, style) }
    var width = style.width
    while width > style.width / 2 {
      let narrower = width - style.text.size / 2
      guard lines(text, style.with(width: narrower)).count == count else { break }
      width = narrower
    }
    return lines(text, style.with(width: width))
  }

  /// The lines of some text.
  func lines(_ parts: [ReportInline], _ style: ParagraphStyle) -> [TextLine] {
    var lines: [TextLine] = []
    for paragraph in paragraphs(parts, style) {
      let segments = segments(
        isChinese(style) ? Self.squeezed(paragraph) : paragraph, style)
      guard !segments.isEmpty else {
        lines.append(TextLine())
        continue
      }
      var start = 0
      for end in Self.breaks(
        segments, width: style.width, minimum: style.text.size * (style.isJustified ? 2.6 : 3.5))
      {
        lines.append(
          line(segments[start..<end], style, isLast: end == segments.count))
        start = end
      }
    }
    return lines
  }

  private func isChinese(_ style: ParagraphStyle) -> Bool { style.text.language.hasPrefix("zh") }

  func lines(_ text: String, _ style: ParagraphStyle) -> [TextLine] {
    lines([.text(text)], style)
  }

  /// One line of text, cut short with `…` where it is wider than the style has space.
  func shortLine(_ text: String, _ style: ParagraphStyle) -> TextLine {
    var kept = Substring(TextEngine.line(text).prefix(400))
    func width(_ text: String) -> Double {
      engine.measure(RichText(text), style: style.text, width: nil).width
    }
    var visible = String(kept)
    while width(visible) > style.width, !kept.isEmpty {
      kept = kept.dropLast(max(1, kept.count / 12))
      visible = kept + "…"
    }
    return TextLine(
      width: width(visible),
      items: [
        .text(SceneText(RichText(visible), style: style.text, color: style.color, at: .zero))
      ])
  }

  // MARK: Pieces

  /// The pieces of each part between forced breaks.
  private func paragraphs(_ parts: [ReportInline], _ style: ParagraphStyle) -> [[Piece]] {
    var paragraphs: [[Piece]] = [[]]
    let math = MathSetter(engine: engine, color: style.color, language: "en")
    func add(_ piece: Piece) { paragraphs[paragraphs.count - 1].append(piece) }
    let isLatin = !style.text.language.hasPrefix("zh") && style.text.family == PaperStyle.sans
    func add(_ text: String, _ look: Look) {
      for run in Self.runs(TextEngine.line(text), look, marksDiffer: isLatin) { add(run) }
    }
    func collect(_ parts: [ReportInline], _ look: Look) {
      for part in parts {
        var look = look
        switch part {
        case .text(let text): add(text, look)
        case .code(let code):
          look.isCode = true
          add(.text(TextEngine.line(code), look))
        case .emphasis(let parts):
          // Han characters do not slant; a heavier face takes that place.
          if style.text.language.hasPrefix("zh") {
            look.isBold = true
          } else {
            look.isItalic = true
          }
          collect(parts, look)
        case .strong(let parts):
          look.isBold = true
          collect(parts, look)
        case .struck(let parts):
          look.isStruck = true
          collect(parts, look)
        case .note(let number, _):
          look.isRaised = true
          look.isNote = true
          look.link = "#note.\(number)"
          add(.text("\(number)", look))
        case .link(let address, let parts):
          look.link = LinkAddress.isWhole(address) ? address : nil
          collect(parts, look)
        case .figure(let id, let parts):
          guard let (words, target) = figure(id) else { continue }
          look.link = "#\(target)"
          if parts.isEmpty { add(words, look) } else { collect(parts, look) }
        case .formula(let formula):
          add(.box(math.set(formula, size: style.mathSize, isDisplay: false), look))
        case .lineBreak: paragraphs.append([])
        case .spacer(let digits): add(.box(MathBox(width: width(digits, look, style)), look))
        }
      }
    }
    collect(parts, Look())
    return paragraphs
  }

  /// A text in runs of one look each: raised digits become digits that are raised, and all of one
  /// size; marks that Latin text shares with Chinese take a Latin face.
  private static func runs(_ text: String, _ look: Look, marksDiffer: Bool) -> [Piece] {
    var runs: [Piece] = []
    var run = ""
    var current = look
    for character in text {
      var own = look
      var visible = character
      if let digit = raised[character] {
        own.isRaised = true
        visible = digit
      } else if marksDiffer, "“”‘’·…—".contains(character) {
        own.isMark = true
      }
      if own != current {
        if !run.isEmpty { runs.append(.text(run, current)) }
        run = ""
        current = own
      }
      run.append(visible)
    }
    if !run.isEmpty { runs.append(.text(run, current)) }
    return runs
  }

  private static let raised: [Character: Character] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
    "⁹": "9", "⁻": "−",
  ]

  private func segments(_ pieces: [Piece], _ style: ParagraphStyle) -> [Segment] {
    // A formula counts as a letter; the number of a note stays with the word before it, as an
    // exclamation mark does.
    let whole = pieces.map { piece in
      switch piece {
      case .text(let text, let look):
        look.isNote ? String(repeating: "!", count: text.unicodeScalars.count) : text
      case .box: "x"
      }
    }.joined()
    var breaks = engine.lineBreaks(in: whole, language: style.text.language)[...]
    var segments: [Segment] = []
    var current: [Piece] = []
    var position = 0
    func close() {
      if !current.isEmpty { segments += segment(current, style) }
      current = []
    }
    for piece in pieces {
      switch piece {
      case .box:
        if breaks.first == position {
          close()
          breaks = breaks.dropFirst()
        }
        current.append(piece)
        position += 1
      case .text(let text, let look):
        var part = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
          if breaks.first == position {
            if !part.isEmpty { current.append(.text(String(part), look)) }
            part = String.UnicodeScalarView()
            close()
            breaks = breaks.dropFirst()
          }
          part.append(scalar)
          position += 1
        }
        if !part.isEmpty { current.append(.text(String(part), look)) }
      }
    }
    close()
    if style.text.language.hasPrefix("zh") {
      for index in segments.indices.dropLast()
      where segments[index].space == 0
        && Self.needSpace(segments[index].pieces.last, segments[index + 1].pieces.first)
      {
        segments[index].space = style.text.size * 0.2
        segments[index].isScriptGap = true
      }
    }
    return segments
  }

  /// Whether one of the two is a Han character and the other a letter, a digit or a formula.
  private static func needSpace(_ left: Piece?, _ right: Piece?) -> Bool {
    func kind(_ piece: Piece?, _ character: (String) -> Character?) -> (han: Bool, word: Bool) {
      switch piece {
      case .box: return (false, true)
      case .text(let text, let look):
        guard !look.isNote, let character = character(text),
          let scalar = character.unicodeScalars.first
        else { return (false, false) }
        let isHan = (0x3400...0x9FFF).contains(scalar.value)
        return (isHan, scalar.value < 0x250 && (character.isLetter || character.isNumber))
      case nil: return (false, false)
      }
    }
    let before = kind(left) { $0.last }
    let after = kind(right) { $0.first }
    return before.han && after.word || before.word && after.han
  }

  /// One segment, or one for each character where it is wider than a line.
  private func segment(_ pieces: [Piece], _ style: ParagraphStyle) -> [Segment] {
    var segment = Segment(pieces: pieces)
    while case .text(let text, let look)? = segment.pieces.last, text.last == " " {
      segment.pieces.removeLast()
      segment.space = width(" ", look, style)
      let trimmed = String(text.reversed().drop { $0 == " " }.reversed())
      if !trimmed.isEmpty { segment.pieces.append(.text(trimmed, look)) }
    }
    segment.width = segment.pieces.reduce(0) { $0 + width($1, style) }
    if isChinese(style) {
      if case .text(let text, let look)? = segment.pieces.last, let last = text.last, !look.isHalf,
        Self.closing.contains(last)
      {
        segment.white = width(.text(String(last), look), style) - halfWidth(last, look, style)
      }
      if case .text(let text, let look)? = segment.pieces.first, let first = text.first,
        !look.isHalf,
        Self.opening.contains(first)
      {
        segment.lead = width(.text(String(first), look), style) - halfWidth(first, look, style)
      }
    }
    guard segment.width > style.width, segment.pieces.contains(where: \.isLong) else {
      return [segment]
    }
    var parts: [Segment] = []
    for piece in segment.pieces {
      switch piece {
      case .box: parts.append(Segment(pieces: [piece], width: width(piece, style)))
      case .text(let text, let look):
        var last: Character?
        for character in text {
          let own = width(String(character), look, style)
          let letter = Piece.text(String(character), look)
          // Brackets and commas stay with what they belong to here as well.
          if let before = last, let end = parts.last, end.pieces.count < 4,
            ")]}）》”’，。、；：！？,.;:".contains(character) || "([{（《“‘".contains(before)
          {
            parts[parts.count - 1].pieces.append(letter)
            parts[parts.count - 1].width += own
          } else {
            parts.append(Segment(pieces: [letter], width: own))
          }
          last = character
        }
      }
    }
    if !parts.isEmpty { parts[parts.count - 1].space = segment.space }
    return parts
  }

  private func halfWidth(_ mark: Character, _ look: Look, _ style: ParagraphStyle) -> Double {
    var half = look
    half.isHalf = true
    return width(.text(String(mark), half), style)
  }

  private func width(_ piece: Piece, _ style: ParagraphStyle) -> Double {
    switch piece {
    case .text(let text, let look): width(text, look, style)
    case .box(let box, _): box.width
    }
  }

  fileprivate func width(_ text: String, _ look: Look, _ style: ParagraphStyle) -> Double {
    engine.measure(rich(text, look), style: textStyle(look, style), width: nil).width
  }

  private func rich(_ text: String, _ look: Look) -> RichText {
    RichText([
      RichText.Span(
        text, script: look.isRaised ? .super : .normal, isItalic: look.isItalic,
        isBold: look.isBold, isHalfWidth: look.isHalf)
    ])
  }

  private func textStyle(_ look: Look, _ style: ParagraphStyle) -> TextStyle {
    var text = style.text
    if look.isCode {
      text.family = PaperStyle.mono
      text.size *= 0.84
    } else if look.isMark {
      text.family = PaperStyle.latinMarks
    }
    return text
  }

  // MARK: Breaking

  /// Where lines end, so that the squares of what they leave empty come to the least.
  /// - Parameter minimum: what a last line should have.
  private static func breaks(
    _ segments: [Segment], width: Double, minimum: Double
  ) -> [Int] {
    let count = segments.count
    var starts = [0.0]
    for segment in segments {
      starts.append(starts[starts.count - 1] + segment.width + segment.space)
    }
    var costs = [Double](repeating: .infinity, count: count + 1)
    var ends = [Int](repeating: count, count: count + 1)
    costs[count] = 0
    for start in stride(from: count - 1, through: 0, by: -1) {
      for end in start + 1...count {
        let last = segments[end - 1]
        let used = starts[end] - starts[start] - last.space - segments[start].lead
        guard used - last.white <= width + 0.01 || end == start + 1 else { break }
        let empty = max(0, width - used) / width
        // A last line may be short, though not a word alone.
        let cost = end == count ? (used < minimum && start > 0 ? 0.05 : 0) : empty * empty + 0.001
        if cost + costs[end] < costs[start] {
          costs[start] = cost + costs[end]
          ends[start] = end
        }
      }
    }
    var result: [Int] = []
    var location = 0
    while location < count {
      location = ends[location]
      result.append(location)
    }
    return result
  }

  // MARK: Lines

  private func line(
    _ segments: ArraySlice<Segment>, _ style: ParagraphStyle, isLast: Bool
  ) -> TextLine {
    var builder = LineBuilder(setter: self, style: style)
    var stretch = 0.0
    if style.isJustified, !isLast, segments.count > 1, let last = segments.last {
      let natural =
        segments.reduce(0) { $0 + $1.width + $1.space } - last.space - last.white
        - (segments.first?.lead ?? 0)
      let gap = (style.width - natural) / Double(segments.count - 1)
      // A line that would have to be pulled apart is left as it is.
      if gap <= style.text.size * 0.35 { stretch = gap }
    }
    for (index, segment) in segments.enumerated() {
      let isEnd = index == segments.count - 1
      let pieces =
        index == 0 && segment.lead > 0
        ? Self.halvingFirst(segment.pieces) : segment.pieces
      for piece in pieces { builder.add(piece) }
      if !isEnd {
        if stretch != 0 || segment.isScriptGap {
          builder.skip(segment.space + stretch)
        } else if segment.space > 0 {
          builder.addSpace(segment.space)
        }
      }
    }
    return builder.finished()
  }

  /// Joins runs that look alike, so that a line is as few texts as it can be.
  fileprivate struct LineBuilder {
    let setter: ParagraphSetter
    let style: ParagraphStyle
    private var line = TextLine()
    private var text = ""
    private var look = Look()

    init(setter: ParagraphSetter, style: ParagraphStyle) {
      self.setter = setter
      self.style = style
    }

    mutating func add(_ piece: Piece) {
      switch piece {
      case .text(let more, let other):
        if other != look { flush() }
        look = other
        text += more
      case .box(let box, let look):
        flush()
        line.items += box.moved(line.width, 0)
        link(look.link, from: line.width, to: line.width + box.width)
        line.width += box.width
        line.ascent = max(line.ascent, box.ascent)
        line.descent = max(line.descent, box.descent)
      }
    }

    mutating func addSpace(_ width: Double) {
      if text.isEmpty { line.width += width } else { text += " " }
    }

    mutating func skip(_ width: Double) {
      flush()
      line.width += width
    }

    mutating func finished() -> TextLine {
      flush()
      return line
    }

    private mutating func flush() {
      guard !text.isEmpty else { return }
      let rich = setter.rich(text, look)
      let textStyle = setter.textStyle(look, style)
      let width = setter.engine.measure(rich, style: textStyle, width: nil).width
      line.items.append(
        .text(
          SceneText(
            rich, style: textStyle, color: look.link == nil ? style.color : PaperStyle.link,
            at: Point(line.width, 0))))
      if look.isStruck {
        let height = style.text.size * 0.28
        // A blank at the end belongs to what follows.
        let blank = text.last == " " ? setter.width(" ", look, style) : 0
        line.items.append(
          .path(
            ScenePath(
              .line(Point(line.width, -height), Point(line.width + width - blank, -height)),
              stroke: Stroke(style.color, width: max(0.8, style.text.size / 16)))))
      }
      link(look.link, from: line.width, to: line.width + width)
      line.width += width
      text = ""
    }

    private mutating func link(_ target: String?, from start: Double, to end: Double) {
      guard let target else { return }
      line.items.append(
        .link(
          SceneLink(
            area: Rect(
              x: start, y: -style.text.size * 0.85, width: end - start,
              height: style.text.size * 1.15), target: target)))
    }
  }
}

extension ParagraphSetter.Piece {
  /// Whether it has several characters that a line may part where it must.
  fileprivate var isLong: Bool {
    if case .text(let text, _) = self { text.count > 1 } else { false }
  }
}
