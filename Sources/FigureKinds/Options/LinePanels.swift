// What figures of lines share: the memory they need and how lines are distinguished.

import AttentionMath
import FigureModel
import FigureScene
import TextFormats

/// The number of values a set of lines has, checked before they are computed.
struct LinesSize {
  var rows: Int
  var columns: Int

  /// - Parameter option: the option and value that ask for so many.
  func check(_ option: OptionReference) throws(FigureError) {
    // Values, positions and the points of the path: some six numbers a value.
    let (needed, overflow) = rows.multipliedReportingOverflow(by: 6)
    do throws(MemoryShortage) {
      try MemoryLimit.requireAvailable(rows: overflow ? .max : needed, columns: columns)
    } catch {
      throw .work("\(option): \(error)")
    }
  }
}

extension SeriesStyle {
  /// A line as the number of its points and neighbours asks for: points are marked where they can
  /// be distinguished, and lines beside others differ in more than colour. All have one weight; where few
  /// lines lie on each other, those beneath show through the dashes above and around their markers.
  static func line(slot: Int, points: Int, lines: Int) -> SeriesStyle {
    let markers: [Marker] = [.circle, .square, .triangle, .diamond, .cross]
    let dashes: [Dash] = [.solid, .dashed, .dotted, .dashDotted]
    let areMarked = points <= 64
    let areFew = areMarked && lines <= LinePanels.maximumOverlaid
    var style = SeriesStyle(
      slot: slot, width: points > 120 && lines > 1 ? 1.3 : 1.8,
      dash: areFew ? dashes[slot % dashes.count] : .solid,
      marker: areMarked ? markers[slot % markers.count] : .none,
      opacity: lines > 1 && points > 120 ? 0.85 : 1)
    style.ring = areFew ? 1.1 * Double(lines - 1 - slot) : 0
    return style
  }
}

/// Lines in one panel, or each in a panel of its own with the others behind it.
enum LinePanels {
  /// More lines than this hide each other.
  static let maximumOverlaid = 4
  /// Beyond so many lines those behind are a mere surface, and none is drawn.
  private static let maximumLinesBehind = 16
  /// Panels side by side: three, and more where there are many; one more where fewer positions stay empty.
  private static func across(_ lines: Int) -> Int {
    let usual = max(3, Int(Double(lines).squareRoot().rounded(.up)))
    func empty(_ across: Int) -> Int { (across - lines % across) % across }
    return empty(usual + 1) < empty(usual) ? usual + 1 : usual
  }

  /// The panels of series that have labels.
  /// - Parameters:
  ///   - short: the labels in few letters, for panels too narrow for the whole.
  ///   - rules: lines across each panel; of several panels the first one names them.
  static func panels(
    _ series: [Series], short: [String]? = nil, rules: [Rule] = [], x: Axis, y: Axis
  ) -> [Panel] {
    guard !isOverlaid(series.count) else {
      return [
        Panel(
          content: .chart(Chart(series: series, rules: rules, showsLegend: series.count > 1)),
          x: x, y: y)
      ]
    }
    let unnamed = rules.map { rule in
      var rule = rule
      rule.label = nil
      return rule
    }
    let y = series.count > maximumLinesBehind ? y.reaching(all: series.map(\.y)) : y
    return series.indices.map { index in
      var own = series[index]
      own.style.dash = .solid
      own.style.opacity = 1
      let behind = series.count > maximumLinesBehind ? [] : series.indices.filter { $0 != index }
      let context = behind.map { other -> Series in
        var line = series[other]
        line.label = nil
        line.style = SeriesStyle(slot: line.style.slot, width: 1)
        line.style.isContext = true
        return line
      }
      return Panel(
        title: own.label.map { RichText($0) }, shortTitle: short.map { RichText($0[index]) },
        content: .chart(
          Chart(
            series: context + [own], rules: index == 0 ? rules : unnamed, showsLegend: false)),
        x: x, y: y)
    }
  }

  /// Says of many lines that none stands behind another, as fewer do.
  static func notes(_ lines: Int, _ language: Language) -> [FigureNote] {
    guard lines > maximumLinesBehind else { return [] }
    let sentence = Localized(
      en:
        "Each line stands alone in its panel: of more than \(maximumLinesBehind) the others are not drawn behind it.",
      zh: "每个子图只画一条曲线：超过 \(maximumLinesBehind) 条时不在其后画出其他曲线。")
    let brief = Localized(en: "Each line stands alone.", zh: "每图一条曲线。")
    return [FigureNote(sentence[language], brief: brief[language], isConvention: true)]
  }

  /// Whether so many lines are in one panel.
  static func isOverlaid(_ lines: Int) -> Bool { lines <= maximumOverlaid }

  /// How many panels stand side by side.
  static func columns(_ lines: Int) -> Int { isOverlaid(lines) ? 1 : across(lines) }

  /// The page for so many lines, where one panel has a page of `size`.
  static func size(_ lines: Int, single size: Size) -> Size {
    guard !isOverlaid(lines) else { return size }
    let across = across(lines)
    let rows = (lines + across - 1) / across
    return Size(size.width, Double(rows) * 280 + 110)
  }
}

extension Axis {
  /// The axis with limits that all values lie within, where they were left open: panels that have it are
  /// on one scale.
  func reaching(all values: [[Double]]) -> Axis {
    guard case .numbers(let lower, let upper, let scale) = domain, scale != .log else {
      return self
    }
    let extent = ValueExtent(values.joined().map(\.self))
    guard extent.minimum < extent.maximum else { return self }
    let air = (extent.maximum / 2 - extent.minimum / 2) * 0.12
    var axis = self
    axis.domain = .numbers(
      lower: lower ?? extent.minimum - air, upper: upper ?? extent.maximum + air, scale: scale)
    return axis
  }
}
