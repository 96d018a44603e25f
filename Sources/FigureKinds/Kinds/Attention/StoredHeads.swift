// The heads of a large model: read when they are wanted, held only as small as they are drawn.

import AttentionMath
import FigureModel
import MatrixFiles
import TextFormats

/// Weights of several heads that stay in their file, or are computed whenever they are wanted.
struct StoredHeads {
  let parts: [FileRows]
  /// What the values of each head are like.
  let surveys: [WeightsSurvey]
  /// What is to be said of each head.
  let concerns: [(location: HeadLocation?, concerns: [WeightsConcern])]
  let tokens: TokenAxes

  /// Goes through the heads once, on all cores.
  init(
    _ grid: WeightsGrid, _ locations: [HeadLocation], _ tokens: TokenAxes
  ) throws(FigureError) {
    try tokens.queries?.check(count: grid.queries, axis: "queries")
    try tokens.keys?.check(count: grid.keys, axis: "keys")
    var parts: [FileRows] = []
    for location in locations {
      parts.append(try grid.cells(layer: location.layer ?? 0, head: location.head ?? 0))
    }
    do throws(RowSourceError) {
      surveys = try WeightsSurvey.of(parts)
    } catch {
      throw .work("\(option: "weights") \(grid.reference): \(error)")
    }
    self.parts = parts
    self.tokens = tokens
    concerns = zip(locations, surveys).map { location, survey in
      let sums = WeightsConcern.ofRowSums(
        error: survey.rowSumError, allowed: grid.tensor.info.rowSumTolerance,
        extent: survey.extent, count: grid.queries * grid.keys)
      return (
        grid.location(layer: location.layer ?? 0, head: location.head ?? 0),
        sums + WeightsConcern.ofTokens(rows: grid.queries, columns: grid.keys, tokens)
      )
    }
  }
}

extension StoredHeads {
  /// All of them below one another, shape `[matrices · queries, keys]`.
  func table(names: [String]) -> LabelledMatrix {
    let queries = tokens.queries?.raw ?? (0..<(parts.first?.rows ?? 0)).map { "\($0)" }
    return LabelledMatrix(
      source: StackedRows(parts),
      namingRows: { names.flatMap { name in queries.map { "\(name): \($0)" } } },
      tokens.keys?.raw)
  }
}

/// The heads that a figure shows, held or read when they are wanted.
enum ShownHeads {
  case held([AttentionWeights])
  case stored(StoredHeads)

  /// Whether so many weights are read when they are wanted, if they are shown as they are stored.
  static func areMany(_ count: Int, of grid: WeightsGrid) -> Bool {
    Double(count) * Double(grid.queries) * Double(grid.keys) > Double(MatrixHeatMap.mostHeld)
  }

  /// The weights of the heads at some places.
  /// - Parameter mayBeStored: whether they are shown as they are stored.
  init(
    _ grid: WeightsGrid, _ locations: [HeadLocation], _ tokens: TokenAxes, mask: CheckedMask,
    _ heatMap: HeatMapArguments, mayBeStored: Bool
  ) throws(FigureError) {
    if mayBeStored, Self.areMany(locations.count, of: grid), !grid.isKeysByQueries,
      !heatMap.transpose, heatMap.norm != .log, tokens.showsAll, !tokens.joinsWords
    {
      self = .stored(try StoredHeads(grid, locations, tokens))
    } else {
      self = .held(try grid.parts(locations, tokens: tokens, mask: mask))
    }
  }

  /// Those that are held.
  var held: [AttentionWeights] {
    switch self {
    case .held(let parts): parts
    case .stored: []
    }
  }

  /// The shape of one of them.
  var rows: Int {
    switch self {
    case .held(let parts): parts.first?.matrix.rows ?? 0
    case .stored(let heads): heads.parts.first?.rows ?? 0
    }
  }
  var columns: Int {
    switch self {
    case .held(let parts): parts.first?.matrix.columns ?? 0
    case .stored(let heads): heads.parts.first?.columns ?? 0
    }
  }

  /// The shape in words.
  var shape: String { "[\(rows), \(columns)]" }

  var emptyRows: Int { held.reduce(0) { $0 + $1.emptyRows } }

  /// Whether those that are not held look causal.
  var looksCausal: Bool {
    switch self {
    case .held: false
    case .stored(let heads): heads.surveys.contains(where: \.looksCausal)
    }
  }

  var warnings: [Message] {
    switch self {
    case .held(let parts): WeightsConcern.warnings(parts)
    case .stored(let heads): WeightsConcern.warnings(heads.concerns)
    }
  }

  /// The colour scale of each.
  func scales(
    _ heatMap: HeatMapArguments, sharing: ColorScaleSharing, areDifferences: Bool = false
  ) throws(FigureError) -> HeadScales {
    switch self {
    case .held(let parts):
      try HeadScales(parts, heatMap: heatMap, sharing: sharing, areDifferences: areDifferences)
    case .stored(let heads):
      try HeadScales(
        heads.surveys.map { ScaledValues($0.extent, minimumPositive: nil) }, heatMap: heatMap,
        sharing: sharing)
    }
  }

  /// A panel for each.
  func panels(
    _ heatMap: HeatMapArguments, _ scales: HeadScales, hasLabels: Bool, _ language: Language
  ) -> [Panel] {
    switch self {
    case .held(let parts):
      zip(parts, scales.scales).map { part, scale in
        heatMap.panel(part, scale: scale, hasLabels: hasLabels, language)
      }
    case .stored(let heads):
      heads.parts.indices.map { index in
        heatMap.panel(
          heads.parts[index], heads.surveys[index].extent, heads.tokens,
          scale: scales.scales[index], hasLabels: hasLabels, language)
      }
    }
  }

  /// All of them below one another, shape `[matrices · queries, keys]`.
  func table(names: [String]) -> LabelledMatrix {
    switch self {
    case .held(let parts): WeightsTable.stacked(parts, names: names)
    case .stored(let heads): heads.table(names: names)
    }
  }
}
