// What a panel's picture cannot show of its cells, and the sentences that say so: one for all panels of a
// figure of which the same holds.

import AttentionMath
import FigureModel
import TextFormats

/// Something that a heat map does not show.
struct PanelWarning {
  /// What it is.
  enum Problem {
    /// Cells that clearly differ share a pixel, and one value is drawn for all of them.
    /// - Parameters:
    ///   - cells: how many rows and columns there are.
    ///   - drawn: how many are drawn.
    ///   - share: of the cells drawn those that stand for others that differ, 0 … 1.
    case blended(cells: Extents, drawn: Extents, ReductionFilter, share: Double)
    /// Some cells that are drawn stand for a peak or a pit that is not seen there.
    /// - Parameter share: of the cells drawn, 0 … 1.
    case missed(cells: Extents, drawn: Extents, ReductionFilter, share: Double)
    /// The minimum or the maximum values are in no cell that is drawn.
    case lost(cells: Extents, drawn: Extents, ReductionFilter, LostExtremes)
    /// No value is above 0, and the scale is logarithmic.
    case withoutLogarithm
    /// Every value lies beyond one end of the scale.
    case beyond(ScaleEnd, limit: Double, values: ClosedRange<Double>)
  }

  enum ScaleEnd: Hashable { case lowest, highest }

  struct Extents: Hashable, CustomStringConvertible {
    let rows: Int
    let columns: Int
    var description: String { "[\(rows), \(columns)]" }
    var count: Double { Double(rows) * Double(columns) }
  }

  let problem: Problem
  /// The title of the panel, where it has one.
  let title: String?

  /// Those that are told in one sentence are alike in this.
  private enum Kind: Hashable {
    case blended(Extents, Extents, ReductionFilter)
    case missed(Extents, Extents, ReductionFilter)
    case lost(Extents, Extents, ReductionFilter, minimum: Bool, maximum: Bool)
    case withoutLogarithm
    case beyond(ScaleEnd, Double)
  }

  private var kind: Kind {
    switch problem {
    case .blended(let cells, let drawn, let filter, _): .blended(cells, drawn, filter)
    case .missed(let cells, let drawn, let filter, _): .missed(cells, drawn, filter)
    case .lost(let cells, let drawn, let filter, let lost):
      .lost(cells, drawn, filter, minimum: lost.minimumIsLost, maximum: lost.maximumIsLost)
    case .withoutLogarithm: .withoutLogarithm
    case .beyond(let end, let limit, _): .beyond(end, limit)
    }
  }

  /// The warnings of a figure.
  /// - Parameter panels: how many panels it has.
  static func messages(_ warnings: [PanelWarning], panels: Int) -> [Message] {
    var kinds: [Kind] = []
    for warning in warnings where !kinds.contains(warning.kind) { kinds.append(warning.kind) }
    return kinds.map { kind in
      let alike = warnings.filter { $0.kind == kind }
      return message(alike.map(\.problem), location: location(of: alike, panels: panels))
    }
  }

  /// Which panels are meant; empty where a figure has one without a title.
  private static func location(of warnings: [PanelWarning], panels: Int) -> Message {
    let titles = warnings.compactMap(\.title)
    if titles.count == warnings.count, titles.count <= maximumNamed {
      return titles.isEmpty
        ? "" : "\(titles.joined(separator: ", ")): "
    }
    guard panels > 1 else { return "" }
    return warnings.count == panels
      ? Message("in all \(panels) panels ", zh: "全部 \(panels) 个子图：")
      : Message(
        "in \(warnings.count) of \(panels) panels ", zh: "\(panels) 个子图中的 \(warnings.count) 个：")
  }

  /// More titles are a list that nobody reads.
  private static let maximumNamed = 3

  private static func message(_ problems: [Problem], location: Message) -> Message {
    switch problems[0] {
    case .blended(let cells, let drawn, let filter, _):
      let share = share(of: drawn, problems)
      let displayed =
        switch filter {
        case .mean: "the picture shows means that no cell has"
        case .max, .min, .extremes, .nearest: "the picture shows one value for all of them"
        }
      return Message(
        "\(location)\(cells) cells are drawn as "
          + "\(drawn) (\(option: "reduce") \(filter.rawValue)), and in \(share) "
          + "of these values clearly differ: \(displayed); give a larger \(option: "size") or \(option: "scale") for more of them, "
          + "or choose what is kept with \(option: "reduce")",
        zh:
          "\(location)\(cells) 个单元格画成 \(drawn)（\(option: "reduce") \(filter.rawValue)），其中 \(share)的值明显不同：\(filter == .mean ? "图中是没有单元格具有的平均值" : "图中一个值代表全部")；请给出更大的\(option: "size")或\(option: "scale")以画出更多，或用\(option: "reduce")选择保留什么"
      )
    case .missed(let cells, let drawn, let filter, _):
      let share = share(of: drawn, problems)
      let fix = fix(filter)
      return Message(
        "\(location)\(cells) cells are drawn as \(drawn) (\(option: "reduce") \(filter.rawValue)), and in "
          + "\(share) of these a peak or a pit is left out that clearly differs; \(fix)",
        zh:
          "\(location)\(cells) 个单元格画成 \(drawn)（\(option: "reduce") \(filter.rawValue)），其中 \(share)没有画出明显不同的峰或谷；\(fix)"
      )
    case .lost(let cells, let drawn, let filter, _):
      let lost = problems.compactMap { problem in
        if case .lost(_, _, _, let lost) = problem { lost } else { nil }
      }
      return self.message(lost, "\(cells)", "\(drawn)", filter, location: location)
    case .withoutLogarithm:
      return Message(
        "\(location)no value is above 0, so with \(option: "norm") log every cell has the lowest colour",
        zh: "\(location)没有大于 0 的值，\(option: "norm")为 log 时所有单元格都是最低的颜色")
    case .beyond(let end, let limit, _):
      let ranges = problems.compactMap { problem in
        if case .beyond(_, _, let values) = problem { values } else { nil }
      }
      let side =
        end == .lowest
        ? Message("below \(option: "vmin")", zh: "低于\(option: "vmin")")
        : Message("above \(option: "vmax")", zh: "高于\(option: "vmax")")
      let bound = formatNumber(limit, significant: 6, style: .plain)
      let minimum = formatNumber(
        ranges.map(\.lowerBound).min() ?? 0, significant: 6, style: .plain)
      let maximum = formatNumber(
        ranges.map(\.upperBound).max() ?? 0, significant: 6, style: .plain)
      return Message(
        "\(location)every value lies \(side) \(bound), so all "
          + "cells have one colour; choose limits within \(minimum) to \(maximum)",
        zh:
          "\(location)所有的值都\(side) \(bound)，因此所有单元格同一颜色；请在 \(minimum) 到 \(maximum) 之内选择两端")
    }
  }

  /// Which values no cell shows that is drawn, in panels that lose the same ends.
  private static func message(
    _ lost: [LostExtremes], _ cells: String, _ drawn: String, _ filter: ReductionFilter,
    location: Message
  ) -> Message {
    func spans(_ end: (ClosedRange<Double>) -> Double) -> (values: Message, drawn: Message) {
      func span(_ numbers: [Double]) -> Message {
        let ends = [numbers.min() ?? 0, numbers.max() ?? 0].map {
          formatNumber($0, significant: 4, style: .plain)
        }
        return self.span(ends[0], ends[1])
      }
      return (span(lost.map { end($0.values) }), span(lost.map { end($0.drawn) }))
    }
    let (minimum, maximum) = (spans(\.lowerBound), spans(\.upperBound))
    let what: Message =
      switch (lost[0].minimumIsLost, lost[0].maximumIsLost) {
      case (true, true):
        Message(
          "the least and the greatest values are left out: they are \(minimum.values) and "
            + "\(maximum.values), those drawn \(minimum.drawn) and \(maximum.drawn)",
          zh:
            "最小和最大的值没有画出：它们是 \(minimum.values) 和 \(maximum.values)，画出的是 \(minimum.drawn) 和 \(maximum.drawn)"
        )
      case (true, false):
        Message(
          "the least values are left out: they are \(minimum.values), those drawn \(minimum.drawn)",
          zh: "最小的值没有画出：它们是 \(minimum.values)，画出的是 \(minimum.drawn)")
      case (false, _):
        Message(
          "the greatest values are left out: they are \(maximum.values), those drawn "
            + "\(maximum.drawn)",
          zh: "最大的值没有画出：它们是 \(maximum.values)，画出的是 \(maximum.drawn)")
      }
    let fix = fix(filter)
    return Message(
      "\(location)\(cells) cells are drawn as \(drawn) (\(option: "reduce") \(filter.rawValue)), and "
        + "\(what); \(fix)",
      zh:
        "\(location)\(cells) 个单元格画成 \(drawn)（\(option: "reduce") \(filter.rawValue)），\(what)；\(fix)"
    )
  }

  /// What keeps peaks and pits.
  private static func fix(_ filter: ReductionFilter) -> Message {
    filter == .extremes
      ? Message(
        "give a larger \(option: "size") or \(option: "scale")",
        zh: "请给出更大的\(option: "size")或\(option: "scale")")
      : Message(
        "choose \(option: "reduce") extremes, or give a larger \(option: "size") or "
          + "\(option: "scale")",
        zh:
          "请选择\(option: "reduce") extremes，或给出更大的\(option: "size")或\(option: "scale")")
  }

  /// How many of the cells drawn are meant: their share, and their number where that is less than a hundredth.
  private static func share(of drawn: Extents, _ problems: [Problem]) -> Message {
    let shares = problems.map { problem -> Double in
      switch problem {
      case .blended(_, _, _, let share), .missed(_, _, _, let share): return share
      case .lost, .withoutLogarithm, .beyond: return 0
      }
    }
    let (minimum, maximum) = (shares.min() ?? 0, shares.max() ?? 0)
    if maximum < 0.01 {
      let count = span(
        max(1, (minimum * drawn.count).rounded()), max(1, (maximum * drawn.count).rounded()))
      return Message("\(count)", zh: "\(count) 个")
    }
    let percent = span(
      max(1, (minimum * 100).rounded()), max(1, (maximum * 100).rounded()))
    return Message("\(percent)%", zh: "\(percent) % ")
  }

  /// One number, or two of which the others lie between.
  private static func span(_ minimum: Double, _ maximum: Double) -> Message {
    span(formatNumber(minimum, places: 0), formatNumber(maximum, places: 0))
  }

  private static func span(_ one: String, _ other: String) -> Message {
    one == other ? Message(one) : Message("\(one) to \(other)", zh: "\(one) 到 \(other)")
  }
}
