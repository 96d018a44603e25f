// A figure as a report needs it: drawn for light and for dark pages in each language, with its data,
// its words and its claims.

import AttentionMath
import CairoRendering
public import FigureClaims
public import FigureKinds
import FigureLayout
public import FigureModel
public import FigurePipeline
import FigureScene
import MatrixSources
public import TextFormats

/// A figure asked for, in each language of a report.
public struct ReportFigureRequest: Sendable {
  public var id: String
  /// What to draw; title and language are the request's own.
  public var requests: [Language: FigureRequest]
  /// What stands below the figure beside its title; nil for nothing.
  public var captions: [Language: String]

  public init(
    id: String, requests: [Language: FigureRequest], captions: [Language: String] = [:]
  ) {
    self.id = id
    self.requests = requests
    self.captions = captions
  }
}

extension ReportFigureRequest {
  /// The figures of a manifest, the languages of each together. Of several themes the first counts: a
  /// report draws its own.
  public static func joined(_ planned: [PlannedFigure]) -> [ReportFigureRequest] {
    var joined: [ReportFigureRequest] = []
    var locations: [String: Int] = [:]
    for figure in planned {
      let location = locations[figure.id] ?? joined.count
      if location == joined.count {
        locations[figure.id] = location
        joined.append(ReportFigureRequest(id: figure.id, requests: [:]))
      }
      guard joined[location].requests[figure.language] == nil else { continue }
      joined[location].requests[figure.language] = figure.request
      joined[location].captions[figure.language] = figure.caption
    }
    return joined
  }
}

/// A figure with everything a report says of it.
public struct ReportFigure: Sendable {
  public var id: String
  var editions: [Language: FigureEdition]
  public var claims: [CheckedClaim]
  /// The values drawn, with names; nil where it shows no numbers.
  public var table: LabelledMatrix?
  var panels: [PanelData]
  /// The series of charts; none where there are too many points.
  var lines: [LineData] = []
  /// The lines between tokens.
  var links: [LinkData] = []
  /// What can be read from the layout for narrow screens.
  var narrowPanels: [PanelData] = []
  var narrowLines: [LineData] = []
  var narrowLinks: [LinkData] = []
  /// All heads of all layers, where the figure shows some.
  var heads: HeadChoice?
  /// Whether there are too many values for a page to hold.
  var leavesOutValues = false

  /// More values than these make a page too heavy.
  static let maximumValues = 300_000
}

/// A figure in one language.
struct FigureEdition: Sendable {
  var title: String
  var caption: String?
  var alt: String
  /// The same for those who see the picture, without what is written in it.
  var captionText: String
  /// The command that draws it.
  var command: String
  var light: Scene
  var dark: Scene
  /// As it is drawn on a page of paper, smaller, so that its words are as large as the text; nil
  /// where no pages are wanted.
  var paper: Scene?
  var description: FigureDescription
  /// As it is composed for narrow screens; nil where it is no wider than they are, or needs nearly as
  /// much space whatever its page.
  var narrow: NarrowDrawing?

  /// Whether narrow screens do not show the whole of it.
  var isWide: Bool { light.size.width > NarrowDrawing.widestWhole }
  /// What the layout for narrow screens alone warns of.
  var narrowNotes: [Message] {
    narrow?.description.warnings.filter { !description.warnings.contains($0) } ?? []
  }
}

/// One heat map of a figure, whose values can be read from the page.
struct PanelData: Sendable {
  /// Which panel of the description it is.
  var index: Int
  var heatMap: HeatMap
  /// The values as they are drawn, shape `[rows, columns]`.
  var matrix: Matrix<Double>
  var rows: Axis.Domain
  var columns: Axis.Domain
  /// Its own names where title and axes speak of several panels.
  var readings: [Language: PanelReading] = [:]
}

/// The series of one chart of a figure, whose values can be read from the page.
struct LineData: Sendable {
  /// Which panel of the description it is.
  var index: Int
  /// Points in data space, series by series.
  var series: [(x: [Double], y: [Double])]
  /// What the series are called, one name for each; empty for one without.
  var names: [Language: [String]] = [:]
  /// Whether each series is one point, the last of its own, as seen from the middle: a hand of a clock.
  var areHands = false
}

/// The lines between tokens of one panel, whose weights can be read from the page.
struct LinkData: Sendable {
  /// Which panel of the description it is.
  var index: Int
  var links: TokenLinks
  /// What the heads are called.
  var heads: [Language: [String]] = [:]
}

/// Every head of a model, for readers to choose from.
struct HeadChoice: Sendable {
  var weights: HeadTensor
  /// What is chosen first.
  var layer: Int
  var head: Int
  var map: ColorMap
  /// The colour of cells that are NaN, `0xRRGGBB`.
  var missing: UInt32
  var rows: Axis.Domain
  var columns: Axis.Domain
}

extension ReportFigure {
  /// Computes a figure's data, places it for each language and page, and checks its claims.
  /// - Parameter formats: those that it is drawn for: paper for PDF, narrow screens for HTML.
  /// - Throws: what is wrong with the request.
  init(
    _ request: ReportFigureRequest, by worker: borrowing FigureRenderer,
    _ computations: FigureComputations, for formats: Set<ReportFormat>
  ) throws(FigureError) {
    self.init(id: request.id, editions: [:], claims: [], table: nil, panels: [], heads: nil)
    for language in Language.allCases {
      guard let asked = request.requests[language] else { continue }
      let computed = try computations.computed(asked)
      let light = try worker.prepare(
        Self.page(asked, request.id, language, .light), computed: computed, for: .vectors)
      let dark = try worker.prepare(
        Self.page(asked, request.id, language, .dark), computed: computed, for: .vectors,
        as: light.arrangement)
      let title = asked.appearance.title ?? light.figure.title?.plain ?? request.id
      let alt = light.description.alt
      func described(_ scene: Scene, _ alt: String) -> Scene {
        var scene = scene
        scene.title = title
        scene.summary = alt
        return scene
      }
      var edition = FigureEdition(
        title: title, caption: request.captions[language],
        alt: alt, captionText: light.captionText, command: asked.command + " -o \(request.id).png",
        light: described(light.scene, alt), dark: described(dark.scene, alt),
        paper: formats.contains(.pdf)
          ? Self.paper(
            Self.page(asked, request.id, language, .light), light, computed, worker) : nil,
        description: light.description)
      if formats.contains(.html), edition.isWide,
        var narrow = NarrowDrawing(
          { Self.page(asked, request.id + "-narrow", language, $0) }, computed, by: worker)
      {
        narrow.light = described(narrow.light, narrow.description.alt)
        narrow.dark = described(narrow.dark, narrow.description.alt)
        edition.narrow = narrow
        Self.name(&narrowLines, of: narrow.figure, language)
        Self.name(&narrowLinks, of: narrow.figure, language)
        if narrowPanels.isEmpty { narrowPanels = Self.panels(of: narrow.figure) }
        Self.name(&narrowPanels, of: narrow.figure, language)
      }
      editions[language] = edition
      let isFirst = table == nil && panels.isEmpty
      take(light, language)
      guard isFirst else { continue }
      claims = try Claims.check(ClaimSubject(figure: request.id, computed))
      if let kind = asked.kind as? any ShowsStoredHeads, let panel = panels.first {
        heads = try Self.heads(kind, panel, asked.computeContext)
      }
    }
  }

  /// Keeps what can be read from a figure; of several languages the first has the values.
  mutating func take(_ drawn: PreparedFigure, _ language: Language) {
    Self.name(&lines, of: drawn.figure, language)
    Self.name(&links, of: drawn.figure, language)
    defer { Self.name(&panels, of: drawn.figure, language) }
    guard table == nil, panels.isEmpty else { return }
    table = drawn.table.flatMap { $0.source == nil ? $0 : nil }
    panels = Self.panels(of: drawn.figure)
    leavesOutValues =
      drawn.table?.source != nil || table?.matrix.values.count ?? 0 > Self.maximumValues
  }

  /// The request for a page: its caption is the title, so the picture has none.
  private static func page(
    _ request: FigureRequest, _ id: String, _ language: Language, _ theme: Theme.Name
  ) -> FigureRequest {
    var request = request
    // Ids on a page with several languages must differ.
    request.name = "\(language.rawValue)-\(id)"
    request.appearance.theme = theme
    request.appearance.lang = language
    request.appearance.noTitle = true
    request.appearance.scale = 1
    return request
  }

  /// A figure is composed for the width of a page where it would have to be made much smaller, and in
  /// larger type where the smallest of its words could not be read.
  private static func paper(
    _ request: FigureRequest, _ light: PreparedFigure, _ computed: ComputedFigure,
    _ worker: borrowing FigureRenderer
  ) -> Scene {
    func smallestType(_ scene: Scene) -> Double {
      PaperType.smallestSize(in: scene.items) * PaperType.scale(of: scene.size)
    }
    func composed(_ type: TypeSize?) -> Scene? {
      var request = request
      request.appearance.preset = .text
      request.appearance.size = nil
      request.appearance.fontSize = type
      // What does not fit a smaller page is drawn as it was and made smaller as a whole.
      guard let prepared = try? worker.prepare(request, computed: computed, for: .vectors),
        prepared.description.warnings == light.description.warnings
      else { return nil }
      return prepared.scene
    }
    var best = light.scene
    if light.scene.size.width > widestOnPaper { best = composed(nil) ?? best }
    var type = (PagePreset.text.tickSize ?? 8) * 96 / 72
    for _ in 0..<3 where smallestType(best) < PaperType.minimumSize {
      guard let larger = PaperType.enlarged(type, current: smallestType(best)),
        let scene = composed(larger), smallestType(scene) > smallestType(best)
      else { break }
      best = scene
      type = larger.pixels
    }
    return best
  }

  /// Figures wider than this, in px, are composed anew for paper: a little more than a page's frame.
  private static let widestOnPaper = 680.0

  /// Values beyond these make a page too heavy for a choice of heads.
  private static let maximumHeadValues = 400_000
  /// Cells of one head beyond these are too small to be chosen by hand, and slow to draw one by one.
  private static let maximumHeadCells = 10_000

  private static func heads(
    _ kind: any ShowsStoredHeads, _ panel: PanelData, _ context: ComputeContext
  ) throws(FigureError) -> HeadChoice? {
    let scale = panel.heatMap.scale
    guard scale.norm == .linear,
      let weights = try kind.allHeads(in: context, atMost: maximumHeadValues),
      weights.rows * weights.columns <= maximumHeadCells, weights.rows == panel.matrix.rows,
      weights.columns == panel.matrix.columns
    else { return nil }
    return HeadChoice(
      weights: weights, layer: kind.firstHead.layer, head: kind.firstHead.head,
      map: scale.map, missing: scale.missing.nan, rows: panel.rows, columns: panel.columns)
  }
}

/// A figure of a report that could not be drawn.
public struct UndrawnFigure: Error, CustomStringConvertible, MessageConvertible {
  public var id: String
  public var error: FigureError

  public var message: Message { "\(id): \(error)" }
  public var description: String { message.description }

  /// The error with the figure named.
  public var named: FigureError { FigureError(cause: error.cause, message: message) }
}

extension Report {
  /// Draws the figures of a report, several at a time.
  /// - Parameter progress: told which of the requests is being drawn.
  /// - Returns: the figures in the requests' order.
  /// - Throws: the first failure in that order.
  public static func figures(
    _ requests: [ReportFigureRequest], jobs: Int, for formats: Set<ReportFormat> = [.html],
    _ computations: FigureComputations = FigureComputations(),
    _ progress: FigureProgress = .unseen
  ) throws(UndrawnFigure) -> [ReportFigure] {
    typealias Outcome = Result<ReportFigure, UndrawnFigure>
    let outcomes = FigureSet.spread(requests.count, jobs: jobs) { next in
      let renderer = FigureRenderer()
      var done: [(index: Int, result: Outcome)] = []
      while let index = next() {
        do throws(FigureError) {
          let figure = try progress.during(index) { () throws(FigureError) in
            try ReportFigure(requests[index], by: renderer, computations, for: formats)
          }
          done.append((index, .success(figure)))
        } catch {
          done.append((index, .failure(UndrawnFigure(id: requests[index].id, error: error))))
        }
      }
      return done
    }
    var figures: [ReportFigure] = []
    for outcome in outcomes { figures.append(try outcome.get()) }
    return figures
  }
}
