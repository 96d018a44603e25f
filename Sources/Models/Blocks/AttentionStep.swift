// Scaled dot-product attention (Vaswani et al. 2017) of one layer, head by head and a block of queries
// at a time, over all cores. What is not asked for is gone when its block is done.

internal import AttentionMath

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
  /// How many keys come before that of the first query, which went over them in an earlier pass.
  var past = 0
}

extension Pass {
  /// softmax(mask(cap(scale · Q Kᵀ) + bias)) V.
  ///
  /// - Parameters:
  ///   - q: shape `[queries, heads · head size]`.
  ///   - newKeys: shape `[keys, keyHeads · head size]`, of the tokens that the pass is over.
  ///   - newValues: shape `[keys, keyHeads · value size]`.
  /// - Returns: shape `[queries, heads · value size]`.
  mutating func attend(
    _ q: Matrix<Float>, _ newKeys: Matrix<Float>, _ newValues: Matrix<Float>, _ step: AttentionStep
  ) throws(ModelError) -> Matrix<Float> {
    let all = extended(newKeys, newValues, step)
    let (k, v) = (all.keys, all.values)
    var step = step
    step.past = step.stack == .cross ? 0 : k.rows - newKeys.rows
    let (heads, keyHeads) = (step.heads, step.keyHeads)
    let (queries, keys) = (q.rows, k.rows)
    let headSize = q.columns / heads
    let valueSize = v.columns / keyHeads
    for x in [q, k, v] { try requireFinite(x, in: step.layer, step.stack) }
    let scale = step.scale ?? 1 / Float(headSize).squareRoot()
    let isRemade = try keepRemade(q, k, step, scale: scale)
    let keptWeights = try Kept(
      .attentions, step, rows: queries, columns: keys, self, isWanted: !isRemade)
    let keptScores = try Kept(.scores, step, rows: queries, columns: keys, self)
    let observer = request.observer

    var contexts = [Float](repeating: 0, count: queries * heads * valueSize)
    let sink = keptWeights.count > 0 ? request.sink : nil
    var weightValues = [Float](repeating: 0, count: sink == nil ? keptWeights.count : 0)
    var scoreValues = [Float](repeating: -.infinity, count: keptScores.count)
    let blockRows = max(1, min(queries, WeightRows.usualCount(keys: keys)))
    let blocks = (queries + blockRows - 1) / blockRows
    let work = 2 * Double(queries) * Double(keys) * Double(q.columns)
    withAddresses([q.values, k.values, v.values]) { from in
      withMutableAddresses(&contexts, &weightValues, &scoreValues) { to in
        let block = AttentionBlock(
          step: step, scale: scale, headSize: headSize, valueSize: valueSize, keys: keys,
          strides: (q.columns, k.columns, v.columns), from: from, to: to, keptWeights: keptWeights,
          keptScores: keptScores, observer: observer, sink: sink)
        concurrently(heads * blocks, work: work) { next in
          let scratch = UnsafeMutablePointer<Float>.allocate(capacity: blockRows * keys)
          defer { scratch.deallocate() }
          while let index = next() {
            let (head, number) = index.quotientAndRemainder(dividingBy: blocks)
            block.run(
              head: head, rows: number * blockRows..<min((number + 1) * blockRows, queries), scratch
            )
          }
        }
      }
    }
    if sink == nil { keptWeights.store(weightValues, in: &self) }
    keptScores.store(scoreValues, in: &self)
    if keptScores.count > 0 {
      run.scoreRules[step.stack.name(HeadPart.scores.rawValue)] = ScoreRule(
        scale: scale, softCap: step.softCap, hasBias: step.bias != nil)
    }
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
    kept.store(values, in: &self)
  }
}

extension Pass {
  /// Refuses to keep more numbers than there is memory for.
  /// - Parameter each: how many of a head.
  static func checkMemory(
    _ name: String, layers: Int, heads: Int, each: Double
  ) throws(ModelError) {
    let bytes = Double(layers) * Double(heads) * each * 4
    let available = MemoryLimit.available.bytes
    guard bytes > Double(available) else { return }
    throw .outOfMemory(
      what: "keeping \(name) of \(layers) layers and \(heads) heads",
      bytes: Int(min(bytes, 0x1p62)), available: available)
  }
}

extension Request {
  /// The heads of a step of which a part is kept.
  func heads(of part: HeadPart, _ step: AttentionStep) -> [Int] {
    guard let asked = parts[part], asked.includes(step.stack), asked.layers.contains(step.layer)
    else { return [] }
    return asked.heads.indices(of: step.heads)
  }

  /// How many layers of a step's stack a part is kept of.
  func layerCount(of part: HeadPart, _ step: AttentionStep) -> Int {
    guard let asked = parts[part], asked.includes(step.stack) else { return 0 }
    return asked.layers.indices(of: step.layers).count
  }
}

/// The work of one head over a block of queries.
///
/// Safe to share: each block writes its own rows of its own head.
private struct AttentionBlock: @unchecked Sendable {
  let step: AttentionStep
  let scale: Float
  let headSize: Int
  let valueSize: Int
  let keys: Int
  /// The values from one row to the next of q, k and v.
  let strides: (q: Int, k: Int, v: Int)
  /// q, k and v.
  let from: [UnsafePointer<Float>]
  /// Contexts, weights and scores.
  let to: [UnsafeMutablePointer<Float>]
  let keptWeights: Kept
  let keptScores: Kept
  let observer: (any AttentionObserver)?
  /// Takes the weights that are kept; nil where the pass keeps them.
  let sink: (any ArraySink)?

  /// - Parameter scratch: space for `rows.count · keys` values.
  func run(head: Int, rows: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
    let keyHead = head / (step.heads / step.keyHeads)
    let weights = WeightRows(
      step: step, head: head, scale: scale, headSize: headSize, keys: keys,
      q: from[0] + head * headSize, qStride: strides.q, k: from[1] + keyHead * headSize,
      kStride: strides.k)
    // 1. to 3.
    let seen = weights.make(rows, in: scratch) { query, row, visible in
      guard let location = keptScores.location(head: head, row: query) else { return }
      (to[2] + location + visible.lowerBound).update(
        from: row + visible.lowerBound, count: visible.count)
    }
    for (offset, query) in rows.enumerated() where sink == nil {
      guard let location = keptWeights.location(head: head, row: query) else { continue }
      (to[1] + location + seen.lowerBound).update(
        from: scratch + offset * keys + seen.lowerBound, count: seen.count)
    }
    // 4. Times V.
    let width = step.heads * valueSize
    AttentionProduct.product(
      rows.count, valueSize, seen.count, scratch + seen.lowerBound, keys,
      from[2] + seen.lowerBound * strides.v + keyHead * valueSize, strides.v, isTransposed: false,
      to[0] + rows.lowerBound * width + head * valueSize, width)
    let location = sink == nil ? nil : keptWeights.location(head: head, row: rows.lowerBound)
    let isSeen = observer?.wants(step.stack, layer: step.layer, head: head) ?? false
    guard location != nil || isSeen else { return }
    weights.clear(rows.count, outside: seen, in: scratch)
    let made = UnsafeBufferPointer(start: scratch, count: rows.count * keys)
    if let location {
      sink?.take(
        made, of: keptWeights.name, shape: keptWeights.wholeShape,
        at: keptWeights.firstOffset + location)
    }
    if isSeen {
      observer?.take(
        step.stack, layer: step.layer, head: head, rows: rows, keys: keys, weights: made)
    }
  }
}

/// Gives `body` the addresses of these arrays' values; those of empty ones are never read.
private func withAddresses(
  _ arrays: [[Float]], _ collected: [UnsafePointer<Float>] = [],
  _ body: ([UnsafePointer<Float>]) -> Void
) {
  guard collected.count < arrays.count else { return body(collected) }
  arrays[collected.count].withUnsafeBufferPointer { buffer in
    withAddresses(arrays, collected + [buffer.baseAddress ?? UnsafePointer(nowhere)], body)
  }
}

/// Gives `body` the addresses of three arrays' values; those of empty ones are never written.
private func withMutableAddresses(
  _ one: inout [Float], _ two: inout [Float], _ three: inout [Float],
  _ body: ([UnsafeMutablePointer<Float>]) -> Void
) {
  one.withUnsafeMutableBufferPointer { one in
    two.withUnsafeMutableBufferPointer { two in
      three.withUnsafeMutableBufferPointer { three in
        body([one, two, three].map { $0.baseAddress ?? nowhere })
      }
    }
  }
}

/// An address for no values.
private var nowhere: UnsafeMutablePointer<Float> {
  UnsafeMutablePointer(bitPattern: MemoryLayout<Float>.alignment)!
}

/// The heads of a layer that are kept of a part, and where they go.
private struct Kept {
  let name: String
  let layer: Int
  let layerCount: Int
  /// Where the layer is among those that are kept.
  private let layerIndex: Int
  let heads: [Int]
  let rows: Int
  let columns: Int
  /// For each head its position among those that are kept; -1 where it is not.
  private let locations: [Int]

  /// - Parameter isWanted: false where the part is kept in another way.
  init(
    _ part: HeadPart, _ step: AttentionStep, rows: Int, columns: Int, _ pass: Pass,
    isWanted: Bool = true
  ) throws(ModelError) {
    name = step.stack.name(part.rawValue)
    layer = step.layer
    self.rows = rows
    self.columns = columns
    heads = isWanted ? pass.request.heads(of: part, step) : []
    let layers = pass.request.parts[part]?.layers.indices(of: step.layers) ?? []
    layerIndex = layers.firstIndex(of: step.layer) ?? 0
    layerCount = pass.request.layerCount(of: part, step)
    var locations = [Int](repeating: -1, count: step.heads)
    for (location, head) in heads.enumerated() { locations[head] = location }
    self.locations = locations
    // The first layer decides whether all fit.
    if !heads.isEmpty, pass.run.arrays[name] == nil, pass.request.sink == nil {
      try Pass.checkMemory(
        name, layers: layerCount, heads: heads.count, each: Double(rows) * Double(columns))
    }
  }

  var count: Int { heads.count * rows * columns }

  /// Where a row of a head begins.
  func location(head: Int, row: Int) -> Int? {
    locations[head] < 0 ? nil : (locations[head] * rows + row) * columns
  }

  /// The shape of the array with all its layers, and where this one begins in it.
  var wholeShape: [Int] { [layerCount, heads.count, rows, columns] }
  var firstOffset: Int { layerIndex * count }

  func store(_ values: [Float], in pass: inout Pass) {
    guard count > 0 else { return }
    if let sink = pass.request.sink {
      return sink.take(values, of: name, shape: wholeShape, at: firstOffset)
    }
    if var array = pass.run.arrays.removeValue(forKey: name) {
      array.shape[0] += 1
      array.layers.append(layer)
      array.values += values
      pass.run.arrays[name] = array
    } else {
      var array = KeptArray(
        shape: [1, heads.count, rows, columns], values: values, layers: [layer], heads: heads)
      if layerCount > 1 { array.values.reserveCapacity(count * layerCount) }
      pass.run.arrays[name] = array
    }
  }
}
