// Figures that float: text fills the pages that they leave.

import CairoRendering
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

  @Test func theNextSectionBeginsBeforeAFigureWhereItsOwnIsTooShort() {
    func parts(_ before: Int) -> [FlowPart] {
      (0..<before).map { Self.text($0) } + Self.figure(50, height: 900) + [Self.text(60)]
        + [Self.heading(61)] + (62..<90).map { Self.text($0) }
    }
    // The one paragraph before the heading leaves the page half empty: the heading comes with what follows.
    let floated = Self.blocks(FigureFloats.floated(parts(15), height: 1000))
    #expect(floated.prefix(18) == (0..<15) + [60, 61, 62])
    #expect(floated.sorted() == Self.blocks(parts(15)).sorted())
    let pages = PageBreaker.pages(FigureFloats.floated(parts(15), height: 1000), height: 1000)
    #expect(pages[0].count > 40)
    // Where the page is filled well with it, the heading stays where it is.
    #expect(
      Self.blocks(FigureFloats.floated(parts(42), height: 1000))
        == Array(0..<42) + [60, 50, 51] + Array(61..<90))
  }

  /// No heading comes without something of its section.
  @Test func aHeadingAloneStays() {
    let parts =
      (0..<15).map { Self.text($0) } + Self.figure(20, height: 900) + [Self.heading(31)]
      + Self.figure(32, height: 400)
    #expect(Self.blocks(FigureFloats.floated(parts, height: 1000)) == Self.blocks(parts))
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

  /// Text comes before several figures where it is theirs to fill the page, and their order stays.
  @Test func textPassesSeveralFigures() {
    let parts =
      (0..<15).map { Self.text($0) } + Self.figure(20, height: 900) + Self.figure(30, height: 900)
      + [Self.heading(40)] + (41..<70).map { Self.text($0) }
    let floated = FigureFloats.floated(parts, height: 1000)
    let pages = PageBreaker.pages(floated, height: 1000)
    #expect(Self.blocks(floated).sorted() == Self.blocks(parts).sorted())
    #expect(floated[pages[0]].reduce(0) { $0 + $1.height } > 750)
    let figures = Self.blocks(floated).filter { [20, 21, 30, 31].contains($0) }
    #expect(figures == [20, 21, 30, 31])
    // What is read goes on in its order.
    let read = Self.blocks(floated).filter { !figures.contains($0) }
    #expect(read == Array(0..<15) + Array(40..<70))
  }

  /// A heading right above a figure comes with the text below the figure.
  @Test func aHeadingAboveAFigureComesWithItsText() {
    let parts =
      (0..<15).map { Self.text($0) } + [Self.heading(19)] + Self.figure(20, height: 900)
      + (30..<60).map { Self.text($0) }
    let floated = FigureFloats.floated(parts, height: 1000)
    #expect(Array(Self.blocks(floated).prefix(18)) == Array(0..<15) + [19, 30, 31])
    #expect(floated[PageBreaker.pages(floated, height: 1000)[0]].count > 40)
  }

  /// A page that text follows is full: white is left where something has no room.
  @Test func textFillsPages() {
    let parts = (0..<70).map { Self.text($0) } + Self.figure(80, height: 700)
    let pages = PageBreaker.pages(parts, height: 1000)
    #expect(pages[0] == 0..<50)
  }

  /// Figures in lists stay in them.
  @Test func figuresInListsStay() {
    var figure = Self.figure(20, height: 900)
    for index in figure.indices {
      figure[index].containers = [FlowContainer(role: .list, number: 0)]
    }
    let parts = (0..<15).map { Self.text($0) } + figure + (30..<60).map { Self.text($0) }
    #expect(Self.blocks(FigureFloats.floated(parts, height: 1000)) == Self.blocks(parts))
  }

  @Test func whatFitsIsLeftAsItIs() {
    let parts = Self.figure(0, height: 300) + (5..<20).map { Self.text($0) }
    #expect(Self.blocks(FigureFloats.floated(parts, height: 1000)) == Self.blocks(parts))
  }

  /// The sizes of all letters, in px of the page: sub- and superscripts are seven tenths of the others.
  private static func sizes(_ items: [SceneItem], _ scale: Double) -> [Double] {
    items.flatMap { item -> [Double] in
      switch item {
      case .group(let group):
        let matrix = group.transform
        let factor = abs(matrix.xx * matrix.yy - matrix.xy * matrix.yx).squareRoot()
        return sizes(group.items, scale * factor)
      case .text(let text):
        return text.text.spans.map {
          text.style.size * scale * ($0.script == .normal ? 1 : 0.7)
        }
      case .path, .image, .link: return []
      }
    }
  }

  /// No letter on a page of the article is under 6 pt, in a figure, its subscripts or a table.
  @Test(arguments: Language.allCases)
  func everyLetterOfTheArticleCanBeRead(_ language: Language) async throws {
    let report = try await Sample.article.value
    let document = try #require(
      PDFReport.document(of: report, language: language, text: TextEngine()))
    for (number, page) in document.pages.enumerated() {
      let minimum = Self.sizes(page.items, 1).min() ?? 8
      #expect(minimum * 0.75 >= 6, "page \(number + 1): \(minimum * 0.75) pt")
    }
  }

  /// Pages are well filled, by what is painted on them: none but the last is empty for a quarter. No part of a
  /// report begins on a page of its own.
  @Test(arguments: Language.allCases)
  func pagesOfTheArticleAreFilled(_ language: Language) async throws {
    let report = try await Sample.article.value
    let text = TextEngine()
    let document = try #require(PDFReport.document(of: report, language: language, text: text))
    let frame = PaperStyle.frame
    for (number, page) in document.pages.dropLast().enumerated() {
      var page = page
      // The number below the frame.
      page.items.removeLast()
      let ink = try #require(page.ink(text, on: Color(0xFFFFFF)) { _ in true }).whole
      #expect(ink.maxY <= frame.maxY + 4, "page \(number + 1)")
      let white = (frame.maxY - ink.maxY) / frame.height
      #expect(white < 0.24, "page \(number + 1): \(white)")
    }
  }

  private static func page(_ parts: [FlowPart], height: Double) -> (Double, PageFilling) {
    let used = parts.reduce(-parts[0].spaceBefore) { $0 + $1.height + $1.spaceBefore }
    return (used, PageFilling(parts[...], white: height - used, height: height))
  }

  /// What stands around figures grows on a page that is not full, up to their own room and an eighth of them.
  @Test func aPageIsFilled() {
    var parts = [Self.heading(0), Self.text(1), Self.text(2)] + Self.figure(3, height: 500)
    parts[1].spaceBefore = 8
    parts[2].spaceBefore = 8
    parts[3].spaceBefore = 18
    parts[4].spaceBefore = 7
    let (_, filling) = Self.page(parts, height: 1000)
    // Paragraphs and captions stay where they are.
    #expect(parts.indices.map { filling.space(above: $0, parts[...]) } == [0, 8, 0, 18, 0])
    let picture = parts[3].picture
    #expect(picture.map { filling.growth(of: $0) } == 1.12)
    // A page that is nearly full, or the last one, is left as it is.
    let (used, _) = Self.page(parts, height: 1000)
    let (_, full) = Self.page(parts, height: used / 0.91)
    for filling in [full, PageFilling()] {
      #expect(parts.indices.allSatisfy { filling.space(above: $0, parts[...]) == 0 })
      #expect(picture.map { filling.growth(of: $0) } == 1)
    }
  }

  /// A figure grows no wider than the frame, and no higher than figures may be.
  @Test(arguments: [
    (700.0, 500.0, 1.0), (600, 400, PaperStyle.frame.width / 600), (300, 200, 1.12),
  ])
  func figuresGrowWithinThePage(width: Double, height: Double, growth: Double) {
    let size = Size(width, height)
    let picture = FlowPicture(items: [], size: size, scale: PaperType.scale(of: size), label: "")
    #expect(abs(picture.maximumGrowth + 1 - growth) < 1e-9)
  }
}
