// Weights of all layers of a model that are looked at layer by layer: one layer is held at a time.

import MatrixFiles
public import Models
private import Synchronization

/// Heads of a model whose weights are made when their layer's turn comes, and then forgotten.
public final class LayeredHeads: Sendable {
  private let prepared: PreparedModel
  private let stack: Stack
  private let layers: [Int]
  private let heads: Choice
  private let held: Mutex<RemadeHeads>

  /// - Parameter maximum: so many weights are no reason to make them layer by layer.
  /// - Returns: nil where there are no more.
  init?(
    _ prepared: PreparedModel, of stack: Stack, layers: Choice, heads: Choice, maximum: Int
  ) throws(ModelError) {
    guard let shape = prepared.model.shape.stacks.first(where: { $0.stack == stack }) else {
      return nil
    }
    self.layers = layers.indices(of: shape.layers)
    let matrices = Double(self.layers.count) * Double(heads.indices(of: shape.heads).count)
    func areMany(_ queries: Int, _ keys: Int) -> Bool {
      matrices * Double(queries) * Double(keys) > Double(maximum)
    }
    let tokens = prepared.tokens(of: stack)
    let isCounted = !tokens.queries.isEmpty && !tokens.keys.isEmpty
    guard let first = self.layers.first,
      !isCounted || areMany(tokens.queries.count, tokens.keys.count),
      let made = try Self.made(first, of: stack, heads, prepared), areMany(made.queries, made.keys)
    else { return nil }
    (self.prepared, self.stack, self.heads) = (prepared, stack, heads)
    held = Mutex(made)
  }

  private static func made(
    _ layer: Int, of stack: Stack, _ heads: Choice, _ prepared: PreparedModel
  ) throws(ModelError) -> RemadeHeads? {
    var made: RemadeHeads?
    try prepared.model.forEachLayer(
      prepared.input, Request.Heads(layers: .only([layer]), heads: heads, of: [stack])
    ) {
      made = $0
      return false
    }
    return made
  }

  /// Goes through the layers in their order. The rows of a layer are at hand while its turn lasts; at any
  /// other time the model runs anew for them.
  /// - Parameter body: gets the number of a layer, and says whether to go on.
  public func forEachLayer(_ body: (Int) -> Bool) throws(ModelError) {
    try prepared.model.forEachLayer(
      prepared.input, Request.Heads(layers: .only(Set(layers)), heads: heads, of: [stack])
    ) { made in
      held.withLock { $0 = made }
      return body(made.layers[0])
    }
  }

  /// How many heads are held.
  var heldCount: Int { held.withLock { $0.rows.reduce(0) { $0 + $1.count } } }

  /// The heads as rows that are computed when they are read.
  var computed: (layers: [Int], heads: [Int], rows: [[ComputedRows]]) {
    let (queries, keys, numbers, bytes) = held.withLock {
      ($0.queries, $0.keys, $0.heads, $0.byteCount)
    }
    let rows = layers.map { layer in
      numbers.indices.map { index in
        ComputedRows(rows: queries, columns: keys, heldBytes: bytes / max(1, numbers.count)) {
          rows, target in
          self.fill(target, rows: rows, layer: layer, index)
        }
      }
    }
    return (layers, numbers, rows)
  }

  private func fill(
    _ target: UnsafeMutablePointer<Float>, rows: Range<Int>, layer: Int, _ index: Int
  ) {
    let head = held.withLock { held in
      if held.layers != [layer], let made = try? Self.made(layer, of: stack, heads, prepared) {
        held = made
      }
      return (of: held.layers == [layer] ? held.rows[0][index] : nil, keys: held.keys)
    }
    if let own = head.of { return own.fill(target, rows: rows) }
    // A file that cannot be read any more: weights that are no numbers are reported.
    target.update(repeating: .nan, count: rows.count * head.keys)
  }
}
