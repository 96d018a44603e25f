// Figures that float: text fills the pages that they leave.

import FigureLayout
import FigureModel
import FigureScene
import Testing

@testable import FigureReport

@Suite struct FigureFloatsTests {
  private static func text(_ block: Int, height: Double = 20) -> FlowPart {
    var part = FlowPart(height: height)
    (part.block, part.role) = (block, .paragraph)
    return part
  }

  private static func figure(_ block: Int, height: Double) -> [FlowPart] {
    var picture = FlowPart(height: height, keepsWithNext: true)
    picture.picture = FlowPicture(
      items: [], size: Size(100, height), scale: 1, label: "figure")
    (picture.block, picture.role) = (block, .figure)
    var caption = FlowPart(height: 20)
    (caption.block, caption.role) = (block + 1, .caption)
    return [picture, caption]
  }

  private static func heading(_ block: Int) -> FlowPart {
    var part = FlowPart(height: 20, keepsWithNext: true)
    (part.block, part.role) = (block, .heading(2))
    return part
  }

  private static func blocks(_ parts: [FlowPart]) -> [Int] { parts.map(\.block) }

  @Test func textComesBeforeAFigureThatHasNoRoom() {
    // A page of 1000: 300 of text, a figure of 900, then 600 of text.
    let parts =
      (0..<15).map { Self.text($0) } + Self.figure(20, height: 900)
      + (30..<60).map { Self.text($0) }
    let floated = FigureFloats.floated(parts, height: 1000)
    #expect(Self.blocks(floated).sorted() == Self.blocks(parts).sorted())
    let pages = PageBreaker.pages(floated, height: 1000)
    #expect(floated[pages[1].lowerBound].block == 20)
    #expect(Self.blocks(Array(floated[pages[0]])) == Array(0..<15) + Array(30..<60))
  }

  @Test func headingsAndWhatFollowsThemStay() {
    let parts =
      (0..<15).map { Self.text($0) } + Self.figure(20, height: 900) + [Self.text(30)]
      + [Self.heading(31)] + (32..<60).map { Self.text($0) }
    let floated = FigureFloats.floated(parts, height: 1000)
    // The one paragraph before the heading fills what it can.
    #expect(Self.blocks(floated) == Array(0..<15) + [30, 20, 21] + Array(31..<60))
  }

  /// A paragraph that leads to a formula stays with it.
  @Test func whatLeadsToSomethingStaysWithIt() {
    var leading = Self.text(31)
    leading.keepsWithNext = true
    let parts =
      (0..<15).map { Self.text($0) } + Self.figure(20, height: 900)
      + [Self.text(30), leading, Self.text(32, height: 900)]
    let floated = FigureFloats.floated(parts, height: 1000)
    #expect(Self.blocks(floated) == Array(0..<15) + [30, 20, 21, 31, 32])
  }

  @Test func whatFitsIsLeftAsItIs() {
    let parts = Self.figure(0, height: 300) + (5..<20).map { Self.text($0) }
    #expect(Self.blocks(FigureFloats.floated(parts, height: 1000)) == Self.blocks(parts))
  }

  /// The sizes of all texts, in px of the page.
  private static func sizes(_ items: [SceneItem], _ scale: Double) -> [Double] {
    items.flatMap { item -> [Double] in
      switch item {
      case .group(let group):
        let matrix = group.transform
        let factor = abs(matrix.xx * matrix.yy - matrix.xy * matrix.yx).squareRoot()
        return sizes(group.items, scale * factor)
      case .text(let text): return [text.style.size * scale]
      case .path, .image, .link: return []
      }
    }
  }

  /// The letters of ticks and labels on the pages of the article, in pt.
  @Test(arguments: Language.allCases)
  func wordsOfFiguresCanBeRead(_ language: Language) async throws {
    let report = try await Sample.article.value
    for figure in report.figures {
      let edition = try #require(figure.editions[language])
      let paper = try #require(edition.paper)
      let scale = min(
        1, PaperStyle.frame.width / paper.size.width,
        PaperStyle.frame.height * 0.7 / paper.size.height)
      // Diagrams are made smaller as a whole, words and all.
      guard !edition.description.panels.isEmpty else { continue }
      let least = Self.sizes(paper.items, scale).min() ?? 8
      #expect(least * 0.75 >= 6, "\(figure.id): \(least * 0.75) pt of \(paper.size)")
    }
  }
}
