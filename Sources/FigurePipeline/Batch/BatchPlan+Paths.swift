// What a run must not write over: what it reads, pictures of another manifest, files of others.

import FigureKinds
import FigureModel
import Glibc
import TextFormats

extension BatchPlan {
  /// Every file that the manifest's figures are made from, or would be if it were there.
  public var readPaths: [String] {
    manifest.files
      + manifest.figures.flatMap { $0.inputs.compactMap(\.path) + $0.companionPaths }
  }

  /// Refuses pictures, and the folder's record, in the places of what the run reads.
  /// - Throws: `ManifestError` with the figures that would be drawn there.
  func refuseReading() throws(ManifestError) {
    let locations = OutputPaths(reading: readPaths)
    var problems: [ManifestProblem] = []
    for figure in figures {
      for file in figure.fileNames {
        let path = FileName.joined(folder, file)
        guard let problem = locations.problem(with: path) else { continue }
        problems.append(
          ManifestProblem(
            location: figure.location, key: figure.name,
            message: "\(path): \(problem), or another id"))
      }
    }
    for name in [recordName, RecordKeeper.name, FolderLock.name] {
      let path = FileName.joined(folder, name)
      guard let problem = locations.problem(with: path) else { continue }
      problems.append(
        ManifestProblem(
          location: SourceLocation(file: manifest.path ?? Manifest.builtInName, line: 1, column: 1),
          message: "\(path), where runs keep what they drew: \(problem)"))
      break
    }
    guard problems.isEmpty else { throw ManifestError(problems: problems) }
  }

  /// Refuses figures whose names are another manifest's in this folder, and files in their places
  /// that nothing here made.
  /// - Parameters:
  ///   - record: what is known to have been drawn into the folder.
  ///   - drawn: the figures that are to be drawn; others are as they were recorded.
  ///   - isForced: whether files of others may be written over.
  func refuseOthers(
    _ record: FolderRecord, drawing drawn: [PlannedFigure], isForced: Bool
  ) throws(ManifestError) {
    var problems: [ManifestProblem] = []
    let owners = FolderOwners(self, record)
    for figure in figures {
      guard let owner = owners.other(of: figure.name) else { continue }
      problems.append(
        ManifestProblem(
          location: figure.location, key: figure.name,
          message: "\(FileName.joined(folder, owner.figure)) belongs to "
            + "\(FolderOwners.displayName(owner.manifest, in: folder)), which draws into this folder as "
            + "well; choose another id, or another output: for one of them"))
    }
    if !isForced {
      for figure in drawn {
        for file in figure.fileNames
        where record.figures[figure.name]?.files[file] == nil
          && record.pending[file]?.isEmpty ?? true
        {
          let path = FileName.joined(folder, file)
          guard let objection = FileMark.objection(to: path) else { continue }
          problems.append(
            ManifestProblem(
              location: figure.location, key: figure.name, message: "\(path): \(objection)"))
        }
      }
    }
    guard problems.isEmpty else { throw ManifestError(problems: problems) }
  }
}

/// Which manifest each picture of a folder belongs to.
///
/// A record names manifests by their paths from the folder. What belongs to one that is there no more,
/// or that has no such figure any more, belongs to nobody, and who draws it next has it.
struct FolderOwners {
  /// How this plan's manifest is named in the folder's record.
  let own: String
  private let folder: String
  /// Owners and names by names without capitals; none where all is this manifest's.
  private var others: [String: (figure: String, owner: String)] = [:]

  init(_ plan: BatchPlan, _ record: FolderRecord) {
    folder = plan.folder
    own = Self.name(of: plan.manifest, from: plan.folder)
    for (name, entry) in record.figures {
      guard let owner = entry.manifest, owner != own else { continue }
      others[name.lowercased()] = (name, owner)
    }
    guard !others.isEmpty else { return }
    // Read only where it matters: where a name is claimed twice.
    let claimed = Set(plan.figures.map { $0.name.lowercased() })
    var figures: [String: Set<String>?] = [:]
    others = others.filter { name, other in
      guard claimed.contains(name) else { return false }
      let names = figures[other.owner] ?? Self.figures(of: other.owner, in: plan)
      figures[other.owner] = .some(names)
      return names?.contains(name) ?? true
    }
  }

  /// The manifest that a figure's name belongs to, where it is another one.
  func other(of name: String) -> (figure: String, manifest: String)? {
    others[name.lowercased()].map { ($0.figure, $0.owner) }
  }

  /// How a manifest is named in the record of a folder: by its path from there.
  static func name(of manifest: Manifest, from folder: String) -> String {
    guard let path = manifest.path else { return "attnplot:\(Manifest.builtInName)" }
    let real = OutputFiles.realPath(path) ?? path
    return FigureIndex.way(from: folder, to: FileName.folder(real)) + FileName.last(real)
  }

  /// A manifest that a record names, from the working folder.
  static func displayName(_ owner: String, in folder: String) -> String {
    var parts: [Substring] = []
    let path = FileName.joined(folder, owner)
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// Whether the manifest that a record names is still there.
  static func isThere(_ owner: String, in folder: String) -> Bool {
    owner == "attnplot:\(Manifest.builtInName)"
      || access(FileName.joined(folder, owner), R_OK) == 0
  }

  /// The names of a manifest's figures, without capitals: none where it is there no more, nil where
  /// they cannot be told.
  private static func figures(of owner: String, in plan: BatchPlan) -> Set<String>? {
    guard isThere(owner, in: plan.folder) else { return [] }
    let manifest =
      owner == "attnplot:\(Manifest.builtInName)"
      ? plan.builtIn() : try? Manifest(path: FileName.joined(plan.folder, owner))
    return manifest.map { Set($0.figures.map { $0.name.lowercased() }) }
  }
}
