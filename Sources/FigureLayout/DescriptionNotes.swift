// What laying out changed or left out, in sentences for the description of a figure.

import FigureModel

extension PanelDescription {
  /// A sentence for each thing that readers of the alt text should know, none where all is plain.
  func notes(_ language: Language) -> [String] {
    var notes: [Localized] = []
    if let reduction {
      notes.append(
        Localized(
          en: "Drawn as [\(reduction.toRows), \(reduction.toColumns)] cells, reduced from "
            + "[\(reduction.fromRows), \(reduction.fromColumns)] with a Lanczos filter.",
          zh: "以 [\(reduction.toRows), \(reduction.toColumns)] 个单元格绘制，由 "
            + "[\(reduction.fromRows), \(reduction.fromColumns)] 经 Lanczos 滤波缩减。"))
    }
    if let nonFinite {
      let kinds = [
        (nonFinite.nan, "NaN", nonFinite.nanColor),
        (nonFinite.positiveInfinity, "∞", nonFinite.positiveInfinityColor),
        (nonFinite.negativeInfinity, "−∞", nonFinite.negativeInfinityColor),
      ].filter { $0.0 > 0 }
      notes.append(
        Localized(
          en: "Not finite: "
            + kinds.map { "\($0.0) cell\($0.0 == 1 ? "" : "s") \($0.1), drawn \($0.2)" }
            .joined(separator: "; ") + ".",
          zh: "非有限值："
            + kinds.map { "\($0.0) 个单元格为 \($0.1)，以 \($0.2) 绘制" }
            .joined(separator: "；") + "。"))
    }
    if let masked, masked > 0 {
      notes.append(
        Localized(
          en: "\(masked) cell\(masked == 1 ? " is" : "s are") masked and hatched.",
          zh: "\(masked) 个单元格被掩码遮住，以斜线表示。"))
    }
    for (axis, name) in [
      (x, Localized(en: "horizontal", zh: "横")), (y, Localized(en: "vertical", zh: "纵")),
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
    return notes.map { $0[language] }
  }
}
