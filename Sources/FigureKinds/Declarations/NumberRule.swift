// Which numbers an option takes, whatever else a figure says.

/// Numbers from a least to a greatest one.
public struct NumberRange: Hashable, Sendable {
  /// The least number, taken itself unless ``isAboveLeast``.
  public var least: Double
  public var isAboveLeast: Bool
  /// The greatest number; nil where there is none.
  public var greatest: Double?
  public var isEven: Bool

  public init(
    least: Double, isAboveLeast: Bool = false, greatest: Double? = nil, isEven: Bool = false
  ) {
    self.least = least
    self.isAboveLeast = isAboveLeast
    self.greatest = greatest
    self.isEven = isEven
  }

  /// Whether a number is among them; one that is no number is not.
  func contains(_ number: Double) -> Bool {
    (isAboveLeast ? number > least : number >= least) && !isAbove(number)
      && (!isEven || number.truncatingRemainder(dividingBy: 2) == 0)
  }

  fileprivate func isAbove(_ number: Double) -> Bool { greatest.map { number > $0 } ?? false }
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
    NumberRule(range: NumberRange(least: bound, isAboveLeast: true), refusal: refusal)
  }

  static func atLeast(_ least: Double, _ refusal: String? = nil) -> NumberRule {
    NumberRule(range: NumberRange(least: least), refusal: refusal)
  }

  static func from(
    _ least: Double, to greatest: Double, _ refusal: String, above: String? = nil
  ) -> NumberRule {
    NumberRule(
      range: NumberRange(least: least, greatest: greatest), refusal: refusal, refusalAbove: above)
  }

  static func even(
    from least: Double, to greatest: Double, _ refusal: String, above: String? = nil
  ) -> NumberRule {
    NumberRule(
      range: NumberRange(least: least, greatest: greatest, isEven: true), refusal: refusal,
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
