// Any tensor of a GGUF file: `model.gguf#blk.0.attn_q.weight`.

public import MatrixFiles
public import Models
import SafeFiles
import TextFormats

/// Quantised models in one file.
public enum GGUFSource: MatrixSource {
  public static let form = "FILE.gguf#NAME"

  public static func isMeant(by reference: String) -> Bool {
    guard let path = try? TensorReference(parsing: reference).path else { return false }
    return path.lowercased().hasSuffix(".gguf")
  }

  public static func fileName(_ path: String) -> String? { path }

  /// The file's one tensor; of several the one that is named has to be asked for by ``tensor(_:in:)``.
  public static func file(
    _ path: String, in context: SourceContext
  ) throws(MatrixFileError) -> MatrixFile {
    let tensors = try opened(path, context)
    guard tensors.entries.count == 1 else {
      throw .tensorNotChosen(file: path, names: tensors.entries.map(\.name))
    }
    let tensor = try tensor(tensors.entries[0].name, of: tensors, path)
    return MatrixFile(tensor: tensor, path: path)
  }

  public static func tokens(
    _ path: String, in context: SourceContext, atMost limit: Int
  ) throws(MatrixFileError) -> [UInt8] {
    throw .unsupported(
      file: path,
      reason: "is a model and holds no list of tokens; attnplot tokenize prints those of a text")
  }

  /// A tensor by its name.
  public static func tensor(
    named name: String, of path: String, in context: SourceContext
  ) throws(MatrixFileError) -> Tensor {
    try tensor(name, of: try opened(path, context), path)
  }

  private static func opened(
    _ path: String, _ context: SourceContext
  ) throws(MatrixFileError) -> GGUFTensors {
    do throws(ModelError) {
      return try GGUFTensors.open(path, within: context.reach.ofFilesWithin)
    } catch {
      throw .malformed(file: path, reason: Message(error.reason(without: path)))
    }
  }

  private static func tensor(
    _ name: String, of tensors: GGUFTensors, _ path: String
  ) throws(MatrixFileError) -> Tensor {
    guard tensors.entries.contains(where: { $0.name == name }) else {
      throw .noSuchTensor(file: path, name: name, names: tensors.entries.map(\.name))
    }
    do throws(ModelError) {
      let array = try tensors.array(named: name)
      return Tensor(floats: array.values, shape: array.shape, name: "\(path)#\(name)")
    } catch {
      throw .malformed(file: path, reason: Message(error.reason(without: path)))
    }
  }
}

extension ModelError {
  /// The message without a file's name before it.
  public func reason(without path: String) -> String {
    let text = "\(self)"
    return text.hasPrefix(path + ": ") ? String(text.dropFirst(path.count + 2)) : text
  }
}
