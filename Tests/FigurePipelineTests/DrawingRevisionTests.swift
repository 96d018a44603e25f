// A drawing that changes has a new revision, so that what was drawn before is drawn anew; one that does
// not change keeps its own, whatever the program's version is.
//
// Tests/Goldens/drawings.txt has a line for each kind: its revision, that of the layout, and a digest
// over the scenes of all of its sample commands. Where a digest is another one, the revision has to be
// raised, and only then can the line be recorded anew with ATTNPLOT_RECORD=1.

import CairoRendering
import FigureKinds
import FigureScene
import Foundation
import TestSupport
import Testing

@testable import FigurePipeline

/// A line of the golden.
private struct Line: Hashable {
  var name: String
  var revision: String
  var digest: String

  var text: String { "\(name) | \(revision) | \(digest)" }

  init(name: String, revision: String, digest: String) {
    self.name = name
    self.revision = revision
    self.digest = digest
  }

  init?(_ text: Substring) {
    let parts = text.components(separatedBy: " | ")
    guard parts.count == 3 else { return nil }
    self.init(name: parts[0], revision: parts[1], digest: parts[2])
  }
}

@Suite(.serialized) struct DrawingRevisionTests {
  private static let file =
    fixturesFolder.replacing("/Fixtures", with: "/Goldens/drawings.txt")
  private static let isRecording = ProcessInfo.processInfo.environment["ATTNPLOT_RECORD"] == "1"

  private static func known() -> [String: Line] {
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    return Dictionary(
      uniqueKeysWithValues: text.split(separator: "\n").compactMap { Line($0) }.map {
        ($0.name, $0)
      })
  }

  /// Compares a line with the golden's, and records it where it may be recorded.
  private static func fault(_ line: Line) throws -> String? {
    var known = known()
    let old = known[line.name]
    if old == line { return nil }
    guard isRecording || old == nil else {
      return old?.revision == line.revision
        ? "\(line.name) is drawn otherwise than before: raise its revision, "
          + "\(line.revision), and record Goldens/drawings.txt anew with ATTNPLOT_RECORD=1"
        : "\(line.name) has a new revision: record Goldens/drawings.txt with ATTNPLOT_RECORD=1"
    }
    if let old, old.revision == line.revision {
      return "\(line.name) is drawn otherwise than before and has the same revision, "
        + "\(line.revision): raise it first"
    }
    known[line.name] = line
    let text = known.values.map(\.text).sorted().joined(separator: "\n") + "\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    return "recorded \(line.name) in Goldens/drawings.txt: run again"
  }

  @Test(arguments: KindRegistry.all.map { $0.name })
  func aKindThatIsDrawnOtherwiseHasANewRevision(_ name: String) throws {
    let kind = try #require(KindRegistry.named(name))
    let commands = sampleCommands.filter { $0.hasPrefix(name + " ") || $0 == name }
    #expect(!commands.isEmpty)
    let dumps = try commands.map { "\($0)\n" + (try LaidOutRequest($0)).scene.dump }
    let line = Line(
      name: name, revision: "kind \(kind.drawing), layout \(DrawingRevision.layout)",
      digest: Digest.of(dumps.joined()))
    #expect(try Self.fault(line) == nil)
  }

  /// What libraries and fonts decide is recorded beside the revision, and compared where both are the
  /// golden's.
  @Test(arguments: OutputFormat.allCases)
  func aRenderingThatIsAnotherHasANewRevision(_ format: OutputFormat) throws {
    let worker = FigureRenderer()
    var environment = DrawingEnvironment.libraries
    var bytes: [UInt8] = []
    for command in [
      "pe-heatmap --positions 9 --dimensions 12 --annotate --transpose --theme dark --lang zh",
      "attention --tokens \"the cat sat\" --seed 7 --mask causal",
      "head-view --weights attention/minilm-s1-attentions.npy --layer 4 --heads 5,6",
      "diagram multi-head", "frequencies --dimensions 16 --theme print",
    ] {
      var request = try parsedRequest(command)
      request.folder = fixturesFolder
      var figure = try worker.prepare(request)
      figure.options.metadata = []
      environment += "\(worker.fonts(of: figure).map(\.fonts))"
      let drawn = try worker.draw(figure, as: format)
      bytes += format == .png ? try DecodedPNG(drawn).pixels.flatMap { Self.bytes($0) } : drawn
    }
    let location = Digest.of(environment).prefix(16)
    let line = Line(
      name: "\(format) on \(location)", revision: "rendering \(DrawingRevision.rendering)",
      digest: Digest.of(bytes))
    let isElsewhere =
      Self.known().keys.contains { $0.hasPrefix("\(format) on ") }
      && Self.known()[line.name] == nil && !Self.isRecording
    // Other libraries or fonts may draw other pixels, and records keep both.
    guard !isElsewhere else { return }
    #expect(try Self.fault(line) == nil)
  }

  private static func bytes<Pixel: FixedWidthInteger>(_ pixel: Pixel) -> [UInt8] {
    withUnsafeBytes(of: pixel.littleEndian) { Array($0) }
  }

  @Test func theGoldenHasEveryKindAndNoOther() {
    let names = Self.known().keys.filter { !$0.contains(" on ") }
    #expect(Set(names) == Set(KindRegistry.all.map { $0.name }))
  }
}
