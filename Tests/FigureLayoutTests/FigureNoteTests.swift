// Notes below a figure's title: where they stand, and that the alt text tells each of them.

import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct FigureNoteTests {
  static let long =
    "Tokens left out: one, two, three, four, five, six, seven and eight of a sentence (8 of 64). "
    + "Rows made to sum to 1 again."

  private func noted(
    _ notes: [FigureNote], title: RichText? = "A title", size: FigureSize,
    language: Language = .english
  ) throws -> LaidOutFigure {
    var figure = figure(
      [try heatPanel(counting(4, 5))], title: title, size: size, language: language)
    figure.notes = notes
    return try layOut(figure)
  }

  @Test(arguments: [FigureSize.exact(400, 320), .about(300, 300), .about(700, 500)])
  func notesStandBetweenTheTitleAndThePanels(size: FigureSize) throws {
    for title in ["A title", nil] as [RichText?] {
      for text in ["Short.", Self.long] {
        let drawn = try noted([FigureNote(text)], title: title, size: size)
        #expect(drawn.faults == [])
        let note = try #require(drawn.scene.placedTexts.first { $0.item.identity.id == "notes" })
        let box = note.box(FixedWidthText()).bounds
        #expect(note.item.text.plain == text)
        #expect(box.maxY < drawn.description.panels[0].frame.y)
        if let title = drawn.scene.placedTexts.first(where: { $0.item.identity.id == "title" }) {
          #expect(title.box(FixedWidthText()).bounds.maxY <= box.minY)
          #expect(note.item.style.size < title.item.style.size)
        }
      }
    }
  }

  /// A page that follows its content is not made wider by a note that can be broken.
  @Test func aNoteDoesNotWidenThePage() throws {
    let plain = try noted([], size: .about(500, 400))
    let drawn = try noted([FigureNote(Self.long)], size: .about(500, 400))
    // It may grow as a whole, so that its panels keep their share.
    #expect(drawn.scene.size.width <= plain.scene.size.width * 1.16)
    let note = try #require(drawn.scene.placedTexts.first { $0.item.identity.id == "notes" })
    #expect(note.box(FixedWidthText()).bounds.width <= drawn.scene.size.width - 32)
  }

  @Test(arguments: Language.allCases) func theAltTextTellsEveryNote(_ language: Language) throws {
    let drawn = try noted(
      [FigureNote("One."), FigureNote("Two.", isInTitle: true)], size: .exact(400, 300),
      language: language)
    #expect(
      drawn.description.alt
        == (language == .english ? "A sample. One. Two." : "A sample.One.Two."))
    // What the title says is not said again.
    #expect(drawn.text("One.") != nil && drawn.text("Two.") == nil)
  }

  /// What says which convention is shown stands wherever it has room and costs no refusal; the alt text tells
  /// it all the same.
  @Test func aConventionCostsNoRefusal() throws {
    var spared = 0
    func area(_ drawn: LaidOutFigure) -> Double {
      drawn.description.panels.reduce(0) { $0 + $1.frame.width * $1.frame.height }
    }
    for height in stride(from: 100.0, through: 400, by: 10) {
      let size = FigureSize.exact(200, height)
      let needed = try? noted([FigureNote(Self.long)], size: size)
      guard let drawn = try? noted([FigureNote(Self.long, isConvention: true)], size: size) else {
        #expect(needed == nil)
        continue
      }
      #expect(drawn.faults == [])
      // It goes as well where it would leave little room for data.
      let isDisplayed = drawn.text(Self.long) != nil
      #expect(!isDisplayed || needed != nil)
      if let needed, !isDisplayed {
        #expect(area(drawn) > 1.25 * area(needed))
      }
      #expect(drawn.description.alt == "A sample. " + Self.long)
      if needed == nil { spared += 1 }
    }
    #expect(spared > 0)
    let roomy = try noted([FigureNote(Self.long, isConvention: true)], size: .exact(500, 400))
    #expect(roomy.text(Self.long) != nil)
  }

  @Test func aUsersOwnWordsStandAlone() throws {
    var figure = figure([try heatPanel(counting(4, 5))], title: "A title", size: .exact(400, 300))
    figure.notes = [FigureNote("One."), FigureNote("Two.", isConvention: true)]
    (figure.summary, figure.hasOwnSummary) = ("Own", true)
    let drawn = try layOut(figure)
    #expect(drawn.description.alt == "Own" && drawn.scene.summary == "Own")
    #expect(drawn.text("One. Two.") != nil)
  }

  @Test func notesOfADiagram() throws {
    let node = DiagramNode(id: "a", .label("node", detail: nil, shape: .box))
    var figure = Figure(
      name: "sample", title: "A title", summary: "A sample.", notes: [FigureNote("One.")],
      content: .diagram(Diagram(.node(node))), size: .about(Size(300, 200)))
    let drawn = try layOut(figure)
    #expect(drawn.text("One.") != nil && drawn.faults == [])
    #expect(drawn.description.alt == "A sample. One.")
    figure.notes = []
    #expect(try layOut(figure).scene.size.height < drawn.scene.size.height)
  }
}
