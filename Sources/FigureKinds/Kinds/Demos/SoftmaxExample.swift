// `demo softmax-example`: six scores, and what softmax really makes of them.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import TextFormats

/// Scores, raw and scaled, and their softmax, as bars.
public struct SoftmaxExample: FigureKind {
  public static let name = "demo softmax-example"
  public static let abstract = "Show what softmax makes of scores, raw and divided by √d_k."
  public static let drawing = 2
  public static let examples = [
    "attnplot demo softmax-example --scores 0.8,-0.1,10.5,9.2,5.4,3.1 --dimensions 4 -o softmax.png"
  ]

  static let scores = OptionDeclaration<String>(
    "scores", "The scores of one query, with commas between.", valueName: "list",
    initial: "0.8,-0.1,10.5,9.2,5.4,3.1", shape: .list)
  @Option(Self.scores) public var scores: String

  static let tokens = OptionDeclaration<String?>(
    "tokens", "The tokens of the keys, with blanks between.", valueName: "text")
  @Option(Self.tokens) public var tokens: String?

  static let dimensions = OptionDeclaration<Int>(
    "dimensions", "d_k, whose root divides the scores.", valueName: "d", initial: 4,
    rule: .atLeast(1, "d_k must be at least 1"))
  @Option(Self.dimensions) public var dimensions: Int

  public static let parameters: [Parameter<SoftmaxExample>] = [
    Parameter(scores, \._scores),
    Parameter(tokens, \._tokens),
    Parameter(dimensions, \._dimensions),
  ]

  public init() {}

  /// Scores of one query, raw and scaled, and the weights that softmax makes of either.
  public struct Values: FigureValues {
    /// The names of the keys.
    let names: [String]
    let scores: [Double]
    let scaledScores: [Double]
    let weights: [Double]
    let scaledWeights: [Double]

    public func table(in language: Language) -> LabelledMatrix? {
      LabelledMatrix(
        matrix: Matrix(
          rows: 4, columns: names.count,
          values: scores + scaledScores + weights + scaledWeights),
        rowLabels: ["score", "scaled score", "softmax", "softmax of scaled"], columnLabels: names)
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      guard let displayed, displayed.rows == 4, displayed.columns == names.count else { return [] }
      return [.weights(WeightsFact(displayed.rows(2..<4)))]
        + (0..<2).map { row in
          .softmax(scores: Array(displayed.row(row)), weights: Array(displayed.row(row + 2)))
        }
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let raw = try parsedScores()
    let names = try names(raw.count)
    let scaled = raw.map { $0 / Double(dimensions).squareRoot() }
    return Values(
      names: names, scores: raw, scaledScores: scaled, weights: softmax(raw),
      scaledWeights: softmax(scaled))
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let (names, raw) = (values.names, values.scores)
    let results = [values.weights, values.scaledWeights]
    let root = "√\(dimensions)"
    let highest = Self.limit(above: results.joined().max() ?? 1)
    let panels = zip(
      [raw, values.scaledScores], zip(results, ["softmax(s)", "softmax(s / \(root))"])
    ).map {
      scores, result in
      panel(
        scores, weights: result.0, upTo: highest, title: result.1, names: names, language)
    }
    let count = Self.count(raw.count)
    let listed = results.map { values in
      "[" + values.map { formatNonzero($0, places: 5) }.joined(separator: ", ") + "]"
    }
    let summary = Localized(
      en:
        "Bars of the softmax of \(raw.count) score\(raw.count == 1 ? "" : "s"): raw it is \(listed[0]), divided by \(root) it "
        + "is \(listed[1]); dividing makes the weights more even.",
      zh: "\(raw.count) 个分数的 softmax 条形图：原始分数得 \(listed[0])，除以 \(root) 后得 \(listed[1])；"
        + "缩放使权重更平缓。")
    return Composition(
      Figure(
        name: "softmax-example",
        title: RichText(
          Localized(
            en: "Softmax of \(count.english), raw and scaled",
            zh: "\(count.chinese)的 softmax：原始与缩放")[language]),
        summary: summary[language], language: language, panels: panels, columns: 2,
        size: page.size ?? .exact(Size(1200, 480))))
  }

  /// So many scores, in words where there is one or as many as usual.
  private static func count(_ scores: Int) -> Localized {
    switch scores {
    case 1: Localized(en: "one score", zh: "一个分数")
    case 6: Localized(en: "six scores", zh: "六个分数")
    default: Localized(en: "\(scores) scores", zh: "\(scores) 个分数")
    }
  }

  /// Where the axis of both panels ends: at 1, the most that a weight can be, or lower where none comes near.
  private static func limit(above weight: Double) -> Double {
    [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8].first { weight * 1.25 <= $0 } ?? 1
  }

  /// Above more bars than this numbers have fewer digits.
  private static let maximumExactCount = 10

  private func panel(
    _ scores: [Double], weights: [Double], upTo highest: Double, title: String, names: [String],
    _ language: Language
  ) -> Panel {
    let endings = scores.map { " (\(formatNumber($0, significant: 3)))" }
    var keys = Axis(
      label: RichText(Localized(en: "key (score)", zh: "键（分数）")[language]),
      domain: .names(zip(names, endings).map(+)))
    keys.nameEndings = endings
    let notes = weights.enumerated().map { index, weight in
      Note(
        RichText(formatNonzero(weight, places: weights.count > Self.maximumExactCount ? 2 : 5)),
        x: Double(index), y: weight)
    }
    return Panel(
      title: RichText(title),
      content: .chart(
        Chart(
          series: [
            Series(
              x: weights.indices.map(Double.init), y: weights,
              style: SeriesStyle(form: .bars, slot: 0))
          ], notes: notes)),
      x: keys,
      y: Axis(
        label: RichText(KindStrings.weight[language]),
        domain: .numbers(lower: 0, upper: highest, scale: .linear)))
  }

  private func parsedScores() throws(FigureError) -> [Double] {
    var values: [Double] = []
    for part in scores.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = try? Double.read(String(part.trimmingSpaces)), value.isFinite else {
        throw .usage(
          "\(option: "scores") \(scores): give finite numbers with commas between, 0.8,-0.1,10.5",
          zh: "\(option: "scores") \(scores)：请给出以逗号分隔的有限数，例如 0.8,-0.1,10.5")
      }
      values.append(value)
    }
    guard values.count <= 64 else {
      throw .usage(
        "\(option: "scores"): \(values.count) bars cannot be told apart; give at most 64",
        zh: "\(option: "scores")：\(values.count) 个柱无法分辨，请至多给 64 个")
    }
    return values
  }

  private func names(_ count: Int) throws(FigureError) -> [String] {
    guard let tokens else {
      let article = ["我", "爱", "人", "工", "智", "能"]
      return count == article.count ? article : (0..<count).map { "\($0)" }
    }
    let names = tokens.split(separator: " ").map(String.init)
    guard names.count == count else {
      throw .usage(
        "\(option: "tokens"): \(names.count) tokens for \(count) scores; give one for each",
        zh: "\(option: "tokens")：\(names.count) 个词元对 \(count) 个分数，请各给一个")
    }
    return names
  }
}
