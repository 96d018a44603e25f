// Figures of attention at the edges of their data: rows with gaps, values all alike, axes turned.

import FigureKinds
import FigureLayout
import FigurePipeline
import FigureScene
import Foundation
import Testing

@Suite struct AttentionEdgeTests {
  private func prepared(
    _ kind: any FigureKind.Type, _ arguments: [String], in folder: Folder? = nil
  ) throws -> PreparedFigure {
    var request = try FigureRequest(name: "figure", kind: kind, arguments: arguments)
    request.folder = folder?.path
    return try FigureRenderer().prepare(request)
  }

  /// The paths of a scene that have a fill or a name, wherever they lie.
  private func paths(_ items: [SceneItem]) -> [ScenePath] {
    items.flatMap { item -> [ScenePath] in
      switch item {
      case .group(let group): paths(group.items)
      case .path(let path): [path]
      case .text, .image, .link: []
      }
    }
  }

  private func width(_ path: Path) -> Double {
    let xs = path.elements.compactMap { element -> Double? in
      switch element {
      case .move(let point), .line(let point): point.x
      case .curve, .close: nil
      }
    }
    return (xs.max() ?? 0) - (xs.min() ?? 0)
  }

  /// A bar is as wide as its place, whichever others have one.
  @Test(arguments: [0, 3, 12]) func barsAreOnePlaceWide(query: Int) throws {
    let figure = try prepared(
      Attention.self,
      ["--weights", "example:minilm", "--layer", "3", "--head", "2", "--mask", "causal"]
        + ["--query-token", "\(query)"])
    let panel = figure.description.panels[0]
    let location = panel.frame.width / 13
    let bars = paths(figure.scene.items).filter { $0.fill != nil && $0.stroke == nil }
    #expect(bars.count >= query + 1)
    for bar in bars { #expect(width(bar.path) <= location) }
    // What is masked is hatched, not left out like a weight of 0.
    let hatched = paths(figure.scene.items).filter { $0.identity.label == "masked" }
    #expect(hatched.count == (query == 12 ? 0 : 1))
    for path in hatched { #expect(width(path.path) <= location * Double(12 - query) + 1) }
  }

  /// Values that are all alike, or none, still have an axis.
  @Test(arguments: [
    (["--tokens", "a b", "--mask-file", "mask.csv", "--query-token", "b"], "attention"),
    (["--weights", "same.csv"], "head-measures"),
  ])
  func valuesAllAlikeHaveAnAxis(arguments: [String], kind: String) throws {
    let folder = try Folder(["mask.csv": "1,0\n0,0\n", "same.csv": "1,0\n0,1\n"])
    let kind = try #require(KindRegistry.named(kind))
    let figure = try prepared(kind, arguments, in: folder)
    #expect(!figure.description.panels.isEmpty)
  }

  @Test(arguments: ["4-10", "0,5,11"]) func everyAllowedNumberOfHeadsHasRoom(heads: String) throws {
    _ = try prepared(
      HeadView.self, ["--weights", "example:minilm", "--layer", "1", "--heads", heads])
  }

  /// The arrow behind a role points to where the axis counts up.
  @Test(arguments: [
    ([], "key →", "query ↓"), (["--transpose"], "query →", "key ↓"),
    (["--origin", "lower"], "key →", "query ↑"),
    (["--transpose", "--origin", "lower"], "query →", "key ↑"),
  ])
  func arrowsPointAlongTheirAxes(options: [String], x: String, y: String) throws {
    for (kind, more) in [
      (Attention.self as any FigureKind.Type, ["--head", "3"]), (Heads.self, ["--heads", "3"]),
    ] {
      let figure = try prepared(
        kind, ["--weights", "example:minilm", "--layer", "4"] + more + options)
      let panel = figure.description.panels[0]
      #expect((panel.x.label, panel.y.label) == (x, y), "\(kind)")
    }
  }

  @Test(arguments: [
    ("[\"a\", \"b\", 3]", "3 tokens for 2 queries"), ("[\"a\", {\"b\": 3}]", "t.json"),
    ("[[\"a\"], [\"b\"]]", "t.json"),
  ])
  func aListThatIsNoneIsTold(text: String, words: String) throws {
    let folder = try Folder(["t.json": text, "w.csv": "0.5,0.5\n0.25,0.75\n"])
    let error = #expect(throws: FigureError.self) {
      try prepared(Attention.self, ["--weights", "w.csv", "--tokens-file", "t.json"], in: folder)
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: ["\u{FEFF}The\ncat\n", "\u{FEFF}[\"The\", \"cat\"]"])
  func aByteOrderMarkIsNoToken(text: String) throws {
    let folder = try Folder(["t.txt": text, "w.csv": "0.5,0.5\n0.25,0.75\n"])
    let figure = try prepared(
      Attention.self, ["--weights", "w.csv", "--tokens-file", "t.txt"], in: folder)
    #expect(figure.description.panels[0].x.ticks == ["The", "cat"])
  }
}
