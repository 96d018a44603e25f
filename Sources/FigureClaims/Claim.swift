// What a claim is: a statement, a computation on a figure's own data, and a bound.

public import FigureKinds
public import FigureModel

/// A statement about a figure that a computation on the figure's own data can show to be wrong.
///
/// To add one: a file in `Claims/` and a line in ``Claims/all``. It speaks of every figure whose values
/// have the fact it asks for, whatever kind of figure that is.
public protocol Claim: Sendable {
  /// The name it is chosen by: lower case, words with `-` between.
  static var id: String { get }
  /// What is claimed, in a sentence.
  static var statement: Localized { get }

  /// Measures what the claim speaks of.
  /// - Returns: nil where it says nothing of this figure, such as one without numbers.
  /// - Throws: where the figure's data cannot be compared, such as a file that is gone.
  static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement?
}

/// What a claim is checked on: what a figure's values are known to be, with the numbers it shows.
public struct ClaimSubject: Sendable {
  /// The figure's id.
  public var figure: String
  public var computed: ComputedFigure
  /// The values drawn; nil where the figure shows no numbers, or too many to be held.
  public var table: LabelledMatrix?

  public init(figure: String, _ computed: ComputedFigure) {
    self.figure = figure
    self.computed = computed
    // What is too large to be held is not measured: no claim would speak of the whole of it.
    let table = computed.table(in: .english)
    self.table = table?.source == nil ? table : nil
  }

  /// What is known of the values in the table.
  public var facts: [ValueFact] { computed.facts(of: table?.matrix) }
}

/// A number that was measured, and what it must be.
public struct Measurement: Hashable, Sendable {
  public var value: Double
  /// How far rounding may have moved the number, so that other processors and libraries measure
  /// another one; 0 for counts and for values that are compared bit for bit.
  public var uncertainty: Double
  public var bound: Bound
  /// What the number is.
  public var what: Localized

  public init(_ value: Double, within uncertainty: Double, _ bound: Bound, _ what: Localized) {
    self.value = value
    self.uncertainty = uncertainty
    self.bound = bound
    self.what = what
  }

  /// The number at the digits that mean something: 0 where it is below the uncertainty. All of them
  /// where the others would be on the other side of the bound.
  public var meaningfulValue: Double {
    isNearBound ? value : rounded(value, toDigitOf: uncertainty)
  }

  /// Whether the number is on another side of its bound than its meaningful digits.
  private var isNearBound: Bool {
    bound.holds(for: rounded(value, toDigitOf: uncertainty)) != bound.holds(for: value)
  }

  /// The number as readers see it, in at most six digits: `0.0198`, or `< 10⁻¹²` where rounding may
  /// be all that there is of it.
  public var text: String {
    // Six digits must not say that a number is at its bound, when it is beside it.
    let digits = [6, 9, 12].first { digits in
      bound.holds(for: rounded(value, significant: digits)) == bound.holds(for: value)
    }
    return formatMeasured(
      value, within: isNearBound ? 0 : uncertainty, significant: digits ?? 17)
  }
}

/// What a measured number must be. NaN is never within a bound.
public enum Bound: Hashable, Sendable {
  case equal(Double)
  case atMost(Double)
  case atLeast(Double)
  case above(Double)

  public func holds(for value: Double) -> Bool {
    switch self {
    case .equal(let bound): value == bound
    case .atMost(let bound): value <= bound
    case .atLeast(let bound): value >= bound
    case .above(let bound): value > bound
    }
  }

  public var value: Double {
    switch self {
    case .equal(let bound), .atMost(let bound), .atLeast(let bound), .above(let bound): bound
    }
  }

  /// `=`, `≤`, `≥` or `>`.
  public var symbol: String {
    switch self {
    case .equal: "="
    case .atMost: "≤"
    case .atLeast: "≥"
    case .above: ">"
    }
  }

  /// `≤ 10⁻⁹`.
  public var description: String { "\(symbol) \(formatNumber(value, significant: 6))" }
}

/// A claim that was checked on one figure.
public struct CheckedClaim: Hashable, Sendable {
  public var id: String
  /// The id of the figure whose data were measured.
  public var figure: String
  public var statement: Localized
  public var measurement: Measurement

  public init(id: String, figure: String, statement: Localized, measurement: Measurement) {
    self.id = id
    self.figure = figure
    self.statement = statement
    self.measurement = measurement
  }

  /// Whether the measured number is within its bound.
  public var holds: Bool { measurement.bound.holds(for: measurement.value) }

  /// The measured number as readers see it.
  public var measured: String { measurement.text }

  public var verdict: Localized {
    holds ? Localized(en: "holds", zh: "成立") : Localized(en: "fails", zh: "不成立")
  }
}
