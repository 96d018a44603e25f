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
    guard let bias = subject.biasFact, !bias.areIndices else { return nil }
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
    guard
      let found = try KerpleSteps(subject, of: { $0.kernel == .logarithmic || $0.r2[$1] <= 1 })
    else { return nil }
    return found.measurement(
      found.largestStep { $1 - $0 },
      Localized(
        en: "greatest excess of a step over the one before it, "
          + counted(found.runs.count, "head", "heads"),
        zh: "\(found.runs.count) 个头中一步超出前一步的最大值"))
  }
}

/// KERPLE's power above 1 falls ever faster.
public enum BiasSteepens: Claim {
  public static let id = "bias-steepens"
  public static let statement = Localized(
    en:
      "Each position farther takes off no less than the one before it: beyond the trained length the "
      + "bias falls ever faster, and far keys are all but cut off.",
    zh: "距离每增加一个位置，偏置的降幅都不小于前一个位置：在训练长度之外偏置下降得越来越快，远处的键几乎被截断。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let found = try KerpleSteps(subject, of: { $0.kernel == .power && $0.r2[$1] > 1 }) else {
      return nil
    }
    return found.measurement(
      found.largestStep { $0 - $1 },
      Localized(
        en: "greatest shortfall of a step behind the one before it, "
          + counted(found.runs.count, "head", "heads"),
        zh: "\(found.runs.count) 个头中一步少于前一步的最大值"))
  }
}

/// What KERPLE takes off from position to position.
private struct KerpleSteps {
  /// Of each head, the biases of each query's keys from the nearest on.
  let runs: [[[Double]]]

  /// - Parameter isMeant: which heads, by their number.
  /// - Returns: nil where there are none.
  init?(
    _ subject: ClaimSubject, of isMeant: (KerpleBias, Int) -> Bool
  ) throws(FigureError) {
    guard let bias = subject.biasFact, let kernel = bias.encoding as? KerpleBias else {
      return nil
    }
    let heads = bias.heads ?? Array(bias.matrices.indices)
    let meant = zip(heads, bias.matrices).filter { head, _ in
      kernel.r2.indices.contains(head) && isMeant(kernel, head)
    }
    runs = meant.map { _, matrix in
      matrix.runsOfDistance.map { Array($0.prefix { $0 != -.infinity }) }
    }
    if runs.isEmpty { return nil }
  }

  /// The largest of what two steps that follow each other make.
  func largestStep(_ value: (Double, Double) -> Double) -> Double {
    var largestStep = 0.0
    for run in runs.joined() {
      let steps = zip(run, run.dropFirst()).map { $0 - $1 }
      largestStep = maximum([largestStep] + zip(steps, steps.dropFirst()).map { value($0, $1) })
    }
    return largestStep
  }

  func measurement(_ value: Double, _ what: Localized) -> Measurement {
    let largest = max(1, runs.joined().joined().map(abs).max() ?? 0)
    return Measurement(value, within: 1e-12 * largest, .atMost(1e-12 * largest), what)
  }
}

/// RetNet's window ends.
public enum WindowHidesFarKeys: Claim {
  public static let id = "window-hides-far-keys"
  public static let statement = Localized(
    en: "A query sees no key as far as the window or farther, however long the text is.",
    zh: "无论文本多长，查询都看不到距离不小于窗口的键。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let bias = subject.biasFact, let decay = bias.encoding as? RetentionDecay,
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
