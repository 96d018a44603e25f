// Weights that are kept as what they are made from. A head's weights over n tokens are n² numbers; its
// queries and keys are n times the size of a head each.

internal import AttentionMath

/// The weights of one head, made again whenever rows of them are wanted: the same numbers that the pass
/// had, up to the order of additions.
public struct RemadeHead: Sendable {
  private let step: AttentionStep
  private let head: Int
  private let scale: Float
  private let headSize: Int
  /// Shape `[queries, head size]`.
  private let q: [Float]
  /// Shape `[keys, head size]`, one for all heads that share it.
  private let k: [Float]

  /// The bytes that it takes, with the keys that it may share.
  public var byteCount: Int { 4 * (q.count + k.count) }

  /// Fills the memory with rows of weights, each of as many values as there are keys.
  /// - Precondition: there are such queries, and as many positions.
  public func fill(_ target: UnsafeMutablePointer<Float>, rows: Range<Int>) {
    let keys = k.count / headSize
    q.withUnsafeBufferPointer { q in
      k.withUnsafeBufferPointer { k in
        guard let q = q.baseAddress, let k = k.baseAddress else { return }
        let weights = WeightRows(
          step: step, head: head, scale: scale, headSize: headSize, keys: keys, q: q,
          qStride: headSize, k: k, kStride: headSize)
        let height = WeightRows.usualCount(keys: keys)
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: height) {
          let some = first..<min(first + height, rows.upperBound)
          let target = target + (first - rows.lowerBound) * keys
          weights.clear(some.count, outside: weights.make(some, in: target), in: target)
        }
      }
    }
  }

  fileprivate init(
    _ step: AttentionStep, head: Int, scale: Float, q: [Float], k: [Float], _ size: Int
  ) {
    self.step = step
    self.head = head
    self.scale = scale
    self.q = q
    self.k = k
    headSize = size
  }
}

/// The weights of heads of a stack, each of shape `[queries, keys]`, kept as their queries and keys.
public struct RemadeHeads: Sendable {
  public let queries: Int
  public let keys: Int
  /// The layers and heads that are there.
  public fileprivate(set) var layers: [Int] = []
  public let heads: [Int]
  /// In the order of `layers`, and in each in that of `heads`.
  public fileprivate(set) var rows: [[RemadeHead]] = []

  /// The bytes that they take.
  public fileprivate(set) var byteCount = 0
}

extension Pass {
  /// Keeps the weights of a step as its queries and keys, where they are too many and it takes less memory,
  /// or gives them away so.
  /// - Returns: whether it did.
  mutating func keepRemade(
    _ q: Matrix<Float>, _ k: Matrix<Float>, _ step: AttentionStep, scale: Float
  ) throws(ModelError) -> Bool {
    let heads = request.heads(of: .attentions, step)
    let layers = request.layerCount(of: .attentions, step)
    let size = q.columns / step.heads
    let share = step.heads / step.keyHeads
    let shared = Set(heads.map { $0 / share })
    let weights = Double(heads.count) * Double(q.rows) * Double(k.rows)
    let parts = Double(heads.count * q.rows + shared.count * k.rows) * Double(size)
    guard
      !heads.isEmpty && visit != nil
        || weights * Double(layers) > Double(request.maximumHeldWeights) && parts < weights
    else { return false }
    let name = step.stack.name(HeadPart.attentions.rawValue)
    if visit == nil, run.remade[name] == nil {
      try Self.checkMemory(name, layers: layers, heads: 1, each: parts)
    }
    var all =
      run.remade.removeValue(forKey: name)
      ?? RemadeHeads(queries: q.rows, keys: k.rows, heads: heads)
    var sharedKeys: [Int: [Float]] = [:]
    for head in shared { sharedKeys[head] = k.columns(head * size..<(head + 1) * size).values }
    all.layers.append(step.layer)
    all.rows.append(
      heads.map { head in
        RemadeHead(
          step, head: head, scale: scale, q: q.columns(head * size..<(head + 1) * size).values,
          k: sharedKeys[head / share] ?? [], size)
      })
    all.byteCount += 4 * Int(parts)
    if let visit {
      if !visit(all) { self.visit = { _ in false } }
    } else {
      run.remade[name] = all
    }
    return true
  }
}
