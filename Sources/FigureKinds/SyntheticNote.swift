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
    if let drawn = (values as? any SeededValues)?.drawn {
      text = drawn.words
      brief = Localized(
        en: "Drawn from seed \(drawn.seed) (synthetic).", zh: "由种子 \(drawn.seed) 随机生成（合成）。")
      return
    }
    let encodings = (values as? any ShowsEncodings)?.displayedEncodings ?? []
    guard !encodings.contains(where: \.isSynthetic),
      kind.inputFiles.contains(where: { Self.isMadeUp($0, in: context) })
    else { return nil }
    text = Localized(en: "Synthetic numbers, drawn from a seed.", zh: "合成数据，由随机种子生成。")
    brief = text
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
