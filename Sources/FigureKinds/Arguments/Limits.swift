// Two limits of an axis: `-1,1.05`.

import ArgumentParser
public import TextFormats

/// The lower and the upper limit of an axis.
public struct Limits: Hashable, WrittenValue {
  public static var shape: KindOption.Shape { .list }
  public static let notation: ValueNotation? = .pair(of: ValueNotation.number)

  public var lower: Double
  public var upper: Double

  public init(_ lower: Double, _ upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// - Returns: nil unless the text is two numbers with a comma.
  public init?(_ argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, let lower = try? Double.read(String(parts[0].trimmingSpaces)),
      let upper = try? Double.read(String(parts[1].trimmingSpaces))
    else { return nil }
    self.init(lower, upper)
  }

  /// Reads limits from the command line.
  @Sendable public static func parsed(_ text: String) throws -> Limits {
    guard let limits = Limits(text) else {
      throw WrongNotation(
        "give two numbers with a comma between, -1,1.05", zh: "请给出以逗号分隔的两个数，例如 -1,1.05")
    }
    return limits
  }

  public var description: String { "\(typed(lower)),\(typed(upper))" }

  /// Refuses limits that are no range.
  /// - Parameter option: the option's name as the user typed it, for the message.
  public func validated(_ option: OptionReference) throws(FigureError) -> Limits {
    guard lower.isFinite, upper.isFinite else {
      throw .usage(
        "\(option) \(description): both limits must be finite numbers",
        zh: "\(option) \(description)：两端都须为有限的数")
    }
    guard lower < upper else {
      throw .usage(
        "\(option) \(description): the first limit must be less than the second",
        zh: "\(option) \(description)：前一端须小于后一端")
    }
    return self
  }
}

/// A number as a user types it, for messages that quote it: whole ones without a point.
func typed(_ number: Double) -> String {
  Int(exactly: number).map { "\($0)" } ?? "\(number)"
}
