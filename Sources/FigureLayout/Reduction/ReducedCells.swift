// A matrix with more cells than pixels: which value each pixel shows, and what is lost by it.

import AttentionMath
import FigureModel

/// The cells of a heat map as they are drawn.
struct ReducedCells {
  /// Shape `[drawn rows, drawn columns]`.
  var matrix: Matrix<Double>
  /// How they were made fewer; nil where each is a cell of the matrix.
  var filter: ReductionFilter?
  /// The share of drawn cells, 0 … 1, that stand for values whose colours clearly differ.
  var busyShare = 0.0
  /// Whether such values are drawn as a mean that none of them has.
  var blends = false
  /// The share of drawn cells, 0 … 1, that clearly differ from the value that is farthest from the mean of all
  /// among those they stand for: a peak or a pit that is not seen there.
  var missedShare = 0.0

  init(_ matrix: Matrix<Double>) { self.matrix = matrix }

  /// Colours of one block that are farther apart than this share of the scale clearly differ.
  static let clearly = 0.15
  /// A mean is drawn where all values of each block are within this share of the scale.
  private static let closely = 0.1
  /// Blocks whose values differ are isolated where they are at most this share of all.
  static let isolated = 0.25

  /// - Parameters:
  ///   - wanted: the filter; nil for the one that suits the blocks.
  ///   - hasPeaks: whether the extremes of all blocks are known, so that they can be drawn.
  ///   - turns: whether neighbours take turns, which extremes would not.
  init(
    _ blocks: CellBlocks, scale: ColorScale, wanted: ReductionFilter?, hasPeaks: Bool = true,
    keeping turns: Alternation = Alternation()
  ) {
    let (busy, most) = Self.spread(blocks, scale)
    busyShare = busy
    let suited: ReductionFilter =
      turns.isAny
      ? .nearest
      : most <= Self.closely
        ? .mean : hasPeaks && busy <= Self.isolated ? .extremes : .nearest
    let filter = wanted ?? suited
    self.filter = filter
    blends = filter == .mean && most > Self.clearly
    matrix = Matrix(
      rows: blocks.rows, columns: blocks.columns, values: blocks.values(filter))
    if wanted == nil, hasPeaks {
      switch filter {
      case .extremes: keepCloseBlocks(blocks, scale)
      case .nearest: keepPeaks(blocks, scale)
      case .mean, .max, .min: break
      }
    }
    if busy > 0 { missedShare = Self.missedShare(matrix.values, blocks, scale) }
  }

  /// Shows the mean of blocks in which nothing stands out, and of others the value that is farthest from their own:
  /// by the mean of the whole matrix, slopes with some noise would have a step where they cross it.
  private mutating func keepCloseBlocks(_ blocks: CellBlocks, _ scale: ColorScale) {
    for block in matrix.values.indices where matrix.values[block].isFinite {
      let (minimum, maximum) = (blocks.minimum[block], blocks.maximum[block])
      let mean = blocks.mean(block)
      let isClose = scale.shade(of: maximum) - scale.shade(of: minimum) <= Self.clearly
      if isClose {
        matrix.values[block] = mean
      } else if maximum - mean != mean - minimum {
        matrix.values[block] = maximum - mean > mean - minimum ? maximum : minimum
      }
    }
  }

  /// Shows values that lie clearly beyond all that one cell of each block reaches: of noise the picture has samples,
  /// of what stands out from it everything.
  private mutating func keepPeaks(_ blocks: CellBlocks, _ scale: ColorScale) {
    let drawn = ValueExtent(matrix.values)
    guard drawn.minimum <= drawn.maximum else { return }
    let low = scale.shade(of: drawn.minimum) - Self.clearly
    let high = scale.shade(of: drawn.maximum) + Self.clearly
    for block in matrix.values.indices where matrix.values[block].isFinite {
      let (minimum, maximum) = (blocks.minimum[block], blocks.maximum[block])
      if scale.shade(of: maximum) > high {
        matrix.values[block] = maximum
      } else if scale.shade(of: minimum) < low {
        matrix.values[block] = minimum
      }
    }
  }

  /// The share of blocks whose colours clearly differ, and the largest difference in any.
  private static func spread(_ blocks: CellBlocks, _ scale: ColorScale) -> (Double, Double) {
    var busy = 0
    var most = 0.0
    for (minimum, maximum) in zip(blocks.minimum, blocks.maximum) where minimum < maximum {
      let spread = scale.shade(of: maximum) - scale.shade(of: minimum)
      if spread > clearly { busy += 1 }
      most = max(most, spread)
    }
    return (Double(busy) / Double(max(1, blocks.minimum.count)), most)
  }

  /// The share of blocks whose extreme clearly differs from the value drawn. What has no finite value to show is
  /// counted elsewhere.
  private static func missedShare(
    _ drawn: [Double], _ blocks: CellBlocks, _ scale: ColorScale
  ) -> Double {
    let missed = zip(drawn, blocks.finiteValues(.extremes)).count { drawn, extreme in
      drawn.isFinite && extreme.isFinite
        && abs(scale.shade(of: extreme) - scale.shade(of: drawn)) > clearly
    }
    return Double(missed) / Double(max(1, drawn.count))
  }
}

extension ReducedCells {
  /// The cells of a heat map in so many rows and columns.
  /// - Parameter extent: what the values reach.
  /// - Throws: where a row cannot be had.
  init(
    _ source: any RowSource, of map: HeatMap, extent: ValueExtent?, rows: Int, columns: Int
  ) throws(RowSourceError) {
    if let known = source as? RowsReadOnce {
      self = try known.cells(of: map, extent: extent, rows: rows, columns: columns)
    } else if Self.areProducts(source, of: map, extent: extent),
      let products = source as? any ProductRows, let extent
    {
      self = try products.reduced(
        extent, scale: map.scale, wanted: map.reduction, rows: rows, columns: columns)
    } else {
      let turns =
        map.reduction == nil
        ? try Alternation(of: source, scale: map.scale, rows: rows, columns: columns)
        : Alternation()
      self.init(
        try CellBlocks(source, rows: rows, columns: columns, keeping: turns), scale: map.scale,
        wanted: map.reduction, keeping: turns)
    }
  }

  /// Whether the cells are products that are made smaller without all of them being made.
  static func areProducts(
    _ source: any RowSource, of map: HeatMap, extent: ValueExtent?
  ) -> Bool {
    guard let products = source as? any ProductRows, extent?.isFinite == true else { return false }
    return products.areMany && map.reduction ?? .mean == .mean
  }
}

extension ColorScale {
  /// How far along the scale's colours a value is drawn, 0 … 1.
  func shade(of value: Double) -> Double { min(max(fraction(of: value), 0), 1) }
}

extension CellBlocks {
  /// A kind that makes up at most so many cells for each block has a colour of its own wherever there
  /// is one: were it as seldom as that and shown by its share, few of it would be seen.
  private static let seldom = 0.25

  /// The value that stands for each block.
  ///
  /// Kinds of cells (finite, NaN, +∞, −∞) that are seldom in the whole matrix are shown in each block
  /// that has one, the most seldom first; of the others a block shows the kind of its nearest cell,
  /// so that the picture has the same shares of them as the matrix.
  func values(_ filter: ReductionFilter) -> [Double] {
    let finite = finiteValues(filter)
    guard holes.contains(where: { !$0.isEmpty }) else { return finite }
    var values = finite
    let holeTotals = holes.map { $0.reduce(0) { $0 + Double($1) } }
    let all = Double(fromRows) * Double(fromColumns)
    let totals = holeTotals + [all - holeTotals.reduce(0, +)]
    let bound = Self.seldom * Double(minimum.count)
    let seldom = totals.indices.filter { totals[$0] > 0 && totals[$0] <= bound }
      .sorted { totals[$0] < totals[$1] }
    for block in values.indices {
      func has(_ kind: Int) -> Bool {
        kind == 3
          ? minimum[block] <= maximum[block] : !holes[kind].isEmpty && holes[kind][block] > 0
      }
      let sample = nearest[block]
      let kind =
        seldom.first(where: has) ?? (sample.isFinite ? 3 : sample.isNaN ? 0 : sample > 0 ? 1 : 2)
      if kind < 3 { values[block] = Self.kinds[kind] }
    }
    return values
  }

  /// The value of each block's finite cells; any where there is none.
  fileprivate func finiteValues(_ filter: ReductionFilter) -> [Double] {
    switch filter {
    case .max: return maximum
    case .min: return minimum
    case .mean: return minimum.indices.map(mean)
    case .extremes:
      let middle = overallMean
      return minimum.indices.map { block in
        maximum[block] - middle >= middle - minimum[block] ? maximum[block] : minimum[block]
      }
    case .nearest:
      return minimum.indices.map { block in
        // A block that shows its finite cells has one, if not in its middle.
        nearest[block].isFinite ? nearest[block] : maximum[block]
      }
    }
  }

  private func finiteCount(_ block: Int) -> Int {
    holes.reduce(count(block)) { $0 - ($1.isEmpty ? 0 : Int($1[block])) }
  }

  /// The mean of a block's finite cells, within what they reach.
  fileprivate func mean(_ block: Int) -> Double {
    let finite = Double(max(1, finiteCount(block)))
    let sum = sums[block]
    // Sums of values near the largest double.
    let mean = sum.isFinite ? sum / finite : minimum[block] / 2 + maximum[block] / 2
    return min(max(mean, minimum[block]), maximum[block])
  }

  private var overallMean: Double {
    var total = 0.0
    var mean = 0.0
    for block in minimum.indices where minimum[block] <= maximum[block] {
      let count = Double(finiteCount(block))
      total += count
      mean += (self.mean(block) - mean) * (count / total)
    }
    return mean
  }
}
