// Scaled dot-product attention (Vaswani et al. 2017) of one layer, head by head and a block of queries
// at a time, over all cores. What is not asked for is gone when its block is done.

internal import AttentionMath
internal import CKernels
internal import Glibc

/// Which keys a query sees.
enum AttentionMask: Sendable {
  case none
  /// Those up to itself.
  case causal
  /// The last `count` up to itself.
  case causalWindow(Int)
  /// Those up to `reach` before and after.
  case window(reach: Int)

  /// The keys that a query sees, of `count`.
  func visible(to query: Int, of count: Int) -> Range<Int> {
    switch self {
    case .none: 0..<count
    case .causal: 0..<min(query + 1, count)
    case .causalWindow(let width): max(0, query + 1 - width)..<min(query + 1, count)
    case .window(let reach): max(0, query - reach)..<min(query + reach + 1, count)
    }
  }
}

/// What a layer's attention is.
struct AttentionStep: Sendable {
  var stack = Stack.single
  var layer: Int
  /// How many layers the stack has.
  var layers: Int
  var heads: Int
  /// How many heads of keys and values there are; several heads of queries share one (Ainslie et al.
  /// 2023).
  var keyHeads: Int
  /// What scores are multiplied by; √(1 / head size) without it.
  var scale: Float?
  var mask = AttentionMask.none
  var bias: PositionBias?
  /// Scores become cap · tanh(score / cap).
  var softCap: Float?
}

extension Pass {
  /// softmax(mask(cap(scale · Q Kᵀ) + bias)) V.
  ///
  /// - Parameters:
  ///   - q: shape `[queries, heads · head size]`.
  ///   - k: shape `[keys, keyHeads · head size]`.
  ///   - v: shape `[keys, keyHeads · value size]`.
  /// - Returns: shape `[queries, heads · value size]`.
  mutating func attend(
    _ q: Matrix<Float>, _ k: Matrix<Float>, _ v: Matrix<Float>, _ step: AttentionStep
  ) throws(ModelError) -> Matrix<Float> {
    let (heads, keyHeads) = (step.heads, step.keyHeads)
    let (queries, keys) = (q.rows, k.rows)
    let headSize = q.columns / heads
    let valueSize = v.columns / keyHeads
    let scale = step.scale ?? 1 / Float(headSize).squareRoot()
    let keptWeights = try Kept(.attentions, step, rows: queries, columns: keys, self)
    let keptScores = try Kept(.scores, step, rows: queries, columns: keys, self)
    let observer = request.observer

    var contexts = [Float](repeating: 0, count: queries * heads * valueSize)
    var weightValues = [Float](repeating: 0, count: keptWeights.count)
    var scoreValues = [Float](repeating: 0, count: keptScores.count)
    let blockRows = max(1, min(queries, max(16, (1 << 18) / max(1, keys))))
    let blocks = (queries + blockRows - 1) / blockRows
    let work = 2 * Double(queries) * Double(keys) * Double(q.columns)
    q.values.withUnsafeBufferPointer { q0 in
      k.values.withUnsafeBufferPointer { k0 in
        v.values.withUnsafeBufferPointer { v0 in
          contexts.withUnsafeMutableBufferPointer { z0 in
            weightValues.withUnsafeMutableBufferPointer { w0 in
              scoreValues.withUnsafeMutableBufferPointer { s0 in
                guard let qBase = q0.baseAddress, let kBase = k0.baseAddress,
                  let vBase = v0.baseAddress, let zBase = z0.baseAddress
                else { return }
                // Safe to share: each block writes its own rows of its own head.
                nonisolated(unsafe) let (qs, ks, vs, zs) = (qBase, kBase, vBase, zBase)
                nonisolated(unsafe) let (ws, ss) = (w0.baseAddress, s0.baseAddress)
                concurrently(heads * blocks, work: work) { next in
                  let scratch = UnsafeMutablePointer<Float>.allocate(capacity: blockRows * keys)
                  defer { scratch.deallocate() }
                  while let index = next() {
                    let (head, block) = index.quotientAndRemainder(dividingBy: blocks)
                    let rows = block * blockRows..<min((block + 1) * blockRows, queries)
                    let keyHead = head / (heads / keyHeads)
                    // 1. Q Kᵀ.
                    AttentionProduct.product(
                      rows.count, keys, headSize,
                      qs + rows.lowerBound * q.columns + head * headSize,
                      q.columns, ks + keyHead * headSize, k.columns, isTransposed: true, scratch,
                      keys)
                    for (offset, query) in rows.enumerated() {
                      // 2. Scale, cap, bias and mask; 3. softmax over what the query sees.
                      let row = scratch + offset * keys
                      let visible = step.mask.visible(to: query, of: keys)
                      step.finish(row, head: head, query: query, visible: visible, scale: scale)
                      for key in 0..<visible.lowerBound { row[key] = -.infinity }
                      for key in visible.upperBound..<keys { row[key] = -.infinity }
                      if let ss, let place = keptScores.place(head: head, row: query) {
                        (ss + place).update(from: row, count: keys)
                      }
                      attn_softmax_f32(row, keys, 1)
                      if let ws, let place = keptWeights.place(head: head, row: query) {
                        (ws + place).update(from: row, count: keys)
                      }
                    }
                    if let observer, observer.wants(step.stack, layer: step.layer, head: head) {
                      observer.take(
                        step.stack, layer: step.layer, head: head, rows: rows, keys: keys,
                        weights: UnsafeBufferPointer(start: scratch, count: rows.count * keys))
                    }
                    // 4. Times V.
                    AttentionProduct.product(
                      rows.count, valueSize, keys, scratch, keys, vs + keyHead * valueSize,
                      v.columns,
                      isTransposed: false,
                      zs + rows.lowerBound * heads * valueSize + head * valueSize,
                      heads * valueSize)
                  }
                }
              }
            }
          }
        }
      }
    }
    keptWeights.store(weightValues, in: &run)
    keptScores.store(scoreValues, in: &run)
    let z = Matrix(rows: queries, columns: heads * valueSize, values: contexts)
    try keepHeads(.queries, q, step, share: 1)
    try keepHeads(.keys, k, step, share: heads / keyHeads)
    try keepHeads(.values, v, step, share: heads / keyHeads)
    try keepHeads(.contexts, z, step, share: 1)
    return z
  }

  /// Keeps what each head has of a matrix `[tokens, heads / share · size]`.
  private mutating func keepHeads(
    _ part: HeadPart, _ x: Matrix<Float>, _ step: AttentionStep, share: Int
  ) throws(ModelError) {
    let size = x.columns / (step.heads / share)
    let kept = try Kept(part, step, rows: x.rows, columns: size, self)
    guard kept.count > 0 else { return }
    var values: [Float] = []
    values.reserveCapacity(kept.count)
    for head in kept.heads {
      for row in 0..<x.rows {
        let start = row * x.columns + head / share * size
        values += x.values[start..<start + size]
      }
    }
    kept.store(values, in: &run)
  }
}

extension AttentionStep {
  /// Makes the scores of a query from its products with the keys that it sees.
  fileprivate func finish(
    _ row: UnsafeMutablePointer<Float>, head: Int, query: Int, visible: Range<Int>, scale: Float
  ) {
    if let softCap {
      for key in visible { row[key] = tanhf(row[key] * scale / softCap) * softCap }
    } else {
      for key in visible { row[key] *= scale }
    }
    bias?.add(head: head, query: query, to: row, keys: visible)
  }
}

/// The heads of a layer that are kept of a part, and where they go.
private struct Kept {
  let name: String
  let layer: Int
  let layerCount: Int
  let heads: [Int]
  let rows: Int
  let columns: Int
  /// For each head its place among those that are kept; -1 where it is not.
  private let places: [Int]

  init(_ part: HeadPart, _ step: AttentionStep, rows: Int, columns: Int, _ pass: Pass)
    throws(ModelError)
  {
    name = step.stack.name(part.rawValue)
    layer = step.layer
    self.rows = rows
    self.columns = columns
    let wanted = pass.request.parts[part]
    heads = wanted?.layers.contains(step.layer) == true ? wanted!.heads.indices(of: step.heads) : []
    layerCount = wanted?.layers.indices(of: step.layers).count ?? 0
    var places = [Int](repeating: -1, count: step.heads)
    for (place, head) in heads.enumerated() { places[head] = place }
    self.places = places
    // The first layer decides whether all fit.
    if !heads.isEmpty, pass.run.arrays[name] == nil {
      let bytes = Double(layerCount) * Double(heads.count) * Double(rows) * Double(columns) * 4
      let available = MemoryLimit.available.bytes
      if bytes > Double(available) {
        throw .outOfMemory(
          what: "keeping \(name) of \(layerCount) layers and \(heads.count) heads",
          bytes: Int(min(bytes, 0x1p62)), available: available)
      }
    }
  }

  var count: Int { heads.count * rows * columns }

  /// Where a row of a head begins.
  func place(head: Int, row: Int) -> Int? {
    places[head] < 0 ? nil : (places[head] * rows + row) * columns
  }

  func store(_ values: [Float], in run: inout ModelRun) {
    guard count > 0 else { return }
    if var array = run.arrays.removeValue(forKey: name) {
      array.shape[0] += 1
      array.layers.append(layer)
      array.values += values
      run.arrays[name] = array
    } else {
      var array = KeptArray(
        shape: [1, heads.count, rows, columns], values: [], layers: [layer], heads: heads)
      array.values.reserveCapacity(count * layerCount)
      array.values += values
      run.arrays[name] = array
    }
  }
}
