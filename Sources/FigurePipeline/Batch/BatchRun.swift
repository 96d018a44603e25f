// A run: what is stale is drawn, over as many cores as there are, and recorded.

import CairoRendering
import FigureKinds
import FigureLayout
import Glibc
import SafeFiles
import StageTimes
import Synchronization
public import TextFormats
public import WorkerProcesses

/// What a run reports while it is at work.
public enum BatchEvent: Sendable {
  /// Figures to draw, of so many looked at.
  case started(drawing: Int, of: Int)
  /// A figure is being drawn.
  case began(PlannedFigure)
  case ended(FigureOutcome)
}

/// How drawing one figure ended.
public struct FigureOutcome: Sendable {
  public var figure: PlannedFigure
  /// The files whose bytes are new; none where they came out as they were.
  public var written: [String]
  public var warnings: [Message]
  /// What went wrong; nil where it was drawn.
  public var failure: FigureFailure?
  /// The same in words, with the location in the manifest.
  public var error: String? { failure?.description(of: [figure.name]) }
}

/// How a run ended.
public struct BatchResult: Sendable {
  /// What was drawn, or was to be, in the order of the manifest.
  public var outcomes: [FigureOutcome] = []
  /// Figures that were as they should be.
  public var freshCount = 0
  /// Figures that were not begun because another one failed.
  public var skipped: [String] = []
  /// Our files of figures that are in the manifest no more.
  public var orphans: [OrphanFile] = []
  public var warnings: [Message] = []

  public var failures: [FigureOutcome] { outcomes.filter { $0.failure != nil } }
}

/// Draws the stale figures of a plan.
public struct BatchRun: Sendable {
  public var plan: BatchPlan
  public var isForced = false
  public var isStrict = false
  public var stopsAtFailure = false
  /// Whether nothing is drawn while options of a figure break their rules; otherwise such a figure fails
  /// by itself.
  public var checksFirst = true
  public var prunes = false
  public var jobs = FigureSet.processorCount
  /// What is computed, shared by all that draws from it.
  public var computations = FigureComputations()
  /// What each figure may take, drawn in a process of its own; nil to draw in this one. Processes are
  /// copies of this one, so nothing else may be at work in it.
  public var limits: JobLimits?
  /// The folder of the plan, held open while the run is at work.
  var folder: HeldFolder?

  public init(_ plan: BatchPlan) { self.plan = plan }

  /// Draws, records and tells.
  /// - Throws: `ManifestError` where options of figures to draw break their kinds' rules, before
  ///   anything is drawn; `OutputError` where the folder or the record cannot be written or another
  ///   run is at work there; `FigureError` where data cannot be read. One figure's failure is no
  ///   error.
  public func run(_ report: @escaping @Sendable (BatchEvent) -> Void) throws -> BatchResult {
    var made = MadeFolders()
    do {
      let folder = try plan.heldFolder(making: &made)
      var run = self
      run.folder = folder
      return try run.run(in: folder, report)
    } catch {
      // What is refused leaves no folder behind.
      made.removeEmpty()
      throw error
    }
  }

  private func run(
    in folder: HeldFolder, _ report: @escaping @Sendable (BatchEvent) -> Void
  ) throws -> BatchResult {
    let lock = try FolderLock(folder: folder, isShared: plan.shard != nil)
    let shardLock = try ShardLock(plan, in: folder)
    if lock.isAlone { Leftovers.clear(folder) }
    let result = try drawAll(in: folder, report)
    // What workers that ended too early had begun to write.
    if limits != nil, lock.isAlone, !result.failures.isEmpty { Leftovers.clear(folder) }
    // Held until here.
    _ = consume shardLock
    _ = consume lock
    return result
  }

  private func drawAll(
    in folder: HeldFolder, _ report: @escaping @Sendable (BatchEvent) -> Void
  ) throws -> BatchResult {
    var result = BatchResult()
    let (record, warning) = RecordKeeper.load(folder: plan.folder, name: plan.recordName)
    if let warning { result.warnings.append(Message(warning)) }
    // What is drawn whatever is there needs no looking at.
    let statuses =
      try isForced
      ? plan.figures.map { FigureStatus(figure: $0, causes: [.forced]) }
      : StageClock.measure(.plan) { try plan.statuses(against: record, jobs: jobs) }
    let stale = statuses.filter(\.isStale).map(\.figure)
    result.freshCount = statuses.count - stale.count
    try plan.refuseOthers(plan.known(record), drawing: stale, isForced: isForced)
    let workers = FigureRenderers()
    let owner = FolderOwners.name(of: plan.manifest, from: plan.folder)
    let keeper = RecordKeeper(
      folder: folder, name: plan.recordName, record: record, owner: owner)
    /// What comes when options are found right and before the first figure is drawn.
    func begin() throws {
      report(.started(drawing: stale.count, of: statuses.count))
      guard !stale.isEmpty else { return }
      if plan.shard != nil { try forgetInWholeRecord(stale, in: folder) }
      try keeper.begin(stale)
    }
    if stale.isEmpty {
      try begin()
    } else {
      var isDrawn = false
      if let limits {
        do {
          result.outcomes = try drawApart(
            stale, record.figures, keeper, workers, limits, begin: begin, report)
          isDrawn = true
        } catch let failure as WorkerFailure {
          result.warnings.append(
            "no process could be made to draw in (\(failure)), so this one draws, without limits")
        }
      }
      if !isDrawn {
        if checksFirst { try stale.checkArguments(jobs: jobs, workers, computations) }
        try begin()
        result.outcomes = draw(stale, record.figures, keeper, workers, report)
      }
      let begun = Set(result.outcomes.map(\.figure.name))
      result.skipped = stale.map(\.name).filter { !begun.contains($0) }
    }
    try takeOver(statuses.filter { !$0.isStale }.map(\.figure), keeper)
    if plan.shard == nil { result.orphans = try resolveOrphans(keeper, in: folder) }
    try StageClock.measure(.record) { () throws(OutputError) in try keeper.finish() }
    return result
  }

  /// Says of figures that are as they should be whose they are, where the record does not.
  private func takeOver(
    _ figures: [PlannedFigure], _ keeper: RecordKeeper
  ) throws(OutputError) {
    try keeper.change { record in
      for figure in figures where record.figures[figure.name] != nil {
        record.figures[figure.name]?.manifest = keeper.owner
        record.figures[figure.name]?.besides = figure.isListed ? nil : figure.id
      }
    }
  }

  /// Takes figures that a shard will draw out of the record of the whole.
  private func forgetInWholeRecord(
    _ figures: [PlannedFigure], in folder: HeldFolder
  ) throws(OutputError) {
    let lock = try FolderLock(
      folder: folder, name: RecordKeeper.name + ".lock", waits: true)
    let (record, _) = RecordKeeper.load(folder: plan.folder)
    if figures.contains(where: { record.figures[$0.name] != nil }) {
      let whole = RecordKeeper(
        folder: folder, name: RecordKeeper.name, record: record,
        owner: FolderOwners.name(of: plan.manifest, from: plan.folder))
      try whole.begin(figures)
    }
    _ = consume lock
  }

  // MARK: Drawing

  /// - Parameter known: what was recorded of them before.
  private func draw(
    _ figures: [PlannedFigure], _ known: [String: FigureRecord], _ keeper: RecordKeeper,
    _ workers: FigureRenderers, _ report: @escaping @Sendable (BatchEvent) -> Void
  ) -> [FigureOutcome] {
    let hasFailed = Switch()
    let inputs = InputDigests()
    return FigureSet.spread(figures.count, jobs: jobs) { next in
      workers.withOne { worker in
        var outcomes: [(index: Int, result: FigureOutcome)] = []
        while !(stopsAtFailure && hasFailed.isOn), let index = next() {
          let figure = figures[index]
          report(.began(figure))
          var made = drawn(figure, known[figure.name], worker, keeper.owner, inputs)
          writeFiles(&made)
          if let record = made.record { keep(record, of: figure, keeper) }
          if made.outcome.failure != nil { hasFailed.turnOn() }
          outcomes.append((index, made.outcome))
          report(.ended(made.outcome))
        }
        return outcomes
      }
    }
  }

  func keep(_ record: FigureRecord, of figure: PlannedFigure, _ keeper: RecordKeeper) {
    StageClock.measure(.record) { keeper.commit(figure.name, record) }
  }

  // MARK: What left the manifest

  /// Lists our files that no figure of the manifest makes, and removes them where that is wanted.
  private func resolveOrphans(
    _ keeper: RecordKeeper, in folder: HeldFolder
  ) throws(OutputError) -> [OrphanFile] {
    var (orphans, gone) = plan.leftOver(keeper.record)
    for index in orphans.indices where prunes && orphans[index].isOurs {
      guard folder.remove(orphans[index].name) else {
        throw OutputError(
          "\(FileName.joined(plan.folder, orphans[index].name)): cannot be removed", errno)
      }
      orphans[index].isRemoved = true
      gone.insert(orphans[index].name)
    }
    guard !gone.isEmpty else { return orphans }
    try keeper.change { record in
      for (name, entry) in record.figures {
        let left = entry.files.filter { !gone.contains($0.key) }
        if left.count < entry.files.count { record.figures[name]?.files = left }
        if left.isEmpty { record.figures[name] = nil }
      }
      for file in gone { record.forget(pending: file) }
    }
    return orphans
  }
}

/// Something that happens once, seen by all workers.
private final class Switch: Sendable {
  private let state = Mutex(false)

  var isOn: Bool { state.withLock { $0 } }
  func turnOn() { state.withLock { $0 = true } }
}

/// The lock of one shard, against a second run of the same one.
private struct ShardLock: ~Copyable {
  private let lock: FolderLock?

  init(_ plan: BatchPlan, in folder: HeldFolder) throws(OutputError) {
    if let shard = plan.shard {
      lock = try FolderLock(folder: folder, name: shard.lockName)
    } else {
      lock = nil
    }
  }
}
