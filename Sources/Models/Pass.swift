// One pass of a model: what an architecture's steps read from, and what they leave behind.

internal import AttentionMath
internal import CKernels
internal import Synchronization
internal import Tokenizers

/// Whether a step has a bias.
enum BiasRule: Sendable {
  /// It has one: without it the checkpoint is not whole.
  case required
  /// It has one where one is stored, as some models of the kind do.
  case optional
  /// It has none: a stored one is of a model of another kind.
  case none
  /// It has none because this key of the config turns it off.
  case off(file: String, key: String)
}

/// A pass of a model over one input.
///
/// It reads each weight when its step comes, a strip of rows at a time, so the memory it takes is that
/// of the activations and of what is kept.
struct Pass {
  var weights: Weights
  let request: Request
  /// What the checkpoint's class has on top of the layers.
  let head: ModelHead
  /// Whether the head's matrix is that of the embeddings; nil where the config does not say it.
  let tiesEmbeddings: Bool?
  /// Gets the heads of a layer in place of their being kept, and says whether it wants those of others.
  var visit: ((RemadeHeads) -> Bool)?
  /// Of an earlier pass over the first of the tokens, and for a later one; nil for a pass that is to keep
  /// nothing so.
  var cache: KeyCache?
  /// How many tokens came before those that the pass is over.
  var past = 0
  /// Whether keys and values are taken from the cache and added to it.
  var isGoingOn = false
  var run = ModelRun()

  init(
    weights: Weights, request: Request, head: ModelHead = .unknown, tiesEmbeddings: Bool? = nil
  ) {
    self.weights = weights
    self.request = request
    self.head = head
    self.tiesEmbeddings = tiesEmbeddings
  }

  // MARK: Steps with weights

  /// x Wᵀ + b: shape `[tokens, in]` to `[tokens, out]`.
  ///
  /// W of shape `[out, in]` is the tensor `NAME.weight`, b of shape `[out]` is `NAME.bias`.
  /// - Parameter outputs: how many there must be, where the config says so.
  func linear(
    _ x: Matrix<Float>, _ name: String, outputs: Int? = nil, bias rule: BiasRule = .required
  ) throws(ModelError) -> Matrix<Float> {
    let weight = try weights.tensor("\(name).weight", shape: [outputs ?? -1, x.columns])
    return try Self.product(x, weight, bias: bias(name, count: weight.rows, rule))
  }

  /// What `body` makes of each token alone, for some hundred tokens at a time: what it makes on the way,
  /// several times as wide as the vectors, is never there for all tokens of a long text.
  /// - Parameter width: the values of a token in the widest of it.
  func byTokens(
    _ x: Matrix<Float>, width: Int, _ body: (Matrix<Float>) throws(ModelError) -> Matrix<Float>
  ) throws(ModelError) -> Matrix<Float> {
    // Each block reads the weights once more, which so many tokens are worth.
    let maximum = max(512, (1 << 21) / max(1, width))
    guard x.rows > maximum else { return try body(x) }
    let blocks = (x.rows + maximum - 1) / maximum
    var all: [Float] = []
    for block in 0..<blocks {
      let part = try body(x.rows(x.rows * block / blocks..<x.rows * (block + 1) / blocks))
      if block == 0 { all.reserveCapacity(x.rows * part.columns) }
      all += part.values
    }
    return Matrix(rows: x.rows, columns: all.count / x.rows, values: all)
  }

  /// The tensor `NAME.bias`; nil where it may be left out and is.
  func bias(_ name: String, count: Int, _ rule: BiasRule) throws(ModelError) -> [Float]? {
    let isStored = weights.has("\(name).bias")
    switch rule {
    case .required: break
    case .optional: if !isStored { return nil }
    case .none:
      guard let stored = weights.find("\(name).bias") else { return nil }
      throw .unsupported(file: stored.file, .bias(tensor: stored.name))
    case .off(let file, let key):
      guard let stored = weights.find("\(name).bias") else { return nil }
      throw .config(
        file: file, key: key,
        .contradicts(
          value: "false, or left out, which is the same",
          other: "the weights hold \(quoted(stored.name))",
          fix: "set it to true if that bias is to be added"))
    }
    return try weights.vector("\(name).bias", count: count)
  }

  /// x W + b with W of shape `[in, out]`, as GPT-2's files have it.
  func conv1D(_ x: Matrix<Float>, _ name: String, outputs: Int) throws(ModelError) -> Matrix<Float>
  {
    if weights.storesOutputsFirst { return try linear(x, name, outputs: outputs) }
    let weight = try weights.tensor("\(name).weight", shape: [x.columns, outputs])
    let bias = try weights.vector("\(name).bias", count: outputs)
    let all = try weight.values()
    var y = [Float](repeating: 0, count: x.rows * outputs)
    let width = 96
    x.values.withUnsafeBufferPointer { x0 in
      all.withUnsafeBufferPointer { w0 in
        y.withUnsafeMutableBufferPointer { y0 in
          // Safe to share: each strip writes its own columns.
          nonisolated(unsafe) let (a, w, c) = (x0.baseAddress!, w0.baseAddress!, y0.baseAddress!)
          let strips = (outputs + width - 1) / width
          concurrently(strips, work: Double(x.rows * x.columns) * Double(outputs)) { next in
            while let strip = next() {
              let begin = strip * width
              AttentionProduct.product(
                x.rows, min(width, outputs - begin), x.columns, a, x.columns, w + begin, outputs,
                isTransposed: false, c + begin, outputs)
            }
          }
        }
      }
    }
    var result = Matrix(rows: x.rows, columns: outputs, values: y)
    result.add(bias)
    return result
  }

  /// x Wᵀ + b for a weight that is read strip by strip on every core.
  static func product(_ x: Matrix<Float>, _ weight: StoredTensor, bias: [Float]?) throws(ModelError)
    -> Matrix<Float>
  {
    let (depth, outputs) = (x.columns, weight.rows)
    var y = [Float](repeating: 0, count: x.rows * outputs)
    // A strip stays in the second level of the cache, and there is one for each core at least.
    let height = max(
      32, min((1 << 18) / max(1, depth), (outputs / coreCount + 31) / 32 * 32) / 32 * 32)
    let failure = Mutex<ModelError?>(nil)
    x.values.withUnsafeBufferPointer { x0 in
      y.withUnsafeMutableBufferPointer { y0 in
        guard let from = x0.baseAddress, let to = y0.baseAddress else { return }
        // Safe to share: each strip writes its own columns.
        nonisolated(unsafe) let (a, c) = (from, to)
        let strips = (outputs + height - 1) / height
        concurrently(strips, work: Double(x.rows * depth) * Double(outputs)) { next in
          let strip = UnsafeMutablePointer<Float>.allocate(capacity: height * depth)
          defer { strip.deallocate() }
          while failure.withLock({ $0 == nil }), let index = next() {
            let range = index * height..<min((index + 1) * height, outputs)
            do throws(ModelError) {
              try weight.read(range, into: strip)
              let to = c + range.lowerBound
              AttentionProduct.product(
                x.rows, range.count, depth, a, depth, strip, depth, isTransposed: true, to, outputs)
            } catch {
              failure.withLock { $0 = error }
            }
          }
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    var result = Matrix(rows: x.rows, columns: outputs, values: y)
    if let bias { result.add(bias) }
    return result
  }

  /// The rows of a table for these numbers, shape `[numbers, width]`.
  /// - Parameter count: how many rows the table must have, where the config says so.
  func embedding(_ name: String, _ numbers: [Int], width: Int, count: Int? = nil)
    throws(ModelError) -> Matrix<Float>
  {
    let table = try weights.tensor("\(name).weight", shape: [count ?? -1, width])
    if let number = numbers.first(where: { $0 < 0 || $0 >= table.rows }) {
      throw .idOutOfRange(id: number, vocabulary: table.rows)
    }
    var result = Matrix<Float>(rows: numbers.count, columns: width)
    var failure: ModelError?
    result.values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for (index, number) in numbers.enumerated() {
        do throws(ModelError) {
          try table.read(number..<number + 1, into: base + index * width)
        } catch { failure = error }
      }
    }
    if let failure { throw failure }
    return result
  }

  /// The rows of a table of positions.
  func positions(_ name: String, _ range: Range<Int>, width: Int) throws(ModelError) -> Matrix<
    Float
  > {
    try positions(name, Array(range), first: range.lowerBound, width: width)
  }

  /// The rows of a table of positions for tokens of which some stand for none.
  func positions(
    _ name: String, _ positions: PaddedPositions, width: Int
  ) throws(ModelError) -> Matrix<Float> {
    try self.positions(name, positions.rows, first: positions.padding + 1, width: width)
  }

  /// - Parameter first: the row of the first position.
  private func positions(
    _ name: String, _ rows: [Int], first: Int, width: Int
  ) throws(ModelError) -> Matrix<Float> {
    let table = try weights.tensor("\(name).weight", shape: [-1, width])
    if let last = rows.max(), last >= table.rows {
      throw .tooLong(tokens: last + 1 - first, context: max(0, table.rows - first))
    }
    return try embedding(name, rows, width: width)
  }

  /// Layer norm with `NAME.weight` and `NAME.bias`.
  func layerNorm(
    _ x: Matrix<Float>, _ name: String, epsilon: Double, bias rule: BiasRule = .required
  ) throws(ModelError) -> Matrix<Float> {
    x.layerNormed(
      weight: try weights.vector("\(name).weight", count: x.columns),
      bias: try bias(name, count: x.columns, rule), epsilon: Float(epsilon))
  }

  /// Root mean square norm with `NAME.weight`.
  /// - Parameters:
  ///   - width: how many values are normed together; without it a whole row.
  ///   - shift: what is added to the weight; Gemma's are stored less 1.
  func rmsNorm(
    _ x: Matrix<Float>, _ name: String, epsilon: Double, width: Int? = nil, shift: Float = 0
  ) throws(ModelError) -> Matrix<Float> {
    var weight = try weights.vector("\(name).weight", count: width ?? x.columns)
    if shift != 0 { for index in weight.indices { weight[index] += shift } }
    return x.rootMeanSquareNormed(weight: weight, epsilon: Float(epsilon))
  }
}

extension Matrix<Float> {
  /// Adds a vector to each row.
  mutating func add(_ vector: [Float]) {
    precondition(vector.count == columns)
    values.withUnsafeMutableBufferPointer { values in
      vector.withUnsafeBufferPointer { vector in
        for row in 0..<rows {
          for column in 0..<columns { values[row * columns + column] += vector[column] }
        }
      }
    }
  }
}

/// Products of raw matrices on the calling thread.
enum AttentionProduct {
  /// C = A B, or A Bᵀ, with so many values from one row to the next.
  static func product(
    _ rows: Int, _ columns: Int, _ depth: Int, _ a: UnsafePointer<Float>, _ aStride: Int,
    _ b: UnsafePointer<Float>, _ bStride: Int, isTransposed: Bool,
    _ c: UnsafeMutablePointer<Float>, _ cStride: Int
  ) {
    guard rows > 0, columns > 0 else { return }
    if depth > 0,
      attn_product_f32(
        rows, columns, depth, a, aStride, b, bStride, isTransposed, c, cStride)
    {
      return
    }
    // Without memory to pack in the result is the same but for rounding, and slow.
    for row in 0..<rows {
      for column in 0..<columns {
        var sum: Float = 0
        for index in 0..<depth {
          sum +=
            a[row * aStride + index]
            * b[isTransposed ? column * bStride + index : index * bStride + column]
        }
        c[row * cStride + column] = sum
      }
    }
  }
}
