// What is lit in a heat map: outlines in their places, words above with lines to their cells, and lines
// between cells.

import AttentionMath
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct CellMarkTests {
  private func drawn(
    _ rows: Int, _ columns: Int, _ marks: [HeatMap.Mark], origin: HeatMap.Origin = .upper,
    hasBorders: Bool = false, size: FigureSize = .exact(500, 420), theme: Theme = .light
  ) throws -> LaidOutFigure {
    var panel = try heatPanel(counting(rows, columns), origin: origin)
    guard case .heatMap(var map) = panel.content else { return try layOut(figure([], size: size)) }
    map.marks = marks
    map.hasBorders = hasBorders
    panel.content = .heatMap(map)
    return try layOut(figure([panel], size: size), theme: theme)
  }

  private func outline(_ drawn: LaidOutFigure, _ label: String) -> Rect? {
    drawn.scene.placedPaths.first { $0.item.identity.label == label }?.bounds
  }

  @Test(arguments: [HeatMap.Origin.upper, .lower])
  func outlinesLieAroundTheirCells(origin: HeatMap.Origin) throws {
    let drawn = try drawn(
      4, 5, [.init(.cell(row: 1, column: 3)), .init(.row(2)), .init(.column(0))], origin: origin)
    let frame = drawn.description.panels[0].frame
    let (width, height) = (frame.width / 5, frame.height / 4)
    func line(_ row: Int) -> Double { frame.y + Double(origin == .upper ? row : 3 - row) * height }
    let cell = try #require(outline(drawn, "lit cell 1, 3"))
    #expect((cell.minX - (frame.x + 3 * width)).magnitude < 1.5)
    #expect((cell.minY - line(1)).magnitude < 1.5)
    #expect((cell.width - width).magnitude < 3 && (cell.height - height).magnitude < 3)
    let row = try #require(outline(drawn, "lit row 2"))
    #expect((row.minY - line(2)).magnitude < 1.5 && (row.width - frame.width).magnitude < 3)
    let column = try #require(outline(drawn, "lit column 0"))
    #expect((column.minX - frame.x).magnitude < 1.5 && (column.height - frame.height).magnitude < 3)
    #expect(drawn.faults == [])
  }

  /// A cell of a pixel has an outline that is seen.
  @Test func smallCellsHaveLargeOutlines() throws {
    let drawn = try drawn(300, 300, [.init(.cell(row: 100, column: 100))])
    let cell = try #require(outline(drawn, "lit cell 100, 100"))
    #expect(cell.width >= 7 && cell.height >= 7 && cell.width < 12)
  }

  @Test(arguments: [1, 2, 3, 4])
  func calloutsStandAboveTheFrame(count: Int) throws {
    let words = ["the subject", "the verb of the sentence", "what the verb is about", "the end"]
    // All at the right: they are pushed apart, not onto each other.
    let marks = (0..<count).map {
      HeatMap.Mark(.cell(row: $0, column: 8), callout: RichText(words[$0]))
    }
    let drawn = try drawn(10, 10, marks)
    let frame = drawn.description.panels[0].frame
    #expect(drawn.faults == [])
    let boxes = try words.prefix(count).map {
      try #require(drawn.text($0)).box(FixedWidthText()).bounds
    }
    for box in boxes {
      #expect(box.maxY < frame.y && box.minX >= 0 && box.maxX <= drawn.scene.size.width)
    }
    for (one, other) in zip(boxes, boxes.dropFirst()) { #expect(!one.overlaps(other)) }
    let title = try #require(drawn.text("A title")).box(FixedWidthText()).bounds
    #expect(boxes.allSatisfy { $0.minY >= title.maxY })
    for index in 0..<count {
      let leader = try #require(
        drawn.scene.placedPaths.first { $0.item.identity.id == "panel-0-leader-\(index)" })
      #expect(leader.bounds.minY < frame.y && leader.bounds.maxY >= frame.y)
    }
  }

  /// What is said of a cell of the lower half stands below the labels there, and its line passes between them.
  @Test(arguments: [HeatMap.Origin.upper, .lower], [6, 14])
  func calloutsOfTheLowerHalfStandBelow(origin: HeatMap.Origin, rows: Int) throws {
    for column in [0, 4, 8] {
      let lowest = origin == .upper ? rows - 1 : 0
      let drawn = try drawn(
        rows, 9,
        [
          HeatMap.Mark(.cell(row: lowest, column: column), callout: "a low one"),
          HeatMap.Mark(.cell(row: rows - 1 - lowest, column: 2), callout: "a high one"),
        ], origin: origin)
      #expect(drawn.faults == [])
      let frame = drawn.description.panels[0].frame
      let low = try #require(drawn.text("a low one")).box(FixedWidthText()).bounds
      let high = try #require(drawn.text("a high one")).box(FixedWidthText()).bounds
      #expect(high.maxY < frame.y)
      let labels = drawn.scene.placedTexts.filter { $0.groups.last == "panel-0-x-axis" }
        .filter { Int($0.item.text.plain) != nil }.map { $0.box(FixedWidthText()).bounds }
      #expect(!labels.isEmpty && labels.allSatisfy { $0.maxY <= low.minY })
      let number = column < 2 ? 0 : 1
      let leader = try #require(
        drawn.scene.placedPaths.first { $0.item.identity.id == "panel-0-leader-\(number)" })
      // Of the cells it touches its own alone.
      #expect(leader.bounds.minY >= frame.y + frame.height * Double(rows - 1) / Double(rows) - 1)
      #expect(labels.allSatisfy { !$0.overlaps(leader.bounds) })
    }
  }

  @Test func bordersLieBetweenCells() throws {
    let drawn = try drawn(3, 4, [], hasBorders: true)
    let path = try #require(
      drawn.scene.placedPaths.first { $0.item.identity.label == "cell borders" })
    // Two lines between three rows, three between four columns.
    #expect(path.item.path.elements.count == 10)
    #expect(path.item.stroke?.color == Theme.light.background)
    #expect(drawn.description.warnings.typed == [])
    let many = try self.drawn(300, 300, [], hasBorders: true)
    #expect(!many.scene.placedPaths.contains { $0.item.identity.label == "cell borders" })
    #expect(many.description.warnings.typed.contains { $0.hasPrefix("--cell-borders: ") })
  }
}
