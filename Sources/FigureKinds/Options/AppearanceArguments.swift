// The options that say how a figure looks, whatever it shows.

public import ArgumentParser
public import FigureModel
import FigureScene

extension Theme.Name: ChoiceValue {}
extension Language: ChoiceValue {}

/// Size, theme, language and words of a figure.
public struct AppearanceArguments: DeclaredOptions {
  static let size = OptionDeclaration<PageSize?>(
    "size", "The page: 1200x600px, 12x6in, 160x90mm. Without it the page follows the cells.",
    valueName: "size", takesAnyValue: false)
  @Option(Self.size) public var size: PageSize?

  static let scale = OptionDeclaration<Double>(
    "scale", "Pixels of a PNG for each px of the page.", valueName: "number", initial: 1.0,
    rule: .from(
      leastScale, to: greatestScale, "must be from \(leastScale) to \(Int(greatestScale))"))
  @Option(Self.scale) public var scale: Double

  static let theme = OptionDeclaration<Theme.Name>(
    "theme", "How it looks.", valueName: "theme", initial: Theme.Name.light)
  @Option(Self.theme) public var theme: Theme.Name

  static let lang = OptionDeclaration<Language>(
    "lang", "The language of built-in titles and labels.", valueName: "lang",
    initial: Language.english)
  @Option(Self.lang) public var lang: Language

  static let font = OptionDeclaration<String?>(
    "font", "Font families in order of preference, with commas between.", valueName: "families",
    shape: .list, takesAnyValue: false)
  @Option(Self.font) public var font: String?

  static let title = OptionDeclaration<String?>(
    "title", "The title.", valueName: "text", shape: .localizedText)
  @Option(Self.title) public var title: String?

  static let xLabel = OptionDeclaration<String?>(
    "x-label", "What runs along the horizontal axis.", valueName: "text", shape: .localizedText)
  @Option(Self.xLabel) public var xLabel: String?

  static let yLabel = OptionDeclaration<String?>(
    "y-label", "What runs along the vertical axis.", valueName: "text", shape: .localizedText)
  @Option(Self.yLabel) public var yLabel: String?

  static let noTitle = OptionDeclaration<Bool>(
    "no-title", "Leave out the title.")
  @Flag(Self.noTitle) public var noTitle: Bool

  static let noColorbar = OptionDeclaration<Bool>(
    "no-colorbar", "Leave out the colour bar.")
  @Flag(Self.noColorbar) public var noColorbar: Bool

  public static let parameters: [Parameter<AppearanceArguments>] = [
    Parameter(size, \._size),
    Parameter(scale, \._scale),
    Parameter(theme, \._theme),
    Parameter(lang, \._lang),
    Parameter(font, \._font),
    Parameter(title, \._title),
    Parameter(xLabel, \._xLabel),
    Parameter(yLabel, \._yLabel),
    Parameter(noTitle, \._noTitle),
    Parameter(noColorbar, \._noColorbar),
  ]

  public init() {}

  /// The longest list of fonts, in bytes: fontconfig goes through all of it for every text.
  static let longestFont = 1024
  /// The smallest scale; a page of the largest size has a pixel with it.
  static let leastScale = 0.01
  /// The largest scale; beyond it even a small page is larger than can be drawn.
  static let greatestScale = 64.0

  /// The page that the figure is composed for.
  public func page() throws(FigureError) -> PageContext {
    try checkRules()
    if let font, font.allSatisfy({ $0 == " " || $0 == "," }) {
      throw .usage("--font \"\(font)\": give at least one font family")
    }
    if let font, font.utf8.count > Self.longestFont {
      throw .usage(
        "--font \(font.prefix(24))…: a list of fonts has at most \(Self.longestFont) bytes; name the "
          + "few that are wanted")
    }
    let size = try self.size?.validated()
    return PageContext(
      language: lang, theme: Theme.named(theme), size: size.map { .exact($0.pixels) })
  }

  /// Font families in order of preference.
  public var families: String {
    font.map { "\($0), \(DefaultFont.families)" } ?? DefaultFont.families
  }

  /// The figure with the user's own words in place of the built-in ones.
  public func applied(to draft: FigureDraft) -> FigureDraft {
    var draft = draft
    if let title { draft.figure.title = RichText(title) }
    if noTitle { draft.figure.title = nil }
    if title != nil || noTitle {
      // What the built-in title said is now said by no one else.
      for index in draft.figure.notes.indices { draft.figure.notes[index].isInTitle = false }
    }
    if let size { draft.figure.size = .exact(size.pixels) }
    switch draft.figure.content {
    case .panels(let grid): draft.figure.content = .panels(applied(to: grid))
    case .diagram: break
    }
    return draft
  }

  private func applied(to grid: PanelGrid) -> PanelGrid {
    var grid = grid
    if noColorbar { grid.sharedColorBar = nil }
    for index in grid.panels.indices {
      if let xLabel { grid.panels[index].x.label = Self.label(xLabel) }
      if let yLabel { grid.panels[index].y.label = Self.label(yLabel) }
      // Columns of tokens have their names in the corners above them.
      if case .links(var links) = grid.panels[index].content {
        if let xLabel { links.keyTitle = xLabel }
        if let yLabel { links.queryTitle = yLabel }
        grid.panels[index].content = .links(links)
      }
      if noColorbar, case .heatMap(var map) = grid.panels[index].content {
        map.colorBar = nil
        grid.panels[index].content = .heatMap(map)
      }
    }
    return grid
  }

  private static func label(_ text: String) -> RichText? {
    text.isEmpty ? nil : RichText(text)
  }
}
