// A model's folder in the place of a file of tensors: `./bert#encoder.layer.0.attention.self.query.weight`.

import MatrixFiles
import SafeFiles

/// Folders of models as files of tensors.
enum ModelFolder {
  private static let files = ["model.safetensors", "model.safetensors.index.json"]

  /// The file in a folder that holds the model's tensors, or leads to those that do; the path itself where there is
  /// no such folder.
  static func file(_ path: String, in context: SourceContext) -> String {
    let folder = path.hasSuffix("/") ? path : path + "/"
    // A folder alone has anything below it, so that a file is looked for once.
    let found = files.first {
      FolderNames.hasAnything(context.resolve(folder + $0), within: context.reach)
    }
    return found.map { folder + $0 } ?? path
  }

  /// The same of a reference that may name a tensor.
  static func reference(_ reference: String, in context: SourceContext) -> String {
    guard SourceRegistry.isFile(reference),
      let parsed = try? TensorReference(
        finding: reference, within: context.reach, at: context.resolve),
      case let path = file(parsed.path, in: context), path != parsed.path
    else { return reference }
    return TensorReference(path: path, name: parsed.name).description
  }
}
