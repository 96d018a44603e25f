// What a model is called by the position where it lies.

internal import Glibc

/// The name of a model's folder or file.
enum FolderName {
  /// The last part of a path; of `.` and the like that of the folder they stand for; in the cache of
  /// Hugging Face, whose folders are named by commits, the name of the repository.
  static func model(_ path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    guard let last = parts.last, last != ".", last != ".." else {
      guard let whole = realpath(path, nil) else { return path }
      defer { free(whole) }
      return String(cString: whole).split(separator: "/").last.map(String.init) ?? path
    }
    guard parts.count > 2, parts[parts.count - 2] == "snapshots",
      case let repository = parts[parts.count - 3], repository.hasPrefix("models--")
    else { return last }
    return String(repository.dropFirst("models--".count).replacing("--", with: "/"))
  }
}
