// The known name that a misspelt one most likely means.

/// Finds names near to others.
public enum NearestName {
  /// What a message says after an unknown name: the nearest known one, if any is near, and all.
  public static func hint(for text: String, among names: [String]) -> String {
    hint(nearest: nearest(to: text, among: names), known: names.joined(separator: ", "))
  }

  static func hint(nearest: String?, known: String) -> String {
    nearest.map { "did you mean \($0)? Known are \(known)" } ?? "known are \(known)"
  }

  /// The name least far from `text` by edits, if it is near at all.
  public static func nearest(to text: String, among names: [String]) -> String? {
    let best = names.map { ($0, distance(text.lowercased(), $0.lowercased())) }
      .min { $0.1 < $1.1 }
    guard let (name, edits) = best, edits <= max(1, min(text.count, name.count) / 2) else {
      return nil
    }
    return name
  }

  /// Insertions, deletions, substitutions and exchanges of neighbours (optimal string alignment).
  private static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a.utf8.prefix(64))
    let b = Array(b.utf8.prefix(64))
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var minimum = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          minimum = min(minimum, beforeLast[j - 1] + 1)
        }
        row.append(minimum)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
