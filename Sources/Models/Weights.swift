// The tensors of a checkpoint, found by name and read by need.

internal import MatrixFiles

/// A tensor in a file. It is read as a matrix: the first axis are the rows, the others one row each.
struct StoredTensor: Sendable {
  enum Source: Sendable {
    case file(RowReader)
    case gguf(GGUFTensor)
  }

  let name: String
  let file: String
  let shape: [Int]
  let source: Source
  /// What its file calls it, where that is another name.
  var storedName: String?
  /// What the file calls the type of its numbers.
  var typeName = ""
  /// Which stored row is which, where the file has them in another order.
  var rowOrder: RowOrder?
  /// What is added to each value; GGUF files of Gemma have 1 added to the weights of norms.
  var shift: Float = 0

  /// What messages call it: by the name that its file has for it.
  var ownName: String { storedName ?? name }

  /// How many rows there are: 1 where there are fewer than two axes.
  var rows: Int { shape.count < 2 ? 1 : shape[0] }

  /// The values in each row.
  var columns: Int { shape.count < 2 ? shape.first ?? 1 : shape.dropFirst().reduce(1, *) }

  /// Fills the memory with the values of a run of rows.
  func read(_ range: Range<Int>, into target: UnsafeMutablePointer<Float>) throws(ModelError) {
    if let rowOrder {
      for (index, row) in range.enumerated() {
        let stored = rowOrder.stored(row)
        try readStored(stored..<stored + 1, into: target + index * columns)
      }
    } else {
      try readStored(range, into: target)
    }
    if shift != 0 { for index in 0..<range.count * columns { target[index] += shift } }
  }

  private func readStored(
    _ range: Range<Int>, into target: UnsafeMutablePointer<Float>
  ) throws(ModelError) {
    switch source {
    case .file(let reader):
      // The reader's rows are along the last axis.
      let each = reader.columns == 0 ? 0 : columns / reader.columns
      let buffer = UnsafeMutableBufferPointer(start: target, count: range.count * columns)
      do throws(MatrixFileError) {
        try reader.read(range.lowerBound * each..<range.upperBound * each, into: buffer)
      } catch { throw .tensors(error) }
    case .gguf(let tensor): try tensor.read(range, columns: columns, into: target)
    }
  }

  /// All values, row after row.
  func values() throws(ModelError) -> [Float] {
    var failure: ModelError?
    let values = [Float](unsafeUninitializedCapacity: rows * columns) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      do throws(ModelError) {
        try read(0..<rows, into: base)
        count = rows * columns
      } catch { failure = error }
    }
    if let failure { throw failure }
    return values
  }
}

/// The order of the rows of q and k in GGUF files of the Llama type: pairs that are rotated together
/// lie beside each other there, and half a head apart in Hugging Face's files.
struct RowOrder: Sendable {
  let headSize: Int

  /// Where the row lies that the library calls `row`.
  func stored(_ row: Int) -> Int {
    let (head, inHead) = row.quotientAndRemainder(dividingBy: headSize)
    let (half, pair) = inHead.quotientAndRemainder(dividingBy: headSize / 2)
    return head * headSize + 2 * pair + half
  }
}

/// A tensor of weights that are stored in fewer bits, in a way that is not read.
struct QuantizedTensor: Sendable {
  let file: String
  let tensor: ListedTensor
}

/// The tensors of a model by their names.
struct Weights: Sendable {
  /// What messages call the checkpoint.
  let file: String
  private let tensors: [String: StoredTensor]
  /// What may stand before the names that the architecture uses.
  var prefixes: [String] = []
  /// Whether matrices that GPT-2 keeps as `[in, out]` are stored as `[out, in]`.
  var storesOutputsFirst = false
  /// What the file would call a tensor, where it has names of its own.
  var storedName: (@Sendable (String) -> String?)?
  /// The bytes of all tensors.
  let byteCount: Int
  /// Those of weights in fewer bits, with which no model is run.
  var quantized: [QuantizedTensor] = []

  init(file: String, tensors: [StoredTensor], byteCount: Int) {
    self.file = file
    self.byteCount = byteCount
    self.tensors = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
  }

  /// All tensors, by name.
  var listed: [ListedTensor] {
    tensors.values.map { ListedTensor(name: $0.name, shape: $0.shape, type: $0.typeName) }
      .sorted { $0.name < $1.name }
  }

  /// A tensor, by its name or the one that it has in older files; nil where it is not there.
  func find(_ name: String) -> StoredTensor? { candidates(name).first }

  /// The tensors that a name may mean, those without a prefix first.
  private func candidates(_ name: String) -> [StoredTensor] {
    var names = [name]
    if name.hasSuffix("LayerNorm.weight") { names.append(name.dropLast(6) + "gamma") }
    if name.hasSuffix("LayerNorm.bias") { names.append(name.dropLast(4) + "beta") }
    return ([""] + prefixes).flatMap { prefix in names.compactMap { tensors[prefix + $0] } }
  }

  func has(_ name: String) -> Bool { find(name) != nil }

  /// A tensor of a layer that a model of so many layers does not have.
  func layer(beyond count: Int) -> StoredTensor? {
    tensors.values.filter { tensor in
      let parts = tensor.name.split(separator: ".")
      guard let numberIndex = parts.firstIndex(where: { Int($0) != nil }), numberIndex > 0,
        Self.namesOfLayers.contains(parts[numberIndex - 1])
      else { return false }
      return Int(parts[numberIndex]) ?? 0 >= count
    }.min { $0.name < $1.name }
  }

  /// What stands before the number of a layer.
  private static let namesOfLayers: Set<Substring> = ["layer", "layers", "h", "block", "blocks"]

  /// What stands beside weights of fewer bits: the numbers that scale them, and the order of their rows.
  private static let quantizedSuffixes = [
    ".qweight", ".qzeros", ".weight_packed", ".weight_scale", ".weight_scale_inv", ".weight.absmax",
    ".weight.quant_map", ".SCB", ".weight_format",
  ]

  /// Whether a tensor is one of weights that are stored in fewer bits: read as they are, these would be
  /// other numbers than the model was trained to.
  static func isQuantized(_ name: String, isWhole: Bool) -> Bool {
    isWhole && name.hasSuffix(".weight") || quantizedSuffixes.contains { name.hasSuffix($0) }
  }

  /// A tensor that must be there.
  /// - Parameter shape: the length of each axis, -1 for any; nil for any shape.
  func tensor(_ name: String, shape: [Int]? = nil) throws(ModelError) -> StoredTensor {
    let found = candidates(name)
    guard let tensor = found.first else {
      throw .missingTensor(
        name: storedName?(name) ?? (prefixes.first ?? "") + name, file: file)
    }
    guard found.count == 1 else {
      throw .unsupported(
        file: tensor.file, .twice(tensor: tensor.ownName, other: found[1].ownName))
    }
    if let shape,
      shape.count != tensor.shape.count
        || zip(shape, tensor.shape).contains(where: { $0 != $1 && $0 >= 0 })
    {
      throw .wrongShape(
        name: tensor.ownName, file: tensor.file, shape: tensor.shape,
        needed: shape)
    }
    return tensor
  }

  /// The values of a tensor of one axis, or of several whose lengths multiply to `count`.
  func vector(_ name: String, count: Int) throws(ModelError) -> [Float] {
    let tensor = try tensor(name)
    guard tensor.rows * tensor.columns == count else {
      throw .wrongShape(
        name: tensor.ownName, file: tensor.file, shape: tensor.shape,
        needed: [count])
    }
    return try tensor.values()
  }
}
