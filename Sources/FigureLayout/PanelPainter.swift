// One panel in its place: marks, frame, ticks, names, colour bar, legend, title; and its description.

import AttentionMath
import FigureModel
import FigureScene
import TextFormats

/// Draws a panel whose frame is settled.
struct PanelPainter {
  let plan: PanelPlan
  let frame: Rect
  let id: String
  let grid: PixelGrid
  let setting: TextSetting
  /// What a heat map shows; nil for other panels.
  let cells: ReducedCells?

  struct Painted {
    var items: [SceneItem]
    var description: PanelDescription
    var warnings: [Message]
    var problems: [PanelWarning] = []
  }

  func paint() -> Painted {
    var items: [SceneItem] = []
    var warnings: [Message] = []
    var problems: [PanelWarning] = []
    var description: PanelDescription
    switch plan.panel.content {
    case .heatMap(let map):
      let painter = HeatMapPainter(
        map: map, plan: plan, frame: frame, setting: setting, pixel: grid.unit,
        cells: cells ?? ReducedCells(Matrix(rows: 0, columns: 0)))
      let label = plan.panel.title?.plain ?? "[\(map.cells.rows), \(map.cells.columns)]"
      let painted = painter.items(id: "\(id)-cells", label: label)
      items = painted.items
      warnings = painted.warnings
      let lost = lostExtremes(of: map)
      problems = self.problems(of: map, lost)
      description = describe(map)
      description.reduction?.least = lost?.drawn.lowerBound
      description.reduction?.greatest = lost?.drawn.upperBound
      items.append(frameItem())
      items += CellMarksPainter(map: map, frame: frame, theme: setting.theme)
        .outlines(setting.language)
      if let callouts = plan.callouts {
        items += callouts.items(
          frame: frame, labels: plan.choices.showsX ? plan.depthBelow(setting) : 0, id: id,
          setting: setting)
      }
      if let bar = plan.bar {
        let side = bar.side(setting)
        let strip = barStrip(bar, side)
        let ends = BarEnds([plan.values].compactMap(\.self))
        description.colorBar = RectDescription(
          ends.body(of: plan.barKey.bar(of: strip), side))
        items.append(
          ColorBarPainter.item(
            map.scale, bar, ticks: plan.barTicks, ends: ends, key: plan.barKey, strip: strip, side,
            corner: plan.barCorner, id: "\(id)-bar", setting: setting))
      }
    case .chart(let chart):
      let painter = ChartPainter(chart: chart, plan: plan, frame: frame, setting: setting)
      let painted = painter.items(id: id)
      items = painted.items
      warnings = painted.warnings
      items.append(frameItem())
      description = describe(chart)
      if let legend = plan.legend {
        items.append(
          legend.item(
            frame: frame, top: legendTop, id: "\(id)-legend", setting: setting,
            painter: SeriesPainter(theme: setting.theme)))
      }
    case .picture(let picture):
      items = [
        .image(picture.sceneImage(id: "\(id)-picture", in: frame)), frameItem(),
      ]
      items += CellMarksPainter.outlines(
        picture.marks, CellGeometry(picture, frame: frame), setting.theme, setting.language)
      description = PanelDescription(
        title: plan.panel.title?.plain, frame: RectDescription(frame), mark: "picture",
        rows: picture.height, columns: picture.width,
        x: plan.x.description(ticks: plan.xTicks, direction: "right"),
        y: plan.y.description(ticks: plan.yTicks, direction: "down"))
    case .links(let links):
      items =
        TokenLinksPainter(
          links: links, frame: frame.size, setting: setting,
          namesQueries: plan.choices.namesQueries,
          namesKeys: plan.choices.namesKeys, name: plan.nameBeside,
          isHeightFree: plan.choices.isHeightFree
        ).items(frame: frame)
      description = PanelDescription(
        title: plan.panel.title?.plain, frame: RectDescription(frame), mark: "links",
        rows: links.queries.count, columns: links.keys.count,
        x: plan.x.description(ticks: plan.xTicks, direction: "right"),
        y: plan.y.description(ticks: plan.yTicks, direction: "down"))
      description.series = links.heads
    }
    if plan.links == nil { items += axisItems() }
    if let title = plan.title {
      items.append(
        setting.item(
          title, plan.titleRole, at: Point(frame.midX, titleBottom), .middle, .bottom,
          wrapWidth: plan.titleWidth(setting)))
    }
    return Painted(
      items: items, description: description, warnings: warnings, problems: problems)
  }

  /// Where the panel's own colour bar lies.
  private func barStrip(_ bar: ColorBar, _ side: BarSide) -> Rect {
    let width = grid.ceil(bar.stripWidth(setting))
    return switch side {
    case .right:
      Rect(
        x: frame.maxX + grid.ceil(bar.gap(setting)), y: frame.minY, width: width,
        height: frame.height)
    case .below:
      Rect(x: frame.minX, y: frame.maxY + plan.barOffset, width: frame.width, height: width)
    }
  }

  // MARK: Above the frame

  private var legendTop: Double {
    guard let legend = plan.legend, legend.site == .above else { return frame.minY }
    return frame.minY - legend.size.height - setting.spacing.legendGap
  }

  private var titleBottom: Double { frame.minY - plan.titleBase - setting.spacing.panelTitleGap }

  // MARK: Frame and axes

  /// The line around the frame, just outside the cells it must not cover. Around thumbnails it would be as
  /// heavy as what they show: those that stand out from the page have none.
  private func frameItem() -> SceneItem {
    let theme = setting.theme
    return .path(
      ScenePath(
        identity: ItemIdentity(id: "\(id)-frame"), .rect(frame.inset(by: -0.5, -0.5)),
        stroke: Stroke(theme.frame.opacity(isPlainThumbnail ? 0 : 1), width: theme.frameWidth)))
  }

  /// Whether the frame is of a small heat map whose cells are distinguished from the page without it.
  private var isPlainThumbnail: Bool {
    // Cells of 0 have the page's own colour on a map that parts there.
    guard let map = plan.heatMap, !plan.panel.x.hasTicks, !map.scale.map.isDiverging,
      min(frame.width, frame.height) < Self.thumbnail
    else { return false }
    let ground = setting.theme.background.rgb
    return contrastRatio(map.scale.rgb(atFraction: 0), ground) >= Self.minimumContrast
  }

  /// Panels whose shorter side is less than this are thumbnails, in px.
  private static let thumbnail = 32.0
  /// Of the first colour to the page.
  private static let minimumContrast = 3.0

  private var isFlipped: Bool { plan.heatMap?.origin == .upper || plan.picture != nil }

  private func axisItems() -> [SceneItem] {
    (plan.choices.showsX ? [horizontalAxis()] : []) + (plan.choices.showsY ? [verticalAxis()] : [])
  }

  private func horizontalAxis() -> SceneItem {
    let reach = setting.tickReach
    var items: [SceneItem] = []
    var marks = Path()
    for tick in plan.xTicks.ticks {
      let x = frame.minX + tick.fraction * frame.width
      let sharp = (x - 0.5).rounded() + 0.5
      marks.move(to: Point(sharp, frame.maxY + 1))
      marks.line(to: Point(sharp, frame.maxY + 1 + reach))
      items.append(
        xLabel(
          tick,
          at: Point(x, frame.maxY + reach + setting.spacing.tickGap + plan.tickDrop)))
    }
    if let label = plan.xName {
      let y =
        frame.maxY + plan.depthBelow(setting) + plan.nameDrop + setting.spacing.labelGap
      items.append(
        setting.item(
          label, .label, at: Point(frame.midX, y), .middle, .top,
          wrapWidth: plan.xLabelWidth(setting), id: "\(id)-x-label"))
    }
    return axis("\(id)-x-axis", marks: marks, items)
  }

  private func verticalAxis() -> SceneItem {
    let reach = setting.tickReach
    var items: [SceneItem] = []
    var marks = Path()
    for tick in plan.yTicks.ticks {
      let share = isFlipped ? tick.fraction : 1 - tick.fraction
      let y = frame.minY + share * frame.height
      let sharp = (y - 0.5).rounded() + 0.5
      marks.move(to: Point(frame.minX - 1 - reach, sharp))
      marks.line(to: Point(frame.minX - 1, sharp))
      items.append(
        setting.item(
          tick.text, .tick, at: Point(frame.minX - reach - setting.spacing.tickGap, y),
          .end,
          .middle))
    }
    if let label = plan.yLabel(setting) {
      let x =
        frame.minX - plan.depth(plan.yTicks, setting) - setting.spacing.labelGap - label.thickness
      items.append(
        label.item(left: x, middle: frame.midY, id: "\(id)-y-label", setting: setting))
    }
    return axis("\(id)-y-axis", marks: marks, items)
  }

  private func axis(_ id: String, marks: Path, _ words: [SceneItem]) -> SceneItem {
    let hasMarks = setting.theme.hasTicks && !marks.elements.isEmpty
    let stroke = Stroke(setting.theme.frame)
    return .group(
      SceneGroup(
        identity: ItemIdentity(id: id),
        items: words + (hasMarks ? [.path(ScenePath(marks, stroke: stroke))] : [])))
  }

  private func xLabel(_ tick: AxisTicks.Tick, at point: Point) -> SceneItem {
    let text = tick.text
    switch plan.xTicks.rotation {
    case 45:
      let drop = setting.extent(text, .tick).height * 0.35
      return setting.item(
        text, .tick, at: Point(point.x + drop * 0.5, point.y + drop), .end, .middle, rotation: -45)
    case 90:
      if let column = setting.column(tick) {
        return setting.item(column, .tick, at: point, .middle, .top)
      }
      return setting.item(text, .tick, at: point, .end, .middle, rotation: -90)
    default:
      return setting.item(text, .tick, at: point, .middle, .top)
    }
  }

  // MARK: Description

  private func describe(_ map: HeatMap) -> PanelDescription {
    var description = PanelDescription(
      title: plan.panel.title?.plain, frame: RectDescription(frame), mark: "heatmap",
      rows: map.cells.rows, columns: map.cells.columns,
      x: plan.x.description(ticks: plan.xTicks, direction: "right"),
      y: plan.y.description(
        ticks: plan.yTicks, direction: map.origin == .upper ? "down" : "up"))
    description.colorMap = map.scale.map.name
    if !map.scale.map.isPublished {
      description.colors = map.scale.map.levels.map { Color($0).hex }
    }
    description.norm = map.scale.norm.name
    description.vmin = map.scale.vmin
    description.vmax = map.scale.vmax
    if plan.isReduced {
      description.reduction = ReductionDescription(
        fromRows: map.cells.rows, fromColumns: map.cells.columns, toRows: plan.drawnRows,
        toColumns: plan.drawnColumns, filter: (cells?.filter ?? .nearest).rawValue)
    }
    if let hidden = map.isMasked {
      description.masked = hidden.count(where: { $0 })
    }
    if case .centered(let center) = map.scale.norm { description.center = center }
    // A masked cell's number is not shown, so it is not told of.
    guard let values = plan.values else { return description }
    let summary = values.extent
    description.below = values.below > 0 ? values.below : nil
    description.above = values.above > 0 ? values.above : nil
    description.withoutLogarithm = values.withoutLogarithm > 0 ? values.withoutLogarithm : nil
    let (nan, positive, negative) = (
      summary.nan, summary.positiveInfinity, summary.negativeInfinity
    )
    if nan + positive + negative > 0 {
      let colors = map.scale.missing
      description.nonFinite = NonFiniteDescription(
        nan: nan, positiveInfinity: positive, negativeInfinity: negative,
        nanColor: Color(colors.nan).hex,
        positiveInfinityColor: Color(colors.positiveInfinity).hex,
        negativeInfinityColor: Color(colors.negativeInfinity).hex)
    }
    return description
  }

  /// The ends of the values that no cell shows which is drawn. Filters that are not asked for suit the data: of
  /// these the mean stays near to all values, and what varies everywhere is reported by its blocks.
  private func lostExtremes(of map: HeatMap) -> LostExtremes? {
    guard plan.isReduced, let cells, let values = plan.values,
      map.reduction != nil || cells.filter == .extremes
    else { return nil }
    return LostExtremes(values.extent, drawn: ValueExtent(cells.matrix.values), of: map)
  }

  /// What the picture does not show of a heat map's cells.
  private func problems(of map: HeatMap, _ lost: LostExtremes?) -> [PanelWarning] {
    var problems: [PanelWarning.Problem] = []
    if let cells, let filter = cells.filter {
      let all = PanelWarning.Extents(rows: map.cells.rows, columns: map.cells.columns)
      let drawn = PanelWarning.Extents(rows: plan.drawnRows, columns: plan.drawnColumns)
      if cells.blends || cells.busyShare > ReducedCells.isolated {
        problems.append(.blended(cells: all, drawn: drawn, filter, share: cells.busyShare))
      } else if let lost {
        problems.append(.lost(cells: all, drawn: drawn, filter, lost))
      } else if cells.missedShare > 0, map.reduction != nil || filter == .nearest {
        problems.append(.missed(cells: all, drawn: drawn, filter, share: cells.missedShare))
      }
    }
    if let values = plan.values, values.finite > 0 {
      let range = values.extent.minimum...values.extent.maximum
      if values.withoutLogarithm == values.finite {
        problems.append(.withoutLogarithm)
      } else if values.below == values.finite {
        problems.append(.beyond(.lowest, limit: map.scale.vmin, values: range))
      } else if values.above == values.finite {
        problems.append(.beyond(.highest, limit: map.scale.vmax, values: range))
      }
    }
    return problems.map { PanelWarning(problem: $0, title: plan.panel.title?.plain) }
  }

  private func describe(_ chart: Chart) -> PanelDescription {
    let mark: String =
      switch chart.series.first?.style.form {
      case .line, nil: "lines"
      case .points: "points"
      case .bars: "bars"
      case .stems: "stems"
      }
    var description = PanelDescription(
      title: plan.panel.title?.plain, frame: RectDescription(frame), mark: mark,
      rows: chart.series.count,
      columns: chart.series.map { $0.thinnedFrom?.points ?? $0.x.count }.max() ?? 0,
      x: plan.x.description(ticks: plan.xTicks, direction: "right"),
      y: plan.y.description(ticks: plan.yTicks, direction: "up"))
    description.series = chart.series.compactMap(\.label)
    let gaps = chart.series.reduce(0) { sum, series in
      sum + (series.thinnedFrom?.gaps ?? series.y.count { !$0.isFinite })
    }
    description.gaps = gaps > 0 ? gaps : nil
    return description
  }
}
