// Which numbers an option takes, whatever else a figure says.

/// Numbers from a least to a greatest one.
public struct NumberRange: Hashable, Sendable {
  /// The least number, taken itself unless ``isAboveLeast``.
  public var minimum: Double
  public var isAboveMinimum: Bool
  /// The greatest number; nil where there is none.
  public var maximum: Double?
  public var isEven: Bool

  public init(
    minimum: Double, isAboveMinimum: Bool = false, maximum: Double? = nil, isEven: Bool = false
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

  fileprivate func isAbove(_ number: Double) -> Bool { maximum.map { number > $0 } ?? false }
}

/// A rule for numbers, and what is said of those that break it.
public struct NumberRule: Hashable, Sendable {
  /// nil where every finite number is taken.
  public var range: NumberRange?
  /// What is said of a number outside; nil where a figure's own data say more of it, and its kind does.
  private var refusal: String?
  /// What is said of a number above the greatest, where it is something else.
  private var refusalAbove: String?

  /// Any finite number.
  static func finite(_ refusal: String) -> NumberRule { NumberRule(refusal: refusal) }

  static func above(_ bound: Double, _ refusal: String) -> NumberRule {
    NumberRule(range: NumberRange(minimum: bound, isAboveMinimum: true), refusal: refusal)
  }

  static func atLeast(_ minimum: Double, _ refusal: String? = nil) -> NumberRule {
    NumberRule(range: NumberRange(minimum: minimum), refusal: refusal)
  }

  static func from(
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
  func refusal(of number: Double) -> String? {
    guard number.isFinite, range?.contains(number) ?? true else {
      return range?.isAbove(number) == true ? refusalAbove ?? refusal : refusal
    }
    return nil
  }
}
