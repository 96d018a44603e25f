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
      "A mask from a file, [n_q, n_k], or [n_k] for the keys of all queries: truth values or 0 and "
        + "1, true where a query sees the key, or numbers added to the scaled scores, -inf to hide.",
      valueName: "file"),
    completion: .file())
  public var maskFile: String?

  @Flag(help: "True, or 1, in --mask-file hides a key, as in PyTorch's nn.MultiheadAttention.")
  public var maskHides = false

  @Flag(help: "True, or 1, in --mask-file shows a key: what is assumed, without a word about it.")
  public var maskSees = false

  public init() {}

  /// The first of these options that is given; nil where none is.
  var used: String? {
    if mask != .none { return "--mask" }
    if window != nil { return "--window" }
    if padding != nil { return "--padding" }
    if maskFile != nil { return "--mask-file" }
    return maskHides ? "--mask-hides" : maskSees ? "--mask-sees" : nil
  }

  /// The mask for so many queries and keys.
  /// - Parameter head: the head that the mask is for, where a file may hold a mask for each.
  func checked(
    queries: Int, keys: Int, head: HeadPlace? = nil, _ context: ComputeContext
  ) throws(FigureError) -> CheckedMask {
    var checked = CheckedMask(queries: queries, keys: keys)
    if mask == .causal { checked.addCausal() }
    if let window {
      guard window >= 0 else { throw .usage("--window \(window): must be 0 or more") }
      checked.masks.append(.slidingWindow(before: window, after: window))
    }
    if let padding {
      guard padding >= 0, padding <= keys else {
        throw .usage("--padding \(padding): must be from 0 to the number of keys, \(keys)")
      }
      checked.masks.append(.padding((0..<keys).map { $0 < keys - padding }))
    }
    guard !maskHides || !maskSees else {
      throw .usage("--mask-hides and --mask-sees exclude each other: give one of them")
    }
    if let maskFile {
      try FileMask(
        reference: maskFile, truth: maskHides ? .hides : maskSees ? .sees : nil, head: head, context
      ).add(to: &checked)
    } else if maskHides || maskSees {
      throw .usage("\(maskHides ? "--mask-hides" : "--mask-sees") goes with --mask-file")
    }
    try checked.finish()
    return checked
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
