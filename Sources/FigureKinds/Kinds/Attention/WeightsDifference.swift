// The difference of two runs: the same heads of two files, one taken from the other.

import AttentionMath
import FigureModel
import MatrixFiles
import MatrixSources
import TextFormats

/// Weights that are taken from others.
struct WeightsDifference {
  let reference: String
  let array: SourcedArray

  init(
    _ reference: String, _ arrangement: Arrangement, _ context: ComputeContext
  ) throws(FigureError) {
    self.reference = reference
    array = try MatrixInput.array(reference, option: "minus", arrangement, context)
  }

  /// The other file's heads, which must be as many and as large.
  func grid(like other: WeightsGrid) throws(FigureError) -> WeightsGrid {
    try check(other.tensor.info.shape)
    var grid = try WeightsGrid(tensor: array.tensor, reference: reference, option: "minus")
    if other.isKeysByQueries { grid.turn() }
    return grid
  }

  /// Refuses an array of another shape.
  func check(_ shape: [Int]) throws(FigureError) {
    guard array.tensor.info.shape == shape else {
      throw .usage(
        "\(option: "minus") \(reference): has the shape \(array.tensor.info.shape) and \(option: "weights") \(shape); only "
          + "weights of one shape have a difference",
        zh:
          "\(option: "minus") \(reference)：形状为 \(array.tensor.info.shape)，而\(option: "weights")为 \(shape)；形状相同的权重才能求差"
      )
    }
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

extension AttentionWeights {
  /// These weights less others, place by place.
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
