// Waiting until one of some files changes.

import Glibc

/// Watches the folders on the way to files, so that files replaced by a rename are seen as well, and
/// folders and links on the way that are.
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
    for file in files {
      for step in Self.way(to: file) { watch(step.name, in: step.folder) }
    }
  }

  /// Every name on the way to a file, each with the folder it lies in: where one of them is exchanged,
  /// a folder or a link, the way leads to another file. Links are followed as far as they lead.
  static func way(to file: String) -> [(folder: String, name: String)] {
    var steps: [(folder: String, name: String)] = []
    var seen = Set<String>()
    // As many links as the system follows.
    var linksLeft = 40
    func walk(_ path: String, from start: String) {
      var folder = path.hasPrefix("/") ? "/" : start
      for part in path.split(separator: "/") where part != "." {
        let here = FileName.joined(folder, String(part))
        if part != "..", seen.insert(here).inserted {
          steps.append((folder.isEmpty ? "." : folder, String(part)))
          if linksLeft > 0, let target = link(here) {
            linksLeft -= 1
            walk(target, from: folder)
          }
        }
        folder = here
      }
    }
    walk(file, from: "")
    return steps
  }

  /// What a link says; nil where there is none.
  private static func link(_ path: String) -> String? {
    withUnsafeTemporaryAllocation(byteCount: Int(PATH_MAX), alignment: 1) { buffer in
      guard let start = buffer.baseAddress,
        case let count = readlink(path, start, buffer.count), count > 0
      else { return nil }
      return String(decoding: UnsafeRawBufferPointer(rebasing: buffer[..<count]), as: UTF8.self)
    }
  }

  private mutating func watch(_ name: String, in folder: String) {
    let changes = UInt32(
      IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ONLYDIR)
    // A folder that is not there is awaited where it will lie, one step above.
    let watch = inotify_add_watch(descriptor, folder, changes)
    if watch >= 0 { names[watch, default: []].insert(name) }
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
