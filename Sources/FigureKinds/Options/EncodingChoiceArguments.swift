// The options that say which positional encoding is meant, of all that there are.

public import ArgumentParser
public import AttentionMath
import MatrixFiles
import MatrixSources
import Models

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
      for specification in list { _ = try Encodings.named(specification.name) }
      return EncodingList(specifications: list)
    } catch {
      throw ValidationError("\(error)")
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

  static let grid = OptionDeclaration<String?>(
    "grid", "Rows and columns of patches, for encodings of images: 14x14.", valueName: "rxc",
    takesAnyValue: false)
  @Option(Self.grid) public var grid: String?

  static let table = OptionDeclaration<String?>(
    "table", "The table of a learned encoding, FILE or FILE#name.", valueName: "file", shape: .file)
  @Option(Self.table) public var table: String?

  @OptionGroup public var options: EncodingArguments

  public static let parameters: [Parameter<EncodingChoiceArguments>] = [
    Parameter(encoding, \._encoding),
    Parameter(grid, \._grid),
    Parameter(table, \._table),
    Parameter(\._options),
  ]

  /// What of a rotation's table is drawn, for kinds that draw one.
  static let part = OptionDeclaration<RotaryPart?>(
    "part", "Of a rotation: cosines, sines or angles; cos if not given.", valueName: "part")

  public init() {}

  /// The files that these options read, models aside.
  var files: [String] { tables.filter { !Self.isModel($0) } }
  /// The models whose tables of positions are read.
  var models: [String] { tables.filter(Self.isModel) }

  private var tables: [String] {
    [table].compactMap(\.self) + specifications.compactMap { $0["table"] }
  }

  private var specifications: [EncodingSpecification] { encoding?.specifications ?? [] }

  /// Whether what is named is a model, and no file of matrices: a folder, or a `.gguf` file without
  /// the name of a tensor.
  private static func isModel(_ reference: String) -> Bool {
    guard !reference.contains("#") else { return false }
    let name = reference.split(separator: "/").last.map(String.init) ?? reference
    if reference.hasSuffix("/") || name.hasSuffix(".gguf") { return true }
    let endings = MatrixFileFormat.allCases.map(\.rawValue) + ["tsv", "txt", "gz", "bin", "pt"]
    return MatrixSources.isFile(reference) && !endings.contains { name.hasSuffix("." + $0) }
  }

  // MARK: The encoding

  /// The one encoding that is named; the sinusoid of the other options where none is.
  func chosen(in context: ComputeContext) throws(FigureError) -> ChosenEncoding {
    guard specifications.count <= 1 else {
      throw .usage(
        "--encoding \(encoding?.description ?? ""): this figure shows one encoding; give one")
    }
    return try list(in: context)[0]
  }

  /// Every encoding that is named, at least one.
  func list(in context: ComputeContext) throws(FigureError) -> [ChosenEncoding] {
    guard !specifications.isEmpty else {
      for (option, value) in [("--grid", grid), ("--table", table)] {
        guard let value else { continue }
        throw .usage("\(option) \(value): give --encoding NAME with it: \(takers(of: option))")
      }
      return [ChosenEncoding(encoding: try options.encoding(), specification: nil)]
    }
    try refuseUselessOptions()
    var list: [ChosenEncoding] = []
    for specification in specifications {
      list.append(try made(specification, context))
    }
    return list
  }

  /// One of the options that every command has, as an encoding's parameter.
  private struct Shared {
    let name: String
    /// nil where it is not given at all.
    let text: String?
    /// Whether it is what it is without being given, and so may not be meant.
    let isDefault: Bool
  }

  private var shared: [Shared] {
    [
      Shared(
        name: "dimensions", text: "\(options.dimensions)", isDefault: options.dimensions == 256),
      Shared(name: "base", text: "\(options.base)", isDefault: options.base == 10000),
      Shared(
        name: "layout", text: options.layout.rawValue, isDefault: options.layout == .interleaved),
      Shared(
        name: "spacing", text: options.spacing.rawValue, isDefault: options.spacing == .standard),
      Shared(name: "grid", text: grid, isDefault: false),
      Shared(name: "table", text: table, isDefault: false),
    ]
  }

  /// Refuses an option that none of the encodings takes.
  private func refuseUselessOptions() throws(FigureError) {
    for option in shared where !option.isDefault {
      guard let text = option.text else { continue }
      let isTaken = specifications.contains { specification in
        Encodings.all.contains {
          $0.name == specification.name && $0.takes(option.name)
        }
      }
      guard isTaken else {
        throw .usage(
          "--\(option.name) \(text): the encoding \(specifications[0].name) takes no "
            + "\(option.name), which goes with \(takers(of: "--" + option.name))")
      }
    }
  }

  /// The encodings that an option goes with.
  private func takers(of option: String) -> String {
    Encodings.all.filter { $0.takes(String(option.dropFirst(2))) }.map { $0.name }
      .joined(separator: ", ")
  }

  private func made(
    _ specification: EncodingSpecification, _ context: ComputeContext
  ) throws(FigureError) -> ChosenEncoding {
    let option = "--encoding \(specification)"
    let type: any PositionalEncoding.Type
    do throws(EncodingError) {
      type = try Encodings.named(specification.name)
    } catch {
      throw FigureError(error, option)
    }
    var options = EncodingOptions(specification)
    for shared in shared where type.takes(shared.name) {
      guard let text = shared.text else { continue }
      guard !shared.isDefault else {
        options.assumed[shared.name] = text
        continue
      }
      let given = options.given[shared.name] ?? text
      guard given == text || Double(given).map({ $0 == Double(text) }) == true else {
        throw .usage(
          "--\(shared.name) \(text), \(option): one says \(text) and the other \(given); give one")
      }
      options.given[shared.name] = given
    }
    for parameter in type.parameters where parameter.kind == .table {
      guard let reference = options.given[parameter.name] else { continue }
      try Self.read(reference, parameter.name, into: &options, context)
    }
    do throws(EncodingError) {
      return ChosenEncoding(
        encoding: try type.init(options: options), specification: specification)
    } catch {
      throw FigureError(error, option)
    }
  }

  /// Reads a table, or the layers of a network from a file that has no table of the parameter's name.
  private static func read(
    _ reference: String, _ parameter: String, into options: inout EncodingOptions,
    _ context: ComputeContext
  ) throws(FigureError) {
    guard !isModel(reference) else {
      let table = try ModelArguments.naming(reference) { () throws(ModelError) in
        try PositionTable(reference, in: context)
      }
      options.tables[parameter] = try MatrixInput.matrix(
        table.tensor, at: [], option: "--model", reference)
      return
    }
    if let layers = try layers(of: reference, context) {
      options.tables.merge(layers) { $1 }
    } else {
      var tensor = try MatrixInput.tensor(reference, option: "--table", context)
      // Checkpoints of images keep a batch of one before the patches.
      while tensor.info.shape.count > 2, tensor.info.shape[0] == 1 {
        do throws(MatrixFileError) {
          tensor = try tensor.reshaped(to: Array(tensor.info.shape.dropFirst()))
        } catch {
          throw .work("--table \(reference): \(error)")
        }
      }
      options.tables[parameter] = try MatrixInput.matrix(
        tensor, MatrixChoice(), option: "--table", reference)
    }
  }

  /// The layers of a network, where a file holds one: `weight0`, `bias0`, `weight1` …
  private static func layers(
    of reference: String, _ context: ComputeContext
  ) throws(FigureError) -> [String: Matrix<Double>]? {
    guard !reference.contains("#"),
      let file = try? MatrixSources.file(reference, in: context),
      file.tensors.contains(where: { $0.name == "weight0" })
    else { return nil }
    var layers: [String: Matrix<Double>] = [:]
    for tensor in file.tensors {
      guard let name = tensor.name, name.hasPrefix("weight") || name.hasPrefix("bias") else {
        continue
      }
      let tensor = try MatrixInput.tensor("\(reference)#\(name)", option: "--table", context)
      layers[name] = try MatrixInput.matrix(
        tensor, MatrixChoice(), option: "--table", "\(reference)#\(name)")
    }
    return layers
  }
}

extension PositionalEncoding {
  /// Whether it has a parameter of this name.
  fileprivate static func takes(_ parameter: String) -> Bool {
    parameters.contains { $0.name == parameter }
  }
}

extension FigureError {
  /// An encoding's error, said of the option that asks for it.
  init(_ error: EncodingError, _ option: String) {
    let message = "\(error)"
    // Some name the encoding themselves.
    let said = message.hasPrefix("encoding ") ? "--" + message : "\(option): \(message)"
    if case .memory = error { self = .work(said) } else { self = .usage(said) }
  }
}
