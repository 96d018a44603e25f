// The note that Git leaves where a large file was not fetched.

/// What stands in place of a file of Git LFS.
public enum GitPointer {
  /// How many bytes decide.
  public static let length = 40

  /// Whether a file that begins like this holds where the real one is and nothing of it.
  public static func isOne(_ start: some Sequence<UInt8>) -> Bool {
    start.starts(with: "version https://git-lfs".utf8)
  }

  /// What is to be said of one.
  public static let problem = "is a note of Git LFS in place of the file: fetch it by git lfs pull"
}
