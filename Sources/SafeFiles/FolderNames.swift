// What a folder holds, where it may be looked into.

import CBeneath
import Glibc

/// The listing of a folder.
public enum FolderNames {
  /// The names in a folder that are wanted, without hidden ones, in no order.
  /// - Parameter maximum: one more than this are found where there are more, so that too many show.
  /// - Returns: nil for what is no folder, cannot be read or lies out of reach.
  public static func wanted(
    in path: String, within reach: FileReach, atMost maximum: Int, where isWanted: (String) -> Bool
  ) -> [String]? {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK
    let opened: Int32 =
      switch reach {
      case .anywhere, .named: open(path, flags)
      case .below(let root): root.open(path, flags, links: .inside)
      }
    guard opened >= 0 else { return nil }
    guard let listing = fdopendir(opened) else {
      close(opened)
      return nil
    }
    defer { closedir(listing) }
    var names: [String] = []
    while names.count <= maximum, let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix("."), isWanted(name) { names.append(name) }
    }
    return names
  }

  /// Whether anything lies at a path within reach.
  public static func hasAnything(_ path: String, within reach: FileReach) -> Bool {
    guard case .below(let root) = reach else { return access(path, F_OK) == 0 }
    let opened = root.open(path, attnplot_o_path | O_CLOEXEC, links: .inside)
    guard opened >= 0 else { return false }
    close(opened)
    return true
  }
}
