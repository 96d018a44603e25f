// Panels in a grid: shared axes, one colour bar for all, pages as large as asked for or as needed.

import AttentionMath
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct PanelGridTests {
  private func grid(
    _ count: Int, columns: Int, size: FigureSize, sharesAxes: Bool = true, title: RichText? = "T"
  ) throws -> Figure {
    let panels = try (0..<count).map { index in
      try heatPanel(counting(6, 9), title: RichText("Head \(index)"), aspect: .equal, colorBar: nil)
    }
    return figure(
      panels, columns: columns, size: size,
      sharedColorBar: ColorBar(label: "weight of a key"), sharesAxes: sharesAxes)
  }

  @Test(arguments: [1, 2, 5, 6, 7], [1, 2, 3])
  func everyGridIsWithoutFaults(count: Int, columns: Int) throws {
    for size in [FigureSize.exact(1000, 1300), .about(900, 1200)] {
      for sharesAxes in [true, false] {
        let drawn = try layOut(grid(count, columns: columns, size: size, sharesAxes: sharesAxes))
        #expect(drawn.faults == [])
        #expect(drawn.description.panels.count == count)
      }
    }
  }

  @Test func framesStandInLine() throws {
    let frames = try layOut(grid(6, columns: 3, size: .exact(900, 700))).scene.panelFrames
      .map(\.frame)
    #expect(frames.count == 6)
    #expect(Set(frames.map(\.size)).count == 1)
    #expect(Set(frames[..<3].map(\.minY)).count == 1)
    for column in 0..<3 { #expect(frames[column].minX == frames[column + 3].minX) }
  }

  @Test func sharedAxesAreNamedAtTheEdgesOnly() throws {
    let scene = try layOut(grid(5, columns: 3, size: .exact(900, 700))).scene
    func has(_ axis: String) -> Bool { scene.placedTexts.contains { $0.isIn(axis) } }
    #expect((0..<5).map { has("panel-\($0)-y-axis") } == [true, false, false, true, false])
    // The last panel of a column names the axis, though it is not in the last row.
    #expect((0..<5).map { has("panel-\($0)-x-axis") } == [false, false, true, true, true])
  }

  @Test func oneColorBarForAll() throws {
    let drawn = try layOut(grid(4, columns: 2, size: .exact(900, 700)))
    let strips = drawn.scene.placedImages.filter { $0.item.identity.id == "color-bar-strip" }
    let strip = try #require(strips.first).item.frame
    #expect(strips.count == 1)
    let frames = drawn.scene.panelFrames.map(\.frame)
    #expect(strip.minY == frames[0].minY && strip.maxY == frames[3].maxY)
    #expect(frames.allSatisfy { $0.maxX < strip.minX })
    #expect(
      drawn.description.panels.allSatisfy { $0.colorBar == RectDescription(strip) })
    // The first row of the strip has the last colour.
    #expect(strips[0].item.pixels.first == ColorMap.viridis.levels[255])
    #expect(strips[0].item.pixels.last == ColorMap.viridis.levels[0])
  }

  @Test func titlesOfPanelsStandOverThem() throws {
    let drawn = try layOut(grid(2, columns: 2, size: .exact(900, 500)))
    let frames = drawn.scene.panelFrames.map(\.frame)
    for (index, frame) in frames.enumerated() {
      let box = try #require(drawn.text("Head \(index)")).box(FixedWidthText()).bounds
      #expect((box.midX - frame.midX).magnitude < 1e-9)
      #expect(box.maxY < frame.minY)
    }
  }

  @Test(arguments: [(100, 256), (7, 7), (1, 1), (300, 4)])
  func aboutFollowsTheCells(rows: Int, columns: Int) throws {
    let drawn = try layOut(
      figure([heatPanel(counting(rows, columns))], size: .about(1200, 600)))
    #expect(drawn.faults == [])
    #expect(drawn.scene.size.width <= 1200 * 1.5 && drawn.scene.size.height <= 600 * 1.5)
    // Nothing is left over: the margins are those every page has.
    let frame = try #require(drawn.scene.panelFrames.first).frame
    let cell = Size(frame.width / Double(columns), frame.height / Double(rows))
    #expect(cell.width == cell.width.rounded() && cell.height == cell.height.rounded())
  }

  @Test func equalCellsAreSquares() throws {
    for size in [FigureSize.exact(900, 300), .exact(300, 900), .about(500, 800)] {
      let drawn = try layOut(figure([heatPanel(counting(5, 8), aspect: .equal)], size: size))
      let frame = try #require(drawn.scene.panelFrames.first).frame
      #expect(frame.width / 8 == frame.height / 5)
    }
  }

  /// The named size is the least one: a pixel less in height will not do.
  @Test func aPageTooSmallSaysWhatWouldDo() throws {
    let panel = try heatPanel(counting(40, 40))
    for (width, height) in [(40.0, 30.0), (300, 60), (60, 300), (1, 1)] {
      let error = #expect(throws: LayoutError.self) {
        try layOut(figure([panel], size: .exact(width, height)))
      }
      guard case .pageTooSmall(width, height, let neededWidth, let neededHeight) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(neededWidth >= width && neededHeight >= height)
      let minimum = try layOut(figure([panel], size: .exact(neededWidth, neededHeight)))
      #expect(minimum.faults == [])
      if neededHeight > height {
        #expect(throws: LayoutError.self) {
          try layOut(figure([panel], size: .exact(neededWidth, neededHeight - 1)))
        }
      }
      #expect("\(error!)".contains("at least \(Int(neededWidth))x\(Int(neededHeight))px"))
    }
  }

  @Test func aHundredPanels() throws {
    let panels = try (0..<144).map { _ in try heatPanel(counting(4, 4), colorBar: nil) }
    let drawn = try layOut(
      figure(panels, columns: 12, size: .about(1200, 1200), sharesAxes: true))
    #expect(drawn.faults == [])
    #expect(drawn.scene.panelFrames.count == 144)
  }

  /// Small panels without ticks stand out from the page by their cells, and have a frame where these may have its
  /// colour: on a map that parts at 0.
  @Test(arguments: [("viridis", 0.0), ("RdBu_r", 1.0)])
  func thumbnailsOfSignedValuesHaveFrames(map: String, opacity: Double) throws {
    let axis = Axis(domain: .cells(count: 4, first: 0), hasTicks: false)
    let colors = try #require(ColorMap.named(map))
    var scale = try ColorScale(map: colors, vmin: -1, vmax: 1)
    scale.hasNamedMap = false
    let zeros = Matrix(rows: 4, columns: 4, values: Array(repeating: 0.0, count: 16))
    let cells = HeatMap(matrix: zeros, scale: scale, aspect: .equal, colorBar: nil)
    let panel = Panel(content: .heatMap(cells), x: axis, y: axis)
    let panels = Array(repeating: panel, count: 64)
    let drawn = try layOut(figure(panels, columns: 8, size: .exact(240, 240)))
    let frames = drawn.scene.placedPaths.filter { $0.item.identity.id?.hasSuffix("-frame") == true }
    #expect(frames.count == 64 && frames[0].bounds.width < 33)
    #expect(frames.allSatisfy { $0.item.stroke?.color.alpha == (opacity == 1 ? 255 : 0) })
    let pixels = drawn.scene.placedImages[0].item.pixels
    #expect(pixels.allSatisfy { ($0 == 0xFFFFFF) == (opacity == 1) })
  }

  /// Where not all numbers fit above small panels, the last still stands, and the one before it gives way.
  @Test func theLastNumberAboveSmallPanelsStands() throws {
    let axis = Axis(domain: .cells(count: 4, first: 0), hasTicks: false)
    let panels = try (0..<16).map { index in
      try heatPanel(counting(4, 4), title: RichText("\(index)"), x: axis, y: axis, colorBar: nil)
    }
    var counts: Set<Int> = []
    for width in stride(from: 240.0, through: 1200, by: 20) {
      guard let drawn = try? layOut(figure(panels, columns: 16, size: .exact(width, 240)))
      else { continue }
      let numbers = drawn.scene.placedTexts.compactMap { Int($0.item.text.plain) }
      #expect(numbers.first == 0 && numbers.last == 15, "\(numbers)")
      #expect(numbers.count == 16 || !numbers.contains(14), "\(numbers)")
      #expect(drawn.faults == [])
      counts.insert(numbers.count)
    }
    #expect(counts.contains(16) && counts.contains { $0 < 16 }, "\(counts)")
  }
}
