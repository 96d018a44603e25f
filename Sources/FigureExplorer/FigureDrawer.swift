// One request of the page → one picture, by the same way as on the command line.

public import CairoRendering
import FigureKinds
import FigureLayout
import FigurePipeline
import FigureScene

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
public struct FigureDrawer: ~Copyable {
  private let worker = FigureRenderer()
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
    let (made, mistakes) = FigureRequest.reading(name: asked.kind, vocabulary, asked.values)
    guard mistakes.isEmpty, var request = made else {
      throw FigureError.usage(mistakes.map(\.saidOfCommand).joined(separator: "; "))
    }
    request.reach = files.reach
    // The kind itself knows best which files it reads.
    try files.check(request.kind.namedFiles + request.kind.models)
    return request
  }

  /// Draws a picture.
  /// - Throws: what is wrong with the values, as a line of the program's own.
  public func draw(_ asked: OptionValues, as format: OutputFormat) throws -> LivePicture {
    let request = try request(asked)
    let figure = try worker.prepare(request, for: Medium(format))
    try ExploreLimits.check(figure.scene.size, scale: request.appearance.scale)
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
