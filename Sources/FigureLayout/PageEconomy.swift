// Distances around panels, and how they are drawn in where a page is to be spent on data.

import FigureModel

/// Distances that figures share, in px of the theme.
struct Spacing: Hashable {
  var tickLength = 4.0
  var tickGap = 4.0
  var labelGap = 8.0
  var titleGap = 12.0
  var panelTitleGap = 9.0
  var barGap = 16.0
  var barWidth = 18.0
  var compactBarGap = 3.0
  var compactBarWidth = 5.0
  var legendGap = 10.0
  /// The share of its panel's width that a legend may take within it.
  var legendShare = 0.6
  /// The share that names at the ends of lines may take beside it.
  var lineNameShare = 0.25
  /// How long the names of rows may be, in px; nil for a share of their panel's width.
  var longestRowName: Double?
  /// Times the distance between panels that a grid asks for.
  var panelGap = 1.0
  /// Times the margin of the page.
  var margin = 1.0
  /// Whether the first label below a panel gives way to the last one of its neighbour where both would meet;
  /// else the panels stand farther apart.
  var dropsMeetingLabels = false
  /// Where colour bars lie.
  var barSide = BarSide.right
  /// How even cells are.
  var cells = PixelGrid.Evenness.usual
  /// Whether a short label of a bar below its panels stands at the bar's left, below the names of rows, and the
  /// numbers at the bar's ends stay within its length.
  var keepsToBar = false

  /// A margin is not made narrower than this.
  static let narrowestMargin = 3.0
  /// The minimum side of a panel.
  static let minimumPanel = 24.0
  /// The minimum side of a panel without ticks, as in a view of all heads, in px of the page or of the
  /// theme, whichever are the smaller ones.
  static let minimumBarePanel = 8.0
}

/// On which side of its panels a colour bar lies.
enum BarSide: Hashable {
  /// Beside them, its values upwards.
  case right
  /// Below them, its values to the right.
  case below
}

/// What is given up so that panels take more of their page.
struct PageEconomy: Hashable {
  /// Whether notes that data can be read without are left to the alt text.
  var leavesOutNotes = false
  /// Whether a title that the user did not ask for is left to the caption.
  var leavesOutTitle = false
  /// Whether the notes that say which convention is shown are left to the alt text, where a page would be
  /// refused with them.
  var leavesOutConventions = false
  var spacing = Spacing()

  /// The words above a figure, as they give way where a page would be refused with them: the line that says
  /// which convention is shown, notes, and last a title that the user did not ask for.
  static let words: [any WritableKeyPath<PageEconomy, Bool> & Sendable] = [
    \.leavesOutConventions, \.leavesOutNotes, \.leavesOutTitle,
  ]

  /// The same with one thing more given up.
  func givingUp(_ what: WritableKeyPath<PageEconomy, Bool>) -> PageEconomy {
    var step = self
    step[keyPath: what] = true
    return step
  }

  /// The share of its page's area that the panels of a figure are to take, as it is drawn: more where no
  /// title and no note stands above them.
  static func aim(for figure: Figure, _ content: PanelGrid) -> Double {
    let hasTitle =
      figure.title != nil || figure.hasSetNotes
      || content.panels.contains { $0.title != nil }
    return hasTitle ? 0.55 : 0.7
  }

  /// What is tried in turn on a screen, where every word stays and the page may grow: everything as usual,
  /// smaller gaps, shorter ticks. Names stay at the ends of their lines.
  static let distances: [PageEconomy] = {
    let usual = PageEconomy()
    var narrow = usual
    narrow.spacing.narrow()
    var short = narrow
    short.spacing.shortenTicks()
    short.spacing.lineNameShare = usual.spacing.lineNameShare
    return [usual, narrow, short]
  }()

  /// What is tried in turn: everything as usual, no notes that can be missed, no title, the bar below,
  /// smaller gaps, shorter ticks and narrower margins. Where no caption has the title, it goes last.
  /// - Parameters:
  ///   - hasNotes: whether there are notes that may be left out.
  ///   - hasTitle: whether there is a title that may be left out.
  ///   - hasCaption: whether the page has a caption that tells the title.
  ///   - hasBars: whether there are colour bars that may lie below.
  static func steps(
    hasNotes: Bool, hasTitle: Bool, hasCaption: Bool, hasBars: Bool
  ) -> [PageEconomy] {
    var steps = [PageEconomy()]
    /// The last step with something more, its bar on each side.
    func add(_ change: (inout PageEconomy) -> Void) {
      let sides: [BarSide] = hasBars ? [.right, .below] : [.right]
      let last = steps[steps.count - 1]
      for side in sides {
        var next = last
        change(&next)
        next.spacing.barSide = side
        if !steps.contains(next) { steps.append(next) }
      }
    }
    if hasNotes { add { $0.leavesOutNotes = true } }
    if hasCaption { add { $0.leavesOutTitle = hasTitle } }
    add { $0.spacing.narrow() }
    add { $0.spacing.shortenTicks() }
    add { $0.spacing.narrowFurther() }
    // Where nothing helps, the title stays; and where little does, it went in vain.
    if hasTitle {
      for step in steps where step.leavesOutNotes == hasNotes {
        var other = step
        other.leavesOutTitle = !hasCaption
        if !steps.contains(other) { steps.append(other) }
      }
    }
    return steps
  }
}

extension Figure {
  /// The figure with fewer words: a caption has its title, and what the title said besides is stated by notes.
  func leavingOut(_ step: PageEconomy) -> Figure {
    var figure = self
    if step.leavesOutTitle {
      figure.title = nil
      for index in figure.notes.indices { figure.notes[index].isInTitle = false }
    }
    // The alt text tells them all the same.
    if step.leavesOutNotes { figure.hidesBackground = true }
    if step.leavesOutConventions { figure.hidesConventions = true }
    return figure
  }
}

extension Spacing {
  fileprivate mutating func narrow() {
    labelGap = 4
    titleGap = 8
    panelTitleGap = 5
    legendGap = 6
    barGap = 8
    barWidth = 10
    panelGap = 0.6
    legendShare = 0.85
  }

  fileprivate mutating func shortenTicks() {
    tickLength = 2
    tickGap = 2
    margin = 0.6
    lineNameShare = 0
  }

  fileprivate mutating func narrowFurther() {
    labelGap = 2
    titleGap = 5
    panelTitleGap = 3
    legendGap = 4
    barGap = 5
    barWidth = 8
    panelGap = 0.25
    dropsMeetingLabels = true
    keepsToBar = true
    cells = .filling
  }
}
