// The options of figures that set encodings of several kinds beside one another.

public import ArgumentParser
import AttentionMath
import TextFormats

/// Encodings by name, and their width and base.
public struct EncodingListArguments: DeclaredOptions {
  static let encoding = OptionDeclaration<EncodingList?>(
    "encoding",
    "Which encodings, with commas between: rope,rope:scaling=yarn,alibi; rope if not given.",
    valueName: "list", takesAnyValue: false)
  @Option(Self.encoding) public var encoding: EncodingList?

  static let config = OptionDeclaration<String?>(
    "config",
    "A model's config.json, its folder or a .gguf file, which gives the encoding's parameters.",
    valueName: "file", shape: .file)
  @Option(Self.config) public var config: String?

  static let dimensions = OptionDeclaration<Int?>(
    "dimensions", "The width of one head's queries and keys, or d_model; 128 if not given.",
    valueName: "d", rule: .from(2, to: 65536, "must be from 2 to 65536"))
  @Option(Self.dimensions) public var dimensions: Int?

  static let base = OptionDeclaration<Double?>(
    "base", "The base of the wavelengths; 10000 if not given.", valueName: "number",
    rule: .above(0, "the base must be a finite number above 0"))
  @Option(Self.base) public var base: Double?

  public static let parameters: [Parameter<EncodingListArguments>] = [
    Parameter(encoding, \._encoding),
    Parameter(config, \._config),
    Parameter(dimensions, \._dimensions),
    Parameter(base, \._base),
  ]

  public init() {}

  /// The encodings.
  /// - Parameters:
  ///   - more: options of the command besides width and base.
  ///   - isStretched: whether what goes by the length of a text has all that its context is stretched to.
  func list(
    _ more: [EncodingMaker.Shared] = [], isStretched: Bool = false, in context: ComputeContext
  ) throws(FigureError) -> [ChosenEncoding] {
    try maker(more, isStretched: isStretched).list(in: context)
  }

  func maker(_ more: [EncodingMaker.Shared] = [], isStretched: Bool = false) -> EncodingMaker {
    EncodingMaker(
      specifications: encoding?.specifications ?? [],
      usual: EncodingSpecification(name: RotaryEncoding.name), config: config,
      shared: [
        .init("dimensions", "\(dimensions ?? 128)", isDefault: dimensions == nil),
        .init("base", "\(base ?? 10000)", isDefault: base == nil),
      ] + more, isStretched: isStretched)
  }
}
