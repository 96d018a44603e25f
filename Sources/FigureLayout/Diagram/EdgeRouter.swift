// Ways for edges: orthogonal, around every node, and across each other only where there is no other.
//
// Each edge takes the cheapest way over a small grid of lines: the middles between nodes, lanes
// beside them, and lines just outside each node (after Wybrow, Marriott & Stuckey 2010). Length,
// bends, crossings and running over another edge all cost.

import FigureModel
import FigureScene

/// A straight piece of an edge, upright or level.
struct RouteSegment: Hashable {
  var a: Point
  var b: Point

  var isLevel: Bool { a.y == b.y }
  var length: Double { (a.x - b.x).magnitude + (a.y - b.y).magnitude }
  var frame: Rect {
    Rect(
      x: min(a.x, b.x), y: min(a.y, b.y), width: (a.x - b.x).magnitude,
      height: (a.y - b.y).magnitude)
  }
}

/// The way of an edge: its corners, from end to end.
struct Route: Hashable {
  var points: [Point]
  var bus: String?

  var segments: [RouteSegment] {
    zip(points, points.dropFirst()).map { RouteSegment(a: $0, b: $1) }
  }
}

/// Finds ways for the edges of a placed diagram.
struct EdgeRouter {
  let placed: [String: PlacedNode]
  let edges: [DiagramEdge]
  let ends: [EdgeEnds?]
  let setting: DiagramSetting

  private enum Cost {
    static let bend = 30.0
    static let crossing = 160.0
    /// For each px that an edge runs over another.
    static let overlap = 40.0
    /// A line that is not the edge's own middle.
    static let foreignLine = 2.0
  }

  /// How far ways keep from nodes, and lanes from each other, in px at factor 1.
  static let clearance = 7.0
  static let lane = 10.0

  /// A way for each edge; nil for one without ends.
  func routes() -> [Route?] {
    var routes: [Route?] = edges.map { _ in nil }
    let middles = middles()
    // Straight ones first: they have no choice. Then twice over, so that the first know the last.
    let order = edges.indices.sorted { (isStraight($0) ? 0 : 1, $0) < (isStraight($1) ? 0 : 1, $1) }
    for pass in 0..<2 {
      for index in order where ends[index] != nil {
        if pass == 1, isStraight(index) { continue }
        routes[index] = nil
        routes[index] = route(index, middle: middles[index], others: routes.compactMap(\.self))
      }
    }
    let fanned = Set(fans().flatMap(\.self))
    for index in order where edges[index].bus == nil && !fanned.contains(index) {
      center(index, in: &routes)
    }
    return routes
  }

  /// Moves the inner pieces of a way to the middle of the space they run through.
  private func center(_ index: Int, in routes: inout [Route?]) {
    guard var route = routes[index], let ends = ends[index], route.points.count >= 4 else { return }
    // What leads along lines between cells stays on them.
    let first = max(1, ends.from.within.count - 1)
    guard first < route.points.count - 2 else { return }
    let obstacles = obstacles(for: edges[index])
    let lane = setting.px(Self.lane)
    for piece in first..<(route.points.count - 2) {
      let segment = RouteSegment(a: route.points[piece], b: route.points[piece + 1])
      let isLevel = segment.isLevel
      let frame = segment.frame
      let own = isLevel ? segment.a.y : segment.a.x
      var low = -Double.infinity
      var high = Double.infinity
      func bound(_ from: Double, _ to: Double) {
        if to <= own { low = max(low, to) } else if from >= own { high = min(high, from) }
      }
      for obstacle in obstacles {
        let meets =
          isLevel
          ? obstacle.minX < frame.maxX && frame.minX < obstacle.maxX
          : obstacle.minY < frame.maxY && frame.minY < obstacle.maxY
        guard meets else { continue }
        if isLevel {
          bound(obstacle.minY, obstacle.maxY)
        } else {
          bound(obstacle.minX, obstacle.maxX)
        }
      }
      for other in routes.enumerated().flatMap({
        $0.offset == index ? [] : $0.element?.segments ?? []
      })
      where other.isLevel == isLevel && other.length > 0 {
        let meets =
          isLevel
          ? other.frame.minX < frame.maxX && frame.minX < other.frame.maxX
          : other.frame.minY < frame.maxY && frame.minY < other.frame.maxY
        let line = isLevel ? other.a.y : other.a.x
        // One that is nearer than a lane, by a rounding or since there was no other way, bounds as well.
        if meets, line < own { low = max(low, min(line + lane, own)) }
        if meets, line > own { high = min(high, max(line - lane, own)) }
      }
      // The straight pieces before the ends stay.
      for (end, isNext) in [
        (ends.from, piece == first), (ends.to, piece == route.points.count - 3),
      ]
      where isNext {
        let out = isLevel ? end.out.y : end.out.x
        let outward = isLevel ? end.side.outward.dy : end.side.outward.dx
        if outward > 0 { low = max(low, out) } else { high = min(high, out) }
      }
      guard low.isFinite, high.isFinite, low < high else { continue }
      let middle = (low + high).rounded() / 2
      if isLevel {
        route.points[piece].y = middle
        route.points[piece + 1].y = middle
      } else {
        route.points[piece].x = middle
        route.points[piece + 1].x = middle
      }
    }
    routes[index] = route
  }

  private func isStraight(_ index: Int) -> Bool {
    guard let ends = ends[index], ends.from.side == ends.to.side.opposite else { return false }
    return ends.from.side.isHorizontal
      ? ends.from.out.y == ends.to.out.y : ends.from.out.x == ends.to.out.x
  }

  // MARK: Middles

  /// For each edge the line it should turn on: the middle between its ends, or between those of its
  /// bus.
  private func middles() -> [Point] {
    var spans: [String: [Int]] = [:]
    for (index, edge) in edges.enumerated() where ends[index] != nil {
      spans[edge.bus ?? "\u{0}\(index)", default: []].append(index)
    }
    var middles = edges.map { _ in Point.zero }
    for members in spans.values {
      let all = members.compactMap { ends[$0] }
      let (fromX, toX) = (all.map(\.from.anchor.x), all.map(\.to.anchor.x))
      let (fromY, toY) = (all.map(\.from.anchor.y), all.map(\.to.anchor.y))
      // From the farther of the one to the nearer of the other.
      func middle(_ from: [Double], _ to: [Double]) -> Double {
        let rises = (to.reduce(0, +) / Double(to.count)) >= (from.reduce(0, +) / Double(from.count))
        let (a, b) =
          rises ? (from.max() ?? 0, to.min() ?? 0) : (from.min() ?? 0, to.max() ?? 0)
        return ((a + b)).rounded() / 2
      }
      let point = Point(middle(fromX, toX), middle(fromY, toY))
      for member in members { middles[member] = point }
    }
    for fan in fans() { spread(fan, in: &middles) }
    return middles
  }

  /// Edges that leave one side for a line of nodes across from it, two or more.
  private func fans() -> [[Int]] {
    struct Channel: Hashable {
      var node: String
      var side: DiagramPort.Side
      var end: Double
    }
    var fans: [Channel: [Int]] = [:]
    for (index, edge) in edges.enumerated() where edge.bus == nil && !isStraight(index) {
      guard let ends = ends[index], ends.from.side == ends.to.side.opposite else { continue }
      let end = ends.from.side.isHorizontal ? ends.to.anchor.x : ends.to.anchor.y
      fans[Channel(node: edge.from.node, side: edge.from.side, end: end), default: []].append(index)
    }
    return fans.values.filter { $0.count > 1 }
  }

  /// Gives each edge of a fan a line of its own, nested so that none crosses another: of those that
  /// turn up the topmost turns first, of those that turn down the lowest.
  private func spread(_ fan: [Int], in middles: inout [Point]) {
    let all: [(edge: Int, from: Double, to: Double)] = fan.compactMap { index in
      guard let ends = ends[index] else { return nil }
      return ends.from.side.isHorizontal
        ? (index, ends.from.anchor.y, ends.to.anchor.y)
        : (index, ends.from.anchor.x, ends.to.anchor.x)
    }
    let back = all.filter { $0.to < $0.from }.sorted { $0.from < $1.from }
    let ahead = all.filter { $0.to > $0.from }.sorted { $0.from > $1.from }
    let lanes = max(back.count, ahead.count)
    for turn in [back, ahead] {
      for (location, item) in turn.enumerated() {
        guard let ends = ends[item.edge] else { continue }
        let share = Double(location + 1) / Double(lanes + 1)
        let (a, b) = (ends.from.out, ends.to.out)
        if ends.from.side.isHorizontal {
          middles[item.edge].x = (2 * (a.x + (b.x - a.x) * share)).rounded() / 2
        } else {
          middles[item.edge].y = (2 * (a.y + (b.y - a.y) * share)).rounded() / 2
        }
      }
    }
  }

  // MARK: One edge

  private func route(_ index: Int, middle: Point, others: [Route]) -> Route {
    guard let ends = ends[index] else { return Route(points: []) }
    let edge = edges[index]
    let obstacles = obstacles(for: edge)
    let taken = others.filter { edge.bus == nil || $0.bus != edge.bus }.flatMap(\.segments)
    func complete(_ inner: [Point]) -> Route {
      Route(
        points: Self.corners(
          (ends.from.within.isEmpty ? [ends.from.anchor] : ends.from.within) + inner
            + [ends.to.anchor]),
        bus: edge.bus)
    }
    for simple in simpleWays(ends, middle: middle) {
      let way = Self.corners(simple)
      let segments = zip(way, way.dropFirst()).map { RouteSegment(a: $0, b: $1) }
      let isFree = segments.allSatisfy { segment in
        !obstacles.contains { $0.overlaps(segment.frame.inset(by: -0.01, -0.01)) }
          && taken.allSatisfy { cost(of: segment, against: $0) == 0 }
      }
      if isFree { return complete(simple) }
    }
    // Leaders lie within one another around what they lead to.
    let around = edge.leader == nil ? [] : (1...8).map { Double($0) * setting.px(Self.lane) }
    let both = [ends.from, ends.to]
    var search = RouteSearch(
      xs: lines(
        ends, middle.x,
        lanes: both.filter(\.side.isHorizontal).flatMap { end in
          around.map { end.out.x + end.side.outward.dx * $0 }
        }, obstacles: obstacles, along: \.x, low: \.minX, high: \.maxX),
      ys: lines(
        ends, middle.y,
        lanes: both.filter { !$0.side.isHorizontal }.flatMap { end in
          around.map { end.out.y + end.side.outward.dy * $0 }
        }, obstacles: obstacles, along: \.y, low: \.minY, high: \.maxY),
      from: ends.from, to: ends.to, bend: setting.px(Cost.bend))
    let found = search.run { a, b in
      let segment = RouteSegment(a: a, b: b)
      if obstacles.contains(where: { $0.overlaps(segment.frame.inset(by: -0.01, -0.01)) }) {
        return nil
      }
      var price = segment.length
      for other in taken { price += cost(of: segment, against: other) }
      let isOwn =
        segment.isLevel
        ? [middle.y, ends.from.out.y, ends.to.out.y].contains(a.y)
        : [middle.x, ends.from.out.x, ends.to.out.x].contains(a.x)
      return isOwn ? price : price + Cost.foreignLine + segment.length * 0.02
    }
    // Where no way is free the plainest one must do.
    return complete(found ?? simpleWays(ends, middle: middle).last ?? [])
  }

  /// Ways with at most two bends, the straightest first.
  private func simpleWays(_ ends: EdgeEnds, middle: Point) -> [[Point]] {
    let (from, to) = (ends.from.out, ends.to.out)
    let (out, back) = (ends.from.side, ends.to.side)
    if out == back.opposite {
      // Ahead, else the way around is longer than it seems here.
      let step = out.outward
      guard (to.x - from.x) * step.dx >= 0, (to.y - from.y) * step.dy >= 0 else { return [] }
      return out.isHorizontal
        ? [[from, Point(middle.x, from.y), Point(middle.x, to.y), to]]
        : [[from, Point(from.x, middle.y), Point(to.x, middle.y), to]]
    }
    if out.isHorizontal != back.isHorizontal {
      let corner = out.isHorizontal ? Point(to.x, from.y) : Point(from.x, to.y)
      let (a, b) = (out.outward, back.outward)
      guard (corner.x - from.x) * a.dx >= 0, (corner.y - from.y) * a.dy >= 0,
        (corner.x - to.x) * b.dx >= 0, (corner.y - to.y) * b.dy >= 0
      else { return [] }
      return [[from, corner, to]]
    }
    return []
  }

  /// What a piece pays for crossing or covering a piece of another edge.
  private func cost(of segment: RouteSegment, against other: RouteSegment) -> Double {
    if segment.isLevel == other.isLevel {
      let distance =
        segment.isLevel ? (segment.a.y - other.a.y).magnitude : (segment.a.x - other.a.x).magnitude
      guard distance < setting.px(Self.lane) - 0.5 else { return 0 }
      let (a, b) = (segment.frame, other.frame)
      let shared =
        segment.isLevel
        ? min(a.maxX, b.maxX) - max(a.minX, b.minX) : min(a.maxY, b.maxY) - max(a.minY, b.minY)
      return shared > 0 ? shared * Cost.overlap : 0
    }
    let (level, upright) =
      segment.isLevel ? (segment.frame, other.frame) : (other.frame, segment.frame)
    let crosses =
      upright.x >= level.minX && upright.x <= level.maxX && level.y >= upright.minY
      && level.y <= upright.maxY
    return crosses ? setting.px(Cost.crossing) : 0
  }

  /// What the edge must keep clear of, somewhat enlarged.
  private func obstacles(for edge: DiagramEdge) -> [Rect] {
    let clearance = setting.px(Self.clearance)
    let inside = Set(
      (placed[edge.from.node]?.groups ?? []) + (placed[edge.to.node]?.groups ?? []))
    return placed.flatMap { id, node -> [Rect] in
      if node.group == nil { return [node.frame.inset(by: -clearance, -clearance)] }
      // A group without a frame is only a way of placing, and one that an end lies in is entered.
      if inside.contains(id) || node.group?.frame == DiagramGroup.Frame.none {
        return node.titleFrame.map { [$0.inset(by: -clearance, -clearance / 2)] } ?? []
      }
      return [node.frame.inset(by: -clearance, -clearance)]
    }
  }

  /// The lines that an edge may run along in one direction.
  /// - Parameter lanes: those besides the usual ones.
  private func lines(
    _ ends: EdgeEnds, _ middle: Double, lanes: [Double], obstacles: [Rect],
    along: KeyPath<Point, Double>,
    low: KeyPath<Rect, Double>, high: KeyPath<Rect, Double>
  ) -> [Double] {
    let lane = setting.px(Self.lane)
    var lines = [ends.from.out[keyPath: along], ends.to.out[keyPath: along], middle] + lanes
    for step in 1...4 {
      lines += [middle - Double(step) * lane, middle + Double(step) * lane]
    }
    for obstacle in obstacles {
      for step in 0...2 {
        lines += [
          obstacle[keyPath: low] - 1 - Double(step) * lane,
          obstacle[keyPath: high] + 1 + Double(step) * lane,
        ]
      }
    }
    var kept: [Double] = []
    for line in lines.sorted() where kept.last.map({ line - $0 > 1.5 }) ?? true {
      kept.append(line)
    }
    // The ends' own lines must be met exactly.
    let own = [ends.from.out[keyPath: along], ends.to.out[keyPath: along]]
    for line in own where !kept.contains(own) {
      kept.removeAll { ($0 - line).magnitude <= 1.5 && !own.contains($0) }
      kept.append(line)
      kept.sort()
    }
    return kept
  }

  /// The points without those on a straight line between their neighbours.
  static func corners(_ points: [Point]) -> [Point] {
    var kept: [Point] = []
    for point in points {
      if kept.last == point { continue }
      if kept.count >= 2 {
        let (a, b) = (kept[kept.count - 2], kept[kept.count - 1])
        if (a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y) { kept.removeLast() }
      }
      kept.append(point)
    }
    return kept
  }
}
