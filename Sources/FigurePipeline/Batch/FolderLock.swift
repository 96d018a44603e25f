// One run at a time in an output folder; shards of one set may run side by side.

import Glibc
import SafeFiles
import TextFormats

/// A lock on a folder, held until it is released or the process ends in whatever way.
///
/// The lock is on a hidden file, not on the folder, because network file systems lock only what is
/// open for writing. A file left by a killed run is not a lock any more and is taken over.
struct FolderLock: ~Copyable {
  static let name = ".attnplot.lock"
  /// How often a shard asks again, a hundredth of a second apart.
  private static let maximumTries = 300

  private let folder: HeldFolder
  private let name: String
  private let descriptor: Int32
  /// Whether no other run, and no shard, is at work.
  let isAlone: Bool

  /// - Parameters:
  ///   - isShared: for a shard, which does not mind other shards.
  ///   - waits: whether to wait for the other run, for locks that are held for a moment only.
  /// - Throws: `OutputError` where another run is at work or the folder cannot be written.
  init(
    folder: HeldFolder, name: String = Self.name, isShared: Bool = false, waits: Bool = false
  ) throws(OutputError) {
    self.folder = folder
    self.name = name
    let path = FileName.joined(folder.path, name)
    var tries = 0
    while true {
      let opened = openat(
        folder.descriptor, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard opened >= 0 else {
        throw OutputError("\(path): the folder cannot be locked", errno)
      }
      // Alone if possible, so that what a killed run left can be cleared away.
      if flock(opened, waits ? LOCK_EX : LOCK_EX | LOCK_NB) == 0 {
        guard Self.isStill(opened, name, in: folder) else {
          close(opened)
          continue
        }
        if isShared { flock(opened, LOCK_SH) }
        descriptor = opened
        isAlone = true
        return
      }
      if isShared, errno == EWOULDBLOCK {
        if flock(opened, LOCK_SH | LOCK_NB) == 0 {
          guard Self.isStill(opened, name, in: folder) else {
            close(opened)
            continue
          }
          descriptor = opened
          isAlone = false
          return
        }
        // Another shard holds it alone for a moment as it begins and as it ends; a whole run does so all
        // along.
        if errno == EWOULDBLOCK, tries < Self.maximumTries {
          tries += 1
          close(opened)
          usleep(10_000)
          continue
        }
      }
      let reason = errno
      close(opened)
      guard reason == EWOULDBLOCK else {
        throw OutputError("\(path): the folder cannot be locked", reason)
      }
      throw OutputError(
        "\(folder.path): another attnplot batch is drawing into this folder; wait until it "
          + "ends, or give this one another \(flag: "output")")
    }
  }

  /// Whether the name still means the open file, and not one that came after it was removed.
  private static func isStill(
    _ descriptor: Int32, _ name: String, in folder: HeldFolder
  ) -> Bool {
    var held = stat()
    guard fstat(descriptor, &held) == 0, let named = folder.status(of: name) else { return false }
    return held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }

  deinit {
    // The last one out removes the file; with others at work it stays theirs.
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isStill(descriptor, name, in: folder) {
      folder.remove(name)
    }
    // A program that is just being started has a copy of the descriptor until it runs: closing ours alone
    // would leave the lock held as long.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}

/// What killed runs leave.
enum Leftovers {
  /// Removes hidden files being made ready by processes that are no more.
  static func clear(_ folder: HeldFolder) {
    // A cache that programs of before kept.
    folder.remove(".attnplot.seal.json")
    for name in folder.names {
      guard name.hasPrefix(".attnplot-"), name.hasSuffix(".tmp"),
        let process = Int32(name.dropFirst(10).prefix { $0 != "-" }), process > 0
      else { continue }
      guard let status = folder.status(of: name), status.st_mode & S_IFMT == S_IFREG else {
        continue
      }
      // Our own number was another process's before: in a container every run may have the same.
      let isGone =
        process == getpid() || kill(process, 0) != 0 && errno == ESRCH || hasEnded(process)
      // A number can be given to another process; nothing is made ready for a day.
      if isGone || time(nil) - status.st_mtim.tv_sec > 86_400 { folder.remove(name) }
    }
  }

  /// Whether a process has ended and waits for its parent to ask how: a killed run's worker may have a
  /// parent that is slow to ask, or never does.
  private static func hasEnded(_ process: Int32) -> Bool {
    let descriptor = open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    // `12 (name) Z …`, where the name may hold anything.
    guard let end = bytes.prefix(max(0, count)).lastIndex(of: UInt8(ascii: ")")),
      end + 2 < count
    else { return false }
    return bytes[end + 2] == UInt8(ascii: "Z") || bytes[end + 2] == UInt8(ascii: "X")
  }
}
