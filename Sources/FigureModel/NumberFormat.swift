// Numbers as text: for tick labels, cell annotations and messages. No locale, no Foundation.
//
// Rounding works on the shortest decimal digits that name the number (what Swift prints), half away
// from zero: 0.15 to one place is 0.2, as a reader of "0.15" expects.

/// How a number is written.
public enum NumberStyle: Hashable, Sendable {
  /// For figures: a true minus sign (U+2212) and powers of ten as `2.5×10⁻⁴`.
  case typographic
  /// For messages and files: `-` and `2.5e-4`.
  case plain
}

/// A number with at most so many significant digits, without zeros at its end.
///
/// Numbers from 0.0001 to below 10⁶ (or with as many digits as asked for) are written out, others
/// with a power of ten. NaN is `NaN`, infinity `∞` (`inf` in plain style). Never `-0`.
/// - Parameter significant: digits, 1 … 17.
public func formatNumber(
  _ value: Double, significant: Int = 3, style: NumberStyle = .typographic
) -> String {
  guard value.isFinite else { return formatNonFinite(value, style) }
  let decimal = DecimalDigits(value).rounded(significant: min(max(significant, 1), 17))
  guard !decimal.digits.isEmpty else { return "0" }
  let isWrittenOut = decimal.exponent >= -4 && decimal.exponent < max(6, significant)
  return isWrittenOut
    ? decimal.fixed(places: max(0, decimal.places), style)
    : decimal.scientific(style)
}

/// A number with exactly so many decimal places: `-0.50`. Never `-0.00`.
/// - Parameter places: 0 or more.
public func formatNumber(
  _ value: Double, places: Int, style: NumberStyle = .typographic
) -> String {
  guard value.isFinite else { return formatNonFinite(value, style) }
  let places = max(0, places)
  return DecimalDigits(value).rounded(places: places).fixed(places: places, style)
}

/// A measured number at the digits that mean something: `0.25`, or `< 10⁻¹²` where rounding may be all
/// that there is of it, so that the text does not depend on how a processor rounds.
/// - Parameter uncertainty: how far rounding may have moved it; 0 where it is exact.
public func formatMeasured(
  _ value: Double, within uncertainty: Double, significant: Int = 3
) -> String {
  uncertainty > 0 && value.magnitude < uncertainty
    ? "< " + formatNumber(uncertainty, significant: 3)
    : formatNumber(rounded(value, toDigitOf: uncertainty), significant: significant)
}

/// A number without the digits that an uncertainty leaves no meaning: rounded at the position of the
/// uncertainty's first digit, and 0 below the uncertainty. An uncertainty of 0 changes nothing.
public func rounded(_ value: Double, toDigitOf uncertainty: Double) -> Double {
  guard value.isFinite, uncertainty > 0, uncertainty.isFinite else { return value }
  guard value.magnitude >= uncertainty else { return 0 }
  return DecimalDigits(value).rounded(places: -DecimalDigits(uncertainty).exponent).value
}

/// A number rounded to so many significant digits.
public func rounded(_ value: Double, significant: Int) -> Double {
  value.isFinite ? DecimalDigits(value).rounded(significant: max(significant, 1)).value : value
}

/// A number with exactly so many decimal places, but for what these would make 0 and is not: that is
/// written as nearer to 0 than the minimum number they can write, `<0.01`, and `>−0.01` where it is negative.
/// - Parameter places: 0 or more.
public func formatNonzero(
  _ value: Double, places: Int, style: NumberStyle = .typographic
) -> String {
  let rounded = value.isFinite ? DecimalDigits(value).rounded(places: max(0, places)) : nil
  guard value != 0, let rounded, rounded.digits.isEmpty else {
    return formatNumber(value, places: places, style: style)
  }
  var minimum = DecimalDigits(1)
  minimum.exponent = -max(0, places)
  return (value < 0 ? ">" : "<") + DecimalDigits.sign(style, isNegative: value < 0)
    + minimum.fixed(places: max(0, places), style)
}

/// Labels for the ticks of one axis or colour bar.
///
/// Evenly spaced ticks get the same number of decimal places, as few as distinguish them
/// (`0.0 0.5 1.0`); ticks of another spacing, as on a log scale, get as many as each needs
/// (`0.01 0.1 1`). Where that is longer than six characters and powers of ten are shorter, all but
/// zero are written with powers of ten: with the same one if evenly spaced (`0.5×10⁶ 1.0×10⁶`),
/// else each with its own (`10⁻⁵ 10⁻³`). A true minus sign, never `−0`.
/// - Parameters:
///   - ticks: in rising or falling order.
///   - style: another notation, or more decimals than are needed.
public func tickLabels(for ticks: [Double], style: TickStyle = .automatic) -> [String] {
  let finite = ticks.filter(\.isFinite)
  // Halves, because the difference of two numbers may be beyond a double.
  let half = zip(finite, finite.dropFirst()).map { ($1 / 2 - $0 / 2).magnitude }
    .filter { $0 > 0 }.min()
  // What is smaller than this beside the step is rounding, not data.
  let slack = (half ?? 0) * 2e-6
  let decimals = ticks.map { tick in
    tick.isFinite && tick.magnitude > slack
      ? DecimalDigits(tick).simplified(within: slack) : DecimalDigits(0)
  }
  let nonzero = decimals.filter { !$0.digits.isEmpty }
  let places = isEvenlySpaced(finite) ? nonzero.map(\.places).max() ?? 0 : nil
  let wanted = style.decimals ?? 0
  func label(_ write: (DecimalDigits) -> String) -> [String] {
    zip(ticks, decimals).map { $0.isFinite ? write($1) : formatNonFinite($0, .typographic) }
  }
  /// Written out, times a power of ten.
  func written(power: Int = 0, _ ending: String = "") -> [String] {
    label { decimal in
      var decimal = decimal
      if !decimal.digits.isEmpty { decimal.exponent += power }
      let needed = places.map { $0 - power } ?? decimal.places
      return decimal.fixed(places: max(needed, wanted), .typographic) + ending
    }
  }

  switch style.notation {
  case .auto:
    let written = written()
    guard longest(written) > 6 + wanted else { return written }
    let power = places == nil ? nil : nonzero.map(\.exponent).max()
    let scientific = label { decimal in
      guard let places, let power else { return decimal.scientific(.typographic) }
      return decimal.scientific(power: power, places: max(0, places + power), .typographic)
    }
    return longest(scientific) < longest(written) ? scientific : written
  case .fixed: return written()
  case .percent: return written(power: 2, "%")
  case .scientific:
    let digits = max(nonzero.map { $0.digits.count - 1 }.max() ?? 0, wanted)
    let arePowers = digits == 0 && nonzero.allSatisfy { $0.digits == [1] }
    return label { decimal in
      arePowers
        ? decimal.scientific(.typographic)
        : decimal.scientific(power: decimal.exponent, places: digits, .typographic)
    }
  case .si:
    let common =
      places == nil ? nil : nonzero.map(\.exponent).max().map { UnitPrefix.power(for: $0) }
    return label { decimal in
      guard !decimal.digits.isEmpty else { return "0" }
      let power = common ?? UnitPrefix.power(for: decimal.exponent)
      var mantissa = decimal
      mantissa.exponent -= power
      let needed = places.map { $0 + power } ?? mantissa.places
      return mantissa.fixed(places: max(needed, wanted), .typographic) + UnitPrefix.letter(power)
    }
  }
}

/// Labels of ticks along a logarithmic axis: `10⁰ 10²`; where one of them is no power of ten as
/// `tickLabels` has them.
public func powerLabels(for ticks: [Double]) -> [String] {
  let decimals = ticks.map(DecimalDigits.init)
  guard decimals.allSatisfy({ $0.digits == [1] && !$0.isNegative }) else {
    return tickLabels(for: ticks)
  }
  return decimals.map { $0.scientific(.typographic) }
}

/// The most characters in any of these, not counting signs.
private func longest(_ labels: [String]) -> Int {
  labels.map { $0.count - ($0.hasPrefix("−") ? 1 : 0) }.max() ?? 0
}

private func isEvenlySpaced(_ ticks: [Double]) -> Bool {
  guard ticks.count > 1 else { return true }
  if ticks.count == 2 {
    // Two ticks are always even; ten times each other, they are read as decades.
    return ticks[0] == 0 || (ticks[1] / ticks[0]).magnitude < 9.99
  }
  let first = ticks[1] / 2 - ticks[0] / 2
  return zip(ticks.dropFirst(), ticks.dropFirst(2)).allSatisfy {
    ($1 / 2 - $0 / 2 - first).magnitude <= first.magnitude * 1e-6
  }
}

private func formatNonFinite(_ value: Double, _ style: NumberStyle) -> String {
  if value.isNaN { return "NaN" }
  switch style {
  case .typographic: return value < 0 ? "−∞" : "∞"
  case .plain: return value < 0 ? "-inf" : "inf"
  }
}

/// A finite number in decimal: `±d₁.d₂d₃… × 10^exponent`.
struct DecimalDigits {
  var isNegative: Bool
  /// 0 … 9 each, neither the first nor the last 0; empty for zero.
  var digits: [UInt8]
  /// The power of ten of the first digit.
  var exponent: Int

  /// The shortest digits that name this number and no other.
  init(_ value: Double) {
    isNegative = value.sign == .minus
    digits = []
    exponent = 0
    var point: Int?
    var written = 0
    var bytes = value.magnitude.description.utf8[...]
    while let byte = bytes.popFirst() {
      switch byte {
      case UInt8(ascii: "."): point = digits.count
      case UInt8(ascii: "e"):
        written = Int(String(Substring(bytes))) ?? 0
        bytes = bytes[bytes.endIndex...]
      default: digits.append(byte - UInt8(ascii: "0"))
      }
    }
    exponent = (point ?? digits.count) - 1 + written
    trim()
  }

  /// How many digits stand behind the decimal point; negative for what ends in zeros before it.
  var places: Int { digits.count - 1 - exponent }

  /// Zeros at both ends go; zero has no sign.
  private mutating func trim() {
    let leading = digits.prefix { $0 == 0 }.count
    digits.removeFirst(leading)
    exponent -= leading
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty {
      exponent = 0
      isNegative = false
    }
  }

  /// Rounded to so many digits, half away from zero.
  func rounded(significant count: Int) -> DecimalDigits {
    guard count < digits.count else { return self }
    var result = self
    let roundsUp = count >= 0 && digits[count] >= 5
    result.digits.removeSubrange(max(0, count)...)
    if roundsUp {
      var index = count - 1
      while index >= 0 && result.digits[index] == 9 {
        result.digits[index] = 0
        index -= 1
      }
      if index >= 0 {
        result.digits[index] += 1
      } else {
        result.digits.insert(1, at: 0)
        result.exponent += 1
      }
    }
    result.trim()
    return result
  }

  /// Rounded to so many decimal places.
  func rounded(places: Int) -> DecimalDigits { rounded(significant: exponent + 1 + places) }

  /// The number with the fewest digits within `slack` of this one.
  func simplified(within slack: Double) -> DecimalDigits {
    let exact = value
    for count in 1..<max(1, digits.count) {
      let candidate = rounded(significant: count)
      if (candidate.value - exact).magnitude <= slack { return candidate }
    }
    return self
  }

  /// The number again.
  var value: Double {
    let magnitude = Double(digits.map(String.init).joined() + "e\(-places)") ?? 0
    return isNegative ? -magnitude : magnitude
  }

  /// Written out with so many decimal places, of which there must be enough.
  func fixed(places: Int, _ style: NumberStyle) -> String {
    var text = sign(style)
    let whole = max(exponent + 1, 0)
    text += whole == 0 || digits.isEmpty ? "0" : (0..<whole).map { digit($0) }.joined()
    guard places > 0 else { return text }
    text += "."
    for location in 1...places { text += digits.isEmpty ? "0" : digit(exponent + location) }
    return text
  }

  /// With the power of ten of its first digit: `2.5×10⁻⁴`, `10⁶` for 1 of them; `0` for zero.
  func scientific(_ style: NumberStyle) -> String {
    if digits == [1] && style == .typographic { return sign(style) + Self.powerOfTen(exponent) }
    return scientific(power: exponent, places: digits.count - 1, style)
  }

  /// With this power of ten and so many decimal places before it; `0` for zero.
  func scientific(power: Int, places: Int, _ style: NumberStyle) -> String {
    guard !digits.isEmpty else { return "0" }
    var mantissa = self
    mantissa.exponent -= power
    let text = mantissa.fixed(places: places, style)
    switch style {
    case .plain: return text + "e\(power)"
    case .typographic: return text + "×" + Self.powerOfTen(power)
    }
  }

  private static func powerOfTen(_ exponent: Int) -> String {
    "10" + String("\(exponent)".map { superscripts[$0] ?? $0 })
  }

  private func sign(_ style: NumberStyle) -> String { Self.sign(style, isNegative: isNegative) }

  static func sign(_ style: NumberStyle, isNegative: Bool) -> String {
    isNegative ? (style == .plain ? "-" : "−") : ""
  }

  /// The digit at an index, 0 beyond the ends.
  private func digit(_ index: Int) -> String {
    digits.indices.contains(index) ? String(digits[index]) : "0"
  }

  private static let superscripts: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]
}
