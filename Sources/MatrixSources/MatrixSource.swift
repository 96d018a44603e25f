// What every source of matrices is, and the registry of them.

public import MatrixFiles
import TextFormats

/// A position that matrices and lists of tokens come from.
///
/// To add one: a file that says which references mean it and what it gives for them, and a line in
/// ``SourceRegistry/all``. Every option that names weights, queries, keys, values, a mask, a matrix or
/// tokens takes every source.
public protocol MatrixSource: Sendable {
  /// How a reference to it is written, for help and messages.
  static var form: String { get }

  /// Whether its numbers are made up and come from no model.
  static var isSynthetic: Bool { get }

  /// Whether what it gives may be a table of text, which options say how to read.
  static var mayHoldText: Bool { get }

  /// Whether a reference means this source. Sources are asked in the order of ``SourceRegistry/all``.
  static func isMeant(by reference: String) -> Bool

  /// The tensors that it holds.
  /// - Parameter path: the reference without the name of a tensor.
  static func file(
    _ path: String, in context: SourceContext
  ) throws(MatrixFileError) -> MatrixFile

  /// The text of its list of tokens.
  /// - Parameter path: the reference without the name of a list.
  static func tokens(
    _ path: String, in context: SourceContext, atMost limit: Int
  ) throws(MatrixFileError) -> [UInt8]

  /// The list of tokens that belongs to a reference's weights, where the source knows one.
  static func ownTokens(of path: String) -> String?

  /// The file on the disk that a reference leads to; nil where there is none.
  /// - Parameter path: the reference without the name of a tensor.
  static func fileName(_ path: String) -> String?

  /// The memory, in bytes, that the numbers take which it makes up; 0 where they are read.
  /// - Parameter path: the reference without the name of a tensor.
  static func madeBytes(_ path: String) -> Int
}

extension MatrixSource {
  public static var isSynthetic: Bool { false }
  public static var mayHoldText: Bool { false }
  public static func ownTokens(of path: String) -> String? { nil }
  public static func fileName(_ path: String) -> String? { nil }
  public static func madeBytes(_ path: String) -> Int { 0 }
}

/// Every source there is.
public enum SourceRegistry {
  public static let all: [any MatrixSource.Type] = [
    ExampleSource.self,
    SeedSource.self,
    StandardInput.self,
    GGUFSource.self,
    FileSource.self,
  ]

  /// The source that a reference means.
  public static func source(of reference: String) -> any MatrixSource.Type {
    all.first { $0.isMeant(by: reference) } ?? FileSource.self
  }

  /// Whether a reference names a file on the disk.
  public static func isFile(_ reference: String) -> Bool {
    source(of: reference).fileName(reference) != nil
  }

  /// The memory, in bytes, that numbers take which a reference has made up; 0 where they are read.
  public static func madeBytes(_ reference: String) -> Int {
    guard let path = try? TensorReference(parsing: reference).path else { return 0 }
    return source(of: reference).madeBytes(path)
  }

  /// The reference taken apart, its path as it has to be opened.
  static func parsed(
    _ reference: String, in context: SourceContext
  ) throws(MatrixFileError) -> TensorReference {
    guard isFile(reference) else { return try TensorReference(parsing: reference) }
    var parsed = try TensorReference(finding: reference, within: context.reach, at: context.resolve)
    parsed.path = context.resolve(ModelFolder.file(parsed.path, in: context))
    return parsed
  }

  /// The tensors of what a reference names, which may be of one tensor.
  public static func file(
    _ reference: String, in context: SourceContext
  ) throws(MatrixFileError) -> MatrixFile {
    let path = try parsed(reference, in: context).path
    return try source(of: reference).file(path, in: context)
  }

  /// The text of a list of tokens, and the name that chooses one of several.
  public static func tokens(
    _ reference: String, in context: SourceContext, atMost limit: Int
  ) throws(MatrixFileError) -> (bytes: [UInt8], reference: TensorReference) {
    let parsed = try parsed(reference, in: context)
    return (try source(of: reference).tokens(parsed.path, in: context, atMost: limit), parsed)
  }

  /// A text for a model, without the line's end that editors put after the last line.
  public static func text(
    _ reference: String, in context: SourceContext
  ) throws(MatrixFileError) -> String {
    let bytes = try tokens(reference, in: context, atMost: 16 << 20).bytes
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformed(file: reference, reason: "is no UTF-8 text; save it as UTF-8")
    }
    return text.last == "\n" || text.last == "\r\n" ? String(text.dropLast()) : text
  }

  /// The list of tokens that belongs to weights, where their source knows one.
  public static func ownTokens(of reference: String) -> String? {
    guard let path = try? TensorReference(parsing: reference).path else { return nil }
    return source(of: reference).ownTokens(of: path)
  }
}
