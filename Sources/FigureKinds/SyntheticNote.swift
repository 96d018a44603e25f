// Numbers that a seed made up are no model's: every figure of them says so, in the picture and in its alt
// text.

import FigureModel
import MatrixSources
import TextFormats

/// Values that can be computed from vectors that are made up.
protocol SeededValues: FigureValues {
  /// What was made up; nil where everything was read.
  var drawn: SeededInput? { get }
}

/// What a figure says of numbers that a seed made up.
struct SyntheticNote: Sendable {
  private let text: Localized
  private let brief: Localized

  /// nil for a figure of which nothing was made up, or whose encoding says it by itself.
  /// - Parameter values: what the kind computed.
  init?(_ kind: some FigureKind, _ values: some FigureValues, in context: ComputeContext) {
    // A mask is no weight: what is made up is said of each.
    let masks = kind.given("mask-file")
    let isMaskMadeUp = masks.contains { Self.isMadeUp($0, in: context) }
    var parts: [(text: Localized, brief: Localized)] = []
    if let drawn = (values as? any SeededValues)?.drawn {
      parts.append(
        (
          drawn.words,
          Localized(
            en: "Drawn from seed \(drawn.seed) (synthetic).", zh: "由种子 \(drawn.seed) 随机生成（合成）。")
        ))
    } else {
      let encodings = (values as? any ShowsEncodings)?.displayedEncodings ?? []
      var others = kind.inputFiles
      for mask in masks { others.firstIndex(of: mask).map { _ = others.remove(at: $0) } }
      if !encodings.contains(where: \.isSynthetic),
        others.contains(where: { Self.isMadeUp($0, in: context) })
      {
        let words = Localized(en: "Synthetic numbers, drawn from a seed.", zh: "合成数据，由随机种子生成。")
        parts.append((words, words))
      }
    }
    if isMaskMadeUp {
      let words = Localized(
        en: "The mask is drawn from a seed (synthetic).", zh: "掩码由随机种子生成（合成）。")
      parts.append((words, words))
    }
    guard !parts.isEmpty else { return nil }
    func joined(_ words: [Localized]) -> Localized {
      Localized(
        en: words.map(\.english).joined(separator: " "), zh: words.map(\.chinese).joined())
    }
    text = joined(parts.map(\.text))
    brief = joined(parts.map(\.brief))
  }

  private static func isMadeUp(_ reference: String, in context: ComputeContext) -> Bool {
    SourceRegistry.fileReferences(of: reference, in: context).contains {
      SourceRegistry.source(of: $0).isSynthetic
    }
  }

  func note(_ language: Language) -> FigureNote {
    FigureNote(text[language], brief: brief[language], isRequired: true)
  }
}
