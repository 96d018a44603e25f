// What runs over many figures share: the machine's cores, the folder they go to.

import Glibc
import Synchronization

/// Sets of figures and their folder.
public enum FigureSet {
  /// The cores this process may use.
  public static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Makes a folder and those it lies in, where they are not there.
  public static func makeFolder(_ path: String) throws(OutputError) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made == "/" ? String(part) : "/" + part
      if mkdir(made, 0o777) != 0, errno != EEXIST {
        throw OutputError("\(path): the folder cannot be made", errno)
      }
    }
    try OutputFiles.checkFolder(path)
  }
}

/// Numbers given out once each, to whichever worker asks.
final class Counter: Sendable {
  private let next = Mutex(0)

  func take(below limit: Int) -> Int? {
    next.withLock { value in
      guard value < limit else { return nil }
      defer { value += 1 }
      return value
    }
  }
}
