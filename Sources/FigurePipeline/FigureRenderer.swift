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
  ///   - arrangement: how the same figure in other colours stands on its page, as this one then will.
  /// - Throws: `FigureError` where an option breaks its rule or the work cannot be done.
  public func prepare(
    _ request: FigureRequest, computed: ComputedFigure? = nil, savesMatrix: Bool = false,
    for medium: Medium = .pixels, as arrangement: PageArrangement? = nil
  ) throws(FigureError) -> PreparedFigure {
    let page = try request.appearance.page()
    let values: ComputedFigure
    if let computed { values = computed } else { values = try request.computed() }
    let foreseen = try readRows(of: values, request, page, for: medium)
    let drafted = try StageClock.measure(.compose) { () throws(FigureError) in
      try values.draft(on: page)
    }
    var draft = request.appearance.applied(to: drafted)
    if savesMatrix, draft.table?.isStreamed == false { try draft.table?.requireMemory() }
    if let alt = request.alt { (draft.figure.summary, draft.figure.hasOwnSummary) = (alt, true) }
    draft.figure.name = FileName.identifier(request.name)
    var laidOut = try layOut(
      draft.figure, request, page, for: medium, as: arrangement ?? foreseen, values: values)
    let idle = OptionNeeds.warnings(
      DrawnFigure(request: request, figure: drafted.figure, description: laidOut.description))
    laidOut.description.warnings =
      draft.warnings + idle + laidOut.description.warnings + missingCharacters(laidOut.scene)
      + request.appearance.warningsOfHeight(laidOut.scene.size.height)
    return PreparedFigure(
      figure: drafted.figure,
      table: draft.table, scene: laidOut.scene, description: laidOut.description,
      options: RenderOptions(
        scale: request.appearance.scale, metadata: Self.metadata(request),
        keepsText: request.appearance.svgText),
      medium: medium, finished: draft.figure, request: request, page: page,
      arrangement: laidOut.arrangement, idleOptions: idle)
  }

  /// Goes through rows that are read once, in as many blocks as the figure draws of them.
  /// - Returns: how the panels stand that these are drawn in; nil where nothing is to be read.
  private func readRows(
    of values: ComputedFigure, _ request: FigureRequest, _ page: PageContext, for medium: Medium
  ) throws(FigureError) -> PageArrangement? {
    guard let early = try values.foreseen(on: page) else { return nil }
    let figure = request.appearance.applied(to: early).figure
    return StageClock.measure(.compute) {
      // What cannot be read is reported where the values are composed.
      try? layout(request, page, for: medium).readRows(of: figure)
    }
  }

  private func layOut(
    _ figure: Figure, _ request: FigureRequest, _ page: PageContext, for medium: Medium,
    as arrangement: PageArrangement? = nil, values: ComputedFigure? = nil
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
      throw worded(error, request, page, values, of: figure)
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
    let figure = try foreseen(request, computed, on: page)
    // What has no size of its own is given one that will do.
    guard request.appearance.isSized else { return }
    do throws(LayoutError) {
      try layout(request, page).checkSpace(figure)
    } catch {
      throw worded(error, request, page, computed, of: figure)
    }
  }

  /// A figure as its page is checked: large files are read when they are drawn.
  private func foreseen(
    _ request: FigureRequest, _ computed: ComputedFigure, on page: PageContext
  ) throws(FigureError) -> Figure {
    let early = try computed.foreseen(on: page)
    let composed = if let early { early } else { try computed.draft(on: page) }
    return request.appearance.applied(to: composed).figure
  }

  /// The minimum page as it is named, tried: rounded to the unit that was given it may be just where two
  /// ways of laying out meet, another size may ask for other type, and the one that is reckoned may be larger
  /// or smaller than what does.
  /// - Parameter refused: the page that is too small.
  private func tried(
    _ reckoned: Size, from refused: Size, _ request: FigureRequest, _ values: ComputedFigure
  ) -> Size {
    var (large, growth) = (reckoned, 1.01)
    var needed = lacking(request, named: large, values)
    for count in 0..<Self.maximumGrowths {
      guard let larger = needed else { break }
      // First the side that is said to be too short, then both.
      let isEarly = count < Self.growthsOfOneSide
      let grows = (
        !isEarly || larger.width > large.width, !isEarly || larger.height > large.height
      )
      large = Size(
        grows.1 && !grows.0 ? large.width : max(large.width * growth, larger.width),
        grows.0 && !grows.1 ? large.height : max(large.height * growth, larger.height))
      growth += 0.01
      needed = lacking(request, named: large, values)
    }
    guard needed == nil else { return large }
    /// The least page that does, between one that does not and one that does.
    func least(from small: Size, to large: Size) -> Size {
      // One side that was given often does.
      if lacking(request, named: small, values) == nil { return small }
      var (low, high, minimum) = (0.0, 1.0, large)
      for _ in 0..<Self.halvings {
        let middle = (low + high) / 2
        let page = Size(
          small.width + middle * max(0, large.width - small.width),
          small.height + middle * max(0, large.height - small.height))
        if lacking(request, named: page, values) == nil {
          (high, minimum) = (middle, page)
        } else {
          low = middle
        }
      }
      return minimum
    }
    let both = least(from: refused, to: large)
    let narrow = least(from: Size(min(refused.width, both.width), both.height), to: both)
    return least(from: Size(narrow.width, min(refused.height, narrow.height)), to: narrow)
  }

  /// So many times a page is made larger, together to some twenty times its sides.
  private static let maximumGrowths = 24
  private static let growthsOfOneSide = 4
  /// How often the way between a page that is too small and one that is not is halved.
  private static let halvings = 6

  /// The same as `lacking` of a figure on a page as it is named, beside the preset or in its place.
  private func lacking(
    _ request: FigureRequest, named page: Size, _ values: ComputedFigure
  ) -> Size? {
    var request = request
    let preset = request.appearance.preset
    request.appearance.size = request.appearance.pageToName(page)
    for preset in preset == nil ? [nil] : [preset, nil] {
      request.appearance.preset = preset
      if let needed = lacking(request, values) { return needed }
    }
    return nil
  }

  /// The page that a figure asks for where its own is too small; nil where it fits, and where something
  /// else stands against it.
  private func lacking(_ request: FigureRequest, _ values: ComputedFigure) -> Size? {
    do throws(FigureError) {
      let page = try request.appearance.page()
      let figure = try foreseen(request, values, on: page)
      do throws(LayoutError) {
        try layout(request, page).checkSpace(figure)
        return nil
      } catch {
        guard case .pageTooSmall(_, _, let width, let height) = error else { return nil }
        return Size(width, height)
      }
    } catch {
      return nil
    }
  }

  /// What is said of a figure that cannot be laid out.
  /// - Parameter values: what it shows, by which the page that is named is tried; nil where that is not at
  ///   hand.
  private func worded(
    _ error: LayoutError, _ request: FigureRequest, _ page: PageContext, _ values: ComputedFigure?,
    of figure: Figure
  ) -> FigureError {
    let appearance = request.appearance
    let hasNumbers = figure.hasNumbers
    switch error {
    case .cells: return .work(error.message)
    case .pageTooSmall(_, _, let width, let height)
    where hasNumbers && max(width, height) >= LayoutEngine.largestHelpfulPage * page.type.factor:
      return .usage(
        "\(option: "annotate"): no page has room for the numbers of so many cells; choose rows and columns, or "
          + "leave it out", zh: "\(option: "annotate")：没有页面放得下这么多单元格的数值；请选择行和列，或去掉它")
    case .pageTooSmall where hasNumbers && !appearance.isSized:
      return .usage(
        "\(option: "annotate"): the figure's own page has no room for the numbers of so many cells; choose rows "
          + "and columns, give a larger \(option: "size"), or leave it out",
        zh: "\(option: "annotate")：图的页面放不下这么多单元格的数值；请选择行和列、给出更大的\(option: "size")，或去掉它")
    case .pageTooSmall(let width, let height, let neededWidth, let neededHeight)
    where appearance.isSized:
      let reckoned = Size(neededWidth, neededHeight)
      let minimum =
        values.map { tried(reckoned, from: Size(width, height), request, $0) } ?? reckoned
      return FigureError(
        cause: .usage,
        message: appearance.refusal(
          needed: minimum, hasNumbers: hasNumbers, hasLetters: figure.hasLetters),
        minimumPage: minimum)
    case .emptyDomain(let axis, let lower, let upper):
      return .usage(
        error.message,
        zh: "\(option: OptionReference("\(axis)lim")) \(lower),\(upper)：前一端须小于后一端")
    case .notPositive(let axis, let value):
      return .usage(
        error.message,
        zh: "\(option: OptionReference("\(axis)lim"))：对数轴的两端须大于 0，不能是 \(value)")
    case .pageTooSmall: return .usage(error.message)
    }
  }

  private func layout(
    _ request: FigureRequest, _ page: PageContext, for medium: Medium = .pixels
  ) -> LayoutEngine {
    LayoutEngine(
      theme: page.theme, family: request.appearance.families, language: page.language,
      measuring: text, scale: request.appearance.scale, medium: medium, type: page.type)
  }

  /// Draws a prepared figure.
  public func draw(
    _ figure: PreparedFigure, as format: OutputFormat
  ) throws(FigureError) -> [UInt8] {
    var scene = figure.scene
    if !figure.suits(format) {
      // Its panels stand as they do in the other medium: the page need not be searched once more.
      scene = try layOut(
        figure.finished, figure.request, figure.page, for: Medium(format), as: figure.arrangement
      ).scene
    }
    do throws(RenderError) {
      return try render(scene, as: format, options: figure.options, text: text)
    } catch {
      throw .work("\(error)")
    }
  }

  /// Finds what `draw` would refuse, without drawing.
  func checkDrawing(
    of figure: PreparedFigure, as formats: [OutputFormat]
  ) throws(FigureError) {
    do throws(RenderError) {
      for format in formats {
        try CairoRendering.checkDrawing(
          figure.scene, as: format, options: figure.options, text: text)
      }
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
