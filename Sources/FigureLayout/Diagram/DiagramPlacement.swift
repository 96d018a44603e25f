// Containers → frames: every node and group gets its position from the sizes of what is within.

import FigureModel
import FigureScene

/// A node or a group in its place.
struct PlacedNode {
  /// Everything of it, with title and caption.
  var frame: Rect
  /// What edges touch.
  var body: Rect
  var plan: NodePlan?
  var group: DiagramGroup?
  /// The band of a group's title, which edges keep clear of.
  var titleFrame: Rect?
  /// The groups it lies in, the outermost first.
  var groups: [String] = []

  var isEllipse: Bool {
    if case .label(_, _, .ellipse) = plan?.node.content { true } else { false }
  }
}

/// Places the nodes of a diagram.
struct DiagramPlacement {
  let setting: DiagramSetting
  /// In reading order, a group before what is within it.
  private(set) var order: [String] = []
  private(set) var placed: [String: PlacedNode] = [:]
  private(set) var size = Size.zero
  private var plans: [String: NodePlan] = [:]
  private let edges: [DiagramEdge]

  init(_ diagram: Diagram, _ setting: DiagramSetting) {
    self.setting = setting
    edges = diagram.edges
    plan(diagram.nodes)
    let size = measure(diagram.root)
    self.size = size
    place(diagram.root, in: Rect(origin: .zero, size: size), groups: [])
    order = Self.ids(diagram.root)
  }

  // MARK: Sizes

  private mutating func plan(_ nodes: [DiagramNode]) {
    for node in nodes { plans[node.id] = NodePlan(node, setting) }
    var columnWidths: [String: Double] = [:]
    var rowHeights: [String: Double] = [:]
    var sizes: [String: Size] = [:]
    for node in nodes {
      guard let plan = plans[node.id] else { continue }
      if let table = plan.table, let name = table.table.widthClass {
        columnWidths[name] = max(columnWidths[name] ?? 0, table.columnWidth)
      }
      if let table = plan.table, let name = table.table.heightClass {
        rowHeights[name] = max(rowHeights[name] ?? 0, table.rowHeight)
      }
      if let name = node.sizeClass {
        let size = sizes[name] ?? .zero
        sizes[name] = Size(max(size.width, plan.size.width), max(size.height, plan.size.height))
      }
    }
    for node in nodes {
      guard var plan = plans[node.id] else { continue }
      if var table = plan.table {
        if let width = table.table.widthClass.flatMap({ columnWidths[$0] }) {
          table.columnWidth = width
        }
        if let height = table.table.heightClass.flatMap({ rowHeights[$0] }) {
          table.rowHeight = height
        }
        plan.table = table
        plan.size = table.size
      }
      if plan.table == nil, let name = node.sizeClass, let size = sizes[name] { plan.size = size }
      plans[node.id] = plan
    }
  }

  private func measure(_ element: DiagramElement) -> Size {
    switch element {
    case .node(let node): return plans[node.id]?.size ?? .zero
    case .stack(let stack):
      let sizes = stack.elements.map(measure)
      let gaps = gaps(stack).reduce(0, +)
      return switch stack.direction {
      case .row:
        Size(sizes.reduce(gaps) { $0 + $1.width }, level(stack, sizes).height)
      case .column:
        Size(sizes.map(\.width).max() ?? 0, sizes.reduce(gaps) { $0 + $1.height })
      }
    case .grid(let grid):
      let tracks = tracks(grid)
      return Size(
        tracks.columns.reduce(0, +) + tracks.columnGaps.reduce(0, +),
        tracks.rows.reduce(0, +) + tracks.rowGaps.reduce(0, +))
    case .group(let group):
      let inner = measure(group.element)
      let insets = insets(group)
      return Size(
        max(inner.width, titleExtent(group)?.width ?? 0).rounded(.up) + insets.left + insets.right,
        inner.height + insets.top + insets.bottom)
    }
  }

  /// How high a row is, and how far below its top the line runs that its elements stand level on.
  private func level(
    _ stack: DiagramStack, _ sizes: [Size]
  ) -> (height: Double, axis: Double) {
    let height = sizes.map(\.height).max() ?? 0
    guard stack.align == .center else { return (height, height / 2) }
    var above = 0.0
    var below = 0.0
    for (element, size) in zip(stack.elements, sizes) {
      let axis = axis(element)
      above = max(above, axis)
      below = max(below, size.height - axis)
    }
    return (above + below, above)
  }

  /// How far below its top an element has the line that its neighbours stand level with.
  private func axis(_ element: DiagramElement) -> Double {
    switch element {
    case .node(let node):
      guard let plan = plans[node.id] else { return 0 }
      return plan.table?.cellsFrame.midY ?? plan.size.height / 2
    case .stack(let stack):
      let sizes = stack.elements.map(measure)
      switch stack.direction {
      case .row: return level(stack, sizes).axis
      case .column:
        guard let main = stack.main, stack.elements.indices.contains(main) else {
          return measure(element).height / 2
        }
        return zip(sizes, gaps(stack)).prefix(main).reduce(0) { $0 + $1.0.height + $1.1 }
          + axis(stack.elements[main])
      }
    case .grid: return measure(element).height / 2
    case .group(let group): return insets(group).top + axis(group.element)
    }
  }

  private func titleExtent(_ group: DiagramGroup) -> TextExtent? {
    group.title.map { setting.extent($0, .groupTitle) }
  }

  private func insets(_ group: DiagramGroup) -> Insets {
    let around = group.frame == .none ? 0 : setting.airPx(20).rounded()
    let title = titleExtent(group).map { ($0.height + setting.airPx(18)).rounded(.up) } ?? 0
    let top = group.frame == .none || title == 0 ? around + title : setting.airPx(10) + title
    return Insets(left: around, right: around, top: top, bottom: around)
  }

  // MARK: Gaps

  /// Distances between neighbours: as wide as the labels and lanes of the edges between them ask.
  private func gaps(_ stack: DiagramStack) -> [Double] {
    let ids = stack.elements.map { Set(Self.ids($0)) }
    return ids.indices.dropFirst().map { index in
      gap(
        stack.gap, between: ids[index - 1], and: ids[index],
        isHorizontal: stack.direction == .row)
    }
  }

  private func gap(
    _ minimum: Double, between a: Set<String>, and b: Set<String>, isHorizontal: Bool
  ) -> Double {
    var gap = setting.airPx(minimum)
    var lanes = Set<String>()
    for (index, edge) in edges.enumerated() {
      let (from, to) = (edge.from.node, edge.to.node)
      guard (a.contains(from) && b.contains(to)) || (b.contains(from) && a.contains(to)) else {
        continue
      }
      lanes.insert(edge.bus ?? "\u{0}\(index)")
      if let label = edge.label {
        let extent = setting.extent(label, .edgeLabel)
        gap = max(
          gap,
          isHorizontal
            ? extent.width + setting.airPx(30, minimum: 2 * EdgePorts.minimumStub)
            : extent.height + setting.airPx(32, minimum: 2 * EdgePorts.minimumStub))
      }
    }
    let space =
      setting.airPx(32, minimum: 2 * EdgePorts.minimumStub)
      + setting.airPx(12, minimum: 10) * Double(max(0, lanes.count - 1))
    return (lanes.isEmpty ? gap : max(gap, space)).rounded(.up)
  }

  static func ids(_ element: DiagramElement) -> [String] {
    switch element {
    case .node(let node): [node.id]
    case .stack(let stack): stack.elements.flatMap(ids)
    case .grid(let grid): grid.rows.flatMap { $0.compactMap(\.?.element).flatMap(ids) }
    case .group(let group): [group.id] + ids(group.element)
    }
  }

  private struct GridTracks {
    var columns: [Double]
    var rows: [Double]
    var columnGaps: [Double]
    var rowGaps: [Double]
  }

  private func tracks(_ grid: DiagramGrid) -> GridTracks {
    let count = grid.rows.map(\.count).max() ?? 0
    var columns = Array(repeating: 0.0, count: count)
    var rows = Array(repeating: 0.0, count: grid.rows.count)
    var columnIds = Array(repeating: Set<String>(), count: count)
    var rowIds = Array(repeating: Set<String>(), count: grid.rows.count)
    for (row, cells) in grid.rows.enumerated() {
      for (column, cell) in cells.enumerated() {
        guard let cell else { continue }
        let size = measure(cell.element)
        columns[column] = max(columns[column], size.width)
        rows[row] = max(rows[row], size.height)
        let ids = Self.ids(cell.element)
        columnIds[column].formUnion(ids)
        rowIds[row].formUnion(ids)
      }
    }
    return GridTracks(
      columns: columns, rows: rows,
      columnGaps: columnIds.indices.dropFirst().map {
        gap(
          grid.columnGap, between: columnIds[$0 - 1], and: columnIds[$0], isHorizontal: true)
      },
      rowGaps: rowIds.indices.dropFirst().map {
        gap(grid.rowGap, between: rowIds[$0 - 1], and: rowIds[$0], isHorizontal: false)
      })
  }

  // MARK: Positions

  private mutating func place(_ element: DiagramElement, in frame: Rect, groups: [String]) {
    switch element {
    case .node(let node):
      guard let plan = plans[node.id] else { return }
      let origin = Point(frame.x.rounded(), frame.y.rounded())
      let body = plan.body
      placed[node.id] = PlacedNode(
        frame: Rect(origin: origin, size: plan.size),
        body: Rect(
          x: origin.x + body.x, y: origin.y + body.y, width: body.width, height: body.height),
        plan: plan, groups: groups)
    case .stack(let stack):
      let gaps = gaps(stack) + [0]
      let axis = level(stack, stack.elements.map(measure)).axis
      var start = stack.direction == .row ? frame.minX : frame.minY
      for (index, child) in stack.elements.enumerated() {
        let size = measure(child)
        switch stack.direction {
        case .row:
          let y =
            stack.align == .center
            ? axis - self.axis(child) : aligned(size.height, in: frame.height, stack.align)
          place(child, in: Rect(origin: Point(start, frame.minY + y), size: size), groups: groups)
          if case .group(let group) = child, group.fillsRow { stretch(group.id, over: frame) }
          start += size.width + gaps[index]
        case .column:
          let x = aligned(size.width, in: frame.width, stack.align)
          place(child, in: Rect(origin: Point(frame.minX + x, start), size: size), groups: groups)
          start += size.height + gaps[index]
        }
      }
    case .grid(let grid):
      place(grid, in: frame, groups: groups)
    case .group(let group): place(group, in: frame, groups: groups)
    }
  }

  /// Makes the frame of a group as high as its row; what is within stays where it is.
  private mutating func stretch(_ id: String, over row: Rect) {
    guard var group = placed[id] else { return }
    let shift = row.minY.rounded() - group.frame.minY
    group.frame.y += shift
    group.frame.height = row.height.rounded(.up)
    group.body = group.frame
    group.titleFrame?.y += shift
    placed[id] = group
  }

  private mutating func place(_ grid: DiagramGrid, in frame: Rect, groups: [String]) {
    let tracks = tracks(grid)
    var followers: [(ids: [String], space: ClosedRange<Double>)] = []
    var y = frame.minY
    for (row, cells) in grid.rows.enumerated() {
      var x = frame.minX
      for (column, cell) in cells.enumerated() {
        if let cell {
          let size = measure(cell.element)
          let origin = Point(
            x + aligned(size.width, in: tracks.columns[column], cell.horizontal),
            y + aligned(size.height, in: tracks.rows[row], cell.vertical))
          place(cell.element, in: Rect(origin: origin, size: size), groups: groups)
          if cell.followsEdges {
            let space = tracks.rows[row] - size.height
            followers.append((Self.ids(cell.element), y - origin.y...y - origin.y + space))
          }
        }
        x += tracks.columns[column]
        if column < tracks.columnGaps.count { x += tracks.columnGaps[column] }
      }
      y += tracks.rows[row]
      if row < tracks.rowGaps.count { y += tracks.rowGaps[row] }
    }
    for (ids, space) in followers { follow(ids, space: space) }
  }

  /// Moves nodes up or down together, so that the level edges to them run as straight as may be.
  private mutating func follow(_ ids: [String], space: ClosedRange<Double>) {
    let members = Set(ids)
    func middle(_ port: DiagramPort) -> Double? {
      guard let node = placed[port.node] else { return nil }
      return port.row.flatMap { node.plan?.rowMiddle($0) }.map { node.frame.y + $0 }
        ?? node.body.midY
    }
    let shifts = edges.compactMap { edge -> Double? in
      guard members.contains(edge.to.node), !members.contains(edge.from.node),
        edge.to.side.isHorizontal, let from = middle(edge.from), let to = middle(edge.to)
      else { return nil }
      return from - to
    }
    guard !shifts.isEmpty else { return }
    let wanted = shifts.reduce(0, +) / Double(shifts.count)
    let shift = min(max(wanted, space.lowerBound), space.upperBound)
    for id in ids {
      placed[id]?.frame.y += shift
      placed[id]?.body.y += shift
      placed[id]?.titleFrame?.y += shift
    }
  }

  private mutating func place(_ group: DiagramGroup, in frame: Rect, groups: [String]) {
    let insets = insets(group)
    let rounded = Rect(
      x: frame.x.rounded(), y: frame.y.rounded(), width: frame.width.rounded(.up),
      height: frame.height.rounded(.up))
    var placedGroup = PlacedNode(frame: rounded, body: rounded, group: group, groups: groups)
    if let title = titleExtent(group) {
      let top = group.frame == .none ? rounded.minY : rounded.minY + setting.airPx(12)
      placedGroup.titleFrame = Rect(
        x: rounded.midX - title.width / 2, y: top, width: title.width, height: title.height)
    }
    placed[group.id] = placedGroup
    let inner = measure(group.element)
    let space = frame.width - insets.left - insets.right
    place(
      group.element,
      in: Rect(
        origin: Point(
          frame.minX + insets.left + (space - inner.width) / 2, frame.minY + insets.top),
        size: inner), groups: groups + [group.id])
  }

  private func aligned(_ length: Double, in space: Double, _ alignment: DiagramAlignment) -> Double
  {
    switch alignment {
    case .start: 0
    case .center: (space - length) / 2
    case .end: space - length
    }
  }
}
