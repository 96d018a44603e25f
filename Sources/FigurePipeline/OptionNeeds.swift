// What options ask for besides being given. One whose need is not met changes nothing in the picture, and its
// user is told so.

import FigureKinds
import FigureLayout
import FigureModel
import MatrixSources
import TextFormats

/// What options ask for so that they change the picture.
struct OptionNeed: Sendable {
  /// The options that ask for it.
  var options: Set<String>
  /// What stands behind "has no effect", such as " without norm power".
  var lack: Message
  /// Whether a figure has it.
  var isMet: @Sendable (DrawnFigure) -> Bool

  init(
    _ options: Set<String>, lack: Message, isMet: @escaping @Sendable (DrawnFigure) -> Bool
  ) {
    (self.options, self.lack, self.isMet) = (options, lack, isMet)
  }

  /// What is said of an option whose need is not met.
  func warning(_ option: String) -> Message {
    Message(
      "\(option: OptionReference(option)): has no effect\(lack)",
      zh: "\(option: OptionReference(option))：不起作用\(lack)")
  }
}

/// A figure that was laid out, as needs are looked for in it.
struct DrawnFigure {
  var request: FigureRequest
  /// As the kind drafted it, before words and bars were changed or left out.
  var figure: Figure
  var description: FigureDescription

  var kindName: String { type(of: request.kind).name }

  /// What an option of the kind's or of the looks was given, as it is typed.
  func given(_ option: String) -> [String] {
    request.kind.given(option) + request.appearance.given(option)
  }

  /// Whether one of some options was given.
  func has(_ options: String...) -> Bool { options.contains { !given($0).isEmpty } }

  /// Its panels; none of a diagram.
  var panels: [Panel] {
    if case .panels(let grid) = figure.content { grid.panels } else { [] }
  }
  var maps: [HeatMap] {
    panels.compactMap { if case .heatMap(let map) = $0.content { map } else { nil } }
  }
  var isDiagram: Bool {
    if case .diagram = figure.content { true } else { false }
  }
  var hasTicks: Bool {
    panels.contains { panel in
      if case .links = panel.content { return false }
      return panel.x.hasTicks || panel.y.hasTicks
    }
  }
  var hasBar: Bool {
    if case .panels(let grid) = figure.content, grid.sharedColorBar != nil { return true }
    return maps.contains { $0.colorBar != nil }
  }
}

/// The needs of all options.
enum OptionNeeds {
  /// Every need, in the order in which they are asked for; of an option's several the first that is not met is
  /// told.
  static let all = cells + words + attention + sources
  /// Every option that asks for something.
  private static let needy = all.reduce(into: Set<String>()) { $0.formUnion($1.options) }

  /// The options that a figure was given for nothing.
  ///
  /// What a manifest's `defaults:` say is meant for the figures that it concerns.
  static func warnings(_ figure: DrawnFigure) -> [Message] {
    let vocabulary = KindVocabulary.of(type(of: figure.request.kind))
    return vocabulary.options.compactMap { option in
      guard needy.contains(option.name), !figure.request.defaults.contains(option.name),
        figure.has(option.name)
      else { return nil }
      return unmet(option.name, figure)?.warning(option.name)
    }
  }

  /// The need of an option that a figure does not meet.
  static func unmet(_ option: String, _ figure: DrawnFigure) -> OptionNeed? {
    all.first { $0.options.contains(option) && !$0.isMet(figure) }
  }

  // MARK: Colours

  private static let cells = [
    OptionNeed(
      [
        "colormap", "cmap", "norm", "gamma", "vmin", "vmax", "center", "annotate", "decimals",
        "bar-label", "cell-borders", "highlight", "highlight-row", "callout", "reduce",
        "transpose", "origin", "index-base",
      ],
      lack: Message(
        ": this figure has no cells in the colours of a map", zh: "，此图没有着色的单元格")
    ) { $0.request.kind.cellOptions == nil || !$0.maps.isEmpty },
    OptionNeed(
      ["gamma"],
      lack: Message(" without \(option: "norm") power", zh: "，须与\(option: "norm") power 同用")
    ) { $0.given("norm") == ["power"] },
    OptionNeed(
      ["decimals"],
      lack: Message(
        ": no cell has a number in it; give \(option: "annotate")",
        zh: "，单元格中没有数值，请给出\(option: "annotate")")
    ) { figure in
      figure.request.kind.cellOptions == nil || figure.maps.contains { $0.annotation != nil }
    },
    OptionNeed(
      ["bar-label"],
      lack: Message(" beside \(option: "no-colorbar")", zh: "，已给出\(option: "no-colorbar")")
    ) { !$0.has("no-colorbar") },
    OptionNeed(
      ["bar-label", "no-colorbar"],
      lack: Message(": this figure has no colour bar", zh: "，此图没有色条")
    ) { $0.hasBar },
    OptionNeed(
      ["reduce"],
      lack: Message(": no cells share a pixel", zh: "，没有几个单元格合为一个像素")
    ) { figure in
      figure.request.kind.cellOptions == nil
        || figure.description.panels.contains { $0.reduction != nil }
    },
    OptionNeed(
      ["index-base"],
      lack: Message(
        ": rows and columns have names and no numbers", zh: "，各行各列都有名称，没有编号")
    ) { figure in
      figure.request.kind.cellOptions == nil
        || figure.panels.contains { panel in
          [panel.x, panel.y].contains { axis in
            if case .names = axis.domain { false } else { true }
          }
        }
    },
  ]

  // MARK: Words

  private static let words = [
    OptionNeed(
      ["letters"],
      lack: Message(": a diagram has no panels to name", zh: "，示意图没有可命名的面板")
    ) { !$0.isDiagram },
    OptionNeed(
      ["letters"],
      lack: Message(
        ": this figure has one panel, which needs no letter", zh: "，此图只有一个面板，不需要字母")
    ) { $0.panels.count > 1 },
    OptionNeed(
      ["tick-format", "tick-decimals", "no-ticks", "x-label", "y-label"],
      lack: Message(": a diagram has no axes", zh: "，示意图没有坐标轴")
    ) { !$0.isDiagram },
    OptionNeed(
      ["tick-format", "tick-decimals"],
      lack: Message(": this figure has no ticks", zh: "，此图没有刻度")
    ) { $0.hasTicks || $0.hasBar },
    OptionNeed(
      ["no-ticks"], lack: Message(": this figure has no ticks", zh: "，此图没有刻度")
    ) { $0.hasTicks },
  ]

  // MARK: Attention

  private static func isBefore(_ stages: [String], _ figure: DrawnFigure) -> Bool {
    guard let stage = figure.given("stage").first else { return false }
    return stages.contains(stage) && !figure.has("query-token")
  }

  private static let attention = [
    OptionNeed(
      ["mask", "window", "padding", "mask-file"],
      lack: Message(
        " on \(option: "stage") scores and scaled, which come before it",
        zh: "，\(option: "stage") scores 和 scaled 在它之前")
    ) { !isBefore(["scores", "scaled"], $0) },
    OptionNeed(
      ["temperature", "score-scale"],
      lack: Message(
        " on \(option: "stage") scores, which come before it",
        zh: "，\(option: "stage") scores 在它之前")
    ) { !isBefore(["scores"], $0) },
    OptionNeed(
      ["seed"],
      lack: Message(
        " without \(option: "values") numbers", zh: "，须与\(option: "values") numbers 同用")
    ) { figure in
      !figure.kindName.hasPrefix("diagram ") || figure.given("values") == ["numbers"]
    },
  ]

  // MARK: Files and tokens

  /// Endings of files that are no tables of text.
  private static let binary = [".npy", ".npz", ".safetensors", ".gguf", ".json", ".pt", ".bin"]

  /// Whether a text may have marks of a tokenizer: `##`, `</w>`, or one that is no letter of ASCII.
  private static func mayBeMarked(_ text: String) -> Bool {
    text.contains { !$0.isASCII } || text.contains("##") || text.contains("</w>")
      || text.contains("@@")
  }

  private static let sources = [
    OptionNeed(
      ["header", "row-labels", "separator", "decimal"],
      lack: Message(" without a table of text", zh: "，须有文本表格")
    ) { figure in
      figure.request.kind.inputFiles.contains { file in
        let name = file.split(separator: "#").first.map(String.init) ?? file
        return SourceRegistry.source(of: file).mayHoldText
          && !binary.contains { name.lowercased().hasSuffix($0) }
      }
    },
    OptionNeed(
      ["tokens-separator"],
      lack: Message(
        " without \(option: "tokens"), \(option: "query-tokens") or \(option: "key-tokens")",
        zh: "，须与\(option: "tokens")、\(option: "query-tokens")或\(option: "key-tokens")同用")
    ) { $0.has("tokens", "query-tokens", "key-tokens") },
    OptionNeed(
      ["raw-tokens"],
      lack: Message(" without tokens that have marks of a tokenizer", zh: "，词元须带有分词器的标记")
    ) { figure in
      // What files and models hold is not looked at again.
      figure.has("tokens-file", "query-tokens-file", "key-tokens-file", "model")
        || !figure.request.kind.companionFiles.isEmpty
        || figure.request.kind.inputFiles.contains { SourceRegistry.ownTokens(of: $0) != nil }
        || ["tokens", "query-tokens", "key-tokens"].flatMap(figure.given).contains(
          where: mayBeMarked)
    },
  ]
}
