// The heads of a large model: read when they are wanted, held only as small as they are drawn.

import AttentionMath
import FigureLayout
import FigureModel
import MatrixFiles
import TextFormats

/// Weights of several heads that stay in their file, or are computed whenever they are wanted.
struct StoredHeads {
  /// Each is read once, for the picture and for what is to be known of it.
  let parts: [RowsReadOnce]
  private let surveyed: [SurveyedRows]
  private let grid: WeightsGrid
  private let locations: [HeadLocation]
  let tokens: TokenAxes
  /// What a sample of each head's rows reaches, where that stands for all.
  private var samples: [ValueExtent]?

  init(
    _ grid: WeightsGrid, _ locations: [HeadLocation], _ tokens: TokenAxes
  ) throws(FigureError) {
    try tokens.queries?.check(count: grid.queries, axis: "queries")
    try tokens.keys?.check(count: grid.keys, axis: "keys")
    var surveyed: [SurveyedRows] = []
    for location in locations {
      surveyed.append(
        SurveyedRows(
          try grid.cells(layer: location.layer ?? 0, head: location.head ?? 0), WeightsSurvey()))
    }
    self.surveyed = surveyed
    parts = surveyed.map { RowsReadOnce($0) }
    self.grid = grid
    self.locations = locations
    self.tokens = tokens
  }

  /// So many rows of each head stand for all, before they are gone through.
  private static let sample = 4

  /// The heads as far as they are known by some of their rows; nil where all rows were gone through.
  var foreseen: StoredHeads? {
    var samples: [ValueExtent] = []
    for part in parts {
      guard let sample = try? part.sampledExtent(ofRows: Self.sample) else { return nil }
      samples.append(sample)
    }
    var heads = self
    heads.samples = samples
    return heads
  }

  /// What the values of each head reach.
  func extents() throws(FigureError) -> [ValueExtent] {
    if let samples { return samples }
    return try surveys().map(\.extent)
  }

  /// What the values of each head are like. Rows that were not gone through yet are.
  func surveys() throws(FigureError) -> [WeightsSurvey] {
    do throws(RowSourceError) {
      var surveys: [WeightsSurvey] = []
      for rows in surveyed { surveys.append(try rows.wholeFinding()) }
      return surveys
    } catch {
      throw .work("\(option: "weights") \(grid.reference): \(error)")
    }
  }

  /// What is to be said of each head.
  func concerns() throws(FigureError) -> [(location: HeadLocation?, concerns: [WeightsConcern])] {
    let surveys = try surveys()
    return zip(locations, surveys).map { location, survey in
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
    let queries = tokens.queries?.raw
    let count = max(1, parts.first?.rows ?? 1)
    return LabelledMatrix(
      source: StackedRows(parts),
      namingRows: { row in
        let (head, query) = row.quotientAndRemainder(dividingBy: count)
        return "\(names[head]): \(queries?[query] ?? "\(query)")"
      },
      tokens.keys?.raw)
  }
}

/// The heads that a figure shows, held or read when they are wanted.
enum DisplayedHeads {
  case held([AttentionWeights])
  case stored(StoredHeads)

  /// Whether so many weights are read when they are wanted, if they are shown as they are stored.
  static func areMany(_ count: Int, of grid: WeightsGrid) -> Bool {
    Double(count) * Double(grid.queries) * Double(grid.keys) > Double(MatrixHeatMap.maximumHeld)
  }

  /// The weights of the heads at some positions.
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

  /// Whether they are read when they are wanted.
  var isStored: Bool { if case .stored = self { true } else { false } }

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

  /// What is to be said of the layout of the array and of the weights. Those that are not held are gone
  /// through where they were not yet; what cannot be read is reported where the figure is composed.
  func warnings(_ shape: [Int], _ tokens: TokenAxes) -> [Message] {
    func layout(_ parts: [AttentionWeights], isCausal: Bool) -> [Message] {
      WeightsLayout(
        shape, parts: parts, tokens: tokens, uses: [.layers, .mask, .drop], isCausal: isCausal
      ).warnings
    }
    switch self {
    case .held(let parts):
      return layout(parts, isCausal: false) + WeightsConcern.warnings(parts)
    case .stored(let heads):
      guard let surveys = try? heads.surveys(), let concerns = try? heads.concerns() else {
        return []
      }
      return layout([], isCausal: surveys.contains(where: \.looksCausal))
        + WeightsConcern.warnings(concerns)
    }
  }

  /// The heads as they can be laid out before they are read; nil where they are held.
  var foreseen: DisplayedHeads? {
    switch self {
    case .held: nil
    case .stored(let heads): heads.foreseen.map { .stored($0) }
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
        try heads.extents().map { ScaledValues($0, minimumPositive: nil) }, heatMap: heatMap,
        sharing: sharing)
    }
  }

  /// A panel for each.
  func panels(
    _ heatMap: HeatMapArguments, _ scales: HeadScales, hasLabels: Bool, _ language: Language
  ) throws(FigureError) -> [Panel] {
    switch self {
    case .held(let parts):
      return zip(parts, scales.scales).map { part, scale in
        heatMap.panel(part, scale: scale, hasLabels: hasLabels, language)
      }
    case .stored(let heads):
      let extents = try heads.extents()
      return heads.parts.indices.map { index in
        heatMap.panel(
          heads.parts[index], extents[index], heads.tokens,
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
