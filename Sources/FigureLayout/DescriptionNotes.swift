// What laying out changed or left out, in sentences for the description of a figure.

import FigureModel
import TextFormats

/// Sentences on what readers of the alt text should know of a figure's panels.
///
/// What all panels have alike is said as of one; what differs from panel to panel is added up.
struct DescriptionNotes {
  let panels: [PanelDescription]
  let language: Language

  init(_ panels: [PanelDescription], _ language: Language) {
    self.panels = panels
    self.language = language
  }

  /// A sentence for each thing, none where all is plain; some may be alike.
  var sentences: [String] {
    var notes = reductions
    notes += [
      center, nonFinite,
      cells(\.below) { count in
        Localized(
          en: "\(count.english) below the colour scale and drawn in its first colour.",
          zh: "\(count.chinese)低于色标，以最低色绘制。")
      },
      cells(\.withoutLogarithm) { count in
        Localized(
          en: "\(count.english) 0 or less, without a logarithm.",
          zh: "\(count.chinese)为 0 或负数，没有对数。")
      },
      cells(\.above) { count in
        Localized(
          en: "\(count.english) above the colour scale and drawn in its last colour.",
          zh: "\(count.chinese)高于色标，以最高色绘制。")
      },
      cells(\.masked) { count in
        Localized(
          en: "\(count.english) masked and hatched.", zh: "\(count.chinese)被掩码遮住，以斜线表示。")
      },
      gaps,
    ].compactMap(\.self)
    notes += panels.flatMap(axes)
    return notes.map { $0[language] }
  }

  // MARK: Counts

  /// A count in all panels, and of how many of them it is the sum; nil where there is nothing.
  private func total(_ counts: [Int]) -> (count: Int, panels: Int?)? {
    let some = counts.filter { $0 > 0 }
    guard let first = some.first else { return nil }
    if some.count == counts.count, some.allSatisfy({ $0 == first }) { return (first, nil) }
    return (some.reduce(0, +), some.count)
  }

  /// Of how many panels a sum is, with a blank before it; empty where it is of each.
  private func location(_ count: Int?) -> Localized {
    guard let count else { return Localized(en: "", zh: "") }
    return Localized(
      en: count == panels.count
        ? " in all \(count) panels together" : " in \(count) of \(panels.count) panels",
      zh: count == panels.count
        ? "（\(count) 个面板合计）" : "（\(panels.count) 个面板中的 \(count) 个）")
  }

  /// A sentence that begins "3 cells are".
  private func cells(
    _ count: KeyPath<PanelDescription, Int?>, _ sentence: (Localized) -> Localized
  ) -> Localized? {
    guard let total = total(panels.map { $0[keyPath: count] ?? 0 }) else { return nil }
    let location = location(total.panels)
    return sentence(
      Localized(
        en: "\(total.count) cell\(total.count == 1 ? "" : "s")\(location.english) "
          + (total.count == 1 ? "is" : "are"),
        zh: "\(total.count) 个单元格\(location.chinese)"))
  }

  private var gaps: Localized? {
    guard let total = total(panels.map { $0.gaps ?? 0 }) else { return nil }
    let location = location(total.panels)
    return Localized(
      en: "\(total.count) point\(total.count == 1 ? " has" : "s have") no finite value and "
        + "\(total.count == 1 ? "is a gap" : "are gaps")\(location.english).",
      zh: "\(total.count) 个点没有有限值，留为空缺\(location.chinese)。")
  }

  /// Where the colours part that have their middle elsewhere than their scale; nil where panels differ.
  private var center: Localized? {
    let centers = Set(panels.map(\.center))
    guard centers.count == 1, let center = centers.first ?? nil else { return nil }
    let value = formatNumber(center, significant: 4)
    return Localized(
      en: "The middle of the colours is \(value).", zh: "色标的中间色为 \(value)。")
  }

  private var nonFinite: Localized? {
    let kinds: [(name: String, color: String?, counts: [Int])] = [
      (
        "NaN", panels.compactMap(\.nonFinite?.nanColor).first,
        panels.map { $0.nonFinite?.nan ?? 0 }
      ),
      (
        "∞", panels.compactMap(\.nonFinite?.positiveInfinityColor).first,
        panels.map { $0.nonFinite?.positiveInfinity ?? 0 }
      ),
      (
        "−∞", panels.compactMap(\.nonFinite?.negativeInfinityColor).first,
        panels.map { $0.nonFinite?.negativeInfinity ?? 0 }
      ),
    ]
    let parts = kinds.compactMap { kind -> Localized? in
      guard let total = total(kind.counts), let color = kind.color else { return nil }
      let location = location(total.panels)
      return Localized(
        en:
          "\(total.count) cell\(total.count == 1 ? "" : "s") \(kind.name)\(location.english), drawn "
          + color,
        zh: "\(total.count) 个单元格\(location.chinese)为 \(kind.name)，以 \(color) 绘制")
    }
    guard !parts.isEmpty else { return nil }
    return Localized(
      en: "Not finite: " + parts.map(\.english).joined(separator: "; ") + ".",
      zh: "非有限值：" + parts.map(\.chinese).joined(separator: "；") + "。")
  }

  // MARK: Panels

  /// Drawn cells that stand for several: once for all panels, or for each kind of them with their names.
  private var reductions: [Localized] {
    let kinds = panels.compactMap(\.reduction).map(\.kind).reduce(into: [ReductionDescription]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return kinds.compactMap { kind in
      let alike = panels.filter { $0.reduction?.kind == kind }
      return reduction(kind, of: alike, isNamed: kinds.count > 1)
    }
  }

  private func reduction(
    _ reduction: ReductionDescription, of alike: [PanelDescription], isNamed: Bool
  ) -> Localized? {
    guard let how = ReductionFilter(rawValue: reduction.filter)?.words else { return nil }
    let location = isNamed ? location(of: alike) : nil
    let drawn = drawnValues(of: alike)
    return Localized(
      en: (location.map { "\($0.english): drawn" } ?? "Drawn")
        + " as [\(reduction.toRows), \(reduction.toColumns)] cells of "
        + "[\(reduction.fromRows), \(reduction.fromColumns)]: \(how.english)\(drawn.english).",
      zh: (location.map { "\($0.chinese)：" } ?? "")
        + "以 [\(reduction.toRows), \(reduction.toColumns)] 个单元格绘制 "
        + "[\(reduction.fromRows), \(reduction.fromColumns)] 个值：\(how.chinese)\(drawn.chinese)。")
  }

  /// What the drawn values reach where others are left out that differ; empty where none are.
  private func drawnValues(of alike: [PanelDescription]) -> Localized {
    let lossy = alike.compactMap(\.reduction).filter { $0.least != nil && $0.greatest != nil }
    guard let minimum = lossy.compactMap(\.least).min(),
      let maximum = lossy.compactMap(\.greatest).max()
    else { return Localized(en: "", zh: "") }
    let (low, high) = (
      formatNumber(minimum, significant: 4), formatNumber(maximum, significant: 4)
    )
    let location = location(panels.count > 1 ? lossy.count : nil)
    return low == high
      ? Localized(
        en: "; every value drawn is \(low)\(location.english)",
        zh: "；画出的值均为 \(low)\(location.chinese)")
      : Localized(
        en: "; the values drawn are \(low) to \(high)\(location.english)",
        zh: "；画出的值为 \(low) 到 \(high)\(location.chinese)")
  }

  /// More titles are a list that nobody reads.
  private static let maximumNamed = 3

  /// Which panels are meant, for the beginning of a sentence.
  private func location(of some: [PanelDescription]) -> Localized {
    let titles = some.compactMap(\.title)
    guard titles.count == some.count, titles.count <= Self.maximumNamed else {
      return Localized(
        en: "In \(some.count) of \(panels.count) panels",
        zh: "\(panels.count) 个面板中的 \(some.count) 个")
    }
    return Localized(en: titles.joined(separator: ", "), zh: titles.joined(separator: "、"))
  }

  private func axes(_ panel: PanelDescription) -> [Localized] {
    var notes: [Localized] = []
    for (axis, name) in [
      (panel.x, Localized(en: "horizontal", zh: "横")),
      (panel.y, Localized(en: "vertical", zh: "纵")),
    ] {
      if let every = axis.thinnedBy {
        notes.append(
          Localized(
            en: "Along the \(name.english) axis one label in \(every) is shown.",
            zh: "\(name.chinese)轴每 \(every) 个标签显示一个。"))
      }
      if let shortened = axis.shortened {
        notes.append(
          Localized(
            en:
              "Along the \(name.english) axis \(shortened) label\(shortened == 1 ? " is" : "s are") "
              + "shortened.",
            zh: "\(name.chinese)轴有 \(shortened) 个标签被缩短。"))
      }
    }
    return notes
  }
}

extension ReductionDescription {
  /// What is alike in panels that are reported in one sentence.
  fileprivate var kind: ReductionDescription {
    var kind = self
    (kind.least, kind.greatest) = (nil, nil)
    return kind
  }
}

extension ReductionFilter {
  /// Which value a drawn cell shows.
  fileprivate var words: Localized {
    switch self {
    case .mean:
      Localized(en: "each is the mean of those it stands for", zh: "每格为所代表各值的平均")
    case .max:
      Localized(en: "each is the greatest of those it stands for", zh: "每格为所代表各值中的最大值")
    case .min:
      Localized(en: "each is the least of those it stands for", zh: "每格为所代表各值中的最小值")
    case .extremes:
      Localized(
        en: "each is the one of those it stands for that is farthest from the mean of all",
        zh: "每格为所代表各值中离总平均最远的一个")
    case .nearest:
      Localized(
        en: "each is one of those it stands for, the others are left out",
        zh: "每格取所代表各值中的一个，其余略去")
    }
  }
}
