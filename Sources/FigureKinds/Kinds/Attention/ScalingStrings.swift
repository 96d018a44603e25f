// What is done to the products of queries and keys before the mask, in words and signs.

import AttentionMath
import FigureModel
import FigureScene

/// Names the factor, the cap and the bias of scores: of models these are not always 1 / √d_k alone.
struct ScalingStrings: Hashable, Sendable {
  private let scale: Double
  /// Whether the factor is 1 / √d_k.
  private let isUsual: Bool
  private let softCap: Double?
  let hasBias: Bool

  init(_ stages: AttentionStages<Double>) {
    scale = stages.scale
    let usual = 1 / Double(max(stages.query.columns, 1)).squareRoot()
    // Models keep their factor in 32 bits.
    isUsual = (scale - usual).magnitude <= usual * 1e-6
    softCap = stages.softCap
    hasBias = stages.addition != nil
  }

  private static let root = RichText(mathematics: "√d_k").spans
  private static let product = RichText(mathematics: "QKᵀ").spans
  private var factor: String { formatNumber(scale, significant: 3) }

  private func cap(_ language: Language) -> String? {
    softCap.map { cap in
      let number = formatNumber(cap, significant: 3)
      return Localized(en: "soft cap \(number)", zh: "软上限 \(number)")[language]
    }
  }

  /// What stands at the arrow from scores to scaled ones: `÷ √d_k, + bias`.
  /// - Parameter isMasked: whether a mask is added as well.
  func step(isMasked: Bool, _ language: Language) -> RichText {
    let words = DiagramStrings(language)
    var steps: [[RichText.Span]] = []
    if isUsual {
      steps.append([RichText.Span("÷ ")] + Self.root)
    } else if scale != 1 {
      steps.append([RichText.Span("× " + factor)])
    }
    if let cap = cap(language) { steps.append([RichText.Span(cap)]) }
    if hasBias { steps.append([RichText.Span(words.plusBias)]) }
    if isMasked { steps.append([RichText.Span(words.plusMask)]) }
    let comma = RichText.Span(language == .chinese ? "，" : ", ")
    return RichText(Array(steps.joined(separator: [comma])))
  }

  /// The scores as a formula: `QKᵀ/√d_k + bias`.
  func formula(_ language: Language) -> RichText {
    var spans: [RichText.Span]
    if isUsual {
      spans = Self.product + [RichText.Span("/")] + Self.root
    } else {
      spans = (scale == 1 ? [] : [RichText.Span("\(factor) ")]) + Self.product
    }
    if let cap = cap(language) {
      spans.append(RichText.Span((language == .chinese ? "，" : ", ") + cap))
    }
    if hasBias {
      spans.append(
        RichText.Span(
          (softCap == nil ? " " : language == .chinese ? "，" : ", ")
            + DiagramStrings(language).plusBias))
    }
    return RichText(spans)
  }

  /// What is done to the scores, in a sentence: `scaled by 0.354 and biased by position`; nil where
  /// nothing is.
  var sentence: Localized? {
    var english: [String] = []
    var chinese: [String] = []
    if scale != 1 {
      english.append("scaled by \(factor)")
      chinese.append("乘以 \(factor) 缩放")
    }
    if let softCap {
      let number = formatNumber(softCap, significant: 3)
      english.append("capped softly at \(number)")
      chinese.append("以 \(number) 为软上限")
    }
    if hasBias {
      english.append("biased by position")
      chinese.append("加上位置偏置")
    }
    guard let last = english.last else { return nil }
    let first = english.dropLast().joined(separator: ", ")
    return Localized(
      en: first.isEmpty ? last : "\(first) and \(last)", zh: chinese.joined(separator: "，"))
  }
}
