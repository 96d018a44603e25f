// How biases of the distance go on: they fall, some ever more slowly, and a window ends them.

import AttentionMath
public import FigureKinds
public import FigureModel

/// A farther key never gets more.
public enum BiasFallsWithDistance: Claim {
  public static let id = "bias-falls-with-distance"
  public static let statement = Localized(
    en: "To either side, a farther key never has a greater bias than a nearer one.",
    zh: "在任一侧，更远的键的偏置都不大于更近的键。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let bias = subject.shownBias, !bias.areIndices else { return nil }
    switch bias.encoding {
    // Bloom's form falls within no row; trained numbers go as they like.
    case let alibi as AlibiBias where alibi.form != .keyPosition: break
    case is KerpleBias, is RetentionDecay: break
    default: return nil
    }
    var rise = 0.0
    for run in bias.matrices.flatMap(\.runsOfDistance) {
      for (nearer, farther) in zip(run, run.dropFirst()) where farther != -.infinity {
        rise = maximum([rise, farther - nearer])
      }
    }
    return Measurement(
      rise, within: 1e-12, .atMost(1e-12),
      Localized(
        en: "greatest rise from a key to the next one farther, "
          + counted(bias.matrices.count, "matrix", "matrices"),
        zh: "\(bias.matrices.count) 个矩阵中由近到远相邻两键的最大增量"))
  }
}

/// KERPLE's logarithm falls ever more slowly.
public enum BiasFlattens: Claim {
  public static let id = "bias-flattens"
  public static let statement = Localized(
    en:
      "Each position farther takes off no more than the one before it: beyond the trained length the "
      + "bias falls ever more slowly, and no key is cut off.",
    zh: "距离每增加一个位置，偏置的降幅都不大于前一个位置：在训练长度之外偏置下降得越来越慢，没有键被截断。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    // A power above 1 falls ever faster.
    guard let bias = subject.shownBias, let kernel = bias.encoding as? KerpleBias,
      kernel.kernel == .logarithmic || kernel.r2.allSatisfy({ $0 <= 1 })
    else { return nil }
    var (excess, largest) = (0.0, 1.0)
    for run in bias.matrices.flatMap(\.runsOfDistance) {
      let values = run.prefix { $0 != -.infinity }
      let steps = zip(values, values.dropFirst()).map { $0 - $1 }
      excess = maximum([excess] + zip(steps, steps.dropFirst()).map { $1 - $0 })
      largest = max(largest, values.map(abs).max() ?? 0)
    }
    let tolerance = 1e-12 * largest
    return Measurement(
      excess, within: tolerance, .atMost(tolerance),
      Localized(
        en: "greatest excess of a step over the one before it, "
          + counted(bias.matrices.count, "head", "heads"),
        zh: "\(bias.matrices.count) 个头中一步超出前一步的最大值"))
  }
}

/// RetNet's window ends.
public enum WindowHidesFarKeys: Claim {
  public static let id = "window-hides-far-keys"
  public static let statement = Localized(
    en: "A query sees no key as far as the window or farther, however long the text is.",
    zh: "无论文本多长，查询都看不到距离不小于窗口的键。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let bias = subject.shownBias, let decay = bias.encoding as? RetentionDecay,
      let window = decay.window, let side = bias.matrices.first?.rows, side > window
    else { return nil }
    var seen = 0
    for matrix in bias.matrices {
      for query in window..<side {
        for key in 0...query - window where matrix[query, key] != -.infinity { seen += 1 }
      }
    }
    return Measurement(
      Double(seen), within: 0, .equal(0),
      Localized(
        en: "keys seen from \(window) to \(side - 1) positions away",
        zh: "距离 \(window) 到 \(side - 1) 处可见的键数"))
  }
}

extension Matrix where Element == Double {
  /// What each query adds to keys by their distance, from its own on to either side.
  fileprivate var runsOfDistance: [[Double]] {
    (0..<min(rows, columns)).flatMap { query in
      let values = Array(self.row(query))
      return [Array(values[...query].reversed()), Array(values[query...])]
    }
  }
}
