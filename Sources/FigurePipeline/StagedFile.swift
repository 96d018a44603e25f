// One file made ready out of sight, to be put in its place whole. It knows nothing of figures.

import Glibc
import SafeFiles
import Synchronization

/// A file whose bytes are written and which nobody sees yet.
///
/// Where the file system can do it, the file has no name until it is put in its place, so a run
/// killed at any moment leaves nothing behind. Elsewhere it has a hidden name beside its path. Both
/// count from a folder that is held open, so that nobody who swaps it can make the file land elsewhere.
struct StagedFile: ~Copyable {
  /// The folder that it goes to.
  private let folder: HeldFolder
  /// Its name there.
  private let name: String
  /// The name as the user gave it, for messages.
  private let displayName: String
  /// The open file; -1 once it is closed.
  private var descriptor: Int32
  /// The hidden name; nil where there is none.
  private var temporary: String?

  /// Writes the bytes of `file` where nobody sees them yet.
  static func written(
    _ file: OutputFile, isDurable: Bool = false
  ) throws(OutputError) -> StagedFile {
    let (folder, name) = try OutputFiles.location(of: file)
    var staged = try opened(in: folder, name: name, displayedAs: file.path)
    try file.write(to: staged.descriptor)
    staged.keepPermissions()
    if isDurable, fdatasync(staged.descriptor) != 0, errno != EINVAL {
      throw OutputError("\(file.path): cannot be written", errno)
    }
    if staged.temporary != nil { try staged.close() }
    return staged
  }

  /// Opens a file that is written element by element.
  static func growing(_ path: String) throws(OutputError) -> Growing {
    let (folder, name) = try OutputFiles.location(of: OutputFile(path: path, bytes: []))
    return Growing(try opened(in: folder, name: name, displayedAs: path), displayedAs: path)
  }

  /// A file that is not whole yet.
  struct Growing: ~Copyable {
    let file: GrowingFile
    private var staged: StagedFile

    fileprivate init(_ staged: consuming StagedFile, displayedAs path: String) {
      file = GrowingFile(staged.descriptor, displayedAs: path)
      self.staged = staged
    }

    /// The file, to be put in its place.
    consuming func finished() throws(OutputError) -> StagedFile {
      staged.keepPermissions()
      if staged.temporary != nil { try staged.close() }
      return staged
    }
  }

  private static func opened(
    in folder: HeldFolder, name: String, displayedAs displayName: String
  ) throws(OutputError) -> StagedFile {
    let unnamed = openUnnamed(in: folder)
    if unnamed >= 0 {
      return StagedFile(
        folder: folder, name: name, displayName: displayName, descriptor: unnamed, temporary: nil)
    }
    let hidden = hiddenName()
    folder.remove(hidden)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    let descriptor = openat(folder.descriptor, hidden, flags, 0o666)
    guard descriptor >= 0 else { throw OutputError("\(displayName): cannot be written", errno) }
    return StagedFile(
      folder: folder, name: name, displayName: displayName, descriptor: descriptor,
      temporary: hidden)
  }

  deinit {
    if descriptor >= 0 { Glibc.close(descriptor) }
    if let temporary { folder.remove(temporary) }
  }

  /// Puts the file in its place, where it takes the old one's if there is one.
  consuming func commit() throws(OutputError) {
    if descriptor >= 0 {
      if Self.link(descriptor, to: name, in: folder) { return }
      guard errno == EEXIST else { throw OutputError("\(displayName): cannot be written", errno) }
      // Only a rename can take the place of another file, and only a name can be renamed.
      let hidden = Self.hiddenName()
      folder.remove(hidden)
      guard Self.link(descriptor, to: hidden, in: folder) else {
        throw OutputError("\(displayName): cannot be written", errno)
      }
      temporary = hidden
    }
    guard let hidden = temporary else { return }
    guard renameat(folder.descriptor, hidden, folder.descriptor, name) == 0 else {
      throw OutputError("\(displayName): cannot be replaced", errno)
    }
    temporary = nil
  }

  // MARK: Helpers

  /// A full disk may show only here.
  private mutating func close() throws(OutputError) {
    let closing = descriptor
    descriptor = -1
    guard Glibc.close(closing) == 0 else {
      throw OutputError("\(displayName): cannot be written", errno)
    }
  }

  /// A file replaced keeps who may read and write it.
  private func keepPermissions() {
    guard let status = folder.status(of: name), status.st_mode & S_IFMT == S_IFREG else { return }
    fchmod(descriptor, status.st_mode & 0o777)
  }

  /// Linux' O_TMPFILE, a macro that Swift does not see.
  private static let unnamed: Int32 = 0o20000000 | O_DIRECTORY

  /// - Returns: -1 where the file system has no files without a name, or no way to name them later.
  private static func openUnnamed(in folder: HeldFolder) -> Int32 {
    let descriptor = openat(folder.descriptor, ".", unnamed | O_WRONLY | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return -1 }
    guard access(path(of: descriptor), F_OK) == 0 else {
      Glibc.close(descriptor)
      return -1
    }
    return descriptor
  }

  private static func path(of descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

  private static func link(_ descriptor: Int32, to name: String, in folder: HeldFolder) -> Bool {
    linkat(AT_FDCWD, path(of: descriptor), folder.descriptor, name, AT_SYMLINK_FOLLOW) == 0
  }

  private static let made = Atomic<Int>(0)

  /// A name no other file being made ready has, in this process or another; short, so that it fits
  /// wherever the path's own name does.
  private static func hiddenName() -> String {
    ".attnplot-\(getpid())-\(made.wrappingAdd(1, ordering: .relaxed).oldValue).tmp"
  }
}
