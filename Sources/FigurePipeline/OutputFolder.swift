// Where a set of figures goes, and nothing but figures of the set.

import Glibc
import SafeFiles
import TextFormats

/// Why a folder or a file in it is refused.
struct FolderProblem: Error {
  var message: Message
}

/// Rules of the folder that a manifest draws into.
enum OutputFolder {
  /// The folder `name` inside `base`, wherever links lead.
  static func inside(_ base: String, named name: String) throws(FolderProblem) -> String {
    guard !name.hasPrefix("/") else {
      throw FolderProblem(
        message:
          "\(name): must lie in the manifest's folder, so no absolute path; \(flag: "output") can name "
          + "any folder")
    }
    let parts = name.split(separator: "/").filter { $0 != "." }
    guard !parts.contains("..") else {
      throw FolderProblem(
        message:
          "\(name): must lie in the manifest's folder, so no ..; \(flag: "output") can name any folder"
      )
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
          "\(name): a link leads out of the manifest's folder, to \(real); \(flag: "output") can name "
          + "any folder")
    }
    return path
  }

  /// What is in the way of a file in the folder; nil where nothing is.
  static func problem(with file: String, in folder: String) -> String? {
    var status = stat()
    guard lstat(FileName.joined(folder, file), &status) == 0 else { return nil }
    return problem(status, file, folder)
  }

  /// The same of a folder that is held open.
  static func problem(with file: String, in folder: HeldFolder) -> String? {
    folder.status(of: file).flatMap { problem($0, file, folder.path) }
  }

  private static func problem(_ status: stat, _ file: String, _ folder: String) -> String? {
    switch status.st_mode & S_IFMT {
    case S_IFREG: return nil
    case S_IFLNK:
      return "\(file) is a link in \(folder), and nothing here is written through links; remove it"
    case S_IFDIR: return "\(file) is a folder in \(folder); remove it or choose another id"
    default: return "\(file) in \(folder) is no plain file; remove it or choose another id"
    }
  }
}

extension HeldFolder {
  /// Opens a folder for files, made with those it lies in where they are not there.
  /// - Parameters:
  ///   - root: the root that a manifest's folder must lie in; nil for one that the user named.
  ///   - made: what was made is added here.
  static func forFiles(
    _ path: String, below root: FileRoot? = nil, _ made: inout MadeFolders
  ) throws(OutputError) -> HeldFolder {
    let folder: HeldFolder
    do throws(Failure) {
      folder = try Self.made(path, below: root, &made)
    } catch {
      throw OutputError(path, error)
    }
    try OutputFiles.checkFolder(path)
    return folder
  }
}

extension OutputError {
  /// Why a folder cannot be had.
  init(_ path: String, _ failure: HeldFolder.Failure) {
    switch failure {
    case .system(let code): self.init("\(path): the folder cannot be made", code)
    case .outside(let root):
      self.init(

        "\(path): lies outside of the folder \(root), and what a manifest names must lie "
          + "in it; name another folder with \(flag: "output")")
    case .inTheWay(let location):
      // The link may be any part of the path; the first one is named.
      var status = stat()
      let parts =
        location.utf8.indices.filter { location.utf8[$0] == UInt8(ascii: "/") }
        .map { String(location[..<$0]) } + [location]
      let link = parts.first {
        !$0.isEmpty && lstat($0, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
      }
      self.init(
        link != nil
          ? "\(path): \(link ?? location) is a link, and nothing here is written through links; remove it or "
            + "name another folder with \(flag: "output")"
          : "\(path): \(location) is not a folder; choose another place")
    }
  }
}
