// `demo softmax-example`: six scores, and what softmax really makes of them.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene

/// Scores, raw and scaled, and their softmax, as bars.
public struct SoftmaxExample: FigureKind {
  public static let name = "demo softmax-example"
  public static let abstract = "Show what softmax makes of scores, raw and divided by √d_k."
  public static let examples = [
    "attnplot demo softmax-example --scores 0.8,-0.1,10.5,9.2,5.4,3.1 --dimensions 4 -o softmax.png"
  ]
  public static let claims = [
    "rows-sum-to-one",
    "weights-in-unit-interval",
    "softmax-matches-definition",
  ]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The scores of one query, with commas between.", valueName: "list"))
  public var scores = "0.8,-0.1,10.5,9.2,5.4,3.1"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The tokens of the keys, with blanks between.", valueName: "text"))
  public var tokens: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("d_k, whose root divides the scores.", valueName: "d"))
  public var dimensions = 4

  public init() {}

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    let raw = try parsedScores()
    guard dimensions >= 1 else {
      throw .usage("--dimensions \(dimensions): d_k must be at least 1")
    }
    let names = try names(raw.count)
    let scaled = raw.map { $0 / Double(dimensions).squareRoot() }
    let language = context.language
    let results = [softmax(raw), softmax(scaled)]
    let root = "√\(dimensions)"
    let panels = zip([raw, scaled], zip(results, ["softmax(s)", "softmax(s / \(root))"])).map {
      scores, result in
      panel(scores, weights: result.0, title: result.1, names: names, language)
    }
    let listed = results.map { values in
      "[" + values.map { formatNonzero($0, places: 5) }.joined(separator: ", ") + "]"
    }
    let summary = Localized(
      en:
        "Bars of the softmax of \(raw.count) scores: raw it is \(listed[0]), divided by \(root) it "
        + "is \(listed[1]); dividing makes the weights more even.",
      zh: "\(raw.count) 个分数的 softmax 条形图：原始分数得 \(listed[0])，除以 \(root) 后得 \(listed[1])；"
        + "缩放使权重更平缓。")
    return FigureDraft(
      figure: Figure(
        name: "softmax-example",
        title: RichText(
          Localized(
            en: "Softmax of \(raw.count == 6 ? "six" : "\(raw.count)") scores, raw and scaled",
            zh: "\(raw.count == 6 ? "六" : "\(raw.count) ")个分数的 softmax：原始与缩放")[language]),
        summary: summary[language], language: language, panels: panels, columns: 2,
        size: context.size ?? .exact(Size(1200, 480))),
      table: LabelledMatrix(
        matrix: Matrix(rows: 4, columns: raw.count, values: raw + scaled + results[0] + results[1]),
        rowLabels: ["score", "scaled score", "softmax", "softmax of scaled"], columnLabels: names))
  }

  private func panel(
    _ scores: [Double], weights: [Double], title: String, names: [String], _ language: Language
  ) -> Panel {
    let labels = zip(names, scores).map { "\($0) (\(formatNumber($1, significant: 3)))" }
    let notes = weights.enumerated().map { index, weight in
      Note(RichText(formatNonzero(weight, places: 5)), x: Double(index), y: weight)
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
      x: Axis(
        label: RichText(Localized(en: "key (score)", zh: "键（分数）")[language]),
        domain: .names(labels)),
      y: Axis(
        label: RichText(Localized(en: "weight", zh: "权重")[language]),
        domain: .numbers(lower: 0, upper: 1, scale: .linear)))
  }

  private func parsedScores() throws(FigureError) -> [Double] {
    var values: [Double] = []
    for part in scores.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = Double(part.trimmingSpaces), value.isFinite else {
        throw .usage("--scores \(scores): give finite numbers with commas between, 0.8,-0.1,10.5")
      }
      values.append(value)
    }
    guard values.count <= 64 else {
      throw .usage("--scores: \(values.count) bars cannot be told apart; give at most 64")
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
      throw .usage("--tokens: \(names.count) tokens for \(count) scores; give one for each")
    }
    return names
  }
}
