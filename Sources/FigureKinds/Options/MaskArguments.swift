// The options that say which keys a query may see, and how scores are scaled.

public import ArgumentParser
import AttentionMath
import MatrixFiles
import TextFormats

/// Which keys a query may see.
public struct MaskArguments: DeclaredOptions {
  /// The masks that need no more than a name.
  public enum Name: String, Hashable, ChoiceValue {
    case none, causal
  }

  static let mask = OptionDeclaration<Name>(
    "mask", "Which keys a query sees; with weights from a file, which of them are shown as masked.",
    valueName: "mask", initial: Name.none)
  @Option(Self.mask) public var mask: Name

  static let window = OptionDeclaration<Int?>(
    "window", "Each query sees the keys at most so far before and after it.", valueName: "n",
    rule: .atLeast(0, "must be 0 or more"))
  @Option(Self.window) public var window: Int?

  static let padding = OptionDeclaration<Int?>(
    "padding", "The last keys are padding and are not seen.", valueName: "n", rule: .atLeast(0))
  @Option(Self.padding) public var padding: Int?

  static let maskFile = OptionDeclaration<String?>(
    "mask-file",
    "A mask from a file, [n_q, n_k], or [n_k] for the keys of all queries: truth values or 0 and "
      + "1, true where a query sees the key, or numbers added to the scaled scores, -inf to hide.",
    valueName: "file", shape: .file)
  @Option(Self.maskFile) public var maskFile: String?

  static let maskHides = OptionDeclaration<Bool>(
    "mask-hides",
    "True, or 1, in \(option: "mask-file") hides a key, as in PyTorch's nn.MultiheadAttention.")
  @Flag(Self.maskHides) public var maskHides: Bool

  static let maskSees = OptionDeclaration<Bool>(
    "mask-sees",
    "True, or 1, in \(option: "mask-file") shows a key: what is assumed, without a word about it."
  )
  @Flag(Self.maskSees) public var maskSees: Bool

  public static let parameters: [Parameter<MaskArguments>] = [
    Parameter(mask, \._mask),
    Parameter(window, \._window),
    Parameter(padding, \._padding),
    Parameter(maskFile, \._maskFile),
    Parameter(maskHides, \._maskHides),
    Parameter(maskSees, \._maskSees),
  ]

  public init() {}

  /// The first of these options that is given; nil where none is.
  var used: OptionReference? {
    if mask != .none { return "mask" }
    if window != nil { return "window" }
    if padding != nil { return "padding" }
    if maskFile != nil { return "mask-file" }
    return maskHides ? "mask-hides" : maskSees ? "mask-sees" : nil
  }

  /// The mask for so many queries and keys.
  /// - Parameter head: the head that the mask is for, where a file may hold a mask for each.
  func checked(
    queries: Int, keys: Int, head: HeadRow? = nil, _ context: ComputeContext
  ) throws(FigureError) -> CheckedMask {
    var checked = CheckedMask(queries: queries, keys: keys)
    if mask == .causal { checked.addCausal() }
    if let window {
      checked.masks.append(.slidingWindow(before: window, after: window))
    }
    if let padding {
      guard padding >= 0, padding <= keys else {
        throw .usage(
          "\(option: "padding") \(padding): must be from 0 to the number of keys, \(keys)",
          zh: "\(option: "padding") \(padding)：须为 0 到键的个数 \(keys)")
      }
      checked.masks.append(.padding((0..<keys).map { $0 < keys - padding }))
    }
    guard !maskHides || !maskSees else {
      throw .usage(
        "\(option: "mask-hides") and \(option: "mask-sees") exclude each other: give one of them",
        zh: "\(option: "mask-hides")与\(option: "mask-sees")不能同用，请只给一个")
    }
    if let maskFile {
      try FileMask(
        reference: maskFile, truth: maskHides ? .hides : maskSees ? .sees : nil, head: head, context
      ).add(to: &checked)
    } else if maskHides || maskSees {
      throw .usage(
        "\(option: maskHides ? "mask-hides" : "mask-sees") goes with \(option: "mask-file")",
        zh: "\(option: maskHides ? "mask-hides" : "mask-sees")须与\(option: "mask-file")同用")
    }
    try checked.finish()
    return checked
  }
}

/// How scores become weights.
public struct ScalingArguments: DeclaredOptions {
  static let temperature = OptionDeclaration<Double>(
    "temperature", "Divides the scores: above 1 more even weights.", valueName: "number",
    initial: 1.0, rule: .above(0, "must be a finite number above 0"))
  @Option(Self.temperature) public var temperature: Double

  static let scoreScale = OptionDeclaration<Double?>(
    "score-scale", "The factor of the scores instead of 1/√d_k.", valueName: "number",
    rule: .finite("must be a finite number"))
  @Option(Self.scoreScale) public var scoreScale: Double?

  public static let parameters: [Parameter<ScalingArguments>] = [
    Parameter(temperature, \._temperature),
    Parameter(scoreScale, \._scoreScale),
  ]

  public init() {}

  /// The first of these options that is given; nil where none is.
  var used: OptionReference? {
    if temperature != 1 { return "temperature" }
    return scoreScale == nil ? nil : "score-scale"
  }

  /// Attention with a mask and this scaling.
  func attention(_ mask: AttentionMask) -> ScaledDotProductAttention {
    ScaledDotProductAttention(mask: mask, scale: scoreScale, temperature: temperature)
  }
}
