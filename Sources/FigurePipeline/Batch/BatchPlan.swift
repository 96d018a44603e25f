// Which figures a run is about.

public import FigureKinds
import Glibc

/// The figures of a manifest that a run was asked for, and the folder they go to.
public struct BatchPlan: Sendable {
  public var manifest: Manifest
  public var folder: String
  /// The figures to look at, in the manifest's order.
  public var figures: [PlannedFigure]
  public var shard: Shard?
  /// Whether the figures are not all of the manifest's.
  public var isPart: Bool { figures.count < manifest.figures.count || shard != nil }

  /// - Parameters:
  ///   - folder: where the figures go; nil for the manifest's own folder.
  ///   - only: ids, names of variants or patterns of them; nil for all.
  /// - Throws: `FigureError` where the choice is wrong, `ManifestError` where something in the folder
  ///   is in the way.
  public init(
    _ manifest: Manifest, folder: String?, only: [String]? = nil, shard: Shard? = nil
  ) throws {
    guard let folder = folder ?? manifest.output else {
      throw FigureError.usage(
        manifest.path == nil
          ? "give --output FOLDER, the folder to draw into"
          : "give --output FOLDER, or output: in the manifest")
    }
    guard !folder.isEmpty else {
      throw FigureError.usage("--output \"\": give the name of a folder, or . for this one")
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
          problems.append(ManifestProblem(place: figure.place, key: figure.name, message: problem))
        }
      }
    }
    guard problems.isEmpty else { throw ManifestError(problems: problems) }
  }

  private static func chosen(
    _ figures: [PlannedFigure], _ only: [String]?
  ) throws(FigureError) -> [PlannedFigure] {
    guard let only else { return figures }
    func matches(_ pattern: String, _ figure: PlannedFigure) -> Bool {
      fnmatch(pattern, figure.id, 0) == 0 || fnmatch(pattern, figure.name, 0) == 0
    }
    for pattern in only where !figures.contains(where: { matches(pattern, $0) }) {
      var seen = Set<String>()
      let ids = figures.map(\.id).filter { seen.insert($0).inserted }
      throw .usage(
        "--only \(pattern): no figure has this id; "
          + NearestName.hint(for: pattern, among: ids))
    }
    guard !only.isEmpty else { throw .usage("--only: give at least one id or pattern") }
    return figures.filter { figure in only.contains { matches($0, figure) } }
  }

  /// The record that the run keeps.
  var recordName: String { shard?.recordName ?? RecordKeeper.name }

  /// What speaks against each figure's files as they are.
  /// - Parameter isForced: whether figures are to be drawn whatever is there.
  public func statuses(isForced: Bool = false) throws(FigureError) -> (
    statuses: [FigureStatus], warning: String?
  ) {
    let (record, warning) = RecordKeeper.load(folder: folder, name: recordName)
    // What a whole run recorded holds for a part of it as well.
    var known = record
    if shard != nil {
      known.figures.merge(RecordKeeper.load(folder: folder).record.figures) { own, _ in own }
    }
    var check = StalenessCheck(folder: folder, record: known)
    var statuses: [FigureStatus] = []
    for figure in figures {
      var causes = try check.causes(for: figure)
      if isForced { causes.append(StaleCause(kind: .forced, detail: "--force")) }
      statuses.append(FigureStatus(figure: figure, causes: causes))
    }
    return (statuses, warning)
  }
}
