// Files of figures that are in the manifest no more: which they are, and what may be done to them.

import FigureKinds
import Glibc

/// A file that this manifest made and does not make any more.
public struct OrphanFile: Hashable, Sendable {
  /// What is known of it.
  public enum State: Hashable, Sendable {
    /// As it was drawn.
    case asDrawn
    /// Changed by others, who may want it.
    case changed
    /// The record is of a program that did not yet say which manifest a file belongs to.
    case ofUnknownManifest
  }

  public var name: String
  public var state: State
  public var isRemoved = false

  /// Whether it can be removed: nobody else's, and as it was drawn.
  public var isOurs: Bool { state == .asDrawn }
}

extension BatchPlan {
  /// The manifest's files in the folder that no figure of it makes, without removing any; none
  /// where the plan does not know all of them.
  public func orphans() -> [OrphanFile] {
    leftOver(RecordKeeper.load(folder: folder).record).files
  }

  /// What is left over, and files that the record speaks of and that are not there.
  func leftOver(_ record: FolderRecord) -> (files: [OrphanFile], gone: Set<String>) {
    guard !manifest.isNarrowed, shard == nil else { return ([], []) }
    let wanted = Set(manifest.figures.flatMap(\.fileNames))
    let ids = Set(manifest.figures.map(\.id))
    let own = FolderOwners.name(of: manifest, from: folder)
    // Digests of the files, and whether it is known that they are this manifest's.
    var known: [String: (digests: [String], isOwned: Bool)] = [:]
    func add(_ file: String, _ digests: [String], of owner: String?) {
      guard !wanted.contains(file) else { return }
      if let owner, owner != own, FolderOwners.isThere(owner, in: folder) { return }
      var entry = known[file] ?? ([], true)
      entry.digests += digests
      entry.isOwned = entry.isOwned && owner != nil
      known[file] = entry
    }
    for entry in record.figures.values {
      // What the command line asked for besides is not left over while its figure is there.
      if let id = entry.besides, entry.manifest == own, ids.contains(id) { continue }
      for (file, digest) in entry.files { add(file, [digest], of: entry.manifest) }
    }
    for (file, digests) in record.pending { add(file, digests, of: record.pendingOwners[file]) }
    var files: [OrphanFile] = []
    var gone = Set<String>()
    for (file, entry) in known.sorted(by: { $0.key < $1.key }) {
      let path = FileName.joined(folder, file)
      guard OutputFiles.isThere(path) else {
        gone.insert(file)
        continue
      }
      let digest =
        OutputFolder.problem(with: file, in: folder) == nil ? try? Digest.of(file: path) : nil
      let isAsDrawn = digest.map(entry.digests.contains) ?? false
      files.append(
        OrphanFile(
          name: file,
          state: !isAsDrawn ? .changed : entry.isOwned ? .asDrawn : .ofUnknownManifest))
    }
    return (files, gone)
  }
}
