// One direction of a panel: what runs along it and how it is named.

public import FigureScene

/// One axis of a panel.
public struct Axis: Sendable {
  public var label: RichText?
  public var domain: Domain
  /// Whether positions along the axis are marked and named.
  public var hasTicks: Bool
  /// How numbers at its ticks are written; positions and names are not concerned.
  public var tickStyle = TickStyle.automatic
  /// The end of each name along it that is not shortened with the name, such as a score in parentheses; empty for
  /// none.
  public var nameEndings: [String] = []

  /// What runs along an axis.
  public enum Domain: Hashable, Sendable {
    /// Cells of a matrix, each as wide as the next. `first` is the number of the first one.
    case cells(count: Int, first: Int)
    /// Cells with names, such as tokens.
    case names([String])
    /// Numbers from the first limit to the last; nil where the data decide.
    case numbers(lower: Double?, upper: Double?, scale: NumberScale)
  }

  public enum NumberScale: Hashable, Sendable {
    case linear
    case log
    /// Whole numbers only, such as dimensions: ticks never stand between two.
    case integers
  }

  public init(label: RichText? = nil, domain: Domain, hasTicks: Bool = true) {
    self.label = label
    self.domain = domain
    self.hasTicks = hasTicks
  }
}
