// Matrices and tokens from files on the disk.

public import MatrixFiles

/// A file on the disk: `FILE`, or `FILE#NAME` for a tensor in it.
public enum FileSource: MatrixSource {
  public static let form = "FILE or FILE#NAME"
  public static let mayHoldText = true

  public static func isMeant(by reference: String) -> Bool { true }
  public static func fileName(_ path: String) -> String? { path }

  public static func file(
    _ path: String, in context: SourceContext
  ) throws(MatrixFileError) -> MatrixFile {
    try MatrixFile.open(path, within: context.reach, tables: context.tables)
  }

  public static func tokens(
    _ path: String, in context: SourceContext, atMost limit: Int
  ) throws(MatrixFileError) -> [UInt8] {
    try TokenTextFile.contents(of: path, within: context.reach, atMost: limit)
  }
}
