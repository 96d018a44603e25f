// Nothing in a diagram lies over another thing, whatever it shows.

import AttentionMath
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureKinds
@testable import FigureLayout

struct DiagramLayoutTests {
  @Test(arguments: DiagramSample.all, Language.allCases)
  func nothingLiesOverAnother(sample: DiagramSample, language: Language) throws {
    let rules = DiagramRules(placed: place(try sample.diagram(language)))
    rules.check()
    #expect(rules.crossings == 0)
  }

  /// Formulas hang from what they explain on every page, and how little room there is changes nothing of that.
  @Test(
    arguments: [
      ["--highlight", "0,2", "--highlight", "5,9"], ["--highlight", "12,12"],
      ["--highlight", "0,0"], ["--highlight", "3,1", "--highlight", "3,8"],
      ["--highlight", "1,1", "--highlight", "7,2", "--highlight", "4,10", "--highlight", "12,12"],
      ["--highlight", "2,5", "--highlight", "9,5"],
    ], Language.allCases)
  func formulasHangFromTheirCells(_ lit: [String], _ language: Language) throws {
    let tokens = ["--tokens", "[CLS] the robot picked up the ball because it was too heavy [SEP]"]
    let sample = DiagramSample(kind: DotProductDiagram.self, arguments: tokens + lit)
    let diagram = try sample.diagram(language)
    for form in [diagram] + diagram.narrower + diagram.shorter.prefix(2) {
      let rules = DiagramRules(placed: place(form))
      rules.check()
      #expect(rules.crossings == 0)
      let notes = form.nodes.filter { $0.id.hasPrefix("note-") }
      #expect(notes.count == lit.count / 2)
      // Only formulas in several columns are told by colours and dashes alone.
      let isInColumns =
        Set(notes.compactMap { rules.placed.placement.placed[$0.id]?.frame.x }).count > 1
      #expect(form.edges.count { $0.leader != nil } == (isInColumns ? 0 : notes.count))
    }
  }

  @Test(arguments: [["0"], ["0", "7"], ["3", "4", "12"]])
  func formulasHangFromTheirRows(_ rows: [String]) throws {
    let tokens = ["--tokens", "[CLS] the robot picked up the ball because it was too heavy [SEP]"]
    let diagram = try DiagramSample(
      kind: WeightedSumDiagram.self,
      arguments: tokens + rows.flatMap { ["--highlight-row", $0] }
    ).diagram()
    for form in [diagram] + diagram.narrower + diagram.shorter.prefix(2) {
      let rules = DiagramRules(placed: place(form))
      rules.check()
      #expect(rules.crossings == 0)
      #expect(form.edges.count { $0.leader != nil } == rows.count)
    }
  }

  /// Where a straight leader would touch what another one explains, it turns between the cells; and on a screen all
  /// are drawn.
  @Test(arguments: [
    ["0,0", "3,1", "2,0", "1,4"], ["0,0", "2,0", "1,1"],
  ])
  func leadersTurnBetweenCells(_ cells: [String]) throws {
    let diagram = try DiagramSample(
      kind: DotProductDiagram.self,
      arguments: ["--tokens", "a b c d e", "--dimensions", "3"]
        + cells.flatMap { ["--highlight", $0] }
    ).diagram()
    let rules = DiagramRules(placed: place(diagram))
    rules.check()
    #expect(rules.crossings == 0)
    let leaders = zip(diagram.edges, rules.placed.routes).filter { $0.0.leader != nil }
    #expect(leaders.count == cells.count && leaders.allSatisfy { $0.1 != nil })
  }

  /// Lit cells that leave each other no way for a leader have numbers, on every page.
  @Test(
    arguments: [
      ["1,0", "1,1", "1,2"], ["1,1", "0,1", "2,1", "1,0", "1,2"],
      (0..<9).map { "\($0 / 3),\($0 % 3)" },
    ], Language.allCases)
  func numbersTieFormulasWhereLeadersCannot(_ cells: [String], _ language: Language) throws {
    let diagram = try DiagramSample(
      kind: DotProductDiagram.self,
      arguments: ["--tokens", "a b c d", "--dimensions", "3"]
        + cells.flatMap { ["--highlight", $0] }
    ).diagram(language)
    for form in [diagram] + diagram.narrower + diagram.shorter.prefix(2) {
      let rules = DiagramRules(placed: place(form))
      rules.check()
      #expect(rules.crossings == 0)
      #expect(rules.placed.diagram.edges.allSatisfy { $0.leader == nil })
      // In the order of the rows.
      let scores = try #require(rules.placed.diagram.nodes.first { $0.id == "s" })
      guard case .table(let table) = scores.content else { throw DiagramSample.NoDiagram() }
      let numbers = table.cells.compactMap { cell -> Character? in
        guard let first = cell.text.plain.first, first != "s" else { return nil }
        return first
      }
      #expect(String(numbers) == "①②③④⑤⑥⑦⑧⑨".prefix(cells.count))
    }
  }

  /// Names of tables have all letters where the page has space, and are never alike where it has not.
  @Test(
    arguments: [1000.0, 800, 310],
    [
      ["pretraining-step-one", "pretraining-step-two", "x"],
      ["Donaudampfschifffahrt", "Donaudampfschiffreise", "Donaudampfer"],
    ])
  func namesAreWholeWhereThePageHasSpace(width: Double, tokens: [String]) throws {
    let text = tokens.joined(separator: " ")
    for (sample, tables) in [
      (
        DiagramSample(kind: Attention.self, arguments: ["--tokens", text, "--stage", "all"]),
        ["q", "k-transposed", "scores", "weights", "z"]
      ),
      (
        DiagramSample(
          kind: WeightedSumDiagram.self, arguments: ["--tokens", text, "--dimensions", "2"]),
        ["weights", "v", "z"]
      ),
    ] {
      let figure = try sample.draft(size: .wide(width, shape: Size(1, 1))).figure
      let scene = try LayoutEngine(
        theme: .light, family: "none", language: .english, measuring: FixedWidthText()
      ).layOut(figure).scene
      for id in tables {
        let items = try #require(content(of: "node-\(id)", in: scene.items))
        let names = textFrames(items).map(\.text.text.plain).filter { text in
          tokens.contains { $0.prefix(1) == text.prefix(1) } && text != "x"
        }
        #expect(Set(names).count >= tokens.filter { $0 != "x" }.count, "\(id): \(names)")
        if width >= 800 {
          #expect(names.allSatisfy(tokens.contains), "\(id): \(names)")
        }
      }
    }
  }

  /// What runs across on wide pages says what the diagram says.
  @Test(arguments: DiagramSample.all, Language.allCases)
  func whatRunsAcrossSaysTheSame(sample: DiagramSample, language: Language) throws {
    let diagram = try sample.diagram(language)
    for form in diagram.wider {
      let rules = DiagramRules(placed: place(form))
      rules.check()
      #expect(rules.crossings == 0)
      #expect(Set(form.nodes.map(\.id)).symmetricDifference(diagram.nodes.map(\.id)).isEmpty)
      #expect(rules.placed.bounds.width > 0.85 * rules.placed.bounds.height)
    }
  }

  @Test(arguments: DiagramSample.all, [Theme.Name.dark, .article])
  func wordsStayInTheirBoxes(sample: DiagramSample, theme: Theme.Name) throws {
    let theme = Theme.named(theme)
    let draft = try sample.draft(.chinese, theme)
    let laidOut = try LayoutEngine(
      theme: theme, family: "none", language: .chinese, measuring: FixedWidthText()
    ).layOut(draft.figure)
    let scene = laidOut.scene
    let page = Rect(origin: .zero, size: scene.size)
    let outside = textFrames(scene.items).filter { !page.contains($0.frame) }
    #expect(outside.map(\.text.text.plain) == [])
    let nodes = try #require(laidOut.description.nodes)
    #expect(Set(nodes.map(\.id)).count == nodes.count)
    for node in nodes {
      let frame = Rect(
        x: node.frame.x, y: node.frame.y, width: node.frame.width, height: node.frame.height)
      #expect(page.contains(frame), "\(node.id) leaves the page")
      // The one group around all of the diagram says how far it was moved.
      let group = try #require(
        scene.items.lazy.compactMap { item -> SceneGroup? in
          if case .group(let group) = item, group.identity.id == "diagram" { group } else { nil }
        }.first)
      let within = try #require(content(of: "node-\(node.id)", in: group.items))
      var texts = textFrames(within).map(\.frame)
      for index in texts.indices {
        texts[index].x += group.transform.x0
        texts[index].y += group.transform.y0
      }
      #expect(
        texts.allSatisfy { frame.contains($0, slack: 0.5) }, "words reach out of \(node.id)")
      let overlaps = texts.enumerated().contains { index, a in
        texts.dropFirst(index + 1).contains { a.inset(by: 0.5, 0.5).overlaps($0) }
      }
      #expect(!overlaps, "words of \(node.id) lie over each other")
    }
  }

  @Test func everyStageStandsApart() throws {
    for (count, dimensions) in [(1, 1), (2, 3), (6, 4), (40, 64)] {
      let tokens = (0..<count).map { "t\($0)" }
      let seeded = try SeededInput(dimensions: dimensions, seed: 7)
      let projections = seeded.projections()
      let x = seeded.embeddings(tokens)
      let stages = try ScaledDotProductAttention(mask: .causal()).stages(
        query: x.times(projections.query), key: x.times(projections.key),
        value: x.times(projections.value))
      let hidden = BooleanMatrix(
        rows: count, columns: count,
        values: (0..<count * count).map { $0 % count > $0 / count })
      let diagram = try StageDiagram(
        stages: stages, hidden: hidden, queries: tokens, keys: tokens, language: .english,
        page: 0xFFFFFF
      ).diagram()
      let rules = DiagramRules(placed: place(diagram))
      rules.check()
      #expect(rules.crossings == 0)
      #expect(
        diagram.nodes.map { $0.id } == [
          "q", "times-scores", "k-transposed", "scores", "scaled", "weights", "times-output", "v",
          "z", "colors",
        ])
    }
  }

  // MARK: Any diagram

  /// Boxes of random sizes in a grid, some places empty, with random edges between them.
  static func randomDiagram(seed: UInt64) -> Diagram {
    var generator = SeededGenerator(seed: seed)
    func below(_ limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }
    var ids: [String] = []
    let rows = (0..<2 + below(3)).map { row in
      (0..<2 + below(4)).map { column -> DiagramGrid.Cell? in
        if below(6) == 0 { return nil }
        let id = "n\(row)-\(column)"
        ids.append(id)
        let shapes: [DiagramNode.Shape] = [.box, .rounded, .pill, .ellipse]
        return .init(
          .node(
            DiagramNode(
              id: id,
              .label(
                RichText(String(repeating: "word ", count: 1 + below(12))), detail: nil,
                shape: shapes[below(4)]))))
      }
    }
    let sides = DiagramPort.Side.allCases
    let edges = (0..<below(7)).compactMap { _ -> DiagramEdge? in
      let (a, b) = (below(ids.count), below(ids.count))
      guard a != b else { return nil }
      return DiagramEdge(
        from: DiagramPort(ids[a], sides[below(4)]), to: DiagramPort(ids[b], sides[below(4)]))
    }
    return Diagram(
      .grid(DiagramGrid(columnGap: 60, rowGap: 60, rows: rows)), edges: edges)
  }

  @Test(arguments: 0..<24) func edgesFindTheirWayAroundAnything(seed: UInt64) {
    DiagramRules(placed: place(Self.randomDiagram(seed: seed))).check()
  }

  @Test func anEdgeGoesAroundWhatStandsBetween() throws {
    func box(_ id: String) -> DiagramElement {
      .node(DiagramNode(id: id, .label(RichText(id), detail: nil, shape: .box)))
    }
    let placed = place(
      Diagram(
        .row([box("a"), box("b"), box("c")]),
        edges: [
          DiagramEdge(from: DiagramPort("a", .right), to: DiagramPort("b", .left)),
          DiagramEdge(from: DiagramPort("a", .right), to: DiagramPort("c", .left)),
        ]))
    let rules = DiagramRules(placed: placed)
    rules.check()
    #expect(rules.crossings == 0)
    // The second has to leave the line of the boxes.
    let around = try #require(placed.routes[1])
    let b = try #require(placed.placement.placed["b"]?.frame)
    #expect(around.points.contains { $0.y < b.minY || $0.y > b.maxY })
  }

  @Test func aLabelMakesRoomForItself() throws {
    let label = RichText("a label far wider than the gap between its boxes")
    func gap(_ text: RichText?) throws -> Double {
      let placed = place(
        Diagram(
          .row(
            gap: 20,
            ["a", "b"].map {
              .node(DiagramNode(id: $0, .label(RichText($0), detail: nil, shape: .box)))
            }),
          edges: [
            DiagramEdge(from: DiagramPort("a", .right), to: DiagramPort("b", .left), label: text)
          ])
      ).placement.placed
      return try #require(placed["b"]?.frame.minX) - (try #require(placed["a"]?.frame.maxX))
    }
    #expect(try gap(nil) < 40)
    #expect(
      try gap(label)
        > FixedWidthText().measure(
          label, style: TextStyle(family: "none", size: 13), width: nil
        ).width)
  }

  // MARK: Pages

  @Test(arguments: DiagramSample.all.prefix(2) + DiagramSample.all.suffix(3))
  func thePageIsAsLargeAsAskedFor(sample: DiagramSample) throws {
    let layout = LayoutEngine(
      theme: .light, family: "none", language: .english, measuring: FixedWidthText())
    for size in [Size(1600, 1200), Size(2400, 1500)] {
      let scene = try layout.layOut(
        sample.draft(size: .exact(size)).figure
      ).scene
      #expect(scene.size == size)
      // However much the diagram grows, its title has the largest letters.
      let texts = textFrames(scene.items).map(\.0)
      if let title = texts.first(where: { $0.identity.id == "title" }) {
        #expect(texts.allSatisfy { $0.style.size <= title.style.size }, "\(size)")
      }
      for (text, frame) in textFrames(scene.items) {
        #expect(
          Rect(origin: .zero, size: size).contains(frame), "\(text.text.plain) leaves the page")
      }
    }
    // A page that is too small is refused, and the one the refusal names is taken.
    do {
      _ = try layout.layOut(sample.draft(size: .exact(Size(150, 150))).figure)
      Issue.record("a page of 150 px was taken")
    } catch let LayoutError.pageTooSmall(_, _, width, height) {
      let size = Size(width.rounded(.up), height.rounded(.up))
      let scene = try layout.layOut(sample.draft(size: .exact(size)).figure).scene
      #expect(scene.size == size)
    }
  }
}
