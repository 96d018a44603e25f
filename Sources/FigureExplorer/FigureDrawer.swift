// One request of the page → one picture, by the same way as on the command line.

public import CairoRendering
import FigureClaims
import FigureKinds
import FigureLayout
public import FigurePipeline
import FigureReport
import FigureScene
import MatrixFiles
import Synchronization
public import TextFormats

/// A picture for the page.
public struct LivePicture: Sendable {
  public var bytes: [UInt8]
  /// The command that draws it.
  public var command: String
  /// What the picture shows, in words.
  public var alt: String
  public var warnings: [Message]
  /// What is said of options that change nothing in it.
  public var idleOptions: [Message]
}

/// What the page says around a picture.
struct LiveReading: Sendable {
  /// The values and where they lie in the picture, as JSON for the page's script.
  var values: [UInt8]
  var claims: [CheckedClaim]
  /// Whether the figure shows numbers that a file can hold.
  var hasTable: Bool
  /// The figure as an entry of a manifest, and as a program's call.
  var manifest: String
  var swift: String
}

/// Draws for the page, one picture after the other.
public struct FigureDrawer: ~Copyable {
  private let worker = FigureRenderer()
  private let files: NamedFiles
  private let recent = RecentComputations()
  /// What a manifest's `defaults:` say, by option.
  private let defaults: [String: Set<[String]>]

  /// - Parameter manifest: the one whose figures the page begins with; nil for none.
  public init(files: NamedFiles, manifest: Manifest? = nil) {
    self.files = files
    var defaults: [String: Set<[String]>] = [:]
    for figure in manifest?.figures ?? [] {
      for (name, values) in StartingPoint.values(of: figure)
      where figure.request.defaults.contains(name) {
        defaults[name, default: []].insert(values)
      }
    }
    self.defaults = defaults
  }

  /// How many layers and heads a model has; nil for what is none.
  func axes(ofModel path: String) -> (layers: Int, heads: Int)? { files.axes(ofModel: path) }

  /// The request that these values make, within the page's bounds.
  func request(_ asked: OptionValues) throws -> FigureRequest {
    let vocabulary = try asked.vocabulary()
    try ExploreLimits.check(asked.values, of: vocabulary)
    for option in vocabulary.options where option.shape == .file {
      try files.check(asked.values[option.name] ?? [])
    }
    let (made, mistakes) = FigureRequest.reading(name: asked.kind, vocabulary, asked.values)
    guard mistakes.isEmpty, var request = made else {
      throw FigureError.usage(mistakes.map(\.message).joined(separator: .semicolon))
    }
    // What they say is meant for the figures that it concerns, and no option that was given for nothing.
    request.defaults = Set(
      asked.values.filter { defaults[$0.key]?.contains($0.value) == true }.keys)
    request.reach = files.reach
    // The kind itself knows best which files it reads.
    try files.check(request.kind.namedFiles + request.kind.models)
    return request
  }

  /// - Parameters:
  ///   - isNarrow: whether it is for a narrow screen: the figure is then composed for one, where no page
  ///     was chosen and there is space.
  ///   - hasOwnSize: whether the size that it has is its own, and none that was chosen.
  func prepare(
    _ request: FigureRequest, for medium: Medium, isNew: Bool, isNarrow: Bool = false,
    hasOwnSize: Bool = false
  ) throws -> (figure: PreparedFigure, computed: ComputedFigure) {
    let computed: ComputedFigure
    let figure: PreparedFigure
    do {
      computed = try recent.computed(request, isNew: isNew)
      var narrow: PreparedFigure?
      if isNarrow {
        narrow = self.narrow(request, computed, for: medium, hasOwnSize: hasOwnSize)
      }
      if let narrow {
        figure = narrow
      } else {
        figure = try worker.prepare(request, computed: computed, for: medium)
      }
    } catch let error as FigureError {
      // The page has one line for all of them.
      let all = request.completing(error).all
      throw FigureError(
        cause: error.cause, message: all.map(\.message).joined(separator: .semicolon),
        minimumPage: error.minimumPage)
    }
    try ExploreLimits.check(figure.scene.size, scale: request.appearance.scale)
    return (figure, computed)
  }

  /// Figures that are no wider than this are read on a narrow screen, in px.
  private static let widestNarrow = 480.0

  private func narrow(
    _ request: FigureRequest, _ computed: ComputedFigure, for medium: Medium, hasOwnSize: Bool
  ) -> PreparedFigure? {
    var narrow = request
    if hasOwnSize {
      narrow.appearance.preset = nil
      narrow.appearance.size = nil
    }
    guard narrow.appearance.preset == nil, !narrow.appearance.isSized else { return nil }
    narrow.appearance.preset = .phone
    narrow.appearance.fontSize = nil
    do throws(FigureError) {
      return try worker.prepare(narrow, computed: computed, for: medium)
    } catch {
      guard let minimum = error.minimumPage, minimum.width <= Self.widestNarrow else { return nil }
      narrow.appearance.size = PageSize(
        "\(minimum.width.rounded(.up))x\(minimum.height.rounded(.up))px")
      return try? worker.prepare(narrow, computed: computed, for: medium)
    }
  }

  /// Draws a picture.
  /// - Parameter isNew: whether files are to be read as they are now.
  /// - Throws: what is wrong with the values, as a line of the program's own.
  public func draw(
    _ asked: OptionValues, as format: OutputFormat, isNarrow: Bool = false,
    hasOwnSize: Bool = false, isNew: Bool = true
  ) throws -> LivePicture {
    let request = try request(asked)
    let figure = try prepare(
      request, for: Medium(format), isNew: isNew, isNarrow: isNarrow, hasOwnSize: hasOwnSize
    ).figure
    return LivePicture(
      bytes: try worker.draw(figure, as: format),
      command: request.command + " -o \(FileName.identifier(asked.kind)).\(format.fileExtension)",
      alt: figure.description.alt, warnings: figure.warnings,
      idleOptions: figure.idleOptions)
  }

  /// What can be read from the picture that the page shows.
  func read(
    _ asked: OptionValues, isNarrow: Bool = false, hasOwnSize: Bool = false
  ) throws -> LiveReading {
    let request = try request(asked)
    let (figure, computed) = try prepare(
      request, for: .vectors, isNew: false, isNarrow: isNarrow, hasOwnSize: hasOwnSize)
    return LiveReading(
      values: FigureReading.json(of: figure, language: request.appearance.lang),
      claims: try Claims.check(ClaimSubject(figure: request.name, computed)),
      hasTable: figure.table != nil, manifest: try asked.manifestEntry(),
      swift: try asked.swiftCall())
  }

  /// The numbers of a figure as a file of CSV.
  func table(_ asked: OptionValues) throws -> [UInt8] {
    let request = try request(asked)
    guard let table = try prepare(request, for: .vectors, isNew: false).figure.table else {
      throw FigureError.usage("this figure shows no single matrix", zh: "此图没有单个的矩阵")
    }
    return csvBytes(
      of: try table.wholeMatrix(), rowLabels: table.rowLabels, columnLabels: table.columnLabels)
  }

  /// Whether a figure can be drafted and placed.
  func canDraw(_ asked: OptionValues) -> Bool {
    guard let request = try? request(asked) else { return false }
    return (try? worker.prepare(request)) != nil
  }
}

/// What the last pictures were computed to be: a picture in another theme, its values and its files are
/// of the same computation.
private final class RecentComputations: Sendable {
  private struct State {
    var computations = FigureComputations()
    var asked = 0
  }

  private let state = Mutex(State())
  /// So many are kept at most, before all are let go.
  private static let maximumCount = 64

  /// - Parameter isNew: whether files are to be read as they are now.
  func computed(_ request: FigureRequest, isNew: Bool) throws -> ComputedFigure {
    let readsFiles = !request.kind.inputFiles.isEmpty || !request.kind.models.isEmpty
    let computations = state.withLock { state in
      state.asked += 1
      if state.asked > Self.maximumCount || isNew && readsFiles { state = State() }
      return state.computations
    }
    return try computations.computed(request)
  }
}
