import CairoRendering
import FigureScene
import Foundation
import TestSupport
import Testing

/// Several pages in one PDF.
@Suite struct DocumentTests {
  private func document() -> PageDocument {
    func page(_ name: String, _ size: Size, _ items: [SceneItem]) -> Scene {
      Scene(
        name: name, size: size, background: nil, title: "ignored", summary: "", items: items)
    }
    let area = Rect(x: 10, y: 10, width: 40, height: 20)
    return PageDocument(
      title: "Two pages", authors: ["A", "B"], language: "en",
      pages: [
        page("one", Size(200, 100), [.link(SceneLink(area: area, target: "#there's"))]),
        page(
          "two", Size(100, 300),
          [
            .path(ScenePath(identity: ItemIdentity(id: "there's"), .rect(area), fill: .black)),
            .link(SceneLink(area: area, target: "#nowhere")),
          ]),
      ],
      outline: [
        PageDocument.OutlineEntry(
          title: "A (title) \\ of 注意力", target: "there's",
          children: [PageDocument.OutlineEntry(title: "gone", target: "nowhere")])
      ])
  }

  @Test func pagesHaveTheirSizesAndLeadToOneAnother() throws {
    let pdf = try renderDocument(document())
    let info = String(
      decoding: try runTool("pdfinfo", ["-l", "-1", "-"], input: pdf), as: UTF8.self)
    for line in [
      "Title:           Two pages", "Author:          A, B", "Pages:           2",
      "Page    1 size:  150 x 75 pts", "Page    2 size:  75 x 225 pts",
    ] { #expect(info.contains(line), "\(line)") }
    let locations = String(
      decoding: try runTool("pdfinfo", ["-dests", "-"], input: pdf), as: UTF8.self)
    #expect(locations.contains("   2 [ XYZ"))
    #expect(!locations.contains("nowhere"))
    let file = NSTemporaryDirectory() + "attnplot-test-" + UUID().uuidString + ".pdf"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(pdf).write(to: URL(fileURLWithPath: file))
    let xml = String(
      decoding: try runTool("pdftohtml", ["-xml", "-i", "-stdout", "-q", file]), as: UTF8.self)
    #expect(xml.contains(#"<item page="2">A (title) \ of 注意力</item>"#))
    #expect(!xml.contains("gone"))
  }

  @Test func theSamePagesAreTheSameBytes() throws {
    let first = try renderDocument(document())
    let second = try renderDocument(document())
    #expect(first == second)
  }

  @Test func noPageIsRefused() {
    var empty = document()
    empty.pages = []
    #expect(throws: RenderError.self) { try renderDocument(empty) }
  }
}
