// Scales of matrices that are made smaller as was asked: they reach from the least value that is drawn to the
// greatest one.

import AttentionMath
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct DrawnScaleTests {
  /// Noise with a few peaks that no mean of many cells comes near to.
  private func panel(
    seed: Int, _ filter: ReductionFilter?, lower: Bool = true, upper: Bool = true,
    limits: (Double, Double) = (-1, 50), streams: Bool = false
  ) throws -> Panel {
    var generator = SeededGenerator(seed: UInt64(seed))
    var matrix = Matrix(rows: 900, columns: 700) { _, _ in generator.unit() * 2 - 1 }
    matrix[3, 5] = 50
    var scale = try ColorScale(vmin: limits.0, vmax: limits.1)
    scale.freeLimits = (lower, upper)
    let rows = RowsReadOnce(HeldMatrix(matrix: matrix))
    var map = HeatMap(
      cells: streams ? .streamed(rows, try rows.extent()) : .matrix(matrix), scale: scale)
    map.reduction = filter
    var panel = try heatPanel(Matrix(rows: 2, columns: 2, values: [0, 1, 2, 3]))
    (panel.x, panel.y) = (
      Axis(domain: .cells(count: 700, first: 0)), Axis(domain: .cells(count: 900, first: 0))
    )
    panel.content = .heatMap(map)
    return panel
  }

  private func ends(_ drawn: LaidOutFigure, _ panel: Int) -> Set<UInt32> {
    let image = drawn.scene.placedImages.first { $0.item.identity.id == "panel-\(panel)-cells" }
    return Set(image?.item.pixels ?? [])
  }

  @Test(arguments: ReductionFilter.allCases, [false, true])
  func scalesReachWhatIsDrawn(_ filter: ReductionFilter, streams: Bool) throws {
    let drawn = try layOut(
      figure([panel(seed: 3, filter, streams: streams)], size: .exact(420, 400)))
    let description = drawn.description.panels[0]
    let map = try ColorScale(vmin: 0, vmax: 1)
    // The first and the last colour are there, and nothing lies beyond them.
    #expect(ends(drawn, 0).isSuperset(of: [map.under, map.over]))
    #expect(description.below == nil && description.above == nil)
    #expect(description.vmax ?? 0 < 50 || filter == .max || filter == .extremes)
    if filter == .mean { #expect(description.vmax ?? 50 < 10) }
    #expect(drawn.faults == [])
  }

  /// Limits that were given stay, and so does a scale whose filter was not asked for.
  @Test func whatWasGivenStays() throws {
    let given = try layOut(
      figure([panel(seed: 3, .mean, upper: false)], size: .exact(420, 400)))
    #expect(given.description.panels[0].vmax == 50)
    #expect(given.description.panels[0].vmin ?? -1 > -1)
    let plain = try layOut(figure([panel(seed: 3, nil)], size: .exact(420, 400)))
    #expect(plain.description.panels[0].vmin == -1 && plain.description.panels[0].vmax == 50)
  }

  /// Panels with one scale have one still.
  @Test func panelsShareTheirScale() throws {
    var panels = [try panel(seed: 3, .mean), try panel(seed: 4, .mean)]
    for index in panels.indices {
      guard case .heatMap(var map) = panels[index].content else { continue }
      map.colorBar = nil
      panels[index].content = .heatMap(map)
    }
    let drawn = try layOut(
      figure(panels, columns: 2, size: .exact(700, 400), sharedColorBar: ColorBar()))
    let (one, other) = (drawn.description.panels[0], drawn.description.panels[1])
    #expect(one.vmin == other.vmin && one.vmax == other.vmax && one.vmax ?? 50 < 10)
    let map = try ColorScale(vmin: 0, vmax: 1)
    #expect(ends(drawn, 0).union(ends(drawn, 1)).isSuperset(of: [map.under, map.over]))
  }

  /// Whatever the space that a scale's words leave, the scale is that of what is drawn beside them.
  @Test(arguments: [ReductionFilter.mean, .min, .nearest], [1.0, 1.5])
  func scalesFitOnEveryPage(_ filter: ReductionFilter, pixels: Double) throws {
    var generator = SeededGenerator(seed: 8)
    // Each mean has digits of its own, and the largest of few cells is far from that of many.
    let matrix = Matrix(rows: 500, columns: 400) { _, _ in
      let value = generator.unit()
      return value * value * value * value * 1234
    }
    for size in stride(from: 230.0, to: 420, by: 17) {
      var panel = try heatPanel(matrix)
      guard case .heatMap(var map) = panel.content else { return }
      map.reduction = filter
      map.scale.freeLimits = (true, true)
      panel.content = .heatMap(map)
      let drawn = try layOut(figure([panel], size: .exact(size + 60, size)), scale: pixels)
      let description = drawn.description.panels[0]
      let shape = try #require(description.reduction)
      let values = try CellBlocks(
        HeldMatrix(matrix: matrix), rows: shape.toRows, columns: shape.toColumns
      ).values(filter)
      #expect(description.vmin == values.min() && description.vmax == values.max(), "\(size)")
      if pixels == 1 { #expect(drawn.faults == []) }
    }
  }
}
