// Every stage of attention in one diagram: tables of real numbers, with what is done between them.

import AttentionMath
import FigureModel
import FigureScene
import TextFormats

/// Q, K, V, the scores, the scaled scores, the weights and the output as coloured tables with
/// operators between.
struct StageDiagram {
  let stages: AttentionStages<Double>
  /// The positions a mask hides; nil where there is none.
  let hidden: BooleanMatrix?
  /// A name for each query and each key.
  let queries: [String]
  let keys: [String]
  let language: Language
  /// The colour of the page, which 0 has.
  let page: UInt32

  /// How much of the tables is shown.
  var limits = TableLimits()
  /// Whether titles and notes are short, steps are recognised by titles, and tables level with those of the same tokens
  /// have no names of rows: for pages that are small both ways.
  var isBrief = false

  private var scaling: ScalingStrings { ScalingStrings(stages) }
  private var n: Int { stages.query.rows }
  private var m: Int { stages.key.rows }
  private var words: DiagramStrings { DiagramStrings(language) }

  // MARK: Colours

  private var vectorLimit: Double {
    Self.maximum([stages.query, stages.key, stages.value, stages.output])
  }
  private var scoreLimit: Double { Self.maximum([stages.scores, stages.scaled]) }

  private static func maximum(_ matrices: [Matrix<Double>]) -> Double {
    let most = matrices.reduce(0.0) { most, matrix in
      matrix.values.reduce(most) { $1.isFinite ? max($0, $1.magnitude) : $0 }
    }
    return most > 0 ? most : 1
  }

  /// The map of numbers of both signs, and what its ends are called: they stand beside each other so
  /// that the words cannot come to name other colours than the cells have.
  static let signed = (
    map: "RdBu_r", minimum: Localized(en: "blue", zh: "蓝"), maximum: Localized(en: "red", zh: "红")
  )

  private func scale(
    _ map: String, _ lower: Double, _ upper: Double
  ) throws(FigureError) -> ColorScale {
    do throws(NormError) {
      var scale = try ColorScale(map: ColorMap.named(map) ?? .viridis, vmin: lower, vmax: upper)
      scale.hasNamedMap = false
      return scale.onPage(page)
    } catch {
      throw .work("\(error)")
    }
  }

  // MARK: The diagram

  /// The tables in two lines: the first makes the scores, the second the output.
  /// - Throws: where numbers are too large for a scale of colours.
  func diagram() throws(FigureError) -> Diagram {
    var diagram = try diagram(isNarrow: false)
    for limits in TableLimits.narrower {
      var stages = self
      stages.limits = limits
      diagram.narrower.append(try stages.diagram(isNarrow: limits.hasNotesBelow))
    }
    for (count, isNarrow) in [(4, false), (3, false), (2, false), (2, true)] {
      var stages = self
      stages.limits = TableLimits(tokens: count, dimensions: count, hasNotesBelow: isNarrow)
      stages.isBrief = true
      diagram.shorter.append(try stages.diagram(isNarrow: isNarrow))
    }
    return diagram
  }

  /// Operands and the sign between them, in brackets: what leads on leads on from all of it.
  private func joined(_ id: String, _ elements: [DiagramElement]) -> DiagramElement {
    limits.isStacked
      ? factorsBelow(elements, id: id)
      : .group(DiagramGroup(id: id, frame: .none, .row(gap: 20, elements)))
  }

  /// - Parameter isNarrow: whether at most two matrices stand side by side.
  private func diagram(isNarrow: Bool) throws(FigureError) -> Diagram {
    let vectors = try scale(Self.signed.map, -vectorLimit, vectorLimit)
    let scores = try scale(Self.signed.map, -scoreLimit, scoreLimit)
    let weights = try scale("Purples", 0, 1)
    let isMasked = hidden != nil
    // A short title has space for one of both; hatched cells say the other.
    let step = scaling.step(isMasked: isMasked && !(isBrief && scaling.hasBias), language)
    // On one line with Q, S has its rows, and with the weights Z has theirs.
    let isOneLine = isBrief && !isNarrow
    let factors: [DiagramElement] = [
      node(
        "q", tokens(turned(words.matrix("Q")), .query, stages.turnedQuery, queries),
        stages.turnedQuery,
        vectors),
      sign("times-scores"),
      node(
        "k-transposed",
        TableBuilder(
          title: turned(words.transposedMatrix("K")), role: .key, rows: stages.key.columns,
          columns: m,
          columnNames: keys, rowsAreTokens: false, columnsAreTokens: true, widthClass: "keys",
          limits: limits),
        stages.turnedKey.transposed, vectors),
    ]
    let results: [DiagramElement] = [
      node(
        "scores",
        pairs(isBrief ? RichText(mathematics: "S = QKᵀ") : words.scores, isNamed: !isOneLine),
        stages.scores, scores),
      node(
        "scaled",
        pairs(
          isBrief && !step.plain.isEmpty
            ? RichText.matrix("S") + RichText([RichText.Span(" ")] + step.spans)
            : RichText(isMasked ? words.scaledAndMasked : words.scaled), isNamed: !isBrief),
        stages.masked, scores, hidden: hidden),
    ]
    let sums: [DiagramElement] = [
      node(
        "weights", pairs(RichText(words.softmaxWeights)), stages.weights, weights, hidden: hidden),
      sign("times-output"),
      node("v", tokens(words.matrix("V"), .value, stages.value, keys), stages.value, vectors),
    ]
    let output = node(
      "z",
      tokens(
        isBrief ? .matrix("Z") : words.output, .output, stages.output,
        isOneLine && queries == keys ? [] : queries), stages.output, vectors)
    let product = joined("product", factors)
    let sum = joined("sum", sums)
    let lines =
      limits.isStacked
      ? [[product]] + results.map { [$0] } + [[sum], [output]]
      : isNarrow
        ? [[product], results, [sum], [output]]
        : isBrief
          ? [[product] + results, [sum, output]]
          : [[product, results[0]], [results[1], sum, output]]
    let isAhead = lines.count == 2 && !isBrief
    let end = language == .chinese ? "；" : ";"
    let parts = isBrief ? shortColors : colors
    let sentences =
      isNarrow || isBrief
      ? parts.dropLast().map { $0 + end } + parts.suffix(1)
      : [parts.joined(separator: language == .chinese ? end : end + " ")]
    let legend = sentences.enumerated().map { index, text in
      DiagramElement.node(
        DiagramNode(
          id: sentences.count == 1 ? "colors" : "colors-\(index)",
          .label(RichText(mathematics: text), detail: nil, shape: .bare)))
    }
    return Diagram(
      .column(
        gap: 24,
        [
          .column(
            gap: limits.isStacked ? 34 : 56, align: isNarrow ? .center : .start,
            lines.map { .row(gap: 28, $0) }),
          .column(gap: 4, legend),
        ]),
      edges: [
        DiagramEdge(
          from: DiagramPort("product", isNarrow ? .bottom : .right),
          to: DiagramPort("scores", isNarrow ? .top : .left)),
        DiagramEdge(
          from: DiagramPort("scores", limits.isStacked || isAhead ? .bottom : .right),
          to: DiagramPort("scaled", limits.isStacked || isAhead ? .top : .left),
          label: isBrief && !step.plain.isEmpty ? nil : step),
        DiagramEdge(
          from: DiagramPort("scaled", isAhead ? .right : .bottom),
          to: DiagramPort(isAhead ? "sum" : "weights", isAhead ? .left : .top),
          label: RichText(isBrief ? "softmax" : words.softmax)),
        DiagramEdge(
          from: DiagramPort("sum", isNarrow ? .bottom : .right),
          to: DiagramPort("z", isNarrow ? .top : .left)),
      ])
  }

  /// The name of a matrix, with what positions did to it.
  private func turned(_ title: RichText) -> RichText {
    guard isTurned else { return title }
    return RichText(title.spans + [RichText.Span(words.turned)])
  }

  /// Whether queries and keys were turned by their positions.
  private var isTurned: Bool {
    stages.turnedQuery != stages.query || stages.turnedKey != stages.key
  }

  private func sign(_ id: String) -> DiagramElement {
    .node(DiagramNode(id: id, .operation("@")))
  }

  private func tokens(
    _ title: RichText, _ role: DiagramNode.Role, _ matrix: Matrix<Double>, _ names: [String]
  ) -> TableBuilder {
    TableBuilder(
      title: title, role: role, rows: matrix.rows, columns: matrix.columns, rowNames: names,
      columnsAreTokens: false, widthClass: "dimensions", limits: limits)
  }

  private func pairs(_ title: RichText, isNamed: Bool = true) -> TableBuilder {
    TableBuilder(
      title: title, role: .weights, rows: n, columns: m, rowNames: isNamed ? queries : [],
      columnNames: keys,
      columnsAreTokens: true, widthClass: "keys", limits: limits)
  }

  private func node(
    _ id: String, _ builder: TableBuilder, _ matrix: Matrix<Double>, _ scale: ColorScale,
    hidden: BooleanMatrix? = nil
  ) -> DiagramElement {
    let table = builder.table { row, column in
      let value = matrix[row, column]
      let isMasked = hidden?[row, column] ?? false
      return DiagramTable.Cell(
        RichText(cellNumber(value)), fill: isMasked ? nil : scale.rgb(for: value),
        isMasked: isMasked)
    }
    return .node(DiagramNode(id: id, .table(table)))
  }

  // MARK: Words

  /// Whether the page, which stands for 0, is dark.
  private var isDark: Bool { relativeLuminance(of: page) < 0.2 }

  /// The page's colour, which stands for 0.
  private var ground: Localized {
    isDark ? Localized(en: "black", zh: "黑") : Localized(en: "white", zh: "白")
  }

  /// Which colours stand for which numbers.
  private var colors: [String] {
    let (vector, score) = (cellNumber(vectorLimit), cellNumber(scoreLimit))
    let (minimum, maximum) = (Self.signed.minimum[language], Self.signed.maximum[language])
    return [
      Localized(
        en: "Colours: Q, K, V and Z from −\(vector) (\(minimum)) to \(vector) (\(maximum))",
        zh: "颜色：Q、K、V、Z 从 −\(vector)（\(minimum)）到 \(vector)（\(maximum)）"),
      Localized(en: "scores from −\(score) to \(score)", zh: "分数从 −\(score) 到 \(score)"),
      Localized(
        en: "weights from 0 (\(ground.english)) to 1 (violet)" + (hidden == nil ? "." : ""),
        zh: "权重从 0（\(ground.chinese)）到 1（紫）" + (hidden == nil ? "。" : "")),
    ].map { $0[language] }
      + (hidden == nil
        ? [] : [Localized(en: "hatched cells are masked.", zh: "斜线格为掩码。")[language]])
  }

  /// The same in two short lines.
  private var shortColors: [String] {
    let (vector, score) = (cellNumber(vectorLimit), cellNumber(scoreLimit))
    let (minimum, maximum) = (Self.signed.minimum[language], Self.signed.maximum[language])
    let masked =
      hidden == nil
      ? Localized(en: "", zh: "") : Localized(en: ", hatched: masked", zh: "，斜线格为掩码")
    return [
      Localized(
        en: "Q, K, V, Z ±\(vector), scores ±\(score): − \(minimum), + \(maximum)",
        zh: "Q、K、V、Z ±\(vector)，分数 ±\(score)：− \(minimum)，+ \(maximum)")[language],
      Localized(
        en: "weights 0 \(ground.english) to 1 violet\(masked.english).",
        zh: "权重 0 \(ground.chinese)到 1 紫\(masked.chinese)。")[language],
    ]
  }

  /// What the diagram shows, for readers who do not see it.
  var summary: String {
    let (d, dv) = (stages.query.columns, stages.value.columns)
    let mask = hidden.map { $0.values.count { $0 } } ?? 0
    let names = listed(queries.map { $0.shortened(20) }, language)
    let turned = isTurned ? Localized(en: "turned Q", zh: "旋转后的 Q") : Localized(en: "Q", zh: "Q")
    let turnedKeys =
      isTurned
      ? Localized(en: "turned K transposed", zh: "旋转后的 K 的转置")
      : Localized(en: "K transposed", zh: "K 的转置")
    let done = scaling.sentence
    return Localized(
      en: "Every stage of scaled dot-product attention with its numbers, for \(n) quer"
        + "\(n == 1 ? "y" : "ies") (\(names)) and \(m) key\(m == 1 ? "" : "s"): \(turned.english) \(shapeText(n, d)) "
        + "times \(turnedKeys.english) \(shapeText(d, m)) gives the scores \(shapeText(n, m)); "
        + (done.map { "\($0.english)" + (mask > 0 ? ", \(mask) of them masked," : "") + " and " }
          ?? (mask > 0 ? "\(mask) of them masked, " : ""))
        + "through softmax they become weights, whose rows sum to 1; weights times V "
        + "\(shapeText(m, dv)) give the output Z \(shapeText(n, dv)).",
      zh: "缩放点积注意力的每一步及其数值，\(n) 个查询（\(names)），\(m) 个键：\(turned.chinese) \(shapeText(n, d)) 乘以"
        + "\(isTurned ? "" : " ")\(turnedKeys.chinese) "
        + "\(shapeText(d, m)) 得到分数 \(shapeText(n, m))；"
        + (done.map { "\($0.chinese)，" } ?? "") + (mask > 0 ? "其中 \(mask) 个被遮住，" : "")
        + "再经 softmax 得到每行之和为 1 的权重；权重乘以 V \(shapeText(m, dv)) 得到输出 Z \(shapeText(n, dv))。")[
        language]
  }
}
