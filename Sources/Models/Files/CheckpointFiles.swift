// The weights of a folder: model.safetensors, or the shards that an index names. A pickle is never
// read: it can run any program.

internal import JSONTape
internal import MatrixFiles
internal import SafeFiles
internal import Tokenizers

/// The files of a model in a folder.
struct CheckpointFiles {
  let folder: String
  let reach: FileReach

  static let lookedFor = [
    "config.json with model.safetensors", "model.safetensors.index.json with its shards",
  ]

  func path(_ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  func has(_ name: String) -> Bool { OpenedFile.isReadable(path(name), within: reach) }

  /// A JSON file of the folder.
  func json(_ name: String) throws(ModelError) -> ParsedJSON {
    let file = try ModelFile(path(name), within: reach)
    guard file.count <= 1 << 28 else {
      throw .malformed(file: path(name), .tooLarge(limit: "256 MiB"))
    }
    return try json(file.bytes(at: 0, count: file.count), name)
  }

  private func json(_ bytes: [UInt8], _ name: String) throws(ModelError) -> ParsedJSON {
    do throws(JSONFault) { return try JSONDocument(bytes).root } catch {
      throw .malformed(file: path(name), .noJSON(error.description))
    }
  }

  /// The folder's config.json, or what is to be taken for it.
  func config(_ bytes: [UInt8]? = nil) throws(ModelError) -> ModelConfig {
    let name = "config.json"
    let value = if let bytes { try json(bytes, name) } else { try json(name) }
    guard value.isObject else {
      throw .malformed(file: path("config.json"), .noObject)
    }
    return ModelConfig(value: value, file: path("config.json"))
  }

  /// The tensors, listed by reading headers only.
  func weights() throws(ModelError) -> Weights {
    let whole = "model.safetensors"
    let index = "model.safetensors.index.json"
    var tensors: [StoredTensor] = []
    var byteCount = 0
    var quantized: [QuantizedTensor] = []
    if has(whole) {
      try add(whole, names: nil, to: &tensors, &byteCount, &quantized)
    } else if has(index) {
      let value = try json(index)
      guard let map = value["weight_map"], map.isObject else {
        throw .malformed(file: path(index), .lacks("\"weight_map\""))
      }
      var shards: [String: Set<String>] = [:]
      for (key, value) in map.members {
        guard let name = key.string, let shard = value.string else {
          throw .malformed(file: path(index), .unassignedTensor)
        }
        // Files of a model lie in its folder: a name that leads elsewhere is refused.
        let parts = shard.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }),
          !shard.contains("\0")
        else {
          throw .malformed(file: path(index), .shardOutside(name: shard))
        }
        shards[shard, default: []].insert(name)
      }
      let maximum = 4096
      guard shards.count <= maximum else {
        throw .malformed(file: path(index), .tooManyShards(shards.count, maximum: maximum))
      }
      for (shard, names) in shards.sorted(by: { $0.key < $1.key }) {
        guard has(shard) else {
          throw .missingShard(file: path(shard), tensors: names.count)
        }
        try add(shard, names: names, to: &tensors, &byteCount, &quantized)
      }
    } else {
      for pickle in ["pytorch_model.bin", "pytorch_model.bin.index.json", "model.pt", "model.pth"]
      where has(pickle) {
        throw pickled(path(pickle))
      }
      guard has("config.json") else { throw .noModel(path: folder, lookedFor: Self.lookedFor) }
      throw .noWeights(path: folder, lookedFor: [whole, "\(index) with its shards"])
    }
    var weights = Weights(file: folder, tensors: tensors, byteCount: byteCount)
    weights.quantized = quantized
    return weights
  }

  /// The error for weights that are a pickle, with the class that keeps all of them when it converts them: the
  /// one that they were saved from, by which the head is not dropped.
  func pickled(_ file: String) -> ModelError {
    let name = (try? config())?.texts("architectures")?.first
    let isClass =
      name?.utf8.first.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 } ?? false
      && name?.utf8.allSatisfy {
        $0 == UInt8(ascii: "_") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
          || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0
          || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0
      } ?? false
    return .pickledWeights(file: file, saved: isClass ? name : nil)
  }

  /// Lists the tensors of a file.
  private func add(
    _ name: String, names: Set<String>?, to tensors: inout [StoredTensor], _ byteCount: inout Int,
    _ quantized: inout [QuantizedTensor]
  ) throws(ModelError) {
    let path = path(name)
    do throws(MatrixFileError) {
      let file = try MatrixFile.open(path, within: reach)
      var found: Set<String> = []
      try file.forEachTensor { (tensor) throws(MatrixFileError) in
        let info = tensor.info
        guard let name = info.name, names?.contains(name) ?? true else { return }
        found.insert(name)
        let type = info.elementType
        if Weights.isQuantized(name, isWhole: type.isWhole) {
          quantized.append(
            QuantizedTensor(
              file: path,
              tensor: ListedTensor(name: name, shape: info.shape, type: type.safetensorsName)))
        }
        // Counters and masks that are stored beside the weights are none of them.
        if type.isWhole { return }
        byteCount += info.count * info.elementType.byteCount
        tensors.append(
          StoredTensor(
            name: name, file: path, shape: info.shape, source: .file(tensor.allRows()),
            typeName: info.elementType.safetensorsName))
      }
      if let missing = names?.subtracting(found).min() {
        throw MatrixFileError.noSuchTensor(file: path, name: missing, names: Array(found).sorted())
      }
    } catch { throw .tensors(error) }
  }
}
