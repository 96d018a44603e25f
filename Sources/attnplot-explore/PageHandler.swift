// Requests → responses.

import CairoRendering
import FigureExplorer
import FigureKinds
import FigureModel
import FigurePipeline
import FlyingFox
import Foundation
import Glibc
import StageTimes
import Synchronization

/// Answers every request.
final class PageHandler: HTTPHandler {
  private let drawer: FigureDrawer
  private let files: NamedFiles
  private let manifest: Manifest?
  private let isTimed: Bool
  private let turns = Turns()
  private let waiting = Mutex(0)
  /// Where the server listens; nil until it does.
  private let port = Mutex<UInt16?>(nil)

  init(drawer: FigureDrawer, files: NamedFiles, manifest: Manifest?, isTimed: Bool) {
    self.drawer = drawer
    self.files = files
    self.manifest = manifest
    self.isTimed = isTimed
  }

  /// Tells which port the server listens on.
  func listens(on port: UInt16) { self.port.withLock { $0 = port } }

  /// A picture asked for.
  private struct Question: Decodable {
    /// Which page asks, and for the how many'th time.
    var page: String
    var turn: Int
    var kind: String
    var values: [String: [String]]
    var format: String
  }

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard let port = port.withLock({ $0 }) else {
      return Self.text(.serviceUnavailable, "not ready")
    }
    if let refusal = RequestGuard.refusal(of: request, port: port) {
      return Self.text(.forbidden, refusal)
    }
    switch (request.method, request.path) {
    case (.GET, "/"):
      return Self.response(.ok, "text/html; charset=utf-8", ExploreAssets.page)
    case (.GET, "/explore.css"):
      return Self.response(.ok, "text/css; charset=utf-8", ExploreAssets.style)
    case (.GET, "/explore.js"):
      return Self.response(.ok, "text/javascript; charset=utf-8", ExploreAssets.script)
    case (.GET, "/kinds.json"):
      let points = try await StartingPoint.all(manifest: manifest, drawer: drawer)
      let json = ExploreCatalogue.json(points, files: files)
      return Self.response(.ok, "application/json", Array(json.line.utf8))
    case (.POST, "/draw"):
      return try await draw(request)
    default:
      return Self.text(.notFound, "nothing is here")
    }
  }

  // MARK: Pictures

  /// Answers with a line of JSON and, where one could be drawn, the picture behind it.
  private func draw(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard let body = try await Self.body(of: request) else {
      return Self.text(
        .payloadTooLarge, "a request has at most \(ExploreLimits.longestBody) bytes")
    }
    guard let question = try? JSONDecoder().decode(Question.self, from: body),
      let format = OutputFormat(fileEnding: question.format), question.page.utf8.count <= 64
    else { return Self.text(.badRequest, "this is no question that the page asks") }
    turns.note(question.turn, of: question.page)
    let isTaken = waiting.withLock { count in
      guard count < ExploreLimits.mostWaiting else { return false }
      count += 1
      return true
    }
    guard isTaken else { return Self.text(.serviceUnavailable, "too many requests are waiting") }
    defer { waiting.withLock { $0 -= 1 } }
    do {
      let turns = turns
      let clock = isTimed ? StageClock() : nil
      let picture = try await StageClock.$current.withValue(clock) {
        try await drawer.draw(
          OptionValues(kind: question.kind, values: question.values), as: format
        ) { turns.isOutdated(question.turn, of: question.page) }
      }
      if let clock {
        let line = "attnplot: time: \(question.kind) as \(question.format): \(clock.line)\n"
        try? OutputFiles.write(Array(line.utf8), to: STDERR_FILENO, shownAs: "standard error")
      }
      let line = JSONValue.object([
        ("command", .text(picture.command)), ("alt", .text(picture.alt)),
        (
          "warnings", .list(picture.warnings.map { .text("attnplot: warning: \($0)") })
        ),
      ])
      return Self.response(
        .ok, "application/octet-stream", Array((line.line + "\n").utf8) + picture.bytes)
    } catch is Outdated {
      return Self.text(.conflict, "outdated")
    } catch {
      let line = JSONValue.object([("error", .text("attnplot: error: \(ErrorLine.text(error))"))])
      return Self.response(
        .unprocessableContent, "application/json", Array((line.line + "\n").utf8))
    }
  }

  /// The body, or nil where it is too long.
  private static func body(of request: HTTPRequest) async throws -> Data? {
    if let length = request.headers[.contentLength],
      Int(length) ?? .max
        > ExploreLimits.longestBody
    {
      return nil
    }
    var body = Data()
    for try await part in request.bodySequence {
      body += part
      guard body.count <= ExploreLimits.longestBody else { return nil }
    }
    return body
  }

  // MARK: Responses

  private static func text(_ status: HTTPStatusCode, _ text: String) -> HTTPResponse {
    response(status, "text/plain; charset=utf-8", Array((text + "\n").utf8))
  }

  private static func response(
    _ status: HTTPStatusCode, _ type: String, _ bytes: [UInt8]
  ) -> HTTPResponse {
    HTTPResponse(
      statusCode: status,
      headers: [
        .contentType: type,
        .cacheControl: "no-store",
        HTTPHeader("Content-Security-Policy"):
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src blob: data:; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        HTTPHeader("Cross-Origin-Resource-Policy"): "same-origin",
        HTTPHeader("Cross-Origin-Opener-Policy"): "same-origin",
        HTTPHeader("Referrer-Policy"): "no-referrer",
        HTTPHeader("X-Content-Type-Options"): "nosniff",
      ], body: Data(bytes))
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
