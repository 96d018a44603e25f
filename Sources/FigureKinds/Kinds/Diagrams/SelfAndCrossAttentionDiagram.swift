// `diagram self-and-cross-attention`: where queries, keys and values come from.

import ArgumentParser
import FigureModel
import FigureScene

/// Two flow charts: one sequence feeding Q, K and V, and two that share them.
public struct SelfAndCrossAttentionDiagram: FigureKind {
  public static let name = "diagram self-and-cross-attention"
  public static let abstract = "Draw where Q, K and V come from in self- and in cross-attention."
  public static let examples = ["attnplot diagram self-and-cross-attention -o sc.svg"]

  public static let parameters: [Parameter<SelfAndCrossAttentionDiagram>] = []

  public init() {}

  public func compute(in context: ComputeContext) throws(FigureError) -> NoValues { NoValues() }

  public func compose(
    _ values: NoValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let title = Localized(en: "Self- and cross-attention", zh: "自注意力与交叉注意力")
    let summary = Localized(
      en:
        "Two flow charts. Self-attention: the input sequence A gives Q, K and V. Cross-attention: "
        + "sequence A gives Q, sequence B gives K and V. In both, Q, K and V go into scaled "
        + "dot-product attention.",
      zh: "两个流程图。自注意力：输入序列 A 产生 Q、K、V。交叉注意力：序列 A 产生 Q，序列 B 产生 K 和 V。"
        + "两者的 Q、K、V 都进入缩放点积注意力。")
    let own = Localized(
      en: "Self-attention: Q, K, V from one sequence", zh: "自注意力：Q、K、V 来自同一序列")
    let cross = Localized(
      en: "Cross-attention: Q from A, K and V from B", zh: "交叉注意力：Q 来自 A，K 与 V 来自 B")
    func diagram(_ own: Localized, _ cross: Localized, isShort: Bool) -> Diagram {
      let root = DiagramElement.row(
        gap: 28, align: .start,
        [
          chart(
            "self", RichText(mathematics: own[language]), isCross: false, isShort: isShort, language
          ),
          chart(
            "cross", RichText(mathematics: cross[language]), isCross: true, isShort: isShort,
            language),
        ])
      return Diagram(root, edges: edges("self", false) + edges("cross", true))
    }
    var whole = diagram(own, cross, isShort: false)
    whole.shorter = [
      diagram(
        Localized(en: "Self-attention", zh: "自注意力"),
        Localized(en: "Cross-attention", zh: "交叉注意力"), isShort: true)
    ]
    return Composition(
      Figure(
        name: "self-and-cross-attention", title: RichText(title[language]),
        summary: summary[language], language: language,
        content: .diagram(whole),
        size: page.size ?? .about(Size(900, 450))))
  }

  private func chart(
    _ id: String, _ title: RichText, isCross: Bool, isShort: Bool, _ language: Language
  ) -> DiagramElement {
    let words = DiagramStrings(language)
    let input =
      isShort
      ? Localized(en: "Sequence", zh: "序列")[language]
      : Localized(en: "Input sequence", zh: "输入序列")[language]
    let step = isShort ? Localized(en: "Attention", zh: "注意力")[language] : words.attention
    func source(_ letter: String, _ role: DiagramNode.Role) -> DiagramElement {
      .node(
        DiagramNode(
          id: "\(id)-\(letter.lowercased())",
          .label(RichText("\(input) \(letter)"), detail: nil, shape: .rounded), role: role))
    }
    func letter(_ name: String, _ role: DiagramNode.Role) -> DiagramElement {
      .node(
        DiagramNode(
          id: "\(id)-\(name.lowercased())", .label(RichText.matrix(name), detail: nil, shape: .box),
          role: role, sizeClass: "letter"))
    }
    let sources: DiagramElement =
      isCross
      ? .row(
        gap: 32, align: .start,
        [
          .column(gap: 44, [source("A", .input), letter("Q", .query)]),
          .column(
            gap: 44,
            [
              source("B", .input),
              .row(gap: 40, [letter("K", .key), letter("V", .value)]),
            ]),
        ])
      : .column(
        gap: 44,
        [
          source("A", .input),
          .row(
            gap: 40, [letter("Q", .query), letter("K", .key), letter("V", .value)]),
        ])
    let attention = DiagramElement.node(
      DiagramNode(
        id: "\(id)-attention", .label(RichText(step), detail: nil, shape: .ellipse),
        role: .step))
    return .group(DiagramGroup(id: id, title: title, .column(gap: 48, [sources, attention])))
  }

  private func edges(_ id: String, _ isCross: Bool) -> [DiagramEdge] {
    ["q", "k", "v"].flatMap { letter in
      let source = isCross && letter != "q" ? "b" : "a"
      return [
        DiagramEdge(
          from: DiagramPort("\(id)-\(source)", .bottom), to: DiagramPort("\(id)-\(letter)", .top),
          bus: "\(id)-\(source)"),
        DiagramEdge(
          from: DiagramPort("\(id)-\(letter)", .bottom),
          to: DiagramPort("\(id)-attention", .top), bus: "\(id)-attention"),
      ]
    }
  }
}
