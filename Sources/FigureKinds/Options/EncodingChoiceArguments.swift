// The options that say which positional encoding is meant, of all that there are.

public import ArgumentParser
public import AttentionMath
import MatrixSources
import TextFormats

extension RotaryPart: ChoiceValue {}

/// Specifications of encodings as a user writes them: `rope:scaling=yarn,factor=4` or a list of
/// such.
public struct EncodingList: Hashable, WrittenValue {
  /// At least one.
  public var specifications: [EncodingSpecification]

  public static var shape: KindOption.Shape { .list }

  @Sendable public static func parsed(_ text: String) throws -> EncodingList {
    do throws(EncodingError) {
      let list = try EncodingSpecification.list(text)
      let unknown = list.map(\.name).filter { !Encodings.names.contains($0) }.uniqued
      guard unknown.isEmpty else {
        throw EncodingError.unknownName(
          unknown.joined(separator: ", "), known: Encodings.names)
      }
      return EncodingList(specifications: list)
    } catch {
      throw WrongNotation(error.message)
    }
  }

  public var description: String {
    specifications.map(\.description).joined(separator: ",")
  }
}

/// Which encoding, by name, with what all of them may need.
public struct EncodingChoiceArguments: DeclaredOptions {
  static let encoding = OptionDeclaration<EncodingList?>(
    "encoding",
    "Which encoding, NAME or NAME:key=value,key=value, such as rope:base=500000; sinusoidal if not "
      + "given.", valueName: "name", takesAnyValue: false)
  @Option(Self.encoding) public var encoding: EncodingList?

  @Option(EncodingListArguments.config) public var config: String?

  static let grid = OptionDeclaration<String?>(
    "grid", "Rows and columns of patches, for encodings of images: 14x14.", valueName: "rxc",
    takesAnyValue: false, notation: GridNotation.notation)
  @Option(Self.grid) public var grid: String?

  static let table = OptionDeclaration<String?>(
    "table", "The table of a learned encoding, FILE or FILE#name.", valueName: "file", shape: .file)
  @Option(Self.table) public var table: String?

  @OptionGroup public var options: EncodingArguments

  public static let parameters: [Parameter<EncodingChoiceArguments>] = [
    Parameter(encoding, \._encoding),
    Parameter(EncodingListArguments.config, \._config),
    Parameter(grid, \._grid),
    Parameter(table, \._table),
    Parameter(\._options),
  ]

  /// What of a rotation's table is drawn, for kinds that draw one.
  static let part = OptionDeclaration<RotaryPart?>(
    "part", "Of a rotation: cosines, sines or angles; cos if not given.", valueName: "part")

  public init() {}

  public var brokenOwnRules: [FigureError] { GridNotation.brokenRules(by: grid) }

  /// The files that these options read, models aside.
  var files: [String] { maker.files }
  /// The models whose tables of positions are read.
  var models: [String] { maker.models }

  private var specifications: [EncodingSpecification] { encoding?.specifications ?? [] }

  // MARK: The encoding

  /// The one encoding that is named; the sinusoid of the other options where none is.
  /// - Parameter end: the position after the last that is drawn, the length of the text that scalings go by;
  ///   nil where the figure has no positions.
  func chosen(
    in context: ComputeContext, to end: Int? = nil
  ) throws(FigureError) -> ChosenEncoding {
    guard specifications.count <= 1 else {
      throw .usage(
        "\(option: "encoding") \(encoding?.description ?? ""): this figure shows one encoding; give one",
        zh: "\(option: "encoding") \(encoding?.description ?? "")：此图只显示一种编码，请只给一种")
    }
    return try list(in: context, to: end)[0]
  }

  /// Every encoding that is named, at least one.
  func list(
    in context: ComputeContext, to end: Int? = nil
  ) throws(FigureError) -> [ChosenEncoding] {
    guard !specifications.isEmpty || config != nil else {
      for (option, value) in [("grid", grid), ("table", table)] as [(String, String?)] {
        guard let value else { continue }
        throw .usage(
          "\(OptionReference(option, value)): give \(option: "encoding") NAME with it: \(takers(of: option))",
          zh: "\(OptionReference(option, value))：请同时给出\(option: "encoding")：\(takers(of: option))")
      }
      return [ChosenEncoding(encoding: try options.encoding(), specification: nil)]
    }
    return try maker(to: end).list(in: context)
  }

  /// The position after the last of a run of so many.
  func end(_ count: Int) -> Int {
    let (end, overflow) = options.firstPosition.addingReportingOverflow(count)
    return overflow ? .max : end
  }

  /// The table of positions that a model learned.
  func learned(
    of model: String, in context: ComputeContext
  ) throws(FigureError) -> ChosenEncoding {
    for (option, value) in [
      ("encoding", encoding?.description), ("config", config), ("table", table), ("grid", grid),
    ] as [(String, String?)] {
      guard let value else { continue }
      throw .usage(
        "\(OptionReference(option, value)), \(OptionReference("model", model)): each names an encoding; "
          + "give one of them",
        zh: "\(OptionReference(option, value))、\(OptionReference("model", model))：两者都指定了编码，请只给一个")
    }
    let specification = EncodingSpecification(
      name: LearnedEncoding.name, parameters: [.init("table", model)])
    // A folder named as a table is read as a model whatever it is called.
    return try EncodingMaker(specifications: [specification], shared: [], tableOption: "model")
      .list(in: context)[0]
  }

  private var maker: EncodingMaker { maker(to: nil) }

  private func maker(to end: Int?) -> EncodingMaker {
    EncodingMaker(
      specifications: specifications, config: config,
      shared: [
        .init("dimensions", "\(options.dimensions)", isDefault: !options.statedDimensions.isGiven),
        .init("base", "\(options.base)", isDefault: !options.statedBase.isGiven),
        .init("layout", options.layout.rawValue, isDefault: !options.statedLayout.isGiven),
        .init("spacing", options.spacing.rawValue, isDefault: !options.statedSpacing.isGiven),
        .init("grid", grid), .init("table", table),
      ] + (end.map { [EncodingMaker.Shared.length(ofText: $0)] } ?? []))
  }

  /// The encodings that an option goes with.
  private func takers(of option: String) -> String {
    EncodingMaker.takers(of: option)
  }
}
