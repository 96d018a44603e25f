// How many digits stand after the point: a number, or as many as are needed.

import ArgumentParser
import TextFormats

/// A number of decimals, or `auto`.
public struct DecimalCount: Hashable, WrittenValue {
  /// nil for as many as the numbers need.
  public var count: Int?

  public init(_ count: Int? = nil) { self.count = count }

  /// The most decimals: more digits than figures have space for.
  static let maximumCount = 9

  public static let notation: ValueNotation? = .one(
    "(auto|[+-]?0*[0-9])", numbers: 0...maximumCount)

  /// Reads a number of decimals from the command line.
  @Sendable public static func parsed(_ text: String) throws -> DecimalCount {
    let word = String(text[...].trimmingSpaces)
    if word == "auto" { return DecimalCount() }
    guard let count = Int(word), (0...maximumCount).contains(count) else {
      throw WrongNotation(
        "must be from 0 to \(maximumCount), or auto", zh: "请给出 0 到 \(maximumCount) 的整数，或 auto")
    }
    return DecimalCount(count)
  }

  public var description: String { count.map { "\($0)" } ?? "auto" }
}
