// Figures as they were when a person last found them good: scenes, and the SVG made from them.

import Article
import CairoRendering
import FigurePipeline
import FigureScene
import Foundation
import TestSupport
import Testing

/// The article's figures, and what they leave out: token labels that turn, masked cells, annotations,
/// several bars, a reduced matrix, a dark page in Chinese.
private let otherGoldens: [(name: String, command: String)] = [
  ("annotated", "pe-heatmap --positions 8 --dimensions 12 --annotate"),
  (
    "upside-down",
    "pe-heatmap --positions 20 --dimensions 32 --transpose --origin lower --theme dark"
  ),
  ("reduced", "pe-heatmap --positions 3000 --dimensions 6 --lang zh"),
  ("causal", "attention --tokens \"the cat sat on the mat\" --seed 7 --mask causal --lang zh"),
  (
    "bars",
    "heads --weights attention/minilm-s1-attentions.npy --layer 5 --heads 0-3 --color-scale panel"
  ),
  (
    "links",
    "head-view --weights attention/minilm-s1-attentions.npy --layer 4 --heads 3,5 --query-token 9"
  ),
  ("log", "frequencies --dimensions 64 --theme print"),
]

private let articleGoldens: [(name: String, command: String)] =
  (try? ArticleManifest.manifest().figures.filter { $0.name == $0.id })?.map {
    ($0.name, String($0.request.command.dropFirst("attnplot ".count)))
  } ?? []

@Suite struct GoldenTests {
  static let names = (articleGoldens + otherGoldens).map(\.name)

  static func laidOut(_ name: String) throws -> LaidOutRequest {
    if let article = try ArticleManifest.manifest().figures.first(where: { $0.name == name }) {
      return try LaidOutRequest(article.request)
    }
    let command = try #require(otherGoldens.first { $0.name == name }?.command)
    return try LaidOutRequest(command)
  }

  @Test(arguments: names) func scenesAreAsTheyWere(_ name: String) throws {
    let scene = try Self.laidOut(name).scene
    #expect(try goldenFault(scene.dump, "scenes/\(name).txt") == nil)
  }

  @Test(arguments: ["pe-matrix", "decompose-low", "dot-product", "bert-four-heads", "causal"])
  func drawingsAreAsTheyWere(_ name: String) throws {
    let scene = try Self.laidOut(name).scene
    let svg = String(decoding: try render(scene, as: .svg, options: RenderOptions()), as: UTF8.self)
    #expect(try goldenFault(normalized(svg), "svg/\(name).svg") == nil)
  }

  @Test func theWholeArticleIsHeld() {
    #expect(articleGoldens.count >= 20)
    #expect(Set(Self.names).count == Self.names.count)
  }
}

/// An SVG without what the machine's fonts and its zlib decide: outlines of letters and where they
/// begin, and how pictures are packed. What letters say, and where, is in the golden scenes.
private func normalized(_ svg: String) throws -> String {
  var text = svg.replacing(/<path id="[^"]*-g\d+"[^>]*\/>\n?/, with: "")
    .replacing(/<use [^>]*-g\d+"\/>/, with: "")
    .replacing(/(<g [^>]*aria-label="[^"]*") transform="[^"]*"/) { "\($0.1)" }
    .replacing(/<g transform="translate\([^)]*\)scale\([^)]*\)"><\/g>/, with: "")
  for packed in svg.matches(of: /base64,([A-Za-z0-9+\/=]*)/).map({ String($0.1) }) {
    let bytes = try #require(Data(base64Encoded: packed), "a picture in the SVG is damaged")
    let picture = try DecodedPNG(Array(bytes))
    text = text.replacing(
      packed, with: "\(picture.width)x\(picture.height)#\(hash(picture.pixels))")
  }
  return text
}
