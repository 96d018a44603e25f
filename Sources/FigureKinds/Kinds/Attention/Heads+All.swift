// All heads of the model that a figure of some heads is drawn from.

import AttentionMath
import MatrixFiles
import TextFormats

/// Every head of every layer, shape `[layers, heads, rows, columns]`.
public struct HeadTensor: Sendable {
  public var layers: Int
  public var heads: Int
  public var rows: Int
  public var columns: Int
  /// Row by row, head by head, layer by layer.
  public var values: [Double]
}

extension Heads {
  /// All heads of the file, whichever are drawn.
  /// - Parameter limit: the most values to read.
  /// - Returns: nil where there are more.
  public func allHeads(
    in context: ComputeContext, atMost limit: Int
  ) throws(FigureError) -> HeadTensor? {
    // A model would have to be run again.
    guard let weights else { return nil }
    let context = context.reading(tables)
    let tensor = try MatrixInput.tensor(
      weights, option: "weights", array.arrangement, context)
    guard tensor.info.count <= limit else { return nil }
    let grid = try WeightsGrid(tensor: tensor, reference: weights)
    var result = HeadTensor(
      layers: grid.layers, heads: grid.heads, rows: tensor.info.rows,
      columns: tensor.info.columns, values: [])
    for layer in 0..<grid.layers {
      for head in 0..<grid.heads {
        result.values += try grid.matrix(layer: layer, head: head).values
      }
    }
    return result
  }
}
