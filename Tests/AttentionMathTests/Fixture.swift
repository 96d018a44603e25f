// Where the fixtures lie, and how the JSON ones are read.

import Foundation

enum Fixture {
  /// The contents of a file below Tests/Fixtures.
  static func data(_ path: String, here: String = #filePath) throws -> Data {
    let tests = here.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    return try Data(
      contentsOf: URL(filePath: tests.joined(separator: "/") + "/Fixtures/" + path))
  }

  /// A JSON file below Tests/Fixtures.
  static func json<Value: Decodable>(_ path: String, as: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: data(path))
  }
}
