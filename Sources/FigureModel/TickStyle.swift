// How the numbers at ticks are written, where a figure's reader wants another way than the shortest.

/// How the numbers along an axis of numbers or beside a colour bar are written.
public struct TickStyle: Hashable, Sendable {
  /// The notation of numbers at ticks.
  public enum Notation: String, CaseIterable, Hashable, Sendable {
    /// Written out, or with powers of ten where that is shorter.
    case auto
    /// Written out, however long.
    case fixed
    /// Times 100, with `%`.
    case percent
    /// With a power of ten each.
    case scientific
    /// With the prefixes of units: `1.5k`, `2M`, `30m`.
    case si
  }

  public var notation: Notation
  /// Digits after the point; more where ticks need them to be distinguished. nil for as few as do.
  public var decimals: Int?

  public init(_ notation: Notation = .auto, decimals: Int? = nil) {
    self.notation = notation
    self.decimals = decimals
  }

  /// To which decimal place a number's own digits are wanted in this notation: for two decimals of a percentage
  /// that is 4. nil where nothing says it; less than 0 for whole thousands.
  public func places(of value: Double) -> Int? {
    let exponent = DecimalDigits(value).exponent
    return switch notation {
    case .auto, .fixed: decimals ?? 0
    case .percent: (decimals ?? 0) + 2
    case .scientific: decimals.map { $0 - exponent }
    case .si: decimals.map { $0 - UnitPrefix.power(for: exponent) }
    }
  }

  /// As short as they can be distinguished.
  public static let automatic = TickStyle()
}

/// The prefix of units for a power of ten that three divides.
enum UnitPrefix {
  /// From 10⁻³⁰ to 10³⁰.
  private static let letters = [
    "q", "r", "y", "z", "a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y",
    "R",
    "Q",
  ]

  /// The power of ten of the prefix for a number that begins at this power: the next below that three
  /// divides and that has a prefix.
  static func power(for exponent: Int) -> Int {
    min(max(exponent >= 0 ? exponent / 3 * 3 : -((2 - exponent) / 3 * 3), -30), 30)
  }

  /// - Precondition: three divides the power, from −30 to 30.
  static func letter(_ power: Int) -> String { letters[(power + 30) / 3] }
}
