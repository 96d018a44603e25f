// `--model M --positions-table`: the positions that a model learned, in figures of encodings.

public import ArgumentParser
import AttentionMath
import TextFormats

/// The model whose own table of positions is drawn.
public struct LearnedTableArguments: DeclaredOptions {
  static let model = OptionDeclaration<String?>(
    "model", "With \(option: "positions-table"): a model.", valueName: "folder",
    takesAnyValue: false)
  @Option(Self.model) public var model: String?

  static let positionsTable = OptionDeclaration<Bool>(
    "positions-table", "Draw the positions that \(option: "model") learned.")
  @Flag(Self.positionsTable) public var positionsTable: Bool

  public static let parameters: [Parameter<LearnedTableArguments>] = [
    Parameter(model, \._model),
    Parameter(positionsTable, \._positionsTable),
  ]

  public init() {}

  var models: [String] { [model].compactMap(\.self) }

  /// The model's table as an encoding; nil where none is asked for.
  /// - Parameter other: the options that name another encoding.
  func chosen(
    besides other: EncodingChoiceArguments, in context: ComputeContext
  ) throws(FigureError) -> ChosenEncoding? {
    guard let model else {
      if positionsTable {
        throw .usage(
          "\(option: "positions-table"): give \(option: "model") FOLDER",
          zh: "\(option: "positions-table")：请给出\(option: "model")")
      }
      return nil
    }
    guard positionsTable else {
      throw .usage(
        "\(option: "model") \(model): give \(option: "positions-table"), which is what is drawn of a model here, or "
          + "\(option: "config") \(model) for the encoding that it computes",
        zh: "\(option: "model") \(model)：请给出\(option: "positions-table")，此处画的就是模型的位置表；要画它计算的编码，请用"
          + "\(option: "config") \(model)")
    }
    return try other.learned(of: model, in: context)
  }
}
