// `demo self-focus`: with one projection for queries and keys, tokens look at themselves.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene

/// Weights with W_q = W_k beside weights with projections of their own.
public struct SelfFocus: FigureKind {
  public static let name = "demo self-focus"
  public static let abstract = "Show that with W_q = W_k tokens look at themselves too much."
  public static let examples = [
    "attnplot demo self-focus --tokens \"我 爱 人 工 智 能\" -o self-focus.png"
  ]
  public static let claims = [
    "rows-sum-to-one",
    "weights-in-unit-interval",
    "diagonal-dominates",
  ]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The sentence, with blanks between tokens.", valueName: "text"))
  public var tokens = "我 爱 人 工 智 能"

  @Option(parsing: .unconditional, help: ArgumentHelp("d_model.", valueName: "d"))
  public var dimensions = 16

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What embeddings and projections are drawn from.", valueName: "n"))
  public var seed = 0

  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public init() {}

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    let words = tokens.split(separator: " ").map(String.init)
    guard !words.isEmpty else { throw .usage("--tokens \"\(tokens)\": at least 1 token is needed") }
    let seeded = try SeededInput(dimensions: dimensions, seed: seed)
    let x = seeded.embeddings(words)
    let projections = seeded.projections()
    let queries = x.times(projections.query)
    let matrices = [
      try weights(queries, queries), try weights(queries, x.times(projections.key)),
    ]
    let language = context.language
    let titles = [
      Localized(en: "W_q = W_k", zh: "W_q = W_k"),
      Localized(en: "W_q and W_k of their own", zh: "各自的 W_q 与 W_k"),
    ]
    let scale = try heatMap.scale(
      for: Matrix(
        rows: 2 * words.count, columns: words.count, values: matrices.flatMap(\.values)),
      limits: (0, 1))
    let shares = matrices.map { formatNumber(($0.meanMass(on: .diagonal) ?? 0) * 100, places: 0) }
    var panels: [Panel] = []
    for (index, matrix) in matrices.enumerated() {
      var panel = heatMap.panel(
        matrix, scale: scale,
        rows: Axis(
          label: RichText(Localized(en: "query ↓", zh: "查询 ↓")[language]), domain: .names(words)),
        columns: Axis(
          label: RichText(Localized(en: "key →", zh: "键 →")[language]), domain: .names(words)),
        aspect: .equal)
      panel.title = Self.withSubscripts(
        Localized(
          en: "\(titles[index].english): \(shares[index]) % on the diagonal",
          zh: "\(titles[index].chinese)：对角线占 \(shares[index])%")[language])
      if case .heatMap(var map) = panel.content {
        map.colorBar = nil
        if words.count <= 12 {
          map.annotation = HeatMap.Annotation(decimals: heatMap.decimals ?? 2)
        }
        panel.content = .heatMap(map)
      }
      panels.append(panel)
    }
    let summary = Localized(
      en: "Heat maps of attention weights over \(words.count) tokens, [\(words.count), "
        + "\(words.count)]: with W_q = W_k \(shares[0]) % of the weight lies on the diagonal, with "
        + "projections of their own \(shares[1]) %.",
      zh: "\(words.count) 个词元的注意力权重热图，[\(words.count), \(words.count)]：W_q = W_k 时对角线占 "
        + "\(shares[0])%，使用各自的投影时占 \(shares[1])%。")
    return FigureDraft(
      figure: Figure(
        name: "self-focus",
        title: RichText(
          Localized(en: "Looking at oneself too much", zh: "过度关注自身")[language]),
        summary: summary[language], language: language, panels: panels, columns: 2,
        size: context.size ?? .about(Size(1100, 560)), sharedColorBar: ColorBar()),
      table: LabelledMatrix(
        matrix: Matrix(
          rows: 2 * words.count, columns: words.count, values: matrices.flatMap(\.values)),
        rowLabels: titles.flatMap { title in words.map { "\(title.english): \($0)" } },
        columnLabels: words))
  }

  /// `W_q` and `W_k` as they are set in formulas, the letter after the line below it.
  private static func withSubscripts(_ text: String) -> RichText {
    var spans: [RichText.Span] = []
    for part in text.split(separator: "_", omittingEmptySubsequences: false) {
      guard !spans.isEmpty, let letter = part.first else {
        spans.append(RichText.Span(String(part)))
        continue
      }
      spans.append(RichText.Span(String(letter), script: .sub))
      spans.append(RichText.Span(String(part.dropFirst())))
    }
    return RichText(spans)
  }

  private func weights(
    _ queries: Matrix<Double>, _ keys: Matrix<Double>
  ) throws(FigureError) -> Matrix<Double> {
    do throws(AttentionError) {
      return try ScaledDotProductAttention().stages(query: queries, key: keys, value: keys).weights
    } catch {
      throw .work("\(error)")
    }
  }
}
