// Matrices and tokens from standard input.

public import MatrixFiles
import SafeFiles
public import TextFormats

/// Standard input: `-`, or `-#NAME` for a tensor in it.
public enum StandardInput: MatrixSource {
  public static let form = "- for standard input"
  public static let mayHoldText = true

  public static func isMeant(by reference: String) -> Bool {
    reference == "-" || reference.hasPrefix("-#")
  }

  /// Why nothing else may name it.
  public static let refusal: Message =
    "standard input is read where the command line itself names it; name a file"

  /// Only the command line may name it: a manifest is read more than once, and elsewhere.
  private static func check(_ reach: FileReach) throws(MatrixFileError) {
    guard reach == .named else {
      throw .cannotOpen(file: "-", reason: refusal)
    }
  }

  public static func file(
    _ path: String, in context: SourceContext
  ) throws(MatrixFileError) -> MatrixFile {
    try check(context.reach)
    return try FileSource.file("/dev/stdin", in: context)
  }

  public static func tokens(
    _ path: String, in context: SourceContext, atMost limit: Int
  ) throws(MatrixFileError) -> [UInt8] {
    try check(context.reach)
    return try FileSource.tokens("/dev/stdin", in: context, atMost: limit)
  }
}
