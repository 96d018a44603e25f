// All heads of the model that a figure of some heads is drawn from.

import AttentionMath
import FigureModel
import MatrixFiles
public import MatrixSources
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

/// A kind that draws heads as a file of weights holds them, beside which any other head of the file can be
/// shown.
public protocol ShowsStoredHeads: FigureKind {
  /// The file; nil where no head is drawn as the file holds it.
  var fileOfHeads: String? { get }
  var arrayOfHeads: Arrangement { get }
  var tables: TableArguments { get }
  /// The first head that is drawn.
  var firstHead: (layer: Int, head: Int) { get }
}

extension Heads: ShowsStoredHeads {
  public var fileOfHeads: String? {
    guard minus == nil, array.index == nil, mask.used == nil, selection.used == nil,
      tokens.keepsAll,
      heatMap.keepsRows
    else { return nil }
    return weights
  }
  public var arrayOfHeads: Arrangement { array.arrangement }
  public var firstHead: (layer: Int, head: Int) { (layer ?? 0, heads?.values.first ?? 0) }
}

extension ModelView: ShowsStoredHeads {
  public var fileOfHeads: String? {
    guard array.index == nil, mask.used == nil, selection.used == nil, tokens.keepsAll,
      heatMap.keepsRows
    else { return nil }
    return weights
  }
  public var arrayOfHeads: Arrangement { array.arrangement }
  public var firstHead: (layer: Int, head: Int) {
    (layers?.values.first ?? 0, heads?.values.first ?? 0)
  }
}

extension Attention: ShowsStoredHeads {
  public var fileOfHeads: String? {
    guard attention.stage == .weights, attention.minus == nil, attention.combine == nil,
      attention.queryToken == nil, attention.choice.index == nil, attention.mask.used == nil,
      attention.scaling.used == nil, attention.selection.used == nil, positions.used == nil,
      attention.tokens.keepsAll, attention.heatMap.keepsRows
    else { return nil }
    return attention.weights
  }
  public var arrayOfHeads: Arrangement { attention.array.arrangement }
  public var tables: TableArguments { attention.tables }
  public var firstHead: (layer: Int, head: Int) {
    (attention.choice.layer ?? 0, attention.choice.head ?? 0)
  }
}

extension TokenArguments {
  /// Whether no token is left out.
  fileprivate var keepsAll: Bool { dropTokens == nil && onlyTokens == nil }
}

extension HeatMapArguments {
  /// Whether queries stand below one another, the first at the top.
  fileprivate var keepsRows: Bool { !transpose && origin == .upper }
}

extension ShowsStoredHeads {
  /// All heads of the file, whichever are drawn.
  /// - Parameter limit: the most values to read.
  /// - Returns: nil where there are more.
  public func allHeads(
    in context: ComputeContext, atMost limit: Int
  ) throws(FigureError) -> HeadTensor? {
    // A model would have to be run again.
    guard let weights = fileOfHeads else { return nil }
    let context = context.reading(tables)
    let tensor = try MatrixInput.tensor(
      weights, option: "weights", arrayOfHeads, context)
    guard tensor.info.count <= limit else { return nil }
    let grid = try WeightsGrid(tensor: tensor, reference: weights)
    guard grid.layers * grid.heads > 1 else { return nil }
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
