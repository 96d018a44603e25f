// An axis whose limits are settled: values to fractions of its length, and round values for ticks.

import AttentionMath
import FigureModel
import FigureScene
import RealModule

/// An axis with its limits decided.
struct ResolvedAxis {
  enum Kind: Hashable {
    case cells(count: Int, first: Int)
    case names([String])
    case numbers(lower: Double, upper: Double, scale: Axis.NumberScale)
  }

  var label: RichText?
  var kind: Kind
  /// How numbers are written; whole numbers that count something stay as they are.
  var tickStyle: TickStyle
  /// Whether ticks along a logarithmic axis are written as powers of ten.
  var hasPowers = false
  /// The ends of the data along an axis of numbers, where its limits follow them.
  private var followed: (lower: Double?, upper: Double?) = (nil, nil)
  /// Where ticks may stand: for whole numbers not in the air beside the data.
  private var tickRange = -Double.infinity...Double.infinity

  /// Settles what the axis leaves open from the data along it.
  /// - Parameter data: the numbers shown along the axis; those not finite are passed over.
  init(
    _ axis: Axis, name: String, data: @autoclosure () -> [[Double]], padding: Double
  ) throws(LayoutError) {
    label = axis.label
    tickStyle = axis.tickStyle
    if case .numbers(_, _, .integers) = axis.domain { tickStyle = .automatic }
    switch axis.domain {
    case .cells(let count, let first): kind = .cells(count: count, first: first)
    case .names(let names): kind = .names(names)
    case .numbers(let lower, let upper, let scale):
      let ends = lower != nil && upper != nil ? nil : Self.ends(of: data(), scale)
      let (low, high) = try Self.limits(
        lower, upper, scale: scale, name: name, data: ends, padding: padding)
      kind = .numbers(lower: low, upper: high, scale: scale)
      followed = (
        lower == nil ? ends?.lowerBound : nil, upper == nil ? ends?.upperBound : nil
      )
      if scale == .integers {
        tickRange = (lower ?? ends?.lowerBound ?? low)...(upper ?? ends?.upperBound ?? high)
      }
    }
  }

  /// The axis with so much air beside the data that what is drawn at its ends does not cross the frame.
  /// - Parameters:
  ///   - reach: how far marks reach beyond their positions, in px.
  ///   - length: how long the axis is, in px.
  func clearing(_ reach: Double, length: Double) -> ResolvedAxis {
    guard case .numbers(let lower, let upper, let scale) = kind, length > 4 * reach else {
      return self
    }
    var axis = self
    /// A position so many px beyond one of the axis' own.
    func moved(_ value: Double, by distance: Double) -> Double {
      let share = distance / length
      guard scale == .log else { return value + (upper - lower) * share }
      return value * Double.exp(Self.logarithm(of: upper, over: lower) * share)
    }
    let needsLower = followed.lower.map { fraction(of: $0) * length < reach } ?? false
    let needsUpper = followed.upper.map { (1 - fraction(of: $0)) * length < reach } ?? false
    guard needsLower || needsUpper else { return self }
    // The scale shrinks by what is added on both sides.
    let more = reach / (1 - 2 * reach / length)
    let low = needsLower ? min(lower, moved(followed.lower ?? lower, by: -more)) : lower
    let high = needsUpper ? max(upper, moved(followed.upper ?? upper, by: more)) : upper
    guard low.isFinite, high.isFinite, low < high, scale != .log || low > 0 else { return self }
    axis.kind = .numbers(lower: low, upper: high, scale: scale)
    return axis
  }

  /// The minimum and the maximum number that the axis can show; nil where there is none.
  private static func ends(
    of data: [[Double]], _ scale: Axis.NumberScale
  ) -> ClosedRange<Double>? {
    var minimum = Double.infinity
    var maximum = -Double.infinity
    for values in data {
      if scale == .log {
        for value in values where value.isFinite && value > 0 {
          minimum = min(minimum, value)
          maximum = max(maximum, value)
        }
      } else {
        let extent = ValueExtent(values)
        minimum = min(minimum, extent.minimum)
        maximum = max(maximum, extent.maximum)
      }
    }
    return minimum <= maximum ? minimum...maximum : nil
  }

  /// The limits as given, and where they are open those of the data with some air around them.
  private static func limits(
    _ lower: Double?, _ upper: Double?, scale: Axis.NumberScale, name: String,
    data: ClosedRange<Double>?, padding: Double
  ) throws(LayoutError) -> (Double, Double) {
    var low = lower ?? data?.lowerBound ?? (scale == .log ? 0.1 : 0)
    var high = upper ?? data?.upperBound ?? 1
    if scale == .log {
      for limit in [low, high] where !(limit > 0) {
        throw .notPositive(axis: name, value: limit)
      }
    }
    if low == high {
      // One value alone stands in the middle of a range around it, or at the end that is given.
      let space = low == 0 ? 1 : Swift.abs(low) * (scale == .log ? 0.9 : 0.5)
      if lower == nil { low -= space }
      if upper == nil { high += space }
    }
    // Numbers near the ends of what a double can hold: their neighbours may be none.
    low = max(low, -.greatestFiniteMagnitude)
    high = min(high, .greatestFiniteMagnitude)
    guard low < high else { throw .emptyDomain(axis: name, lower: low, upper: high) }
    if scale == .log {
      let quotient = high / low
      let air =
        quotient.isFinite
        ? Double.pow(quotient, padding) : Double.exp(logarithm(of: high, over: low) * padding)
      return (
        lower == nil ? max(low / air, .leastNonzeroMagnitude) : low,
        upper == nil ? min(high * air, .greatestFiniteMagnitude) : high
      )
    }
    let width = high - low
    let air = width.isFinite ? width * padding : high * padding - low * padding
    return (
      lower == nil ? max(low - air, -.greatestFiniteMagnitude) : low,
      upper == nil ? min(high + air, .greatestFiniteMagnitude) : high
    )
  }

  /// ln(value / base), also where the quotient is beyond a double.
  private static func logarithm(of value: Double, over base: Double) -> Double {
    let quotient = value / base
    return quotient.isNormal ? Double.log(quotient) : Double.log(value) - Double.log(base)
  }

  /// How many positions stand evenly along the axis; nil along one of numbers.
  var locationCount: Int? {
    switch kind {
    case .cells(let count, _): count
    case .names(let names): names.count
    case .numbers: nil
    }
  }

  /// Whether one axis can stand for both.
  func isLike(_ other: ResolvedAxis) -> Bool {
    kind == other.kind && tickRange == other.tickRange && label == other.label
  }

  /// Whether round numbers along a logarithmic axis are longer written out than as powers of ten: from
  /// 10⁴ on, and below a hundredth.
  var asksForPowers: Bool {
    guard case .numbers(let lower, let upper, .log) = kind, tickStyle == .automatic,
      upper / lower >= 1000
    else { return false }
    return upper >= 1e4 || lower <= 1e-3
  }

  /// Whether it can have powers of ten alone: over more than two of them no others stand between.
  var canHavePowers: Bool {
    guard case .numbers(let lower, let upper, .log) = kind else { return false }
    return tickStyle == .automatic && upper / lower >= 100
  }

  /// How many units the axis is long; nil along one that does not measure in units.
  var span: Double? {
    guard case .numbers(let lower, let upper, let scale) = kind, scale != .log else { return nil }
    let span = upper - lower
    return span.isFinite ? span : nil
  }

  /// Whether the positions along another axis are the same.
  func hasLocations(of other: ResolvedAxis) -> Bool {
    switch (kind, other.kind) {
    case (.cells(let count, let first), .cells(let others, let otherFirst)):
      count == others && first == otherFirst
    case (.names(let names), .names(let others)): names == others
    case (.cells, _), (.names, _), (.numbers, _): false
    }
  }

  /// Where `value` lies along the axis: 0 at its beginning, 1 at its end.
  func fraction(of value: Double) -> Double {
    switch kind {
    case .cells(let count, let first): (value - Double(first) + 0.5) / Double(count)
    case .names(let names): (value + 0.5) / Double(names.count)
    case .numbers(let lower, let upper, let scale):
      switch scale {
      case .linear, .integers:
        (upper - lower).isFinite
          ? (value - lower) / (upper - lower)
          : (value / 2 - lower / 2) / (upper / 2 - lower / 2)
      case .log:
        value > 0
          ? Self.logarithm(of: value, over: lower) / Self.logarithm(of: upper, over: lower) : .nan
      }
    }
  }

  /// The whole numbers that an axis of them names some of; nil along other axes, and beyond 10¹⁵, where numbers
  /// that are not whole are few.
  var countedPlaces: ClosedRange<Int>? {
    guard case .numbers(let lower, let upper, .integers) = kind, upper.magnitude < 1e15,
      lower.magnitude < 1e15
    else { return nil }
    let first = Int(max(lower, tickRange.lowerBound).rounded(.up))
    let last = Int(min(upper, tickRange.upperBound).rounded(.down))
    return first <= last ? first...last : nil
  }

  /// About `target` round values within the axis.
  func tickValues(target: Int) -> [Double] {
    guard case .numbers(let lower, let upper, let scale) = kind else { return [] }
    switch scale {
    case .integers where upper.magnitude < 1e15 && lower.magnitude < 1e15: return []
    case .linear, .integers:
      let usual = TickPlacement.linear(domain: lower...upper, target: target)
      guard target >= TickPlacement.maximumCount, usual.count < TickPlacement.fewest else {
        return usual
      }
      return TickPlacement.linear(domain: lower...upper, atLeast: TickPlacement.fewest) ?? usual
    case .log:
      let powers =
        hasPowers ? TickPlacement.powers(of: 10, domain: lower...upper, target: target) : []
      return powers.count > 2 ? powers : TickPlacement.log(domain: lower...upper, target: target)
    }
  }

  /// The axis as its description tells it.
  func description(ticks: AxisTicks, direction: String) -> AxisDescription {
    let (name, domain): (String, [Double]) =
      switch kind {
      case .cells(let count, let first): ("cells", [Double(first), Double(first + count - 1)])
      case .names(let names): ("names", [0, Double(names.count - 1)])
      case .numbers(let lower, let upper, .linear): ("linear", [lower, upper])
      case .numbers(let lower, let upper, .log): ("log", [lower, upper])
      case .numbers(let lower, let upper, .integers): ("integers", [lower, upper])
      }
    return AxisDescription(
      label: label?.plain, kind: name, domain: domain, direction: direction,
      ticks: ticks.ticks.map(\.label), thinnedBy: ticks.thinnedBy, shortened: ticks.shortened)
  }
}

/// Numbers as tick labels.
enum NumberLabel {
  /// A whole number with a true minus sign.
  static func integer(_ value: Int) -> String {
    value < 0 ? "\u{2212}\(value.magnitude)" : "\(value)"
  }
}
