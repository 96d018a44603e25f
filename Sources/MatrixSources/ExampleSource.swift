// Matrices and tokens that come with the program.

import ExampleData
public import MatrixFiles
import TextFormats

/// Data that stands inside the program: `example:minilm`.
public enum ExampleSource: MatrixSource {
  public static let form = "example:NAME"

  /// The references there are.
  public static var references: [String] { ExampleFiles.names.map { ExampleFiles.prefix + $0 } }

  public static func isMeant(by reference: String) -> Bool {
    reference.hasPrefix(ExampleFiles.prefix)
  }

  public static func file(
    _ path: String, in context: SourceContext
  ) throws(MatrixFileError) -> MatrixFile {
    guard let bytes = ExampleFiles.weights(name(path)) else { throw unknown(path) }
    return try MatrixFile.open(bytes: bytes, path: path + ".npy")
  }

  public static func tokens(
    _ path: String, in context: SourceContext, atMost limit: Int
  ) throws(MatrixFileError) -> [UInt8] {
    guard let bytes = ExampleFiles.tokens(name(path)) else { throw unknown(path) }
    return bytes
  }

  public static func ownTokens(of path: String) -> String? { path }

  private static func name(_ path: String) -> String {
    String(path.dropFirst(ExampleFiles.prefix.count))
  }

  private static func unknown(_ path: String) -> MatrixFileError {
    .malformedReference(
      text: path,
      reason: "there is no such example; known are \(references.joined(separator: ", "))")
  }
}
