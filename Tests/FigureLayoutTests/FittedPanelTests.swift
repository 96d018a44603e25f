// A panel that comes back to a frame is as it was there, whatever it was fitted to in between.

import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct FittedPanelTests {
  private static let slots = [Size(300, 200), Size(120, 400), Size(300, 600), Size(301, 200)]

  private static func panels() throws -> [Panel] {
    let matrix = counting(6, 9)
    return [
      try heatPanel(matrix), chartPanel(Chart(series: [line("one", [0, 3, 1, 2])])),
    ]
  }

  /// What the layout asks of a fitted panel.
  private func measures(_ plan: PanelPlan) -> [Double] {
    let insets = plan.insets
    return [
      plan.frameSize.width, plan.frameSize.height, insets.left, insets.right, insets.top,
      insets.bottom, plan.rightOfFrame, plan.titleBase, plan.minimumFrame.width,
      Double(plan.xTicks.ticks.count), Double(plan.yTicks.ticks.count), plan.xTicks.rotation,
      plan.barTicks.depth, Double(plan.drawnRows), Double(plan.drawnColumns),
    ]
  }

  private func fit(_ plan: inout PanelPlan, _ slot: Size, _ setting: TextSetting) {
    plan.fit(slot: slot, follows: false, grid: PixelGrid(scale: 1), setting: setting)
  }

  @Test func whatIsRememberedIsWhatWouldBeMeasured() throws {
    for panel in try Self.panels() {
      let remembering = setting
      var plan = try PanelPlan(panel, setting: remembering)
      for (index, slot) in (Self.slots + Self.slots.reversed() + Self.slots).enumerated() {
        var spaced = remembering
        if index % 3 == 2 { spaced.spacing.barSide = .below }
        plan.choices.showsX = index % 2 == 0
        fit(&plan, slot, spaced)
        var bare = setting
        bare.spacing = spaced.spacing
        var fresh = try PanelPlan(panel, setting: bare)
        fresh.choices = plan.choices
        fit(&fresh, slot, bare)
        #expect(measures(plan) == measures(fresh))
      }
    }
  }

  /// Two panels that are alike are two.
  @Test func eachPanelHasItsOwn() throws {
    let shared = setting
    var (first, second) = (
      try PanelPlan(try heatPanel(counting(4, 4)), setting: shared),
      try PanelPlan(chartPanel(Chart(series: [line([1, 2])])), setting: shared)
    )
    fit(&first, Size(200, 200), shared)
    fit(&second, Size(200, 200), shared)
    #expect(first.heatMap != nil && second.chart != nil)
  }
}
