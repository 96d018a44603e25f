// Heads, or layers, as one matrix: what is combined, and what is left out because it has no number.

import AttentionMath
import FigureModel
import TextFormats

/// Several matrices of weights combined place by place.
///
/// A single NaN would make its place NaN whatever the other matrices hold, and in a rollout the
/// whole picture; so a matrix that holds one, or ∞, is left out and told of.
struct CombinedWeights {
  let matrix: Matrix<Double>
  /// How many matrices it is made of.
  let count: Int
  /// Those that were left out.
  let leftOut: [HeadLocation]

  /// - Parameters:
  ///   - parts: matrices of the same shape, one or more.
  ///   - name: what they are of, for the error: "layer 2".
  /// - Throws: where every one of them holds a value that is not finite.
  init(
    _ parts: [(location: HeadLocation, matrix: Matrix<Double>)], by reduction: AttentionReduction,
    of name: String, reference: String
  ) throws(FigureError) {
    var kept: [Matrix<Double>] = []
    var leftOut: [HeadLocation] = []
    for part in parts {
      if ValueExtent(part.matrix.values).isFinite {
        kept.append(part.matrix)
      } else {
        leftOut.append(part.location)
      }
    }
    guard !kept.isEmpty else {
      throw .work(
        "\(option: "weights") \(reference): every matrix of \(name) holds NaN or ∞, so that nothing is left to "
          + "combine; save the weights without the positions that are masked whole",
        zh: "\(option: "weights") \(reference)：\(name) 的每个矩阵都含有 NaN 或 ∞，没有可合并的内容；请在保存权重时去掉整行被遮蔽的位置")
    }
    do throws(AttentionError) {
      matrix = try combined(kept, by: reduction)
    } catch {
      throw .work("\(option: "weights") \(reference): \(error)")
    }
    count = kept.count
    self.leftOut = leftOut
  }

  /// What is to be said of matrices that were left out; nil where none was.
  static func warning(_ leftOut: [HeadLocation]) -> Message? {
    guard !leftOut.isEmpty else { return nil }
    return Message(
      "\(HeadLocation.words(leftOut)): left out, for NaN or ∞ in "
        + (leftOut.count == 1 ? "it" : "them") + " would take the place of all other weights",
      zh: "\(HeadLocation.words(leftOut, .chinese))：已略去，其中的 NaN 或 ∞ 会取代所有其他权重")
  }

  /// The same for the figure itself.
  static func note(_ leftOut: [HeadLocation], _ language: Language) -> FigureNote? {
    guard !leftOut.isEmpty else { return nil }
    let locations = HeadLocation.words(leftOut, language)
    return FigureNote(
      Localized(
        en: "Left out because of NaN or ∞: \(locations).", zh: "因含 NaN 或 ∞ 而略去：\(locations)。"
      )[language])
  }
}
