// `diagram scaled-dot-product`: the steps of attention, one above the other.

import ArgumentParser
import FigureModel
import FigureScene

/// Scaled dot-product attention as in Vaswani et al. 2017, figure 2 (left): from Q, K and V at the
/// bottom upwards, on wide pages from the left.
public struct ScaledDotProductDiagram: FigureKind {
  public static let name = "diagram scaled-dot-product"
  public static let abstract = "Draw the steps of scaled dot-product attention."
  public static let drawing = 2
  public static let examples = ["attnplot diagram scaled-dot-product -o sdp.svg"]

  public static let parameters: [Parameter<ScaledDotProductDiagram>] = []

  public init() {}

  public func compute(in context: ComputeContext) throws(FigureError) -> NoValues { NoValues() }

  public func compose(
    _ values: NoValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    func localized(_ english: String, _ chinese: String) -> String {
      Localized(en: english, zh: chinese)[language]
    }
    /// - Parameter isFormula: whether what stands below the label is short, and said on small pages as well.
    func step(
      _ id: String, _ label: String, _ detail: RichText, _ role: DiagramNode.Role, isShort: Bool,
      isFormula: Bool = true
    ) -> DiagramElement {
      let whole = RichText([RichText.Span(label + "  ")] + detail.spans)
      let content: DiagramNode.Content =
        isShort
        ? .label(isFormula ? whole : RichText(label), detail: nil, shape: .rounded)
        : .label(RichText(label), detail: detail, shape: .rounded)
      return .node(DiagramNode(id: id, content, role: role, sizeClass: "step"))
    }
    func letter(_ name: String, _ role: DiagramNode.Role) -> DiagramElement {
      .node(
        DiagramNode(
          id: name.lowercased(), .label(RichText.matrix(name), detail: nil, shape: .box),
          role: role,
          sizeClass: "letter"))
    }
    let matMul = localized("MatMul", "矩阵乘法")
    let scale = RichText(mathematics: "QKᵀ / √d_k")
    func root(isShort: Bool) -> DiagramElement {
      .row(
        gap: 40, align: .end,
        [
          .column(
            gap: 32,
            [
              step(
                "output", matMul, RichText(mathematics: localized("weights × V", "权重 × V")),
                .output, isShort: isShort),
              step(
                "softmax", "SoftMax", RichText(localized("each row sums to 1", "每行之和为 1")),
                .weights, isShort: isShort, isFormula: false),
              step(
                "mask", localized("Mask (opt.)", "掩码（可选）"),
                RichText(localized("hidden places become −∞", "被遮住的位置设为 −∞")), .step,
                isShort: isShort, isFormula: false),
              step("scale", localized("Scale", "缩放"), scale, .step, isShort: isShort),
              step("scores", matMul, RichText(mathematics: "QKᵀ"), .step, isShort: isShort),
              .row(gap: 40, [letter("Q", .query), letter("K", .key)]),
            ]),
          letter("V", .value),
        ])
    }
    /// From the left to the right, with V's way along the foot.
    /// - Parameter isShort: whether what stands below labels is said in fewer words.
    func across(isShort: Bool) -> Diagram {
      func step(
        _ id: String, _ label: String, _ detail: RichText, _ role: DiagramNode.Role
      ) -> DiagramGrid.Cell {
        .init(
          .node(
            DiagramNode(
              id: id, .label(RichText(label), detail: detail, shape: .rounded), role: role)))
      }
      let letters = DiagramElement.column(gap: 16, [letter("Q", .query), letter("K", .key)])
      let hidden =
        isShort
        ? localized("hidden: −∞", "遮住处：−∞")
        : localized("hidden places become −∞", "被遮住的位置设为 −∞")
      let sums =
        isShort ? localized("rows sum to 1", "每行和为 1") : localized("each row sums to 1", "每行之和为 1")
      let root = DiagramElement.grid(
        DiagramGrid(
          columnGap: 32, rowGap: 32,
          rows: [
            [
              .init(letters), step("scores", matMul, RichText(mathematics: "QKᵀ"), .step),
              step("scale", localized("Scale", "缩放"), scale, .step),
              step("mask", localized("Mask (opt.)", "掩码（可选）"), RichText(hidden), .step),
              step("softmax", "SoftMax", RichText(sums), .weights),
              step(
                "output", matMul, RichText(mathematics: localized("weights × V", "权重 × V")),
                .output),
            ], [.init(letter("V", .value))],
          ]))
      func ahead(_ from: String, _ to: String) -> DiagramEdge {
        DiagramEdge(from: DiagramPort(from, .right), to: DiagramPort(to, .left))
      }
      return Diagram(
        root,
        edges: [
          ahead("q", "scores"), ahead("k", "scores"), ahead("scores", "scale"),
          ahead("scale", "mask"), ahead("mask", "softmax"), ahead("softmax", "output"),
          DiagramEdge(from: DiagramPort("v", .right), to: DiagramPort("output", .bottom)),
        ])
    }
    func up(_ from: String, _ to: String) -> DiagramEdge {
      DiagramEdge(from: DiagramPort(from, .top), to: DiagramPort(to, .bottom))
    }
    let edges = [
      up("q", "scores"), up("k", "scores"), up("scores", "scale"), up("scale", "mask"),
      up("mask", "softmax"), up("softmax", "output"),
      DiagramEdge(from: DiagramPort("v", .top), to: DiagramPort("output", .right)),
    ]
    let title = Localized(en: "Scaled dot-product attention", zh: "缩放点积注意力")
    let summary = Localized(
      en: "Flow chart of scaled dot-product attention: Q and K are "
        + "multiplied, the scores scaled by 1/√d_k, optionally masked, turned into weights by "
        + "softmax, and multiplied with V.",
      zh: "缩放点积注意力流程图：Q 与 K 相乘，分数除以 √d_k，可选掩码，经 softmax 得到权重，再与 V 相乘。")
    return Composition(
      Figure(
        name: "scaled-dot-product", title: RichText(title[language]), summary: summary[language],
        language: language,
        content: .diagram(
          Diagram(
            root(isShort: false), edges: edges,
            wider: [across(isShort: false), across(isShort: true)],
            shorter: [Diagram(root(isShort: true), edges: edges)])),
        size: page.size ?? .about(Size(500, 600))))
  }
}
