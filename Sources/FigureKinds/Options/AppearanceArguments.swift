// The options that say how a figure looks, whatever it shows.

public import ArgumentParser
public import FigureModel
import FigureScene

extension Theme.Name: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}

/// Size, theme, language and words of a figure.
public struct AppearanceArguments: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "The page: 1200x600px, 12x6in, 160x90mm. Without it the page follows the cells.",
      valueName: "size"), transform: PageSize.parsed)
  public var size: PageSize?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pixels of a PNG for each px of the page.", valueName: "number"))
  public var scale = 1.0

  @Option(help: ArgumentHelp("How it looks.", valueName: "theme"))
  public var theme = Theme.Name.light

  @Option(help: ArgumentHelp("The language of built-in titles and labels.", valueName: "lang"))
  public var lang = Language.english

  @Option(
    help: ArgumentHelp(
      "Font families in order of preference, with commas between.", valueName: "families"))
  public var font: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("The title.", valueName: "text"))
  public var title: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What runs along the horizontal axis.", valueName: "text"))
  public var xLabel: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What runs along the vertical axis.", valueName: "text"))
  public var yLabel: String?

  @Flag(help: "Leave out the title.")
  public var noTitle = false

  @Flag(help: "Leave out the colour bar.")
  public var noColorbar = false

  public init() {}

  /// The longest list of fonts, in bytes: fontconfig goes through all of it for every text.
  static let longestFont = 1024
  /// The smallest scale; a page of the largest size has a pixel with it.
  static let leastScale = 0.01
  /// The largest scale; beyond it even a small page is larger than can be drawn.
  static let greatestScale = 64.0

  /// The page that the figure is composed for.
  public func page() throws(FigureError) -> PageContext {
    guard scale.isFinite, (Self.leastScale...Self.greatestScale).contains(scale) else {
      throw .usage(
        "--scale \(typed(scale)): must be from \(Self.leastScale) to \(Int(Self.greatestScale))")
    }
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
