// The known name that a misspelt one most likely means.

/// Finds names near to others.
public enum NearestName {
  /// The name least far from `text` by edits (Levenshtein), if it is near at all.
  public static func nearest(to text: String, among names: [String]) -> String? {
    let best = names.map { ($0, distance(text.lowercased(), $0.lowercased())) }
      .min { $0.1 < $1.1 }
    guard let (name, edits) = best, edits <= max(1, min(text.count, name.count) / 2) else {
      return nil
    }
    return name
  }

  private static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b.utf8.prefix(64))
    var row = Array(0...b.count)
    for (i, x) in a.utf8.prefix(64).enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let substituted = diagonal + (x == y ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
