// Where ticks stand along an axis and what they say, so that no two labels touch.

import FigureModel
import FigureScene

/// The ticks of one axis on a panel of known length.
struct AxisTicks {
  struct Tick: Hashable {
    /// Where along the axis, 0 at its first cell's or number's edge, 1 at its end.
    var fraction: Double
    var label: String
  }

  var ticks: [Tick] = []
  /// Degrees the labels are turned by: 0, 45 or 90, upwards to the right.
  var rotation: Double = 0
  /// How far the labels reach from the panel, without the gap.
  var depth: Double = 0
  /// How far the labels reach beyond the axis' ends.
  var overhangBefore: Double = 0
  var overhangAfter: Double = 0
  var thinnedBy: Int?
  var shortened: Int?

  /// The room between two labels in px.
  private static let labelGap = 12.0
  /// Labels of names are shortened to this, in px.
  private static let longestName = 150.0

  /// The ticks below a panel `length` px wide.
  static func horizontal(_ axis: ResolvedAxis, length: Double, setting: TextSetting) -> AxisTicks {
    switch axis.kind {
    case .cells(let count, let first):
      let widest = max(
        setting.extent("\(first)", .tick).width, setting.extent("\(first + count - 1)", .tick).width
      )
      let step = cellStep(
        count: count, length: length, spacing: max(widest + labelGap, 44))
      var result = cells(count: count, first: first, step: step)
      result.measureHorizontal(length: length, setting: setting)
      return result
    case .names(let names):
      return horizontalNames(names, length: length, setting: setting)
    case .numbers:
      return sideBySide(length: length, setting: setting) { target in
        var result = numbers(axis, target: target)
        result.measureHorizontal(length: length, setting: setting)
        return result
      }
    }
  }

  /// The ticks left of a panel `length` px high. Fractions grow with the cells' or numbers' order.
  static func vertical(_ axis: ResolvedAxis, length: Double, setting: TextSetting) -> AxisTicks {
    let lineHeight = setting.extent("0", .tick).height
    var result: AxisTicks
    switch axis.kind {
    case .cells(let count, let first):
      result = cells(
        count: count, first: first,
        step: cellStep(
          count: count, length: length,
          // In a low panel ticks stand closer rather than alone.
          spacing: min(max(lineHeight + 6, 34), max(lineHeight + 2, length / 3))))
    case .names(let names):
      let every = max(1, Int((lineHeight * Double(names.count) / length).rounded(.up)))
      result = self.names(names, every: every, limit: longestName, setting: setting)
    case .numbers:
      result = stacked(length: length, spacing: 55, setting: setting) { target in
        numbers(axis, target: target)
      }
    }
    result.measureVertical(length: length, setting: setting)
    return result
  }

  /// Ticks side by side, as many as have room.
  static func sideBySide(
    length: Double, setting: TextSetting, _ ticks: (Int) -> AxisTicks
  ) -> AxisTicks {
    fitting(max(3, Int(length / 90))) { target in
      let result = ticks(target)
      let widths = result.ticks.map { setting.extent($0.label, .tick).width }
      return (result, result.areApart(widths, length: length, gap: labelGap))
    }
  }

  /// Ticks one above the other, as many as have room: `spacing` px for each where that is enough.
  static func stacked(
    length: Double, spacing: Double, setting: TextSetting, _ ticks: (Int) -> AxisTicks
  ) -> AxisTicks {
    fitting(max(3, Int(length / spacing))) { target in
      let result = ticks(target)
      let heights = result.ticks.map { setting.extent($0.label, .tick).height }
      return (result, result.areApart(heights, length: length, gap: 0))
    }
  }

  /// The first of ever fewer ticks whose labels stand apart; one tick alone always does.
  private static func fitting(
    _ most: Int, _ make: (Int) -> (AxisTicks, areApart: Bool)
  ) -> AxisTicks {
    var target = most
    while true {
      let (result, areApart) = make(target)
      if areApart || target <= 1 { return result }
      target = min(target - 1, max(2, target * 3 / 4))
    }
  }

  // MARK: Kinds of axes

  private static func cells(count: Int, first: Int, step: Int) -> AxisTicks {
    var result = AxisTicks()
    let remainder = first % step
    var index = remainder == 0 ? 0 : (remainder < 0 ? -remainder : step - remainder)
    if index >= count { index = 0 }
    while index < count {
      result.ticks.append(
        Tick(
          fraction: (Double(index) + 0.5) / Double(count),
          label: NumberLabel.integer(first + index)))
      index += step
    }
    return result
  }

  /// The smallest round step at which cell labels stand at least `spacing` px apart.
  private static func cellStep(count: Int, length: Double, spacing: Double) -> Int {
    let minimum = spacing / max(length / Double(max(count, 1)), .leastNonzeroMagnitude)
    var scale = 1
    while true {
      for factor in [1, 2, 5] where Double(factor * scale) >= minimum { return factor * scale }
      scale *= 10
    }
  }

  private static func numbers(_ axis: ResolvedAxis, target: Int) -> AxisTicks {
    let values = axis.tickValues(target: target)
    let labels = tickLabels(for: values)
    return AxisTicks(
      ticks: zip(values, labels).map { Tick(fraction: axis.fraction(of: $0), label: $1) })
  }

  private static func names(
    _ names: [String], every: Int, limit: Double, setting: TextSetting
  ) -> AxisTicks {
    var result = AxisTicks()
    var shortened = 0
    let places = Array(stride(from: 0, to: names.count, by: every))
    let labels = setting.shortened(places.map { names[$0] }, to: limit, .tick)
    for (index, label) in zip(places, labels) {
      if label != names[index] { shortened += 1 }
      result.ticks.append(
        Tick(fraction: (Double(index) + 0.5) / Double(names.count), label: label))
    }
    result.thinnedBy = every > 1 ? every : nil
    result.shortened = shortened > 0 ? shortened : nil
    return result
  }

  /// Names stand upright where they fit side by side, else slanted, else turned, else thinned.
  private static func horizontalNames(
    _ names: [String], length: Double, setting: TextSetting
  ) -> AxisTicks {
    let cell = length / Double(max(names.count, 1))
    let lineHeight = setting.extent("0", .tick).height
    var result = self.names(names, every: 1, limit: longestName, setting: setting)
    let widest = result.ticks.map { setting.extent($0.label, .tick).width }.max() ?? 0
    if widest + 6 <= cell {
      result.rotation = 0
    } else if cell * 0.5.squareRoot() >= lineHeight {
      result.rotation = 45
    } else {
      let every = max(1, Int((lineHeight / cell).rounded(.up)))
      result = self.names(names, every: every, limit: longestName, setting: setting)
      result.rotation = 90
    }
    result.measureHorizontal(length: length, setting: setting)
    return result
  }

  // MARK: Room

  /// Reckons how far labels below a panel reach.
  mutating func measureHorizontal(length: Double, setting: TextSetting) {
    let diagonal = 0.5.squareRoot()
    for tick in ticks {
      let extent = setting.extent(tick.label, .tick)
      let before: Double
      let after: Double
      switch rotation {
      case 45:
        depth = max(depth, (extent.width + extent.height) * diagonal)
        before = extent.width * diagonal + extent.height * diagonal / 2
        after = extent.height * diagonal
      case 90:
        depth = max(depth, extent.width)
        before = extent.height / 2
        after = extent.height / 2
      default:
        depth = max(depth, extent.height)
        before = extent.width / 2
        after = extent.width / 2
      }
      overhangBefore = max(overhangBefore, before - tick.fraction * length)
      overhangAfter = max(overhangAfter, after - (1 - tick.fraction) * length)
    }
  }

  /// Reckons how far labels beside a panel reach.
  mutating func measureVertical(length: Double, setting: TextSetting) {
    for tick in ticks {
      let extent = setting.extent(tick.label, .tick)
      depth = max(depth, extent.width)
      overhangBefore = max(overhangBefore, extent.height / 2 - tick.fraction * length)
      overhangAfter = max(overhangAfter, extent.height / 2 - (1 - tick.fraction) * length)
    }
  }

  /// Whether labels that take these lengths along the axis stand at least `gap` px apart.
  private func areApart(_ lengths: [Double], length: Double, gap: Double) -> Bool {
    zip(zip(ticks, lengths), zip(ticks, lengths).dropFirst()).allSatisfy { one, next in
      let space = abs(next.0.fraction - one.0.fraction) * length
      return (one.1 + next.1) / 2 + gap <= space
    }
  }
}
