// The tables of encodings, read from files, other sources and models.

import AttentionMath
import MatrixFiles
import MatrixSources
import Models
import Synchronization
import TextFormats

/// Reads tables of encodings, each once: a pipe has nothing left for a second look.
final class EncodingTables: Sendable {
  /// What a reference gives for a parameter.
  struct Table: Sendable {
    /// The table by the parameter's name, or the layers of a network by theirs.
    var matrices: [String: Matrix<Double>]
    /// The row of position 0.
    var firstRow = 0
    /// The model whose table it is; nil for that of a file.
    var model: String?
  }

  /// By the parameter's name and the reference.
  private let read = Mutex<[[String]: Table]>([:])

  /// The table that a reference means, or the layers of a network from a file that has no table of the
  /// parameter's name.
  func table(
    _ reference: String, of parameter: String, naming: OptionReference, _ context: ComputeContext
  ) throws(FigureError) -> Table {
    let key = [parameter, reference]
    if let known = read.withLock({ $0[key] }) { return known }
    let table = try Self.read(reference, parameter, naming, context)
    read.withLock { $0[key] = table }
    return table
  }

  /// Whether what is named is a model, and no file of matrices: a folder, or a `.gguf` file without
  /// the name of a tensor.
  static func isModel(_ reference: String) -> Bool {
    guard !reference.contains("#") else { return false }
    let name = reference.split(separator: "/").last.map(String.init) ?? reference
    if reference.hasSuffix("/") || name.hasSuffix(".gguf") { return true }
    // The names that the shell has for pipes have no endings.
    if ["/dev/", "/proc/self/fd/"].contains(where: reference.hasPrefix) { return false }
    let endings = MatrixFileFormat.allCases.map(\.rawValue) + ["tsv", "txt", "gz", "bin", "pt"]
    return SourceRegistry.isFile(reference) && !endings.contains { name.hasSuffix("." + $0) }
  }

  private static func read(
    _ reference: String, _ parameter: String, _ naming: OptionReference, _ context: ComputeContext
  ) throws(FigureError) -> Table {
    guard !isModel(reference) else {
      let table = try ModelArguments.naming(
        reference, by: OptionReference(naming.name, reference)
      ) { () throws(ModelError) in
        try PositionTable(reference, in: context)
      }
      let matrix = try MatrixInput.matrix(
        table.tensor, at: [], option: OptionReference(naming.name), reference)
      return Table(matrices: [parameter: matrix], firstRow: table.firstRow, model: table.model)
    }
    var tensor: Tensor
    if let file = try MatrixInput.file(reference, option: naming, context) {
      if let layers = try layers(of: file, reference, naming: naming, context) {
        return Table(matrices: layers)
      }
      tensor = try MatrixInput.tensor(of: file, reference, option: naming, context)
    } else {
      tensor = try MatrixInput.tensor(reference, option: naming, context)
    }
    guard tensor.info.shape.count > 1 else {
      throw .work(
        "\(option: naming) \(reference): shape \(tensor.info.shape): a table has rows and columns, "
          + "[positions, d_model]; save it with two axes",
        zh: "\(option: naming) \(reference)：形状 \(tensor.info.shape)：表须有行与列，"
          + "[位置, d_model]；请以两个轴保存")
    }
    // Checkpoints of images keep a batch of one before the patches.
    while tensor.info.shape.count > 2, tensor.info.shape[0] == 1 {
      do throws(MatrixFileError) {
        tensor = try tensor.reshaped(to: Array(tensor.info.shape.dropFirst()))
      } catch {
        throw .work("\(option: naming) \(reference): \(error)")
      }
    }
    return Table(matrices: [
      parameter: try MatrixInput.onlyMatrix(tensor, option: naming, reference)
    ])
  }

  /// The layers of a network, where a file holds one: `weight0`, `bias0`, `weight1` …
  private static func layers(
    of file: MatrixFile, _ reference: String, naming: OptionReference, _ context: ComputeContext
  ) throws(FigureError) -> [String: Matrix<Double>]? {
    guard file.tensors.contains(where: { $0.name == "weight0" }) else { return nil }
    var layers: [String: Matrix<Double>] = [:]
    for tensor in file.tensors {
      guard let name = tensor.name, name.hasPrefix("weight") || name.hasPrefix("bias") else {
        continue
      }
      let tensor = try MatrixInput.tensor(
        named: name, of: file, reference, option: naming, context)
      layers[name] = try MatrixInput.onlyMatrix(
        tensor, option: naming, "\(reference)#\(name)")
    }
    return layers
  }
}
