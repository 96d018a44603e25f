import CairoRendering
import FigureScene
import TestSupport
import Testing

@Suite struct PDFTests {
  @Test(arguments: [1.0, 2, 3]) func looksLikeThePNG(zoom: Double) throws {
    let pdf = try rasterizePDF(render(sampleScene(), as: .pdf), zoom: zoom)
    let png = try DecodedPNG(
      render(sampleScene(), as: .png, options: RenderOptions(scale: zoom)))
    expectSampleCells(in: pdf, zoom: zoom)
    // Poppler draws small letters a little heavier.
    #expect(pdf.meanDifference(png) < 4)
  }

  @Test func information() throws {
    let options = RenderOptions(metadata: [
      MetadataEntry("Software", "attnplot 1.2"), MetadataEntry("Parameters", "--dimensions 256"),
    ])
    let pdf = try render(sampleScene(), as: .pdf, options: options)
    let info = String(decoding: try runTool("pdfinfo", ["-"], input: pdf), as: UTF8.self)
    for line in [
      "Title:           A sample", "Subject:         Every kind of item once.",
      "Creator:         attnplot 1.2", "Keywords:        Parameters: --dimensions 256",
      "Page size:       225 x 150 pts", "Pages:           1",
    ] { #expect(info.contains(line), "\(line)") }
    #expect(!info.contains("Author:"))
    #expect(info.contains("2000"), "the date is fixed")
  }

  @Test func wordsCanBeRead() throws {
    let pdf = try render(sampleScene(), as: .pdf)
    let words = String(decoding: try runTool("pdftotext", ["-", "-"], input: pdf), as: UTF8.self)
    for word in ["Sample of items", "注意力 and text", "turned", "red"] {
      #expect(words.contains(word), "\(word)")
    }
  }

  @Test func linksLieWhereTheyAreDrawn() throws {
    let area = Rect(x: 20, y: 10, width: 40, height: 20)
    let linked = scene([
      .group(
        SceneGroup(
          transform: .translation(4, 8),
          items: [
            .link(SceneLink(area: area, target: "https://example.org/(a)'b\\")),
            .link(SceneLink(area: area, target: "javascript:alert(1)")),
            .link(SceneLink(area: area, target: "#box's \\ id")),
          ])),
      .path(
        ScenePath(identity: ItemIdentity(id: "box's \\ id"), .rect(area), fill: .black)),
    ])
    let pdf = String(decoding: try render(linked, as: .pdf), as: UTF8.self)
    // 24 … 64 px across and 18 … 38 px down a page of 60, in points from below.
    #expect(pdf.contains("/Rect [ 18 16 48 32 ]") || pdf.contains("/Rect [ 18 16.5 48 31.5 ]"))
    #expect(pdf.contains("https://example.org/"))
    #expect(!pdf.contains("javascript"))
    #expect(pdf.contains("/XYZ 15 37.5"))
  }

  @Test(arguments: hostileStrings) func hostileText(text: String) throws {
    let items: [SceneItem] = [
      .text(
        SceneText(
          identity: ItemIdentity(id: text), RichText(text), style: body, color: .black,
          at: Point(10, 20))),
      .link(SceneLink(area: Rect(x: 0, y: 0, width: 9, height: 9), target: "#" + text)),
    ]
    let options = RenderOptions(metadata: [MetadataEntry("Parameters", text)])
    let pdf = try render(
      scene(items, title: text, summary: text), as: .pdf, options: options)
    #expect(try rasterizePDF(pdf).width == 100)
  }

  @Test func clearBackground() throws {
    let pdf = try rasterizePDF(render(scene([], background: nil), as: .pdf))
    #expect(pdf.ink == nil && pdf.width == 100 && pdf.height == 60)
    let dark = try rasterizePDF(render(scene([], background: Color(0x202020)), as: .pdf))
    #expect(dark[0, 0] == 0x202020 && dark[99, 59] == 0x202020)
  }
}
