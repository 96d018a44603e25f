// The options that name a model and what it is given, in place of a file of weights.

public import ArgumentParser
import AttentionMath
import MatrixFiles
public import MatrixSources
public import Models
public import TextFormats

/// One of the two sequences of a model with an encoder and a decoder.
public enum ModelSide: String, Hashable, ChoiceValue {
  case encoder, decoder

  var stack: Stack { self == .encoder ? .encoder : .decoder }
}

/// A model and a text.
public struct ModelArguments: DeclaredOptions {
  static let model = OptionDeclaration<String?>(
    "model",
    "A model in place of \(option: "weights"): a folder with config.json and safetensors, or a .gguf file.",
    valueName: "folder", takesAnyValue: false)
  @Option(Self.model) public var model: String?

  static let text = OptionDeclaration<String?>(
    "text", "The text that the model is given.", valueName: "text")
  @Option(Self.text) public var text: String?

  static let textFile = OptionDeclaration<String?>(
    "text-file", "A file with the text.", valueName: "file", shape: .file)
  @Option(Self.textFile) public var textFile: String?

  static let image = OptionDeclaration<String?>(
    "image", "An image for a model of images, in place of the text: a PNG or a JPEG.",
    valueName: "file", shape: .file)
  @Option(Self.image) public var image: String?

  static let features = OptionDeclaration<String?>(
    "features",
    "Log-mel features of speech for a model such as Whisper, in place of the text: an array of mel bins by frames.",
    valueName: "file", shape: .file)
  @Option(Self.features) public var features: String?

  static let textPair = OptionDeclaration<String?>(
    "text-pair", "A second text, for models that take two.", valueName: "text")
  @Option(Self.textPair) public var textPair: String?

  static let targetText = OptionDeclaration<String?>(
    "target-text", "The text of the decoder, such as a translation.", valueName: "text")
  @Option(Self.targetText) public var targetText: String?

  static let ids = OptionDeclaration<IndexList?>(
    "ids", "Token ids in place of the text: 5,17,33. Nothing is added to them.", valueName: "list",
    takesAnyValue: false)
  @Option(Self.ids) public var ids: IndexList?

  static let pairIds = OptionDeclaration<IndexList?>(
    "pair-ids", "Token ids of the second text.", valueName: "list", takesAnyValue: false)
  @Option(Self.pairIds) public var pairIds: IndexList?

  static let targetIds = OptionDeclaration<IndexList?>(
    "target-ids", "Token ids of the decoder.", valueName: "list", takesAnyValue: false)
  @Option(Self.targetIds) public var targetIds: IndexList?

  static let noSpecialTokens = OptionDeclaration<Bool>(
    "no-special-tokens", "Put no tokens such as [CLS] around the text.")
  @Flag(Self.noSpecialTokens) public var noSpecialTokens: Bool

  static let truncate = OptionDeclaration<Bool>(
    "truncate", "Cut a text that is longer than the model's positions, and say so.")
  @Flag(Self.truncate) public var truncate: Bool

  static let generate = OptionDeclaration<Int?>(
    "generate", "Let the model go on by so many tokens, the most likely each.", valueName: "n",
    rule: .from(1, to: 4096, "must be from 1 to 4096"))
  @Option(Self.generate) public var generate: Int?

  static let side = OptionDeclaration<ModelSide?>(
    "side",
    "Whose own attention is drawn, of a model with an encoder and a decoder; the encoder's if not given.",
    valueName: "encoder|decoder")
  @Option(Self.side) public var side: ModelSide?

  public static let parameters: [Parameter<ModelArguments>] = [
    Parameter(model, \._model),
    Parameter(text, \._text),
    Parameter(textFile, \._textFile),
    Parameter(image, \._image),
    Parameter(features, \._features),
    Parameter(textPair, \._textPair),
    Parameter(targetText, \._targetText),
    Parameter(ids, \._ids),
    Parameter(pairIds, \._pairIds),
    Parameter(targetIds, \._targetIds),
    Parameter(noSpecialTokens, \._noSpecialTokens),
    Parameter(truncate, \._truncate),
    Parameter(generate, \._generate),
    Parameter(side, \._side),
  ]

  public init() {}

  /// The files these options read, but for the model's own.
  var files: [String] { [textFile, image, features].compactMap(\.self) }

  var models: [String] { [model].compactMap(\.self) }

  /// The first of these options that is given without a model; nil where there is none.
  private var orphan: OptionReference? {
    guard model == nil else { return nil }
    if text != nil { return "text" }
    if textFile != nil { return "text-file" }
    if image != nil { return "image" }
    if features != nil { return "features" }
    return optionOfTexts
  }

  /// The first option given that belongs to a text, besides the text itself.
  private var optionOfTexts: OptionReference? {
    if let optionOfEncoderTexts { return optionOfEncoderTexts }
    if targetText != nil { return "target-text" }
    if targetIds != nil { return "target-ids" }
    if noSpecialTokens { return "no-special-tokens" }
    if generate != nil { return "generate" }
    return side == nil ? nil : "side"
  }

  /// The first option given that belongs to a text for the encoder, besides the text itself.
  private var optionOfEncoderTexts: OptionReference? {
    if textPair != nil { return "text-pair" }
    if ids != nil { return "ids" }
    if pairIds != nil { return "pair-ids" }
    return truncate ? "truncate" : nil
  }

  /// What the model is asked; nil where none is named.
  /// - Parameter needsText: whether there must be something for it to read.
  func request(
    _ context: ComputeContext, needsText: Bool = true
  ) throws(FigureError) -> ModelRequest? {
    if let orphan {
      throw .usage(
        "\(orphan): is for a model: give \(option: "model") FOLDER",
        zh: "\(orphan)：用于模型，请给出\(option: "model")")
    }
    guard let model else { return nil }
    if text != nil, textFile != nil {
      throw .usage(
        "\(option: "text") and \(option: "text-file") exclude each other: give one of them",
        zh: "\(option: "text")与\(option: "text-file")不能同用，请只给一个")
    }
    let other: OptionReference? = text != nil ? "text" : textFile != nil ? "text-file" : nil
    if ids != nil, let other {
      throw .usage(
        "\(option: "ids") and \(other) exclude each other: give one of them",
        zh: "\(option: "ids")与 \(other) 不能同用，请只给一个")
    }
    let both: [(OptionReference, Bool, OptionReference, Bool)] = [
      ("ids", ids != nil, "text-pair", textPair != nil),
      ("target-ids", targetIds != nil, "target-text", targetText != nil),
    ]
    for (one, isOne, other, isOther) in both where isOne && isOther {
      throw .usage(
        "\(one) and \(other) exclude each other: ids are given for all of a text, or for none",
        zh: "\(one) 与 \(other) 不能同用：编号要么给出全部文本，要么不给")
    }
    if pairIds != nil, ids == nil {
      throw .usage(
        "\(option: "pair-ids"): is the second segment of \(option: "ids"): give those too, or \(option: "text-pair") with a text",
        zh:
          "\(option: "pair-ids")：是\(option: "ids")之后的第二段，请一并给出\(option: "ids")，文本则用\(option: "text-pair")"
      )
    }
    if ids != nil, truncate {
      throw .usage(
        "\(option: "truncate"): is for texts; ids are taken as they are: leave it out with \(option: "ids"), and give fewer where they are too many",
        zh: "\(option: "truncate")：用于文本；编号原样使用，使用\(option: "ids")时请去掉它，过多时请少给一些")
    }
    var request = ModelRequest(path: model)
    if let image {
      if let other {
        throw .usage(
          "\(option: "image") and \(other) exclude each other: a model is given an image or a text",
          zh: "\(option: "image")与 \(other) 不能同用：模型读图像或文本")
      }
      if features != nil {
        throw .usage(
          "\(option: "image") and \(option: "features") exclude each other: a model sees or hears",
          zh: "\(option: "image")与\(option: "features")不能同用：模型读图像或语音")
      }
      if let optionOfTexts {
        throw .usage(
          "\(optionOfTexts): is for texts; leave it out with \(option: "image")",
          zh: "\(optionOfTexts)：用于文本，使用\(option: "image")时请去掉它")
      }
      request.image = image
      return request
    }
    if let features {
      if let other = other ?? optionOfEncoderTexts {
        throw .usage(
          "\(other): is for models that read a text; with \(option: "features") give the decoder's by \(option: "target-text") or \(option: "target-ids")",
          zh:
            "\(other)：用于读文本的模型；使用\(option: "features")时，请用\(option: "target-text")或\(option: "target-ids")给出解码器的文本"
        )
      }
      request.features = try Self.array(ofFeatures: features, context)
    }
    request.text = text
    if let textFile {
      do throws(MatrixFileError) {
        request.text = try SourceRegistry.text(textFile, in: context)
      } catch {
        throw .work("\(option: "text-file") \(error)")
      }
    }
    if let text = request.text, text.allSatisfy(\.isWhitespace), needsText {
      throw .usage(
        "\(option: "text") \"\(text.prefix(20))\": is empty; give the model something to read",
        zh: "\(option: "text") “\(text.prefix(20))”：是空的，请给模型一些文字")
    }
    guard !needsText || request.text != nil || ids != nil || features != nil else {
      throw .usage(
        "\(option: "model") \(model): give \(option: "text") \"…\", \(option: "text-file") FILE, \(option: "ids") 5,17,33, \(option: "image") FILE to a model of images, or \(option: "features") FILE to one of speech",
        zh:
          "\(option: "model") \(model)：请给出\(option: "text")、\(option: "text-file")或\(option: "ids")，图像模型请给出\(option: "image")，语音模型请给出\(option: "features")"
      )
    }
    request.textPair = textPair
    request.targetText = targetText
    request.ids = ids?.values
    request.pairIDs = pairIds?.values
    request.targetIDs = targetIds?.values
    request.addsSpecialTokens = !noSpecialTokens
    request.truncates = truncate
    request.generates = generate ?? 0
    request.side = side?.stack
    return request
  }

  /// More values than these are no features of one piece of speech: half a minute has 384,000.
  private static let maximumFeatures = 1 << 24

  private static func array(
    ofFeatures reference: String, _ context: ComputeContext
  ) throws(FigureError) -> KeptArray {
    let tensor = try MatrixInput.array(reference, option: "features", Arrangement(), context).tensor
    guard tensor.info.shape.count >= 2, tensor.info.count <= maximumFeatures else {
      throw .work(
        "\(option: "features") \(reference): an array of shape \(tensor.info.shape) holds no log-mel features, which are mel bins by frames",
        zh: "\(option: "features") \(reference)：形状为 \(tensor.info.shape) 的数组不是对数梅尔特征（梅尔频带 × 帧）")
    }
    do throws(MatrixFileError) {
      return KeptArray(shape: tensor.info.shape, values: try tensor.values(as: Float.self))
    } catch {
      throw .work("\(option: "features") \(reference): \(error)")
    }
  }

  /// The model with its tokens; nil where none is named.
  public func prepared(_ context: ComputeContext) throws(FigureError) -> PreparedModel? {
    guard let request = try request(context) else { return nil }
    return try Self.naming(request.path) { () throws(ModelError) in
      try PreparedModel(request, in: context)
    }
  }

  /// Runs `body`, whose errors are about the model.
  /// - Parameter option: what names the model, where that is no option of this name.
  public static func naming<Result>(
    _ path: String, by option: OptionReference? = nil, _ body: () throws(ModelError) -> Result
  ) throws(FigureError) -> Result {
    do throws(ModelError) {
      return try body()
    } catch {
      if case .image(let error) = error { throw .work("\(option: "image") \(error)") }
      switch error {
      case .wrongFeatures, .featuresNotFinite:
        throw .work("\(option: "features"): \(error.reason(of: path))")
      default: break
      }
      let named = option ?? OptionReference("model", path)
      let message: Message = "\(named): \(error.reason(of: path))"
      switch error {
      case .emptyInput, .tooLong, .idOutOfRange, .typeOutOfRange, .needsImage, .needsFeatures,
        .wrongInput, .unusedInput,
        .noSuchIndex:
        throw .usage(
          message + error.wayOut)
      default: throw .work(message)
      }
    }
  }

  /// What readers are to be warned of.
  public static func warnings(_ prepared: PreparedModel) -> [Message] {
    (prepared.seen?.warnings ?? []) + (prepared.heard?.warnings ?? [])
      + (prepared.foreignTokens.map { tokens in
        let embeddings = prepared.model.shape.vocabulary
        return [
          Message(
            "\(option: "model"): its tokenizer has \(tokens) tokens, and the model has \(embeddings) embeddings, "
              + "which padding does not explain: the text was likely cut into another model's tokens; put the "
              + "model's own tokenizer into its folder, or give \(option: "ids")",
            zh:
              "\(option: "model")：分词器有 \(tokens) 个词元，而模型有 \(embeddings) 个嵌入，相差之大不像是补齐："
              + "文字很可能按另一个模型的词元切分；请放入模型自己的分词器，或给出\(option: "ids")")
        ]
      } ?? [])
      + (prepared.cutCount == 0
        ? []
        : [
          Message(
            "\(option: "truncate"): \(prepared.cutCount) tokens beyond the model's "
              + "\(prepared.model.shape.context ?? 0) positions were cut off",
            zh:
              "\(option: "truncate")：模型的 \(prepared.model.shape.context ?? 0) 个位置之后的 \(prepared.cutCount) 个词元被截去"
          )
        ])
  }
}

extension ModelError {
  /// The option that mends it.
  fileprivate var wayOut: Message {
    switch self {
    case .tooLong:
      Message(
        "; \(option: "truncate") cuts a text, and of \(option: "ids") give fewer",
        zh: "；文本可用\(option: "truncate")截去，\(option: "ids")请少给一些")
    case .needsFeatures:
      Message(": give \(option: "features") FILE", zh: "：请给出\(option: "features")")
    case .needsImage: Message(": give \(option: "image") FILE", zh: "：请给出\(option: "image")")
    default: ""
    }
  }
}
