// Diagram → Scene: nodes are placed, edges led between them, and the page drawn around both.

import FigureModel
import FigureScene

/// A diagram with everything in its place, its top left at the origin or left of it.
struct PlacedDiagram {
  let diagram: Diagram
  let setting: DiagramSetting
  let placement: DiagramPlacement
  let routes: [Route?]
  let labels: [EdgePainter.PlacedLabel]
  /// Those that each edge leaves by.
  let brackets: [[EdgeBracket]]
  /// Everything drawn lies within.
  let bounds: Rect

  /// Where leaders find no way, numbers tie notes to what they explain.
  init(_ diagram: Diagram, _ setting: DiagramSetting) {
    var diagram = diagram
    var placement = DiagramPlacement(diagram, setting)
    var ports = EdgePorts(placed: placement.placed, edges: diagram.edges, setting: setting)
    let blocked = ports.blockedLeaders
    if !blocked.isEmpty {
      diagram = diagram.numbering(blocked)
      placement = DiagramPlacement(diagram, setting)
      ports = EdgePorts(placed: placement.placed, edges: diagram.edges, setting: setting)
    }
    self.diagram = diagram
    self.setting = setting
    self.placement = placement
    let placed = placement.placed
    let ends = ports.ends()
    routes = EdgeRouter(placed: placed, edges: diagram.edges, ends: ends, setting: setting).routes()
    labels = EdgePainter(setting: setting).labels(diagram.edges, routes, placed: placed)
    brackets = diagram.edges.map { edge in
      placed[edge.from.node].map { EdgeBracket.all($0, edge.from, setting) } ?? []
    }
    let frames =
      placed.values.map(\.frame) + labels.map(\.frame)
      + brackets.flatMap { $0.map { $0.frame.inset(by: -1, -1) } }
      + routes.flatMap { $0?.segments ?? [] }.map { $0.frame.inset(by: -2, -2) }
    bounds = frames.dropFirst().reduce(frames.first ?? Rect(origin: .zero, size: .zero)) {
      $0.union($1)
    }
  }

  private var tables: [TablePlan] { placement.placed.values.compactMap { $0.plan?.table } }

  /// Whether names in its tables are shortened.
  var hasShortNames: Bool { tables.contains { $0.hasShortNames } }

  /// How many cells and names its tables show.
  var cellCount: Int {
    tables.reduce(0) { $0 + $1.table.cells.count + $1.rowNames.count + $1.columnNames.count }
  }

  func items() -> [SceneItem] {
    let nodes = NodePainter(setting: setting)
    let edges = EdgePainter(setting: setting)
    var groups: [SceneItem] = []
    var boxes: [SceneItem] = []
    for id in placement.order {
      guard let placed = placement.placed[id] else { continue }
      if placed.group != nil {
        groups += nodes.items(placed, id: id)
      } else {
        boxes += nodes.items(placed, id: id)
      }
    }
    var (arrows, leaders): ([SceneItem], [SceneItem]) = ([], [])
    for (index, edge) in diagram.edges.enumerated() {
      guard let route = routes[index],
        let item = edges.item(
          edge, route, id: "edge-\(index)", from: name(edge.from.node), to: name(edge.to.node),
          brackets: brackets[index])
      else { continue }
      if edge.leader == nil { arrows.append(item) } else { leaders.append(item) }
    }
    // Leaders begin within tables.
    return groups + arrows + boxes + leaders + labels.map(edges.item)
  }

  /// What a node or a group is called.
  private func name(_ id: String) -> String {
    let placed = placement.placed[id]
    return placed?.plan?.node.label ?? placed?.group?.title?.plain ?? id
  }
}

/// What was chosen for the page of a diagram.
struct DiagramArrangement: Hashable {
  /// Which of its forms, at this air between their parts; nil for each form's own.
  var form: Int
  var air: Double?
  var factor: Double
  /// Times the length that tables give names at least.
  var nameShare = 1.0

  /// What the words above it are set larger by: never smaller than usual.
  var headerFactor: Double { max(1, factor) }
}

/// A form of a diagram in its place, and how it was chosen.
private struct FittedDiagram {
  var placed: PlacedDiagram
  var arrangement: DiagramArrangement

  var factor: Double { arrangement.factor }
}

extension LayoutEngine {
  /// The maximum factor that a diagram grows to.
  private static let maximumFactor = 2.0

  /// Places the nodes from their content, then the edges between them; the page follows.
  /// - Parameter arrangement: what is chosen if it fits.
  func layOut(
    _ figure: Figure, _ diagram: Diagram, as arrangement: DiagramArrangement? = nil
  ) throws(LayoutError) -> LaidOutFigure {
    if case .wide(let width, _) = figure.size {
      return try layOut(figure, diagram, width: width, as: arrangement)
    }
    switch figure.size {
    case .wide, .about:
      let natural = withLongerNames(diagram, upTo: figure.size.target)
      let width = pageWidth(figure, content: natural.bounds.width)
      let header = headerHeight(figure, width: width)
      let page = Size(
        grid.ceil(width), grid.ceil(natural.bounds.height + header + 2 * setting.margin))
      return assemble(figure, natural, page: page, header: header)
    case .exact(let page):
      func remaining(belowWordsLargerBy factor: Double) -> (space: Size, header: Double) {
        let header = headerHeight(figure, width: page.width, factor)
        let height = page.height - 2 * setting.margin - header
        return (Size(page.width - 2 * setting.margin, height), header)
      }
      if let arrangement {
        let (space, header) = remaining(belowWordsLargerBy: arrangement.headerFactor)
        if let known = fitted(diagram, arrangement, space: space) {
          return assemble(figure, known, page: page, header: header)
        }
      }
      let (space, header) = remaining(belowWordsLargerBy: 1)
      var (best, naturals) = largest(
        diagram, space: space, atMost: Self.maximumFactor)
      // What would have small words stands closer, and what cannot be said in so little space is shortened.
      for air in Self.closer where best?.factor ?? 0 < Self.readable {
        let (closer, sizes) = largest(diagram, air: air, space: space, atMost: Self.readable)
        naturals += sizes
        if let closer, closer.factor > (best?.factor ?? 0) * Self.worthwhile { best = closer }
      }
      if let best {
        // What is set larger than usual has no smaller words above it.
        let below = remaining(belowWordsLargerBy: best.arrangement.headerFactor)
        guard best.factor > 1,
          let lower = refitted(diagram, best, space: below.space)
        else { return assemble(figure, best, page: page, header: header) }
        let own = headerHeight(figure, width: page.width, lower.arrangement.headerFactor)
        return assemble(figure, lower, page: page, header: own)
      }
      // No words above it cost a refusal.
      if let bare = figure.withShorterHeader {
        var laidOut = try layOut(bare, diagram)
        laidOut.keepTitle(of: figure)
        // That words went is no part of what was chosen.
        laidOut.arrangement = nil
        return laidOut
      }
      let minimum = naturals.map { minimumPage(figure, $0, from: page) }
        .min { $0.width * $0.height < $1.width * $1.height }
      throw .pageTooSmall(
        width: page.width, height: page.height, neededWidth: minimum?.width ?? page.width,
        neededHeight: minimum?.height ?? page.height)
    }
  }

  /// Places a diagram on a page of a width, smaller as a whole where it must be, with its parts below
  /// each other, or as it is said in less width: the first that can be set nearly in full size, or the
  /// one that is set largest. The height follows.
  private func layOut(
    _ figure: Figure, _ diagram: Diagram, width: Double, as arrangement: DiagramArrangement?
  ) throws(LayoutError) -> LaidOutFigure {
    let space = width - 2 * setting.margin
    func assembled(_ best: FittedDiagram) -> LaidOutFigure {
      let header = headerHeight(figure, width: width)
      let height = grid.ceil(best.placed.bounds.height + header + 2 * setting.margin)
      return assemble(figure, best, page: Size(width, height), header: header)
    }
    if let arrangement,
      let known = fitted(diagram, arrangement, space: Size(space, .infinity))
    {
      return assembled(known)
    }
    // Parts stand below each other, but not on a strip longer than a sheet, where smaller words do.
    let sheet = max(Self.tallestDiagram, 3.4 * width) - 2 * setting.margin
    let (onSheet, naturals) = largest(diagram, space: Size(space, sheet), atMost: 1)
    let narrowest = naturals.map(\.width).min() ?? 0
    if let best = onSheet ?? largest(diagram, space: Size(space, .infinity), atMost: 1).best {
      return assembled(best)
    }
    var page = figure
    let needed = (narrowest * setting.minimumDiagram * 1.07 + 2 * setting.margin).rounded(.up)
    page.size = .wide(needed, shape: Size(1, 1))
    let height = try layOut(page, diagram, width: needed, as: nil).scene.size.height
    throw .pageTooSmall(
      width: width, height: height, neededWidth: needed, neededHeight: height * 1.07)
  }

  /// The height of a diagram, in px, that any width may have.
  private static let tallestDiagram = 1100.0

  /// The factor from which on no other form of a diagram is looked for.
  private static let nearlyFull = 0.97
  /// The factor up to which the parts of a diagram are drawn closer together, and by how much in turn.
  private static let readable = 0.85
  private static let closer = [0.75, 0.5]
  /// A form that leaves out more must be set so much larger than one that leaves out less.
  private static let worthwhile = 1.04

  /// The first form of a diagram that can be set in full size, or nearly so, else the one that is set
  /// largest; nil where the words of none could be read. With the sizes of the forms that were tried. Names are as
  /// long as the space then allows.
  private func largest(
    _ diagram: Diagram, air: Double? = nil, space: Size, atMost maximum: Double
  ) -> (best: FittedDiagram?, naturals: [Size]) {
    var best: FittedDiagram?
    var naturals: [Size] = []
    let forms = diagram.forms(air: air)
    for (index, form) in forms.enumerated() {
      let natural = placed(form, factor: 1)
      naturals.append(natural.bounds.size)
      guard let fitted = fitted(form, natural, space: space, atMost: maximum) else { continue }
      if best.map({ $0.factor * Self.worthwhile < fitted.factor }) ?? true {
        best = FittedDiagram(
          placed: fitted.placed,
          arrangement: DiagramArrangement(form: index, air: air, factor: fitted.factor))
      }
      if fitted.factor >= min(Self.nearlyFull, maximum) { break }
    }
    return (best.map { withLongerNames($0, of: forms, space: space) }, naturals)
  }

  /// The same form with names as long as a space allows at its size, or another one that has all of them whole and
  /// shows no less; what is larger than usual may become smaller for them.
  private func withLongerNames(
    _ fitted: FittedDiagram, of forms: [Diagram], space: Size
  ) -> FittedDiagram {
    guard fitted.placed.hasShortNames else { return fitted }
    let least = min(fitted.factor, Self.nearlyFull)
    func longer(_ index: Int, _ share: Double) -> FittedDiagram? {
      let natural = placed(forms[index], factor: 1, nameShare: share)
      guard
        let longer = self.fitted(
          forms[index], natural, space: space, atMost: fitted.factor, nameShare: share),
        longer.factor >= least
      else { return nil }
      var arrangement = fitted.arrangement
      (arrangement.form, arrangement.factor, arrangement.nameShare) = (index, longer.factor, share)
      return FittedDiagram(placed: longer.placed, arrangement: arrangement)
    }
    let own = fitted.arrangement.form
    let best = Self.longest(fitted, isShort: \.placed.hasShortNames) { longer(own, $0) }
    guard best.placed.hasShortNames else { return best }
    let whole = forms.indices.lazy.compactMap { index in
      index == own ? nil : longer(index, Self.maximumNameShare)
    }.first { !$0.placed.hasShortNames && $0.placed.cellCount >= best.placed.cellCount }
    return whole ?? best
  }

  /// A diagram in full size on a page that follows it, with names as long as the page may be wide, or in another of
  /// its forms that has all of them whole and shows no less.
  /// - Parameter target: how large the page is meant to be; it may become as high as it may be wide.
  private func withLongerNames(_ diagram: Diagram, upTo target: Size) -> PlacedDiagram {
    let natural = placed(diagram, factor: 1)
    guard natural.hasShortNames else { return natural }
    let limit = Size(
      max(target.width - 2 * setting.margin, natural.bounds.width),
      max(target.height, target.width, natural.bounds.height))
    func longer(_ diagram: Diagram, _ share: Double) -> PlacedDiagram? {
      let longer = placed(diagram, factor: 1, nameShare: share)
      return longer.bounds.width <= limit.width && longer.bounds.height <= limit.height
        ? longer : nil
    }
    let best = Self.longest(natural, isShort: \.hasShortNames) { longer(diagram, $0) }
    guard best.hasShortNames else { return best }
    let whole = diagram.narrower.lazy.compactMap { longer($0, Self.maximumNameShare) }
      .first { !$0.hasShortNames && $0.cellCount >= best.cellCount }
    return whole ?? best
  }

  /// Names may be so many times as long as tables give them at least.
  private static let maximumNameShare = 8.0

  /// The result with the longest names that have space.
  /// - Parameters:
  ///   - usual: with names of the least length.
  ///   - isShort: whether some names are shortened.
  ///   - attempt: nil where names of this share have no space.
  private static func longest<Result>(
    _ usual: Result, isShort: (Result) -> Bool, _ attempt: (Double) -> Result?
  ) -> Result {
    if let whole = attempt(maximumNameShare) { return whole }
    var (best, low, high) = (usual, 1.0, maximumNameShare)
    for _ in 0..<6 where isShort(best) {
      let middle = (low * high).squareRoot()
      if let longer = attempt(middle) { (best, low) = (longer, middle) } else { high = middle }
    }
    return best
  }

  /// A diagram as it was chosen before; nil where it does not fit.
  private func fitted(
    _ diagram: Diagram, _ arrangement: DiagramArrangement, space: Size
  ) -> FittedDiagram? {
    let forms = diagram.forms(air: arrangement.air)
    guard forms.indices.contains(arrangement.form) else { return nil }
    let placed = placed(
      forms[arrangement.form], factor: arrangement.factor, nameShare: arrangement.nameShare)
    guard placed.bounds.width <= space.width, placed.bounds.height <= space.height else {
      return nil
    }
    return FittedDiagram(placed: placed, arrangement: arrangement)
  }

  /// A diagram in the form that was chosen for another space; nil where it does not fit.
  private func refitted(
    _ diagram: Diagram, _ known: FittedDiagram, space: Size
  ) -> FittedDiagram? {
    let (arrangement, share) = (known.arrangement, known.arrangement.nameShare)
    let form = diagram.forms(air: arrangement.air)[arrangement.form]
    let natural = placed(form, factor: 1, nameShare: share)
    return fitted(form, natural, space: space, atMost: known.factor, nameShare: share).map {
      var lower = arrangement
      lower.factor = $0.factor
      return FittedDiagram(placed: $0.placed, arrangement: lower)
    }
  }

  private func placed(
    _ diagram: Diagram, factor: Double, nameShare: Double = 1
  ) -> PlacedDiagram {
    PlacedDiagram(
      diagram,
      DiagramSetting(setting: setting, factor: factor, air: diagram.air, nameShare: nameShare))
  }

  /// The minimum page, from the one asked for on, that a form of this size can be read on, with space for
  /// some of the tries of `fitted`. On a wider page the title may take fewer lines.
  private func minimumPage(_ figure: Figure, _ form: Size, from page: Size) -> Size {
    let needed = setting.minimumDiagram * 1.07
    let width = max(page.width, (form.width * needed + 2 * setting.margin).rounded(.up))
    return Size(
      width,
      max(
        page.height,
        form.height * needed + headerHeight(figure, width: width) + 2 * setting.margin))
  }

  /// A diagram as large as a space allows; nil where its words could not be read.
  private func fitted(
    _ diagram: Diagram, _ natural: PlacedDiagram, space: Size, atMost maximum: Double,
    nameShare: Double = 1
  ) -> (placed: PlacedDiagram, factor: Double)? {
    let size = natural.bounds.size
    var factor = min(maximum, space.width / max(size.width, 1), space.height / max(size.height, 1))
    // Words do not grow quite as lengths do: another try a little smaller fits.
    let isReadable = factor >= setting.minimumDiagram
    for _ in 0..<6 where isReadable {
      let placed = factor == 1 ? natural : placed(diagram, factor: factor, nameShare: nameShare)
      if placed.bounds.width <= space.width, placed.bounds.height <= space.height {
        return (placed, factor)
      }
      factor *= 0.98
    }
    return nil
  }

  /// Wide enough for the content, and for the title on one line where that is not too long.
  private func pageWidth(_ figure: Figure, content: Double) -> Double {
    let title = figure.title.map { setting.extent($0, .title).width } ?? 0
    let wanted = max(content, min(title, max(content, figure.size.target.width)))
    return (wanted + 2 * setting.margin).rounded(.up)
  }

  /// - Parameter factor: what its words are set larger by.
  private func header(_ figure: Figure, _ factor: Double) -> FigureHeader {
    FigureHeader(
      figure, setting.withWords(largerBy: factor), gap: setting.spacing.titleGap * 1.5 * factor)
  }

  private func headerHeight(_ figure: Figure, width: Double, _ factor: Double = 1) -> Double {
    header(figure, factor).height(width: width - 2 * setting.margin)
  }

  private func assemble(
    _ figure: Figure, _ fitted: FittedDiagram, page: Size, header: Double
  ) -> LaidOutFigure {
    var laidOut = assemble(figure, fitted.placed, page: page, header: header)
    laidOut.arrangement = .diagram(fitted.arrangement)
    return laidOut
  }

  private func assemble(
    _ figure: Figure, _ placed: PlacedDiagram, page: Size, header: Double
  ) -> LaidOutFigure {
    let bounds = placed.bounds
    let left = ((page.width - bounds.width) / 2).rounded()
    let top = (header + (page.height - header - bounds.height) / 2).rounded()
    let shift = Point((left - bounds.x).rounded(), (top - bounds.y).rounded())
    let width = page.width - 2 * setting.margin
    var items = self.header(figure, max(1, placed.setting.factor)).items(
      over: [Rect(x: left, y: top, width: bounds.width, height: bounds.height)], page: page,
      top: top - header, titleWidth: width, notesWidth: width)
    items.append(
      .group(
        SceneGroup(
          identity: ItemIdentity(id: "diagram"), transform: .translation(shift.x, shift.y),
          items: placed.items())))
    let scene = Scene(
      name: figure.name, size: page, background: setting.theme.background,
      title: figure.title?.plain ?? figure.name, summary: figure.summaryWithNotes,
      language: figure.language.tag, items: items)
    return LaidOutFigure(
      scene: scene,
      description: FigureDescription(
        size: SizeDescription(width: page.width, height: page.height), title: figure.title?.plain,
        subtitle: figure.subtitle?.plain,
        language: figure.language.rawValue, alt: figure.summaryWithNotes, panels: [],
        nodes: placed.descriptions(shift: shift), warnings: []),
      diagramFactor: placed.setting.factor)
  }
}

extension Figure {
  /// The figure with one thing less above it, for a page that has no space for it: all notes but those that no
  /// picture is without may go. The alt text has them all.
  fileprivate var withShorterHeader: Figure? {
    var sparing = self
    for index in notes.indices where !notes[index].isRequired {
      sparing.notes[index].isBackground = true
    }
    var step = PageEconomy()
    for what in PageEconomy.words where what != \.leavesOutTitle || !keepsTitle {
      step = step.givingUp(what)
      let bare = sparing.leavingOut(step)
      if bare.title != title || bare.setNotes != setNotes { return bare }
    }
    return nil
  }
}

extension PlacedDiagram {
  /// Every node in its place on the page.
  func descriptions(shift: Point) -> [NodeDescription] {
    placement.order.compactMap { id in
      guard let placed = placement.placed[id], let plan = placed.plan else { return nil }
      let kind: String =
        switch plan.node.content {
        case .label: "box"
        case .operation: "operator"
        case .note: "note"
        case .table: "table"
        }
      var frame = placed.frame
      frame.x += shift.x
      frame.y += shift.y
      return NodeDescription(
        id: id, label: plan.node.label, kind: kind, frame: RectDescription(frame),
        shownRows: plan.table?.table.displayedRows.count,
        shownColumns: plan.table?.table.displayedColumns.count)
    }
  }
}

extension Diagram {
  /// What runs across, the diagram, with its parts below each other where they can be, and what says the
  /// same in less width.
  private var forms: [Diagram] {
    (wider + [self] + narrower).flatMap { [$0] + [$0.stackedDownwards].compactMap(\.self) }
  }

  /// The same, or if so much air is to be left closer together, and after them those that say it in fewer
  /// words.
  fileprivate func forms(air: Double?) -> [Diagram] {
    guard let air else { return forms }
    return (forms + shorter.flatMap(\.forms)).map { form in
      var form = form
      form.air = air
      return form
    }
  }

  /// The diagram with the parts that stand side by side below each other; nil where there are none, or
  /// edges lead from one to the other.
  fileprivate var stackedDownwards: Diagram? {
    guard case .stack(var stack) = root, stack.direction == .row else { return nil }
    let parts = stack.elements.map { Set(DiagramPlacement.ids($0)) }
    func part(_ id: String) -> Int? { parts.firstIndex { $0.contains(id) } }
    guard edges.allSatisfy({ part($0.from.node) == part($0.to.node) }) else { return nil }
    stack.direction = .column
    stack.align = .center
    var diagram = self
    diagram.root = .stack(stack)
    return diagram
  }
}
