// Request → draft → scene → bytes, one arrow after the other.

internal import AttentionMath
public import CairoRendering
public import FigureKinds
public import FigureLayout
public import FigureModel
public import FigureScene
import StageTimes
import Synchronization

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
  fileprivate let shown: Figure
  fileprivate let request: FigureRequest
  fileprivate let page: PageContext

  /// Whether another medium shows other cells.
  private var hasOtherCells: Bool {
    medium == .vectors || description.panels.contains { $0.reduction != nil }
  }

  /// Whether the scene is one for a format.
  fileprivate func suits(_ format: OutputFormat) -> Bool {
    Medium(format) == medium || !hasOtherCells
  }

  /// Everything readers should be warned of, in order.
  public var warnings: [String] { description.warnings }
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

/// Turns requests into figures. One for each worker: it owns the fonts.
public struct FigureWorker: ~Copyable {
  private let text = TextEngine()

  public init() {}

  /// Computes and places everything.
  /// - Parameters:
  ///   - computed: the figure's values; computed here where none are given.
  ///   - savesMatrix: whether the whole matrix is wanted as well; one that would not fit in memory is
  ///     then refused before anything is drawn.
  ///   - medium: what description and alt text are of, and the first picture.
  /// - Throws: `FigureError` where an option breaks its rule or the work cannot be done.
  public func prepare(
    _ request: FigureRequest, computed: ComputedFigure? = nil, savesMatrix: Bool = false,
    for medium: Medium = .pixels
  ) throws(FigureError) -> PreparedFigure {
    let page = try request.appearance.page()
    let values: ComputedFigure
    if let computed { values = computed } else { values = try request.computed() }
    let drafted = try StageClock.measure(.compose) { () throws(FigureError) in
      try values.draft(on: page)
    }
    var draft = request.appearance.applied(to: drafted)
    if savesMatrix { try draft.table?.requireMemory() }
    if let alt = request.alt { draft.figure.summary = alt }
    draft.figure.name = FileName.identifier(request.name)
    var laidOut = try layOut(draft.figure, request, page, for: medium)
    laidOut.description.warnings =
      draft.warnings + laidOut.description.warnings + missingCharacters(laidOut.scene)
    return PreparedFigure(
      figure: drafted.figure,
      table: draft.table, scene: laidOut.scene, description: laidOut.description,
      options: RenderOptions(
        scale: request.appearance.scale, metadata: Self.metadata(request)),
      medium: medium, shown: draft.figure, request: request, page: page)
  }

  private func layOut(
    _ figure: Figure, _ request: FigureRequest, _ page: PageContext, for medium: Medium
  ) throws(FigureError) -> LaidOutFigure {
    let layout = layout(request, page, for: medium)
    do throws(LayoutError) {
      return try StageClock.measure(.layout) { () throws(LayoutError) in
        try layout.layOut(figure)
      }
    } catch {
      throw Self.worded(error, request.appearance)
    }
  }

  /// What a file says of how it was made.
  static func metadata(
    _ request: FigureRequest, version: String = AttnplotVersion.number
  ) -> [MetadataEntry] {
    [
      MetadataEntry("Software", "attnplot \(version)"),
      MetadataEntry("Parameters", request.command),
    ]
  }

  /// Finds what `prepare` would refuse in the options, at a hundredth of the time of drawing.
  func check(_ request: FigureRequest, computed: ComputedFigure) throws(FigureError) {
    let page = try request.appearance.page()
    let draft = request.appearance.applied(to: try computed.draft(on: page))
    // What has no size of its own is given one that will do.
    guard request.appearance.isSized else { return }
    do throws(LayoutError) {
      try layout(request, page).checkRoom(draft.figure)
    } catch {
      throw Self.worded(error, request.appearance)
    }
  }

  /// What is said of a figure that cannot be laid out.
  private static func worded(
    _ error: LayoutError, _ appearance: AppearanceArguments
  ) -> FigureError {
    switch error {
    case .cells: .work("\(error)")
    case .pageTooSmall(_, _, let width, let height) where appearance.isSized:
      .usage(appearance.refusal(needed: Size(width, height)))
    case .pageTooSmall, .emptyDomain, .notPositive: .usage("\(error)")
    }
  }

  private func layout(
    _ request: FigureRequest, _ page: PageContext, for medium: Medium = .pixels
  ) -> FigureLayout {
    FigureLayout(
      theme: page.theme, family: request.appearance.families, language: page.language,
      measuring: text, scale: request.appearance.scale, medium: medium, type: page.type)
  }

  /// Draws a prepared figure.
  public func draw(
    _ figure: PreparedFigure, as format: OutputFormat
  ) throws(FigureError) -> [UInt8] {
    var scene = figure.scene
    if !figure.suits(format) {
      scene = try layOut(figure.shown, figure.request, figure.page, for: Medium(format)).scene
    }
    do throws(RenderError) {
      return try render(scene, as: format, options: figure.options, text: text)
    } catch {
      throw .work("\(error)")
    }
  }

  /// The fonts that a prepared figure's text is set in.
  func fonts(of figure: PreparedFigure) -> [FigureRecord.Fonts] {
    text.fontQuestions(of: figure.scene).map { question in
      FigureRecord.Fonts(question: question, fonts: text.fonts(for: question))
    }
  }

  private func missingCharacters(_ scene: Scene) -> [String] {
    MissingCharacters.warnings(scene.missingCharacters(text))
  }
}

/// Workers that are kept from one task to the next, with the fonts that they have found and the texts
/// that they have set.
public final class FigureWorkers: Sendable {
  // Safe to share: whoever takes one has it alone.
  private final class Kept: @unchecked Sendable {
    let worker = FigureWorker()
  }

  private let free = Mutex<[Kept]>([])

  public init() {}

  /// Calls `body` with a worker that nobody else has meanwhile.
  public func withOne<Result>(_ body: (borrowing FigureWorker) -> Result) -> Result {
    let kept = free.withLock { $0.popLast() } ?? Kept()
    defer { free.withLock { $0.append(kept) } }
    return body(kept.worker)
  }
}

/// What is said of characters that no installed font has.
public enum MissingCharacters {
  /// A warning that names them and a way out; none where nothing is missing.
  public static func warnings(_ missing: [Character]) -> [String] {
    guard !missing.isEmpty else { return [] }
    let shown = missing.prefix(12).map { "“\($0)” (\(Self.codePoints($0)))" }
      .joined(separator: ", ")
    let rest = missing.count > 12 ? " and \(missing.count - 12) more" : ""
    let install = FontPackages.names(for: missing).map { "install \($0), or " } ?? ""
    return [
      "no installed font has \(shown)\(rest): \(install)name a font that has "
        + (missing.count == 1 ? "it" : "them") + " with --font"
    ]
  }

  /// The numbers of a character's parts, for those that show nothing: `U+E123`.
  private static func codePoints(_ character: Character) -> String {
    character.unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }.joined(separator: " ")
  }
}

/// The version of the program.
public enum AttnplotVersion {
  public static let number = "0.1.0"
  /// The day of its sources; what has to name a day names this one, since no clock enters an output.
  public static let date = "2026-11-28T00:00:00Z"

  /// The version, those of the libraries that decide about bytes, and the vectors that numbers are
  /// computed with, a line each.
  public static var text: String {
    (["attnplot \(number)"] + LibraryVersions.all.map { "\($0.name) \($0.version)" }
      + ["vectors \(VectorLevel.inUse.rawValue)"])
      .joined(separator: "\n")
  }
}
