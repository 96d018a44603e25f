// `diagram multi-head`: from the input through every head to the output.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene

/// Input, projections, heads, concatenation and the last projection.
public struct MultiHeadDiagram: FigureKind {
  public static let name = "diagram multi-head"
  public static let abstract = "Draw multi-head attention, with any number of heads."
  public static let examples = [
    "attnplot diagram multi-head --heads 8 -o mh.svg",
    "attnplot diagram multi-head --heads 16 --dimensions 1024 --lang zh -o mh.png",
  ]

  static let heads = OptionDeclaration<Int>(
    "heads", "How many heads there are.", valueName: "n", initial: 8,
    rule: .from(1, to: Double(mostHeads), "must be 1 to \(mostHeads)"))
  @Option(Self.heads) public var heads: Int

  static let dimensions = OptionDeclaration<Int?>(
    "dimensions", "d_model, a multiple of --heads; without it shapes are written with d_model.",
    valueName: "n", rule: .atLeast(1))
  @Option(Self.dimensions) public var dimensions: Int?

  public static let parameters: [Parameter<MultiHeadDiagram>] = [
    Parameter(heads, \._heads),
    Parameter(dimensions, \._dimensions),
  ]

  public init() {}

  /// More than any model has; beyond `mostShown` only the first and the last are drawn.
  static let mostHeads = 1024
  /// Up to so many heads are all drawn, each on two lines; up to so many on one line each.
  static let mostTall = 8
  static let mostShown = 16

  /// How many heads there are, and how wide the model is.
  public struct Values: FigureValues {
    let heads: Int
    /// d_model, a multiple of the heads; nil where shapes are written with the letter.
    let dimensions: Int?

    public func table(in language: Language) -> LabelledMatrix? { nil }

    public func facts(of shown: Matrix<Double>?) -> [ValueFact] {
      (1...Self.mostComputed).contains(heads) ? [.multipleHeads(heads)] : []
    }

    /// Attention of more heads takes too long to be computed for a check.
    private static let mostComputed = 64
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    if let dimensions, dimensions < 1 || dimensions % heads != 0 {
      throw .usage(
        "--dimensions \(dimensions): must be a multiple of --heads \(heads), as each head takes an "
          + "equal share")
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
    return Composition(
      Figure(
        name: "multi-head", title: RichText(title[language]), summary: summary[language],
        language: language, content: .diagram(diagram(language, width: width, share: share)),
        size: page.size ?? .about(Size(1250, 700))))
  }

  private func diagram(_ language: Language, width: String, share: String) -> Diagram {
    let words = DiagramStrings(language)
    let letters = ["Q", "K", "V"]
    func box(
      _ id: String, _ label: RichText, _ detail: RichText? = nil,
      _ shape: DiagramNode.Shape = .rounded, _ role: DiagramNode.Role = .plain,
      _ sizeClass: String? = nil
    ) -> DiagramElement {
      .node(
        DiagramNode(
          id: id, .label(label, detail: detail, shape: shape), role: role, sizeClass: sizeClass))
    }
    func linear(_ letter: String) -> DiagramElement {
      box(
        "linear-\(letter.lowercased())", RichText(words.linear),
        RichText([RichText.Span("W"), RichText.Span(letter, script: .super)]), .ellipse,
        .projection, "linear")
    }
    let shape = "[seq_len, \(width)]"
    let output = Localized(en: "Multi-Head Output", zh: "多头输出")[language]
    let root = DiagramElement.row(
      gap: 44,
      [
        box("input", RichText(words.input), RichText(shape), .rounded, .first, "end"),
        .grid(
          DiagramGrid(
            columnGap: 36, rowGap: 24,
            rows: letters.map { letter in
              [
                .init(linear(letter)),
                .init(box(letter.lowercased(), RichText(letter), nil, .box, .first, nil)),
              ]
            })),
        headsGroup(language, share: share, box: box),
        linear("O"),
        box("output", RichText(output), RichText(shape), .rounded, .result, "end"),
      ])
    var edges: [DiagramEdge] = []
    for letter in letters.map({ $0.lowercased() }) {
      edges.append(
        DiagramEdge(
          from: DiagramPort("input", .right), to: DiagramPort("linear-\(letter)", .left),
          bus: "input"))
      edges.append(
        DiagramEdge(from: DiagramPort("linear-\(letter)", .right), to: DiagramPort(letter, .left)))
      edges.append(
        DiagramEdge(
          from: DiagramPort(letter, .right), to: DiagramPort("heads", .left),
          label: heads == 1 ? nil : RichText(words.allHeads), style: .thick))
    }
    for head in shownHeads {
      edges.append(
        DiagramEdge(
          from: DiagramPort("head-\(head)", .right), to: DiagramPort("concatenate", .left),
          bus: "heads"))
    }
    edges.append(
      DiagramEdge(
        from: DiagramPort("concatenate", .right), to: DiagramPort("linear-o", .left),
        style: .hollow))
    edges.append(
      DiagramEdge(
        from: DiagramPort("linear-o", .right), to: DiagramPort("output", .left), style: .thick))
    return Diagram(root, edges: edges)
  }

  private var shownHeads: [Int] { ShownIndices.of(heads, atMost: Self.mostShown) }

  private func headsGroup(
    _ language: Language, share: String,
    box: (
      String, RichText, RichText?, DiagramNode.Shape, DiagramNode.Role, String?
    ) -> DiagramElement
  ) -> DiagramElement {
    let words = DiagramStrings(language)
    let isTall = heads <= Self.mostTall
    var elements: [DiagramElement] = []
    for (location, head) in shownHeads.enumerated() {
      if location > 0, shownHeads[location - 1] + 1 != head {
        let count = heads - shownHeads.count
        elements.append(
          box(
            "more", RichText(Localized(en: "⋮ \(count) more ⋮", zh: "⋮ 还有 \(count) 个 ⋮")[language]),
            nil, .bare, .plain, nil))
      }
      let name = Localized(en: "Head \(head + 1)", zh: "头 \(head + 1)")[language]
      let number = "\(head + 1)"
      let inputs = ["Q", "K", "V"].enumerated().flatMap { index, letter in
        [
          RichText.Span(index == 0 ? "(" : ", "), RichText.Span(letter),
          RichText.Span(number, script: .sub),
        ]
      }
      let detail = inputs + [RichText.Span(")")]
      let label =
        isTall
        ? RichText(name)
        : RichText([RichText.Span(name + "  ")] + detail)
      elements.append(
        box(
          "head-\(head)", label, isTall ? RichText(detail) : nil, isTall ? .rounded : .pill, .step,
          "head"))
    }
    let title = Localized(
      en: heads == 1 ? "1 head" : "\(heads) heads in parallel",
      zh: heads == 1 ? "1 个头" : "\(heads) 个头并行")[language]
    let share = RichText([
      RichText.Span("d"), RichText.Span("k", script: .sub), RichText.Span(" = \(share)"),
    ])
    return .group(
      DiagramGroup(
        id: "heads", title: RichText(title), fillsRow: true,
        .column(
          gap: 14,
          [
            box("heads-step", RichText(words.attention), share, .bare, .plain, nil),
            .row(
              gap: 60,
              [
                .column(gap: isTall ? 12 : 8, elements),
                box("concatenate", RichText(words.concatenate), nil, .box, .step, nil),
              ]),
          ], main: 1)))
  }
}
