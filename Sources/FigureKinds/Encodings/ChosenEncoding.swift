// The encoding that a figure shows, and which positions it has.

import AttentionMath
import FigureModel
import TextFormats

/// An encoding as options named it.
struct ChosenEncoding: Sendable {
  let encoding: any PositionalEncoding
  /// As the user wrote it; nil for the sinusoid that every figure shows where none is named.
  let specification: EncodingSpecification?
  /// The configuration that gave its parameters; nil where none did.
  var configured: ConfiguredEncoding?
  /// The model whose own table it is; nil for none.
  var model: String?
  /// Whether its table is drawn from a seed.
  var isSynthetic = false
  /// What distinguishes it from others of its name in the same figure; nil where nothing must.
  var distinction: Localized?

  init(
    encoding: any PositionalEncoding, specification: EncodingSpecification?,
    configured: ConfiguredEncoding? = nil
  ) {
    self.encoding = encoding
    self.specification = specification
    self.configured = configured
  }

  /// What readers are to be warned of.
  var warnings: [Message] {
    if let configured { return configured.warnings(encoding, given: specification) }
    let rotation = encoding.rotationOfText
    let written = "\(encoding.name):scaling=\(rotation?.scaling.name ?? ""),…"
    return [rotation?.scaling.lacksLength(option, written, long: nil)].compactMap(\.self)
  }

  /// The sinusoid that is drawn where no encoding is named: its words are those of the article.
  var isUsual: Bool { specification == nil }

  /// What the option said, for messages.
  var option: OptionReference { Self.option(specification, configured) }

  /// `--config FILE` where that says how the encoding is made, else `--encoding NAME`.
  static func option(
    _ specification: EncodingSpecification?, _ configured: ConfiguredEncoding?
  ) -> OptionReference {
    configured?.option
      ?? OptionReference("encoding", specification.map { "\($0)" } ?? "sinusoidal")
  }

  /// It as one that has a capability.
  /// - Throws: an error that names the encodings that have it.
  func offering<Value>(
    _ capability: EncodingCapability<Value>
  ) throws(FigureError) -> Value {
    do throws(EncodingError) {
      return try encoding.offering(capability)
    } catch {
      throw FigureError(error, option)
    }
  }

  /// The context that it says it was trained on; nil where it says none.
  var trainedContext: Int? {
    if let trained = configured?.meant.trained { return trained }
    let original = (encoding as? RotaryEncoding)?.scaling.specified.first { $0.name == "original" }
    return original.flatMap { Int($0.value) }
  }

  /// How many numbers the embeddings, queries or keys have that it goes with; nil where it goes with any.
  var width: Int? {
    switch encoding {
    case let added as any TokenEncoding: added.dimensions
    case let rotation as any RotaryTable: rotation.dimensions
    case let distances as any DistanceVectors: distances.dimensions
    case let shaw as ShawDistances: shaw.table?.columns
    default: nil
    }
  }

  /// The formula for the similarity of these positions; nil where there is none, or one of them is a
  /// padding's.
  func closedForm(over positions: Range<Int>) -> (any ClosedFormSimilarity)? {
    if let sinusoid = encoding as? SinusoidalEncoding, sinusoid.hasPadding(in: positions) {
      return nil
    }
    return encoding as? any ClosedFormSimilarity
  }

  /// The positions there are; nil where the encoding goes on for ever.
  var knownPositions: Range<Int>? {
    switch encoding {
    case let patches as any PatchEncoding: patches.knownPositions
    case let learned as LearnedEncoding: 0..<learned.knownPositions.upperBound
    case let grid as GridRotary: 0..<grid.grid.patches + (grid.hasClassToken ? 1 : 0)
    default: nil
    }
  }

  /// A run of positions.
  /// - Parameters:
  ///   - count: as many as were asked for; nil for all there are, or `usual` where they go on.
  ///   - options: which position is the first.
  func positions(
    _ count: Int?, usual: Int, _ options: EncodingArguments
  ) throws(FigureError) -> Range<Int> {
    guard let known = knownPositions else { return try options.positions(count ?? usual) }
    let first = options.firstPosition
    let left = max(1, known.upperBound - max(first, known.lowerBound))
    let range = try options.positions(count ?? left)
    for position in [range.lowerBound, range.upperBound - 1] {
      try check(
        position,
        option: count == nil
          ? OptionReference("first-position", first) : OptionReference("positions", range.count))
    }
    return range
  }

  /// Refuses a position that the encoding does not have.
  func check(_ position: Int, option: OptionReference) throws(FigureError) {
    guard let known = knownPositions, !known.contains(position) else { return }
    throw .usage(
      "\(option): the encoding \(encoding.name) has positions \(known.lowerBound) to "
        + "\(known.upperBound - 1), and no position \(position); choose among those",
      zh:
        "\(option)：编码 \(encoding.name) 的位置为 \(known.lowerBound) 到 \(known.upperBound - 1)，没有位置 \(position)，请在其中选择"
    )
  }

  /// A range of columns, checked against how many there are; all of them where none is given.
  /// - Parameter word: what a column is called, in English.
  func columns(
    _ range: IntegerRange?, of count: Int, _ word: String, option: OptionReference = "dims"
  ) throws(FigureError) -> ClosedRange<Int> {
    guard let range else { return 0...count - 1 }
    guard range.lower >= 0, range.upper < count else {
      throw .usage(
        isUsual
          ? "\(option) \(range.description): d_model is \(count), so dimensions run from 0 to "
            + "\(count - 1)"
          : "\(option) \(range.description): the encoding \(encoding.name) has \(count) columns "
            + "(\(word)), which run from 0 to \(count - 1)",
        zh: isUsual
          ? "\(option) \(range.description)：d_model 为 \(count)，维度为 0 到 \(count - 1)"
          : "\(option) \(range.description)：编码 \(encoding.name) 有 \(count) 列，为 0 到 \(count - 1)")
    }
    return range.values
  }

  /// It within brackets: the width of the usual sinusoid, the name of any other.
  var words: Localized {
    if isUsual, let sinusoid = encoding as? SinusoidalEncoding {
      let text = "d_model \(sinusoid.dimensions)"
      return Localized(en: text, zh: text)
    }
    return encoding.title
  }

  /// The sentence that says whose numbers are shown.
  private var learnedNote: Localized? {
    if let random = encoding as? RandomFourierFeatures {
      return Localized(
        en: "The frequencies are drawn from seed \(random.seed) (synthetic).",
        zh: "频率由种子 \(random.seed) 随机生成（合成）。")
    }
    guard !isSynthetic else {
      return Localized(
        en: "The table is drawn from a seed (synthetic).", zh: "表由种子随机生成（合成）。")
    }
    return model.map { Localized(en: "As learned by \($0).", zh: "由 \($0) 学得。") }
  }

  /// Which convention is shown, for the line below the title.
  func notes(_ language: Language) -> [FigureNote] {
    [FigureNote(mathematics: encoding.conventionNote[language], isConvention: true)]
      + [configured?.note ?? learnedNote].compactMap(\.self).map { FigureNote($0[language]) }
  }
}
