// The folder that a manifest may not leave.

import CBeneath
import Glibc

/// A folder below which everything lies that a manifest names: what it includes, what it reads and
/// what it writes.
///
/// The folder is opened once and held, so that whoever swaps it or a part of a path for a link to
/// elsewhere gains nothing.
public final class FileRoot: Sendable {
  /// The folder as messages call it.
  public let path: String
  /// What packed files below it may expand to; nil where nothing says.
  public let expansion: ExpansionBudget?
  private let descriptor: Int32
  private let realPath: String
  /// The folder of the manifest as it stands before the names in it, and where it lies in the root.
  private let base: String
  private let baseInRoot: String

  /// Why a folder cannot be a root.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String
  }

  /// - Parameters:
  ///   - path: the folder; nil for the manifest's own.
  ///   - base: the manifest's folder, as paths of what the manifest names begin with it.
  ///   - expansion: what packed files below it may expand to.
  public init(
    _ path: String? = nil, manifestFolder base: String, expansion: ExpansionBudget? = nil
  ) throws(Failure) {
    self.expansion = expansion
    let path = path ?? base
    let opened = Glibc.open(path, attnplot_o_path | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else {
      throw Failure(
        description: "\(path): \(String(cString: strerror(errno))); give a folder that is there")
    }
    self.path = path
    self.base = base
    descriptor = opened
    realPath = Self.real(path) ?? ""
    let realBase = Self.real(base)
    let rest = realBase.flatMap { [realPath] in FilePath.rest(of: $0, below: realPath) }
    baseInRoot = rest ?? ""
    guard rest != nil else {
      throw Failure(
        description:
          "\(path): the manifest's folder \(base) does not lie in it; give one that holds "
          + "it and what it names")
    }
  }

  deinit { close(descriptor) }

  /// Whether everything lies below it.
  public var isWholeSystem: Bool { realPath == "/" }

  /// Opens what lies below the root.
  /// - Parameter path: as it counts from the working folder.
  /// - Returns: a descriptor, or -1 with `errno`, as for `BeneathOpen`.
  func open(_ path: String, _ flags: Int32, mode: mode_t = 0, links: LinkRule) -> Int32 {
    guard !path.utf8.contains(0) else {
      errno = ENOENT
      return -1
    }
    // Every link stays below it, wherever it leads.
    if isWholeSystem, links == .inside {
      return Glibc.open(path, flags | O_CLOEXEC, mode)
    }
    guard let relative = relative(path) else {
      errno = EXDEV
      return -1
    }
    return BeneathOpen(folder: descriptor, realPath: realPath).open(
      relative, flags, mode: mode, links: links)
  }

  /// The path as it counts from the root; nil where it does not begin in it.
  func relative(_ path: String) -> String? {
    if let rest = FilePath.rest(of: path, below: base) {
      return FilePath.joined(baseInRoot, rest)
    }
    if path.hasPrefix("/") {
      return FilePath.rest(of: path, below: realPath)
        ?? (self.path.hasPrefix("/") ? FilePath.rest(of: path, below: self.path) : nil)
    }
    return base == "." ? FilePath.joined(baseInRoot, path) : nil
  }

  private static func real(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}

extension FileRoot: Hashable {
  public static func == (first: FileRoot, second: FileRoot) -> Bool {
    first.realPath == second.realPath && first.base == second.base
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(realPath)
    hasher.combine(base)
  }
}
