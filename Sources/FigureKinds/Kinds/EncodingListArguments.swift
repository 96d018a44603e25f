// The options of figures that set encodings of several kinds beside one another.

public import ArgumentParser
import AttentionMath
import FigureModel
import TextFormats

/// Encodings by name, and their width and base.
public struct EncodingListArguments: DeclaredOptions {
  static let encoding = OptionDeclaration<EncodingList>(
    "encoding", "Which encodings, with commas between: rope,rope:scaling=yarn,alibi.",
    valueName: "list", initial: EncodingList(specifications: [EncodingSpecification(name: "rope")]),
    takesAnyValue: false)
  @Option(Self.encoding) public var encoding: EncodingList

  static let dimensions = OptionDeclaration<Int>(
    "dimensions", "The width of one head's queries and keys, or d_model.", valueName: "d",
    initial: 128, rule: .from(2, to: 65536, "must be from 2 to 65536"))
  @Option(Self.dimensions) public var dimensions: Int

  static let base = OptionDeclaration<Double>(
    "base", "The base of the wavelengths.", valueName: "number", initial: 10000.0,
    rule: .above(0, "the base must be a finite number above 0"))
  @Option(Self.base) public var base: Double

  public static let parameters: [Parameter<EncodingListArguments>] = [
    Parameter(encoding, \._encoding),
    Parameter(dimensions, \._dimensions),
    Parameter(base, \._base),
  ]

  public init() {}

  /// The encodings.
  /// - Parameter more: options of the command besides width and base.
  func list(
    _ more: [EncodingMaker.Shared] = [], in context: ComputeContext
  ) throws(FigureError) -> [ChosenEncoding] {
    try maker(more).list(in: context)
  }

  func maker(_ more: [EncodingMaker.Shared] = []) -> EncodingMaker {
    EncodingMaker(
      specifications: encoding.specifications,
      shared: [
        .init("dimensions", "\(dimensions)", isDefault: dimensions == 128),
        .init("base", "\(base)", isDefault: base == 10000),
      ] + more)
  }
}

extension ChosenEncoding {
  /// What it is called beside others: RoPE, RoPE, YaRN.
  var label: Localized {
    guard let rotation = encoding as? RotaryEncoding, !(rotation.scaling is UnscaledRotary) else {
      return encoding.title
    }
    return Localized(
      en: "RoPE, \(rotation.scaling.title)", zh: "RoPE，\(rotation.scaling.title)")
  }
}
