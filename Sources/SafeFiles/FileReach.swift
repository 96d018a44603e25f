// Which files may be read: it depends on who named them.

import Glibc
public import TextFormats

/// Which files may be read.
public enum FileReach: Hashable, Sendable {
  /// Any regular file.
  case anywhere
  /// What the user himself named on the command line, pipes too: `/dev/stdin`, `<(…)`.
  case named
  /// What a manifest names: regular files below a root.
  case below(FileRoot)

  /// What packed files may expand to in all; nil where nothing says.
  public var expansion: ExpansionBudget? {
    if case .below(let root) = self { root.expansion } else { nil }
  }
}

/// Why a file cannot be read.
public enum OpenFailure: Error, Hashable, Sendable {
  /// The system's reason, an `errno`.
  case system(Int32)
  /// It is no regular file but this: "a pipe", "a directory".
  case irregular(String)
  /// It lies outside of the root of a manifest.
  case outside(String)

  /// The reason in words: what is so, and what would do.
  public var reason: Message {
    switch self {
    case .system(let code): Message(String(cString: strerror(code)))
    case .irregular(let kind): "is \(kind); a regular file is needed"
    case .outside(let root):
      "lies outside of the folder \(root), and what a manifest names must lie in it; move it there, "
        + "or name a folder that holds both with \(flag: "root")"
    }
  }
}

extension FileReach {
  /// The reach of files that a file leads to: only the one that was named itself may be a pipe.
  public var ofFilesWithin: FileReach { self == .named ? .anywhere : self }
}
