// Names that stand beside each other and are too long: shortened so that they can still be told
// apart.

import FigureModel
import FigureScene

extension TextSetting {
  /// Names of at most `limit` px. A name that is too long keeps its beginning; where another one begins alike, it
  /// keeps its beginning and its end, and where two that differ would still look alike what follows the position
  /// at which they part, all of it or its beginning.
  func shortened(_ names: [String], to limit: Double, _ role: Role) -> [String] {
    var result = names.map { shortened($0, to: limit, role) }
    guard result != names else { return result }
    let shared = sharedBeginnings(names)
    for index in names.indices where result[index] != names[index] {
      // Most of what would be left of it is another's as well.
      if 2 * shared[index] >= result[index].count - 1, shared[index] > 0 {
        result[index] = middle(names[index], shared[index], limit, role)
      }
    }
    // One way after the other for those that are still alike.
    for way in [middle, ending, difference] {
      for group in alike(names, result) {
        let common = commonPrefixLength(group.map { names[$0] })
        for index in group where result[index] != names[index] {
          result[index] = way(names[index], common, limit, role)
        }
      }
    }
    return result
  }

  /// How many characters at its beginning each name shares with another that differs, at most.
  private func sharedBeginnings(_ names: [String]) -> [Int] {
    // Names that begin alike are neighbours in order.
    let sorted = Set(names).sorted()
    var shared = Dictionary(uniqueKeysWithValues: sorted.map { ($0, 0) })
    for (name, next) in zip(sorted, sorted.dropFirst()) {
      let common = commonPrefixLength([name, next])
      shared[name] = max(shared[name] ?? 0, common)
      shared[next] = max(shared[next] ?? 0, common)
    }
    return names.map { shared[$0] ?? 0 }
  }

  /// The positions of names that differ and look alike when shortened.
  private func alike(_ names: [String], _ shortened: [String]) -> [[Int]] {
    guard names != shortened else { return [] }
    return Dictionary(grouping: names.indices) { shortened[$0] }.values.filter { group in
      group.contains { names[$0] != names[group[0]] }
    }
  }

  private func commonPrefixLength(_ names: [String]) -> Int {
    guard let first = names.first else { return 0 }
    return names.dropFirst().reduce(first.count) { length, name in
      min(length, zip(first, name).prefix { $0 == $1 }.count)
    }
  }

  /// The beginning and the end of a name, as much of both.
  private func middle(_ name: String, _ common: Int, _ limit: Double, _ role: Role) -> String {
    longest(upTo: name.count - 1, limit, role) { count in
      name.prefix((count + 1) / 2) + "…" + name.suffix(count / 2)
    }
  }

  /// The beginning, and all from the position where the name parts from the others: one gap, where it has space.
  private func ending(_ name: String, _ common: Int, _ limit: Double, _ role: Role) -> String {
    let end = name.dropFirst(max(0, common - 1))
    let text = longest(upTo: max(1, common - 2), limit, role) { count in
      name.prefix(count) + "…" + end
    }
    return extent(text, role).width <= limit && text.count < name.count
      ? text : middle(name, common, limit, role)
  }

  /// A few characters of the beginning, and the name from a little before the position where it parts
  /// from the others.
  private func difference(_ name: String, _ common: Int, _ limit: Double, _ role: Role) -> String {
    let start = max(0, common - 2)
    let lead = start > 6 ? name.prefix(3) + "…" : start > 0 ? "…" : ""
    for (head, rest) in [(lead, name.dropFirst(start)), ("…", name.dropFirst(common))] {
      let text = longest(upTo: rest.count, limit, role) { count in
        head + rest.prefix(count) + (count < rest.count ? "…" : "")
      }
      if extent(text, role).width <= limit { return text }
    }
    // Too narrow to distinguish them .
    return shortened(name, to: limit, role)
  }

  /// The text made of the most characters that is at most `limit` px wide.
  private func longest(
    upTo most: Int, _ limit: Double, _ role: Role, _ text: (Int) -> String
  ) -> String {
    var low = 1
    // No glyph is narrower than a fifth of the type size for long.
    var high = max(1, min(most, Int(limit / style(role).size * 5)))
    while low < high {
      let middle = (low + high + 1) / 2
      if extent(text(middle), role).width <= limit { low = middle } else { high = middle - 1 }
    }
    return text(low)
  }
}
