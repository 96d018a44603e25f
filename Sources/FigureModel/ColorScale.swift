// A colour scale: which colour a value has, and which value a colour stands for.

public import AttentionMath
private import RealModule

/// What gives each value of a matrix its colour.
public struct ColorScale: Hashable, Sendable {
  /// The colours of cells that hold no number on the scale; none of them is a level of any map.
  public struct Missing: Hashable, Sendable {
    /// NaN.
    public var nan: UInt32
    public var positiveInfinity: UInt32
    public var negativeInfinity: UInt32
    /// Cells that a mask hides.
    public var masked: UInt32

    public init(nan: UInt32, positiveInfinity: UInt32, negativeInfinity: UInt32, masked: UInt32) {
      self.nan = nan
      self.positiveInfinity = positiveInfinity
      self.negativeInfinity = negativeInfinity
      self.masked = masked
    }

    /// Colours that no map but Greens and turbo comes near, nor they each other: pink for NaN, dark green for +∞, olive
    /// for −∞, pale green for masked cells. (Greys would not do: Greys, RdGy, coolwarm and twilight
    /// go through all of them.)
    public static let standard = Missing(
      nan: 0xFF88FF, positiveInfinity: 0x007700, negativeInfinity: 0x888833, masked: 0x99DDAA)

    /// The same beside the greens of a map: rose, dark blue, brown and lavender.
    static let besideGreens = Missing(
      nan: 0xFF66BB, positiveInfinity: 0x1133AA, negativeInfinity: 0x885522, masked: 0xCCBBEE)

    /// The colours that stand out from those of a map.
    public static func standingOut(from map: ColorMap) -> Missing {
      map.name.hasPrefix("Greens") ? besideGreens : standard
    }
  }

  public private(set) var map: ColorMap
  public let norm: Norm
  /// The lower end of the scale. What lies below has the colour that begins here.
  public let vmin: Double
  /// The upper end of the scale.
  public let vmax: Double
  /// What all the map's colours span: more than from `vmin` to `vmax` for a norm that is centred
  /// elsewhere than in their middle.
  private let span: (low: Double, high: Double)
  public let missing: Missing
  /// Whether a user named the map; see `ColorMap.onPage`.
  public var hasNamedMap = true
  /// The value that all cells have where they have but one; the scale about it is then no one's.
  public var onlyValue: Double?
  /// Which limits are those of the values, and no one's wish or meaning.
  public var freeLimits = (lower: false, upper: false)
  /// Whether any of them is.
  public var isFree: Bool { freeLimits.lower || freeLimits.upper }

  /// A scale between two limits. What lies below takes the first colour, what lies above the last.
  ///
  /// With the centred norm the nearer limit may have a colour within the map; see `Norm.centered`.
  /// - Throws: `NormError` where the norm cannot take the limits.
  public init(
    map: ColorMap = .viridis, norm: Norm = .linear, vmin: Double, vmax: Double,
    missing: Missing? = nil
  ) throws(NormError) {
    try norm.validate(vmin: vmin, vmax: vmax)
    self.map = map
    self.norm = norm
    self.vmin = vmin
    self.vmax = vmax
    let span = norm.span(vmin: vmin, vmax: vmax)
    self.span = (span.vmin, span.vmax)
    self.missing = missing ?? .standingOut(from: map)
  }

  /// The same scale in the colours of another map.
  public func colored(by map: ColorMap) -> ColorScale {
    var scale = self
    scale.map = map
    return scale
  }

  /// The colour of values below `vmin`.
  public var under: UInt32 { map.levels[levels.lowerBound] }
  /// The colour of values above `vmax`.
  public var over: UInt32 { map.levels[levels.upperBound] }

  /// The levels that the scale has from its lower to its upper end.
  public var levels: ClosedRange<Int> {
    ColorMap.level(at: position(of: vmin))...ColorMap.level(at: position(of: vmax))
  }

  public static func == (one: ColorScale, other: ColorScale) -> Bool {
    one.map == other.map && one.norm == other.norm && one.vmin == other.vmin
      && one.vmax == other.vmax && one.missing == other.missing && one.onlyValue == other.onlyValue
      && one.hasNamedMap == other.hasNamedMap
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(map)
    hasher.combine(norm)
    hasher.combine(vmin)
    hasher.combine(vmax)
  }
}

// MARK: - Values to colours

extension ColorScale {
  /// The share of the map's colours at which a value lies, not clamped; see `Norm.position`.
  public func position(of value: Double) -> Double {
    curve.position(of: value, vmin: span.low, vmax: span.high)
  }

  /// How far from the scale's lower end to its upper one a value lies: 0 … 1 between them.
  public func fraction(of value: Double) -> Double {
    curve.position(of: value, vmin: vmin, vmax: vmax)
  }

  /// The value so far from the scale's lower end to its upper one: the inverse of `fraction(of:)`.
  public func value(atFraction fraction: Double) -> Double {
    curve.value(at: fraction, vmin: vmin, vmax: vmax)
  }

  /// The colour so far from the scale's lower end to its upper one.
  public func rgb(atFraction fraction: Double) -> UInt32 {
    let (low, high) = (position(of: vmin), position(of: vmax))
    return map.rgb(at: low + fraction * (high - low))
  }

  /// The norm between the scale's own limits, about whose middle a centred one is linear.
  private var curve: Norm {
    switch norm {
    case .linear, .centered: .linear
    case .log, .power: norm
    }
  }

  /// The level, 0 … 255, a value is painted in; nil where it takes one of the colours of `missing`.
  public func level(of value: Double) -> Int? {
    guard value.isFinite else { return nil }
    let position = position(of: value)
    guard !position.isNaN else { return nil }
    let level = ColorMap.level(at: position)
    return isPartial ? min(max(level, levels.lowerBound), levels.upperBound) : level
  }

  /// Whether the scale has not all of the map's colours.
  private var isPartial: Bool { span.low != vmin || span.high != vmax }

  /// The colour of a value, `0xRRGGBB`.
  public func rgb(for value: Double) -> UInt32 {
    if let level = level(of: value) { return map.levels[level] }
    if value == .infinity { return missing.positiveInfinity }
    return value == -.infinity ? missing.negativeInfinity : missing.nan
  }

  /// The colours of many values, in their order.
  public func paint(values: UnsafeBufferPointer<Double>) -> [UInt32] {
    map.levels.withUnsafeBufferPointer { levels in
      [UInt32](unsafeUninitializedCapacity: values.count) { pixels, count in
        // The same arithmetic as position(of:), with what is the same for all values taken out.
        let width = vmax - vmin
        switch norm {
        case .linear where width.isFinite, .centered where width.isFinite && !isPartial:
          for index in 0..<values.count {
            let value = values[index]
            pixels.initializeElement(
              at: index,
              to: value.isFinite
                ? levels[ColorMap.level(at: (value - vmin) / width)] : rgb(for: value))
          }
        case .log:
          let (low, span) = (Double.log(vmin), Double.log(vmax) - Double.log(vmin))
          for index in 0..<values.count {
            let value = values[index]
            pixels.initializeElement(
              at: index,
              to: value > 0 && value.isFinite
                ? levels[ColorMap.level(at: (Double.log(value) - low) / span)] : rgb(for: value))
          }
        case .linear, .centered, .power:
          for index in 0..<values.count {
            pixels.initializeElement(at: index, to: rgb(for: values[index]))
          }
        }
        count = values.count
      }
    }
  }

  /// The colours of a matrix, row by row.
  public func paint(_ matrix: Matrix<Double>) -> [UInt32] {
    matrix.values.withUnsafeBufferPointer { paint(values: $0) }
  }

  /// The colours of a matrix, row by row, with the cells hidden for which `isMasked` is true.
  public func paint(
    _ matrix: Matrix<Double>, isMasked: (_ row: Int, _ column: Int) -> Bool
  ) -> [UInt32] {
    var pixels = paint(matrix)
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns where isMasked(row, column) {
        pixels[row * matrix.columns + column] = missing.masked
      }
    }
    return pixels
  }
}

// MARK: - Colours back to values

extension ColorScale {
  /// The value in the middle of a level's share of the colours; beyond the limits for a level that
  /// is not among `levels`.
  /// - Precondition: `level` is in 0 … 255.
  public func value(at level: Int) -> Double {
    precondition((0..<ColorMap.levelCount).contains(level))
    return curve.value(
      at: (Double(level) + 0.5) / Double(ColorMap.levelCount), vmin: span.low, vmax: span.high)
  }

  /// How far a value's colour may be from the value: the maximum distance from the middle of its
  /// level, `value(at:)`, to the level's ends.
  ///
  /// For the linear norm `(vmax - vmin) / 512` everywhere. NaN for a value without a level.
  public func halfStep(at value: Double) -> Double {
    guard let level = level(of: value) else { return .nan }
    let count = Double(ColorMap.levelCount)
    let low = curve.value(at: Double(level) / count, vmin: span.low, vmax: span.high)
    let high = curve.value(at: Double(level + 1) / count, vmin: span.low, vmax: span.high)
    let middle = self.value(at: level)
    return max(middle - low, high - middle)
  }
}

// MARK: - Limits from the data

extension ColorScale {
  /// The same scale, with those limits that are free at what other values reach: as far on both sides of 0 where this
  /// one reaches as far, also for values on one side, so that 0 keeps the middle of a map that has one.
  public func following(_ extent: ValueExtent) -> ColorScale {
    guard isFree, extent.minimum <= extent.maximum else { return self }
    var (low, high) = Self.automaticLimits(
      minimum: extent.minimum, maximum: extent.maximum, norm: norm)
    let isEven =
      freeLimits.lower && freeLimits.upper && map.isDiverging && norm == .linear && vmin == -vmax
    if isEven, extent.minimum == extent.maximum { (low, high) = (extent.minimum, extent.maximum) }
    if freeLimits.lower, freeLimits.upper {
      (low, high) = (isEven ? Norm.centered(0) : norm).span(vmin: low, vmax: high)
    }
    let ends = (lower: freeLimits.lower ? low : vmin, upper: freeLimits.upper ? high : vmax)
    guard
      var scale = try? ColorScale(
        map: map, norm: norm, vmin: ends.lower, vmax: ends.upper, missing: missing)
    else { return self }
    scale.freeLimits = freeLimits
    scale.hasNamedMap = hasNamedMap
    if freeLimits.lower, freeLimits.upper, !isEven, extent.minimum == extent.maximum {
      scale.onlyValue = extent.minimum
    }
    return scale
  }

  /// Limits that hold every finite value of a matrix; for `log`, every one above 0.
  ///
  /// A matrix whose values are all the same, give or take rounding, gets space on both sides (half
  /// the value, or 1 for zero; a factor of √10 for `log`), so that it is drawn in the middle colour.
  /// Without any such value the limits are 0 … 1, for `log` 1 … 10.
  public static func automaticLimits(
    of matrix: Matrix<Double>, norm: Norm = .linear
  ) -> (vmin: Double, vmax: Double) {
    let extent = ValueExtent(matrix.values)
    return automaticLimits(
      minimum: norm == .log ? matrix.values.minimumPositive ?? .infinity : extent.minimum,
      maximum: extent.maximum, norm: norm)
  }

  /// Limits for values between these two; see `automaticLimits(of:norm:)`.
  /// - Parameter minimum: the smallest finite value, for `log` the smallest above 0; greater than `maximum`
  ///   if there is none.
  public static func automaticLimits(
    minimum: Double, maximum: Double, norm: Norm = .linear
  ) -> (vmin: Double, vmax: Double) {
    let isLog = norm == .log
    guard minimum <= maximum else { return isLog ? (1, 10) : (0, 1) }
    let size = max(minimum.magnitude, maximum.magnitude)
    // 1e-13: what rounding leaves of a sum of some hundred equal terms.
    guard maximum / 2 - minimum / 2 <= size * 0.5e-13 else { return (minimum, maximum) }
    if isLog {
      return (
        max(minimum / Double.sqrt(10), .leastNonzeroMagnitude),
        min(maximum * Double.sqrt(10), .greatestFiniteMagnitude)
      )
    }
    let middle = minimum / 2 + maximum / 2
    let space = max(size / 2, size == 0 ? 1 : .leastNormalMagnitude)
    return (
      max(middle - space, -.greatestFiniteMagnitude), min(middle + space, .greatestFiniteMagnitude)
    )
  }
}

extension Sequence<Double> {
  /// The smallest of the values that have a logarithm: finite and above 0; nil where none has.
  public var minimumPositive: Double? {
    var minimum = Double.infinity
    for value in self where value > 0 && value < minimum { minimum = value }
    return minimum.isFinite ? minimum : nil
  }
}
