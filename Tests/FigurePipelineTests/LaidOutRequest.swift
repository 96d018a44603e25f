// Requests laid out without a font, for tests of what stands where.

import ArgumentParser
import FigureKinds
import FigureLayout
import FigureModel
import FigurePipeline
import FigureScene
import MatrixSources
import Synchronization
import TestSupport
import Testing

/// A request and what became of it.
struct LaidOutRequest {
  let request: FigureRequest
  let draft: FigureDraft
  let figure: LaidOutFigure
  let type: TypeScale

  var scene: Scene { figure.scene }
  var description: FigureDescription { figure.description }

  /// - Parameters:
  ///   - command: a command without `attnplot`; names of files are those of Tests/Fixtures.
  ///   - change: what is to be different in its looks.
  init(_ command: String, _ change: (inout AppearanceArguments) -> Void = { _ in }) throws {
    var request = try parsedRequest(command)
    change(&request.appearance)
    try self.init(request)
  }

  init(_ request: FigureRequest) throws {
    self.request = request
    let page = try request.appearance.page()
    type = page.type
    draft = request.appearance.applied(
      to: try request.kind.draft(computing: ComputeContext(folder: fixturesFolder), on: page))
    figure = try LayoutEngine(
      theme: page.theme, language: page.language, measuring: FixedWidthText(),
      scale: request.appearance.scale, type: page.type
    ).layOut(draft.figure)
  }

  /// What is wrong with the layout.
  var faults: [String] {
    let scale = request.appearance.scale * type.factor
    // In the px that figures are laid out in; a bar's round shares leave a margin a pixel narrower.
    return scene.scaled(by: 1 / type.factor).layoutFaults(
      FixedWidthText(), unit: scale == scale.rounded() ? 1 : 1 / scale, pixel: 1 / scale,
      margin: type.margin / 2 - 0.01)
  }
}

/// …/Tests/Fixtures
let fixturesFolder =
  #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
  .joined(separator: "/") + "/Fixtures"

/// The request a command makes. Each command is read once: reading takes longer than drawing.
func parsedRequest(_ command: String) throws -> FigureRequest {
  if let known = requests.withLock({ $0[command] }) { return known }
  var words = shellWords(command)
  // A kind of a group has the group's word before its own.
  if KindRegistry.named(words[0]) == nil, words.count > 1 {
    words.replaceSubrange(0..<2, with: [words[0] + " " + words[1]])
  }
  let kind = try #require(KindRegistry.named(words[0]), "\(words[0]) is no kind")
  let arguments = Array(words.dropFirst())
  let request: FigureRequest
  if let plain = try? kind.parse(arguments) {
    // Without options of appearance there is half as much to read.
    request = FigureRequest(
      name: kind.name, kind: plain, appearance: try usualAppearance.get(), command: command)
  } else {
    request = try FigureRequest(name: kind.name, kind: kind, arguments: arguments)
  }
  requests.withLock { $0[command] = request }
  return request
}

private let usualAppearance = Result { try AppearanceArguments.parse([]) }
private let requests = Mutex<[String: FigureRequest]>([:])

/// The words of a command, with double quotes around those that hold blanks.
func shellWords(_ command: String) -> [String] {
  command.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
    .flatMap { index, part in
      index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
    }
}
