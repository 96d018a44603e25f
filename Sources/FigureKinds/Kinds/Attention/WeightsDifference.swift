// The difference of two runs: the same heads of two files, one taken from the other.

import AttentionMath
import FigureModel
import MatrixFiles
import MatrixSources
import TextFormats

/// Weights that are taken from others.
struct WeightsDifference {
  let reference: String
  /// In the shape of the others.
  let tensor: Tensor

  /// - Parameters:
  ///   - reference: the file of the weights that are taken from the others.
  ///   - arrangement: how the axes of the others were read.
  ///   - shape: the others' as it is then.
  /// - Throws: where the weights are not of that shape, axes of length 1 aside.
  init(
    _ reference: String, _ arrangement: Arrangement, of shape: [Int], _ context: ComputeContext
  ) throws(FigureError) {
    self.reference = reference
    let array = try MatrixInput.array(reference, option: "minus", context) {
      arrangement.ofOther($0, beside: shape)
    }
    tensor = try Self.fitted(array.tensor, to: shape, reference)
  }

  /// The other file's heads, which are as many and as large.
  func grid(like other: WeightsGrid) throws(FigureError) -> WeightsGrid {
    var grid = try WeightsGrid(tensor: tensor, reference: reference, option: "minus")
    if other.isKeysByQueries { grid.turn() }
    return grid
  }

  /// Weights under a shape that is theirs but for axes of length 1, such as a batch of one, which hold nothing
  /// to compare.
  private static func fitted(
    _ tensor: Tensor, to shape: [Int], _ reference: String
  ) throws(FigureError) -> Tensor {
    let own = tensor.info.shape
    if own == shape { return tensor }
    guard areAlike(own, shape), let fitted = try? tensor.reshaped(to: shape) else {
      throw .usage(
        "\(option: "minus") \(reference): has the shape \(own) and \(option: "weights") \(shape); only "
          + "weights of the same layers, heads, queries and keys have a difference",
        zh:
          "\(option: "minus") \(reference)：形状为 \(own)，而\(option: "weights")为 \(shape)；层、头、查询和键都相同的权重才能求差"
      )
    }
    return fitted
  }

  /// Whether two shapes are of the same layers, heads, queries and keys.
  static func areAlike(_ a: [Int], _ b: [Int]) -> Bool {
    guard a.count >= 2, b.count >= 2, a.suffix(2) == b.suffix(2),
      a.dropLast(2).filter({ $0 != 1 }) == b.dropLast(2).filter({ $0 != 1 })
    else { return false }
    // Of layers by heads it is plain which of both is 1: layers of one head are not heads of one layer.
    return a.count != 4 || b.count != 4 || a == b
  }

  /// The two files as words name them.
  struct Names: Sendable {
    let weights: String
    let minus: String

    /// "a.npy − b.npy"
    var words: String { "\(Self.short(weights)) − \(Self.short(minus))" }

    /// What the values are.
    var noun: Localized {
      Localized(
        en: "differences of attention weights, \(words),", zh: "注意力权重之差（\(words)）")
    }

    private static func short(_ reference: String) -> String {
      reference.split(separator: "/").last.map(String.init) ?? reference
    }
  }
}

extension Arrangement {
  /// How another array is read beside one that this arrangement gave a shape. What was said of axes holds for an
  /// array that has as many; any other is read by its usual layout.
  fileprivate func ofOther(_ array: SourcedArray, beside shape: [Int]) -> Arrangement {
    let count =
      axes?.count ?? shape.count + (batch == nil ? 0 : 1) + (index?.count ?? 0)
    // Axes that are taken apart have the count that is named whatever they had.
    guard leading == nil, array.tensor.info.shape.count != count else { return self }
    return Arrangement(step: array.steps == nil ? nil : step)
  }
}

extension AttentionWeights {
  /// These weights less others, element by element.
  /// - Precondition: both have one shape.
  func minus(_ other: AttentionWeights) -> AttentionWeights {
    var difference = self
    difference.matrix.values = zip(matrix.values, other.matrix.values).map { $0 - $1 }
    return difference
  }
}

extension HeatMapArguments {
  /// A scale that reaches as far below 0 as above it.
  func differenceScale(for values: ScaledValues) throws(FigureError) -> ColorScale {
    let reach = max(values.extent.maximum.magnitude, values.extent.minimum.magnitude)
    let limit = reach.isFinite && reach > 0 ? reach : 1
    return try scale(for: values, limits: (-limit, limit), defaultMap: "RdBu_r")
  }
}
