// A manifest in a folder of its own, drawn and looked at as often as a test wants.

import FigurePipeline
import Foundation

/// A scratch folder with `m.yaml`, which draws into `out`.
struct Site {
  let folder: Folder

  /// - Parameter files: texts by their paths in the folder, `m.yaml` among them.
  init(_ files: [String: String]) throws { folder = try Folder(files) }

  /// Figures small enough to be drawn in a moment.
  static let small = "size: 300x250px, font: DejaVu Sans, formats: [svg]"

  func plan(
    output: String? = nil, only: [String]? = nil, shard: Shard? = nil,
    overrides: Manifest.Overrides = .init()
  ) throws -> BatchPlan {
    try BatchPlan(
      Manifest(path: folder["m.yaml"], overrides: overrides), folder: output ?? folder["out"],
      only: only, shard: shard)
  }

  /// Draws what is stale.
  @discardableResult
  func run(_ plan: BatchPlan? = nil, _ change: (inout BatchRun) -> Void = { _ in }) async throws
    -> BatchResult
  {
    var run = BatchRun(try plan ?? self.plan())
    change(&run)
    return try run.run { _ in }
  }

  /// Why figures would be drawn, those that would not be left out.
  func causes() throws -> [String: [StaleCause]] {
    let stale = try plan().statuses().statuses.filter(\.isStale)
    return Dictionary(uniqueKeysWithValues: stale.map { ($0.figure.name, $0.causes) })
  }

  /// The bytes of every file in an output folder.
  func files(_ output: String = "out") throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try folder.list(output) { files[name] = try folder.bytes("\(output)/\(name)") }
    return files
  }

  /// Changes what the record says of one figure, as another program or machine would have written.
  func changeRecord(of figure: String, _ change: (inout [String: Any]) -> Void) throws {
    let bytes = try folder.bytes("out/.attnplot.json")
    var record = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
    var figures = record["figures"] as? [String: [String: Any]] ?? [:]
    if var entry = figures[figure] {
      change(&entry)
      figures[figure] = entry
    }
    record["figures"] = figures
    try folder.write(
      Array(JSONSerialization.data(withJSONObject: record)), to: "out/.attnplot.json")
  }
}
