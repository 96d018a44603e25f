// Where a report's files go: its own folder and the folder of pictures in it, nowhere else.

import SafeFiles
import TextFormats

/// The folder of a report.
public struct ReportFolder: Sendable {
  public let path: String

  /// - Parameter path: a folder that is there or can be made.
  public init(_ path: String) { self.path = path }

  /// Writes files whose paths count from the folder; each path holds the old file or the new one.
  ///
  /// Folders in their paths are made. Nothing is written through a link in the folder.
  /// - Parameters:
  ///   - named: a file that the user gave by its own name, which may be a link.
  ///   - isForced: whether files that nothing here made may be written over.
  public func write(
    _ files: [OutputFile], named: String? = nil, isForced: Bool = false
  ) throws(OutputError) {
    if !isForced { try refuseOthers(files.map(\.path)) }
    var made = MadeFolders()
    let held = try HeldFolder.forFiles(path, &made)
    var folders = [".": held]
    for folder in self.folders(of: files) {
      folders[folder] = try subfolder(folder, in: held, &made)
    }
    for file in files where file.path != named {
      if let problem = OutputFolder.problem(with: file.path, in: path) {
        throw OutputError("\(path): \(problem)")
      }
    }
    // The file system lends so many open files and no more; pages come last, after what they show.
    var rest = files[...]
    while !rest.isEmpty {
      let part = rest.prefix(64)
      rest = rest.dropFirst(64)
      try OutputFiles.write(
        part.map {
          OutputFile(
            path: FileName.joined(path, $0.path), bytes: $0.bytes,
            in: $0.path == named ? nil : folders[FileName.folder($0.path)])
        })
    }
  }

  /// Refuses to write over files that nothing here made.
  /// - Parameter names: files, from the folder.
  public func refuseOthers(_ names: [String]) throws(OutputError) {
    for name in names {
      let location = FileName.joined(path, name)
      if let objection = FileMark.objection(to: location) {
        throw OutputError("\(location): \(objection)")
      }
    }
  }

  /// A folder in the report's own, through no link.
  private func subfolder(
    _ name: String, in folder: HeldFolder, _ made: inout MadeFolders
  ) throws(OutputError) -> HeldFolder {
    var folder = folder
    for part in name.split(separator: "/") {
      do throws(HeldFolder.Failure) {
        folder = try folder.subfolder(String(part), &made)
      } catch {
        guard case .inTheWay(let location) = error else { throw OutputError(path, error) }
        throw OutputError(
          "\(location): a folder for the report's pictures is wanted there; remove what "
            + "is there or choose another output")
      }
    }
    return folder
  }

  private func folders(of files: [OutputFile]) -> [String] {
    var folders: [String] = []
    for file in files {
      let folder = FileName.folder(file.path)
      if folder != ".", !folders.contains(folder) { folders.append(folder) }
    }
    return folders
  }
}
