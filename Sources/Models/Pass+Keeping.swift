// What a pass keeps, or gives away as it makes it.

internal import AttentionMath

extension Pass {
  /// Keeps the vectors after a layer; 0 are the embeddings.
  /// - Parameter layers: how many layers there are.
  /// - Throws: `notFinite` for vectors that are no numbers.
  mutating func keepHidden(
    _ x: Matrix<Float>, after layer: Int, of layers: Int, _ stack: Stack
  ) throws(ModelError) {
    try requireFinite(x, in: layer == 0 ? nil : layer - 1, stack)
    guard request.hiddenStates.contains(layer) else { return }
    let name = stack.name("hidden_states")
    if let sink = request.sink {
      let kept = request.hiddenStates.indices(of: layers + 1)
      let offset = (kept.firstIndex(of: layer) ?? 0) * x.rows * x.columns
      return sink.take(x.values, of: name, shape: [kept.count, x.rows, x.columns], at: offset)
    }
    // Taken out, so that the numbers are added where they lie.
    var array =
      run.arrays.removeValue(forKey: name) ?? KeptArray(shape: [0, x.rows, x.columns], values: [])
    array.shape[0] += 1
    array.values += x.values
    array.layers.append(layer)
    run.arrays[name] = array
  }

  /// Keeps a matrix under a name.
  /// - Parameter isFlat: whether it is one list, without axes of length 1.
  mutating func keep(_ x: Matrix<Float>, as name: String, isFlat: Bool = false) {
    let shape = isFlat ? [x.rows * x.columns] : [x.rows, x.columns]
    if let sink = request.sink { return sink.take(x.values, of: name, shape: shape, at: 0) }
    run.arrays[name] = KeptArray(shape: shape, values: x.values)
  }

  /// Keeps what `body` makes of each row of a matrix, `columns` numbers each. Where it is given away, some
  /// rows at a time are made: a large vocabulary has more scores for a text than there are weights.
  mutating func keep(
    _ x: Matrix<Float>, as name: String, columns: Int, isFlat: Bool = false,
    _ body: (Matrix<Float>) throws(ModelError) -> Matrix<Float>
  ) throws(ModelError) {
    guard let sink = request.sink else { return keep(try body(x), as: name, isFlat: isFlat) }
    let shape = isFlat ? [x.rows * columns] : [x.rows, columns]
    let height = max(1, ArraySinkSize.maximumCount / max(1, columns))
    for first in stride(from: 0, to: x.rows, by: height) {
      let some = try body(x.rows(first..<min(first + height, x.rows)))
      sink.take(some.values, of: name, shape: shape, at: first * columns)
    }
  }

  /// The vectors that logits are asked for: all rows, the last, or none.
  func logitRows(_ x: Matrix<Float>) -> Matrix<Float>? {
    switch request.logits {
    case .none: nil
    case .last: x.rows(max(0, x.rows - 1)..<x.rows)
    case .all: x
    }
  }

  /// Whether anything that is asked for comes after a layer of a stack.
  func needs(_ stack: Stack, after layer: Int, of layers: Int) -> Bool {
    if request.logits != .none || request.observer != nil { return true }
    for heads in request.parts.values {
      let choice = heads.layers
      if !choice.indices(of: layers).filter({ $0 > layer }).isEmpty { return true }
    }
    return !request.hiddenStates.indices(of: layers + 1).filter { $0 > layer + 1 }.isEmpty
  }
}

/// Takes the arrays of a pass while they are made, so that none of them is ever held.
public protocol ArraySink: Sendable {
  /// Gets numbers of an array, from any thread and in any order of positions.
  /// - Parameters:
  ///   - shape: the whole array's, the same each time.
  ///   - offset: where in the whole array the first number is, the last axis running fastest.
  func take(
    _ values: UnsafeBufferPointer<Float>, of name: String, shape: [Int], at offset: Int)
}

extension ArraySink {
  func take(_ values: [Float], of name: String, shape: [Int], at offset: Int) {
    values.withUnsafeBufferPointer { take($0, of: name, shape: shape, at: offset) }
  }
}

/// How much is made before it is given to a sink.
enum ArraySinkSize {
  /// 16 MiB of numbers.
  static let maximumCount = 1 << 22
}
