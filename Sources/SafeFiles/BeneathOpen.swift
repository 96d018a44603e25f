// Opening what lies below a folder, so that nothing else can be reached: no "..", no link and no
// folder that is swapped meanwhile leads out of it.
//
// The kernel does it in one call (openat2) where it can. Where it cannot, the path is walked part by
// part, each opened without following links, and links are followed by hand.

import CBeneath
import Glibc

/// What is done with links in a path.
enum LinkRule {
  /// They are followed where they stay below the folder.
  case inside
  /// There may be none, as in positions that are written to.
  case none
}

/// A folder that paths are opened below.
struct BeneathOpen {
  /// The open folder.
  let folder: Int32
  /// Its real path, for links that hold whole paths; nil where there are to be none.
  let realPath: String?
  /// Whether the kernel's own call is used.
  var usesKernel = Self.kernelCan

  /// Whether this kernel has the call, and nothing forbids it: containers may.
  static let kernelCan: Bool = {
    let probe = attnplot_openat2(
      AT_FDCWD, ".", UInt64(attnplot_o_path | O_DIRECTORY | O_CLOEXEC), 0, attnplot_resolve_beneath)
    guard probe >= 0 else { return false }
    close(probe)
    return true
  }()

  /// Opens a path that counts from the folder.
  /// - Returns: a descriptor, or -1 with `errno`: `EXDEV` where the path leads out of the folder,
  ///   `ELOOP` where a link is in the way.
  func open(_ path: String, _ flags: Int32, mode: mode_t = 0, links: LinkRule) -> Int32 {
    let flags = flags | O_CLOEXEC
    guard usesKernel else { return walk(path, flags, mode: mode, links) }
    let resolve =
      links == .none ? attnplot_resolve_no_links : attnplot_resolve_beneath
    let withMode = flags & (O_CREAT | attnplot_o_tmpfile) != 0
    // While other processes move folders about, the kernel may be unable to tell where .. leads.
    for _ in 0..<32 {
      let descriptor = attnplot_openat2(
        folder, path.isEmpty ? "." : path, UInt64(flags), withMode ? UInt64(mode) : 0, resolve)
      if descriptor >= 0 { return descriptor }
      guard errno == EAGAIN || errno == EINTR else { break }
    }
    // It takes every link that holds a whole path for one that leads out.
    if errno == EXDEV, links == .inside, realPath != nil {
      return walk(path, flags, mode: mode, links)
    }
    if errno == EAGAIN { errno = EXDEV }
    return -1
  }

  // MARK: The walk

  private static let maximumLinks = 40

  private func walk(_ path: String, _ flags: Int32, mode: mode_t, _ links: LinkRule) -> Int32 {
    guard !path.hasPrefix("/") else { return Self.failed(EXDEV) }
    var way = Way(folder)
    defer { way.closeAll() }
    // What is left to walk, the next part last.
    var rest = Self.parts(path)
    var linkCount = 0
    while let part = rest.popLast() {
      if part == ".." {
        guard way.goUp() else { return Self.failed(EXDEV) }
        continue
      }
      let isLast = rest.isEmpty
      let next = openat(way.last, part, attnplot_o_path | O_NOFOLLOW | O_CLOEXEC)
      if next < 0 {
        guard errno == ENOENT, isLast, flags & O_CREAT != 0 else { return -1 }
        return openat(way.last, part, flags | O_NOFOLLOW, mode)
      }
      var status = stat()
      guard fstat(next, &status) == 0 else {
        close(next)
        return -1
      }
      switch status.st_mode & S_IFMT {
      case S_IFLNK:
        defer { close(next) }
        linkCount += 1
        guard links == .inside, linkCount <= Self.maximumLinks else { return Self.failed(ELOOP) }
        guard let target = Self.target(of: next) else { return -1 }
        if target.hasPrefix("/") {
          guard let inside = relative(target) else { return Self.failed(EXDEV) }
          way.closeAll()
          rest += Self.parts(inside)
        } else {
          rest += Self.parts(target)
        }
      case S_IFDIR where !isLast:
        way.append(next)
      default:
        close(next)
        guard isLast else { return Self.failed(ENOTDIR) }
        // What was looked at may have become a link since: then this fails.
        return openat(way.last, part, flags | O_NOFOLLOW, mode)
      }
    }
    return openat(way.last, ".", flags, mode)
  }

  /// The folders from the first one down to where the walk has come.
  private struct Way {
    private let first: Int32
    private var below: [Int32] = []

    init(_ first: Int32) { self.first = first }

    var last: Int32 { below.last ?? first }

    mutating func append(_ folder: Int32) { below.append(folder) }

    mutating func goUp() -> Bool {
      guard let folder = below.popLast() else { return false }
      close(folder)
      return true
    }

    mutating func closeAll() {
      for folder in below { close(folder) }
      below = []
    }
  }

  /// The parts of a path, the first one last.
  private static func parts(_ path: String) -> [String] {
    path.split(separator: "/").filter { $0 != "." }.reversed().map(String.init)
  }

  /// A whole path as it counts from the folder; nil where it does not lie below it.
  private func relative(_ path: String) -> String? {
    guard let realPath else { return nil }
    return FilePath.rest(of: path, below: realPath)
  }

  private static func target(of link: Int32) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      let count = readlinkat(link, "", buffer.baseAddress!, buffer.count)
      guard count >= 0 else { return nil }
      return String(decoding: UnsafeRawBufferPointer(buffer)[..<count], as: UTF8.self)
    }
  }

  private static func failed(_ code: Int32) -> Int32 {
    errno = code
    return -1
  }
}
