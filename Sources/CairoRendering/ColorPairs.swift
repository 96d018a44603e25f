// Colours of drawings for both grounds, as variables that a page's style sheet sets.

import FigureScene

/// The pairs of colours that the drawings of a page have on light and on dark ground.
public struct ColorPairs: Sendable {
  private struct Pair: Hashable {
    var light: UInt32
    var dark: UInt32
  }

  /// In the order of their first use.
  private var pairs: [Pair] = []
  private var known: [Pair: Int] = [:]

  /// The value of an attribute that is a colour on light ground and another one on dark ground, such as
  /// `var(--c3)`.
  mutating func value(light: UInt32, dark: UInt32) -> String {
    let pair = Pair(light: light, dark: dark)
    let index = known[pair] ?? pairs.count
    if index == pairs.count {
      known[pair] = index
      pairs.append(pair)
    }
    return "var(--c\(index))"
  }

  /// The declarations of one ground, in CSS.
  public func declarations(isDark: Bool) -> String {
    pairs.enumerated().map { "--c\($0):\(Color.hex(isDark ? $1.dark : $1.light));" }.joined()
  }
}
