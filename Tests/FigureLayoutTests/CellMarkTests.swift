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
    hasBorders: Bool = false, size: FigureSize = .exact(500, 420), theme: Theme = .light,
    annotation: HeatMap.Annotation? = nil, names: [String]? = nil
  ) throws -> LaidOutFigure {
    var panel = try heatPanel(
      counting(rows, columns), x: names.map { Axis(domain: .names($0)) }, origin: origin,
      annotation: annotation)
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

  /// Lines run along the borders of cells, through no number and along no other lit cell; where all around a cell is
  /// lit, through none.
  @Test(arguments: [
    [(9, 6), (5, 6)], [(9, 6), (5, 6), (5, 7)], [(9, 6), (4, 6), (7, 5), (7, 7), (2, 6)],
    [(4, 0), (5, 0), (6, 0)], [(8, 11), (7, 11), (3, 11)],
  ])
  func leadersRunBetweenNumbers(cells: [(Int, Int)]) throws {
    let marks = cells.map { HeatMap.Mark(.cell(row: $0.0, column: $0.1), callout: "words") }
    // Names turned below the panel leave no way there.
    let drawn = try drawn(
      12, 12, marks, size: .exact(700, 600), annotation: HeatMap.Annotation(),
      names: (0..<12).map { "a long name \($0)" })
    #expect(drawn.faults == [])
    let frame = drawn.description.panels[0].frame
    let (width, height) = (frame.width / 12, frame.height / 12)
    func rect(_ cell: (Int, Int)) -> Rect {
      Rect(
        x: frame.x + Double(cell.1) * width, y: frame.y + Double(cell.0) * height, width: width,
        height: height)
    }
    let leaders = drawn.scene.placedPaths.filter {
      $0.item.identity.id?.hasPrefix("panel-0-leader-") == true
    }
    #expect(leaders.count == cells.count)
    var ends: [Point] = []
    for leader in leaders {
      let points = leader.item.path.elements.map { element -> Point in
        switch element {
        case .move(let to), .line(let to): to
        default: Point(.nan, .nan)
        }
      }
      let last = try #require(points.last)
      ends.append(last)
      let own = try #require(
        cells.first { rect($0).inset(by: -0.5, -0.5).contains(Rect(origin: last, size: .zero)) })
      for (one, next) in zip(points, points.dropFirst()) where max(one.y, next.y) > frame.y + 1 {
        let piece = Rect(
          x: min(one.x, next.x), y: min(one.y, next.y), width: abs(one.x - next.x),
          height: abs(one.y - next.y)
        ).inset(by: -1.75, -1.75)
        for text in drawn.scene.placedTexts
        where text.groups == leader.groups && Int(text.item.text.plain) != nil {
          #expect(!text.box(FixedWidthText()).bounds.inset(by: 0, 3).overlaps(piece))
        }
        for cell in cells where cell != own {
          // Its own end may lie at a corner that both share.
          let reach = piece.contains(Rect(origin: last, size: .zero)) ? 0.0 : -1
          #expect(
            !rect(cell).inset(by: 2 + reach, 2 + reach).overlaps(piece), "\(cells): \(points)")
        }
      }
    }
    #expect(Set(ends.map { "\($0)" }).count == cells.count)
  }

  /// Numbers stand within the frames around their cells, and those of a column are centred by their digits.
  @Test(arguments: [(12, 12, 480.0), (12, 12, 560), (4, 5, 400)])
  func framesLeaveNumbersFree(rows: Int, columns: Int, side: Double) throws {
    let marks: [HeatMap.Mark] = [
      .init(.cell(row: rows - 1, column: 0)), .init(.cell(row: 2, column: 3)), .init(.row(1)),
      .init(.cell(row: 0, column: columns - 1)),
    ]
    let drawn = try drawn(
      rows, columns, marks, size: .exact(side + 60, side),
      annotation: HeatMap.Annotation(decimals: 1)
    )
    let frame = drawn.description.panels[0].frame
    let (width, height) = (frame.width / Double(columns), frame.height / Double(rows))
    var count = 0
    for text in drawn.scene.placedTexts where text.item.text.plain.hasSuffix(".0") {
      let box = text.box(FixedWidthText()).bounds
      guard box.midX < frame.x + frame.width else { continue }
      let column = ((box.midX - frame.x) / width).rounded(.down)
      let row = ((box.midY - frame.y) / height).rounded(.down)
      let cell = Rect(
        x: frame.x + column * width, y: frame.y + row * height, width: width, height: height)
      // Half of 4.5 px, across and of the ink upright.
      #expect(cell.inset(by: 2.25, 2.25).contains(box.inset(by: 0, box.height / 8), slack: 0.01))
      count += 1
    }
    #expect(count == rows * columns)
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
