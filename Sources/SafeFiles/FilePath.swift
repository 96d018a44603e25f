// Paths as texts. Nothing here looks at a disk.

/// Parts of paths.
enum FilePath {
  /// What is left of a path below a folder, without following links: `a/b` of `/x/a/b` below `/x`,
  /// empty for the folder itself; nil for paths that do not begin with the folder.
  static func rest(of path: String, below folder: String) -> String? {
    if folder == "/" { return path.hasPrefix("/") ? String(path.dropFirst()) : nil }
    let (path, folder) = (Array(path.utf8), Array(folder.utf8))
    guard path.starts(with: folder) else { return nil }
    guard path.count > folder.count else { return "" }
    guard path[folder.count] == UInt8(ascii: "/") else { return nil }
    return String(decoding: path[(folder.count + 1)...], as: UTF8.self)
  }

  /// The path of `name` below a folder that counts from the same position.
  static func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : name.isEmpty ? folder : folder + "/" + name
  }

  /// The last part of a path and the folder that it lies in: `.` where the path names none.
  static func last(_ path: String) -> (folder: String, name: String) {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", String(path)) }
    let name = String(path[path.utf8.index(after: slash)...])
    return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
  }
}
