// Charts laid out: limits, legends, rules and notes.

import FigureModel
import FigureScene
import RealModule
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct ChartLayoutTests {
  private func rows(_ count: Int) -> [Series] {
    (0..<count).map { index in
      line("series \(index)", (0..<40).map { Double(($0 * (index + 3)) % 17) }, slot: index)
    }
  }

  @Test func theLegendStandsWhereNoLineIs() throws {
    for corner in 0..<4 {
      // A line that fills all of the panel but one corner.
      let y = (0..<60).map { index -> Double in
        let isBusy = (corner % 2 == 0) == (index > 30)
        if isBusy { return index % 2 == 0 ? 0 : 1 }
        return corner < 2 ? Double(index % 2) * 0.2 : 0.8 + Double(index % 2) * 0.2
      }
      let drawn = try layOut(
        figure(
          [chartPanel(Chart(series: [line("a", y), line("b", y, slot: 1)]))],
          size: .exact(900, 500)))
      #expect(drawn.faults == [])
      let box = try #require(drawn.text("a")).box(FixedWidthText()).bounds
      let frame = drawn.scene.panelFrames[0].frame
      #expect(frame.contains(box))
      #expect((box.midX < frame.midX) == (corner % 2 == 0))
      #expect((box.midY < frame.midY) == (corner < 2))
    }
  }

  /// A chart of 2 by 4 units is twice as high as wide, whatever the page.
  @Test(arguments: [Size(900, 500), Size(400, 900)])
  func equalUnitsAreAsLongAlongBothAxes(page: Size) throws {
    let chart = Chart(
      series: [Series(x: [-1, 1], y: [-1, 3], style: SeriesStyle(slot: 0))], hasEqualUnits: true)
    func axis(_ lower: Double, _ upper: Double) -> Axis {
      Axis(domain: .numbers(lower: lower, upper: upper, scale: .linear))
    }
    let panel = Panel(content: .chart(chart), x: axis(-1, 1), y: axis(-1, 3))
    let drawn = try layOut(figure([panel], size: .exact(page)))
    #expect(drawn.faults == [])
    let frame = drawn.scene.panelFrames[0].frame
    #expect(abs(frame.height - 2 * frame.width) <= 2)
    #expect(frame.height > 100)
  }

  /// Lines over names end at the last of them, before the panel's side: their names stand in the panel beside the
  /// ends, or over them where the panel is narrow.
  @Test(arguments: [900.0, 330]) func namesStandBesideEndsAtTheLastPlace(width: Double) throws {
    let lines = [line("price", [10, 11, 9.5, 12]), line("volume", [100, 120, 90, 110], slot: 1)]
    let names = Axis(domain: .names(["1 May", "2 May", "3 May", "5 May"]))
    let drawn = try layOut(
      figure([chartPanel(Chart(series: lines), x: names)], size: .exact(width, 400)))
    #expect(drawn.faults == [])
    let frame = drawn.scene.panelFrames[0].frame
    let lastPlace = frame.minX + frame.width * 3.5 / 4
    for name in ["price", "volume"] {
      let box = try #require(drawn.text(name)).box(FixedWidthText()).bounds
      #expect(box.maxX < frame.maxX && box.maxX > lastPlace, "\(box) \(frame)")
      #expect((box.minX > lastPlace) == (width > 600), "\(box) \(frame)")
    }
    #expect(drawn.text("price")!.item.color != drawn.text("volume")!.item.color)
  }

  @Test(arguments: [2, 7, 30]) func aLegendWithoutRoomStandsAbove(count: Int) throws {
    // Lines that meet at their ends cannot be named there.
    let meeting = rows(count).map { series in
      var series = series
      series.y[series.y.count - 1] = 0
      return series
    }
    let drawn = try layOut(
      figure([chartPanel(Chart(series: meeting))], size: .exact(700, 600)))
    #expect(drawn.faults == [])
    let frame = drawn.scene.panelFrames[0].frame
    for index in 0..<count {
      let box = try #require(drawn.text("series \(index)")).box(FixedWidthText()).bounds
      #expect(box.maxY <= frame.minY)
    }
    #expect(drawn.description.panels[0].series == (0..<count).map { "series \($0)" })
    #expect(drawn.description.panels[0].mark == "lines")
  }

  @Test func longNamesOfSeriesAreShortenedWhereTheyMustBe() throws {
    let name = String(repeating: "a long name ", count: 12)
    let noisy = (0..<50).map { Double($0 % 2) }
    let drawn = try layOut(
      figure(
        [chartPanel(Chart(series: [line(name, noisy), line("b", noisy)]))], size: .exact(400, 300)))
    #expect(drawn.faults == [])
    #expect(drawn.description.panels[0].series == [name, "b"])
  }

  @Test func limitsAreKept() throws {
    let chart = Chart(series: [line([3, -2, 8])])
    let drawn = try layOut(
      figure(
        [chartPanel(chart, x: numberAxis(0.5, 1.5), y: numberAxis(-5, 20))], size: .exact(500, 400))
    )
    let panel = drawn.description.panels[0]
    #expect(panel.x.domain == [0.5, 1.5] && panel.y.domain == [-5, 20])
    #expect(panel.x.kind == "linear" && panel.y.direction == "up")
    // Open limits leave air beside the data.
    let open = try layOut(figure([chartPanel(chart)], size: .exact(500, 400))).description.panels[0]
    #expect(open.x.domain[0] < 0 && open.x.domain[1] > 2)
    #expect(open.y.domain[0] < -2 && open.y.domain[1] > 8)
  }

  @Test func limitsWithoutAnythingBetweenAreRefused() {
    let chart = Chart(series: [line([1, 2, 3])])
    #expect(throws: LayoutError.emptyDomain(axis: "x", lower: 5, upper: 2)) {
      try layOut(figure([chartPanel(chart, x: numberAxis(5, nil))], size: .exact(500, 400)))
    }
    #expect(throws: LayoutError.notPositive(axis: "y", value: -1)) {
      try layOut(
        figure([chartPanel(chart, y: numberAxis(-1, 3, scale: .log))], size: .exact(500, 400)))
    }
  }

  @Test(arguments: [
    [], [5], [5, 5, 5], [.nan, .nan], [.infinity, 1, -.infinity], [1e300, -1e300],
  ])
  func oddDataIsDrawn(_ y: [Double]) throws {
    let drawn = try layOut(
      figure([chartPanel(Chart(series: [line("a", y)], showsLegend: true))], size: .exact(500, 400))
    )
    #expect(drawn.faults == [])
    for panel in drawn.description.panels {
      #expect(panel.y.domain.allSatisfy(\.isFinite) && panel.y.domain[0] < panel.y.domain[1])
    }
  }

  @Test(arguments: [0.0, 0.3, 1, 1.7, 2]) func ruleLabelsStayInThePanel(_ at: Double) throws {
    for orientation in [Rule.Orientation.vertical, .horizontal] {
      let chart = Chart(
        series: [line([0, 2, 1])],
        rules: [Rule(orientation, at: at, label: "the reference position")])
      for (width, height) in [(600.0, 400.0), (300, 200)] {
        let drawn = try layOut(
          figure(
            [chartPanel(chart, x: numberAxis(0, 2), y: numberAxis(0, 2))],
            size: .exact(width, height)))
        #expect(drawn.faults == [])
        let frame = drawn.scene.panelFrames[0].frame
        let label = drawn.scene.placedTexts.first { $0.item.text.plain.hasPrefix("the ref") }
        if width > 300 { #expect(label != nil) }
        if let label { #expect(frame.contains(label.box(FixedWidthText()).bounds)) }
      }
    }
  }

  @Test func manyRulesAndTheLegendKeepApart() throws {
    let chart = Chart(
      series: [line("a", [0, 1, 2]), line("b", [0, 1, 1.9])],
      rules: (0..<6).map { Rule(.vertical, at: 0.3 * Double($0), label: "rule \($0)") })
    let drawn = try layOut(figure([chartPanel(chart)], size: .exact(700, 400)))
    #expect(drawn.faults == [])
  }

  /// The numbers of bars that stand close are turned: all are there, none on another, none out of the
  /// panel.
  @Test(arguments: [6, 20, 30]) func numbersOfCloseBarsAreTurned(count: Int) throws {
    let heights = (0..<count).map { Double($0 * 7 % count) / Double(count - 1) }
    let chart = Chart(
      series: [
        Series(
          x: heights.indices.map(Double.init), y: heights,
          style: SeriesStyle(form: .bars, slot: 0))
      ],
      notes: heights.enumerated().map { index, height in
        Note(RichText("0.1234\(index % 10)"), x: Double(index), y: height)
      })
    let names = Axis(domain: .names((0..<count).map { "\($0)" }))
    let panel = chartPanel(chart, x: names, y: numberAxis(0, 1))
    let size = FigureSize.exact(Double(count) * 26 + 120, 400)
    for theme in [Theme.light, .dark, .print] {
      let drawn = try layOut(figure([panel], size: size), theme: theme)
      #expect(drawn.description.warnings.typed == [])
      let notes = drawn.scene.placedTexts.filter { $0.item.text.plain.hasPrefix("0.1234") }
      #expect(notes.count == count)
      #expect(notes.allSatisfy { $0.item.rotation == -90 })
      let frame = drawn.description.panels[0].frame
      let boxes: [Rect] = notes.map { $0.box(FixedWidthText()).bounds.inset(by: 2, 2) }
      let bottom = frame.y + frame.height
      for (index, box) in boxes.enumerated() {
        #expect(box.minY >= frame.y && box.maxY <= bottom)
        #expect(!boxes[..<index].contains { $0.overlaps(box) })
      }
    }
  }

  @Test func notesWithoutRoomAreLeftOutWithAWarning() throws {
    let notes = (0..<50).map { Note("0.12345", x: Double($0), y: 1) }
    let chart = Chart(series: [line((0..<50).map(Double.init))], notes: notes)
    let drawn = try layOut(figure([chartPanel(chart)], size: .exact(600, 400)))
    #expect(drawn.faults == [])
    let displayed = drawn.scene.placedTexts.count { $0.item.text.plain == "0.12345" }
    #expect(displayed > 4 && displayed < 50)
    #expect(drawn.description.warnings.count == 1)
    #expect(drawn.description.warnings.typed[0].hasPrefix("\(50 - displayed) of 50"))
  }

  @Test func wholeNumbersHaveNoTicksBetween() throws {
    let chart = Chart(series: [line([0, 1, 2])])
    let drawn = try layOut(
      figure([chartPanel(chart, x: numberAxis(scale: .integers))], size: .exact(900, 300)))
    #expect(drawn.description.panels[0].x.ticks == ["0", "1", "2"])
    #expect(drawn.description.panels[0].x.kind == "integers")
  }

  @Test func linesBeyondTheLimitsAreClipped() throws {
    let chart = Chart(series: [line([0, 100, 0])])
    let drawn = try layOut(
      figure([chartPanel(chart, y: numberAxis(0, 1))], size: .exact(500, 400)))
    let path = try #require(drawn.scene.placedPaths.first { $0.isIn("-series-0") })
    let clip = try #require(path.clip)
    let frame = drawn.scene.panelFrames[0].frame
    #expect(path.bounds.height > frame.height)
    #expect(clip == frame.inset(by: -1.5, -1.5))
  }

  /// A circle keeps its points: of a curve that turns back, a column of pixels shows no spike but the shape.
  @Test func aCurveThatTurnsBackKeepsItsPoints() throws {
    let angles = (0...720).map { Double($0) * .pi / 360 }
    var circle = line(angles.map { .sin($0) })
    circle.x = angles.map { .cos($0) }
    let axis = numberAxis(-1.2, 1.2)
    let drawn = try layOut(
      figure([chartPanel(Chart(series: [circle]), x: axis, y: axis)], size: .exact(600, 600)))
    let points = drawn.scene.placedPaths.map { $0.item.path.elements.count }.max()
    #expect(points == angles.count)
    // Of a graph as long, a column keeps four.
    var graph = line(angles.map { .sin(50 * $0) })
    graph.x = angles.map { $0 / 100 }
    let simplified = try layOut(
      figure([chartPanel(Chart(series: [graph]), x: axis, y: axis)], size: .exact(600, 600)))
    #expect(simplified.scene.placedPaths.allSatisfy { $0.item.path.elements.count < 200 })
  }
}
