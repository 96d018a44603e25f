// What the article on attention claims in words, each with the claims and figures that check it.

public import FigureClaims
public import FigureKinds
public import FigureModel
import FigurePipeline
import TextFormats

/// One thing the article says in words.
public struct ArticleClaim: Sendable {
  /// Its position in the article's order, from 1.
  public var number: Int
  public var statement: Localized
  /// What checks it: the id of a claim and of the figure whose data are measured.
  public var checks: [Check]

  /// A claim on a figure.
  public struct Check: Hashable, Sendable {
    public var claim: String
    public var figure: String
  }

  init(_ number: Int, _ statement: Localized, _ checks: [(claim: String, figure: String)]) {
    self.number = number
    self.statement = statement
    self.checks = checks.map { Check(claim: $0.claim, figure: $0.figure) }
  }
}

/// The article's claims, in its order.
public enum ArticleClaims {
  public static let all: [ArticleClaim] = [
    ArticleClaim(
      1, Localized(en: "The weights of a row sum to 1.", zh: "每一行权重之和为 1。"),
      [("rows-sum-to-one", "softmax-example"), ("rows-sum-to-one", "bert-head0")]),
    ArticleClaim(
      2,
      Localized(
        en: "Attention without positions does not see order; with the encoding added it does.",
        zh: "没有位置信息的注意力看不到顺序；加上位置编码后才看得到。"),
      [("permutation-permutes-output", "permutation"), ("positions-break-symmetry", "permutation")]),
    ArticleClaim(
      3,
      Localized(
        en: "Plain self-attention looks at itself too much when W_q = W_k.",
        zh: "当 W_q = W_k 时，自注意力过度关注自身。"),
      [("diagonal-dominates", "self-focus")]),
    ArticleClaim(
      4,
      Localized(
        en: "Adding the bare index grows without bound, while the encoding stays in [−1, 1].",
        zh: "直接加序号会无限增长，而编码保持在 [−1, 1] 内。"),
      [("index-grows", "naive-positions"), ("encoding-bounded", "naive-positions")]),
    ArticleClaim(
      5, Localized(en: "No two positions share a vector.", zh: "任意两个位置的向量都不相同。"),
      [("positions-distinct", "pe-matrix")]),
    ArticleClaim(
      6,
      Localized(
        en: "Low dimensions oscillate fast, the last ones stand at 0 and 1.",
        zh: "低维度快速振荡，最后的维度停在 0 与 1。"),
      [
        ("low-dimensions-oscillate", "pe-matrix"),
        ("last-dimensions-at-rest", "last30-position5"),
      ]),
    ArticleClaim(
      7,
      Localized(
        en: "Frequencies fall geometrically from 1 towards 1/10000, against ω_i = C·i.",
        zh: "频率从 1 等比下降到接近 1/10000，与 ω_i = C·i 相对。"),
      [
        ("frequencies-geometric", "frequencies"), ("linear-frequencies-even", "frequencies"),
        ("last-frequency", "frequencies"),
      ]),
    ArticleClaim(
      8,
      Localized(
        en: "PE(pos + k) is a fixed linear map of PE(pos).", zh: "PE(pos + k) 是 PE(pos) 的固定线性变换。"),
      [("shift-is-linear", "pe-matrix"), ("shift-is-linear", "shift-fingerprint")]),
    ArticleClaim(
      9,
      Localized(
        en: "The similarity is constant along every diagonal and depends on |i − j| alone.",
        zh: "相似度沿每条对角线不变，只取决于 |i − j|。"),
      [
        ("similarity-depends-on-distance", "similarity"),
        ("similarity-matches-product", "similarity"),
      ]),
    ArticleClaim(
      10,
      Localized(en: "Multi-head output has the input's shape.", zh: "多头注意力的输出与输入形状相同。"),
      [("heads-keep-shape", "multi-head")]),
  ]

  /// An article's claim with what its checks found.
  public struct Checked: Sendable {
    public var claim: ArticleClaim
    public var results: [CheckedClaim]
  }

  /// Checks every one of them on the article's figures.
  public static func check() throws(FigureError) -> [Checked] {
    var subjects: [String: ClaimSubject] = [:]
    var checked: [Checked] = []
    for claim in all {
      var results: [CheckedClaim] = []
      for check in claim.checks {
        if subjects[check.figure] == nil { subjects[check.figure] = try subject(check.figure) }
        guard let type = Claims.named(check.claim), let subject = subjects[check.figure],
          let result = try Claims.check(type, on: subject)
        else {
          throw .work("\(check.claim): cannot be checked on the figure \(check.figure)")
        }
        results.append(result)
      }
      checked.append(Checked(claim: claim, results: results))
    }
    return checked
  }

  private static func subject(_ id: String) throws(FigureError) -> ClaimSubject {
    let figure: PlannedFigure?
    do throws(ManifestError) {
      figure = try ArticleManifest.figure(id, language: .english)
    } catch {
      throw .work("\(id): \(error)")
    }
    guard let figure else { throw .work("\(id): the article has no such figure") }
    return try ClaimSubject(figure.request)
  }
}
