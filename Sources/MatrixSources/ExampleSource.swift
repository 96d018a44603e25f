// Matrices and tokens that come with the program.

import ExampleData
public import MatrixFiles
import TextFormats

/// Data that stands inside the program: `example:minilm`.
public enum ExampleSource: MatrixSource {
  public static let form = "example:NAME"

  /// The references there are.
  public static var references: [String] { ExampleData.names.map { ExampleData.prefix + $0 } }

  public static func isMeant(by reference: String) -> Bool {
    reference.hasPrefix(ExampleData.prefix)
  }

  public static func file(
    _ path: String, in context: SourceContext
  ) throws(MatrixFileError) -> MatrixFile {
    guard let bytes = ExampleData.weights(name(path)) else { throw unknown(path) }
    return try MatrixFile.open(bytes: bytes, path: path + ".npy")
  }

  public static func tokens(
    _ path: String, in context: SourceContext, atMost limit: Int
  ) throws(MatrixFileError) -> [UInt8] {
    guard let bytes = ExampleData.tokens(name(path)) else { throw unknown(path) }
    return bytes
  }

  public static func ownTokens(of path: String) -> String? { path }

  private static func name(_ path: String) -> String {
    String(path.dropFirst(ExampleData.prefix.count))
  }

  private static func unknown(_ path: String) -> MatrixFileError {
    .cannotOpen(
      file: path,
      reason: "there is no such example; known are \(references.joined(separator: ", "))")
  }
}
