// What a drawing process makes of the page's requests.

import CairoRendering
import FigureClaims
import FigureModel
public import FigurePipeline
import FigureReport
import Glibc
import MatrixSources
import StageTimes
public import TextFormats

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An answer on its way from a drawing process to the server: a letter and what the page is sent.
public enum ExploreAnswer: Hashable, Sendable {
  /// The kinds, their options and figures to begin with, as JSON.
  case catalogue([UInt8])
  /// A line of JSON and a picture behind it.
  case picture([UInt8])
  /// A line of JSON with an error.
  case mistake([UInt8])

  /// What went wrong: `error` in the words of the command line, `said` in those of the page, and `about`
  /// the option that it is about, where it is about one.
  public static func mistake(_ message: Message) -> ExploreAnswer {
    var entries: [(String, JSONValue)] = [
      ("error", .text("attnplot: error: \(ErrorLine.text(message))")),
      ("said", PageText.json(message)),
    ]
    if let option = message.subject { entries.append(("about", .text(option.name))) }
    return .mistake(Array((JSONValue.object(entries).line + "\n").utf8))
  }

  /// What the page is sent.
  public var payload: [UInt8] {
    switch self {
    case .catalogue(let bytes), .picture(let bytes), .mistake(let bytes): bytes
    }
  }

  /// - Returns: nil where the request was none.
  public init?(_ bytes: [UInt8]) {
    let payload = Array(bytes.dropFirst())
    switch bytes.first {
    case UInt8(ascii: "c"): self = .catalogue(payload)
    case UInt8(ascii: "p"): self = .picture(payload)
    case UInt8(ascii: "m"): self = .mistake(payload)
    default: return nil
    }
  }

  var bytes: [UInt8] {
    let letter =
      switch self {
      case .catalogue: UInt8(ascii: "c")
      case .picture: UInt8(ascii: "p")
      case .mistake: UInt8(ascii: "m")
      }
    return [letter] + payload
  }
}

/// Answers requests: an empty one with the catalogue, the page's questions with pictures.
public struct ExploreAnswers: ~Copyable {
  /// A picture asked for.
  private struct DrawRequest: Decodable {
    var kind: String
    var values: [String: [String]]
    var format: String
    /// Whether the picture is for a screen as narrow as a telephone's.
    var narrow: Bool?
    /// Whether the size among the values is the figure's own and none that the reader chose: on a narrow
    /// screen it does not count.
    var hasOwnSize: Bool?
    /// The values of the view beside it, where both are to have one colour scale.
    var beside: [String: [String]]?
  }

  private let manifest: Manifest?
  private let model: String?
  private let files: NamedFiles
  private let drawer: FigureDrawer
  private let isTimed: Bool
  private let models = OpenModels()

  /// - Parameters:
  ///   - model: the model that the page begins with; nil for none.
  ///   - isTimed: whether a line on standard error says of each picture where its time went.
  public init(manifest: Manifest?, model: String? = nil, isTimed: Bool) {
    self.manifest = manifest
    self.model = model
    self.isTimed = isTimed
    files = NamedFiles(manifest, model: model)
    drawer = FigureDrawer(files: files, manifest: manifest)
  }

  /// The bytes of an ``ExploreAnswer``; none where the request is no question that the page asks.
  public func answer(to request: [UInt8]) -> [UInt8] {
    OpenModels.$current.withValue(models) { answered(request) }
  }

  private func answered(_ request: [UInt8]) -> [UInt8] {
    do {
      guard !request.isEmpty else {
        let points = try StartingPoint.all(
          manifest: manifest, model: model, drawer: drawer)
        let json = ExploreCatalogue.json(points, files: files)
        return ExploreAnswer.catalogue(Array(json.line.utf8)).bytes
      }
      guard let asked = try? JSONDecoder().decode(DrawRequest.self, from: Data(request)) else {
        return []
      }
      var values = OptionValues(kind: asked.kind, values: asked.values)
      var isCommon = false
      if let beside = asked.beside {
        let shared = drawer.sharing(
          values, with: OptionValues(kind: asked.kind, values: beside), isNew: asked.format == "svg"
        )
        isCommon = shared != nil
        values = shared ?? values
      }
      switch asked.format {
      case "reading":
        let reading = try drawer.read(
          values, isNarrow: asked.narrow ?? false, hasOwnSize: asked.hasOwnSize ?? false)
        return ExploreAnswer.picture(Self.bytes(of: reading, isCommon: isCommon)).bytes
      case "csv":
        return ExploreAnswer.picture(Array("{}\n".utf8) + (try drawer.table(values))).bytes
      default: break
      }
      guard let format = OutputFormat(fileExtension: asked.format) else { return [] }
      return ExploreAnswer.picture(try draw(values, asked, as: format)).bytes
    } catch {
      return ExploreAnswer.mistake(Message(describing: error)).bytes
    }
  }

  private static func bytes(of reading: LiveReading, isCommon: Bool) -> [UInt8] {
    func both(_ text: Localized) -> JSONValue {
      .object(Language.allCases.map { ($0.rawValue, .text(text[$0])) })
    }
    // Symbols are set as they are in a report.
    func marked(_ text: Localized) -> JSONValue {
      .object(Language.allCases.map { ($0.rawValue, .text(SymbolMarkup.html(text[$0]))) })
    }
    let claims = reading.claims.map { claim in
      JSONValue.object([
        ("statement", marked(claim.statement)), ("what", marked(claim.measurement.what)),
        ("measured", .text(claim.measured)), ("bound", .text(claim.measurement.bound.description)),
        ("holds", .bool(claim.holds)), ("verdict", both(claim.verdict)),
      ])
    }
    let line = JSONValue.object([
      ("claims", .list(claims)), ("hasTable", .bool(reading.hasTable)),
      ("manifest", .text(reading.manifest)), ("swift", .text(reading.swift)),
      ("isCommon", .bool(isCommon)),
    ])
    return Array((line.line + "\n").utf8) + reading.values
  }

  private func draw(
    _ values: OptionValues, _ asked: DrawRequest, as format: OutputFormat
  ) throws -> [UInt8] {
    let clock = isTimed ? StageClock() : nil
    let picture = try StageClock.$current.withValue(clock) {
      try drawer.draw(
        values, as: format, isNarrow: asked.narrow ?? false,
        hasOwnSize: asked.hasOwnSize ?? false,
        isNew: asked.beside == nil || asked.format != "svg")
    }
    if let clock {
      let line = "attnplot: time: \(asked.kind) as \(asked.format): \(clock.line)\n"
      try? OutputFiles.write(Array(line.utf8), to: STDERR_FILENO, displayedAs: "standard error")
    }
    let line = JSONValue.object([
      ("command", .text(picture.command)), ("alt", .text(picture.alt)),
      ("warnings", .list(picture.warnings.map(PageText.json))),
      (
        "idle",
        .list(
          picture.idleOptions.map { message in
            .object([
              ("name", .text(message.subject?.name ?? "")), ("why", PageText.json(message)),
            ])
          })
      ),
    ])
    return Array((line.line + "\n").utf8) + picture.bytes
  }
}

extension StageClock {
  /// The stages on one line: `compute 0.12 ms, layout 1.3 ms, draw 2.5 ms, whole 4.1 ms`.
  fileprivate var line: String {
    let (stages, whole) = times
    return (stages.map { ($0.stage.rawValue, $0.seconds) } + [("whole", whole)]).map {
      "\($0.0) \(formatNumber($0.1 * 1000, significant: 3)) ms"
    }.joined(separator: ", ")
  }
}
