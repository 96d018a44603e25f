// Whole numbers as users write them: `0-49`, `5,10,20`, `12-10,14-12`.

import ArgumentParser
public import FigureModel
import TextFormats

/// A run of whole numbers, both ends included: `0-49`.
public struct IntegerRange: Hashable, WrittenValue {
  public var lower: Int
  public var upper: Int

  public init(_ lower: Int, _ upper: Int) {
    self.lower = lower
    self.upper = upper
  }

  /// - Returns: nil unless the text is one number or two with a hyphen, the first not the greater.
  public init?(_ argument: String) {
    guard let (lower, upper) = Self.ends(argument[...].trimmingSpaces), lower <= upper else {
      return nil
    }
    self.init(lower, upper)
  }

  /// One number or two; which is the greater no pattern tells.
  static let pattern = "\(ValueNotation.whole)(-\(ValueNotation.whole))?"
  public static let notation: ValueNotation? = .one(pattern, numbers: ValueNotation.allNumbers)

  /// The same of what counts from 0, such as dimensions.
  static let fromZero = ValueNotation.one(patternFromZero, numbers: 0...Int.max)
  static let patternFromZero = "\(ValueNotation.fromZero)(-\(ValueNotation.fromZero))?"

  /// Reads a range from the command line.
  @Sendable public static func parsed(_ text: String) throws -> IntegerRange {
    guard let range = IntegerRange(text) else {
      throw WrongNotation(
        "give a whole number or a range from the lesser to the greater, 0-49",
        zh: "请给出整数，或由小到大的范围，例如 0-49")
    }
    return range
  }

  /// The numbers before and after the hyphen; either may have a sign of its own.
  static func ends(_ text: some StringProtocol) -> (Int, Int)? {
    if let one = Int(text) { return (one, one) }
    guard let hyphen = text.dropFirst().firstIndex(of: "-"),
      let lower = Int(text[..<hyphen]), let upper = Int(text[text.index(after: hyphen)...])
    else { return nil }
    return (lower, upper)
  }

  public var count: Int { upper - lower + 1 }
  public var values: ClosedRange<Int> { lower...upper }
  public var description: String { lower == upper ? "\(lower)" : "\(lower)-\(upper)" }
}

/// Numbers in the order given, single ones and ranges: `5,10,20` or `0-3,8`.
public protocol NumberList: Hashable, WrittenValue {
  /// What its numbers are called where a text is refused.
  static var itemsName: Localized { get }
  /// The smallest number that it takes.
  static var minimum: Int { get }

  var values: [Int] { get }
  init(_ values: [Int])
}

extension NumberList {
  /// The most numbers a list may hold.
  public static var limit: Int { 10_000 }

  public static var shape: KindOption.Shape { .list }

  /// - Returns: nil where a part is neither a number nor a range, a number is too small, or there are more
  ///   than ``limit``.
  public init?(_ argument: String) {
    var values: [Int] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let (lower, upper) = IntegerRange.ends(part.trimmingSpaces), lower <= upper,
        lower >= Self.minimum
      else { return nil }
      let (span, overflow) = upper.subtractingReportingOverflow(lower)
      guard !overflow, span < Self.limit, values.count + span < Self.limit else { return nil }
      values += lower...upper
    }
    self.init(values)
  }

  /// Reads a list from the command line.
  @Sendable public static func parsed(_ text: String) throws -> Self {
    guard let list = Self(text) else {
      throw WrongNotation(
        "give \(itemsName.english) or ranges with commas between, 5,10,20 or 0-3,8; at most \(limit)",
        zh: "请给出以逗号分隔的\(itemsName.chinese)或范围，例如 5,10,20 或 0-3,8；至多 \(limit) 个")
    }
    return list
  }

  public var description: String {
    values.map { "\($0)" }.joined(separator: ",")
  }
}

/// Whole numbers on both sides of 0, as positions may be.
public struct IntegerList: NumberList {
  public static let itemsName = Localized(en: "whole numbers", zh: "整数")
  public static let minimum = Int.min
  public static let notation: ValueNotation? = .list(
    of: IntegerRange.pattern, numbers: ValueNotation.allNumbers)

  public var values: [Int]

  public init(_ values: [Int]) { self.values = values }
}

/// Numbers of layers, heads, rows, columns and dimensions, which count from 0.
public struct IndexList: NumberList {
  public static let itemsName = Localized(en: "whole numbers from 0 on", zh: "不小于 0 的整数")
  public static let minimum = 0
  public static let notation: ValueNotation? = .list(
    of: IntegerRange.patternFromZero, numbers: 0...Int.max)

  public var values: [Int]

  public init(_ values: [Int]) { self.values = values }
}

/// Pairs of positions, the second taken from the first: `12-10,14-12`.
public struct PositionPairs: Hashable, WrittenValue {
  public struct Pair: Hashable, Sendable {
    public var minuend: Int
    public var subtrahend: Int
  }

  public static var shape: KindOption.Shape { .list }
  public static let notation: ValueNotation? = .list(
    of: "\(ValueNotation.whole)-\(ValueNotation.whole)")

  public var pairs: [Pair]

  public init(_ pairs: [Pair]) { self.pairs = pairs }

  public init?(_ argument: String) {
    var pairs: [Pair] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let text = part.trimmingSpaces
      guard text.dropFirst().contains("-"), let (minuend, subtrahend) = IntegerRange.ends(text)
      else { return nil }
      pairs.append(Pair(minuend: minuend, subtrahend: subtrahend))
    }
    guard !pairs.isEmpty, pairs.count <= 100 else { return nil }
    self.init(pairs)
  }

  /// Reads pairs from the command line.
  @Sendable public static func parsed(_ text: String) throws -> PositionPairs {
    guard let pairs = PositionPairs(text) else {
      throw WrongNotation(
        "give pairs of positions with commas between, 12-10,14-12",
        zh: "请给出以逗号分隔的位置对，例如 12-10,14-12")
    }
    return pairs
  }

  public var description: String {
    pairs.map { "\($0.minuend)-\($0.subtrahend)" }.joined(separator: ",")
  }
}

extension Substring {
  var trimmingSpaces: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
