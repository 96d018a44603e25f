// A checkpoint's config.json as plain values, for whoever asks what it says of its positions.

public import AttentionMath
internal import JSONTape
public import SafeFiles

/// What a checkpoint says of itself, weights aside.
public enum ModelConfiguration {
  /// Reads a configuration; no weights are looked for.
  /// - Parameters:
  ///   - path: a folder with config.json, that file itself, or a `.gguf` file.
  ///   - reach: which files may be read.
  /// - Returns: an object.
  public static func read(
    _ path: String, within reach: FileReach = .anywhere
  ) throws(ModelError) -> ConfigurationValue {
    if path.lowercased().hasSuffix(".gguf") {
      let file = try GGUFFile(path, within: reach)
      guard case .object(var members) = try file.config().value.configurationValue else {
        throw .malformed(file: path, .noMetadata)
      }
      // The order of the rows in these files follows from it.
      members["general.architecture"] = .text(try file.architecture())
      return .object(members)
    }
    guard path.lowercased().hasSuffix(".json") else {
      let files = CheckpointFiles(folder: path, reach: reach)
      guard files.has("config.json") else {
        throw .noModel(path: path, lookedFor: ["config.json"])
      }
      return try files.config().value.configurationValue
    }
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? "./"
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let value = try CheckpointFiles(folder: folder, reach: reach).json(name)
    guard value.isObject else {
      throw .malformed(file: path, .noObject)
    }
    return value.configurationValue
  }
}

extension ParsedJSON {
  /// The same value without the text that it was read from.
  var configurationValue: ConfigurationValue {
    if let bool { return .flag(bool) }
    if let double { return .number(double) }
    if let string { return .text(string) }
    if let array { return .list(array.map(\.configurationValue)) }
    guard isObject else { return .null }
    return .object(
      Dictionary(
        members.compactMap { member in
          member.key.string.map { ($0, member.value.configurationValue) }
        }, uniquingKeysWith: { $1 }))
  }
}
