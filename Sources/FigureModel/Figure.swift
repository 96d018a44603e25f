// What a figure is, before anything is placed: panels of marks over axes or a diagram, with words.

public import FigureScene

/// A figure: what it shows, and the words around it.
public struct Figure: Sendable {
  /// What ids are made from, such as `pe-matrix`.
  public var name: String
  public var title: RichText?
  /// Whether the title is the user's own, who wants it on the picture.
  public var keepsTitle = false
  /// Below the title, in smaller type.
  public var subtitle: RichText?
  /// Where title, subtitle and notes stand above the panels.
  public var titleAlignment = TitleAlignment.center
  /// What the figure shows, in one or two plain sentences computed from its data.
  public var summary: String
  /// Whether the summary is in a user's own words, which stand alone.
  public var hasOwnSummary = false
  /// What was left out, changed, combined or chosen before it was drawn.
  public var notes: [FigureNote]
  /// Whether notes that data can be read without are left to the alt text.
  public var hidesBackground = false
  /// Whether the notes that say which convention is shown are left to the alt text.
  public var hidesConventions = false
  public var language: Language
  public var content: Content
  public var size: FigureSize

  public enum Content: Sendable {
    /// Axes with marks over them, one pair or several.
    case panels(PanelGrid)
    /// Boxes, tables and arrows.
    case diagram(Diagram)
  }

  public init(
    name: String, title: RichText? = nil, summary: String, notes: [FigureNote] = [],
    language: Language = .english, content: Content, size: FigureSize
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.notes = notes
    self.language = language
    self.content = content
    self.size = size
  }

  /// A figure of panels.
  public init(
    name: String, title: RichText? = nil, summary: String, notes: [FigureNote] = [],
    language: Language = .english, panels: [Panel], columns: Int = 1, size: FigureSize,
    sharedColorBar: ColorBar? = nil,
    sharesAxes: Bool = false, gap: Double = PanelGrid.usualGap, keepsColumns: Bool = false
  ) {
    self.init(
      name: name, title: title, summary: summary, notes: notes, language: language,
      content: .panels(
        PanelGrid(
          panels: panels, columns: columns, sharedColorBar: sharedColorBar, sharesAxes: sharesAxes,
          gap: gap, keepsColumns: keepsColumns)),
      size: size)
  }
}

/// Where the words above a figure stand.
public enum TitleAlignment: String, CaseIterable, Hashable, Sendable {
  /// From the left end of the panels.
  case left
  /// Over the middle of the panels.
  case center
}

/// Something that readers must know besides what is drawn, such as which tokens were left out.
///
/// The alt text tells every note. The picture has them in a line below its title, but for those that
/// the title says itself.
public struct FigureNote: Hashable, Sendable {
  /// A whole sentence, with its full stop.
  public private(set) var text: String
  /// The same in few words, which the picture has in its place; nil where it has the sentence.
  public private(set) var brief: String?
  /// The sentence with its signs of mathematics set as such, for the picture; nil where it has none.
  public private(set) var mathematics: RichText?
  /// Whether the figure's own title says the same: the note is then written only where another title
  /// stands, or none.
  public var isInTitle: Bool
  /// Whether data are read the same without it, such as how panels stand: where a page has little space the
  /// alt text alone tells it.
  public var isBackground: Bool
  /// Whether it says by which convention data are drawn: the picture has it wherever a layout has space for it,
  /// and no page is refused for its sake.
  public var isConvention: Bool
  /// Whether no picture is without it, whatever space there is.
  public var isRequired: Bool

  public init(
    _ text: String, brief: String? = nil, isInTitle: Bool = false, isBackground: Bool = false,
    isConvention: Bool = false, isRequired: Bool = false
  ) {
    self.text = text
    self.brief = brief
    self.isInTitle = isInTitle
    self.isBackground = isBackground
    self.isConvention = isConvention
    self.isRequired = isRequired
  }

  /// A note with signs of mathematics, which the picture sets as labels of axes have them.
  /// - Parameter name: what stands before it as it is, such as the name of a model.
  public init(_ name: String = "", mathematics text: String, isConvention: Bool = false) {
    self.init(name + text, isConvention: isConvention)
    mathematics = RichText(name) + RichText(mathematics: text)
  }

  /// The note with words before it, such as the name of what it is about.
  public func following(_ words: String) -> FigureNote {
    var note = self
    note.text = words + text
    note.brief = brief.map { words + $0 }
    note.mathematics = mathematics.map { RichText(words) + $0 }
    return note
  }

  /// What the picture has of it.
  public var displayText: RichText { mathematics ?? RichText(brief ?? text) }
}

extension Figure {
  /// Whether numbers stand in cells that the figure is not drawn without.
  public var hasNumbers: Bool {
    guard case .panels(let grid) = content else { return false }
    return grid.panels.contains { panel in
      guard case .heatMap(let map) = panel.content else { return false }
      return map.annotation?.isOptional == false
    }
  }

  /// Whether letters name its panels.
  public var hasLetters: Bool {
    guard case .panels(let grid) = content else { return false }
    return grid.panels.contains { $0.letter != nil }
  }

  /// The figure without the line that says which convention is shown; nil where it shows none.
  public var withoutConventions: Figure? {
    guard !hidesConventions, notes.contains(where: { $0.isConvention && !$0.isInTitle }) else {
      return nil
    }
    var bare = self
    bare.hidesConventions = true
    return bare
  }

  /// The notes as one text below the title, with signs of mathematics set as such; nil where the title says
  /// all.
  public var setNotes: RichText? {
    var spans: [RichText.Span] = []
    for (index, note) in listedNotes.enumerated() {
      let gap = index > 0 ? RichText(language.sentenceGap).spans : []
      for span in gap + note.displayText.spans where !span.text.isEmpty {
        // Plain words are one run, however many notes they are of.
        if let last = spans.last, last == RichText.Span(last.text), span == RichText.Span(span.text)
        {
          spans[spans.count - 1].text += span.text
        } else {
          spans.append(span)
        }
      }
    }
    return spans.isEmpty ? nil : RichText(spans)
  }

  /// Whether notes stand below the title, without setting them.
  public var hasSetNotes: Bool {
    listedNotes.contains { note in note.displayText.spans.contains { !$0.text.isEmpty } }
  }

  private var listedNotes: [FigureNote] {
    notes.filter { note in
      !note.isInTitle && !(hidesBackground && note.isBackground)
        && !(hidesConventions && note.isConvention)
    }
  }

  /// What the figure shows and every note, for readers who do not see it; a user's own words alone.
  public var summaryWithNotes: String {
    guard !hasOwnSummary else { return summary }
    let notes = joined(notes.map(\.text))
    return notes.isEmpty ? summary : summary + language.sentenceGap + notes
  }

  private func joined(_ sentences: [String]) -> String {
    sentences.joined(separator: language.sentenceGap)
  }
}

/// One panel, or several in a grid.
public struct PanelGrid: Sendable {
  public var panels: [Panel]
  /// Panels side by side before a new row begins.
  public var columns: Int
  /// One colour bar for all heat maps, at the right of the grid. Their scales must then be equal.
  public var sharedColorBar: ColorBar?
  /// Panels show tick labels and axis names at the grid's outer edges only.
  public var sharesAxes: Bool
  /// Between one panel, with its words, and the next, in px.
  public var gap: Double
  /// Whether the columns mean something or were asked for; others are chosen anew for a narrow page.
  public var keepsColumns = false

  /// Far enough apart for words around panels not to be read as one.
  public static let usualGap = 20.0

  public init(
    panels: [Panel], columns: Int = 1, sharedColorBar: ColorBar? = nil, sharesAxes: Bool = false,
    gap: Double = usualGap, keepsColumns: Bool = false
  ) {
    self.keepsColumns = keepsColumns
    self.panels = panels
    self.columns = columns
    self.sharedColorBar = sharedColorBar
    self.sharesAxes = sharesAxes
    self.gap = gap
  }
}

/// How large a figure is to be, in px.
public enum FigureSize: Hashable, Sendable {
  /// This size; what whole cells leave over is shared out around the panels.
  case exact(Size)
  /// About this size: the page follows the cells, so that margins stay even.
  case about(Size)
  /// This width; the height follows the content, each panel about in the proportions that it has on a
  /// page of the given shape.
  case wide(Double, shape: Size)

  public var target: Size {
    switch self {
    case .exact(let size), .about(let size): size
    case .wide(let width, let shape): Size(width, width * shape.height / max(shape.width, 1))
    }
  }

  /// Whether the width alone is given.
  public var isWide: Bool { if case .wide = self { true } else { false } }
}

/// One pair of axes and the marks drawn over them.
public struct Panel: Sendable {
  public var title: RichText?
  /// What stands in its place above all panels where the title of one would take a second line.
  public var shortTitle: RichText?
  /// The letter that both begin with, such as `(a)`; nil where panels have none.
  public internal(set) var letter: String?
  public var content: Content
  public var x: Axis
  public var y: Axis
  /// How its cells are named where their values are read one by one; nil for as title and axes say.
  public var reading: PanelReading?

  public enum Content: Sendable {
    case heatMap(HeatMap)
    case chart(Chart)
    case links(TokenLinks)
    case picture(PanelPicture)
  }

  public init(
    title: RichText? = nil, shortTitle: RichText? = nil, content: Content, x: Axis, y: Axis
  ) {
    self.title = title
    self.shortTitle = shortTitle
    self.content = content
    self.x = x
    self.y = y
  }
}

extension Panel {
  /// Names the panel by a letter before its titles, or alone where it has none.
  public mutating func take(letter: String) {
    func lettered(_ title: RichText?) -> RichText {
      guard let title, !title.spans.isEmpty else { return RichText(letter) }
      return RichText([RichText.Span(letter + " ")] + title.spans)
    }
    title = lettered(title)
    shortTitle = shortTitle.map(lettered)
    self.letter = letter
  }

  /// What the title says besides its letter; empty without a title.
  public var titleWithoutLetter: String {
    let whole = title?.plain ?? ""
    guard let letter, whole.hasPrefix(letter) else { return whole }
    return String(whole.dropFirst(letter.count).drop { $0 == " " })
  }
}

/// The names of a panel's cells for those who read its values, where title and axes of the panel speak of
/// several panels together.
public struct PanelReading: Hashable, Sendable {
  /// Which of the panels it is.
  public var title: String
  /// What a row and a column are.
  public var rowLabel: String
  public var columnLabel: String
  /// The rows by their names.
  public var rows: Axis.Domain

  public init(title: String, rowLabel: String, columnLabel: String, rows: Axis.Domain) {
    self.title = title
    self.rowLabel = rowLabel
    self.columnLabel = columnLabel
    self.rows = rows
  }
}
