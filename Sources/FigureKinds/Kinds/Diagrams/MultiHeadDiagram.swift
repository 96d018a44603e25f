// `diagram multi-head`: from the input through every head to the output.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import TextFormats

/// Input, projections, heads, concatenation and the last projection.
public struct MultiHeadDiagram: FigureKind {
  public static let name = "diagram multi-head"
  public static let drawing = 3
  public static let abstract = "Draw multi-head attention, with any number of heads."
  public static let examples = [
    "attnplot diagram multi-head --heads 8 -o mh.svg",
    "attnplot diagram multi-head --heads 16 --dimensions 1024 --lang zh -o mh.png",
  ]

  static let heads = OptionDeclaration<Int>(
    "heads", "How many heads there are.", valueName: "n", initial: 8,
    rule: .from(1, to: Double(maximumHeads), "must be 1 to \(maximumHeads)"))
  @Option(Self.heads) public var heads: Int

  static let dimensions = OptionDeclaration<Int?>(
    "dimensions",
    "d_model, a multiple of \(option: "heads"); without it shapes are written with d_model.",
    valueName: "n", rule: .atLeast(1))
  @Option(Self.dimensions) public var dimensions: Int?

  public static let parameters: [Parameter<MultiHeadDiagram>] = [
    Parameter(heads, \._heads),
    Parameter(dimensions, \._dimensions),
  ]

  public init() {}

  /// More than any model has; beyond `maximumDisplayed` only the first and the last are drawn.
  static let maximumHeads = 1024
  /// Up to so many heads are all drawn, each on two lines; up to so many on one line each.
  static let maximumTallHeads = 8
  static let maximumDisplayed = 16

  /// How many heads there are, and how wide the model is.
  public struct Values: FigureValues {
    let heads: Int
    /// d_model, a multiple of the heads; nil where shapes are written with the letter.
    let dimensions: Int?

    public func table(in language: Language) -> LabelledMatrix? { nil }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      (1...Self.maximumComputedHeads).contains(heads) ? [.multipleHeads(heads)] : []
    }

    /// Attention of more heads takes too long to be computed for a check.
    private static let maximumComputedHeads = 64
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    if let dimensions, dimensions < 1 || dimensions % heads != 0 {
      throw .usage(
        "\(option: "dimensions") \(dimensions): must be a multiple of \(option: "heads") \(heads), as each head takes an "
          + "equal share",
        zh: "\(option: "dimensions") \(dimensions)：须为\(option: "heads") \(heads) 的倍数，使每个头分得同样多的维度")
    }
    return Values(heads: heads, dimensions: dimensions)
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let (heads, dimensions) = (values.heads, values.dimensions)
    let language = page.language
    let title = Localized(en: "Multi-head attention", zh: "多头注意力详解")
    let width = dimensions.map { "\($0)" } ?? "d_model"
    let share =
      dimensions.map { "\($0 / heads)" } ?? (heads == 1 ? "d_model" : "d_model / \(heads)")
    let summary = Localized(
      en: "Flow chart of multi-head attention: the input [seq_len, \(width)] goes through three "
        + "linear layers to Q, K and V; \(heads) head\(heads == 1 ? "" : "s") of d_k = \(share) "
        + "compute\(heads == 1 ? "s" : "") scaled dot-product attention in parallel; their results "
        + "are concatenated and projected to the output, which has the input's shape.",
      zh: "多头注意力流程图：输入 [seq_len, \(width)] 经三个线性层得到 Q、K、V；\(heads) 个头（d_k = "
        + "\(share)）并行计算缩放点积注意力；结果拼接后再经线性层得到输出，形状与输入相同。")
    let words = DiagramStrings(language)
    var diagram = acrossDiagram(words, width: width, share: share)
    diagram.narrower = [4, 3].map { downDiagram(words, width: width, share: share, across: $0) }
    diagram.wider = [wideDiagram(words, width: width, share: share)]
    diagram.shorter = [shortDiagram(words, width: width, share: share)]
    return Composition(
      Figure(
        name: "multi-head", title: RichText(title[language]), summary: summary[language],
        language: language, content: .diagram(diagram),
        size: page.size ?? .about(Size(1250, 700))))
  }

  private var letters: [String] { ["Q", "K", "V"] }
  private static let roles: [String: DiagramNode.Role] = ["Q": .query, "K": .key, "V": .value]
  /// On small pages all stand side by side up to this many, else the first ones and the last.
  private static let maximumDisplayedHeads = 4
  private var displayedHeads: [Int] { DisplayedIndices.of(heads, atMost: Self.maximumDisplayed) }
  /// Whether each head has its inputs on a line of its own.
  private var isTall: Bool { heads <= Self.maximumTallHeads }

  private func box(
    _ id: String, _ label: RichText, _ detail: RichText? = nil,
    _ shape: DiagramNode.Shape = .rounded, _ role: DiagramNode.Role = .plain,
    _ sizeClass: String? = nil
  ) -> DiagramElement {
    .node(
      DiagramNode(
        id: id, .label(label, detail: detail, shape: shape), role: role, sizeClass: sizeClass))
  }

  private func linear(_ letter: String, _ words: DiagramStrings) -> DiagramElement {
    box(
      "linear-\(letter.lowercased())", RichText(words.linear),
      RichText.matrix("W", sub: letter.lowercased()), .ellipse, Self.roles[letter] ?? .output,
      "linear")
  }

  private func letterBox(_ letter: String) -> DiagramElement {
    box(letter.lowercased(), RichText.matrix(letter), nil, .box, Self.roles[letter] ?? .plain, nil)
  }

  private func ends(_ words: DiagramStrings, width: String) -> (DiagramElement, DiagramElement) {
    let shape = RichText(mathematics: "[seq_len, \(width)]")
    let output = Localized(en: "Multi-Head Output", zh: "多头输出")[words.language]
    return (
      box("input", RichText(words.input), shape, .rounded, .input, "end"),
      box("output", RichText(output), shape, .rounded, .output, "end")
    )
  }

  // MARK: Forms

  /// From the input at the left to the output at the right.
  private func acrossDiagram(_ words: DiagramStrings, width: String, share: String) -> Diagram {
    let (input, output) = ends(words, width: width)
    let row = DiagramElement.row(
      gap: 60,
      [
        .column(gap: isTall ? 12 : 8, headBoxes(words, areTall: isTall)),
        box("concatenate", RichText(words.concatenate), nil, .box, .step, nil),
      ])
    let root = DiagramElement.row(
      gap: 44,
      [
        input,
        .grid(
          DiagramGrid(
            columnGap: 36, rowGap: 24,
            rows: letters.map { [.init(linear($0, words)), .init(letterBox($0))] })),
        headsGroup(words, share: share, row, fillsRow: true), linear("O", words), output,
      ])
    let buses = displayedHeads.map { head in
      DiagramEdge(
        from: DiagramPort("head-\(head)", .right), to: DiagramPort("concatenate", .left),
        bus: "heads")
    }
    return Diagram(root, edges: edges(words, from: .right, to: .left, heads: buses))
  }

  /// From the input at the top to the output at the bottom, for narrow pages.
  /// - Parameter across: how many heads stand side by side.
  private func downDiagram(
    _ words: DiagramStrings, width: String, share: String, across: Int
  ) -> Diagram {
    let (input, output) = ends(words, width: width)
    let lines = headLines(words, across: across)
    let column = DiagramElement.column(
      gap: 26,
      [
        .group(DiagramGroup(id: "all-heads", frame: .none, .column(gap: 8, lines))),
        box("concatenate", RichText(words.concatenate), nil, .box, .step, nil),
      ])
    let root = DiagramElement.column(
      gap: 26,
      [
        input, below(letters.map { linear($0, words) }),
        headsGroup(words, share: share, column, fillsRow: false),
        linear("O", words), output,
      ])
    let joined = DiagramEdge(
      from: DiagramPort("all-heads", .bottom), to: DiagramPort("concatenate", .top))
    return Diagram(root, edges: edges(words, from: .bottom, to: .top, heads: [joined]))
  }

  /// Boxes for the heads, so many side by side.
  private func headLines(_ words: DiagramStrings, across: Int) -> [DiagramElement] {
    let boxes = headBoxes(words, areTall: true)
    return stride(from: 0, to: boxes.count, by: across).map { start in
      .row(gap: 8, Array(boxes[start..<min(start + across, boxes.count)]))
    }
  }

  /// The arrows of what runs down to the heads, and from below them to the right.
  private func edgesToTheRight(_ words: DiagramStrings) -> [DiagramEdge] {
    let down = edges(words, from: .bottom, to: .top, heads: []).filter {
      !["concatenate", "linear-o"].contains($0.from.node)
    }
    return down + [
      DiagramEdge(from: DiagramPort("heads", .bottom), to: DiagramPort("concatenate", .top)),
      DiagramEdge(from: DiagramPort("concatenate", .right), to: DiagramPort("linear-o", .left)),
      DiagramEdge(from: DiagramPort("linear-o", .right), to: DiagramPort("output", .left)),
    ]
  }

  /// From the input at the top to all heads side by side, and from there to the right: for slides, on which
  /// words would be small from the left to the right.
  private func wideDiagram(_ words: DiagramStrings, width: String, share: String) -> Diagram {
    lowDiagram(
      words, width: width, share: share, .column(gap: 8, headLines(words, across: 8)), gap: 72)
  }

  /// The same with some heads left out, for pages that are small both ways.
  private func shortDiagram(_ words: DiagramStrings, width: String, share: String) -> Diagram {
    let displayed = DisplayedIndices.of(heads, atMost: Self.maximumDisplayedHeads)
    var boxes: [DiagramElement] = []
    for (location, head) in displayed.enumerated() {
      if location > 0, displayed[location - 1] + 1 != head {
        boxes.append(box("more", RichText("⋯"), nil, .bare))
      }
      let name = Localized(en: "Head \(head)", zh: "第 \(head) 头")[words.language]
      boxes.append(box("head-\(head)", RichText(name), nil, .rounded, .step, "head"))
    }
    return lowDiagram(words, width: width, share: share, .row(gap: 12, boxes), gap: 16)
  }

  /// From the input down to the heads, each step in one line of words, and from below them to the right.
  /// - Parameter gap: between what makes Q, K and V.
  private func lowDiagram(
    _ words: DiagramStrings, width: String, share: String, _ boxes: DiagramElement, gap: Double
  ) -> Diagram {
    let shape = RichText(mathematics: "[seq_len, \(width)]")
    func end(_ id: String, _ name: String, _ role: DiagramNode.Role) -> DiagramElement {
      box(id, RichText([RichText.Span(name + "  ")] + shape.spans), nil, .rounded, role)
    }
    func linear(_ letter: String) -> DiagramElement {
      let matrix = RichText.matrix("W", sub: letter.lowercased())
      return box(
        "linear-\(letter.lowercased())",
        RichText([RichText.Span(words.linear + " ")] + matrix.spans), nil, .pill,
        Self.roles[letter] ?? .output, "linear")
    }
    let output = Localized(en: "Output", zh: "输出")[words.language]
    let root = DiagramElement.column(
      gap: 26,
      [
        end("input", words.input, .input), below(letters.map { linear($0) }, gap: gap),
        headsGroup(words, share: share, boxes, fillsRow: false),
        .row(
          gap: 26,
          [
            box("concatenate", RichText(words.concatenate), nil, .box, .step), linear("O"),
            end("output", output, .output),
          ]),
      ])
    return Diagram(root, edges: edgesToTheRight(words))
  }

  /// Q, K and V side by side, each below the middle of its linear layer.
  private func below(_ layers: [DiagramElement], gap: Double = 16) -> DiagramElement {
    .grid(
      DiagramGrid(
        columnGap: gap, rowGap: 26,
        rows: [layers.map { .init($0) }, letters.map { .init(letterBox($0)) }]))
  }

  /// The arrows from step to step.
  /// - Parameters:
  ///   - start: the side that arrows leave from.
  ///   - end: the side that they arrive at.
  private func edges(
    _ words: DiagramStrings, from start: DiagramPort.Side, to end: DiagramPort.Side,
    heads joining: [DiagramEdge]
  ) -> [DiagramEdge] {
    func edge(
      _ from: String, _ to: String, label: RichText? = nil, bus: String? = nil
    ) -> DiagramEdge {
      DiagramEdge(
        from: DiagramPort(from, start), to: DiagramPort(to, end), label: label, bus: bus)
    }
    // Side by side there is no space for words beside each of three arrows down.
    let label = heads == 1 || start == .bottom ? nil : RichText(words.allHeads)
    var edges: [DiagramEdge] = []
    for letter in letters.map({ $0.lowercased() }) {
      edges.append(edge("input", "linear-\(letter)", bus: "input"))
      edges.append(edge("linear-\(letter)", letter))
      edges.append(edge(letter, "heads", label: label))
    }
    return edges + joining + [
      edge("concatenate", "linear-o"), edge("linear-o", "output"),
    ]
  }

  // MARK: Heads

  /// A box for each head that is shown.
  /// - Parameter areTall: whether its inputs stand on a line of their own.
  private func headBoxes(_ words: DiagramStrings, areTall: Bool) -> [DiagramElement] {
    var elements: [DiagramElement] = []
    for (location, head) in displayedHeads.enumerated() {
      if location > 0, displayedHeads[location - 1] + 1 != head {
        let count = heads - displayedHeads.count
        elements.append(
          box(
            "more",
            RichText(
              Localized(en: "⋮ \(count) more ⋮", zh: "⋮ 还有 \(count) 个 ⋮")[words.language]),
            nil, .bare, .plain, nil))
      }
      let name = Localized(en: "Head \(head)", zh: "第 \(head) 头")[words.language]
      let inputs = letters.enumerated().flatMap { index, letter in
        [
          RichText.Span(index == 0 ? "(" : ", ")
        ] + RichText.matrix(letter, sub: "\(head)").spans
      }
      let detail = inputs + [RichText.Span(")")]
      let label = areTall ? RichText(name) : RichText([RichText.Span(name + "  ")] + detail)
      elements.append(
        box(
          "head-\(head)", label, areTall ? RichText(detail) : nil, areTall ? .rounded : .pill,
          .step, "head"))
    }
    return elements
  }

  private func headsGroup(
    _ words: DiagramStrings, share: String, _ element: DiagramElement, fillsRow: Bool
  ) -> DiagramElement {
    let title = Localized(
      en: heads == 1 ? "1 head" : "\(heads) heads in parallel",
      zh: heads == 1 ? "1 个头" : "\(heads) 个头并行")[words.language]
    let share = RichText(mathematics: "d_k = \(share)")
    return .group(
      DiagramGroup(
        id: "heads", title: RichText(title), fillsRow: fillsRow,
        .column(
          gap: 14,
          [box("heads-step", RichText(words.attention), share, .bare, .plain, nil), element],
          main: 1)))
  }
}
