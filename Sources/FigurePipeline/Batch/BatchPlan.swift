// Which figures a run is about.

import CairoRendering
public import FigureKinds
import Glibc
import SafeFiles
import TextFormats

/// The figures of a manifest that a run was asked for, and the folder they go to.
public struct BatchPlan: Sendable {
  public var manifest: Manifest
  public var folder: String
  /// What the folder must lie in, where the manifest names it.
  private var root: FileRoot?
  /// The figures to look at, in the manifest's order.
  public var figures: [PlannedFigure]
  public var shard: Shard?
  /// Whether the figures are not all of the manifest's.
  public var isPart: Bool {
    figures.count < manifest.figures.count || shard != nil || manifest.isPart
  }

  /// Gives the manifest that a run without one draws; asked where a folder holds pictures of it. nil
  /// where it cannot be told: its pictures are not written over then.
  public var builtIn: @Sendable () -> Manifest? = { nil }

  /// - Parameters:
  ///   - folder: where the figures go; nil for the manifest's own folder.
  ///   - only: ids, names of variants or patterns of them; nil for all.
  /// - Throws: `FigureError` where the choice is wrong, `ManifestError` where something in the folder
  ///   is in the way.
  public init(
    _ manifest: Manifest, folder: String?, only: [String]? = nil, shard: Shard? = nil
  ) throws {
    if folder == nil, case .below(let root) = manifest.reach { self.root = root }
    guard let folder = folder ?? manifest.output else {
      throw FigureError.usage(
        manifest.path == nil
          ? "give \(flag: "output") FOLDER, the folder to draw into"
          : "give \(flag: "output") FOLDER, or output: in the manifest")
    }
    guard !folder.isEmpty else {
      throw FigureError.usage(
        "\(flag: "output") \"\": give the name of a folder, or . for this one")
    }
    self.manifest = manifest
    self.folder = folder
    self.shard = shard
    figures = try Self.chosen(manifest.figures, only)
    if let shard { figures = figures.filter { shard.has($0.id) } }
    var problems: [ManifestProblem] = []
    for figure in figures {
      for file in figure.fileNames {
        if let problem = OutputFolder.problem(with: file, in: folder) {
          problems.append(
            ManifestProblem(location: figure.location, key: figure.name, message: Message(problem)))
        }
      }
    }
    guard problems.isEmpty else { throw ManifestError(problems: problems) }
    try refuseReading()
  }

  /// The folder, held open, so that nobody who swaps it or a part of its path for a link makes files
  /// land elsewhere.
  func heldFolder() throws(OutputError) -> HeldFolder {
    do throws(HeldFolder.Failure) {
      return try HeldFolder(folder, below: root)
    } catch {
      throw OutputError(folder, error)
    }
  }

  /// The same, made where it is not there.
  /// - Parameter made: what was made is added here.
  func heldFolder(making made: inout MadeFolders) throws(OutputError) -> HeldFolder {
    try HeldFolder.forFiles(folder, below: root, &made)
  }

  /// Calls `body` while the folder is there, and takes it away again where it was made for that.
  public func withFolder<Result>(_ body: () throws -> Result) throws -> Result {
    var made = MadeFolders()
    _ = try heldFolder(making: &made)
    defer { made.removeEmpty() }
    return try body()
  }

  private static func chosen(
    _ figures: [PlannedFigure], _ only: [String]?
  ) throws(FigureError) -> [PlannedFigure] {
    guard let only else { return figures }
    for pattern in only where !figures.contains(where: { $0.matches(pattern) }) {
      var seen = Set<String>()
      let ids = figures.map(\.id).filter { seen.insert($0).inserted }
      throw .usage(
        "\(flag: "only") \(pattern): no figure has this id; "
          + "\(NearestName.hint(for: pattern, among: ids))")
    }
    guard !only.isEmpty else { throw .usage("\(flag: "only"): give at least one id or pattern") }
    return figures.filter { figure in only.contains { figure.matches($0) } }
  }

  /// Leaves out files that only the command line's choice of formats asks for and that were never
  /// drawn: a check of them would find nothing but that they are not there.
  public mutating func leaveOutFormatsNeverDrawn() {
    let (record, _) = RecordKeeper.load(folder: folder, name: recordName)
    for index in figures.indices {
      let figure = figures[index]
      let drawn = record.figures[figure.name]?.files ?? [:]
      figures[index].formats.removeAll {
        !figure.ownFormats.contains($0) && drawn["\(figure.name).\($0.fileExtension)"] == nil
      }
    }
    figures.removeAll(where: \.formats.isEmpty)
  }

  /// What the run draws and keeps: paths that no other file of its may take.
  public var ownPaths: [String] {
    (manifest.figures.flatMap(\.fileNames)
      + [recordName, RecordKeeper.name, FolderLock.name])
      .map { FileName.joined(folder, $0) }
  }

  /// The record that the run keeps.
  var recordName: String { shard?.recordName ?? RecordKeeper.name }

  /// What speaks against each figure's files as they are.
  /// - Parameters:
  ///   - isForced: whether figures are to be drawn whatever is there.
  ///   - jobs: files read at the same time.
  public func statuses(
    isForced: Bool = false, jobs: Int = FigureSet.processorCount
  ) throws(FigureError) -> (statuses: [FigureStatus], warning: String?) {
    let (record, warning) = RecordKeeper.load(folder: folder, name: recordName)
    var statuses = try statuses(against: record, jobs: jobs)
    if isForced { for index in statuses.indices { statuses[index].causes.append(.forced) } }
    return (statuses, warning)
  }

  /// Refuses what a run would refuse to write over, without writing.
  /// - Parameters:
  ///   - statuses: what speaks against each figure.
  ///   - isForced: whether files of others may be written over.
  public func refuseOthers(_ statuses: [FigureStatus], isForced: Bool) throws(ManifestError) {
    let (record, _) = RecordKeeper.load(folder: folder, name: recordName)
    try refuseOthers(
      known(record), drawing: statuses.filter(\.isStale).map(\.figure), isForced: isForced)
  }

  /// The run's own record, and for a part of the whole what the whole's says besides.
  func known(_ record: FolderRecord) -> FolderRecord {
    guard shard != nil else { return record }
    var known = record
    let whole = RecordKeeper.load(folder: folder).record
    known.figures.merge(whole.figures) { own, _ in own }
    known.pending.merge(whole.pending) { own, _ in own }
    return known
  }

  /// The same against the run's own record.
  func statuses(
    against record: FolderRecord, jobs: Int
  ) throws(FigureError) -> [FigureStatus] {
    // What a whole run recorded holds for a part of it as well.
    var check = StalenessCheck(folder: folder, record: known(record), of: figures, jobs: jobs)
    var statuses: [FigureStatus] = []
    for figure in figures {
      statuses.append(FigureStatus(figure: figure, causes: try check.causes(for: figure)))
    }
    return statuses
  }
}
