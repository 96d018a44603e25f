// One request of the page → one picture, by the same way as on the command line.

public import CairoRendering
import FigureKinds
import FigureLayout
import FigurePipeline
import FigureScene
import Synchronization

/// A picture for the page.
public struct LivePicture: Sendable {
  public var bytes: [UInt8]
  /// The command that draws it.
  public var command: String
  /// What the picture shows, in words.
  public var alt: String
  public var warnings: [String]
}

/// Draws for the page, one picture after the other.
public actor FigureDrawer {
  private let worker = FigureWorker()
  private let files: NamedFiles

  public init(files: NamedFiles) { self.files = files }

  /// The request that these values make, within the page's bounds.
  private func request(_ asked: OptionValues) throws -> FigureRequest {
    guard let kind = FigureKinds.named(asked.kind) else {
      throw FigureError.usage(
        "\(asked.kind): there is no such kind; "
          + NearestName.hint(for: asked.kind, among: FigureKinds.all.map { $0.name }))
    }
    let vocabulary = KindVocabulary.of(kind)
    try ExploreLimits.check(asked.values, of: vocabulary)
    for option in vocabulary.options where option.shape == .file {
      try files.check(asked.values[option.name] ?? [])
    }
    let request = try FigureRequest(
      name: asked.kind, kind: kind, arguments: vocabulary.words(for: asked.values))
    // The kind itself knows best which files it reads.
    try files.check(request.kind.inputFiles)
    return request
  }

  /// Draws a picture, unless it is outdated by then.
  /// - Throws: what is wrong with the values, as a line of the program's own.
  public func draw(
    _ asked: OptionValues, as format: OutputFormat, isOutdated: @Sendable () -> Bool = { false }
  ) throws -> LivePicture {
    guard !isOutdated() else { throw Outdated() }
    let request = try request(asked)
    let figure = try worker.prepare(request)
    try ExploreLimits.check(figure.scene.size, scale: request.appearance.scale)
    guard !isOutdated() else { throw Outdated() }
    return LivePicture(
      bytes: try worker.draw(figure, as: format),
      command: request.command + " -o \(FileName.identifier(asked.kind)).\(format.fileEnding)",
      alt: figure.description.alt, warnings: figure.warnings)
  }

  /// Whether a figure can be drafted and placed.
  func canDraw(_ asked: OptionValues) -> Bool {
    guard let request = try? request(asked) else { return false }
    return (try? worker.prepare(request)) != nil
  }
}

/// A newer request of the same page has come.
public struct Outdated: Error {
  public init() {}
}

/// The newest request of each page.
public final class Turns: Sendable {
  private let newest = Mutex<[String: Int]>([:])

  public init() {}

  /// Takes note of a request.
  public func note(_ turn: Int, of page: String) {
    newest.withLock { newest in
      // Pages that are closed never say so.
      if newest.count > 64 { newest = [:] }
      newest[page] = max(turn, newest[page] ?? turn)
    }
  }

  /// Whether a newer request has come since.
  public func isOutdated(_ turn: Int, of page: String) -> Bool {
    newest.withLock { ($0[page] ?? turn) > turn }
  }
}
