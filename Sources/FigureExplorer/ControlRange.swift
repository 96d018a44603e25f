// How far a slider goes. A slider is a convenience: any other value can be typed beside it, and the
// option's own rule decides.

import FigureKinds

/// The ends of a slider.
struct ControlRange: Hashable, Sendable {
  var minimum: Double
  var maximum: Double
  var step: Double
  /// Whether equal ways of the slider are equal factors.
  var isLogarithmic = false

  /// Ranges of options that are known by name.
  private static let known: [String: ControlRange] = [
    "positions": ControlRange(minimum: 1, maximum: 512, step: 1),
    "dimensions": ControlRange(minimum: 2, maximum: 512, step: 2),
    "base": ControlRange(minimum: 2, maximum: 1_000_000, step: 1, isLogarithmic: true),
    "position": ControlRange(minimum: 0, maximum: 200, step: 1),
    "first-position": ControlRange(minimum: 0, maximum: 200, step: 1),
    "reference-position": ControlRange(minimum: 0, maximum: 200, step: 1),
    "heads": ControlRange(minimum: 1, maximum: 32, step: 1),
    "columns": ControlRange(minimum: 1, maximum: 8, step: 1),
    "seed": ControlRange(minimum: 0, maximum: 99, step: 1),
    "window": ControlRange(minimum: 0, maximum: 12, step: 1),
    "padding": ControlRange(minimum: 0, maximum: 6, step: 1),
    "highlight-row": ControlRange(minimum: 0, maximum: 9, step: 1),
    "index-base": ControlRange(minimum: 0, maximum: 1, step: 1),
    "decimals": ControlRange(minimum: 0, maximum: 6, step: 1),
    "gamma": ControlRange(minimum: 0.1, maximum: 3, step: 0.05),
    "temperature": ControlRange(minimum: 0.05, maximum: 5, step: 0.05),
    "residual": ControlRange(minimum: 0, maximum: 1, step: 0.01),
    "threshold": ControlRange(minimum: 0, maximum: 1, step: 0.01),
    "scale": ControlRange(minimum: 0.5, maximum: 4, step: 0.5),
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
      return ControlRange(minimum: min(0, start), maximum: max(10, 4 * start), step: 1)
    case .number: return known[option.name]
    case .flag, .word, .list, .localizedText, .text, .file: return nil
    }
  }
}
