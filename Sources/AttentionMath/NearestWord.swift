// The known word that a misspelt one most likely means.

/// The known word that begins with `text`, or else the one least far from it by edits, if one is
/// near at all.
func nearestWord(to text: String, among words: [String]) -> String? {
  if text.count >= 2, let longer = words.first(where: { $0.hasPrefix(text.lowercased()) }) {
    return longer
  }
  let best = words.map { ($0, editDistance(text.lowercased(), $0.lowercased())) }
    .min { $0.1 < $1.1 }
  guard let (word, edits) = best, edits <= max(1, min(text.count, word.count) / 2) else {
    return nil
  }
  return word
}

/// What a message says after an unknown word: the nearest known one, if any is near, and all.
func knownWords(_ words: [String], for text: String) -> String {
  let known = words.isEmpty ? "there are none" : "known are \(words.joined(separator: ", "))"
  guard let nearest = nearestWord(to: text, among: words) else { return known }
  return "did you mean \(nearest)? \(known.prefix(1).uppercased())\(known.dropFirst())"
}

/// Insertions, deletions, substitutions and exchanges of neighbours that turn one word into the
/// other (optimal string alignment); letters after the 64th do not count.
package func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a.utf8.prefix(64)), Array(b.utf8.prefix(64)))
  // Row i: the distances of a's first i letters to each beginning of b.
  var table = [Array(0...b.count)]
  for i in a.indices {
    table.append([i + 1])
    for j in b.indices {
      var edits = min(
        table[i][j] + (a[i] == b[j] ? 0 : 1), table[i][j + 1] + 1, table[i + 1][j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        edits = min(edits, table[i - 1][j - 1] + 1)
      }
      table[i + 1].append(edits)
    }
  }
  return table[a.count][b.count]
}
