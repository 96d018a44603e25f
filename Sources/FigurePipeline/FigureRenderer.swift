// Request → values → scene → bytes, one arrow after the other.

internal import AttentionMath
public import CairoRendering
public import FigureKinds
public import FigureLayout
import FigureModel
import FigureScene
import StageTimes
import Synchronization
import TextFormats

/// Turns requests into figures. One for each thread: it owns the fonts.
public struct FigureRenderer: ~Copyable {
  private let text = TextEngine()

  public init() {}

  /// Computes and places everything.
  /// - Parameters:
  ///   - computed: the figure's values; computed here where none are given.
  ///   - savesMatrix: whether the whole matrix is wanted as well; one that would not fit in memory is
  ///     then refused before anything is drawn.
  ///   - medium: what description and alt text are of, and the first picture.
  ///   - sibling: the same figure in another theme, whose panels stand on the page as this one's will.
  /// - Throws: `FigureError` where an option breaks its rule or the work cannot be done.
  public func prepare(
    _ request: FigureRequest, computed: ComputedFigure? = nil, savesMatrix: Bool = false,
    for medium: Medium = .pixels, like sibling: PreparedFigure? = nil
  ) throws(FigureError) -> PreparedFigure {
    let page = try request.appearance.page()
    let values: ComputedFigure
    if let computed { values = computed } else { values = try request.computed() }
    try readRows(of: values, request, page, for: medium)
    let drafted = try StageClock.measure(.compose) { () throws(FigureError) in
      try values.draft(on: page)
    }
    var draft = request.appearance.applied(to: drafted)
    if savesMatrix { try draft.table?.requireMemory() }
    if let alt = request.alt { draft.figure.summary = alt }
    draft.figure.name = FileName.identifier(request.name)
    let arrangement = sibling.flatMap { $0.medium == medium ? $0.arrangement : nil }
    var laidOut = try layOut(draft.figure, request, page, for: medium, as: arrangement)
    laidOut.description.warnings =
      draft.warnings + laidOut.description.warnings + missingCharacters(laidOut.scene)
    return PreparedFigure(
      figure: drafted.figure,
      table: draft.table, scene: laidOut.scene, description: laidOut.description,
      options: RenderOptions(
        scale: request.appearance.scale, metadata: Self.metadata(request),
        keepsText: request.appearance.svgText),
      medium: medium, shown: draft.figure, request: request, page: page,
      arrangement: laidOut.arrangement)
  }

  /// Goes through rows that are read once, in as many blocks as the figure draws of them.
  private func readRows(
    of values: ComputedFigure, _ request: FigureRequest, _ page: PageContext, for medium: Medium
  ) throws(FigureError) {
    guard let early = try values.foreseen(on: page) else { return }
    let figure = request.appearance.applied(to: early).figure
    StageClock.measure(.compute) {
      // What cannot be read is told where the values are composed.
      try? layout(request, page, for: medium).readRows(of: figure)
    }
  }

  private func layOut(
    _ figure: Figure, _ request: FigureRequest, _ page: PageContext, for medium: Medium,
    as arrangement: PageArrangement? = nil
  ) throws(FigureError) -> LaidOutFigure {
    let layout = layout(request, page, for: medium)
    do throws(LayoutError) {
      var laidOut = try StageClock.measure(.layout) { () throws(LayoutError) in
        try layout.layOut(figure, as: arrangement)
      }
      if request.appearance.transparent {
        laidOut.scene.background = nil
        laidOut.description.transparent = true
      }
      return laidOut
    } catch {
      throw Self.worded(error, request.appearance, page, hasNumbers: figure.hasNumbers)
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
    // Large files are read when they are drawn.
    let early = try computed.foreseen(on: page)
    let composed = if let early { early } else { try computed.draft(on: page) }
    let draft = request.appearance.applied(to: composed)
    // What has no size of its own is given one that will do.
    guard request.appearance.isSized else { return }
    do throws(LayoutError) {
      try layout(request, page).checkRoom(draft.figure)
    } catch {
      throw Self.worded(error, request.appearance, page, hasNumbers: draft.figure.hasNumbers)
    }
  }

  /// What is said of a figure that cannot be laid out.
  private static func worded(
    _ error: LayoutError, _ appearance: AppearanceArguments, _ page: PageContext,
    hasNumbers: Bool
  ) -> FigureError {
    switch error {
    case .cells: .work(error.message)
    case .pageTooSmall(_, _, let width, let height)
    where hasNumbers && max(width, height) >= FigureLayout.largestHelpfulPage * page.type.factor:
      .usage(
        "\(option: "annotate"): no page has room for the numbers of so many cells; choose rows and columns, or "
          + "leave it out")
    case .pageTooSmall where hasNumbers && !appearance.isSized:
      .usage(
        "\(option: "annotate"): the figure's own page has no room for the numbers of so many cells; choose rows "
          + "and columns, give a larger \(option: "size"), or leave it out")
    case .pageTooSmall(_, _, let width, let height) where appearance.isSized:
      FigureError(
        cause: .usage,
        message: appearance.refusal(needed: Size(width, height), hasNumbers: hasNumbers),
        leastPage: Size(width, height))
    case .pageTooSmall, .emptyDomain, .notPositive: .usage(error.message)
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
    text.fontRequests(of: figure.scene).map { question in
      FigureRecord.Fonts(question: question, fonts: text.fonts(for: question))
    }
  }

  private func missingCharacters(_ scene: Scene) -> [Message] {
    MissingCharacters.warnings(scene.missingCharacters(text))
  }
}

/// Renderers that are kept from one task to the next, with the fonts that they have found and the texts
/// that they have set.
public final class FigureRenderers: Sendable {
  // Safe to share: whoever takes one has it alone.
  private final class Kept: @unchecked Sendable {
    let renderer = FigureRenderer()
  }

  private let free = Mutex<[Kept]>([])

  public init() {}

  /// Calls `body` with a renderer that nobody else has meanwhile.
  public func withOne<Result>(_ body: (borrowing FigureRenderer) -> Result) -> Result {
    let kept = free.withLock { $0.popLast() } ?? Kept()
    defer { free.withLock { $0.append(kept) } }
    return body(kept.renderer)
  }
}
