// What the places along an axis are called in the files that it was put together of.

import TextFormats

/// The names of arrays that were stacked, where the numbers in them are not their places: layers 1, 5 and 11 are
/// at the places 0, 1 and 2.
public struct StackedNames: Hashable, Sendable {
  /// In their order along the axis.
  public let names: [String]
  /// What the axis is said to be; nil where its place says it.
  public var axis: ArrayAxis?

  /// - Returns: nil where the names say nothing else than the places do: where they do not differ by one number,
  ///   or count from 0.
  init?(_ names: [String]) {
    // Of files in one folder the folder says nothing.
    let short = names.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    let known = [short, names].lazy.compactMap { names in
      TensorSeries.numbers(of: names).map { (names: names, numbers: $0) }
    }.first
    guard let known, known.numbers != Array(names.indices) else { return nil }
    self.names = known.names
  }

  /// Whether each number is one more than that of the name before.
  public var areConsecutive: Bool {
    guard let numbers = TensorSeries.numbers(of: names) else { return false }
    return zip(numbers, numbers.dropFirst()).allSatisfy { $0 + 1 == $1 }
  }
}
