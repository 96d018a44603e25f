// Numbers that are none are an error where they begin: a figure of them would show nothing.

internal import AttentionMath

extension Pass {
  /// Refuses NaN and infinity, with the tensor that they come from.
  /// - Parameter layer: whose work the matrix is; nil for the embeddings'.
  func requireFinite(
    _ x: Matrix<Float>, in layer: Int?, _ stack: Stack
  ) throws(ModelError) {
    guard !x.values.areFinite else { return }
    var location = layer.map { "layer \($0)" } ?? "the embeddings"
    if stack != .single { location += " of the \(stack == .cross ? "decoder" : stack.rawValue)" }
    throw .notFinite(
      file: weights.file, location: location, tensor: try weights.firstNotFinite(in: layer, stack))
  }
}

extension [Float] {
  /// Whether none is NaN or infinite: those have all bits of the exponent.
  fileprivate var areFinite: Bool {
    withUnsafeBufferPointer { values in
      var largest: UInt32 = 0
      for value in values { largest = Swift.max(largest, value.bitPattern & 0x7fff_ffff) }
      return largest < 0x7f80_0000
    }
  }
}

extension Weights {
  /// The first tensor of a layer, or of those outside all layers, that holds NaN or infinity; nil where
  /// none does, so that numbers grew too large on their way.
  fileprivate func firstNotFinite(in layer: Int?, _ stack: Stack) throws(ModelError) -> String? {
    let side = stack == .cross ? Stack.decoder.rawValue : stack.rawValue
    let own = listed.map(\.name).filter { name in
      let numbers = name.split(separator: ".").compactMap { Int($0) }
      return layer.map(numbers.contains) ?? numbers.isEmpty
    }
    let ofSide = own.filter { !side.isEmpty && $0.contains(side) }
    for name in ofSide.isEmpty ? own : ofSide {
      let tensor = try tensor(name)
      // A part at a time: the embeddings of a large vocabulary take gigabytes.
      let step = Swift.max(1, (1 << 20) / Swift.max(1, tensor.columns))
      for first in stride(from: 0, to: tensor.rows, by: step) {
        let rows = first..<Swift.min(tensor.rows, first + step)
        var part = [Float](repeating: 0, count: rows.count * tensor.columns)
        var failure: ModelError?
        part.withUnsafeMutableBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          do throws(ModelError) { try tensor.read(rows, into: base) } catch { failure = error }
        }
        if let failure { throw failure }
        if !part.areFinite { return name }
      }
    }
    return nil
  }
}
