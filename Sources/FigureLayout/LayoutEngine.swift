// Figure → Scene: where every figure's layout begins.

import AttentionMath
public import FigureModel
public import FigureScene

/// A figure ready to be drawn, and what can be said about it.
public struct LaidOutFigure: Sendable {
  public var scene: Scene
  public var description: FigureDescription
  /// How it stands on the page; nil where there was nothing to choose.
  public internal(set) var arrangement: PageArrangement?
  /// What a diagram was made smaller or larger by to fit its page.
  var diagramFactor = 1.0

  /// Names the scene by the title of the whole figure, where the picture may be without it.
  mutating func keepTitle(of figure: Figure) {
    scene.title = figure.title?.plain ?? figure.name
    description.title = figure.title?.plain
  }
}

/// What was chosen for a figure's page, so that the same figure in other colours need not search for it.
public struct PageArrangement: Hashable, Sendable {
  enum Choice: Hashable {
    case panels(PanelArrangement)
    case diagram(DiagramArrangement)
  }

  let choice: Choice

  static func panels(_ arrangement: PanelArrangement) -> PageArrangement {
    PageArrangement(choice: .panels(arrangement))
  }

  static func diagram(_ arrangement: DiagramArrangement) -> PageArrangement {
    PageArrangement(choice: .diagram(arrangement))
  }

  var panels: PanelArrangement? {
    if case .panels(let arrangement) = choice { arrangement } else { nil }
  }

  var diagram: DiagramArrangement? {
    if case .diagram(let arrangement) = choice { arrangement } else { nil }
  }
}

/// What a figure is drawn for.
public enum Medium: Hashable, Sendable {
  /// A picture of pixels, `scale` of them for each px.
  case pixels
  /// SVG or PDF, printed with 600 dots to the inch or more.
  case vectors

  /// Dots of print for each px.
  static let finestPixels = 600.0 / 96
}

/// Places what figures show and everything around it.
public struct LayoutEngine {
  private(set) var setting: TextSetting
  /// Whether words give way where panels take too little of their page, and panels stand where they are
  /// largest; gaps give way on every page.
  let spendsPage: Bool
  /// Whether the page has a caption that tells a title which is left out.
  let hasCaption: Bool
  private(set) var grid: PixelGrid
  /// The px of the page in one of those that figures are laid out in.
  private let factor: Double
  /// More cells than these are not held together: each takes some 40 bytes until it has its colour.
  var maximumHeldCells = PixelGrid.maximumCells

  /// - Parameters:
  ///   - family: font families in order of preference.
  ///   - scale: pixels of the output for each px, so that cells can be whole numbers of them.
  ///   - medium: what the figure is for: of a large matrix vectors show more than pixels.
  ///   - type: how large type is, and everything with it.
  public init(
    theme: Theme, family: String = DefaultFont.families, language: Language,
    measuring: any TextMeasuring, scale: Double = 1, medium: Medium = .pixels,
    type: TypeScale = .screen
  ) {
    setting = TextSetting(
      theme: theme, family: family, language: language, measuring: measuring,
      margin: type.margin, minimumDiagram: type.minimumDiagram,
      smallestNumber: type.smallestNumber,
      minimumBarePanel: min(Spacing.minimumBarePanel, Spacing.minimumBarePanel / type.factor))
    factor = type.factor
    spendsPage = type.spendsPage
    hasCaption = type.hasCaption
    let finest = medium == .vectors ? max(scale, Medium.finestPixels) * type.factor : nil
    grid = PixelGrid(scale: scale * type.factor, pixelsPerPx: finest)
  }

  /// Places everything on the page.
  /// - Parameter arrangement: that of the same figure in another theme, for which the page need not be
  ///   searched once more. Where it does not fit, it is.
  public func layOut(
    _ figure: Figure, as arrangement: PageArrangement? = nil
  ) throws(LayoutError) -> LaidOutFigure {
    var laidOut = try onPage(figure) { figure throws(LayoutError) in
      switch figure.content {
      case .panels(let panels): try evened(figure, layOut(figure, panels, as: arrangement?.panels))
      case .diagram(let diagram):
        try evened(figure, layOut(figure, diagram, as: arrangement?.diagram))
      }
    }
    laidOut.scene = laidOut.scene.scaled(by: factor)
    laidOut.description.scale(by: factor)
    laidOut.description.type = TypeDescription(
      setting.theme, factor: factor, diagram: laidOut.diagramFactor)
    return laidOut
  }

  /// The layout of a picture with one pixel for each px: what it decides about the page holds for all
  /// pictures of the figure, finer and coarser ones. nil where this one's cells have the same lengths.
  var atUsualScale: LayoutEngine? {
    let usual = PixelGrid(scale: factor)
    guard usual.unit != grid.unit else { return nil }
    var layout = self
    layout.grid = usual
    return layout
  }

  /// The same layout with other distances around panels.
  func spaced(by spacing: Spacing) -> LayoutEngine {
    var layout = self
    layout.setting.spacing = spacing
    layout.setting.margin = max(
      min(setting.margin, Spacing.narrowestMargin), setting.margin * spacing.margin)
    return layout
  }

  /// The same layout with names of rows up to this length, in px, whatever their panel's width.
  func withRowNames(upTo limit: Double) -> LayoutEngine {
    var layout = self
    layout.setting.spacing.longestRowName = limit
    return layout
  }

  /// The same layout with panels so far apart that the labels at their ends do not meet.
  func withPanelsApart() -> LayoutEngine {
    var layout = self
    layout.setting.spacing.dropsMeetingLabels = false
    return layout
  }

  /// Lays a figure out on a page of the theme's px, and reports on its own px what goes wrong there.
  private func onPage<Result>(
    _ figure: Figure, _ body: (Figure) throws(LayoutError) -> Result
  ) throws(LayoutError) -> Result {
    guard factor != 1 else { return try body(figure) }
    var figure = figure
    figure.size = figure.size.scaled(by: 1 / factor)
    do throws(LayoutError) {
      return try body(figure)
    } catch {
      guard case .pageTooSmall(let width, let height, let neededWidth, let neededHeight) = error
      else { throw error }
      throw .pageTooSmall(
        width: width * factor, height: height * factor, neededWidth: neededWidth * factor,
        neededHeight: neededHeight * factor)
    }
  }

  /// Goes through rows that are to be read once, in as many blocks as the figure draws of them.
  ///
  /// The figure's own limits and words may be those of a sample; see `RowsReadOnce`. One that cannot be
  /// laid out is passed over: the whole figure says why.
  /// - Returns: how the panels stand that rows were gone through for, and the cells that they draw: no more than
  ///   wider words at their scales leave space for.
  /// - Throws: where a row cannot be had.
  @discardableResult
  public func readRows(of figure: Figure) throws(RowSourceError) -> PageArrangement? {
    guard case .panels(let panels) = figure.content else { return nil }
    let plans: [PanelPlan]
    var arrangement: PanelArrangement
    do throws(LayoutError) {
      (plans, arrangement) = try onPage(figure) { figure throws(LayoutError) in
        try foreseenPlans(figure, panels)
      }
    } catch {
      return nil
    }
    let shapes = arrangement.drawn?.shapes ?? []
    let work = plans.reduce(0.0) { sum, plan in
      guard let cells = plan.heatMap?.cells else { return sum }
      return sum + Double(cells.rows) * Double(cells.columns) * 6
    }
    let keepsCells = plans.reduce(0) { $0 + $1.streamedCells } <= maximumHeldCells
    try concurrently(plans.count, work: work) { index throws(RowSourceError) in
      let plan = plans[index]
      guard let map = plan.heatMap, case .streamed(let source, _) = map.cells,
        let rows = source as? RowsReadOnce
      else { return }
      // Cells are counted where some lie beyond limits that were given.
      let counts = map.scale.norm == .log || plan.values.map { $0.below + $0.above > 0 } == true
      try rows.gather(
        rows: shapes[index].rows, columns: shapes[index].columns, for: counts ? map.scale : nil,
        keepsCells: keepsCells)
    } joinedBy: { _, _ in
    }
    return .panels(arrangement)
  }

  /// The panels as they are foreseen by what a sample reaches, and how they stand.
  private func foreseenPlans(
    _ figure: Figure, _ panels: PanelGrid
  ) throws(LayoutError) -> ([PanelPlan], PanelArrangement) {
    var (plans, arrangement) = try plans(figure, panels)
    let wide = figure.withWidestLimits
    if case .panels(let panels) = wide.content {
      var loose = arrangement
      loose.drawn = nil
      let other = try self.plans(wide, panels, as: loose)
      if let drawn = other.arrangement.drawn {
        arrangement.drawn = arrangement.drawn?.lesser(drawn)
      }
    }
    return (plans, arrangement)
  }

  /// Refuses a figure whose page is too small for it, without painting anything.
  public func checkSpace(_ figure: Figure) throws(LayoutError) {
    try onPage(figure) { figure throws(LayoutError) in
      switch figure.content {
      case .panels(let panels): try checkSpace(figure, panels)
      case .diagram(let diagram): _ = try layOut(figure, diagram)
      }
    }
  }
}

extension FigureSize {
  fileprivate func scaled(by factor: Double) -> FigureSize {
    switch self {
    case .exact(let size): .exact(Size(size.width * factor, size.height * factor))
    case .about(let size): .about(Size(size.width * factor, size.height * factor))
    case .wide(let width, let shape): .wide(width * factor, shape: shape)
    }
  }
}
