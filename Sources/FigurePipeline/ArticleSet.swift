// The article's figures: what each is, and its titles.

import FigureKinds
public import FigureModel

/// One figure of the built-in set.
public struct ArticleFigure: Sendable {
  public var id: String
  var kind: any FigureKind.Type
  var arguments: [String]
  var title: Localized

  /// The request for this figure.
  /// - Parameters:
  ///   - appearance: further options, such as `--theme dark`.
  public func request(language: Language, appearance: [String]) throws -> FigureRequest {
    try FigureRequest(
      name: id, kind: kind,
      arguments: arguments + ["--title", title[language], "--lang", language.rawValue] + appearance)
  }
}

/// The figures of the article on attention and positional encoding.
public enum ArticleSet {
  private static let lines = ["--dimensions", "256"]
  private static let sentence = ["--tokens", "我 爱 人 工 智 能", "--dimensions", "4"]
  private static let wide = ["--size", "1200x600px"]
  private static let example = [
    "--weights", "example:minilm", "--tokens-file", "example:minilm",
  ]
  private static let wider = ["--size", "1500x700px"]

  public static let figures: [ArticleFigure] = [
    ArticleFigure(
      id: "dot-product", kind: DotProductDiagram.self,
      arguments: sentence + ["--highlight", "0,2", "--highlight", "2,3"],
      title: Localized(
        en: "Scaled dot product: the score matrix", zh: "注意力点积过程、注意力分数矩阵")),
    ArticleFigure(
      id: "weighted-sum", kind: WeightedSumDiagram.self,
      arguments: sentence + ["--highlight-row", "0"],
      title: Localized(en: "Weighted sum of the values", zh: "加权求和示意图")),
    ArticleFigure(
      id: "self-and-cross-attention", kind: SelfAndCrossAttentionDiagram.self, arguments: [],
      title: Localized(en: "Self- and cross-attention", zh: "Self-Attention 与 Cross-Attention")),
    ArticleFigure(
      id: "multi-head", kind: MultiHeadDiagram.self, arguments: ["--heads", "8"],
      title: Localized(en: "Multi-head attention", zh: "多头注意力详解")),
    ArticleFigure(
      id: "pe-matrix", kind: PositionalHeatMap.self,
      arguments: ["--positions", "100", "--dimensions", "256", "--size", "1180x590px"],
      title: Localized(en: "Positional encoding matrix", zh: "位置向量矩阵")),
    ArticleFigure(
      id: "four-positions", kind: PositionalLines.self,
      arguments: lines + ["--at-positions", "5,10,20,40"] + wide,
      title: Localized(en: "Four position vectors", zh: "四个不同位置的位置向量")),
    ArticleFigure(
      id: "last30-four-positions", kind: PositionalLines.self,
      arguments: lines
        + ["--at-positions", "1,5,20,50", "--dims", "226-255", "--ylim", "-1,1.05"] + wide,
      title: Localized(en: "The last 30 dimensions", zh: "最后 30 个维度")),
    ArticleFigure(
      id: "last30-position5", kind: PositionalLines.self,
      arguments: lines + ["--at-positions", "5", "--dims", "226-255"] + wide,
      title: Localized(en: "Position 5, the last 30 dimensions", zh: "位置5的最后 30 维度")),
    ArticleFigure(
      id: "position5-first50", kind: PositionalLines.self,
      arguments: lines + ["--at-positions", "5", "--dims", "0-49"] + wide,
      title: Localized(en: "Position 5, the first 50 dimensions", zh: "pos为5时，位置编码的前50个维度")),
    ArticleFigure(
      id: "decompose-low", kind: Decomposition.self,
      arguments: lines + ["--position", "5", "--dims", "0-49"] + wider,
      title: Localized(en: "Position 5 taken apart into sin and cos", zh: "pos为5时，位置编码的前50个维度")),
    ArticleFigure(
      id: "decompose-high", kind: Decomposition.self,
      arguments: lines + ["--position", "5", "--dims", "226-255"] + wider,
      title: Localized(
        en: "Position 5 taken apart into sin and cos, the last 30 dimensions",
        zh: "位置5的最后 30 维度")),
    ArticleFigure(
      id: "decompose-curves", kind: Decomposition.self,
      arguments: lines + ["--position", "5", "--dims", "0-49", "--form", "continuous"] + wider,
      title: Localized(
        en: "The continuous curves behind position 5, and the values taken from them",
        zh: "位置5背后的连续曲线与各维度的取值")),
    ArticleFigure(
      id: "similarity", kind: PositionalSimilarity.self,
      arguments: ["--positions", "50", "--dimensions", "256", "--metric", "cosine"]
        + ["--size", "1000x800px"],
      title: Localized(
        en: "Cosine similarity of the first 50 positions", zh: "前50个位置的位置编码相似度")),
    ArticleFigure(
      id: "shift-fingerprint", kind: Shift.self,
      arguments: lines + ["--pairs", "12-10,14-12"] + wider,
      title: Localized(en: "The fingerprint of a +2 shift", zh: "位移 +2 的“指纹”")),
    ArticleFigure(
      id: "frequencies", kind: Frequencies.self, arguments: lines + ["--size", "1200x500px"],
      title: Localized(
        en: "Frequencies fall geometrically, against the linear choice", zh: "频率等比下降，与等差选择相比")),
    ArticleFigure(
      id: "permutation", kind: PermutationDemo.self, arguments: ["--tokens", "我 打 你"],
      title: Localized(en: "Attention alone does not see order", zh: "没有位置信息的注意力看不到顺序")),
    ArticleFigure(
      id: "softmax-example", kind: SoftmaxExample.self, arguments: [],
      title: Localized(
        en: "Softmax of the six scores, raw and divided by √4", zh: "六个分数的 softmax：原始与除以 √4")),
    ArticleFigure(
      id: "self-focus", kind: SelfFocus.self, arguments: [],
      title: Localized(en: "Looking at oneself too much", zh: "过度关注自身")),
    ArticleFigure(
      id: "naive-positions", kind: NaivePositions.self, arguments: [],
      title: Localized(en: "The bare index against the sinusoid", zh: "直接使用序号与正弦编码的比较")),
    ArticleFigure(
      id: "bert-head0", kind: Attention.self,
      arguments: example + ["--layer", "5", "--head", "0", "--size", "1200x1000px"],
      title: Localized(
        en: "all-MiniLM-L6-v2 (BERT), last layer, head 0",
        zh: "all-MiniLM-L6-v2（BERT）最后一层第 0 头的自注意力")),
    ArticleFigure(
      id: "bert-four-heads", kind: Heads.self,
      arguments: example
        + ["--layer", "5", "--heads", "0,2,5,8", "--columns", "2", "--size", "1500x1200px"],
      title: Localized(
        en: "all-MiniLM-L6-v2 (BERT), last layer, heads 0, 2, 5 and 8",
        zh: "all-MiniLM-L6-v2（BERT）最后一层的多头注意力")),
  ]
}
