// Single tensors of a GGUF file by the names that it gives them, for drawing them as they are.

public import SafeFiles

/// The tensors of a GGUF file.
public struct GGUFTensors: Sendable {
  public let path: String
  /// In the order of the file.
  public let entries: [ListedTensor]
  private let file: GGUFFile

  /// Opens a file and lists its tensors.
  public static func open(_ path: String, within reach: FileReach = .anywhere) throws(ModelError)
    -> GGUFTensors
  {
    try GGUFTensors(GGUFFile(path, within: reach))
  }

  private init(_ file: GGUFFile) {
    self.file = file
    path = file.path
    entries = file.tensors.map { ListedTensor(name: $0.name, shape: $0.shape, type: $0.type.name) }
  }

  /// The values of a tensor, as they are stored: rows of q and k are not put in another order.
  /// - Throws: `missingTensor`; `outOfMemory` for more numbers than any figure shows of one tensor.
  public func array(named name: String) throws(ModelError) -> KeptArray {
    guard let tensor = file.tensors.first(where: { $0.name == name }) else {
      throw .missingTensor(name: name, file: path)
    }
    let count = tensor.shape.reduce(1, *)
    guard count <= 1 << 28 else {
      throw .outOfMemory(what: "the tensor \(name)", bytes: count * 4, available: 1 << 30)
    }
    let stored = StoredTensor(name: name, file: path, shape: tensor.shape, source: .gguf(tensor))
    return KeptArray(shape: tensor.shape, values: try stored.values())
  }
}
