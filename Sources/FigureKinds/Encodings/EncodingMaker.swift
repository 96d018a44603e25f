// Encodings made of what a user wrote: specifications, options of the command, tables from files.

import AttentionMath
import MatrixSources
import TextFormats

/// Makes encodings of specifications and the options of a command.
struct EncodingMaker {
  /// An option of the command, which stands for the parameter of the same name.
  struct Shared {
    let name: String
    /// nil where it is not given at all.
    let text: String?
    /// Whether it is what it is without being given, and so may not be meant.
    let isDefault: Bool

    init(_ name: String, _ text: String?, isDefault: Bool = false) {
      self.name = name
      self.text = text
      self.isDefault = isDefault
    }

    /// How many positions a figure has, which is the length that dynamic and long scalings go by where
    /// nothing says another.
    static func length(ofText count: Int) -> Shared {
      Shared("length", "\(min(max(count, 1), 1 << 40))", isDefault: true)
    }

    /// Whether it may be the length of a text.
    fileprivate var isLengthOfText: Bool { name == "length" }
  }

  /// As they were named; none where they are not.
  let named: [EncodingSpecification]
  /// What is made where none is named and no configuration says which; nil for none.
  let usual: EncodingSpecification?
  let shared: [Shared]
  /// `--config`: whose parameters all of them have that it describes.
  let config: String?
  /// What names a table that no option of the command of its own does.
  let tableOption: OptionReference
  /// Whether a scaling that goes by the length of the text has all that its context is stretched to, where
  /// nothing says another.
  let isStretched: Bool
  /// What tables are read by: the same for makers of the same encodings, so that each is read once.
  private let tables: EncodingTables

  init(
    specifications: [EncodingSpecification], usual: EncodingSpecification? = nil,
    config: String? = nil, shared: [Shared], tableOption: OptionReference = "encoding",
    isStretched: Bool = false, tables: EncodingTables = EncodingTables()
  ) {
    named = specifications
    self.usual = usual
    self.config = config
    self.tableOption = tableOption
    self.isStretched = isStretched
    self.shared = shared
    self.tables = tables
  }

  /// The encodings that are named, and without a configuration else the usual one.
  private var specifications: [EncodingSpecification] {
    named.isEmpty && config == nil ? [usual].compactMap(\.self) : named
  }

  /// The files that tables and configurations are read from, models aside.
  var files: [String] {
    tableReferences.filter { !EncodingTables.isModel($0) }
      + configurations.filter(Self.isConfigurationFile)
  }
  /// The models whose tables of positions or configurations are read.
  var models: [String] {
    tableReferences.filter(EncodingTables.isModel)
      + configurations.filter { !Self.isConfigurationFile($0) }
  }

  private var configurations: [String] {
    [config].compactMap(\.self) + named.compactMap { $0["config"] }
  }

  /// Whether a configuration is a file of its own, and not in a model's folder or its `.gguf` file.
  static func isConfigurationFile(_ path: String) -> Bool {
    path.lowercased().hasSuffix(".json")
  }

  private var tableReferences: [String] {
    shared.filter { $0.name == "table" }.compactMap(\.text)
      + specifications.compactMap { $0["table"] }
  }

  /// An encoding to be made, and the configuration that it has parameters of.
  private struct Asked {
    let specification: EncodingSpecification
    let configured: ConfiguredEncoding?
  }

  /// Every encoding.
  func list(in context: ComputeContext) throws(FigureError) -> [ChosenEncoding] {
    let asked = try asked(in: context)
    try refuseUselessOptions(asked.map(\.specification))
    var list: [ChosenEncoding] = []
    var mistakes: [FigureError] = []
    for one in asked {
      do throws(FigureError) { list.append(try made(one, context)) } catch {
        mistakes.append(error)
      }
    }
    if let error = FigureError(all: mistakes) { throw error }
    return list.distinguished
  }

  /// The configurations that give parameters, each once and in the order of the encodings.
  func configurations(in context: ComputeContext) throws(FigureError) -> [ConfiguredEncoding] {
    var list: [ConfiguredEncoding] = []
    for one in try asked(in: context) {
      guard let configured = one.configured else { continue }
      if !list.contains(where: { $0.option == configured.option }) { list.append(configured) }
    }
    return list
  }

  /// Each encoding with its configuration: its own, or that of `--config` where it is described there.
  private func asked(in context: ComputeContext) throws(FigureError) -> [Asked] {
    let common = try config.map { path throws(FigureError) in
      try ConfiguredEncoding(option: OptionReference("config", path), path, in: context)
    }
    if named.isEmpty, let common {
      return [Asked(specification: common.specification, configured: common)]
    }
    var list: [Asked] = []
    for specification in specifications {
      var configured = common
      if let path = specification["config"] {
        guard common == nil else {
          throw .usage(
            "\(option: OptionReference("encoding", specification)), \(option: OptionReference("config", config ?? "")): two configurations for one "
              + "encoding; give one of them",
            zh:
              "\(option: OptionReference("encoding", specification))、\(option: OptionReference("config", config ?? ""))：一种编码有两份配置，请只给一份"
          )
        }
        configured = try ConfiguredEncoding(
          option: OptionReference("encoding", "\(specification.name):config=\(path)"), path,
          layerType: specification["layers"],
          in: context)
      } else if specification["layers"] != nil {
        throw .usage(
          "\(option: OptionReference("encoding", specification)): layers chooses a rotation of a configuration; give "
            + "\(specification.name):config=FILE,layers=\(specification["layers"] ?? "")",
          zh:
            "\(option: OptionReference("encoding", specification))：layers 选择配置中的一种旋转，请写 \(specification.name):config=FILE,layers=\(specification["layers"] ?? "")"
        )
      }
      if let configured, !configured.goes(with: specification.name) {
        throw .usage(
          "\(option: OptionReference("encoding", specification.name)), \(configured.option): the configuration "
            + "(\(configured.modelType)) means \(configured.meant.name); leave one of them out",
          zh:
            "\(option: OptionReference("encoding", specification.name))、\(configured.option)：配置（\(configured.modelType)）指的是 \(configured.meant.name)，请去掉其中一个"
        )
      }
      list.append(Asked(specification: specification, configured: configured))
    }
    return list
  }

  /// Refuses an option that none of the encodings takes.
  private func refuseUselessOptions(
    _ specifications: [EncodingSpecification]
  ) throws(FigureError) {
    for option in shared where !option.isDefault {
      guard let text = option.text else { continue }
      let isTaken = specifications.contains { specification in
        Encodings.all.contains {
          $0.name == specification.name && $0.takes(option.name)
        }
      }
      guard isTaken else {
        // What chooses the encoding is named: where that was refused, another's parameters are no mistake.
        let (name, takers) = (specifications[0].name, Self.takers(of: option.name))
        guard named.isEmpty, config == nil else {
          throw .usage(
            "\(option: OptionReference(option.name)) \(text): the encoding \(name), by "
              + "\(option: named.isEmpty ? "config" : "encoding"), takes no \(option.name), which goes "
              + "with \(takers)",
            zh: "\(option: OptionReference(option.name)) \(text)：编码 \(name)（由"
              + "\(option: named.isEmpty ? "config" : "encoding")给出）没有这个参数，它属于 \(takers)")
        }
        throw .usage(
          "\(option: OptionReference(option.name)) \(text): without \(option: "encoding") or "
            + "\(option: "config") the encoding is \(name), which takes no \(option.name); it goes with "
            + "\(takers)",
          zh: "\(option: OptionReference(option.name)) \(text)：未给出\(option: "encoding")或"
            + "\(option: "config")时编码为 \(name)，没有这个参数，它属于 \(takers)")
      }
    }
  }

  /// The encodings that have a parameter.
  static func takers(of parameter: String) -> String {
    Encodings.all.filter { $0.takes(parameter) }.map { $0.name }.joined(separator: ", ")
  }

  private func made(
    _ asked: Asked, _ context: ComputeContext
  ) throws(FigureError) -> ChosenEncoding {
    let specification = asked.specification
    let configured = asked.configured
    let option = ChosenEncoding.option(specification, configured)
    let type: any PositionalEncoding.Type
    do throws(EncodingError) {
      type = try Encodings.named(specification.name)
    } catch {
      throw FigureError(error, option)
    }
    var options = EncodingOptions(specification)
    options.given["config"] = nil
    options.given["layers"] = nil
    for shared in shared where type.takes(shared.name) {
      // Of Fourier features a length is how many positions make a unit, and none of a text.
      if shared.isLengthOfText, !type.turns { continue }
      guard let text = shared.text else { continue }
      guard !shared.isDefault else {
        options.assumed[shared.name] =
          shared.name == "dimensions" ? width(of: type, options) ?? text : text
        continue
      }
      let given = options.given[shared.name] ?? text
      guard given == text || Double(given).map({ $0 == Double(text) }) == true else {
        throw .usage(
          "\(option: OptionReference(shared.name)) \(text), \(option): one says \(text) and the other \(given); give one",
          zh:
            "\(option: OptionReference(shared.name)) \(text)、\(option)：一个是 \(text)，另一个是 \(given)，请只给一个"
        )
      }
      options.given[shared.name] = given
    }
    if let configured {
      do throws(EncodingError) {
        options.given = try configured.joined(with: options.given, for: type.name)
      } catch {
        throw FigureError(error, option)
      }
      // A learned table is the model's own.
      if let folder = configured.folder, options.given["table"] == nil, type.takes("table"),
        configured.meant.name == LearnedEncoding.name
      {
        options.given["table"] = folder
      }
    }
    if isStretched, type.turns, type.takes("length"), let length = stretchedLength(options) {
      options.assumed["length"] = length
    }
    var model: String?
    var isSynthetic = false
    for parameter in type.parameters where parameter.kind == .table {
      guard let reference = options.given[parameter.name] else { continue }
      // Not every command has an option for the table.
      let isOption = shared.contains { $0.name == parameter.name && $0.text != nil }
      let naming: OptionReference = isOption ? "table" : tableOption
      isSynthetic =
        isSynthetic
        || !EncodingTables.isModel(reference) && SourceRegistry.source(of: reference).isSynthetic
      let table = try tables.table(reference, of: parameter.name, naming: naming, context)
      options.tables.merge(table.matrices) { $1 }
      // Rows before that of position 0 are no positions, unless someone says so.
      if table.firstRow > 0, options.given["first-row"] == nil {
        options.given["first-row"] = "\(table.firstRow)"
      }
      model = table.model ?? model
    }
    do throws(EncodingError) {
      var chosen = ChosenEncoding(
        encoding: try type.init(options: options), specification: specification,
        configured: configured)
      chosen.model = model
      chosen.isSynthetic = isSynthetic
      return chosen
    } catch {
      throw FigureError(error, option)
    }
  }

  /// All that a context is stretched to; nil where nothing says how far.
  private func stretchedLength(_ options: EncodingOptions) -> String? {
    func number(_ name: String) -> Double? {
      (options.given[name] ?? options.assumed[name]).flatMap(Double.init)
    }
    guard let original = number("original"), let factor = number("factor"), original > 0, factor > 0
    else { return nil }
    return "\(Int(min(0x1p40, original * factor).rounded(.up)))"
  }

  /// How many numbers a multi-axis rotation has where nothing says it: two for each pair of its axes.
  private func width(
    of type: any PositionalEncoding.Type, _ options: EncodingOptions
  ) -> String? {
    guard type == MultiAxisRotary.self,
      !["rotary", "partial"].contains(where: { options.given[$0] != nil }),
      let sections = options.given["sections"]
        ?? type.parameters.first(where: { $0.name == "sections" })?.fallback
    else { return nil }
    let pairs = sections.split(separator: ",").map { Int($0) ?? 0 }
    // Wrong numbers are refused where they are read.
    guard pairs.allSatisfy({ (1...4096).contains($0) }), pairs.count <= 16 else { return nil }
    return "\(2 * pairs.reduce(0, +))"
  }
}

extension PositionalEncoding {
  /// Whether it has a parameter of this name.
  fileprivate static func takes(_ parameter: String) -> Bool {
    parameters.contains { $0.name == parameter }
  }

  /// Whether it turns queries and keys.
  static var turns: Bool { self is any RotaryTable.Type }
}

extension FigureError {
  /// An encoding's error, said of the option that asks for it.
  init(_ error: EncodingError, _ option: OptionReference) {
    let english = "\(error)"
    // Some name the encoding themselves.
    let explanation = Message(
      english.hasPrefix("encoding ")
        ? "\(option: "encoding") \(english.dropFirst("encoding ".count))" : "\(option): \(english)",
      zh: "\(option)：\(error.message)")
    if case .memory = error { self = .work(explanation) } else { self = .usage(explanation) }
  }
}
