// Where sources are looked for, and how they are read.

public import MatrixFiles
public import SafeFiles

/// Where references lead from, and what may be read.
public struct SourceContext: Hashable, Sendable {
  /// The folder that names of files start from; nil for the working folder.
  public var folder: String?
  /// Which files may be read.
  public var reach: FileReach
  /// How tables of text are read.
  public var tables = TableOptions()

  public init(
    folder: String? = nil, reach: FileReach = .named, tables: TableOptions = TableOptions()
  ) {
    self.folder = folder
    self.reach = reach
    self.tables = tables
  }

  /// Where a file lies that a reference names; what names no file stays as it is.
  public func resolve(_ path: String) -> String {
    guard let folder, !path.hasPrefix("/"), SourceRegistry.isFile(path) else { return path }
    return folder + "/" + path
  }
}
