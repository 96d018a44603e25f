// Tokens made into vectors and projections from a seed, for attention without a model.

import AttentionMath
import FigureModel
import TextFormats

/// Attention of given tokens with projections drawn from a seed.
///
/// Each token is embedded by its own text, so that the same token has the same vector wherever it
/// stands.
struct SeededInput {
  /// d_model where neither options nor an encoding say it.
  static let usualDimensions = 4

  let dimensions: Int
  let seed: UInt64
  /// Whether the trained numbers of an encoding were drawn from the seed as well.
  var drewEncoding = false

  /// - Throws: where the dimensions are none that can be drawn.
  init(dimensions: Int, seed: Int) throws(FigureError) {
    guard (1...4096).contains(dimensions) else {
      throw .usage(
        "\(option: "dimensions") \(dimensions): must be from 1 to 4096",
        zh: "\(option: "dimensions") \(dimensions)：须为 1 到 4096 的数")
    }
    guard seed >= 0 else {
      throw .usage(
        "\(option: "seed") \(seed): must be 0 or more", zh: "\(option: "seed") \(seed)：须为不小于 0 的数")
    }
    self.dimensions = dimensions
    self.seed = UInt64(seed)
  }

  /// The embeddings of tokens, shape `[tokens, dimensions]`: normal numbers drawn from the seed and
  /// the token's text.
  func embeddings(_ tokens: [String]) -> Matrix<Double> {
    var values: [Double] = []
    for token in tokens {
      var generator = SeededGenerator(seed: seed ^ Self.hash(token))
      values += Matrix<Double>.normal(rows: 1, columns: dimensions, using: &generator).values
    }
    return Matrix(rows: tokens.count, columns: dimensions, values: values)
  }

  /// W_q, W_k and W_v, shape `[dimensions, dimensions]` each, their entries normal with a variance
  /// of 1 / dimensions, so that queries and keys are about as long as the embeddings.
  func projections() -> (query: Matrix<Double>, key: Matrix<Double>, value: Matrix<Double>) {
    var generator = SeededGenerator(seed: seed)
    let deviation = 1 / Double(dimensions).squareRoot()
    func next() -> Matrix<Double> {
      .normal(
        rows: dimensions, columns: dimensions, standardDeviation: deviation, using: &generator)
    }
    return (next(), next(), next())
  }

  /// What was drawn, in a sentence.
  var words: Localized {
    let isUsual = dimensions == Self.usualDimensions
    let (english, chinese) = (
      isUsual ? "Embeddings" : "Embeddings of \(dimensions) numbers",
      isUsual ? "词向量" : "\(dimensions) 维词向量"
    )
    return Localized(
      en: drewEncoding
        ? "\(english), projections and the encoding's trained numbers are drawn from seed \(seed) "
          + "(synthetic)."
        : "\(english) and projections are drawn from seed \(seed) (synthetic).",
      zh: drewEncoding
        ? "\(chinese)、投影与该编码的可训练数值均由种子 \(seed) 随机生成（合成）。"
        : "\(chinese)与投影由种子 \(seed) 随机生成（合成）。")
  }

  /// FNV-1a over the token's UTF-8: a number that is the same on every machine.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
