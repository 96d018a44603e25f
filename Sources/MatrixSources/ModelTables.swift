// What a model holds or makes besides attention: its table of positions, its hidden states.

public import AttentionMath
public import MatrixFiles
public import Models
import SafeFiles

extension PreparedModel {
  /// The vectors of the tokens after a layer, shape `[tokens, width]`; layer 0 stands for the
  /// embeddings.
  public func hiddenState(_ layer: Int) throws(ModelError) -> Tensor {
    let run = try model.run(input, keeping: Request(hiddenStates: .only([layer])))
    let kept = run.arrays.filter { $0.key.hasSuffix("hidden_states") }.sorted { $0.key < $1.key }
    guard let array = kept.first(where: { !$0.value.values.isEmpty })?.value,
      array.shape.count == 3
    else {
      throw .wrongInput(architecture: model.architecture, needed: .otherFor(array: "hidden_states"))
    }
    let rows = array.shape[1]
    let labels = rows == tokens.count ? tokens : rows == targetTokens.count ? targetTokens : nil
    return Tensor(
      floats: array.values, shape: [rows, array.shape[2]], name: "hidden state \(layer)",
      rowLabels: labels)
  }
}

/// The table of positions that a model learned.
public struct PositionTable: Sendable {
  /// What the model is called.
  public let model: String
  /// The whole table, shape `[rows, width]`.
  public let tensor: Tensor
  /// The row of position 0: those before it are no positions, such as the padding's.
  public let firstRow: Int

  /// - Throws: where the model has none, as those have whose positions are computed.
  public init(_ path: String, in context: SourceContext) throws(ModelError) {
    let location = context.resolve(path)
    let opened = try OpenModels.open(location, within: context.reach.ofFilesWithin)
    let tables = try opened.positionTables().sorted(by: { $0.key < $1.key })
    guard let table = tables.first else {
      throw .wrongInput(architecture: opened.architecture, needed: .otherThanPositions)
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    // A model of two sides has two of them, and this is that of one.
    let side = [Stack.encoder, .decoder, .text, .vision].first { table.key.contains($0.rawValue) }
    model = tables.count > 1 ? side.map { "\(name) (\($0.rawValue))" } ?? name : name
    tensor = Tensor(
      floats: table.value.values, shape: table.value.shape, name: table.key, rowLabels: nil)
    // What its program does stands in no file but follows from the kind of model.
    let meant = try? EncodingSpecification(of: context.configuration(path))
    firstRow = meant?.name == LearnedEncoding.name ? meant?["first-row"].flatMap(Int.init) ?? 0 : 0
  }
}

/// The table of the positions of an image's patches that a model learned.
public struct PatchTable: Sendable {
  /// Shape `[specials + side · side, width]`.
  public let tensor: Tensor
  /// Patches along a side of the image.
  public let side: Int

  /// - Throws: where the model sees no images, or computes its positions.
  public init(_ path: String, in context: SourceContext) throws(ModelError) {
    let opened = try OpenModels.open(context.resolve(path), within: context.reach.ofFilesWithin)
    guard let found = try opened.patchTable() else {
      throw .wrongInput(architecture: opened.architecture, needed: .otherThanPatches)
    }
    tensor = Tensor(
      floats: found.table.values, shape: found.table.shape, name: found.name, rowLabels: nil)
    side = found.side
  }
}

extension SourceContext {
  /// What a checkpoint says of itself: a folder with config.json, that file, or a `.gguf` file.
  public func configuration(_ path: String) throws(ModelError) -> ConfigurationValue {
    try ModelConfiguration.read(resolve(path), within: reach.ofFilesWithin)
  }
}
