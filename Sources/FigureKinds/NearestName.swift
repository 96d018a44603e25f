// The known name that a misspelt one most likely means.

import AttentionMath
public import TextFormats

/// Finds names near to others.
public enum NearestName {
  /// What a message says after an unknown name: the nearest known one, if any is near, and all.
  public static func hint(for text: String, among names: [String]) -> Message {
    hint(nearest: nearest(to: text, among: names), known: names.joined(separator: ", "))
  }

  static func hint(nearest: String?, known: String) -> Message {
    Message(
      nearest.map { "did you mean \($0)? Known are \(known)" } ?? "known are \(known)",
      zh: nearest.map { "是否想用 \($0)？可用：\(known)" } ?? "可用：\(known)")
  }

  /// The name least far from `text` by edits, if it is near at all.
  public static func nearest(to text: String, among names: [String]) -> String? {
    let best = names.map { ($0, editDistance(text.lowercased(), $0.lowercased())) }
      .min { $0.1 < $1.1 }
    guard let (name, edits) = best, edits <= max(1, min(text.count, name.count) / 2) else {
      return nil
    }
    return name
  }
}
