// Rows of one head's weights, from its queries and keys: the first three steps of attention, for a
// pass and for whoever wants the rows again.

internal import CKernels
internal import Glibc

/// What rows of a head's weights are made from.
struct WeightRows {
  let step: AttentionStep
  let head: Int
  let scale: Float
  let headSize: Int
  let keys: Int
  /// The first value of query 0 of this head, and the values from one query to the next.
  let q: UnsafePointer<Float>
  let qStride: Int
  /// The same of its keys.
  let k: UnsafePointer<Float>
  let kStride: Int

  /// How many rows are made at a time: 1 MiB of them, and enough to make the product worth while.
  static func usualCount(keys: Int) -> Int { max(16, (1 << 18) / max(1, keys)) }

  /// softmax(mask(cap(scale · Q Kᵀ) + bias)) of some queries.
  ///
  /// - Parameters:
  ///   - target: space for `rows.count · keys` values, shape `[rows, keys]`.
  ///   - scores: gets each row before the softmax, and the keys that the query sees.
  /// - Returns: the keys that any of the queries sees; what lies outside them is not written.
  func make(
    _ rows: Range<Int>, in target: UnsafeMutablePointer<Float>,
    scores: (_ query: Int, _ row: UnsafePointer<Float>, _ visible: Range<Int>) -> Void = {
      _, _, _ in
    }
  ) -> Range<Int> {
    // With a causal mask half of the work is left out.
    let seen =
      visible(to: rows.lowerBound).lowerBound..<visible(to: rows.upperBound - 1).upperBound
    // 1. Q Kᵀ.
    AttentionProduct.product(
      rows.count, seen.count, headSize, q + rows.lowerBound * qStride, qStride,
      k + seen.lowerBound * kStride, kStride, isTransposed: true, target + seen.lowerBound, keys)
    for (offset, query) in rows.enumerated() {
      // 2. Scale, cap, bias and mask.
      let row = target + offset * keys
      let visible = visible(to: query)
      finish(row, query: query, visible: visible)
      scores(query, row, visible)
      // 3. Softmax over what the query sees; the rest has no weight.
      attn_softmax_f32(row + visible.lowerBound, visible.count, 1)
      for key in seen.lowerBound..<visible.lowerBound { row[key] = 0 }
      for key in visible.upperBound..<seen.upperBound { row[key] = 0 }
    }
    return seen
  }

  /// The keys that a query sees.
  private func visible(to query: Int) -> Range<Int> {
    step.mask.visible(to: query + step.past, of: keys)
  }

  /// Makes the scores of a query from its products with the keys that it sees.
  private func finish(_ row: UnsafeMutablePointer<Float>, query: Int, visible: Range<Int>) {
    if let cap = step.softCap {
      for key in visible { row[key] = tanhf(row[key] * scale / cap) * cap }
    } else {
      for key in visible { row[key] *= scale }
    }
    step.bias?.add(head: head, query: query + step.past, to: row, keys: visible)
  }

  /// Sets what lies outside the seen keys to 0.
  func clear(_ rows: Int, outside seen: Range<Int>, in target: UnsafeMutablePointer<Float>) {
    for offset in 0..<rows {
      let row = target + offset * keys
      for key in 0..<seen.lowerBound { row[key] = 0 }
      for key in seen.upperBound..<keys { row[key] = 0 }
    }
  }
}
