// Heat maps laid out: which pixel stands for which cell, what is reduced, missing or numbered, and
// that the description tells so.

import AttentionMath
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct HeatMapLayoutTests {
  private func image(_ drawn: LaidOutFigure) throws -> SceneImage {
    try #require(drawn.scene.placedImages.first { $0.item.identity.id == "panel-0-cells" }).item
  }

  @Test(arguments: HeatMap.Origin.allCases) func rowsBeginWhereTheyShould(
    _ origin: HeatMap.Origin
  ) throws {
    let matrix = counting(3, 4)
    let drawn = try layOut(figure([heatPanel(matrix, origin: origin)], size: .exact(400, 300)))
    let image = try image(drawn)
    let scale = try ColorScale(vmin: 0, vmax: 11)
    for row in 0..<3 {
      for column in 0..<4 {
        let line = origin == .upper ? row : 2 - row
        #expect(image.pixels[line * 4 + column] == scale.rgb(for: matrix[row, column]))
      }
    }
    let panel = drawn.description.panels[0]
    #expect(panel.y.direction == (origin == .upper ? "down" : "up"))
    #expect(panel.x.direction == "right")
    #expect(panel.rows == 3 && panel.columns == 4)
    #expect(panel.vmin == 0 && panel.vmax == 11)
    // The label 0 stands beside row 0's cells.
    let zero = try #require(
      drawn.scene.placedTexts.first { $0.isIn("panel-0-y-axis") && $0.item.text.plain == "0" })
    let frame = image.frame
    let middle = frame.minY + frame.height / 6
    let location = origin == .upper ? middle : frame.maxY - frame.height / 6
    #expect((zero.item.position.y - location).magnitude < 1e-9)
  }

  @Test(arguments: Language.allCases) func whatIsReducedIsSaid(_ language: Language) throws {
    let drawn = try layOut(
      figure([heatPanel(counting(1000, 900))], size: .exact(500, 400), language: language))
    let panel = drawn.description.panels[0]
    let reduction = try #require(panel.reduction)
    let image = try image(drawn)
    #expect(reduction.fromRows == 1000 && reduction.fromColumns == 900)
    #expect(reduction.toRows == image.rows && reduction.toColumns == image.columns)
    #expect(reduction.filter == "mean")
    #expect(Double(image.columns) == image.frame.width, "a cell is a pixel")
    #expect(drawn.description.alt.contains("[\(image.rows), \(image.columns)]"))
    #expect(drawn.description.alt.contains("[1000, 900]"))
    #expect(drawn.scene.summary == drawn.description.alt)
    #expect(panel.rows == 1000 && panel.columns == 900, "the shape is the matrix' own")
  }

  @Test(arguments: Language.allCases) func missingNumbersAreSaid(_ language: Language) throws {
    var matrix = counting(4, 4)
    matrix[0, 0] = .nan
    matrix[1, 2] = .infinity
    matrix[3, 3] = -.infinity
    matrix[3, 2] = -.infinity
    let drawn = try layOut(
      figure([heatPanel(matrix)], size: .exact(400, 300), language: language))
    let missing = try #require(drawn.description.panels[0].nonFinite)
    #expect(missing.nan == 1 && missing.positiveInfinity == 1 && missing.negativeInfinity == 2)
    let colors = ColorScale.Missing.standard
    #expect(missing.nanColor == Color(colors.nan).hex)
    #expect(drawn.description.alt.contains(missing.nanColor))
    #expect(drawn.description.alt.contains("NaN"))
    let image = try image(drawn)
    #expect(image.pixels[0] == colors.nan)
    #expect(image.pixels[6] == colors.positiveInfinity)
    #expect(image.pixels[15] == colors.negativeInfinity)
  }

  @Test func numbersStandInTheirCells() throws {
    let matrix = counting(3, 4)
    let drawn = try layOut(
      figure(
        [heatPanel(matrix, annotation: HeatMap.Annotation(decimals: 1))], size: .exact(500, 400)))
    #expect(drawn.faults == [])
    #expect(drawn.description.warnings.typed == [])
    let frame = try image(drawn).frame
    let scale = try ColorScale(vmin: 0, vmax: 11)
    for row in 0..<3 {
      for column in 0..<4 {
        let cell = Rect(
          x: frame.minX + Double(column) * frame.width / 4,
          y: frame.minY + Double(row) * frame.height / 3, width: frame.width / 4,
          height: frame.height / 3)
        let inside = drawn.scene.placedTexts.filter {
          cell.contains($0.box(FixedWidthText()).bounds)
        }
        #expect(inside.map(\.item.text.plain) == ["\(row * 4 + column).0"])
        let ground = scale.rgb(for: matrix[row, column])
        #expect(contrastRatio(try #require(inside.first).item.color.rgb, ground) >= 4.5)
      }
    }
  }

  /// What is no number is read on a ground without lines where cells have patterns, and needs none elsewhere.
  @Test(arguments: [Theme.print, .light]) func whatIsNoNumberIsRead(_ theme: Theme) throws {
    var matrix = counting(4, 4)
    (matrix[0, 0], matrix[1, 2], matrix[3, 3]) = (.nan, .infinity, -.infinity)
    let drawn = try layOut(
      figure([heatPanel(matrix, annotation: HeatMap.Annotation())], size: .exact(400, 300)),
      theme: theme)
    let colors = ColorScale.Missing.standard
    for (name, color) in [
      ("NaN", colors.nan), ("∞", colors.positiveInfinity), ("−∞", colors.negativeInfinity),
    ] {
      let text = try #require(
        drawn.scene.placedTexts.first { $0.item.text.plain == name && !$0.isIn("-bar") })
      let box = text.box(FixedWidthText()).bounds
      let patch = drawn.scene.placedPaths.first {
        $0.item.fill == Color(color) && $0.bounds.contains(box.inset(by: 0, box.height / 4))
          && $0.bounds.width < 100 && !$0.isIn("-bar")
      }
      #expect((patch != nil) == (theme.name == .print), "\(name)")
    }
  }

  /// Names of columns are as long as those of rows where the page grows with them, and no longer than usual on a page
  /// of a given height.
  @Test(arguments: [true, false], [24, 34]) func namesOfColumnsTakeHeightThatIsFree(
    isFree: Bool, letters: Int
  ) throws {
    let names = (0..<4).map { String(repeating: "n", count: letters) + "\($0)" }
    let axis = Axis(domain: .names(names))
    let panel = try heatPanel(counting(4, 4), x: axis, y: axis, aspect: .equal)
    let drawn = try layOut(
      figure([panel], size: isFree ? .about(Size(700, 520)) : .exact(700, 520)))
    #expect(drawn.faults == [])
    let described = drawn.description.panels[0]
    if isFree { #expect(described.y.ticks == names) }
    #expect((described.x.ticks == names) == (isFree && described.y.ticks == names))
  }

  /// Numbers that were asked for are drawn, or the page is refused with one that has room for them.
  @Test func numbersWithoutRoomAreRefused() throws {
    let panel = try heatPanel(counting(24, 24), annotation: HeatMap.Annotation())
    let error = try #require(throws: LayoutError.self) {
      try layOut(figure([panel], size: .exact(300, 250)))
    }
    guard case .pageTooSmall(_, _, let width, let height) = error else {
      Issue.record("\(error)")
      return
    }
    let larger = try layOut(figure([panel], size: .exact(width, height)))
    #expect(larger.faults == [])
    // In its cell, and at the end of the bar.
    #expect(larger.scene.texts.filter { $0.text.plain == "575" }.count == 2)
    #expect(throws: LayoutError.self) {
      try layOut(figure([panel], size: .exact(width - 60, height)))
    }
  }

  /// Numbers that nobody asked for are left out without a word, which fails no strict run.
  @Test func optionalNumbersAreLeftOut() throws {
    let drawn = try layOut(
      figure(
        [heatPanel(counting(60, 60), annotation: HeatMap.Annotation(isOptional: true))],
        size: .exact(500, 400)))
    #expect(drawn.description.warnings.typed == [])
    #expect(drawn.faults == [])
    // A page that may grow makes room instead.
    let grown = try layOut(
      figure(
        [heatPanel(counting(20, 20), annotation: HeatMap.Annotation())], size: .about(300, 300)))
    #expect(grown.description.warnings.typed == [])
    #expect(grown.scene.size.width > 300)
    #expect(grown.faults == [])
  }

  /// Numbers of a column end below each other, so that their decimals do.
  @Test func decimalsStandBelowEachOther() throws {
    let matrix = Matrix(rows: 3, columns: 2, values: [-0.5, 10.25, 0.25, 3, 1, -12.5])
    let drawn = try layOut(
      figure([heatPanel(matrix, annotation: HeatMap.Annotation())], size: .exact(500, 400)))
    for words in [["−0.50", "0.25", "1.00"], ["10.25", "3.00", "−12.50"]] {
      let ends = try words.map {
        try #require(drawn.text($0)).box(FixedWidthText()).bounds.maxX
      }
      #expect(Set(ends.map { ($0 * 100).rounded() }).count == 1, "\(words)")
    }
  }

  /// What is no number has no decimals and stands in the middle of its cell; cells are wide enough for it.
  @Test(arguments: [
    [0.5, -.infinity, 0.25, .infinity, .nan, -12.5], [1, -.infinity, 2, 3, .nan, 4],
  ])
  func signsStandInTheMiddle(values: [Double]) throws {
    let matrix = Matrix(rows: 3, columns: 2, values: values)
    let drawn = try layOut(
      figure([heatPanel(matrix, annotation: HeatMap.Annotation())], size: .exact(500, 400)))
    let frame = try image(drawn).frame
    for (sign, column) in [("−∞", 1), ("NaN", 0)] {
      let cell = Rect(
        x: frame.minX + Double(column) * frame.width / 2, y: frame.minY, width: frame.width / 2,
        height: frame.height)
      let text = try #require(
        drawn.scene.placedTexts.first {
          $0.item.text.plain == sign && cell.contains($0.box(FixedWidthText()).bounds)
        })
      #expect(text.item.horizontal == .middle)
      #expect((text.item.position.x - cell.midX).magnitude < 1e-6, "\(sign)")
    }
    #expect(drawn.faults == [])
  }

  /// Four to six ticks along the whole of a bar, whatever the norm.
  @Test(arguments: [
    (Norm.linear, -1.3, 2.2), (.power(0.3), 0, 7), (.power(0.3), -3, 2), (.power(4), 0, 1e-6),
    (.log, 1e-6, 1e4), (.log, 0.63, 1.99), (.log, 3, 80), (.centered(0), -50, 150),
  ])
  func barsAreTickedAlongTheirLength(norm: Norm, vmin: Double, vmax: Double) throws {
    let scale = try ColorScale(norm: norm, vmin: vmin, vmax: vmax)
    let matrix = Matrix(rows: 1, columns: 2, values: [vmin, vmax])
    var panel = try heatPanel(matrix)
    panel.content = .heatMap(HeatMap(matrix: matrix, scale: scale))
    for height in [300.0, 1500] {
      let drawn = try layOut(figure([panel], size: .exact(600, height)))
      let bar = try #require(drawn.description.panels[0].colorBar)
      let labels = drawn.scene.placedTexts.map { $0.box(FixedWidthText()).bounds }
        .filter { $0.minX > bar.x + bar.width }.sorted { $0.midY < $1.midY }
      #expect((4...7).contains(labels.count))
      // No third of the bar is without one.
      for third in 0..<3 {
        let top = bar.y + bar.height * Double(third) / 3
        #expect(labels.contains { (top - 8...top + bar.height / 3 + 8).contains($0.midY) })
      }
      #expect(drawn.faults == [])
    }
  }

  @Test(arguments: Language.allCases) func namesLeftOutAreSaid(_ language: Language) throws {
    let names = Axis(domain: .names((0..<120).map { "token number \($0) of many" }))
    let long = Axis(domain: .names([String(repeating: "so ", count: 40), "b", "c"]))
    let drawn = try layOut(
      figure(
        [heatPanel(counting(3, 120), x: names, y: long)], size: .exact(700, 400),
        language: language))
    #expect(drawn.faults == [])
    let panel = drawn.description.panels[0]
    let thinned = try #require(panel.x.thinnedBy)
    #expect(thinned > 1 && panel.x.kind == "names")
    #expect(panel.x.ticks.count == (120 + thinned - 1) / thinned)
    #expect(panel.y.shortened == 1 && panel.y.thinnedBy == nil)
    #expect(
      drawn.description.alt.contains(
        language == .english
          ? "one label in \(thinned) is shown" : "每 \(thinned) 个标签显示一个"))
    #expect(
      drawn.description.alt.contains(language == .english ? "1 label is shortened" : "1 个标签被缩短"))
  }

  @Test(arguments: [0.5, 1, 1.25, 1.5, 2, 3], [(100, 256), (50, 50), (7, 3)])
  func cellsAreWholePixels(scale: Double, shape: (Int, Int)) throws {
    for size in [FigureSize.exact(713, 517), .about(713, 517)] {
      let drawn = try layOut(
        figure([heatPanel(counting(shape.0, shape.1))], size: size), scale: scale)
      let image = try image(drawn)
      let width = image.frame.width / Double(image.columns) * scale
      let height = image.frame.height / Double(image.rows) * scale
      #expect(width >= 1 - 1e-6 && height >= 1 - 1e-6)
      // Of one size where the page follows; else as few as can be are a pixel larger.
      if scale >= 1, case .about = size {
        #expect((width - width.rounded()).magnitude < 1e-6)
        #expect((height - height.rounded()).magnitude < 1e-6)
      }
      #expect(
        drawn.scene.layoutFaults(
          FixedWidthText(), unit: scale == scale.rounded() ? 1 : 1 / scale, pixel: 1 / scale) == [])
    }
  }
}
