// Heads, or layers, as one matrix: what is combined, and what is left out because it has no number.

import AttentionMath
import FigureModel
import TextFormats

/// Several matrices of weights combined element by element, one after the other: none is held.
///
/// A single NaN would make its position NaN whatever the other matrices hold, and in a rollout the
/// whole picture; so a matrix that holds one, or ∞, is left out and reported.
struct CombinedWeights {
  private let reduction: AttentionReduction
  /// The sum, the maximum or the minimum of them; nil for none.
  private var combined: Matrix<Double>?
  /// How many matrices it is made of.
  private(set) var count = 0
  /// Those that were left out.
  private(set) var leftOut: [HeadLocation] = []

  init(by reduction: AttentionReduction) { self.reduction = reduction }

  /// Takes in a matrix of the same shape as the others.
  mutating func add(_ matrix: Matrix<Double>, at location: HeadLocation) {
    guard ValueExtent(matrix.values).isFinite else { return leftOut.append(location) }
    count += 1
    guard combined != nil else {
      combined = matrix
      return
    }
    combined?.values.withUnsafeMutableBufferPointer { all in
      matrix.values.withUnsafeBufferPointer { own in
        switch reduction {
        case .mean: for index in own.indices { all[index] += own[index] }
        case .max:
          for index in own.indices where own[index] > all[index] { all[index] = own[index] }
        case .min:
          for index in own.indices where own[index] < all[index] { all[index] = own[index] }
        }
      }
    }
  }

  /// What they come to.
  /// - Parameter name: what they are of, for the error: "layer 2".
  /// - Throws: where every one of them holds a value that is not finite.
  consuming func matrix(of name: String, reference: String) throws(FigureError) -> Matrix<Double> {
    guard var matrix = combined else {
      throw .work(
        "\(option: "weights") \(reference): every matrix of \(name) holds NaN or ∞, so that nothing is left to "
          + "combine; save the weights without the positions that are masked whole",
        zh: "\(option: "weights") \(reference)：\(name) 的每个矩阵都含有 NaN 或 ∞，没有可合并的内容；请在保存权重时去掉整行被遮蔽的位置")
    }
    guard reduction == .mean else { return matrix }
    combined = nil
    let share = 1 / Double(count)
    matrix.values.withUnsafeMutableBufferPointer { values in
      for index in values.indices { values[index] *= share }
    }
    return matrix
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
