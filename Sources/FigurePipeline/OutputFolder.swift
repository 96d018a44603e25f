// Where a set of figures goes, and nothing but figures of the set.

import Glibc

/// Why a folder or a file in it is refused.
struct FolderProblem: Error {
  var message: String
}

/// Rules of the folder that a manifest draws into.
enum OutputFolder {
  /// The folder `name` inside `base`, wherever links lead.
  static func inside(_ base: String, named name: String) throws(FolderProblem) -> String {
    guard !name.hasPrefix("/") else {
      throw FolderProblem(
        message:
          "\(name): must lie in the manifest's folder, so no absolute path; --output can name "
          + "any folder")
    }
    let parts = name.split(separator: "/").filter { $0 != "." }
    guard !parts.contains("..") else {
      throw FolderProblem(
        message:
          "\(name): must lie in the manifest's folder, so no ..; --output can name any folder")
    }
    for part in parts {
      if let problem = PlainName.problem(with: String(part)) {
        throw FolderProblem(message: "\(name): \(problem)")
      }
    }
    guard !name.utf8.contains(0) else {
      throw FolderProblem(message: "a folder's name has no character 0")
    }
    let path = parts.isEmpty ? base : FileName.joined(base, parts.joined(separator: "/"))
    // The deepest part that is there decides where the rest will be.
    var existing = path
    while OutputFiles.realPath(existing) == nil, existing != base, existing.contains("/") {
      existing = FileName.folder(existing)
    }
    if let real = OutputFiles.realPath(existing), let root = OutputFiles.realPath(base),
      real != root, !real.hasPrefix(root == "/" ? root : root + "/")
    {
      throw FolderProblem(
        message:
          "\(name): a link leads out of the manifest's folder, to \(real); --output can name "
          + "any folder")
    }
    return path
  }

  /// What is in the way of a file in the folder; nil where nothing is.
  static func problem(with file: String, in folder: String) -> String? {
    var status = stat()
    guard lstat(FileName.joined(folder, file), &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return nil
    case S_IFLNK:
      return "\(file) is a link in \(folder), and nothing here is written through links; remove it"
    case S_IFDIR: return "\(file) is a folder in \(folder); remove it or choose another id"
    default: return "\(file) in \(folder) is no plain file; remove it or choose another id"
    }
  }
}
