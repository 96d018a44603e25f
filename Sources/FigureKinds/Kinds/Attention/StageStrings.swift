// What the steps of attention, and the matrices that they are made of, are called.

import AttentionMath
import FigureModel
import FigureScene

extension AttentionArguments.Stage {
  /// What a stage of vectors is called, and what its rows are. Its name has no hue of its own: those of signed cells
  /// mean something else.
  struct Vectors {
    let noun: Localized
    let rows: Localized
  }

  /// The words of a stage that has a vector for each query or key; nil for one of queries by keys.
  var vectors: Vectors? {
    let queries = Localized(en: "queries", zh: "查询")
    let keys = Localized(en: "keys", zh: "键")
    return switch self {
    case .q: Vectors(noun: Localized(en: "the queries", zh: "查询向量"), rows: queries)
    case .k: Vectors(noun: Localized(en: "the keys", zh: "键向量"), rows: keys)
    case .v: Vectors(noun: Localized(en: "the values", zh: "值向量"), rows: keys)
    case .output:
      Vectors(
        noun: Localized(en: "the output of attention", zh: "注意力的输出"), rows: queries)
    case .scores, .scaled, .masked, .weights, .all: nil
    }
  }

  /// Whether it has a vector for each key, not for each query.
  var isOfKeys: Bool { self == .k || self == .v }

  /// Whether it is there before queries meet keys: masks and scales change nothing of it.
  var isBeforeScores: Bool { [.q, .k, .v].contains(self) }

  /// The heat map of a stage of vectors: tokens by dimensions.
  func panel(
    _ matrix: Matrix<Double>, _ tokens: TokenAxes, _ heatMap: HeatMapArguments,
    scale: ColorScale, _ language: Language
  ) -> Panel {
    let label =
      isOfKeys ? Localized(en: "key ↓", zh: "键 ↓") : Localized(en: "query ↓", zh: "查询 ↓")
    let names = isOfKeys ? tokens.keys : tokens.queries
    return heatMap.panel(
      matrix, scale: scale,
      rows: Axis(
        label: RichText(label[language]),
        domain: names.map { .names($0.displayed) } ?? .cells(count: matrix.rows, first: 0)),
      columns: Axis(
        label: RichText(KindStrings(language).dimension),
        domain: .cells(count: matrix.columns, first: 0)))
  }

  /// What the stage is called above a figure.
  /// - Parameter scaling: what was done to the scores.
  func title(_ language: Language, isCross: Bool, _ scaling: ScalingStrings?) -> RichText {
    func words(_ english: String, _ chinese: String) -> RichText {
      RichText(mathematics: Localized(en: english, zh: chinese)[language])
    }
    func matrix(_ english: String, _ chinese: String, _ letter: String) -> RichText {
      RichText(Localized(en: english + " ", zh: chinese + " ")[language]) + .matrix(letter)
    }
    switch self {
    case .q: return matrix("Queries", "查询", "Q")
    case .k: return matrix("Keys", "键", "K")
    case .v: return matrix("Values", "值", "V")
    case .scores: return words("Attention scores QKᵀ", "注意力分数 QKᵀ")
    case .scaled:
      return RichText(
        words("Scaled scores ", "缩放后的分数 ").spans + (scaling?.formula(language).spans ?? []))
    case .masked: return words("Scaled and masked scores", "缩放并加掩码后的分数")
    case .weights:
      return isCross
        ? words("Cross-attention weights", "交叉注意力权重") : words("Attention weights", "注意力权重")
    case .output: return words("Output Z of attention", "注意力的输出 Z")
    case .all: return words("Scaled dot-product attention", "缩放点积注意力")
    }
  }

  /// What the stage holds, in a sentence.
  func noun(isCross: Bool) -> Localized {
    if let vectors { return vectors.noun }
    return switch self {
    case .scores: Localized(en: "attention scores", zh: "注意力分数")
    case .scaled: Localized(en: "scaled attention scores", zh: "缩放后的注意力分数")
    case .masked: Localized(en: "masked attention scores", zh: "加掩码后的注意力分数")
    case .q, .k, .v, .weights, .output, .all:
      isCross
        ? Localized(en: "cross-attention weights", zh: "交叉注意力权重")
        : Localized(en: "attention weights", zh: "注意力权重")
    }
  }

  /// What one value is called, beside a colour bar.
  var valueName: Localized {
    switch self {
    case .q, .k, .v, .output: Localized(en: "value", zh: "数值")
    case .scores: Localized(en: "score", zh: "分数")
    case .scaled, .masked: Localized(en: "scaled score", zh: "缩放后的分数")
    case .weights, .all: KindStrings.weight
    }
  }
}
