// The options that say which positional encoding attention is computed with.

public import ArgumentParser
import AttentionMath
import TextFormats

/// Relative positions that `--relative` names.
public enum RelativePositions: String, Hashable, ChoiceValue {
  case t5, shaw
  case transformerXL = "transformer-xl"
}

/// A positional encoding by its name, or by a flag of its own.
public struct PositionArguments: DeclaredOptions {
  static let encoding = OptionDeclaration<EncodingList?>(
    "encoding",
    "Draw attention without positions and with this encoding side by side: rope, alibi, "
      + "sinusoidal, NAME:key=value.", valueName: "name", takesAnyValue: false)
  @Option(Self.encoding) public var encoding: EncodingList?

  static let rope = OptionDeclaration<Bool>("rope", "The same as \(option: "encoding") rope.")
  @Flag(Self.rope) public var rope: Bool

  static let alibi = OptionDeclaration<Bool>("alibi", "The same as \(option: "encoding") alibi.")
  @Flag(Self.alibi) public var alibi: Bool

  static let relative = OptionDeclaration<RelativePositions?>(
    "relative", "The same as \(option: "encoding") with this name.", valueName: "name")
  @Option(Self.relative) public var relative: RelativePositions?

  static let config = OptionDeclaration<String?>(
    "config",
    "A model's config.json, its folder or a .gguf file, which says the encoding and its parameters.",
    valueName: "file", shape: .file)
  @Option(Self.config) public var config: String?

  public static let parameters: [Parameter<PositionArguments>] = [
    Parameter(encoding, \._encoding),
    Parameter(rope, \._rope),
    Parameter(alibi, \._alibi),
    Parameter(relative, \._relative),
    Parameter(config, \._config),
  ]

  public init() {}

  /// The options that are given, as they were written, with what each names.
  private var named: [(option: OptionReference, specification: EncodingSpecification)] {
    var named = (encoding?.specifications ?? []).map { (OptionReference("encoding", $0), $0) }
    if rope {
      named.append((OptionReference("rope"), EncodingSpecification(name: RotaryEncoding.name)))
    }
    if alibi {
      named.append((OptionReference("alibi"), EncodingSpecification(name: AlibiBias.name)))
    }
    if let relative {
      named.append(
        (
          OptionReference("relative", relative.rawValue),
          EncodingSpecification(name: relative.rawValue)
        ))
    }
    return named
  }

  /// The first of these options that is given; nil where none is.
  var used: OptionReference? {
    named.first?.option ?? config.map { OptionReference("config", $0) }
  }

  /// Refuses several encodings.
  /// - Returns: whether one is named.
  func isChosen() throws(FigureError) -> Bool {
    guard named.count <= 1 else {
      throw .usage(
        "\(named[0].option) and \(named[1].option): attention is drawn without positions and with "
          + "one encoding; give one of them",
        zh: "\(named[0].option) 与 \(named[1].option)：注意力不带位置或只带一种编码，请只给一个")
    }
    return used != nil
  }

  /// The width that the encoding says itself, by its table, its parameters or a configuration.
  /// - Parameters:
  ///   - usual: what is taken by one that says none, which is returned then; nil is returned for an
  ///     encoding that has no width.
  ///   - tables: what the encoding's tables are read by.
  func width(
    usual: Int, _ tables: EncodingTables, in context: ComputeContext
  ) throws(FigureError) -> Int? {
    let shared = [EncodingMaker.Shared("dimensions", "\(usual)", isDefault: true)]
    return try maker(shared, tables).list(in: context).first?.width
  }

  /// - Parameters:
  ///   - shared: what holds where the encoding says nothing of its own.
  ///   - tables: what the encoding's tables are read by.
  func maker(
    _ shared: [EncodingMaker.Shared] = [], _ tables: EncodingTables = EncodingTables()
  ) -> EncodingMaker {
    EncodingMaker(
      specifications: named.map(\.specification), config: config, shared: shared, tables: tables)
  }

  /// The files that tables of encodings are read from, models aside.
  var files: [String] { maker().files }
  /// The models whose tables of positions are read.
  var models: [String] { maker().models }
}
