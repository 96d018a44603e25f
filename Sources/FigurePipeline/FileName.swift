// Names of files and what can be made of them.

/// Parts of a path.
public enum FileName {
  /// The last part of a path.
  public static func last(_ path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }

  /// The folder a path lies in: `.` where it names none.
  public static func folder(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The path of `name` where it counts from `folder`.
  public static func joined(_ folder: String, _ name: String) -> String {
    name.hasPrefix("/") || folder == "." || folder.isEmpty
      ? name : (folder == "/" ? "" : folder) + "/" + name
  }

  /// What follows the last dot of the last part; nil where there is none.
  public static func ending(_ path: String) -> String? {
    let name = last(path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    return String(name[name.index(after: dot)...])
  }

  /// The last part of a path without its ending.
  public static func stem(_ path: String) -> String {
    let name = last(path)
    guard let ending = ending(path) else { return name }
    return String(name.dropLast(ending.count + 1))
  }

  /// A name fit for ids: letters, digits, `-`, `_` and `.`, a letter first.
  public static func identifier(_ name: String) -> String {
    let kept = name.unicodeScalars.map { scalar -> Character in
      scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        || scalar == "-" || scalar == "_" || scalar == "." ? Character(scalar) : "-"
    }
    guard let first = kept.first else { return "figure" }
    return first.isLetter ? String(kept) : "figure-" + String(kept)
  }
}
