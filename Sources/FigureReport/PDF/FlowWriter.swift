// The walk through a report that makes the strip of parts.

import CairoRendering
import FigureClaims
import FigureModel
import FigureScene

/// Sets one edition of a report as parts.
struct FlowWriter {
  let report: Report
  let edition: ReportEdition
  let style: PaperStyle
  let words: ReportStrings
  let setter: ParagraphSetter
  var parts: [FlowPart] = []
  private(set) var outline: [PageDocument.OutlineEntry] = []
  /// Where text begins, from the left of the frame: lists and quotes are moved in.
  private(set) var indent = 0.0
  /// How running text is set: smaller in notes.
  private var body: ParagraphStyle
  private var headings = 0
  /// Figures that have a destination; one that is shown again has none.
  private var placedFigures: Set<String> = []
  /// The number of the paragraph that was added last.
  private var block = 0
  /// The number of the table that was added last.
  var tables = 0
  /// The lists and quotes that are being written, and how many there have been.
  private var containers: [FlowContainer] = []
  private var containersSoFar = 0
  /// The section that is being written.
  private var section: String?
  /// Space that the last part wants below it.
  var spaceAfter = 0.0

  init(report: Report, edition: ReportEdition, text: TextEngine) {
    self.report = report
    self.edition = edition
    style = PaperStyle(language: edition.language)
    body = style.body
    let words = ReportStrings(edition.language)
    self.words = words
    setter = ParagraphSetter(engine: text) { id in
      // A line does not end between the word and its number.
      report.figure(id).map {
        (words.figure($0.number).replacing(" ", with: "\u{A0}"), "figure.\($0.number)")
      }
    }
  }

  mutating func write() {
    title()
    contents()
    for (index, section) in edition.sections.enumerated() {
      let target = "section.\(index)"
      self.section = section.title ?? self.section
      if let title = section.title {
        add(
          as: .heading(2),
          setter.evenLines(title, style.section), style.section, space: 30, isHeading: true)
        parts[parts.count - 1].height += 5
        let first = parts.count - headingLines
        parts[first].target = target
        parts[first].section = title
        outline.append(PageDocument.OutlineEntry(title: Self.short(title), target: target))
      }
      for block in section.blocks { write(block) }
    }
  }

  /// How many parts the heading that was just added has.
  private var headingLines = 0

  private static func short(_ title: String) -> String {
    let line = TextEngine.line(title)
    return line.count > 160 ? line.prefix(159) + "…" : line
  }

  // MARK: The beginning

  private mutating func title() {
    add(
      as: .heading(1), setter.evenLines(edition.title, style.title), style.title, space: 0,
      isHeading: true)
    if !edition.authors.isEmpty {
      let names = edition.authors.joined(separator: edition.language == .chinese ? "、" : ", ")
      add(setter.lines(names, style.authors), style.authors, space: 10)
    }
    append(
      as: nil,
      FlowPart(
        height: 1, spaceBefore: 16, keepsWithNext: false,
        items: [
          .path(
            ScenePath(
              .line(.zero, Point(PaperStyle.frame.width, 0)),
              stroke: Stroke(PaperStyle.ink, width: 1.2)))
        ]))
  }

  private mutating func contents() {
    let titled = edition.sections.enumerated().filter { $0.element.title != nil }
    guard titled.count > 1 else { return }
    add(
      setter.lines(words.contents, style.contentsTitle), style.contentsTitle, space: 22,
      isHeading: true)
    parts[parts.count - 1].height += 3
    let entry = style.contents.with(width: style.contents.width - 48)
    within(.contents) { $0.entries(titled, entry) }
  }

  private mutating func entries(
    _ sections: [(offset: Int, element: ReportSection)], _ entry: ParagraphStyle
  ) {
    for (index, section) in sections {
      let line = setter.shortLine(section.title ?? "", entry)
      let link = SceneItem.link(
        SceneLink(
          area: Rect(
            x: 0, y: -entry.baseline + 2, width: style.contents.width, height: entry.leading),
          target: "#section.\(index)"))
      let part = FlowPart(
        height: entry.leading,
        items: [
          .group(
            SceneGroup(transform: .translation(0, entry.baseline), items: line.items + [link]))
        ],
        pageOf: PageReference(
          target: "section.\(index)", start: line.width, end: style.contents.width,
          baseline: entry.baseline))
      within(.contentsEntry) { $0.append(part) }
    }
  }

  // MARK: Text

  /// What `write` adds is in a container of this role.
  /// - Returns: the container's number.
  @discardableResult
  private mutating func within(
    _ role: StructureRole, _ write: (inout FlowWriter) -> Void
  ) -> Int {
    let number = containersSoFar
    containersSoFar += 1
    containers.append(FlowContainer(role: role, number: number))
    write(&self)
    containers.removeLast()
    return number
  }

  /// An item of a list: what `write` adds, moved in, with its number or bullet before it.
  /// - Returns: the first of its parts; nil where it has none.
  private mutating func item(
    _ mark: TextLine, at x: Double, baseline: Double, step: Double,
    _ write: (inout FlowWriter) -> Void
  ) -> Int? {
    let first = parts.count
    indent += step
    let number = within(.listItem) { $0.within(.listBody, write) }
    indent -= step
    guard parts.indices.contains(first) else { return nil }
    parts[first].labels[number] = [
      .group(SceneGroup(transform: .translation(indent + x, baseline), items: mark.items))
    ]
    return first
  }

  /// - Parameter continuesBlock: whether it is a further line of the part before it.
  mutating func append(
    as role: StructureRole? = .paragraph, _ part: FlowPart, continuesBlock: Bool = false
  ) {
    var part = part
    if !continuesBlock { block += 1 }
    part.role = role
    part.block = block
    part.containers = containers
    part.within = section
    part.spaceBefore = max(part.spaceBefore, spaceAfter)
    spaceAfter = 0
    parts.append(part)
  }

  /// Adds lines as parts, none of which stands alone at the end or the top of a page.
  mutating func add(
    as role: StructureRole = .paragraph, _ lines: [TextLine], _ style: ParagraphStyle,
    space: Double, isHeading: Bool = false
  ) {
    headingLines = lines.count
    for (index, line) in lines.enumerated() {
      let baseline = max(style.baseline, line.ascent + 2)
      var part = FlowPart(height: lineHeight(line, style))
      part.spaceBefore = index == 0 ? space : 0
      let isLast = index == lines.count - 1
      part.keepsWithNext = isHeading || !isLast && (index == 0 || index == lines.count - 2)
      part.items = [
        .group(SceneGroup(transform: .translation(indent, baseline), items: line.items))
      ]
      append(as: role, part, continuesBlock: index > 0)
    }
  }

  private mutating func write(_ block: ReportBlock) {
    switch block {
    case .paragraph(let inlines):
      let body = body.with(width: body.width - indent)
      add(setter.lines(inlines, body), body, space: PaperStyle.paragraphGap)
    case .heading(let level, let inlines):
      let heading = style.heading(level)
      add(
        as: .heading(level), setter.lines(inlines, heading), heading,
        space: level <= 3 ? 20 : 16, isHeading: true)
      let target = "heading.\(headings)"
      headings += 1
      parts[parts.count - headingLines].target = target
      let entry = PageDocument.OutlineEntry(
        title: Self.short(inlines.map(\.plain).joined()), target: target)
      if outline.isEmpty {
        outline.append(entry)
      } else {
        outline[outline.count - 1].children.append(entry)
      }
    case .list(let start, let items): list(start, items)
    case .quote(let blocks): quote(blocks)
    case .code(let code, _): self.code(code)
    case .formula(let formula): self.formula(formula)
    case .separator:
      append(
        as: nil,
        FlowPart(
          height: 10, spaceBefore: 10,
          items: [
            .path(
              ScenePath(
                .line(Point(0, 5), Point(60, 5)), stroke: Stroke(PaperStyle.rule, width: 1)))
          ]))
    case .figure(let id): figure(id)
    case .claims(let claims): self.claims(claims)
    case .slips(let slips): self.slips(slips)
    case .table(let table): numbers(table)
    case .textTable(let table): self.words(table)
    case .notes(let notes): self.notes(notes)
    }
  }

  /// Notes, smaller than the text, below a short line.
  private mutating func notes(_ notes: [ReportNote]) {
    append(
      as: nil,
      FlowPart(
        height: 4, spaceBefore: 18, keepsWithNext: true,
        items: [
          .path(
            ScenePath(
              .line(Point(0, 2), Point(120, 2)), stroke: Stroke(PaperStyle.rule, width: 0.7)))
        ]))
    body = style.note
    let step = stepIn(18)
    within(.list) { writer in
      for note in notes {
        let mark = writer.setter.shortLine("\(note.number)", writer.style.note)
        let first = writer.item(mark, at: 0, baseline: writer.style.note.baseline, step: step) {
          for block in note.blocks { $0.write(block) }
        }
        guard let first else { continue }
        writer.parts[first].target = "note.\(note.number)"
        writer.parts[first].spaceBefore = min(writer.parts[first].spaceBefore, 4)
      }
    }
    body = style.body
  }

  /// How far a list or a quote is moved in: no further than leaves space for words.
  private func stepIn(_ step: Double) -> Double {
    indent + step <= PaperStyle.measure / 2 ? step : 0
  }

  private mutating func list(_ start: Int?, _ items: [[ReportBlock]]) {
    let step = stepIn(24)
    within(.list) { writer in
      for (index, blocks) in items.enumerated() {
        let style = writer.body
        let mark = writer.setter.shortLine(start.map { "\($0 + index)." } ?? "•", style)
        let first = writer.item(
          mark, at: step - 8 - mark.width, baseline: style.baseline, step: step
        ) {
          for block in blocks { $0.write(block) }
        }
        if let first, index > 0 {
          writer.parts[first].spaceBefore = min(writer.parts[first].spaceBefore, 4)
        }
      }
    }
  }

  private mutating func quote(_ blocks: [ReportBlock]) {
    let first = parts.count
    spaceAfter = max(spaceAfter, 13)
    let step = stepIn(20)
    indent += step
    within(.quote) { writer in
      for block in blocks { writer.write(block) }
    }
    indent -= step
    spaceAfter = max(spaceAfter, 13)
    for index in parts.indices[first...] {
      // The line at the left runs through the space between the parts as well.
      let top = index == first ? 0 : -parts[index].spaceBefore
      parts[index].items.append(
        .path(
          ScenePath(
            .line(Point(indent + 4, top), Point(indent + 4, parts[index].height)),
            stroke: Stroke(PaperStyle.rule, width: 2))))
    }
  }

  private mutating func code(_ code: String) {
    let codeStyle = style.code.with(width: style.code.width - indent)
    var lines: [TextLine] = []
    var text = code[...]
    while text.last?.isNewline ?? false { text = text.dropLast() }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      // Blanks mean something in code: all at a line's beginning, and several in a row, which stand
      // in columns. A single one is where a long line may break.
      let kept = line.replacing("\t", with: "    ")
      let blanks = kept.prefix { $0 == " " }.count
      lines += setter.lines(
        String(repeating: "\u{A0}", count: blanks)
          + kept.dropFirst(blanks).replacing("  ", with: "\u{A0}\u{A0}"), codeStyle)
    }
    let first = parts.count
    indent += 12
    add(as: .code, lines, codeStyle, space: 16)
    indent -= 12
    for index in parts.indices[first...] {
      let isFirst = index == first
      let isLast = index == parts.count - 1
      let top = isFirst ? -6.0 : 0
      let bottom = parts[index].height + (isLast ? 6 : 0.3)
      parts[index].items.insert(
        .path(
          ScenePath(
            .rect(
              Rect(
                x: indent, y: top, width: PaperStyle.frame.width - indent, height: bottom - top)),
            fill: PaperStyle.ground)), at: 0)
    }
    spaceAfter = 14
  }

  private mutating func formula(_ formula: Formula) {
    let math = MathSetter(engine: setter.engine, color: PaperStyle.ink, language: "en")
    let box = math.set(formula, size: style.mathSize * 1.03, isDisplay: true)
    let space = PaperStyle.frame.width - indent
    let scale = min(1, space / max(box.width, 1))
    let width = box.width * scale
    // In the middle of the text, or of the frame where it is wider than the text.
    let measure = width <= PaperStyle.measure - indent ? PaperStyle.measure - indent : space
    let x = indent + (measure - width) / 2
    let padding = 3.0
    append(
      as: .formula,
      FlowPart(
        height: (box.ascent + box.descent) * scale + 2 * padding, spaceBefore: 10,
        items: [
          .group(
            SceneGroup(
              transform: Transform(
                xx: scale, yx: 0, xy: 0, yy: scale, x0: x, y0: padding + box.ascent * scale),
              items: box.items))
        ]))
    // A formula belongs to the words that lead to it.
    if parts.count > 1, parts[parts.count - 2].picture == nil {
      parts[parts.count - 2].keepsWithNext = true
    }
  }

  // MARK: Figures

  private mutating func figure(_ id: String) {
    guard let (figure, number) = report.figure(id),
      let drawn = figure.editions[edition.language]
    else { return }
    let scene = drawn.paper ?? drawn.light
    let scale = PaperType.scale(of: scene.size)
    append(
      as: .figure,
      FlowPart(
        height: scene.size.height * scale, spaceBefore: 18, keepsWithNext: true,
        target: placedFigures.insert(id).inserted ? "figure.\(number)" : nil,
        picture: FlowPicture(
          items: scene.items.map(\.withoutIdentity), size: scene.size, scale: scale,
          minimumTypeSize: PaperType.smallestSize(in: scene.items), label: drawn.title),
        alternative: drawn.alt))
    var caption: [ReportInline] = [
      .strong([.text(words.figure(number) + (edition.language == .english ? ". " : "　"))])
    ]
    caption += .symbols(in: drawn.title)
    if let more = drawn.caption {
      caption += .symbols(in: (edition.language == .english ? ". " : "。") + more)
    }
    let first = parts.count
    add(as: .caption, setter.lines(caption, style.caption), style.caption, space: 7)
    add(as: .caption, setter.lines(.symbols(in: drawn.captionText), style.alt), style.alt, space: 1)
    for note in drawn.notes(words, leavesOutValues: false) {
      add(as: .caption, setter.lines(note, style.alt), style.alt, space: 1)
    }
    // The caption stays below its figure; one longer than that goes on where it must.
    for index in parts.indices[first...] where index < first + 12 && index < parts.count - 1 {
      parts[index].keepsWithNext = true
    }
    spaceAfter = 16
  }
}

extension SceneItem {
  /// The item and those in it without their names, which are the figure's own and not the pages'.
  var withoutIdentity: SceneItem {
    switch self {
    case .group(var group):
      group.identity = .none
      group.items = group.items.map(\.withoutIdentity)
      return .group(group)
    case .path(var path):
      path.identity = .none
      return .path(path)
    case .text(var text):
      text.identity = .none
      return .text(text)
    case .image(var image):
      image.identity = .none
      return .image(image)
    case .link: return self
    }
  }
}
