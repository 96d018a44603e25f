// A small project with a manifest, as a documentation has it, for tests of `batch`.

import Foundation
import Testing

/// A scratch project: `docs/figures.yaml`, its data, and figures drawn in a moment.
struct DocsProject {
  let location = Workplace()

  static let manifest = """
    output: figures
    defaults: { size: 300x250px, formats: [svg], font: DejaVu Sans }
    figures:
      - { id: pe, kind: pe-heatmap, positions: 4, dimensions: 8, theme: [light, dark] }
      - { id: head, kind: attention, weights: data/attn.csv, formats: [png, svg] }
      - { id: lines, kind: pe-lines, at-positions: 3, dimensions: 16, title: Lines, lang: [en, zh] }

    """
  static let data = "0.5,0.5\n0.25,0.75\n"
  static let files = [
    "head.png", "head.svg", "lines.svg", "lines.zh.svg", "pe.dark.svg", "pe.svg",
  ]

  init(manifest: String = Self.manifest) throws {
    try location.makeFolder("docs/data")
    try location.write(manifest, to: "docs/figures.yaml")
    try location.write(Self.data, to: "docs/data/attn.csv")
  }

  /// Runs `attnplot batch docs/figures.yaml` with more options, in the project's folder.
  func batch(_ options: String = "", environment: [String: String?] = [:]) throws -> Ended {
    try Attnplot.shell(
      "attnplot batch docs/figures.yaml \(options)", in: location, environment: environment)
  }

  /// Every file in the folder of the figures, hidden ones too, with its bytes.
  func figures(_ folder: String = "docs/figures") throws -> [String: [UInt8]] {
    let path = location.path(folder)
    guard FileManager.default.fileExists(atPath: path) else { return [:] }
    var found: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      found[name] = location.bytes("\(folder)/\(name)")
    }
    return found
  }
}
