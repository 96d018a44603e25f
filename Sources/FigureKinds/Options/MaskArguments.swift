// The options that say which keys a query may see, and how scores are scaled.

public import ArgumentParser
import AttentionMath
import MatrixFiles

/// Which keys a query may see.
public struct MaskArguments: ParsableArguments, Sendable {
  /// The masks that need no more than a name.
  public enum Name: String, CaseIterable, Hashable, Sendable, ExpressibleByArgument {
    case none, causal
  }

  @Option(
    help: ArgumentHelp(
      "Which keys a query sees; with weights from a file, which of them are shown as masked.",
      valueName: "mask"))
  public var mask = Name.none

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Each query sees the keys at most so far before and after it.", valueName: "n"))
  public var window: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The last keys are padding and are not seen.", valueName: "n"))
  public var padding: Int?

  @Option(
    help: ArgumentHelp(
      "A mask from a file, [n_q, n_k] or [n_k]: truth values or 0 and 1, true where a query sees "
        + "the key, or numbers added to the scaled scores, -inf to hide.", valueName: "file"),
    completion: .file())
  public var maskFile: String?

  @Flag(help: "True in --mask-file hides a key, as in PyTorch's nn.MultiheadAttention.")
  public var maskHides = false

  public init() {}

  /// The first of these options that is given; nil where none is.
  var used: String? {
    if mask != .none { return "--mask" }
    if window != nil { return "--window" }
    if padding != nil { return "--padding" }
    if maskFile != nil { return "--mask-file" }
    return maskHides ? "--mask-hides" : nil
  }

  /// The mask for so many queries and keys.
  func mask(
    queries: Int, keys: Int, _ context: FigureContext
  ) throws(FigureError) -> AttentionMask {
    var masks: [AttentionMask] = []
    if mask == .causal { masks.append(.causal()) }
    if let window {
      guard window >= 0 else { throw .usage("--window \(window): must be 0 or more") }
      masks.append(.slidingWindow(before: window, after: window))
    }
    if let padding {
      guard padding >= 0, padding <= keys else {
        throw .usage("--padding \(padding): must be from 0 to the number of keys, \(keys)")
      }
      masks.append(.padding((0..<keys).map { $0 < keys - padding }))
    }
    if let maskFile {
      masks.append(
        try FileMask(reference: maskFile, hides: maskHides, context)
          .mask(queries: queries, keys: keys))
    } else if maskHides {
      throw .usage("--mask-hides goes with --mask-file")
    }
    return masks.count == 1 ? masks[0] : masks.isEmpty ? .none : .all(masks)
  }

  /// The places hidden from so many queries and keys; nil where none of these options is given.
  func hidden(
    queries: Int, keys: Int, _ context: FigureContext
  ) throws(FigureError) -> BooleanMatrix? {
    guard used != nil else { return nil }
    return try mask(queries: queries, keys: keys, context).hidden(queries: queries, keys: keys)
  }
}

/// How scores become weights.
public struct ScalingArguments: ParsableArguments, Sendable {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Divides the scores: above 1 more even weights.", valueName: "number"))
  public var temperature = 1.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The factor of the scores instead of 1/√d_k.", valueName: "number"))
  public var scoreScale: Double?

  public init() {}

  /// The first of these options that is given; nil where none is.
  var used: String? {
    if temperature != 1 { return "--temperature" }
    return scoreScale == nil ? nil : "--score-scale"
  }

  /// Attention with a mask and this scaling.
  func attention(_ mask: AttentionMask) throws(FigureError) -> ScaledDotProductAttention {
    guard temperature.isFinite, temperature > 0 else {
      throw .usage("--temperature \(typed(temperature)): must be a finite number above 0")
    }
    if let scoreScale, !scoreScale.isFinite {
      throw .usage("--score-scale \(typed(scoreScale)): must be a finite number")
    }
    return ScaledDotProductAttention(mask: mask, scale: scoreScale, temperature: temperature)
  }
}

/// A mask read from a file.
private struct FileMask {
  let reference: String
  /// Whether true hides a key instead of showing it.
  let hides: Bool
  let tensor: Tensor
  let matrix: Matrix<Double>

  /// Additive masks of models write the least number of their type for -∞; numbers from here on
  /// leave a weight of 0 as well.
  private static let asGoodAsHidden = -1e4

  init(reference: String, hides: Bool, _ context: FigureContext) throws(FigureError) {
    self.reference = reference
    self.hides = hides
    tensor = try MatrixInput.tensor(reference, option: "--mask-file", context)
    // No option chooses in it: --layer and --head are about the data that it masks.
    let shape = tensor.info.shape
    guard shape.dropLast(2).allSatisfy({ $0 == 1 }) else {
      throw .usage(
        "--mask-file \(reference): shape \(shape) holds several masks; save the one that is wanted, "
          + "shape [queries, keys], or [keys] for all queries alike")
    }
    matrix = try MatrixInput.matrix(
      tensor, MatrixChoice(), option: "--mask-file", reference)
  }

  func mask(queries: Int, keys: Int) throws(FigureError) -> AttentionMask {
    guard matrix.columns == keys, matrix.rows == queries || matrix.rows == 1 else {
      throw .usage(
        "--mask-file \(reference): shape \(tensor.info.shape) for \(queries) queries and \(keys) "
          + "keys; it must be [\(queries), \(keys)], or [\(keys)] for all queries alike")
    }
    let row = { (index: Int) in self.matrix.rows == 1 ? 0 : index }
    if try areTruthValues() {
      let isSeen = hides ? 0.0 : 1.0
      var cells: [Bool] = []
      for query in 0..<queries {
        cells += (0..<keys).map { matrix[row(query), $0] == isSeen }
      }
      return .allowed(BooleanMatrix(rows: queries, columns: keys, values: cells))
    }
    guard !hides else {
      throw .usage(
        "--mask-hides: \(reference) holds numbers that are added to the scores, not truth values; "
          + "leave it out")
    }
    return .additive(
      Matrix(rows: queries, columns: keys) { query, key in
        let value = matrix[row(query), key]
        return value <= Self.asGoodAsHidden ? -.infinity : value
      })
  }

  /// Whether each number says that a key is seen or not. A file of text or of numbers with a point
  /// may hold truth values as 0 and 1; with zeros alone it is an additive mask that hides nothing.
  private func areTruthValues() throws(FigureError) -> Bool {
    let other = matrix.values.first { $0 != 0 && $0 != 1 }
    switch tensor.info.elementType {
    case .bool: return true
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64:
      if let other {
        throw .usage(
          "--mask-file \(reference): holds \(typed(other)); whole numbers must be 1 to see and 0 to "
            + "hide, and a mask to add needs numbers with a point")
      }
      return true
    case .float8E4M3, .float8E5M2, .float16, .bfloat16, .float32, .float64:
      return other == nil && matrix.values.contains(1)
    }
  }
}

extension AttentionMask {
  /// The places where this mask lets a query see nothing; nil where it hides none.
  func hidden(queries: Int, keys: Int) throws(FigureError) -> BooleanMatrix? {
    if case .none = self { return nil }
    do throws(AttentionError) {
      let matrix: Matrix<Double> = try matrix(queries: queries, keys: keys)
      return BooleanMatrix(
        rows: queries, columns: keys, values: matrix.values.map { $0 == -.infinity })
    } catch {
      throw .usage("\(error)")
    }
  }
}
