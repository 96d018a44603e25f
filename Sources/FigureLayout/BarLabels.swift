// The numbers beside a colour bar: the round ones and the two ends, all in one notation.

import FigureModel
import RealModule

/// How the numbers of one colour bar are written.
///
/// They are written out, or each has a power of ten of its own as numbers in cells have: where the largest is less than
/// a thousandth or 10⁶ and more; on a log scale also over more than four decades, and where labels would be longer
/// than powers. 0 is always `0` among powers.
struct BarLabels {
  private let scale: ColorScale
  private let style: TickStyle
  private let round: [Double]
  /// Whether each has a power of ten of its own.
  private let hasPowers: Bool

  /// - Parameter round: the round numbers between the ends, in rising order.
  init(_ scale: ColorScale, _ bar: ColorBar, round: [Double]) {
    self.scale = scale
    self.round = round
    style = bar.tickStyle
    hasPowers = bar.tickStyle.notation == .auto && Self.asksForPowers(scale, round)
  }

  /// Where numbers of a linear bar begin to have powers, and where they no longer have.
  private static let minimumPlain = 1e-3
  private static let minimumPower = 1e6
  /// The least that is written out where numbers are no equal steps apart.
  private static let minimumPlainApart = 1e-4
  /// Over so many times its least number a log scale has powers; and from a number of five digits on over so many.
  private static let widestPlain = 1.001e4
  private static let widestPlainBeyond = 1000.0
  private static let minimumOfFiveDigits = 1e4

  private static func asksForPowers(_ scale: ColorScale, _ round: [Double]) -> Bool {
    let maximum = max(scale.vmin.magnitude, scale.vmax.magnitude)
    guard maximum > 0, maximum.isFinite else { return false }
    switch scale.norm {
    case .log:
      let ratio = scale.vmax / scale.vmin
      return ratio > widestPlain || isLong(scale.vmin) || isLong(scale.vmax)
        || ratio > widestPlainBeyond && scale.vmax >= minimumOfFiveDigits
    case .power:
      return maximum < minimumPlain
        || (round + ends(of: scale).map { $0 ?? 0 }).contains { $0 != 0 && isLong($0) }
    case .linear, .centered:
      if maximum < minimumPlain { return true }
      // Numbers of which the last digits tell are written out.
      return maximum >= minimumPower
        && !powers(round, decimals: 1).contains { $0.prefix { $0 != "×" }.count > longestMantissa }
    }
  }

  /// Characters before the sign of multiplication.
  private static let longestMantissa = 5

  /// Whether a number is shorter with a power of ten.
  private static func isLong(_ value: Double) -> Bool {
    let value = FigureModel.rounded(value, significant: 3).magnitude
    return value < minimumPlainApart || value >= minimumPower
  }

  // MARK: Labels

  /// The labels of the round numbers.
  var labels: [String] {
    guard style.notation == .auto else { return tickLabels(for: round, style: style) }
    guard !hasPowers else {
      return isEven
        ? Self.powers(round, decimals: mantissaDecimals)
        : round.map { Self.power($0, significant: 17) }
    }
    let fixed = TickStyle(.fixed, decimals: style.decimals)
    // Numbers that are no equal steps apart have as many decimals as each needs.
    return isEven
      ? tickLabels(for: round, style: fixed)
      : round.flatMap { tickLabels(for: [$0], style: fixed) }
  }

  /// The labels of the scale's ends.
  var ends: (first: String, last: String) { (end(scale.vmin), end(scale.vmax)) }

  /// Whether the round numbers are equal steps apart.
  private var isEven: Bool {
    switch scale.norm {
    case .linear, .centered: true
    case .log, .power: false
    }
  }

  /// Decimals before the sign of multiplication: as many as numbers in cells have, or as are wished for.
  private var mantissaDecimals: Int { max(1, style.decimals ?? 0) }

  /// Each with a power of ten of its own, and all with the same number of digits.
  private static func powers(_ values: [Double], decimals: Int) -> [String] {
    tickLabels(for: values, style: TickStyle(.scientific, decimals: decimals))
  }

  /// With as many digits as it needs, of so many: `10⁻³`, `1.25×10⁻⁴`.
  private static func power(_ value: Double, significant: Int) -> String {
    tickLabels(
      for: [FigureModel.rounded(value, significant: significant)], style: TickStyle(.scientific)
    ).first ?? ""
  }

  /// What stands at an end of the scale, where ticks between may be rounder: to a hundredth of the scale's
  /// length, to whole numbers and to the decimals of the ticks at most, and not as 0 where it is another number.
  private func end(_ value: Double) -> String {
    guard style.notation == .auto else { return styledEnd(value) }
    if hasPowers { return powerEnd(value) }
    if case .log = scale.norm { return writtenOut(value, significant: unevenDigits(of: value)) }
    guard value != 0, scale.length.isFinite else { return writtenOut(value, decimals: usual) }
    var digits = scale.digits(of: value)
    guard digits > 0 else { return negligible(value) }
    // Two where they cost no decimals, or where numbers beside it are as fine.
    if scale.places < 0 || !isEven { digits = max(digits, 2) }
    return writtenOut(value, significant: digits, decimals: usual)
  }

  /// No fewer decimals than the others have: 1.0 above 0.8; but ticks of a power scale have as many as each needs.
  private var usual: Int {
    guard isEven else { return style.decimals ?? 0 }
    return max(style.decimals ?? 0, labels.map(Self.decimals).max() ?? 0)
  }

  private static func decimals(_ label: String) -> Int {
    label.firstIndex(of: ".").map { label.distance(from: $0, to: label.endIndex) - 1 } ?? 0
  }

  private func powerEnd(_ value: Double) -> String {
    guard isEven, value != 0 else {
      return Self.power(value, significant: unevenDigits(of: value))
    }
    // As many digits as the others have, or more.
    let others = labels.map { Self.decimals(String($0.prefix { $0 != "×" })) }.max() ?? 0
    let decimals = max(others, mantissaDecimals)
    let digits = max(scale.digits(of: value), decimals + 1)
    return Self.powers([rounded(value, significant: digits)], decimals: decimals).first ?? ""
  }

  /// Three digits of an end, or as many as tell it from another one that is near.
  private func unevenDigits(of value: Double) -> Int {
    scale.vmin * 2 > scale.vmax ? max(3, scale.digits(of: value)) : 3
  }

  /// An end of which nothing would be left beside the scale's length.
  private func negligible(_ value: Double) -> String {
    let places = scale.places
    // Beside long numbers one or two characters tell it.
    if places <= 0, value.magnitude >= Self.minimumBesideLong {
      return writtenOut(value, significant: 1)
    }
    let least = max(0, places, style.decimals ?? 0)
    return formatNonzero(value, places: decimalsBeside(value, atLeast: least))
  }

  private static let minimumBesideLong = 0.1

  /// The decimals of the tick beside an end near 0, where that tick is itself less than what so many decimals can
  /// write: below `0.005` stands no `<0.01`.
  private func decimalsBeside(_ end: Double, atLeast places: Int) -> Int {
    let index = end == scale.vmin ? 0 : round.count - 1
    guard round.indices.contains(index), round[index] != 0 else { return places }
    let decimals = Self.decimals(labels[index])
    return round[index].magnitude < Double.pow(10, Double(-places)) ? max(places, decimals) : places
  }

  /// With so many digits, or as many as fill the whole number and the decimals that are written.
  private func writtenOut(
    _ value: Double, significant: Int = 17, decimals: Int = 0
  ) -> String {
    let decimals = max(decimals, style.decimals ?? 0)
    let digits = max(significant, decimals + 1 + Self.exponent(of: value))
    return tickLabels(
      for: [rounded(value, significant: digits)], style: TickStyle(.fixed, decimals: decimals)
    ).first ?? ""
  }

  /// Rounded to so many digits. One that would become a rounder number beyond the scale, as 9.97 becomes 10, has
  /// up to two more, unless no one could see the difference: it is none of the round numbers.
  private func rounded(_ value: Double, significant: Int) -> Double {
    let digits = max(significant, 1)
    let usual = FigureModel.rounded(value, significant: digits)
    return (digits...digits + 2).lazy.map { FigureModel.rounded(value, significant: $0) }.first {
      scale.vmin...scale.vmax ~= $0
        || abs($0 - value) <= Self.unseen * scale.length
        || FigureModel.rounded($0, significant: digits - 1) != $0
    } ?? usual
  }

  /// The share of a scale's length that is not seen on a bar.
  private static let unseen = 0.0002

  /// The power of ten of a number's first digit; 0 for 0.
  private static func exponent(of value: Double) -> Int {
    value == 0 || !value.isFinite ? 0 : Int(Double.log10(value.magnitude).rounded(.down))
  }

  /// An end of the scale in the notation that was asked for, rounded as in `end` and to no fewer decimals than are
  /// wished for; in scientific notation, and where ticks are no equal steps apart, to three digits.
  private func styledEnd(_ value: Double) -> String {
    func label(_ value: Double) -> String { tickLabels(for: [value], style: style).first ?? "" }
    guard value != 0, value.isFinite else { return label(value) }
    let wished = style.places(of: value)
    guard isEven, style.notation != .scientific, scale.length.isFinite, scale.length > 0 else {
      return label(
        rounded(value, significant: max(3, (wished ?? 0) + 1 + Self.exponent(of: value))))
    }
    let places = max(scale.places, wished ?? scale.places)
    let step = max(Double("1e\(-places)") ?? 0, .leastNormalMagnitude)
    if value.magnitude >= step {
      return label(rounded(value, significant: places + 1 + Self.exponent(of: value)))
    }
    return value.magnitude * 2 >= step
      ? label(value < 0 ? -step : step)
      : (value < 0 ? ">" + label(-step) : "<" + label(step))
  }

  private static func ends(of scale: ColorScale) -> [Double?] {
    // What is written as nearer to 0 than a number of few digits is not longer for it.
    [scale.vmin, scale.vmax].map { value in
      value != 0 && (scale.digits(of: value) > 0 || scale.places < 0) ? value : nil
    }
  }
}

extension ColorScale {
  /// From one end to the other.
  fileprivate var length: Double { vmax - vmin }

  /// The decimals of a hundredth of the scale's length; less than 0 for what ends in zeros before the point.
  fileprivate var places: Int { 2 - Int(Double.log10(length).rounded(.down)) }

  /// How many digits of a number are no less than a hundredth of the scale's length.
  fileprivate func digits(of value: Double) -> Int {
    guard length.isFinite, length > 0, value != 0 else { return 3 }
    return min(Int(Double.log10(value.magnitude).rounded(.down)) + places + 1, 17)
  }
}

// MARK: - Compact bars

extension BarLabels {
  /// An end of a bar with two digits, where the scale is about a number wide with as many decimals as those of
  /// other bars have.
  static func compactEnd(_ value: Double, _ scale: ColorScale, _ style: TickStyle) -> String {
    guard style == .automatic else {
      let wished = style.decimals == nil ? nil : style.places(of: value)
      let digits = max(2, (wished ?? 0) + 1 + exponent(of: value))
      return tickLabels(
        for: [FigureModel.rounded(value, significant: wished == nil ? 2 : digits)], style: style
      ).first ?? ""
    }
    let maximum = max(scale.vmin.magnitude, scale.vmax.magnitude)
    let isPlain = value != 0 && maximum >= 0.1 && maximum < 9.95 && scale.norm != .log
    if isPlain { return formatNonzero(value, places: maximum < 1.005 ? 2 : 1) }
    func isNegligible(_ value: Double) -> Bool {
      scale.norm != .log && maximum >= minimumPlain && maximum < minimumPower
        && value.magnitude < maximum / maximumNegligibleRatio
    }
    if value != 0, isNegligible(value) {
      return formatNonzero(
        value, places: max(0, 1 - Int(Double.log10(maximum).rounded(.down))))
    }
    let hasPowers = [scale.vmin, scale.vmax].contains {
      $0 != 0 && !isNegligible($0) && isLong($0)
    }
    return hasPowers
      ? power(value, significant: 2) : formatNumber(value, significant: 2)
  }

  /// One end is so many times less than the other before nothing is left of its two digits.
  private static let maximumNegligibleRatio = 200.0
}
