// What an original has wrong, as something that can be checked.

public import FigureModel

/// Something that an original has wrong and the figures have right.
public struct Slip: Sendable {
  public var id: String
  /// What stands in the original.
  public var printed: Localized
  /// What is right.
  public var right: Localized
  /// How far what is printed is from what is right.
  public var measurement: Measurement

  public init(id: String, printed: Localized, right: Localized, measurement: Measurement) {
    self.id = id
    self.printed = printed
    self.right = right
    self.measurement = measurement
  }

  /// The slip as a claim: that what is printed is wrong by the measured number.
  public var checked: CheckedClaim {
    CheckedClaim(id: id, figure: "", statement: right, measurement: measurement)
  }
}
