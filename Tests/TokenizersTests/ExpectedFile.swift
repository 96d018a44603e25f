// What Tests/Fixtures/tokenizers says that the libraries of Hugging Face and Google make of texts.

import Foundation

enum TokenizerFixture {
  static let folder =
    "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    + "/Fixtures/tokenizers"

  static func path(_ name: String) -> String { "\(folder)/\(name)" }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  static func decoded<Value: Decodable>(_ name: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(try bytes(name)))
  }
}

/// expected.json.
struct ExpectedFile: Decodable {
  struct Result: Decodable {
    var ids: [Int]
    var tokens: [String]
    var offsets: [[Int]]?
    var offsetsInBytes: [[Int]]?
    var typeIDs: [Int]?
    var specialTokens: [Int]?
    var decoded: String?

    enum CodingKeys: String, CodingKey {
      case ids, tokens, offsets, decoded
      case offsetsInBytes = "offsets_utf8_bytes"
      case typeIDs = "type_ids"
      case specialTokens = "special_tokens_mask"
    }
  }

  struct Entry: Decodable {
    var file: String
    var results: [Result]
    var pairResults: [Result]?
    var extraTexts: [String]?
    var extraResults: [Result]?

    enum CodingKeys: String, CodingKey {
      case file, results
      case pairResults = "pair_results"
      case extraTexts = "extra_texts"
      case extraResults = "extra_results"
    }
  }

  var texts: [String]
  var pairs: [[String]]
  var tokenizers: [String: Entry]
}

/// steps.json: what single steps make of texts.
struct StepFile: Decodable {
  struct Result: Decodable {
    var normalized: String
    var words: [String]
    var offsets: [[Int]]
  }

  struct Step: Decodable {
    var name: String
    var results: [Result]
  }

  struct Tokens: Decodable {
    var ids: [Int]
    var offsets: [[Int]]
  }

  var texts: [String]
  var steps: [Step]
  var tokenizers: [String: [Tokens]]
}
