// The heads of a large model: read when they are wanted, held only as small as they are drawn.

import AttentionMath
import FigureModel
import MatrixFiles
import TextFormats

/// Weights of several heads that stay in their file.
struct StoredHeads {
  let parts: [FileRows]
  /// What the values of each head reach.
  private(set) var extents: [ValueExtent] = []
  /// What is to be said of each head.
  private(set) var concerns: [(location: HeadLocation?, concerns: [WeightsConcern])] = []

  /// Goes through the heads once, on all cores.
  init(
    _ grid: WeightsGrid, layers: [Int], heads: [Int], _ tokens: TokenAxes
  ) throws(FigureError) {
    try tokens.queries?.check(count: grid.queries, axis: "queries")
    try tokens.keys?.check(count: grid.keys, axis: "keys")
    var parts: [FileRows] = []
    var locations: [HeadLocation] = []
    for layer in layers {
      for head in heads {
        parts.append(try grid.cells(layer: layer, head: head))
        locations.append(grid.location(layer: layer, head: head))
      }
    }
    let sources = parts
    var found: [Int: (extent: ValueExtent, error: Double)] = [:]
    do throws(RowSourceError) {
      let work = Double(parts.count) * Double(grid.queries) * Double(grid.keys) * 4
      try concurrently(parts.count, work: work) { index throws(RowSourceError) in
        try Self.scan(sources[index])
      } joinedBy: {
        found[$0] = $1
      }
    } catch {
      throw .work("\(option: "weights") \(grid.reference): \(error)")
    }
    self.parts = parts
    for index in parts.indices {
      guard let (extent, error) = found[index] else { continue }
      extents.append(extent)
      let sums = WeightsConcern.ofRowSums(
        error: error, allowed: grid.tensor.info.rowSumTolerance, extent: extent,
        count: grid.queries * grid.keys)
      concerns.append(
        (
          locations[index],
          sums + WeightsConcern.ofTokens(rows: grid.queries, columns: grid.keys, tokens)
        ))
    }
  }

  /// The extent of a matrix and how far its rows' sums are from 1; NaN where a row holds NaN.
  private static func scan(
    _ cells: FileRows
  ) throws(RowSourceError) -> (extent: ValueExtent, error: Double) {
    var extent = ValueExtent()
    var maximum = 0.0
    try cells.forEachBlock(of: 0..<cells.rows) { block in
      for row in 0..<block.rows {
        extent.add(block.extent(ofRow: row))
        let error = abs(block.sum(ofRow: row) - 1)
        maximum = error.isNaN || maximum.isNaN ? .nan : max(maximum, error)
      }
    }
    return (extent, maximum)
  }

  /// All of them, one below the other.
  var stacked: StackedRows { StackedRows(parts) }

  /// The shape of one of them, in words.
  var shape: String { parts.first.map { "[\($0.rows), \($0.columns)]" } ?? "" }

  /// A panel for each, without labels.
  func panels(
    _ heatMap: HeatMapArguments, sharing: ColorScaleSharing, _ tokens: TokenAxes
  ) throws(FigureError) -> (panels: [Panel], scales: HeadScales) {
    let scales = try HeadScales(
      extents.map { ScaledValues($0, minimumPositive: nil) }, heatMap: heatMap, sharing: sharing)
    func axis(_ tokens: TokenList?, _ count: Int) -> Axis {
      Axis(domain: tokens.map { .names($0.shown) } ?? .cells(count: count, first: 0))
    }
    let panels = parts.indices.map { index in
      heatMap.panel(
        of: .streamed(parts[index], extents[index]), scale: scales.scales[index],
        rows: axis(tokens.queries, parts[index].rows),
        columns: axis(tokens.keys, parts[index].columns), aspect: .equal)
    }
    return (panels, scales)
  }
}
