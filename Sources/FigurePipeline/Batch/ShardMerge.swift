// The records of shards joined into the record of the whole.

import Glibc
import SafeFiles
public import TextFormats

/// Joins what shards drew.
public enum ShardMerge {
  public struct Result: Sendable {
    /// How many records of shards were joined.
    public var parts: Int
    /// Figures of the manifest that no shard drew.
    public var missing: [String]
    public var warnings: [Message]
  }

  /// Moves the entries of all shards in the plan's folder to the record of the whole.
  /// - Throws: `OutputError` where a run is at work in the folder or it cannot be written.
  public static func run(_ plan: BatchPlan) throws -> Result {
    try OutputFiles.checkFolder(plan.folder)
    let folder = try plan.heldFolder()
    let lock = try FolderLock(folder: folder)
    Leftovers.clear(folder)
    let names = folder.names.filter(Shard.isRecord).sorted()
    var (record, warning) = RecordKeeper.load(folder: plan.folder)
    var result = Result(parts: 0, missing: [], warnings: warning.map { [Message($0)] } ?? [])
    for name in names {
      let (part, warning) = RecordKeeper.load(folder: plan.folder, name: name)
      if let warning { result.warnings.append(Message(warning)) }
      result.parts += 1
      for (figure, entry) in part.figures {
        guard isTrue(entry, in: plan.folder) else { continue }
        record.figures[figure] = entry
        for file in entry.files.keys { record.forget(pending: file) }
      }
      for (file, digests) in part.pending where record.pending[file] == nil {
        record.pending[file] = digests
        record.pendingOwners[file] = part.pendingOwners[file]
      }
    }
    let keeper = RecordKeeper(
      folder: folder, name: RecordKeeper.name, record: FolderRecord())
    try keeper.change { $0 = record }
    for name in names { folder.remove(name) }
    result.missing = plan.manifest.figures.map(\.name).filter { record.figures[$0] == nil }
    _ = consume lock
    return result
  }

  /// Whether the files are there as the entry says. A shard may have been drawn twice.
  private static func isTrue(_ entry: FigureRecord, in folder: String) -> Bool {
    entry.files.allSatisfy { file, digest in
      (try? Digest.of(file: FileName.joined(folder, file))) == digest
    }
  }
}
