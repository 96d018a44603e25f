// The record of an output folder while a run is at work: on disk it is never ahead of the files.
//
// Before a figure is drawn anew its old entry is taken out; after its files are in place its new
// one is put in. Wherever a run is cut off, every entry on disk is true.

import Glibc
import SafeFiles
import Synchronization

/// Keeps the record of one folder.
final class RecordKeeper: Sendable {
  static let name = ".attnplot.json"

  private struct State {
    var record: FolderRecord
    var savedAt: Int = 0
    var isChanged = false
    var failure: OutputError?
  }

  private let folder: HeldFolder
  /// The manifest whose figures are drawn, as the record names it.
  let owner: String?
  private let file: String
  private let state: Mutex<State>

  /// The minimum time between two saves, in milliseconds.
  private static let pause = 500
  static let largestRecord = 1 << 28

  init(folder: HeldFolder, name: String, record: FolderRecord, owner: String? = nil) {
    self.folder = folder
    self.owner = owner
    file = FileName.joined(folder.path, name)
    state = Mutex(State(record: record))
  }

  /// The record in a folder: an empty one where there is none, or none that can be read.
  static func load(
    folder: String, name: String = RecordKeeper.name
  ) -> (record: FolderRecord, warning: String?) {
    let path = FileName.joined(folder, name)
    var status = stat()
    guard lstat(path, &status) == 0 else { return (FolderRecord(), nil) }
    guard status.st_mode & S_IFMT == S_IFREG,
      let bytes = try? FileBytes.read(path, atMost: largestRecord),
      let record = FolderRecord(bytes)
    else {
      return (
        FolderRecord(),
        "\(path): cannot be read as a record of what was drawn; every figure counts as new"
      )
    }
    return (record, nil)
  }

  /// What the record says now.
  var record: FolderRecord { state.withLock { $0.record } }

  /// Takes out the entries of figures that are about to be drawn, on disk as well.
  func begin(_ figures: [PlannedFigure]) throws(OutputError) {
    let failure = state.withLock { state -> OutputError? in
      for figure in figures {
        let old = state.record.figures.removeValue(forKey: figure.name)
        for file in Set(figure.fileNames).union(old.map { Array($0.files.keys) } ?? []) {
          var digests = state.record.pending[file] ?? []
          if let digest = old?.files[file], !digests.contains(digest) { digests.append(digest) }
          state.record.pending[file] = digests
          state.record.pendingOwners[file] = owner
        }
      }
      return save(&state)
    }
    if let failure { throw failure }
  }

  /// Puts in the entry of a figure whose files are in their places.
  func commit(_ name: String, _ entry: FigureRecord) {
    state.withLock { state in
      state.record.figures[name] = entry
      for file in entry.files.keys { state.record.forget(pending: file) }
      state.isChanged = true
      if Self.now() - state.savedAt >= Self.pause { state.failure = save(&state) }
    }
  }

  /// Changes the record otherwise; it is on disk when this returns.
  func change(_ body: (inout FolderRecord) -> Void) throws(OutputError) {
    let failure = state.withLock { state -> OutputError? in
      let before = state.record
      body(&state.record)
      return before == state.record && !state.isChanged ? nil : save(&state)
    }
    if let failure { throw failure }
  }

  /// Writes what is not on disk yet.
  func finish() throws(OutputError) {
    let failure = state.withLock { state in state.isChanged ? save(&state) : nil }
    if let failure { throw failure }
  }

  private func save(_ state: inout State) -> OutputError? {
    do throws(OutputError) {
      // The names of the figures' files come before a record that speaks of them.
      folder.sync()
      try OutputFiles.write(
        [OutputFile(path: file, bytes: state.record.bytes, in: folder)], isDurable: true)
      // And the record that an entry left comes before the files that are drawn anew for it.
      folder.sync()
      state.isChanged = false
      state.savedAt = Self.now()
      return nil
    } catch {
      return error
    }
  }

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
