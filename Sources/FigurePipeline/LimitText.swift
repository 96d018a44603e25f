// Amounts of memory and of time as options have them: `2GB`, `512MiB`, `60s`, `none`.

import Glibc

/// Reads and writes limits that have a unit.
public enum LimitText {
  /// Units of memory and their bytes.
  private static let memory: [(unit: String, size: Double)] = [
    ("TiB", 0x1p40), ("GiB", 0x1p30), ("MiB", 0x1p20), ("KiB", 0x1p10),
    ("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("KB", 1e3),
  ]
  /// Units of time and their seconds.
  private static let time: [(unit: String, size: Double)] = [
    ("ms", 1e-3), ("min", 60), ("h", 3600), ("s", 1),
  ]

  /// A limit on memory: bytes, or nil for `none`.
  /// - Throws: a text with the rule.
  public static func bytes(_ text: String) throws(LimitError) -> Int? {
    guard
      let amount = try amount(
        text, memory, "2GB, 512MiB", atLeast: 1e6, "1MB", atMost: 1e18, "1000000TB")
    else { return nil }
    return Int(amount)
  }

  /// A limit on time: seconds, or nil for `none`.
  /// - Throws: a text with the rule.
  public static func seconds(_ text: String) throws(LimitError) -> Double? {
    try amount(text, time, "60s, 5min", atLeast: 1e-3, "1ms", atMost: 2777 * 3600, "2777h")
  }

  private static func amount(
    _ text: String, _ units: [(unit: String, size: Double)], _ examples: String,
    atLeast minimum: Double, _ minimumText: String, atMost maximum: Double, _ maximumText: String
  ) throws(LimitError) -> Double? {
    if text == "none" { return nil }
    for (unit, size) in units where text.hasSuffix(unit) {
      let digits = text.dropLast(unit.count)
      guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
        let number = Double(digits)
      else { continue }
      let amount = number * size
      guard amount >= minimum, amount <= maximum else {
        let rule =
          amount < minimum ? "must be at least \(minimumText)" : "must be at most \(maximumText)"
        throw LimitError(description: "\(rule), or none for no limit")
      }
      return amount
    }
    throw LimitError(description: "give an amount with its unit, \(examples), or none for no limit")
  }

  /// An amount of memory as an option has it.
  static func bytes(_ amount: Int) -> String {
    for (unit, size) in memory where Double(amount) >= size {
      let number = Double(amount) / size
      if number == number.rounded() { return "\(Int(number))\(unit)" }
    }
    return "\(amount / 1_000_000)MB"
  }

  /// An amount of time as an option has it.
  static func seconds(_ amount: Double) -> String {
    if amount < 1 { return "\(Int((amount * 1000).rounded()))ms" }
    if amount >= 60, amount.truncatingRemainder(dividingBy: 60) == 0 {
      return "\(Int(amount / 60))min"
    }
    return amount == amount.rounded() ? "\(Int(amount))s" : "\(amount)s"
  }
}

/// Why a text is no limit.
public struct LimitError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String
}
