// `demo permutation`: attention does not see order until positions are added.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import TextFormats

/// The outputs of self-attention for a sentence and for its permutation, without and with positions.
public struct PermutationDemo: CellKind {
  public static let name = "demo permutation"
  public static let abstract = "Show that attention without positions does not see order."
  public static let drawing = 2
  public static let examples = [
    "attnplot demo permutation --tokens \"我 打 你\" --permutation 2,1,0 -o permutation.png"
  ]

  static let tokens = OptionDeclaration<String>(
    "tokens", "The sentence, with blanks between tokens.", valueName: "text", initial: "我 打 你")
  @Option(Self.tokens) public var tokens: String

  static let permutation = OptionDeclaration<IndexList?>(
    "permutation", "The other order, as places in the first; reversed if not given.",
    valueName: "list")
  @Option(Self.permutation) public var permutation: IndexList?

  static let dimensions = OptionDeclaration<Int>(
    "dimensions", "d_model: even, 2 or more.", valueName: "d", initial: 4,
    rule: .even(
      from: 2, to: 4096, "d_model must be even and at least 2", above: "must be from 1 to 4096"))
  @Option(Self.dimensions) public var dimensions: Int

  static let seed = OptionDeclaration<Int>(
    "seed", "What embeddings and projections are drawn from.", valueName: "n", initial: 0,
    rule: .seed)
  @Option(Self.seed) public var seed: Int

  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<PermutationDemo>] = [
    Parameter(tokens, \._tokens),
    Parameter(permutation, \._permutation),
    Parameter(dimensions, \._dimensions),
    Parameter(seed, \._seed),
    Parameter(\._heatMap),
  ]

  public init() {}

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let words = tokens.split(separator: " ").map(String.init)
    let order = permutation?.values ?? Array(words.indices.reversed())
    guard !words.isEmpty, order.sorted() == Array(words.indices) else {
      throw .usage(
        "\(option: "permutation") \(order): must name each of the \(words.count) places 0 to "
          + "\(words.count - 1) once",
        zh: "\(option: "permutation") \(order)：须把 0 到 \(words.count - 1) 这 \(words.count) 个位置各写一次")
    }
    let seeded = try SeededInput(dimensions: dimensions, seed: seed)
    let outputs = try outputs(of: seeded, words, order)
    return Values(
      order: order, drawn: seeded, outputs: outputs,
      scaled: heatMap.scaledValues(of: outputs.flatMap(\.matrix.values)))
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let scale = try heatMap.scale(
      for: values.scaled, limits: (-values.maximum, values.maximum), defaultMap: "RdBu_r")
    let panels = values.outputs.map { panel($0, scale, language) }
    let (without, with) = values.differences
    let (a, b) = (
      values.outputs[0].tokens.joined(separator: " "),
      values.outputs[1].tokens.joined(separator: " ")
    )
    let summary = Localized(
      en:
        "Outputs of self-attention for “\(a)” and “\(b)”. Without positions each token has the "
        + "same vector in both (greatest difference \(formatted(without))); with the positional encoding "
        + "added they differ by up to \(formatted(with)).",
      zh: "“\(a)”与“\(b)”的自注意力输出。不加位置信息时，每个词元在两句中的向量相同（最大差 \(formatted(without))）；"
        + "加上位置编码后，差异最大为 \(formatted(with))。")
    return Composition(
      Figure(
        name: "permutation",
        title: RichText(
          Localized(en: "Attention alone does not see order", zh: "没有位置信息的注意力看不到顺序")[language]),
        summary: summary[language], language: language, panels: panels, columns: 2,
        size: page.size
          ?? .about(Size(960, 260 + Double(values.order.count) * 100)),
        sharedColorBar: ColorBar(label: RichText(KindStrings(language).value))))
  }

  private func panel(_ output: Values.Output, _ scale: ColorScale, _ language: Language) -> Panel {
    var panel = heatMap.panel(
      output.matrix, scale: scale, rows: Axis(domain: .names(output.tokens)),
      columns: Axis(
        label: RichText(KindStrings(language).dimension),
        domain: .cells(count: dimensions, first: 0)))
    panel.title = RichText(output.title[language])
    if case .heatMap(var map) = panel.content {
      map.colorBar = nil
      map.annotation = HeatMap.Annotation(
        decimals: heatMap.decimals.count ?? 2, isOptional: !heatMap.annotate)
      panel.content = .heatMap(map)
    }
    return panel
  }

  private func outputs(
    of seeded: SeededInput, _ words: [String], _ order: [Int]
  ) throws(FigureError) -> [Values.Output] {
    let permuted = order.map { words[$0] }
    let encoding: Matrix<Double>
    do throws(EncodingError) {
      encoding = try SinusoidalEncoding(dimensions: dimensions).matrix(positions: 0..<words.count)
    } catch {
      throw .usage("\(option: "dimensions") \(dimensions): \(error)")
    }
    func output(_ sentence: [String], positions: Bool) throws(FigureError) -> Values.Output {
      var x = seeded.embeddings(sentence)
      if positions {
        for index in x.values.indices { x.values[index] += encoding.values[index] }
      }
      return Values.Output(
        tokens: sentence, hasPositions: positions, matrix: try seeded.selfAttention(x))
    }
    return [
      try output(words, positions: false), try output(permuted, positions: false),
      try output(words, positions: true), try output(permuted, positions: true),
    ]
  }

  private func formatted(_ value: Double) -> String {
    formatMeasured(value, within: 1e-12, significant: 2)
  }
}

extension SeededInput {
  /// The output of self-attention over x, shape `[tokens, dimensions]`.
  func selfAttention(_ x: Matrix<Double>) throws(FigureError) -> Matrix<Double> {
    let projections = projections()
    do throws(AttentionError) {
      return try ScaledDotProductAttention().stages(
        query: x.times(projections.query), key: x.times(projections.key),
        value: x.times(projections.value)
      ).output
    } catch {
      throw .work("\(error)")
    }
  }
}
