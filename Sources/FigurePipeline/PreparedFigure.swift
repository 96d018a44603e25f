// A figure before it becomes bytes.

public import CairoRendering
public import FigureKinds
public import FigureLayout
public import FigureModel
public import FigureScene
public import TextFormats

/// A figure drafted and laid out, ready to be drawn in any format.
public struct PreparedFigure: Sendable {
  /// What the kind drafted, before words of the user's took the place of built-in ones.
  public var figure: Figure
  /// The values drawn; nil where the figure shows no numbers.
  public var table: LabelledMatrix?
  /// The scene for the medium that was asked for; for all of them where no matrix has more cells than
  /// pixels.
  public var scene: Scene
  public var description: FigureDescription
  public var options: RenderOptions
  /// What the scene was laid out for.
  let medium: Medium
  /// The figure with words of the user's, and how it is laid out once more for another medium.
  let finished: Figure
  let request: FigureRequest
  let page: PageContext
  /// How it stands on its page, in every medium and in other colours.
  public let arrangement: PageArrangement?
  /// What is said of options that were given and change nothing; it is among the warnings as well.
  public let idleOptions: [Message]

  /// Whether another medium shows other cells.
  private var hasOtherCells: Bool {
    medium == .vectors || description.panels.contains { $0.reduction != nil }
  }

  /// Whether the scene is one for a format.
  func suits(_ format: OutputFormat) -> Bool {
    Medium(format) == medium || !hasOtherCells
  }

  /// What the figure shows in words, for readers who see it: without the notes that stand in the picture
  /// wherever there is space for it.
  public var captionText: String {
    guard !finished.hasOwnSummary else { return finished.summary }
    let notes = finished.notes.filter { note in
      note.isInTitle || note.isBackground || finished.hidesConventions && note.isConvention
    }
    return ([finished.summary] + notes.map(\.text)).joined(separator: finished.language.sentenceGap)
  }

  /// Everything readers should be warned of, in order.
  public var warnings: [Message] { description.warnings }
}

extension Medium {
  /// What a format shows a figure on.
  public init(_ format: OutputFormat) {
    switch format {
    case .png: self = .pixels
    case .svg, .pdf: self = .vectors
    }
  }

  /// What the figure in several formats is described on: as pixels, which show the least, where one of
  /// them has pixels.
  public init(_ formats: some Sequence<OutputFormat>) {
    let media = formats.map { Medium($0) }
    self = media.contains(.pixels) || media.isEmpty ? .pixels : .vectors
  }
}
