// Small checkpoints with untrained weights, and what the libraries of Hugging Face compute with them.

import AttentionMath
import Foundation
import JSONTape
import MatrixFiles

@testable import Models

enum ModelFixture {
  static let folder =
    "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures/models"

  static func path(_ name: String) -> String { "\(folder)/\(name)" }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  static func json(_ name: String) throws -> ParsedJSON { try JSONDocument(try bytes(name)).root }

  /// The tensors of a file by their names; one without a name by the name of its file.
  static func arrays(_ name: String) throws -> [String: KeptArray] {
    var arrays: [String: KeptArray] = [:]
    let file = try MatrixFile.open(path(name))
    for info in file.tensors {
      let tensor = try file.tensor(named: info.name)
      let key = info.name ?? String(name.split(separator: "/").last!.dropLast(4))
      arrays[key] = KeptArray(shape: info.shape, values: try tensor.values())
    }
    return arrays
  }

  /// All folders with a model.
  static let models = ["tiny", "untrained"].flatMap { group in
    folders(in: group).map { "\(group)/\($0)" }
  }

  /// The names of the folders in a folder.
  static func folders(in name: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: path(name))
    return (names ?? []).sorted()
  }

  /// What the model of a folder was given for its references.
  static func input(of folder: String) throws -> ModelInput {
    var arrays: [String: KeptArray] = [:]
    for name in ["pixel_values", "input_features"] {
      arrays[name] = try? Self.arrays("\(folder)/ref_\(name).npy").values.first
    }
    if let reference = try? Self.arrays("\(folder)/reference.safetensors") {
      arrays.merge(reference) { own, _ in own }
    }
    let file = folder.hasPrefix("tiny") ? "ref_inputs.json" : "inputs.json"
    return input(try json("\(folder)/\(file)"), arrays)
  }

  /// What a folder says that the model was given.
  static func input(_ value: ParsedJSON, _ arrays: [String: KeptArray] = [:]) -> ModelInput {
    func ids(_ key: String) -> [Int] { value[key]?.array?.compactMap(\.int) ?? [] }
    var input = ModelInput(
      ids: ids("input_ids"), typeIDs: ids("token_type_ids"), decoderIDs: ids("decoder_input_ids"))
    if let pixels = arrays["pixel_values"] ?? arrays["ref_pixel_values"] {
      let shape = Array(pixels.shape.suffix(3))
      input.pixels = PixelValues(
        channels: shape[0], height: shape[1], width: shape[2], values: pixels.values)
    }
    if let features = arrays["input_features"] ?? arrays["ref_input_features"] {
      let shape = Array(features.shape.suffix(2))
      input.features = .init(rows: shape[0], columns: shape[1], values: features.values)
    }
    return input
  }
}

/// How far two arrays are apart at most; nil where their shapes differ.
func distance(_ one: KeptArray?, _ other: KeptArray?) -> Float? {
  guard let one, let other, one.shape == other.shape else { return nil }
  var maximum: Float = 0
  for (first, second) in zip(one.values, other.values) {
    maximum = max(maximum, (first - second).magnitude)
    if first.isNaN != second.isNaN { return .infinity }
  }
  return maximum
}
