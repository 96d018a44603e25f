// The options that say which keys a query may see.

public import ArgumentParser
import AttentionMath

/// Masks and scaling of computed attention.
public struct MaskArguments: ParsableArguments, Sendable {
  /// The masks that need no more than a name.
  public enum Name: String, CaseIterable, Hashable, Sendable, ExpressibleByArgument {
    case none, causal
  }

  @Option(help: ArgumentHelp("Which keys a query sees.", valueName: "mask"))
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
      "A matrix that is added to the scaled scores: 0 to see, -inf to hide.", valueName: "file"),
    completion: .file())
  public var maskFile: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Divides the scores: above 1 more even weights.", valueName: "number"))
  public var temperature = 1.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The factor of the scores instead of 1/√d_k.", valueName: "number"))
  public var scoreScale: Double?

  public init() {}

  var isUsed: Bool {
    mask != .none || window != nil || padding != nil || maskFile != nil || temperature != 1
      || scoreScale != nil
  }

  /// The mask and the scaling for so many queries and keys.
  func attention(
    keys: Int, _ context: FigureContext
  ) throws(FigureError) -> ScaledDotProductAttention {
    guard temperature.isFinite, temperature > 0 else {
      throw .usage("--temperature \(temperature): must be a finite number above 0")
    }
    if let scoreScale, !scoreScale.isFinite {
      throw .usage("--score-scale \(scoreScale): must be a finite number")
    }
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
      masks.append(.additive(try MatrixInput.matrix(maskFile, option: "--mask-file", context)))
    }
    return ScaledDotProductAttention(
      mask: masks.count == 1 ? masks[0] : masks.isEmpty ? .none : .all(masks), scale: scoreScale,
      temperature: temperature)
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
