// Panels → Scene: how many stand side by side, how close words stand around them, and what is refused.

import AttentionMath
import FigureModel
import FigureScene

/// How panels are to stand on a page.
struct PageTrial: Hashable {
  /// How many stand side by side.
  var columns: Int
  var page: Size
  /// Whether the page is lower than so many rows of squares ask for: such panels are taken only where they have
  /// enough of it, since fewer rows fill a lower page as well.
  var isLowered = false
}

/// What was chosen for the page of panels.
struct PanelArrangement: Hashable {
  var step: PageEconomy
  var trial: PageTrial
  /// The cells that are drawn of matrices; nil for as many as there is space for.
  var drawn: DrawnShapes?
  /// The steps of names along the panels' axes; nil for those that there is space for.
  var names: [NameSteps]?
}

/// Panels on their page.
private struct PageChoice {
  /// The layout at the distances that were chosen.
  var layout: LayoutEngine
  /// The figure as it is drawn.
  var figure: Figure
  var panels: LaidOutPanels
  var arrangement: PanelArrangement
  /// What the panels' frames cover of the page, 0 … 1; and what of that serves reading.
  var share: Double
  var useful: Double

  /// How the panels stand, with the cells that they draw.
  var settled: PanelArrangement {
    var arrangement = arrangement
    arrangement.drawn = DrawnShapes(panels.plans, on: layout.grid)
    arrangement.names = panels.plans.map(NameSteps.init)
    return arrangement
  }
}

extension LayoutEngine {
  /// Places everything on the page.
  func layOut(
    _ figure: Figure, _ content: PanelGrid, as arrangement: PanelArrangement? = nil
  ) throws(LayoutError) -> LaidOutFigure {
    var content = content
    var chosen = try chosen(figure, content, as: arrangement)
    // Another scale has other words at its bar, beside which as many cells are drawn where they leave the space,
    // else fewer: that ends.
    for _ in 0..<Self.maximumFollowing {
      guard let followed = try followingDrawn(content, chosen.panels.plans) else { break }
      content = followed
      chosen = try self.chosen(figure, content, as: chosen.settled)
    }
    var laidOut = try chosen.layout.assemble(chosen.figure, content, chosen.panels)
    laidOut.arrangement = .panels(chosen.settled)
    // A title that is left to the caption still names the picture.
    laidOut.keepTitle(of: figure)
    let aim = PageEconomy.aim(for: chosen.figure, content)
    let isShort = chosen.share < aim
    laidOut.description.data = DataShareDescription(
      share: (chosen.share * 1000).rounded() / 1000, aim: aim,
      limit: isShort
        ? content.limit(chosen.arrangement.trial.columns, followsContent: figure.size.isWide) : nil)
    return laidOut
  }

  private static let maximumFollowing = 12

  /// Refuses a page that is too small for its panels.
  func checkSpace(_ figure: Figure, _ content: PanelGrid) throws(LayoutError) {
    _ = try chosen(figure, content)
  }

  /// The panels as they would be painted, and how they stand.
  func plans(
    _ figure: Figure, _ content: PanelGrid, as arrangement: PanelArrangement? = nil
  ) throws(LayoutError) -> (plans: [PanelPlan], arrangement: PanelArrangement) {
    let choice = try chosen(figure, content, as: arrangement)
    return (choice.panels.plans, choice.settled)
  }

  // MARK: Choice

  /// Panels as large as the page allows, and on pages that are to be spent on data, with as little
  /// around them as it takes.
  ///
  /// - Parameter arrangement: what is chosen if it fits; what a picture of the usual scale has if not given.
  private func chosen(
    _ figure: Figure, _ content: PanelGrid, as arrangement: PanelArrangement? = nil
  ) throws(LayoutError) -> PageChoice {
    var plans: [PanelPlan] = []
    for (index, panel) in content.panels.enumerated() {
      var plan = try PanelPlan(panel, setting: setting)
      plan.wantedShape = arrangement?.drawn?.shape(of: index, on: grid)
      plans.append(plan)
    }
    var known = arrangement
    if known == nil, let usual = try atUsualScale?.searched(figure, content, plans) {
      known = usual.arrangement
      known?.names = usual.settled.names
    }
    if let names = known?.names, names.count == plans.count {
      for index in plans.indices { plans[index].choices.nameSteps = names[index] }
    }
    if let known,
      let choice = choice(
        figure, content, plans, known.step, [known.trial], highest: .infinity)
    {
      return choice
    }
    return try searched(figure, content, plans)
  }

  /// The first of all arrangements that gives panels enough of their page, or the one that gives them
  /// most.
  private func searched(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan]
  ) throws(LayoutError) -> PageChoice {
    var steps = steps(figure, content, plans)
    if let choice = searched(figure, content, plans, steps) {
      return withoutConventions(choice, figure, content, plans, steps) ?? choice
    }
    if !spendsPage, Self.hasNotesToSpare(figure) {
      // A size that is too small for what data can be read without is none that is too small.
      steps = steps.map { $0.givingUp(\.leavesOutNotes) }
      if let choice = searched(figure, content, plans, steps) { return choice }
    }
    // What says which convention is shown costs no refusal.
    if figure.withoutConventions != nil {
      steps = steps.map { $0.givingUp(\.leavesOutConventions) }
      if let choice = searched(figure, content, plans, steps) { return choice }
    }
    throw refusal(figure, content, plans, steps[steps.count - 1])
  }

  private func height(_ choice: PageChoice) -> Double {
    choice.layout.page(of: choice.figure, choice.panels).height
  }

  /// The choice for a page of a given size on which the line that says which convention is shown takes a good
  /// part of the data's space; nil where it may stay.
  private func withoutConventions(
    _ choice: PageChoice, _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan],
    _ steps: [PageEconomy]
  ) -> PageChoice? {
    guard case .exact = figure.size, figure.withoutConventions != nil, !isEnough(choice, content)
    else { return nil }
    // The title stays or goes as it did: it is worth more than the line.
    let step = choice.arrangement.step
    let bare = steps.filter { $0.leavesOutTitle == step.leavesOutTitle }
      .map { $0.givingUp(\.leavesOutConventions) }
    return searched(figure, content, plans, bare).flatMap {
      hasCaption && isEnough($0, content)
        || $0.useful > Self.worthAConvention * choice.useful ? $0 : nil
    }
  }

  /// The same among some ways to give words and gaps up; nil where the panels do not fit in any of them.
  private func searched(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan], _ steps: [PageEconomy]
  ) -> PageChoice? {
    for hasLimit in [true, false] {
      var best: PageChoice?
      var ragged: PageChoice?
      var tried: [PageTrial] = []
      let highest = hasLimit ? highest(figure.size) : .infinity
      // Last, what is no square may fill all the height that is allowed, however few stand side by side.
      let whole: [Double] = highest.isFinite && !content.hasSquares ? [.infinity] : []
      for growth in growths(figure.size) + whole {
        let trials = trials(figure.size, content, growth: growth, highest: highest)
        // Pages as high as is allowed cannot grow.
        if trials == tried { break }
        tried = trials
        for step in steps {
          guard
            let choice = choice(figure, content, plans, step, trials, highest: highest)
          else { continue }
          if isEnough(choice, content) {
            if choice.panels.isRagged || choice.panels.breaksTitles {
              // A higher page may have space for full rows, and other panels for titles in one line.
              ragged = ragged ?? choice
              continue
            }
            // Titles in one line are not worth a page that is much higher.
            if let ragged, !ragged.panels.isRagged,
              height(choice) > Self.highForTitles * height(ragged)
            {
              return ragged
            }
            guard choice.panels.breaksBarLabel, step.spacing.barSide == .right else {
              return choice
            }
            // A label that takes two lines beside its bar has space for one above it.
            var below = step
            below.spacing.barSide = .below
            let other = self.choice(figure, content, plans, below, trials, highest: highest)
            return other.flatMap { isEnough($0, content) ? $0 : nil } ?? choice
          }
          if best.map({ worth($0, content) < worth(choice, content) }) ?? true { best = choice }
        }
      }
      if let ragged {
        return ragged.panels.isRagged
          ? flattened(figure, content, plans, steps, highest) ?? ragged : ragged
      }
      if let best { return best }
    }
    return nil
  }

  /// Charts in full rows that would be somewhat higher together than is allowed, drawn flatter; nil where that is
  /// not enough.
  private func flattened(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan], _ steps: [PageEconomy],
    _ highest: Double
  ) -> PageChoice? {
    guard highest.isFinite, !content.hasASquare else { return nil }
    let trials = trials(figure.size, content, growth: 1, highest: .infinity)
      .filter { $0.page.height <= Self.drawnFlatter * highest }
      .map {
        PageTrial(columns: $0.columns, page: Size($0.page.width, min($0.page.height, highest)))
      }
    return steps.lazy.compactMap {
      choice(figure, content, plans, $0, trials, highest: highest)
    }.first { isEnough($0, content) && !$0.panels.isRagged }
  }

  /// Whether panels have as much of their page as they are to take.
  private func isEnough(_ choice: PageChoice, _ content: PanelGrid) -> Bool {
    choice.useful >= PageEconomy.aim(for: choice.figure, content)
  }

  /// What panels take of their page, for comparison where none take enough. Words are not given up in vain:
  /// not for a few pixels, and where no caption tells it, the title of panels with squares, which cannot be
  /// made to fill a page, not for a little.
  private func worth(_ choice: PageChoice, _ content: PanelGrid) -> Double {
    let step = choice.arrangement.step
    var worth = choice.useful
    if step.leavesOutNotes { worth /= Self.worthNotes }
    if step.leavesOutTitle {
      worth /= content.hasASquare && !hasCaption ? Self.worthATitle : Self.worthNotes
    }
    if choice.panels.breaksBarLabel { worth /= Self.worthALine }
    return worth
  }

  /// Times the height of a page whose panels' titles are broken that one with titles in one line may have.
  private static let highForTitles = 1.2

  /// Times the panels' area that notes, or a title above what can fill its page, are given up for.
  private static let worthNotes = 1.02
  /// The same of the title of squares.
  private static let worthATitle = 1.25
  /// The same of the line that says which convention is shown, on a page of a given size.
  private static let worthAConvention = 1.25
  /// The same of a bar's label in one line.
  private static let worthALine = 1.05

  /// What is tried in turn around the panels.
  private func steps(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan]
  ) -> [PageEconomy] {
    let flat = plans.compactMap(\.heatMap)
    if !flat.isEmpty, flat.count == plans.count, content.sharedColorBar == nil || flat.count == 1,
      flat.allSatisfy({ $0.isFlat && $0.aspect == .equal && $0.colorBar?.isCompact != true })
    {
      // Beside a few rows a bar has no length: it lies below them.
      return economies(figure, content, plans).map { step in
        var step = step
        step.spacing.barSide = .below
        return step
      }
    }
    return economies(figure, content, plans)
  }

  /// What is tried in turn, bars where they may lie.
  private func economies(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan]
  ) -> [PageEconomy] {
    guard spendsPage else { return PageEconomy.distances }
    let mayLieBelow =
      content.sharedColorBar != nil
      || plans.contains { $0.heatMap?.colorBar.map { !$0.isCompact } ?? false }
    return PageEconomy.steps(
      hasNotes: Self.hasNotesToSpare(figure),
      hasTitle: figure.title != nil && !figure.keepsTitle, hasCaption: hasCaption,
      hasBars: mayLieBelow)
  }

  /// Whether there are notes that data can be read without.
  private static func hasNotesToSpare(_ figure: Figure) -> Bool {
    figure.notes.contains { $0.isBackground && !$0.isInTitle }
  }

  /// How many times as high as usual panels may become where the height follows them, and how many times as
  /// large where the whole page does.
  private func growths(_ size: FigureSize) -> [Double] {
    switch size {
    case .exact: [1]
    case .about: [1, 1.15, 1.3, 1.5]
    case .wide: [1, 1.2, 1.45, 1.75, 2.1, 3]
    }
  }

  /// The height up to which panels are made larger where it follows them, in px.
  private func highest(_ size: FigureSize) -> Double {
    guard case .wide(let width, _) = size else { return .infinity }
    return max(width * 1.1, Self.tallest)
  }

  /// The panels at a distance from their words; as many stand side by side as makes them largest on a
  /// page that is no higher than allowed. nil where they do not fit.
  private func choice(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan], _ step: PageEconomy,
    _ trials: [PageTrial], highest: Double
  ) -> PageChoice? {
    let layout = spaced(by: step.spacing)
    let reduced = figure.leavingOut(step)
    let fitting = trials.compactMap { trial -> PageChoice? in
      guard
        let panels = layout.layOut(
          reduced, content, plans, columns: trial.columns, page: trial.page),
        // A bar whose key has no space below the panels stays at their side.
        step.spacing.barSide == .right || !panels.leavesOutKey
      else { return nil }
      let size = layout.page(of: reduced, panels)
      return PageChoice(
        layout: layout, figure: reduced, panels: panels,
        arrangement: PanelArrangement(step: step, trial: trial),
        share: panels.area / (size.width * size.height),
        useful: panels.usefulArea / (size.width * size.height))
    }
    if highest.isFinite {
      let allowed = fitting.filter {
        // The content of a page as high as is allowed is rounded up to its pixels.
        height($0) <= highest + grid.unit
          && (!$0.arrangement.trial.isLowered || isEnough($0, content))
      }
      let aim = PageEconomy.aim(for: reduced, content)
      func best(_ choices: [PageChoice]) -> PageChoice? {
        let even = withoutRagged(choices, content)
        // Columns of tokens are read as well side by side as below each other: what gives them enough of the
        // page comes first.
        let enough = spendsPage && content.hasLinks ? even.filter { $0.useful >= aim } : []
        return (enough.isEmpty ? even : enough).max {
          $0.panels.readableArea(isGiven: false) < $1.panels.readableArea(isGiven: false)
        }
      }
      // A row of squares is not stood on end for larger ones: it would take a whole page of paper.
      if let usual = best(allowed.filter { !$0.arrangement.trial.isLowered }),
        !usual.panels.isRagged
      {
        return usual
      }
      return best(allowed)
    }
    guard case .wide = figure.size else {
      return withoutRagged(fitting, content).max {
        $0.panels.readableArea(isGiven: true) < $1.panels.readableArea(isGiven: true)
      }
    }
    return fitting.min { height($0) < height($1) }
  }

  /// Those whose last row is not nearly empty, and of the others those whose panels are much wider than of any.
  /// Where only a nearly empty row leaves panels what they are to have of the page, those that do.
  private func withoutRagged(_ choices: [PageChoice], _ content: PanelGrid) -> [PageChoice] {
    func width(_ choice: PageChoice) -> Double {
      choice.panels.plans.first?.frameSize.width ?? 0
    }
    let even = choices.filter { !$0.panels.isRagged }
    if !even.contains(where: { isEnough($0, content) }) {
      let enough = choices.filter { isEnough($0, content) }
      if !enough.isEmpty { return enough }
    }
    let widest = even.map(width).max() ?? 0
    let isGiven = choices.first.map { !$0.figure.size.isWide } ?? false
    let left =
      isGiven && content.hasSquares ? Self.leftOfSquaresInFullRows : Self.leftInFullRows
    return choices.filter { !$0.panels.isRagged || widest < left * width($0) }
  }

  /// What full rows may leave of the panels' width.
  private static let leftInFullRows = 0.6
  /// The same of squares on a page of a given size, which nothing else makes larger.
  private static let leftOfSquaresInFullRows = 0.8

  /// The pages that panels are fitted to, for each number of them that may stand side by side.
  private func trials(
    _ size: FigureSize, _ content: PanelGrid, growth: Double, highest: Double
  ) -> [PageTrial] {
    columns(content, size).map { columns in
      var page = page(size, content, columns: columns, growth: growth)
      if growth == 1, content.hasSquares, page.height > highest {
        page.height = highest
        return PageTrial(columns: columns, page: page, isLowered: true)
      }
      if growth > 1 {
        // What would become too high becomes as high as is allowed.
        let usual = self.page(size, content, columns: columns, growth: 1).height
        page.height = growth.isFinite ? min(page.height, max(usual, highest)) : highest
      }
      return PageTrial(columns: columns, page: page)
    }
  }

  /// How many panels may stand side by side: of numbers with equally many rows the smallest.
  private func columns(_ content: PanelGrid, _ size: FigureSize) -> [Int] {
    let count = max(1, content.panels.count)
    let usual = max(1, min(content.columns, count))
    var isOpen = spendsPage
    switch size {
    case .wide: isOpen = true
    // Of squares the number side by side alone decides what they take of a given page.
    case .exact: isOpen = isOpen || content.hasASquare
    case .about: break
    }
    guard isOpen, !content.keepsColumns else { return [usual] }
    return (1...count).filter { columns in
      let rows = (count + columns - 1) / columns
      return columns == (count + rows - 1) / rows
    }
  }

  /// The page that panels are fitted to.
  private func page(
    _ size: FigureSize, _ content: PanelGrid, columns: Int, growth: Double
  ) -> Size {
    guard case .wide(let width, let shape) = size else {
      return Size(size.target.width * growth, size.target.height * growth)
    }
    let count = Double(max(1, content.panels.count))
    func rows(_ columns: Int) -> Double { (count / Double(columns)).rounded(.up) }
    // A panel's height for its width: its own, but neither a strip nor a tower, and the more of its
    // width the narrower it is.
    let usual = max(1, min(content.columns, Int(count)))
    let own = shape.height / rows(usual) / (shape.width / Double(usual))
    let each = width / Double(columns)
    let flattest = max(Self.flattest, Self.wordsHeight / each)
    return Size(
      width, each * min(max(own, flattest), Self.steepest) * growth * rows(columns))
  }

  /// Times the height that is allowed up to which charts are drawn flatter.
  private static var drawnFlatter: Double { 1.35 }

  /// A panel's minimum and maximum height for its width, with its words.
  private static var flattest: Double { 0.55 }
  private static var steepest: Double { 1.3 }
  /// What a panel's words and a plain frame take together, in px.
  private static var wordsHeight: Double { 320 }
  /// The height of a narrow page up to which panels are made larger, in px: that of a paper's page.
  private static var tallest: Double { 1100 }

  // MARK: Refusal

  /// What is said of a page that is too small, with one that will do.
  private func refusal(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan], _ step: PageEconomy
  ) -> LayoutError {
    let asked = figure.size.target
    guard case .wide(_, let shape) = figure.size else {
      let layout = spaced(by: step.spacing)
      let reduced = figure.leavingOut(step)
      let pages = columns(content, figure.size).map {
        layout.minimumPage(reduced, content, plans, columns: $0)
      }
      let needed =
        pages.min { $0.width * $0.height < $1.width * $1.height } ?? Size(asked.width, asked.height)
      return .pageTooSmall(
        width: asked.width, height: asked.height, neededWidth: needed.width,
        neededHeight: needed.height)
    }
    var wider = figure
    var needed = asked.width
    while needed < Self.largestHelpfulPage {
      needed = (needed * 1.05).rounded(.up)
      wider.size = .wide(needed, shape: shape)
      for growth in growths(wider.size) {
        let trials = trials(wider.size, content, growth: growth, highest: .infinity)
        guard let choice = choice(wider, content, plans, step, trials, highest: .infinity)
        else { continue }
        // The page of this width has just this height, so that it does as a size.
        return .pageTooSmall(
          width: asked.width, height: asked.height, neededWidth: needed,
          neededHeight: max(
            choice.arrangement.trial.page.height,
            choice.layout.page(of: figure, choice.panels).height))
      }
    }
    return .pageTooSmall(
      width: asked.width, height: asked.height, neededWidth: needed, neededHeight: needed)
  }

  /// A page that is large enough: as wide as asked for if that will do, and no higher than it must
  /// be.
  private func minimumPage(
    _ figure: Figure, _ content: PanelGrid, _ plans: [PanelPlan], columns: Int
  ) -> Size {
    /// The minimum length that will do, from `start` on.
    /// - Parameter known: a length that will do, where one is known: longer ones need not, since the
    ///   passes of two sizes may end differently.
    func minimum(from start: Double, known: Double? = nil, _ page: (Double) -> Size) -> Double {
      func fits(_ length: Double) -> Bool {
        layOut(figure, content, plans, columns: columns, page: page(length)) != nil
      }
      var low = start.rounded(.up)
      if fits(low) { return low }
      var high = known ?? max(low, 64)
      while known == nil, !fits(high) {
        low = high
        high *= 2
        if high > Self.largestHelpfulPage { return high }
      }
      while high - low > 1 {
        let middle = ((low + high) / 2).rounded()
        if fits(middle) { high = middle } else { low = middle }
      }
      return high
    }
    let asked = figure.size.target
    let tall = max(asked.height, 2000)
    let width = minimum(from: asked.width) { Size($0, tall) }
    let isWide = width <= Self.largestHelpfulPage
    return Size(width, minimum(from: asked.height, known: isWide ? tall : nil) { Size(width, $0) })
  }

  /// The longest side that is looked at when a larger page is to be named.
  public static var largestHelpfulPage: Double { 16384 }
}

extension PanelGrid {
  /// Whether panels show lines between tokens.
  fileprivate var hasLinks: Bool {
    panels.contains { if case .links = $0.content { true } else { false } }
  }

  /// Whether no panel can grow in one direction alone.
  fileprivate var hasSquares: Bool { panels.allSatisfy(\.isSquare) }

  /// Whether there is a panel that cannot.
  var hasASquare: Bool { panels.contains(where: \.isSquare) }
}

extension Panel {
  /// Whether it cannot grow in one direction alone.
  fileprivate var isSquare: Bool {
    switch content {
    case .heatMap(let map): map.aspect == .equal
    case .chart(let chart): chart.hasEqualUnits
    case .picture: true
    case .links: false
    }
  }
}
