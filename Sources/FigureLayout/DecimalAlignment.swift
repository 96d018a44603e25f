// Numbers one above the other: their points stand below each other.

import FigureModel
import FigureScene

/// Where the labels of ticks begin so that their points are in one line.
struct DecimalAlignment {
  /// For each label, how far it begins from the left, in px.
  let shifts: [Double]
  /// How wide all of them are together, in px.
  let width: Double

  /// nil where one of the labels is neither a plain number nor one before a power of ten.
  init?(_ ticks: [AxisTicks.Tick], _ setting: TextSetting) {
    guard !ticks.isEmpty, ticks.allSatisfy({ Self.hasPoint($0.label) }) else { return nil }
    let whole = ticks.map { tick in
      setting.extent(String(tick.label.prefix { $0 != "." && $0 != "×" }), .tick).width
    }
    let maximum = whole.max() ?? 0
    shifts = whole.map { maximum - $0 }
    width = zip(ticks, shifts).map { setting.extent($0).width + $1 }.max() ?? 0
  }

  /// Whether a label has a place for its point: a power of ten alone has none.
  private static func hasPoint(_ label: String) -> Bool {
    let digits = label.prefix { $0 != "×" }
    return !digits.isEmpty
      && digits.allSatisfy { $0.isASCII && $0.isNumber || ".<>−".contains($0) }
  }
}
