// Finding the files of Tests/Fixtures, and what their manifest says of them.

import Foundation
import MatrixFiles

enum Fixture {
  /// The folder Tests.
  private static let tests =
    "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")

  static func path(_ name: String) -> String { "\(tests)/Fixtures/\(name)" }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// The names of the files in a folder, in order.
  static func names(in folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: path(folder))
    return (names ?? []).sorted()
  }
}

/// What the manifest of formats/ says of one tensor.
struct ManifestTensor: Decodable {
  var shape: [Int]
  var dtype: String
  var count: Int
  var sum: Double?
  var min: Double?
  var max: Double?
  var nan: Int?
  var posinf: Int?
  var neginf: Int?
  var first4: [Number]?
  var last4: [Number]?
  var isFortranOrder: Bool?

  enum CodingKeys: String, CodingKey {
    case shape, dtype, count, sum, min, max, nan, posinf, neginf, first4, last4
    case isFortranOrder = "fortran_order"
  }

  /// A number or a truth value.
  struct Number: Decodable {
    var value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let truth = try? container.decode(Bool.self) {
        value = truth ? 1 : 0
      } else {
        value = try container.decode(Double.self)
      }
    }
  }
}

struct Manifest: Decodable {
  struct File: Decodable {
    var tensors: [String: ManifestTensor]?
    var members: [String: ManifestTensor]?
    /// The single tensor of an `.npy` file.
    var tensor: ManifestTensor?

    enum CodingKeys: String, CodingKey { case tensors, members }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      tensors = try container.decodeIfPresent([String: ManifestTensor].self, forKey: .tensors)
      members = try container.decodeIfPresent([String: ManifestTensor].self, forKey: .members)
      tensor = try? ManifestTensor(from: decoder)
    }
  }

  var files: [String: File]
  var bad: [String: String]

  static let formats: Manifest = {
    do {
      return try JSONDecoder().decode(
        Manifest.self, from: Data(try Fixture.bytes("formats/manifest.json")))
    } catch {
      fatalError("manifest.json: \(error)")
    }
  }()
}

/// A file under the system's temporary folder that goes when the closure returns.
func withTemporaryFile<Result>(
  ending: String, bytes: [UInt8], _ body: (String) throws -> Result
) throws -> Result {
  let path = NSTemporaryDirectory() + "attnplot-test-\(UUID().uuidString).\(ending)"
  try Data(bytes).write(to: URL(fileURLWithPath: path))
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}
