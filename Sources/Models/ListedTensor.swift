// What is reported of tensors without reading them.

public import SafeFiles

/// A tensor of a file of weights.
public struct ListedTensor: Hashable, Sendable {
  public let name: String
  /// The length of each axis, the last running fastest.
  public let shape: [Int]
  /// What the format calls the type of its numbers: `F16`, `Q4_K`.
  public let type: String

  /// How many values it has.
  public var count: Int { shape.reduce(1, *) }
}

extension [ListedTensor] {
  /// The types of their numbers and how many tensors have each, that of most values first.
  public var types: [(name: String, tensors: Int)] {
    Dictionary(grouping: self, by: \.type)
      .map { (name: $0.key, tensors: $0.value.count, values: $0.value.reduce(0) { $0 + $1.count }) }
      .sorted { ($1.values, $0.name) < ($0.values, $1.name) }
      .map { (name: $0.name, tensors: $0.tensors) }
  }
}

extension Model {
  /// The tensors of a folder with safetensors or of a `.gguf` file under the names that it gives them,
  /// in the order of the file or by name; it need be no model that is known.
  public static func tensors(
    of path: String, within reach: FileReach = .anywhere
  ) throws(ModelError) -> [ListedTensor] {
    if path.lowercased().hasSuffix(".gguf") {
      return try GGUFTensors.open(path, within: reach).entries
    }
    let weights = try CheckpointFiles(folder: path, reach: reach).weights()
    let listed = weights.listed
    let names = Set(listed.map(\.name))
    let others = weights.quantized.map(\.tensor).filter { !names.contains($0.name) }
    return (listed + others).sorted { $0.name < $1.name }
  }
}
