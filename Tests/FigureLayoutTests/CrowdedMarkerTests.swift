// Markers of lines: none where they would stand on each other, rings only where lines meet.

import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct CrowdedMarkerTests {
  private func marked(_ y: [Double], slot: Int = 0, ring: Double = 0) -> Series {
    var series = line("line \(slot)", y, slot: slot)
    series.style.marker = .circle
    series.style.ring = ring
    return series
  }

  private func drawn(_ chart: Chart, width: Double) throws -> [Series] {
    var plan = try PanelPlan(chartPanel(chart), setting: setting)
    let size = Size(width, 200)
    plan.fit(slot: size, follows: false, grid: PixelGrid(scale: 1), setting: setting)
    let mapping = DataMapping(plan: plan, frame: Rect(origin: .zero, size: plan.frameSize))
    return chart.series.map { $0.drawn(in: chart, mapping) }
  }

  /// 31 points over 30 times a distance; a marker of a line of usual weight is 6.3 px wide.
  @Test(arguments: [(270.0, false), (150, false), (600, true)])
  func pointsThatStandCloseHaveNone(width: Double, isMarked: Bool) throws {
    let series = marked((0...30).map { Double($0 % 5) })
    let drawn = try drawn(Chart(series: [series]), width: width)
    #expect((drawn[0].style.marker != .none) == isMarked)
  }

  @Test func ringsAreForLinesThatMeet() throws {
    let low = marked([0, 1, 2, 1], ring: 2.2)
    let high = marked([10, 11, 12, 11], slot: 1)
    let apart = try drawn(Chart(series: [low, high]), width: 600)
    #expect(apart[0].style.ring == 0)
    let same = marked([0, 1, 2, 5], slot: 1)
    let meeting = try drawn(Chart(series: [low, same]), width: 600)
    #expect(meeting[0].style.ring == 2.2)
    // One crossing is none.
    let low8 = marked([0, 1, 2, 1, 0, 1, 2, 1], ring: 2.2)
    let crossing = marked([5, 5, 2, 5, 5, 5, 5, 5], slot: 1)
    #expect(try drawn(Chart(series: [low8, crossing]), width: 600)[0].style.ring == 0)
  }

  /// Words at the ends of lines have the lines' hue and can be read.
  @Test(arguments: Theme.Name.allCases) func wordsHaveTheColourOfTheirLine(name: Theme.Name) {
    let theme = Theme.named(name)
    let painter = SeriesPainter(theme: theme)
    for slot in theme.lineColors.indices {
      let color = painter.textColor(SeriesStyle(slot: slot))
      #expect(contrastRatio(color.rgb, theme.background.rgb) >= 4.5)
      if contrastRatio(theme.lineColor(slot).rgb, theme.background.rgb) >= 4.5 {
        #expect(color == theme.lineColor(slot))
      }
    }
  }
}
