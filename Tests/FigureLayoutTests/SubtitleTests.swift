// The subtitle, and titles that begin at the left of the panels.

import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct SubtitleTests {
  private func drawn(
    _ alignment: TitleAlignment, title: RichText? = "A title", notes: [FigureNote] = [],
    size: FigureSize = .exact(500, 400)
  ) throws -> LaidOutFigure {
    var figure = figure(
      [try heatPanel(counting(4, 5), y: cellAxis(4, label: "row"))], title: title, size: size)
    figure.subtitle = "The model, layer 3, head 7"
    figure.titleAlignment = alignment
    figure.notes = notes
    return try layOut(figure)
  }

  @Test(arguments: TitleAlignment.allCases, [FigureSize.exact(500, 400), .about(300, 300)])
  func linesStandBelowEachOther(alignment: TitleAlignment, size: FigureSize) throws {
    let drawn = try drawn(alignment, notes: [FigureNote("A note.")], size: size)
    #expect(drawn.faults == [])
    #expect(drawn.description.subtitle == "The model, layer 3, head 7")
    let boxes = try ["A title", "The model, layer 3, head 7", "A note."].map {
      try #require(drawn.text($0)).box(FixedWidthText()).bounds
    }
    for (above, below) in zip(boxes, boxes.dropFirst()) { #expect(above.maxY <= below.minY) }
    let frame = drawn.description.panels[0].frame
    #expect(boxes[2].maxY < frame.y)
    switch alignment {
    case .left: #expect(boxes.allSatisfy { ($0.minX - frame.x).magnitude < 0.01 })
    case .center: #expect(boxes.allSatisfy { ($0.midX - frame.x - frame.width / 2).magnitude < 1 })
    }
  }

  /// A title that is too wide for the room beside it begins further left, within the page.
  @Test func wideTitlesStayOnThePage() throws {
    let wide = RichText(String(repeating: "word ", count: 10) + "end")
    let drawn = try drawn(.left, title: wide)
    let box = try #require(drawn.text(wide.plain)).box(FixedWidthText()).bounds
    #expect(box.minX >= 9.5 && box.maxX <= 490.5)
    #expect(drawn.faults == [])
  }
}
