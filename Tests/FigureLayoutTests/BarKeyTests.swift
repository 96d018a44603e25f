// The key below a colour bar: one swatch for each kind of cell without a colour of the scale.

import AttentionMath
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct BarKeyTests {
  private func drawn(
    _ values: [Double], masked: Set<Int> = [], height: Double = 400, theme: Theme = .light,
    language: Language = .english, bar: ColorBar? = ColorBar()
  ) throws -> LaidOutFigure {
    let matrix = Matrix(rows: 1, columns: values.count, values: values)
    var panel = try heatPanel(matrix)
    var map = HeatMap(matrix: matrix, scale: try ColorScale(vmin: 0, vmax: 1), colorBar: bar)
    if !masked.isEmpty { map.isMasked = values.indices.map(masked.contains) }
    panel.content = .heatMap(map)
    return try layOut(
      figure([panel], size: .exact(500, height), language: language), theme: theme)
  }

  private func swatches(_ drawn: LaidOutFigure) -> [String] {
    drawn.scene.placedPaths.filter { $0.item.identity.id?.contains("-key-") == true }
      .compactMap(\.item.identity.label)
  }

  @Test(
    arguments: [
      ([0, 0.5, 1], [], []), ([.nan, 0.5, 1], [], ["NaN"]), ([.infinity, 0.5], [], ["∞"]),
      ([-.infinity, .nan, .infinity, 0.2], [], ["NaN", "∞", "−∞"]),
      ([0.1, 0.2, 0.3], [1], ["masked"]),
      // What a mask hides is not told of.
      ([.nan, 0.5, 1], [0], ["masked"]), ([.nan, .nan, 1], [0], ["NaN", "masked"]),
    ] as [([Double], Set<Int>, [String])])
  func swatchesSayWhatCellsAre(values: [Double], masked: Set<Int>, names: [String]) throws {
    for theme in [Theme.light, .dark, .print, .article] {
      let drawn = try drawn(values, masked: masked, theme: theme)
      #expect(swatches(drawn) == names)
      #expect(drawn.faults == [])
      for name in names { #expect(drawn.text(name) != nil) }
      let panel = drawn.description.panels[0]
      let bar = try #require(panel.colorBar)
      #expect((bar.height < panel.frame.height) == !names.isEmpty)
      let strip = try #require(
        drawn.scene.placedImages.first { $0.item.identity.id == "panel-0-bar-strip" })
      #expect(RectDescription(strip.item.frame) == bar)
      // Below the bar, and no lower than the panel.
      for name in names {
        let box = try #require(drawn.text(name)).box(FixedWidthText()).bounds
        #expect(
          box.minY >= bar.y + bar.height && box.maxY <= panel.frame.y + panel.frame.height + 1)
      }
    }
  }

  @Test func maskedIsNamedInChinese() throws {
    #expect(swatches(try drawn([0.1, 0.2], masked: [0], language: .chinese)) == ["掩码"])
  }

  /// A bar keeps room for its colours: where there is too little, the alt text alone tells.
  @Test func aLowBarHasNoKey() throws {
    let low = try drawn([.nan, .infinity, -.infinity, 1], height: 190)
    #expect(swatches(low).isEmpty)
    #expect(low.description.alt.contains("1 cell NaN"))
    #expect(swatches(try drawn([.nan, 1], bar: nil)).isEmpty)
    #expect(swatches(try drawn([.nan, 1], bar: ColorBar(isCompact: true))).isEmpty)
  }

  /// On paper without colours each kind has lines of its own, in the cells and in the key.
  @Test func paperHasPatterns() throws {
    func patterns(_ theme: Theme) throws -> [String: Int] {
      var counts: [String: Int] = [:]
      for path in try drawn([.nan, .infinity, -.infinity, 1], theme: theme).scene.placedPaths {
        if let label = path.item.identity.label, path.item.stroke != nil, path.item.fill == nil {
          counts[label, default: 0] += 1
        }
      }
      return counts
    }
    #expect(try patterns(.print) == ["NaN": 1, "∞": 1, "−∞": 1])
    #expect(try patterns(.light) == [:])
  }

  @Test func aSharedBarHasOneKey() throws {
    let panels = try [[Double.nan, 0.5], [0.5, -.infinity]].map { values in
      let matrix = Matrix(rows: 1, columns: 2, values: values)
      var panel = try heatPanel(matrix)
      panel.content = .heatMap(
        HeatMap(matrix: matrix, scale: try ColorScale(vmin: 0, vmax: 1), colorBar: nil))
      return panel
    }
    let drawn = try layOut(
      figure(panels, columns: 2, size: .exact(700, 400), sharedColorBar: ColorBar()))
    #expect(swatches(drawn) == ["NaN", "−∞"])
    #expect(drawn.faults == [])
  }

  /// Lines of a pattern lie within the cells that are meant, whichever way they run.
  @Test(arguments: [CellPattern.rising, .crossed, .vertical, .horizontal])
  func linesKeepWithinTheirCells(pattern: CellPattern) {
    let frame = Rect(x: 10, y: 20, width: 120, height: 80)
    let lines = PatternLines(pattern, frame: frame, rows: 2, columns: 3) { line, column in
      line == 1 && column == 2
    }
    let cell = Rect(x: 90, y: 60, width: 40, height: 40)
    let points = lines.path().elements.compactMap { element -> Point? in
      switch element {
      case .move(let point), .line(let point): point
      case .curve, .close: nil
      }
    }
    #expect(points.count >= 6)
    #expect(
      points.allSatisfy {
        (cell.minX - 1e-9...cell.maxX + 1e-9).contains($0.x)
          && (cell.minY - 1e-9...cell.maxY + 1e-9).contains($0.y)
      })
  }

  /// With a clearance, lines keep as far from the other cells along both axes, and only there.
  @Test(arguments: [CellPattern.rising, .crossed, .vertical, .horizontal], [9, 40, 130])
  func linesKeepClearOfOtherCells(pattern: CellPattern, count: Int) {
    let frame = Rect(x: 10, y: 20, width: 121, height: 121)
    let side = frame.width / Double(count)
    let clearance = 0.9
    func path(_ clearance: Double) -> [Path.Element] {
      PatternLines(
        pattern, frame: frame, rows: count, columns: count, clearance: clearance
      ) { line, column in column > line }.path().elements
    }
    func length(_ elements: [Path.Element]) -> Double {
      zip(elements, elements.dropFirst()).reduce(0) { sum, pair in
        guard case .move(let from) = pair.0, case .line(let to) = pair.1 else { return sum }
        return sum + max((to.x - from.x).magnitude, (to.y - from.y).magnitude)
      }
    }
    let elements = path(clearance)
    for (one, other) in zip(elements, elements.dropFirst()) {
      guard case .move(let from) = one, case .line(let to) = other else { continue }
      for step in 0...50 {
        let share = Double(step) / 50
        let x = from.x + (to.x - from.x) * share - frame.minX
        let y = from.y + (to.y - from.y) * share - frame.minY
        // The lowest row and the first column within reach are those that could be without the pattern.
        let line = min(Double(count) - 1, ((y + clearance - 1e-6) / side).rounded(.down))
        let column = max(0, ((x - clearance + 1e-6) / side).rounded(.down))
        #expect(column > line)
      }
    }
    let (clear, all) = (length(elements), length(path(0)))
    #expect(clear > 0 && clear < all && clear > all - 8 * clearance * Double(elements.count))
  }
}
