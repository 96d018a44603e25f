// What decides about a picture besides its options, its data, the libraries and the fonts: how this
// program draws. It is determined by revisions, not by the program's version, so that a release that draws as
// the one before makes no picture stale.

import FigureKinds

/// Revisions of what all kinds of figures share. Each is raised by every change after which the same
/// figure gives another picture; `DrawingRevisionTests` asks for it.
enum DrawingRevision {
  /// Of what stands where: axes, colours, colour scales, panels, diagrams.
  static let layout = 17
  /// Of how a scene becomes pixels, SVG and PDF.
  static let rendering = 5

  /// What a figure of a kind is drawn by, as records keep it.
  static func of(_ kind: any FigureKind.Type) -> String {
    "kind \(kind.drawing), layout \(layout), rendering \(rendering)"
  }
}
