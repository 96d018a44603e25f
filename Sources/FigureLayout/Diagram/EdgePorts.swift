// Where each edge leaves and enters: ports on the sides of nodes, shared by a bus, else side by side.

import FigureModel
import FigureScene
import RealModule

/// One end of an edge.
struct EdgeEnd: Hashable {
  /// On the outline of the node.
  var anchor: Point
  /// The corners of a leader's way within a table: from the cell that it explains along lines between cells
  /// towards the outline. Empty for other edges.
  var within: [Point] = []
  /// A little before it, clear of everything that belongs to the node.
  var out: Point
  var side: DiagramPort.Side
}

/// Both ends of an edge.
struct EdgeEnds {
  var from: EdgeEnd
  var to: EdgeEnd
}

extension DiagramPort.Side {
  var isHorizontal: Bool { self == .left || self == .right }

  var opposite: DiagramPort.Side {
    switch self {
    case .left: .right
    case .right: .left
    case .top: .bottom
    case .bottom: .top
    }
  }

  /// One step away from the node.
  var outward: (dx: Double, dy: Double) {
    switch self {
    case .left: (-1, 0)
    case .right: (1, 0)
    case .top: (0, -1)
    case .bottom: (0, 1)
    }
  }
}

/// Chooses the ports of all edges of a diagram.
struct EdgePorts {
  let placed: [String: PlacedNode]
  let edges: [DiagramEdge]
  let setting: DiagramSetting
  /// The ways of leaders that pass lit cells of others on lines that these do not touch.
  private var detours: [DiagramPort: [Point]] = [:]
  /// The tables whose leaders cannot all keep clear of what others explain.
  private var withoutLeaders: Set<String> = []

  /// The leaders of these tables, which are not to be drawn.
  var blockedLeaders: [DiagramEdge] {
    edges.filter { $0.leader != nil && withoutLeaders.contains($0.from.node) }
  }

  init(placed: [String: PlacedNode], edges: [DiagramEdge], setting: DiagramSetting) {
    self.placed = placed
    self.edges = edges
    self.setting = setting
    let leaders = Dictionary(
      grouping: edges.filter { $0.leader != nil && $0.from.column != nil }.map(\.from), by: \.node)
    for (id, ports) in leaders {
      guard let node = placed[id] else { continue }
      let straight = ports.map { port in straightWay(port, node) }
      let found = LeaderDetours(ports, straight: straight, node)
      if found.isBlocked { withoutLeaders.insert(id) }
      detours.merge(found.ways) { first, _ in first }
    }
  }

  /// The straight way of a leader within its table; empty where its cell is not shown.
  private func straightWay(_ port: DiagramPort, _ node: PlacedNode) -> [Point] {
    guard let along = fixed(port, node), let row = port.row, let column = port.column,
      let cell = node.cell(row: row, column: column)
    else { return [] }
    let body = node.body
    return switch port.side {
    case .left: [Point(cell.minX, along), Point(body.minX, along)]
    case .right: [Point(cell.maxX, along), Point(body.maxX, along)]
    case .top: [Point(along, cell.minY), Point(along, body.minY)]
    case .bottom: [Point(along, cell.maxY), Point(along, body.maxY)]
    }
  }

  /// The straight piece an edge has before each end, in px at factor 1.
  static let stub = 14.0
  static let minimumStub = 10.0
  /// Ends that face each other this nearly are joined by a straight line, in px.
  private static let nearlyStraight = 2.0
  /// The minimum distance of ports beside each other.
  private static let minimumSpread = 10.0

  /// A side of a node.
  private struct Location: Hashable {
    var node: String
    var side: DiagramPort.Side
  }

  /// What stands at one port: a bus or a single edge.
  private struct Slot {
    var ends: [(edge: Int, isFrom: Bool)]
  }

  /// The ends of every edge; nil for one that names a node that is not there.
  func ends() -> [EdgeEnds?] {
    var along: [[Double?]] = edges.map { _ in [nil, nil] }
    var isShared = edges.map { _ in [false, false] }
    let slots = slots()
    // Nodes first: a group's port follows what stands before it.
    let locations = slots.keys.sorted {
      (rank($0), $0.node, "\($0.side)") < (rank($1), $1.node, "\($1.side)")
    }
    for location in locations {
      guard let node = placed[location.node], let slots = slots[location] else { continue }
      for (slot, position) in zip(slots, positions(slots, location, node)) {
        for end in slot.ends {
          along[end.edge][end.isFrom ? 0 : 1] = position
          isShared[end.edge][end.isFrom ? 0 : 1] = slot.ends.count > 1
        }
      }
    }
    return edges.indices.map { index in
      guard let from = placed[edges[index].from.node], let to = placed[edges[index].to.node],
        var a = along[index][0], var b = along[index][1]
      else { return nil }
      // Middles that differ by the rounding of widths alone would show as a kink.
      if edges[index].from.side == edges[index].to.side.opposite,
        (a - b).magnitude <= Self.nearlyStraight
      {
        if !isShared[index][1] { b = a } else if !isShared[index][0] { a = b }
      }
      return EdgeEnds(
        from: end(from, edges[index].from, at: a, isFrom: true),
        to: end(to, edges[index].to, at: b, isFrom: false))
    }
  }

  private func rank(_ location: Location) -> Int { placed[location.node]?.group == nil ? 0 : 1 }

  private func slots() -> [Location: [Slot]] {
    var slots: [Location: [Slot]] = [:]
    var buses: [String: Int] = [:]
    for (index, edge) in edges.enumerated() {
      for isFrom in [true, false] {
        let port = isFrom ? edge.from : edge.to
        let location = Location(node: port.node, side: port.side)
        if let bus = edge.bus {
          let key = "\(port.node)\u{0}\(port.side)\u{0}\(port.row ?? -1)\u{0}\(bus)"
          if let slot = buses[key] {
            slots[location]?[slot].ends.append((index, isFrom))
            continue
          }
          buses[key] = slots[location]?.count ?? 0
        }
        slots[location, default: []].append(Slot(ends: [(index, isFrom)]))
      }
    }
    return slots
  }

  // MARK: Along the side

  /// Where the slots of one side stand: y for left and right, x for top and bottom.
  private func positions(_ slots: [Slot], _ location: Location, _ node: PlacedNode) -> [Double] {
    let isHorizontal = location.side.isHorizontal
    let range = Self.range(node.body, isHorizontal)
    let fixed = slots.map { slot in
      slot.ends.lazy.compactMap { end -> Double? in
        self.fixed(end.isFrom ? edges[end.edge].from : edges[end.edge].to, node)
      }.first
    }
    if fixed.allSatisfy({ $0 != nil }) { return fixed.compactMap(\.self) }
    let wished = slots.map { facing($0, location, range) }
    let sorted = wished.compactMap(\.self).sorted()
    let apart = zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 >= Self.minimumSpread }
    if sorted.count == slots.count, apart { return sorted.isEmpty ? [] : wished.map { $0! } }
    // Side by side, in the order of what they lead to.
    let order = slots.indices.sorted { a, b in
      let (x, y) = (partnerMiddle(slots[a], isHorizontal), partnerMiddle(slots[b], isHorizontal))
      return (x, a) < (y, b)
    }
    var result = Array(repeating: (range.lowerBound + range.upperBound) / 2, count: slots.count)
    if slots.count > 1 {
      let inner = node.isEllipse ? 0.5 : 1
      let length = (range.upperBound - range.lowerBound) * inner
      let start = (range.lowerBound + range.upperBound - length) / 2
      for (location, slot) in order.enumerated() {
        result[slot] = start + length * Double(location + 1) / Double(slots.count + 1)
      }
    }
    for (index, value) in fixed.enumerated() { if let value { result[index] = value } }
    return result
  }

  /// Where a port stands that names a row or a cell; nil for one that stands where it may.
  private func fixed(_ port: DiagramPort, _ node: PlacedNode) -> Double? {
    let isHorizontal = port.side.isHorizontal
    guard let row = port.row else { return nil }
    guard let column = port.column else {
      return isHorizontal ? node.plan?.rowMiddle(row).map { node.frame.y + $0 } : nil
    }
    guard let cell = node.cell(row: row, column: column) else { return nil }
    if let end = detours[port]?.last { return isHorizontal ? end.y : end.x }
    let cells = node.body
    // Rules lie half a px before the cells that they begin.
    if isHorizontal {
      if cell.maxX >= cells.maxX - 0.5 { return cell.midY }
      return (port.line == .after ? cell.maxY : cell.minY) - 0.5
    }
    if cell.maxY >= cells.maxY - 0.5 { return cell.midX }
    return (port.line == .after ? cell.maxX : cell.minX) - 0.5
  }

  private static func range(_ rect: Rect, _ isHorizontal: Bool) -> ClosedRange<Double> {
    isHorizontal ? rect.minY...rect.maxY : rect.minX...rect.maxX
  }

  private static func middle(_ rect: Rect, _ isHorizontal: Bool) -> Double {
    isHorizontal ? rect.midY : rect.midX
  }

  private func partner(_ end: (edge: Int, isFrom: Bool)) -> DiagramPort {
    end.isFrom ? edges[end.edge].to : edges[end.edge].from
  }

  private func partnerMiddle(_ slot: Slot, _ isHorizontal: Bool) -> Double {
    let middles = slot.ends.compactMap { end -> Double? in
      let port = partner(end)
      guard let node = placed[port.node] else { return nil }
      if port.side.isHorizontal == isHorizontal, let fixed = fixed(port, node) { return fixed }
      return Self.middle(node.body, isHorizontal)
    }
    return middles.reduce(0, +) / Double(max(1, middles.count))
  }

  /// The coordinate that makes a single edge straight: the other end's middle, where the other side
  /// looks this way and is the smaller one.
  private func facing(_ slot: Slot, _ location: Location, _ range: ClosedRange<Double>) -> Double? {
    let isHorizontal = location.side.isHorizontal
    let own = (range.lowerBound + range.upperBound) / 2
    guard slot.ends.count == 1, let end = slot.ends.first else { return nil }
    let port = partner(end)
    guard port.side == location.side.opposite, let other = placed[port.node] else { return nil }
    if port.row != nil, isHorizontal || port.column != nil {
      guard let fixed = fixed(port, other) else { return nil }
      return fixed > range.lowerBound + 12 && fixed < range.upperBound - 12 ? fixed : nil
    }
    let otherRange = Self.range(other.body, isHorizontal)
    let length = range.upperBound - range.lowerBound
    let otherLength = otherRange.upperBound - otherRange.lowerBound
    guard otherLength < length - 0.5, other.group == nil else {
      // The larger side follows this one, if it can.
      return own
    }
    let middle = Self.middle(other.body, isHorizontal)
    return middle >= range.lowerBound + 6 && middle <= range.upperBound - 6 ? middle : nil
  }

  // MARK: Points

  private func end(
    _ node: PlacedNode, _ port: DiagramPort, at along: Double, isFrom: Bool
  ) -> EdgeEnd {
    let side = port.side
    let stub = setting.airPx(Self.stub, minimum: Self.minimumStub)
    let distance = setting.px(node.distance(port, isFrom: isFrom))
    let along = (along * 2).rounded() / 2
    let body = node.body
    var anchor: Point
    let out: Point
    switch side {
    case .left:
      anchor = Point(body.minX - distance, along)
      out = Point(node.frame.minX - stub, along)
    case .right:
      anchor = Point(body.maxX + distance, along)
      out = Point(node.frame.maxX + stub, along)
    case .top:
      // An arrow ends above a table's title and begins below its caption.
      anchor = Point(along, (node.plan?.table == nil ? body.minY : node.frame.minY) - distance)
      out = Point(along, node.frame.minY - stub)
    case .bottom:
      anchor = Point(along, (node.plan?.table == nil ? body.maxY : node.frame.maxY) + distance)
      out = Point(along, node.frame.maxY + stub)
    }
    if node.isEllipse { anchor = Self.onEllipse(body, anchor, side) }
    var end = EdgeEnd(anchor: anchor, out: out, side: side)
    if port.row != nil, port.column != nil {
      end.within = detours[port] ?? Array(straightWay(port, node).prefix(1))
    }
    return end
  }

  private static func onEllipse(_ body: Rect, _ point: Point, _ side: DiagramPort.Side) -> Point {
    let (a, b) = (body.width / 2, body.height / 2)
    guard a > 0, b > 0 else { return point }
    if side.isHorizontal {
      let t = min(1, ((point.y - body.midY) / b).magnitude)
      let reach = a * Double.sqrt(1 - t * t)
      return Point(body.midX + (side == .left ? -reach : reach), point.y)
    }
    let t = min(1, ((point.x - body.midX) / a).magnitude)
    let reach = b * Double.sqrt(1 - t * t)
    return Point(point.x, body.midY + (side == .top ? -reach : reach))
  }
}
