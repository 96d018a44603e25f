// Which files the page may have read: those that the manifest of the command line names, with the
// files that lie beside them and are read with them, and the program's own examples. Nothing that is
// typed into the page can name another.

import FigureKinds
public import FigurePipeline
import MatrixFiles
import MatrixSources
import Models
import SafeFiles
import TextFormats

/// The files that figures of the page may be made from.
public struct NamedFiles: Sendable {
  /// As they can be chosen, in order.
  public private(set) var references: [String]
  /// Models, as they can be chosen.
  public private(set) var models: [String]
  /// Paths without the name of a tensor.
  private var paths: Set<String>
  /// Where the manifest's files may be read.
  let reach: FileReach

  /// - Parameters:
  ///   - manifest: what the command line named; nil for nothing.
  ///   - model: a model that it named besides.
  public init(_ manifest: Manifest?, model: String? = nil) {
    references = []
    models = [model].compactMap(\.self)
    paths = []
    reach = manifest?.reach ?? .anywhere
    for figure in manifest?.figures ?? [] {
      for input in figure.inputs {
        let reference = Self.fromWorkingFolder(input.reference, figure.request.folder)
        if !references.contains(reference) { references.append(reference) }
        if let path = input.path { paths.insert(path) }
      }
      for model in figure.request.kind.models {
        let reference = Self.fromWorkingFolder(model, figure.request.folder)
        if !models.contains(reference) { models.append(reference) }
      }
    }
    for reference in ExampleSource.references where !references.contains(reference) {
      references.append(reference)
    }
  }

  /// A reference as it reads from the working folder.
  static func fromWorkingFolder(_ reference: String, _ folder: String?) -> String {
    guard let folder, !reference.hasPrefix("/"), SourceRegistry.isFile(reference) else {
      return reference
    }
    return folder + "/" + reference
  }

  /// The axes of the tensor that a reference means; nil for other files, and where they have no names.
  func axes(of reference: String) -> AttentionAxes? {
    let array = try? SourceRegistry.array(reference, in: SourceContext(reach: reach))
    return array.flatMap { AttentionAxes(shape: $0.tensor.info.shape) }
  }

  /// How many layers and heads a model has, of the attention that is meant where none is named.
  func axes(ofModel path: String) -> (layers: Int, heads: Int)? {
    guard let model = try? OpenModels.open(path, within: reach.ofFilesWithin),
      let stack = model.shape.stacks.first(where: { $0.stack != .cross })
    else { return nil }
    return (stack.layers, stack.heads)
  }

  /// Whether `FILE` or `FILE#NAME` may be read.
  public func contain(_ reference: String) -> Bool {
    if models.contains(reference) { return true }
    if references.contains(reference) || !SourceRegistry.isFile(reference) {
      return !StandardInput.isMeant(by: reference)
    }
    // Taken apart as it is when it is read, so that no other file is meant there.
    guard let path = (try? TensorReference(finding: reference, within: reach))?.path else {
      return false
    }
    return paths.contains(path)
  }

  /// Refuses files that were not named.
  func check(_ files: [String]) throws(FigureError) {
    for file in files where !contain(file) {
      throw .usage(
        "\(file): this page reads only files that its manifest names; "
          + "start attnplot explore with a manifest that has it",
        zh: "\(file)：本页只读取清单中写明的文件；请用写有它的清单启动 attnplot explore")
    }
  }
}
