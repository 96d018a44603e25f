// What the cells of a heat map reach, and which of them its colour scale cannot tell apart.

public import AttentionMath

/// What the values of a colour scale reach.
public struct ScaledValues: Hashable, Sendable {
  public private(set) var extent: ValueExtent
  /// The minimum value above 0; nil where there is none, and where no one asked.
  public private(set) var minimumPositive: Double?

  public init(_ extent: ValueExtent, minimumPositive: Double?) {
    self.extent = extent
    self.minimumPositive = minimumPositive
  }

  /// What these values reach.
  /// - Parameter norm: for `log` the minimum value above 0 is looked for as well.
  public init(_ values: [Double], for norm: Norm) {
    let extent = ValueExtent(values)
    self.init(
      extent,
      minimumPositive: norm != .log
        ? nil : extent.minimum > 0 ? extent.ends.first : values.minimumPositive)
  }

  /// The same for cells, whose rows are gone through once more where that must be.
  public init(_ cells: MatrixRows, for norm: Norm) throws(RowSourceError) {
    switch cells {
    case .matrix(let matrix): self.init(matrix.values, for: norm)
    case .streamed(let source, let extent):
      guard norm == .log, extent.minimum <= 0 else {
        self.init(extent, minimumPositive: extent.ends.first)
        return
      }
      if let known = source.knownMinimumPositive() {
        self.init(extent, minimumPositive: known)
        return
      }
      var minimum: Double?
      try source.forEachRun { row in
        if let found = row.minimumPositive { minimum = min(minimum ?? found, found) }
      }
      self.init(extent, minimumPositive: minimum)
    }
  }

  /// Counts in what others reach.
  public mutating func add(_ other: ScaledValues) {
    extent.add(other.extent)
    minimumPositive = [minimumPositive, other.minimumPositive].compactMap(\.self).min()
  }
}

/// Counts of a heat map's cells that its scale shows in its first or last colour, or not at all.
public struct ScaleCoverage: Hashable, Sendable {
  /// What the cells reach that no mask hides.
  public private(set) var extent: ValueExtent
  private var beyond = OutOfRangeCounts()
  /// How many finite values lie below the scale, those without a logarithm among them.
  public var below: Int { beyond.below }
  /// How many finite values lie above the scale.
  public var above: Int { beyond.above }
  /// How many are 0 or less on a logarithmic scale.
  public var withoutLogarithm: Int { beyond.withoutLogarithm }
  /// How many finite values there are.
  public private(set) var finite: Int

  /// Goes through the cells of a heat map.
  /// - Throws: where rows that lie beyond the scale's limits must be counted and cannot be had.
  public init(of map: HeatMap) throws(RowSourceError) {
    switch map.cells {
    case .matrix(let matrix):
      let values =
        map.isMasked.map { hidden in
          matrix.values.indices.filter { !hidden[$0] }.map { matrix.values[$0] }
        } ?? matrix.values
      extent = ValueExtent(values)
      finite = values.count
      if !map.hasScaleOfDrawn, needsCounting(map.scale) {
        values.withUnsafeBufferPointer { count($0, map.scale) }
      }
    case .streamed(let source, let extent):
      self.extent = extent
      finite = source.rows * source.columns
      if map.hasScaleOfDrawn {
        // Nothing that is drawn lies beyond.
      } else if let known = source.outOfRangeCounts(map.scale, extent) {
        beyond = known
      } else if needsCounting(map.scale) {
        var counted = self
        try source.forEachRun { counted.count($0, map.scale) }
        self = counted
      }
    }
    finite -= extent.nan + extent.positiveInfinity + extent.negativeInfinity
  }

  private func needsCounting(_ scale: ColorScale) -> Bool {
    extent.minimum < scale.vmin || extent.maximum > scale.vmax
  }

  private mutating func count(_ values: UnsafeBufferPointer<Double>, _ scale: ColorScale) {
    beyond.count(values, from: scale.vmin, to: scale.vmax, isLog: scale.norm == .log)
  }
}
