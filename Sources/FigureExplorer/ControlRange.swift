// How far a slider goes. A slider is a convenience: any other value can be typed beside it, and the
// option's own rule decides.

import FigureKinds

/// The ends of a slider.
struct ControlRange: Hashable, Sendable {
  var least: Double
  var greatest: Double
  var step: Double
  /// Whether equal ways of the slider are equal factors.
  var isLogarithmic = false

  /// Ranges of options that are known by name.
  private static let known: [String: ControlRange] = [
    "positions": ControlRange(least: 1, greatest: 512, step: 1),
    "dimensions": ControlRange(least: 2, greatest: 512, step: 2),
    "base": ControlRange(least: 2, greatest: 1_000_000, step: 1, isLogarithmic: true),
    "position": ControlRange(least: 0, greatest: 200, step: 1),
    "first-position": ControlRange(least: 0, greatest: 200, step: 1),
    "reference-position": ControlRange(least: 0, greatest: 200, step: 1),
    "heads": ControlRange(least: 1, greatest: 32, step: 1),
    "columns": ControlRange(least: 1, greatest: 8, step: 1),
    "seed": ControlRange(least: 0, greatest: 99, step: 1),
    "window": ControlRange(least: 0, greatest: 12, step: 1),
    "padding": ControlRange(least: 0, greatest: 6, step: 1),
    "highlight-row": ControlRange(least: 0, greatest: 9, step: 1),
    "index-base": ControlRange(least: 0, greatest: 1, step: 1),
    "decimals": ControlRange(least: 0, greatest: 6, step: 1),
    "gamma": ControlRange(least: 0.1, greatest: 3, step: 0.05),
    "temperature": ControlRange(least: 0.05, greatest: 5, step: 0.05),
    "residual": ControlRange(least: 0, greatest: 1, step: 0.01),
    "threshold": ControlRange(least: 0, greatest: 1, step: 0.01),
    "scale": ControlRange(least: 0.5, greatest: 4, step: 0.5),
  ]

  /// Options whose sliders end where the axes of the chosen file end.
  static let alongAxes: Set = ["layer", "head"]

  /// The slider of an option; nil for values that a slider cannot give.
  static func of(_ option: KindOption) -> ControlRange? {
    if alongAxes.contains(option.name) { return nil }
    switch option.shape {
    case .integer:
      if let range = known[option.name] { return range }
      let start = option.defaultValue.flatMap { Double($0) } ?? 0
      return ControlRange(least: min(0, start), greatest: max(10, 4 * start), step: 1)
    case .number: return known[option.name]
    case .flag, .word, .list, .localizedText, .text, .file: return nil
    }
  }
}
