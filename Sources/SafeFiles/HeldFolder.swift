// A folder that is held open while files are written into it.
//
// Names count from the open folder and never from its path, so that nobody who swaps the folder for
// a link meanwhile can make the files land elsewhere.

import CBeneath
public import Glibc

/// A folder held open.
public final class HeldFolder: Sendable {
  /// The folder as messages call it.
  public let path: String
  public let descriptor: Int32

  /// Why a folder cannot be had.
  public enum Failure: Error, Hashable, Sendable {
    /// The system's reason, an `errno`.
    case system(Int32)
    /// A part of the path, as far as it was walked, is a link or no folder.
    case inTheWay(String)
    /// It lies outside of the root of a manifest.
    case outside(String)
  }

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Opens a folder that is there.
  /// - Parameter root: the root that it must lie in, without links on the way; nil for a folder that
  ///   the user named himself, which may be a link.
  public convenience init(_ path: String, below root: FileRoot? = nil) throws(Failure) {
    // Write and search permission are enough to put files into a folder.
    let flags = attnplot_o_path | O_DIRECTORY | O_CLOEXEC
    let opened = root?.open(path, flags, links: .none) ?? open(path, flags)
    guard opened >= 0 else { throw Self.failure(path, root, errno) }
    self.init(path: path, descriptor: opened)
  }

  /// Opens a folder that is there, by the links that its path has now: what is swapped for a link from
  /// here on is refused.
  public convenience init(following path: String) throws(Failure) {
    guard let pointer = realpath(path, nil) else { throw .system(errno) }
    defer { free(pointer) }
    let system = open("/", attnplot_o_path | O_DIRECTORY | O_CLOEXEC)
    guard system >= 0 else { throw .system(errno) }
    let flags = attnplot_o_path | O_DIRECTORY
    let opened = BeneathOpen(folder: system, realPath: nil).open(
      String(String(cString: pointer).dropFirst()), flags, links: .none)
    let code = errno
    close(system)
    guard opened >= 0 else { throw Self.failure(path, nil, code) }
    self.init(path: path, descriptor: opened)
  }

  /// Opens a folder, which is made with those it lies in where they are not there.
  /// - Parameter made: what was made is added here.
  public static func made(
    _ path: String, below root: FileRoot? = nil, _ made: inout MadeFolders
  ) throws(Failure) -> HeldFolder {
    do throws(Failure) {
      return try HeldFolder(path, below: root)
    } catch {
      guard error == .system(ENOENT) else { throw error }
    }
    let last = FilePath.last(path)
    guard last.name != "..", !last.name.isEmpty else { throw .system(ENOENT) }
    let above = try Self.made(last.folder, below: root, &made)
    return try above.subfolder(last.name, displayedAs: path, &made)
  }

  /// A folder in this one, made where it is not there; a link is refused.
  public func subfolder(
    _ name: String, displayedAs displayName: String? = nil, _ made: inout MadeFolders
  ) throws(Failure) -> HeldFolder {
    let displayName = displayName ?? "\(path)/\(name)"
    if mkdirat(descriptor, name, 0o777) == 0 {
      made.add(name, in: self)
    } else if errno != EEXIST {
      throw .system(errno)
    }
    let opened = openat(descriptor, name, attnplot_o_path | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard opened >= 0 else {
      throw errno == ELOOP || errno == ENOTDIR ? .inTheWay(displayName) : .system(errno)
    }
    return HeldFolder(path: displayName, descriptor: opened)
  }

  private static func failure(_ path: String, _ root: FileRoot?, _ code: Int32) -> Failure {
    switch (code, root) {
    case (EXDEV, let root?): .outside(root.path)
    case (ELOOP, _), (ENOTDIR, _): .inTheWay(path)
    default: .system(code)
    }
  }

  // MARK: What lies in it

  /// What the system says of a name in the folder, of a link itself; nil where nothing has the name.
  public func status(of name: String) -> stat? {
    var status = stat()
    return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
  }

  /// The names in the folder; none where it cannot be listed.
  public var names: [String] {
    let opened = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { return [] }
    guard let listing = fdopendir(opened) else {
      close(opened)
      return []
    }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Removes a name from the folder.
  /// - Returns: whether it was removed; where not, `errno` says why.
  @discardableResult
  public func remove(_ name: String) -> Bool { unlinkat(descriptor, name, 0) == 0 }

  /// Writes what is known of the folder's names to the disk.
  public func sync() {
    let opened = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { return }
    fsync(opened)
    close(opened)
  }
}

/// Folders that were made, to be taken away again where nothing came into them.
public struct MadeFolders: Sendable {
  private var all: [(folder: HeldFolder, name: String)] = []

  public init() {}

  mutating func add(_ name: String, in folder: HeldFolder) { all.append((folder, name)) }

  /// Removes those that are empty, the last one first.
  public mutating func removeEmpty() {
    for made in all.reversed() { unlinkat(made.folder.descriptor, made.name, AT_REMOVEDIR) }
    all = []
  }
}
