// Numbers one above the other: their points stand below each other.

import FigureModel
import FigureScene

/// Where the labels of ticks begin so that their points are in one line.
struct DecimalAlignment {
  /// For each label, how far it begins from the left, in px.
  let shifts: [Double]
  /// How wide all of them are together, in px.
  let width: Double

  /// nil where one of the labels is no plain number.
  init?(_ ticks: [AxisTicks.Tick], _ setting: TextSetting) {
    guard !ticks.isEmpty, ticks.allSatisfy({ $0.decimals != nil }) else { return nil }
    let whole = ticks.map { tick in
      setting.extent(String(tick.label.prefix { $0 != "." }), .tick).width
    }
    let maximum = whole.max() ?? 0
    shifts = whole.map { maximum - $0 }
    width = zip(ticks, shifts).map { setting.extent($0).width + $1 }.max() ?? 0
  }
}
