// What the diagrams show: the right symbols and numbers, lit where they should be.

import AttentionMath
import FigureModel
import FigureScene
import RealModule
import TestSupport
import Testing

@testable import FigureKinds
@testable import FigureLayout

struct DiagramContentTests {
  /// The words of a node whose middle lies within the outline of this label.
  private func words(
    within label: String, of node: String, _ placed: PlacedDiagram
  ) throws -> [String] {
    let items = try #require(content(of: "node-\(node)", in: placed.items()))
    let frame = try #require(outline(labelled: label, in: items))
    return textFrames(items).filter { text in
      frame.contains(
        Rect(x: text.frame.midX, y: text.frame.midY, width: 0, height: 0))
    }.map(\.text.text.plain)
  }

  private func text(of node: String, _ placed: PlacedDiagram) throws -> [String] {
    textFrames(try #require(content(of: "node-\(node)", in: placed.items()))).map(\.text.text.plain)
  }

  // MARK: Dot product

  @Test func rowsAndColumnsMeetInTheirScore() throws {
    let placed = place(
      try DiagramSample(
        kind: DotProductDiagram.self, arguments: ["--highlight", "0,2", "--highlight", "2,3"]
      ).diagram())
    #expect(try words(within: "lit row 0", of: "q", placed) == ["q11", "q12", "q13", "q14"])
    #expect(try words(within: "lit row 2", of: "q", placed) == ["q31", "q32", "q33", "q34"])
    #expect(
      try words(within: "lit column 2", of: "k-transposed", placed) == ["k31", "k32", "k33", "k34"])
    #expect(
      try words(within: "lit column 3", of: "k-transposed", placed) == ["k41", "k42", "k43", "k44"])
    #expect(try words(within: "lit cell 0, 2", of: "s", placed) == ["s13"])
    #expect(try words(within: "lit cell 2, 3", of: "s", placed) == ["s34"])
    #expect(try text(of: "note-0", placed) == ["s13 = q11⋅k31 + q12⋅k32 + q13⋅k33 + q14⋅k34"])
    #expect(try text(of: "note-1", placed) == ["s34 = q31⋅k41 + q32⋅k42 + q33⋅k43 + q34⋅k44"])
    // No a53 among them, and every row as high as the next.
    let scores = try text(of: "s", placed)
    for row in 1...6 {
      for column in 1...6 { #expect(scores.contains("s\(row)\(column)")) }
    }
    #expect(!scores.contains { $0.hasPrefix("a") })
    #expect(scores.contains("[6, 6]"))
  }

  @Test func linesOfTheTablesStandInLine() throws {
    let placed = place(
      try DiagramSample(kind: DotProductDiagram.self, arguments: []).diagram())
    func middles(_ node: String, _ symbols: [String]) throws -> [Point] {
      let all = textFrames(try #require(content(of: "node-\(node)", in: placed.items())))
      return try symbols.map { symbol in
        let frame = try #require(all.first { $0.text.text.plain == symbol }).frame
        return Point(frame.midX, frame.midY)
      }
    }
    let q = try middles("q", (1...6).map { "q\($0)1" })
    let s = try middles("s", (1...6).map { "s\($0)1" })
    for (a, b) in zip(q, s) { #expect(a.y == b.y) }
    let k = try middles("k-transposed", (1...6).map { "k\($0)1" })
    let first = try middles("s", (1...6).map { "s1\($0)" })
    for (a, b) in zip(k, first) { #expect(a.x == b.x) }
  }

  @Test func manyTokensAreLeftOutButNotWhatIsLit() throws {
    let tokens = (0..<40).map { "t\($0)" }.joined(separator: " ")
    let placed = place(
      try DiagramSample(
        kind: DotProductDiagram.self,
        arguments: ["--tokens", tokens, "--dimensions", "100", "--highlight", "20,30"]
      ).diagram())
    #expect(try words(within: "lit cell 20, 30", of: "s", placed) == ["s21,31"])
    #expect(try text(of: "s", placed).contains("t39"))
    #expect(try text(of: "q", placed).contains("q21,100"))
    #expect(try text(of: "k-transposed", placed).contains("t30"))
    let note = try text(of: "note-0", placed)[0]
    #expect(note.hasPrefix("s21,31 = q21,1⋅k31,1 + "))
    #expect(note.hasSuffix("⋯ + q21,100⋅k31,100"))
  }

  @Test func numbersAreThoseOfAttention() throws {
    let sample = DiagramSample(
      kind: DotProductDiagram.self,
      arguments: [
        "--tokens", "a b a", "--dimensions", "3", "--values", "numbers", "--seed", "5",
        "--highlight", "1,2",
      ])
    let scores = try #require(try sample.draft().table).matrix
    #expect((scores.rows, scores.columns) == (3, 3))
    let placed = place(try sample.diagram())
    let q = try text(of: "q", placed).compactMap(Self.number)
    let k = try text(of: "k", placed).compactMap(Self.number)
    // The numbers shown, of two digits, give the scores as nearly as they can.
    for row in 0..<3 {
      for column in 0..<3 {
        let sum = (0..<3).reduce(0.0) { $0 + q[row * 3 + $1] * k[column * 3 + $1] }
        #expect((sum - scores[row, column]).magnitude < 0.06)
      }
    }
    // Equal tokens have equal vectors.
    #expect(Array(q[0..<3]) == Array(q[6..<9]))
    #expect(
      try text(of: "note-0", placed)[0].hasSuffix(" = " + formatNumber(scores[1, 2], places: 2)))
  }

  private static func number(_ text: String) -> Double? {
    // Less than what two digits can show.
    text == "<0.01" || text == ">\u{2212}0.01"
      ? 0 : Double(text.replacing("\u{2212}", with: "-"))
  }

  // MARK: Weighted sum

  @Test func aRowOfWeightsGivesARowOfZ() throws {
    let sample = DiagramSample(
      kind: WeightedSumDiagram.self, arguments: ["--highlight-row", "0"])
    let placed = place(try sample.diagram())
    #expect(
      try words(within: "lit row 0", of: "weights", placed)
        == ["w11", "w12", "w13", "w14", "w15", "w16"])
    #expect(try words(within: "lit row 0", of: "z", placed) == ["z11", "z12", "z13", "z14"])
    #expect(try words(within: "lit", of: "v", placed).count == 24)
    #expect(
      try text(of: "note-0", placed)
        == ["z1 = w11⋅v1 + w12⋅v2 + w13⋅v3 + w14⋅v4 + w15⋅v5 + w16⋅v6"])
    // The arrow to the sum leaves beside its row.
    let z = try #require(content(of: "node-z", in: placed.items()))
    let row = try #require(outline(labelled: "lit row 0", in: z))
    let edge = try #require(placed.diagram.edges.firstIndex { $0.to.node == "note-0" })
    let start = try #require(placed.routes[edge]?.points.first)
    #expect(start.y > row.minY && start.y < row.maxY)
  }

  @Test func weightsOfEachRowSumToOne() throws {
    let sample = DiagramSample(
      kind: WeightedSumDiagram.self, arguments: ["--values", "numbers", "--seed", "7"])
    let placed = place(try sample.diagram())
    // What would be 0.00 and is not counts as nothing here.
    let weights = try text(of: "weights", placed).map { $0 == "<0.01" ? "0.00" : $0 }
      .compactMap(Self.number)
    #expect(weights.count == 36)
    for row in 0..<6 {
      #expect((weights[row * 6..<row * 6 + 6].reduce(0, +) - 1).magnitude < 0.031)
    }
    let v = try text(of: "v", placed).compactMap(Self.number)
    let z = try #require(try sample.draft().table).matrix
    for row in 0..<6 {
      for column in 0..<4 {
        let sum = (0..<6).reduce(0.0) { $0 + weights[row * 6 + $1] * v[$1 * 4 + column] }
        #expect((sum - z[row, column]).magnitude < 0.1)
      }
    }
  }

  // MARK: Heads

  @Test(arguments: [1, 2, 4, 8, 12, 16, 17, 33, 64])
  func everyHeadIsThereOrCounted(heads: Int) throws {
    for language in Language.allCases {
      let diagram = try DiagramSample(
        kind: MultiHeadDiagram.self, arguments: ["--heads", "\(heads)"]
      ).diagram(language)
      let displayed = diagram.nodes.filter { $0.id.hasPrefix("head-") }
      let more = diagram.nodes.first { $0.id == "more" }
      let leftOut = more.flatMap { Int($0.label.filter(\.isNumber)) } ?? 0
      #expect(displayed.count + leftOut == heads)
      // Fewer than three are not worth an ellipsis.
      #expect((more == nil) == (heads <= 18))
      #expect(more == nil || leftOut >= 3)
      #expect(displayed.first?.id == "head-0")
      #expect(displayed.last?.id == "head-\(heads - 1)")
      #expect(displayed.last?.label.contains("\(heads - 1)") == true)
      for head in displayed {
        #expect(diagram.edges.contains { $0.from.node == head.id && $0.to.node == "concatenate" })
      }
    }
  }

  @Test func stepsFollowThePaper() throws {
    let diagram = try DiagramSample(kind: ScaledDotProductDiagram.self, arguments: []).diagram()
    let placed = place(diagram).placement.placed
    var at = "q"
    var steps: [String] = []
    while let edge = diagram.edges.first(where: { $0.from.node == at }) {
      let (from, to) = (try #require(placed[at]), try #require(placed[edge.to.node]))
      #expect(to.frame.maxY < from.frame.minY)
      at = edge.to.node
      steps.append(at)
    }
    #expect(steps == ["scores", "scale", "mask", "softmax", "output"])
  }

  // MARK: Words

  @Test(arguments: DiagramSample.all) func theSummarySaysWhatIsShown(sample: DiagramSample) throws {
    for language in Language.allCases {
      let figure = try sample.draft(language).figure
      #expect(figure.summary.count > 30)
      #expect(figure.summary.count < 1500)
      #expect(figure.language == language)
      let hasHan = figure.summary.unicodeScalars.contains {
        (0x4E00...0x9FFF).contains($0.value)
      }
      if language == .chinese { #expect(hasHan) }
      #expect(figure.title?.plain.isEmpty == false)
    }
  }

  /// One more than can be told apart.
  private static let tooManyScores = (0..<13).flatMap { ["--highlight", "\($0 / 6),\($0 % 6)"] }
  private static let tooManyRows =
    ["--tokens", "a b c d e f g h i j k l m"] + (0..<13).flatMap { ["--highlight-row", "\($0)"] }

  @Test(arguments: [
    (DotProductDiagram.self as any FigureKind.Type, ["--highlight", "6,0"], "--highlight 6,0"),
    (DotProductDiagram.self, ["--highlight", "0,-1"], "--highlight 0,-1"),
    (DotProductDiagram.self, ["--dimensions", "0"], "--dimensions 0"),
    (DotProductDiagram.self, ["--dimensions", "9223372036854775807"], "--dimensions"),
    (DotProductDiagram.self, ["--tokens", " "], "--tokens"),
    (DotProductDiagram.self, ["--query", "q.npy"], "--key"),
    (DotProductDiagram.self, ["--values", "numbers", "--seed", "-1"], "--seed -1"),
    (WeightedSumDiagram.self, ["--highlight-row", "6"], "--highlight-row 6"),
    (WeightedSumDiagram.self, ["--weights", "w.npy"], "--value"),
    (DotProductDiagram.self, tooManyScores, "--highlight: 13 "),
    (WeightedSumDiagram.self, tooManyRows, "at most 12"),
    (MultiHeadDiagram.self, ["--heads", "0"], "--heads 0"),
    (MultiHeadDiagram.self, ["--heads", "1025"], "--heads 1025"),
    (MultiHeadDiagram.self, ["--heads", "8", "--dimensions", "20"], "--dimensions 20"),
  ])
  func wrongOptionsAreNamed(kind: any FigureKind.Type, arguments: [String], named: String) {
    let error = #expect(throws: FigureError.self) {
      try DiagramSample(kind: kind, arguments: arguments).draft()
    }
    #expect(error?.cause == .usage)
    #expect(error?.typed.contains(named) == true)
  }

  /// A diagram shows every token, so that it offers nothing to leave some out.
  @Test func diagramsOfferNoChoiceOfTokens() {
    let choices: Set = ["drop-tokens", "only-tokens", "renormalize"]
    for options in [DotProductDiagram.options, WeightedSumDiagram.options] {
      let names = options.map(\.name)
      #expect(choices.isDisjoint(with: names) && names.contains("tokens-file"))
    }
    #expect(choices.isSubset(of: MatrixHeatMap.options.map(\.name)))
  }

  // MARK: Colours

  @Test func theWordsNameTheColoursOfTheMap() throws {
    let signed = StageDiagram.signed
    let levels = try #require(ColorMap.named(signed.map)).levels
    // Red and blue of 0xRRGGBB.
    func name(_ level: UInt32) -> String { level >> 16 > level & 0xFF ? "red" : "blue" }
    #expect(name(try #require(levels.first)) == signed.minimum[.english])
    #expect(name(try #require(levels.last)) == signed.maximum[.english])
    #expect(signed.minimum[.chinese] == "蓝" && signed.maximum[.chinese] == "红")
    let draft = try draft(Attention.self, "--tokens a --dimensions 4 --stage all")
    #expect("\(draft.figure.content)".contains("(blue) to "))
    #expect("\(draft.figure.content)".contains("(red); scores"))
    // Weights have the hue of their header.
    #expect("\(draft.figure.content)".contains("(violet)"))
    let purple = try #require(ColorMap.named("Purples")).levels.last.map { Color($0) }
    #expect(try #require(purple).blue > #require(purple).green)
    let header = Theme.light.diagram.paint(.weights).line
    #expect(header.blue > header.green && header.red > header.green)
  }

  /// The letter of a matrix has no hue in the title of its heat map, where hues mean values.
  @Test(arguments: Theme.Name.allCases) func namesBesideSignedCellsHaveNoHue(
    name: Theme.Name
  ) throws {
    let theme = Theme.named(name)
    for (stage, letter) in [("q", "Q"), ("k", "K"), ("v", "V"), ("output", "Z")] {
      let figure = try DiagramSample(
        kind: Attention.self, arguments: ["--tokens", "a b c", "--stage", stage]
      ).draft(.english, theme).figure
      let span = try #require(figure.title?.spans.first { $0.isBold })
      #expect(span.text == letter && span.color == nil)
    }
  }

  @Test(arguments: Theme.Name.allCases) func wordsStandOutFromTheirGround(name: Theme.Name) {
    let theme = Theme.named(name)
    let palette = theme.diagram
    for role in DiagramNode.Role.allCases {
      #expect(contrast(theme.ink, palette.paint(role).fill) >= 4.5)
      #expect(contrast(theme.mutedInk, palette.paint(role).fill) >= 4.5)
    }
    let hues: [DiagramNode.Role] = [.query, .key, .value, .weights, .output]
    #expect(Set(hues.map { palette.header($0) }).count == hues.count, "one colour each")
    for ground in [palette.cell.fill, palette.header, palette.group.fill, palette.note.fill] {
      #expect(contrast(theme.ink, ground) >= 4.5)
      #expect(contrast(theme.mutedInk, ground) >= 4.5)
    }
    #expect(contrast(palette.edge, theme.background) >= 4.5)
    for highlight in palette.highlights {
      #expect(contrast(theme.ink, highlight.fill) >= 4.5)
      #expect(contrast(highlight.line, palette.note.fill) >= 4.5)
      #expect(contrast(highlight.line, highlight.fill) >= 3)
    }
    // As many as may be lit differ by their dashes alone.
    let dashes = (0..<12).map { DiagramPalette.dash($0, width: 2) }
    #expect(DiagramPalette.maximumHighlights == 12 && Set(dashes).count == 12)
  }

  /// Where cells show their values in colour, names stand on grey: no hue means two things in one picture.
  @Test(arguments: Theme.Name.allCases) func coloredTablesHaveGreyNames(name: Theme.Name) throws {
    let theme = Theme.named(name)
    let header = theme.diagram.header
    #expect(header.red == header.green && header.green == header.blue)
    let placed = place(
      try DiagramSample(
        kind: Attention.self, arguments: ["--tokens", "a b c", "--stage", "all"]
      ).diagram(.english, theme), theme: theme)
    for id in ["q", "k-transposed", "scores", "scaled", "weights", "v", "z"] {
      let items = try #require(content(of: "node-\(id)", in: placed.items()))
      let grounds = items.compactMap { item -> Color? in
        if case .path(let path) = item { path.fill } else { nil }
      }
      #expect(grounds.first == header, "\(id)")
    }
    // Without colours of values each has its hue.
    let plain = place(
      try DiagramSample(kind: WeightedSumDiagram.self, arguments: []).diagram(.english, theme),
      theme: theme)
    let items = try #require(content(of: "node-v", in: plain.items()))
    guard
      case .path(let ground)? = items.first(where: { if case .path = $0 { true } else { false } })
    else { throw DiagramSample.NoDiagram() }
    #expect(ground.fill == theme.diagram.paint(.value).fill)
  }

  /// However often a row is lit, the frames around it leave its words free.
  @Test(arguments: 1...6) func nestedFramesLeaveWordsFree(count: Int) throws {
    for (node, label, cells) in [
      ("q", "lit row 2", (0..<count).map { "2,\($0)" }),
      ("k-transposed", "lit column 3", (0..<count).map { "\($0),3" }),
    ] {
      let placed = place(
        try DiagramSample(
          kind: DotProductDiagram.self, arguments: cells.flatMap { ["--highlight", $0] }
        ).diagram())
      let items = try #require(content(of: "node-\(node)", in: placed.items()))
      let frames = outlines(labelled: label, in: items)
      #expect(frames.count == count)
      let outermost = try #require(frames.first)
      let innermost = try #require(frames.last)
      for (frame, next) in zip(frames, frames.dropFirst()) {
        #expect(frame.inset(by: 2, 2).contains(next, slack: 0.01), "frames lie over each other")
      }
      let words = textFrames(items).map(\.frame).filter {
        outermost.contains(Rect(x: $0.midX, y: $0.midY, width: 0, height: 0))
      }
      #expect(words.count == 4)
      for word in words { #expect(innermost.inset(by: 1, 1).contains(word), "\(label)") }
    }
  }

  /// Q, K, V, weights and output have their own role in every diagram, whether box or table, and their
  /// names are set as matrices.
  @Test(arguments: DiagramSample.all, Language.allCases)
  func whatAttentionIsMadeOfHasItsRole(sample: DiagramSample, language: Language) throws {
    let roles: [Character: DiagramNode.Role] = [
      "Q": .query, "K": .key, "V": .value, "Z": .output, "S": .weights,
    ]
    let diagram = try sample.diagram(language)
    for diagram in [diagram] + diagram.narrower {
      for node in diagram.nodes {
        let (title, role): (RichText?, DiagramNode.Role) =
          switch node.content {
          case .table(let table): (table.title, table.role)
          case .label(let text, _, .box): (text, node.role)
          case .label, .operation, .note: (nil, .plain)
          }
        // The first matrix that is named is what it shows.
        guard let letter = title?.spans.first(where: \.isBold)?.text.first else { continue }
        #expect(role == roles[letter], "\(node.id)")
      }
    }
  }

  /// Contrast as WCAG 2.1 defines it.
  private func contrast(_ a: Color, _ b: Color) -> Double {
    func luminance(_ color: Color) -> Double {
      func linear(_ channel: UInt8) -> Double {
        let value = Double(channel) / 255
        return value <= 0.04045 ? value / 12.92 : Double.pow((value + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722
        * linear(color.blue)
    }
    let (x, y) = (luminance(a), luminance(b))
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }
}
