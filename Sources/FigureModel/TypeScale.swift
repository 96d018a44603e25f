// How large type is on a page, and with it all that follows from type.

/// The type scale of a page. Figures are laid out in the sizes of their theme; strokes, markers, gaps
/// and arrows stand in one proportion to these, and the whole is set at one factor.
public struct TypeScale: Hashable, Sendable {
  /// Times the sizes of the theme.
  public var factor: Double
  /// Around everything on the page, in px of the theme.
  public var margin: Double
  /// The minimum that a diagram may be made smaller by, words and all, to fit its page.
  public var minimumDiagram: Double
  /// The minimum type of numbers in cells, in px of the theme.
  public var smallestNumber = 8.0
  /// Whether titles, gaps and ticks give way where panels take too little of their page.
  public var spendsPage: Bool
  /// Whether the page is that of a text, whose captions tell titles: these then give way first, else last.
  public var hasCaption = false

  public init(
    factor: Double, margin: Double = TypeScale.screen.margin,
    minimumDiagram: Double = TypeScale.screen.minimumDiagram, spendsPage: Bool = false
  ) {
    self.factor = factor
    self.margin = margin
    self.minimumDiagram = minimumDiagram
    self.spendsPage = spendsPage
  }

  /// The theme's own sizes.
  public static let screen = TypeScale(factor: 1, margin: 16, minimumDiagram: 0.7)
}

extension Theme {
  /// The theme with titles and labels nearer to the size of ticks, as journals set them.
  public var withQuietTitles: Theme {
    var theme = self
    theme.titleSize = tickSize * 1.2
    theme.panelTitleSize = tickSize * 1.1
    theme.labelSize = tickSize * 1.08
    return theme
  }
}
