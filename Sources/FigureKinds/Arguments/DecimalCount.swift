// How many digits stand after the point: a number, or as many as are needed.

import ArgumentParser

/// A number of decimals, or `auto`.
public struct DecimalCount: Hashable, WrittenValue {
  /// nil for as many as the numbers need.
  public var count: Int?

  public init(_ count: Int? = nil) { self.count = count }

  /// The most decimals: more digits than figures have room for.
  static let most = 9

  /// Reads a number of decimals from the command line.
  @Sendable public static func parsed(_ text: String) throws -> DecimalCount {
    let word = String(text[...].trimmingSpaces)
    if word == "auto" { return DecimalCount() }
    guard let count = Int(word), (0...most).contains(count) else {
      throw ValidationError("must be from 0 to \(most), or auto")
    }
    return DecimalCount(count)
  }

  public var description: String { count.map { "\($0)" } ?? "auto" }
}
