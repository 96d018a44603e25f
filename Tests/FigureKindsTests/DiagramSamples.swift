// The diagrams that the tests lay out, and what they ask of any of them.

import ArgumentParser
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureKinds
@testable import FigureLayout

/// One call that draws a diagram.
struct DiagramSample: CustomTestStringConvertible {
  var kind: any FigureKind.Type
  var arguments: [String]

  var testDescription: String { ([kind.name] + arguments).joined(separator: " ").prefix(120) + "" }

  func draft(
    _ language: Language = .english, _ theme: Theme = .light, size: FigureSize? = nil
  ) throws -> FigureDraft {
    func parsed<Kind: FigureKind>(_ kind: Kind.Type) throws -> any FigureKind {
      try Kind.parse(arguments)
    }
    return try parsed(kind).draft(
      on: PageContext(language: language, theme: theme, size: size))
  }

  func diagram(_ language: Language = .english, _ theme: Theme = .light) throws -> Diagram {
    guard case .diagram(let diagram) = try draft(language, theme).figure.content else {
      throw NoDiagram()
    }
    return diagram
  }

  struct NoDiagram: Error {}

  private static let many = (0..<40).map { "token\($0)" }.joined(separator: " ")
  private static let long = String(repeating: "x", count: 200)
  static let hostile = "<b>&amp; \u{202E}evil\u{202C} a\u{0}b e\u{301}\u{302}\u{303} 👩‍👩‍👧‍👦 ‫עברית‬ %n$s"

  static let all: [DiagramSample] =
    [
      [], ["--highlight", "0,2", "--highlight", "2,3"],
      ["--values", "numbers", "--seed", "7", "--highlight", "1,1"],
      ["--tokens", "x", "--highlight", "0,0", "--dimensions", "1"],
      ["--tokens", many, "--highlight", "20,30", "--highlight", "20,31", "--dimensions", "512"],
      ["--tokens", long + " a " + long, "--highlight", "0,2"],
      ["--tokens", hostile, "--values", "numbers", "--highlight", "0,1"],
      ["--query-tokens", "Ich liebe dich", "--key-tokens", "I love you so", "--highlight", "2,3"],
      (0..<6).flatMap { row in ["--highlight", "\(row),1", "--highlight", "\(row),4"] },
      ["--tokens", "a b c d e", "--dimensions", "3"]
        + ["0,0", "3,1", "2,0", "1,4"].flatMap { ["--highlight", $0] },
      ["--tokens", "a b c d e", "--dimensions", "3"]
        + ["0,1", "1,2", "2,3"].flatMap { ["--highlight", $0] },
      ["--tokens", "a b c d e f g", "--dimensions", "2"]
        + ["1,1", "0,4", "2,4", "5,2", "4,5"].flatMap { ["--highlight", $0] },
      // Lit cells in one row, and one that lit cells surround.
      ["--tokens", "a b c d", "--dimensions", "3"]
        + ["1,0", "1,1", "1,2"].flatMap { ["--highlight", $0] },
      ["--values", "numbers"]
        + ["2,2", "1,2", "3,2", "2,1", "2,3"].flatMap { ["--highlight", $0] },
    ].map { DiagramSample(kind: DotProductDiagram.self, arguments: $0) }
    + [
      [], ["--highlight-row", "0"], ["--values", "numbers", "--highlight-row", "5"],
      ["--tokens", "x", "--highlight-row", "0", "--dimensions", "1"],
      ["--tokens", many, "--highlight-row", "20", "--highlight-row", "38", "--dimensions", "64"],
      ["--tokens", long + " a " + long, "--highlight-row", "1"],
      ["--tokens", hostile, "--highlight-row", "2", "--highlight-row", "0"],
      ["--highlight-row", "0", "--highlight-row", "1", "--highlight-row", "2"],
      (0..<6).flatMap { ["--highlight-row", "\($0)"] },
    ].map { DiagramSample(kind: WeightedSumDiagram.self, arguments: $0) }
    + [1, 2, 3, 4, 8, 9, 16, 17, 64].map {
      DiagramSample(kind: MultiHeadDiagram.self, arguments: ["--heads", "\($0)"])
    }
    + [
      DiagramSample(
        kind: MultiHeadDiagram.self, arguments: ["--heads", "16", "--dimensions", "1024"]),
      DiagramSample(kind: SelfAndCrossAttentionDiagram.self, arguments: []),
      DiagramSample(kind: ScaledDotProductDiagram.self, arguments: []),
    ]
}

/// A diagram laid out with text of fixed width.
func place(_ diagram: Diagram, theme: Theme = .light, factor: Double = 1) -> PlacedDiagram {
  PlacedDiagram(
    diagram,
    DiagramSetting(
      setting: TextSetting(
        theme: theme, family: "none", language: .english, measuring: FixedWidthText()),
      factor: factor))
}

/// What every laid-out diagram keeps to.
struct DiagramRules {
  let placed: PlacedDiagram

  private var nodes: [(id: String, node: PlacedNode)] {
    placed.placement.order.compactMap { id in placed.placement.placed[id].map { (id, $0) } }
  }

  func check() {
    nodesLieApart()
    groupsHoldTheirNodes()
    edgesKeepClear()
    leadersFollowLines()
    notesAreTied()
    labelsKeepClear()
  }

  /// A leader ties each note to what it explains, or else the same number in both.
  private func notesAreTied() {
    let tables = nodes.compactMap { $0.node.plan?.table?.table }
    for (id, node) in nodes {
      guard case .note(let note)? = node.plan?.node.content, let slot = note.highlight else {
        continue
      }
      let hangs = placed.diagram.edges.contains { $0.leader == slot && $0.to.node == id }
      let number = note.text.plain.first.flatMap { $0.isCircledNumber ? $0 : nil }
      #expect(hangs == (number == nil), "\(id) is tied twice or not at all")
      guard let number else { continue }
      let marked = tables.flatMap { table in
        let cells = table.displayedRows.flatMap { row in
          table.displayedColumns.map { DiagramTable.Highlight.Part.cell(row: row, column: $0) }
        }
        return zip(cells, table.cells).filter { $0.1.text.plain.first == number }.map {
          (table, $0.0)
        }
          + table.rowNames.indices.filter { table.rowNames[$0].first == number }.map {
            (table, .row($0))
          }
      }
      #expect(marked.count == 1, "the number of \(id) stands \(marked.count) times")
      for (table, part) in marked {
        #expect(table.highlights.contains(.init(part, slot: slot)), "\(id) has another's number")
      }
    }
  }

  /// A leader begins at the outline of what it explains, and touches neither another cell's inside nor a word of
  /// its table.
  private func leadersFollowLines() {
    for (edge, route) in zip(placed.diagram.edges, placed.routes) where edge.leader != nil {
      let name = "leader \(edge.from.node) → \(edge.to.node)"
      guard let route, let start = route.points.first, let row = edge.from.row,
        let node = placed.placement.placed[edge.from.node], let table = node.plan?.table
      else {
        Issue.record("\(name) has no way")
        continue
      }
      func frame(_ part: DiagramTable.Highlight.Part) -> Rect? {
        guard var frame = table.frame(of: part) else { return nil }
        frame.x += node.frame.x
        frame.y += node.frame.y
        return frame
      }
      guard let own = frame(edge.from.column.map { .cell(row: row, column: $0) } ?? .row(row))
      else {
        Issue.record("\(name) explains what is not shown")
        continue
      }
      let point = Rect(origin: start, size: .zero)
      #expect(own.contains(point, slack: 1), "\(name) begins elsewhere")
      #expect(!own.inset(by: 1.5, 1.5).contains(point), "\(name) begins within")
      for case .cell(let row, let column) in table.table.highlights.map(\.part) {
        guard let lit = frame(.cell(row: row, column: column)), lit != own else { continue }
        let touches = route.segments.contains {
          lit.inset(by: -1, -1).overlaps($0.frame.inset(by: -0.01, -0.01))
        }
        #expect(!touches, "\(name) touches the lit cell \(row), \(column)")
      }
      for row in table.table.displayedRows {
        for column in table.table.displayedColumns {
          guard let cell = frame(.cell(row: row, column: column)) else { continue }
          let runsThrough = route.segments.contains {
            cell.inset(by: 1.5, 1.5).overlaps($0.frame.inset(by: -0.5, -0.5))
          }
          #expect(!runsThrough, "\(name) runs through the cell \(row), \(column)")
        }
      }
      let words = textFrames(content(of: "node-\(edge.from.node)", in: placed.items()) ?? [])
      for (text, frame) in words {
        let runsThrough = route.segments.contains {
          frame.inset(by: 0.5, 0.5).overlaps($0.frame.inset(by: -0.5, -0.5))
        }
        #expect(!runsThrough, "\(name) runs through \(text.text.plain)")
      }
    }
  }

  private func nodesLieApart() {
    let leaves = nodes.filter { $0.node.group == nil }
    for (index, a) in leaves.enumerated() {
      for b in leaves.dropFirst(index + 1) {
        #expect(!a.node.frame.overlaps(b.node.frame), "\(a.id) lies over \(b.id)")
      }
    }
  }

  private func groupsHoldTheirNodes() {
    for (id, node) in nodes {
      for group in node.groups {
        guard let frame = placed.placement.placed[group]?.frame else {
          Issue.record("\(id) lies in \(group), which is not there")
          continue
        }
        #expect(frame.contains(node.frame, slack: 1), "\(id) reaches out of \(group)")
      }
    }
  }

  private func edgesKeepClear() {
    for (edge, route) in zip(placed.diagram.edges, placed.routes) {
      let name = "\(edge.from.node) → \(edge.to.node)"
      guard let route, route.points.count >= 2 else {
        Issue.record("\(name) has no way")
        continue
      }
      for segment in route.segments {
        #expect(segment.a.x == segment.b.x || segment.a.y == segment.b.y, "\(name) runs askew")
      }
      for (id, node) in nodes where node.group == nil && id != edge.from.node && id != edge.to.node
      {
        let runsThrough = route.segments.contains {
          node.frame.overlaps($0.frame.inset(by: -1, -1))
        }
        #expect(!runsThrough, "\(name) runs through \(id)")
      }
      for (end, id, segment) in [
        (route.points.first, edge.from.node, route.segments.first),
        (route.points.last, edge.to.node, route.segments.last),
      ] {
        guard let node = placed.placement.placed[id], let end, let segment else { continue }
        // Where leaders begin is looked at elsewhere.
        if edge.leader != nil, id == edge.from.node { continue }
        // Edges keep a bracket's distance from tables and from nodes that stand together.
        #expect(
          node.frame.contains(
            Rect(origin: end, size: .zero),
            slack: !node.isGathered ? 0.6 : node.group == nil ? 7.6 : 10.6),
          "\(name) ends apart")
        if let cells = node.plan?.table?.gridFrame {
          let table = Rect(
            x: node.frame.x + cells.x, y: node.frame.y + cells.y, width: cells.width,
            height: cells.height)
          #expect(
            !table.inset(by: -2, -2).contains(Rect(origin: end, size: .zero)),
            "\(name) touches a table")
        }
        // Nothing of it but the last piece touches the node it ends at.
        for other in route.segments where other != segment {
          #expect(!node.frame.overlaps(other.frame.inset(by: -1, -1)), "\(name) runs over \(id)")
        }
      }
    }
  }

  /// How often edges that are no bus cross or cover each other.
  var crossings: Int {
    var count = 0
    let routes = placed.routes.compactMap(\.self)
    for (index, a) in routes.enumerated() {
      for b in routes.dropFirst(index + 1) where a.bus == nil || a.bus != b.bus {
        for s in a.segments {
          for t in b.segments where s.frame.inset(by: -0.5, -0.5).overlaps(t.frame) { count += 1 }
        }
      }
    }
    return count
  }

  private func labelsKeepClear() {
    for (index, label) in placed.labels.enumerated() {
      for (id, node) in nodes where node.group == nil {
        #expect(!node.frame.overlaps(label.frame), "the label \(label.text.plain) lies over \(id)")
      }
      for other in placed.labels.dropFirst(index + 1) {
        #expect(!other.frame.overlaps(label.frame), "\(label.text.plain) lies over another label")
      }
    }
  }
}

extension Character {
  fileprivate var isCircledNumber: Bool { ("\u{2460}"..."\u{2473}").contains(self) }
}

/// Every text of a group of items, in the place it is drawn.
func textFrames(_ items: [SceneItem]) -> [(text: SceneText, frame: Rect)] {
  items.flatMap { item -> [(text: SceneText, frame: Rect)] in
    switch item {
    case .group(let group):
      return textFrames(group.items).map { found in
        var frame = found.frame
        frame.x += group.transform.x0
        frame.y += group.transform.y0
        return (found.text, frame)
      }
    case .text(let text):
      let extent = FixedWidthText().measure(text.text, style: text.style, width: text.wrapWidth)
      let x: Double =
        switch text.horizontal {
        case .start: text.position.x
        case .middle: text.position.x - extent.width / 2
        case .end: text.position.x - extent.width
        }
      let y: Double =
        switch text.vertical {
        case .top: text.position.y
        case .middle: text.position.y - extent.height / 2
        case .baseline: text.position.y - extent.ascent
        case .bottom: text.position.y - extent.height
        }
      return [(text, Rect(x: x, y: y, width: extent.width, height: extent.height))]
    case .path, .image, .link: return []
    }
  }
}

/// The items of the group with this id, wherever it stands.
func content(of id: String, in items: [SceneItem]) -> [SceneItem]? {
  for case .group(let group) in items {
    if group.identity.id == id { return group.items }
    if let found = content(of: id, in: group.items) { return found }
  }
  return nil
}

/// The frame of the first path with this label, wherever it stands.
func outline(labelled label: String, in items: [SceneItem]) -> Rect? {
  outlines(labelled: label, in: items).first
}

/// The frames of all paths with this label.
func outlines(labelled label: String, in items: [SceneItem]) -> [Rect] {
  items.flatMap { item -> [Rect] in
    switch item {
    case .path(let path) where path.identity.label == label:
      let points = path.path.elements.flatMap { element -> [Point] in
        switch element {
        case .move(let point), .line(let point): [point]
        case .curve(let a, let b, let end): [a, b, end]
        case .close: []
        }
      }
      guard let first = points.first else { return [] }
      return [
        points.reduce(Rect(origin: first, size: .zero)) {
          $0.union(Rect(origin: $1, size: .zero))
        }
      ]
    case .group(let group): return outlines(labelled: label, in: group.items)
    case .path, .text, .image, .link: return []
    }
  }
}
