// Waiting until one of some files changes.

import Glibc

/// Watches the folders that files lie in, so that files replaced by a rename are seen as well.
public struct FileWatcher: ~Copyable {
  private let descriptor: Int32
  /// Names to look for, by watch.
  private var names: [Int32: Set<String>] = [:]

  /// How long it must be quiet after a change, in milliseconds: programs often write twice.
  private static let quiet: Int32 = 40

  public init() throws(OutputError) {
    descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
    guard descriptor >= 0 else { throw OutputError("changes cannot be watched", errno) }
  }

  deinit { close(descriptor) }

  /// Watches these files besides those watched already.
  public mutating func watch(_ files: some Sequence<String>) {
    let changes = UInt32(
      IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ONLYDIR)
    for file in files {
      // A link's own folder, and the folder of what it leads to.
      for path in [file, OutputFiles.realPath(file) ?? file] {
        var (folder, name) = (FileName.folder(path), FileName.last(path))
        var watch = inotify_add_watch(descriptor, folder, changes)
        // Where the folder is not there it is awaited itself, where it will lie.
        while watch < 0, errno == ENOENT, folder != ".", folder != "/" {
          (folder, name) = (FileName.folder(folder), FileName.last(folder))
          watch = inotify_add_watch(descriptor, folder, changes)
        }
        if watch >= 0 { names[watch, default: []].insert(name) }
      }
    }
  }

  /// Waits until a watched file changes and it is quiet again.
  /// - Returns: the names of the files that changed.
  public func next() -> [String] {
    var changed: [String] = []
    while true {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let count = poll(&waiting, 1, changed.isEmpty ? -1 : Self.quiet)
      if count == 0 { return changed }
      if count < 0, errno != EINTR { return changed }
      for name in read() where !changed.contains(name) { changed.append(name) }
    }
  }

  private func read() -> [String] {
    var found: [String] = []
    withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 8) { buffer in
      while case let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count), count > 0 {
        var offset = 0
        while offset + MemoryLayout<inotify_event>.size <= count {
          let event = buffer.load(fromByteOffset: offset, as: inotify_event.self)
          let start = offset + MemoryLayout<inotify_event>.size
          let end = min(start + Int(event.len), count)
          let name = String(decoding: buffer[start..<end].prefix { $0 != 0 }, as: UTF8.self)
          // After an overflow nobody knows what changed.
          if event.mask & UInt32(IN_Q_OVERFLOW) != 0 || names[event.wd]?.contains(name) ?? false {
            found.append(name)
          }
          offset = end
        }
      }
    }
    return found
  }
}
