// Which numbers an option takes, whatever else a figure says.

import TextFormats

/// Numbers from a minimum to a maximum.
public struct NumberRange: Hashable, Sendable {
  /// The smallest number, taken itself unless ``isAboveMinimum``.
  public var minimum: Double
  public var isAboveMinimum: Bool
  /// The largest number.
  public var maximum: Double
  public var isEven: Bool

  public init(
    minimum: Double, isAboveMinimum: Bool = false, maximum: Double, isEven: Bool = false
  ) {
    self.minimum = minimum
    self.isAboveMinimum = isAboveMinimum
    self.maximum = maximum
    self.isEven = isEven
  }

  /// Whether a number is among them; one that is no number is not.
  func contains(_ number: Double) -> Bool {
    (isAboveMinimum ? number > minimum : number >= minimum) && !isAbove(number)
      && (!isEven || number.truncatingRemainder(dividingBy: 2) == 0)
  }

  fileprivate func isAbove(_ number: Double) -> Bool { number > maximum }
}

/// How far numbers go that nothing nearer bounds: far beyond every use, and near enough that sums and
/// products of a few of them are still exact.
public enum NumberBounds {
  /// The last layer, head, row, position or distance that can be named, and the most of anything.
  public static let count = 1e9
  /// How far whole numbers go that count nothing, so that a sum of two of them has no overflow.
  public static let whole = 0x1p62
  /// The most panels beside each other.
  public static let panels = 1024.0
  /// The largest number that something is divided by, scaled with or raised to.
  public static let factor = 1e30
}

/// A rule for numbers, and what is said of those that break it.
public struct NumberRule: Hashable, Sendable {
  /// nil where every finite number is taken.
  public var range: NumberRange?
  /// What is said of a number outside; nil where a figure's own data say more of it, and its kind does.
  private var refusal: String?
  /// What is said of a number above the largest, where it is something else.
  private var refusalAbove: String?

  /// Any finite number.
  static func finite(_ refusal: String) -> NumberRule { NumberRule(refusal: refusal) }

  /// What is multiplied or divided by.
  static func above(_ bound: Double, _ refusal: String) -> NumberRule {
    NumberRule(
      range: NumberRange(minimum: bound, isAboveMinimum: true, maximum: NumberBounds.factor),
      refusal: refusal, refusalAbove: "must be at most 1e30")
  }

  /// What counts something or is counted: a layer, a head, a position.
  public static func atLeast(
    _ minimum: Double, _ refusal: String? = nil, to maximum: Double = NumberBounds.count
  ) -> NumberRule {
    NumberRule(
      range: NumberRange(minimum: minimum, maximum: maximum), refusal: refusal,
      refusalAbove:
        "must be at most \(maximum == NumberBounds.count ? "1000000000" : "\(Int(maximum))")")
  }

  /// What random numbers begin with.
  static let seed = NumberRule(
    range: NumberRange(minimum: 0, maximum: 0x1p63), refusal: "must be 0 or more")

  /// Whole numbers on both sides of 0, where a kind has no rule of its own.
  static let whole = NumberRule(
    range: NumberRange(minimum: -NumberBounds.whole, maximum: NumberBounds.whole),
    refusal: "must be from -2^62 to 2^62",
    refusalAbove: "must be at most 2^62; use a smaller one")

  public static func from(
    _ minimum: Double, to maximum: Double, _ refusal: String, above: String? = nil
  ) -> NumberRule {
    NumberRule(
      range: NumberRange(minimum: minimum, maximum: maximum), refusal: refusal, refusalAbove: above)
  }

  static func even(
    from minimum: Double, to maximum: Double, _ refusal: String, above: String? = nil
  ) -> NumberRule {
    NumberRule(
      range: NumberRange(minimum: minimum, maximum: maximum, isEven: true), refusal: refusal,
      refusalAbove: above)
  }

  /// What is wrong with a number; nil where nothing is, or the kind says it.
  func refusal(of number: Double) -> Message? {
    guard number.isFinite, range?.contains(number) ?? true else {
      let isAbove = range?.isAbove(number) == true
      guard let words = isAbove ? refusalAbove ?? refusal : refusal else { return nil }
      return Message(Message(words), zh: Message(inChinese(isAbove: isAbove)))
    }
    return nil
  }

  /// The rule in Chinese: the numbers that are taken.
  private func inChinese(isAbove: Bool) -> String {
    guard let range else { return "须为有限的数" }
    let what = range.isEven ? "偶数" : "数"
    let (minimum, most) = (Self.plain(range.minimum), Self.plain(range.maximum))
    let isBounded = range.maximum < NumberBounds.count
    if isAbove, !isBounded || refusalAbove != nil { return "最大为 \(most)" }
    if range.isAboveMinimum { return "须为大于 \(minimum) 的有限\(what)" }
    return isBounded ? "须为 \(minimum) 到 \(most) 的\(what)" : "须为不小于 \(minimum) 的\(what)"
  }

  /// A bound as it is written: powers that stand for no number in particular as such.
  private static func plain(_ bound: Double) -> String {
    switch bound {
    case NumberBounds.factor: "1e30"
    case NumberBounds.whole: "2^62"
    case -NumberBounds.whole: "-2^62"
    case 0x1p63: "2^63"
    case 0x1p40: "2^40"
    default: bound == bound.rounded() ? "\(Int(bound))" : "\(bound)"
    }
  }
}
