// Series of points over two continuous axes: lines, points, bars and rules.

public import FigureScene

/// Series over two continuous axes, painted in order.
public struct Chart: Sendable {
  public var series: [Series]
  public var rules: [Rule]
  public var notes: [Note]
  public var showsLegend: Bool
  /// Positions along the horizontal axis that a mask hides, counted from its beginning: they are
  /// hatched, so that no one takes them for values of 0.
  public var masked: Set<Int>
  /// Whether one unit is as long along both axes, so that a circle is round.
  public var hasEqualUnits: Bool

  public init(
    series: [Series], rules: [Rule] = [], notes: [Note] = [], showsLegend: Bool? = nil,
    masked: Set<Int> = [], hasEqualUnits: Bool = false
  ) {
    self.series = series
    self.rules = rules
    self.notes = notes
    self.masked = masked
    self.hasEqualUnits = hasEqualUnits
    self.showsLegend = showsLegend ?? (series.filter { $0.label != nil }.count > 1)
  }
}

/// Points in data space and how they are drawn.
public struct Series: Hashable, Sendable {
  /// What the legend calls it; a series without a label is not in the legend.
  public var label: String?
  public var x: [Double]
  /// As many as `x`. NaN or ±∞ leaves a gap.
  public var y: [Double]
  public var style: SeriesStyle
  /// Whether signs in the label are set as mathematics; not in what a user calls it, such as a token.
  public var hasMathematics = false
  /// What it is called where its values are read one by one; nil for its label. A series that the legend
  /// leaves out has a name of its own there.
  public var readName: String?
  /// Of what the points are those that show; nil where they are all.
  public var thinnedFrom: WholeLine?

  /// What stands in the legend.
  public var legendLabel: RichText {
    hasMathematics ? RichText(mathematics: label ?? "") : RichText(label ?? "")
  }

  /// - Precondition: `x` and `y` have the same length.
  public init(label: String? = nil, x: [Double], y: [Double], style: SeriesStyle) {
    precondition(x.count == y.count)
    self.label = label
    self.x = x
    self.y = y
    self.style = style
  }
}

/// What a line has of which only the points that show are kept.
public struct WholeLine: Hashable, Sendable {
  public var points: Int
  /// How many of them have no finite value.
  public var gaps: Int

  public init(points: Int, gaps: Int) {
    self.points = points
    self.gaps = gaps
  }
}

/// How a series looks. What is left open is chosen by the theme from the series' slot.
public struct SeriesStyle: Hashable, Sendable {
  public enum Form: Hashable, Sendable {
    case line
    case points
    case bars
    /// A thin line from the base line to each point.
    case stems
  }

  public enum Dash: String, CaseIterable, Hashable, Sendable {
    case solid, dashed, dotted, dashDotted

    /// Lengths of dashes and gaps in turn for a line `width` px wide.
    public func lengths(width: Double) -> [Double] {
      switch self {
      case .solid: []
      case .dashed: [4.5 * width, 2.5 * width]
      case .dotted: [width, 2 * width]
      case .dashDotted: [5 * width, 2 * width, width, 2 * width]
      }
    }
  }

  public enum Marker: String, CaseIterable, Hashable, Sendable {
    case none, circle, square, triangle, diamond, cross
  }

  public var form: Form
  /// Which of the theme's colours, dashes and markers; series that belong together share a slot.
  public var slot: Int
  /// Line width in px at the theme's own weight 1.
  public var width: Double
  public var dash: Dash
  public var marker: Marker
  public var opacity: Double
  /// Markers show the page's ground inside.
  public var isHollow: Bool
  /// How much larger than usual its markers are, in px: what lies beneath shows as a ring.
  public var ring = 0.0
  /// Whether it stands back behind the series that the panel is about: thin and grey.
  public var isContext = false
  /// Whether it is no data but a line to see data by: in the colour of frames.
  public var isGuide: Bool

  public init(
    form: Form = .line, slot: Int, width: Double = 1.8, dash: Dash = .solid,
    marker: Marker = .none, opacity: Double = 1, isHollow: Bool = false, isGuide: Bool = false
  ) {
    self.form = form
    self.slot = slot
    self.width = width
    self.dash = dash
    self.marker = marker
    self.opacity = opacity
    self.isHollow = isHollow
    self.isGuide = isGuide
  }
}

/// A thin straight line across the panel at one value.
public struct Rule: Hashable, Sendable {
  public enum Orientation: Hashable, Sendable { case horizontal, vertical }

  public var orientation: Orientation
  public var value: Double
  /// Words beside the rule.
  public var label: String?

  public init(_ orientation: Orientation, at value: Double, label: String? = nil) {
    self.orientation = orientation
    self.value = value
    self.label = label
  }
}

/// Words at a point in data space.
public struct Note: Hashable, Sendable {
  public var text: RichText
  public var x: Double
  public var y: Double
  /// A point that the words stand away from, beside their own; nil for words on their point.
  public var awayFrom: Point?

  public init(_ text: RichText, x: Double, y: Double, awayFrom: Point? = nil) {
    self.text = text
    self.x = x
    self.y = y
    self.awayFrom = awayFrom
  }
}
