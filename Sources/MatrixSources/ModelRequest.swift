// A model and what it is given, as a source of arrays.

import Images
import MatrixFiles
public import Models
import SafeFiles
public import TextFormats
import Tokenizers

/// A model and its input.
public struct ModelRequest: Hashable, Sendable {
  /// The folder, or the `.gguf` file.
  public var path: String
  public var text: String?
  public var textPair: String?
  public var targetText: String?
  /// Token ids as they are, in place of texts; nothing is added to them.
  public var ids: [Int]?
  public var pairIDs: [Int]?
  public var targetIDs: [Int]?
  public var addsSpecialTokens = true
  /// Whether tokens beyond the model's positions are cut off.
  public var truncates = false
  /// How many tokens the model adds to the text by itself, the most likely each.
  public var generates = 0
  /// A file with a picture, in place of texts.
  public var image: String?
  /// Features of speech in place of texts for the encoder, of two axes after those of length 1.
  public var features: KeptArray?
  /// Whose own attention is meant, the encoder's or the decoder's; nil where nothing says.
  public var side: Stack?

  public init(path: String) { self.path = path }
}

/// A model that was opened, with the tokens that it is given.
public struct PreparedModel: Sendable {
  public let model: Model
  public let input: ModelInput
  /// The tokens of the text, and those that a decoder is given.
  public let tokens: [String]
  public let targetTokens: [String]
  /// How many tokens of the input are the prompt's, where the model went on.
  public let prompt: Int?
  /// How many tokens were cut off.
  public let cutCount: Int
  /// Whose own attention is meant; nil where nothing says.
  public let side: Stack?
  /// The picture that it is given; nil for a text.
  public let seen: SeenPicture?
  /// The features of speech that it is given; nil for any other input.
  public let heard: HeardSpeech?
  /// The tokens of a tokenizer that read the text and is likely another model's; nil for any other.
  public let foreignTokens: Int?

  /// Opens the model and makes tokens of the texts.
  public init(_ request: ModelRequest, in context: SourceContext) throws(ModelError) {
    let path = context.resolve(request.path)
    side = request.side
    model = try OpenModels.open(path, within: context.reach.ofFilesWithin)
    var input: ModelInput
    var tokens: [String]
    var targetTokens: [String] = []
    if let image = request.image {
      let seen = try SeenPicture(image, by: model, in: context)
      self.input = ModelInput(pixels: seen.image.pixels)
      (self.seen, self.tokens, self.targetTokens) = (seen, seen.tokens.names, [])
      (prompt, cutCount, heard, foreignTokens) = (nil, 0, nil, nil)
      return
    }
    seen = nil
    if request.targetText != nil || request.targetIDs != nil,
      !model.shape.inputs.contains(.decoderText)
    {
      throw .unusedInput(
        architecture: model.architecture,
        what: .targetText)
    }
    if model.shape.vision != nil, !model.shape.inputs.contains(.text) {
      throw .needsImage(architecture: model.architecture)
    }
    if model.shape.speech == nil, request.features != nil {
      throw .unusedInput(
        architecture: model.architecture, what: .features)
    }
    if let features = request.features {
      heard = try HeardSpeech(features, by: model)
    } else {
      heard = nil
    }
    if model.shape.speech != nil {
      guard let heard else { throw .needsFeatures(architecture: model.architecture) }
      input = ModelInput(features: heard.features)
      (tokens, cutCount) = ([], 0)
      if let target = request.targetIDs {
        input.decoderIDs = target
        let own = try? model.tokenizer(isTarget: true)
        targetTokens = target.map { own?.token(of: $0) ?? "\($0)" }
      } else if let text = request.targetText {
        (input.decoderIDs, targetTokens) = try model.encodedTarget(
          text, addsSpecialTokens: request.addsSpecialTokens, goesOn: request.generates > 0)
      }
    } else if let ids = request.ids {
      input = ModelInput(ids: ids + (request.pairIDs ?? []))
      if let pair = request.pairIDs {
        input.typeIDs = ids.map { _ in 0 } + pair.map { _ in 1 }
      }
      // A model without a tokenizer can be given ids all the same.
      let tokenizer = try? model.tokenizer()
      tokens = input.ids.map { tokenizer?.token(of: $0) ?? "\($0)" }
      cutCount = 0
      if let target = request.targetIDs {
        input.decoderIDs = target
        let own = try? model.tokenizer(isTarget: true)
        targetTokens = target.map { own?.token(of: $0) ?? "\($0)" }
      }
    } else {
      let encoded = try model.encode(
        request.text ?? "", pair: request.textPair, target: request.targetText,
        addsSpecialTokens: request.addsSpecialTokens, cuts: request.truncates,
        goesOn: request.generates > 0)
      if request.textPair != nil, request.addsSpecialTokens, !encoded.encoding.distinguishesTexts {
        throw .unusedInput(
          architecture: model.architecture,
          what: .secondText)
      }
      input = encoded.input
      tokens = encoded.encoding.tokens
      targetTokens = encoded.targetTokens
      cutCount = encoded.cutCount
    }
    let readsText = request.ids == nil && model.shape.speech == nil
    let own = readsText ? try? model.tokenizer() : nil
    let isForeign = own.map(model.isLikelyForeign) ?? false
    foreignTokens = isForeign ? own?.vocabularySize : nil
    guard request.generates > 0 else {
      (self.input, self.tokens, self.targetTokens, prompt) = (input, tokens, targetTokens, nil)
      return
    }
    let isDecoder = model.shape.inputs.contains(.decoderText)
    if isDecoder, input.decoderIDs.isEmpty {
      (input.decoderIDs, targetTokens) = try model.targetStart()
    }
    let count = isDecoder ? input.decoderIDs.count : input.ids.count
    input = try model.continued(input, by: request.generates)
    let tokenizer = try? model.tokenizer(isTarget: isDecoder)
    let added = (isDecoder ? input.decoderIDs : input.ids)[count...].map {
      tokenizer?.token(of: $0) ?? "\($0)"
    }
    if isDecoder { targetTokens += added } else { tokens += added }
    (self.input, self.tokens, self.targetTokens, prompt) = (input, tokens, targetTokens, count)
  }

  /// What the model is called.
  public var name: String {
    FolderName.model(model.path)
  }

  /// The attention that is meant: that of the side that is named, or where none is the only one, or the
  /// encoder's; for two sequences the one from the decoder to the encoder.
  public func stack(isCross: Bool) throws(ModelError) -> Stack {
    let stacks = model.shape.stacks.map(\.stack)
    if let side, isCross || !stacks.contains(side) {
      throw .unusedInput(
        architecture: model.architecture,
        what: isCross ? .sideOfCross : .side)
    }
    if let side { return side }
    if isCross {
      guard stacks.contains(.cross) else {
        throw .wrongInput(architecture: model.architecture, needed: .otherThanCross)
      }
      return .cross
    }
    if seen != nil, let vision = model.shape.vision { return vision.stack }
    if stacks.contains(.decoder), input.ids.isEmpty, heard == nil { return .decoder }
    return stacks.first { $0 != .cross } ?? .single
  }

  /// The steps of a generation, of attention whose queries are the tokens that the model went on with.
  public func steps(of stack: Stack) -> GenerationSteps? {
    let isDecoder = model.shape.inputs.contains(.decoderText)
    guard let prompt, !isDecoder || stack == .decoder || stack == .cross else { return nil }
    return GenerationSteps(count: tokens(of: stack).queries.count - prompt + 1, prompt: prompt)
  }

  /// The tokens along the queries and the keys of a stack.
  public func tokens(of stack: Stack) -> (queries: [String], keys: [String]) {
    switch stack {
    case .cross: (targetTokens, tokens)
    case .decoder: (targetTokens, targetTokens)
    default: (tokens, tokens)
    }
  }
}

/// A picture as a model sees it, with the names of its tokens.
public struct SeenPicture: Sendable {
  /// The name of its file, without folders.
  public let name: String
  public let image: SeenImage
  public let tokens: PatchTokens
  /// The side of a patch, in pixels of ``SeenImage/picture``.
  public let patch: Int
  /// What readers are to be warned of.
  public let warnings: [Message]

  init(_ path: String, by model: Model, in context: SourceContext) throws(ModelError) {
    let processor = try model.imageProcessor()
    guard let vision = model.shape.vision else {
      throw .wrongInput(architecture: model.architecture, needed: .textAlone)
    }
    let whole: Picture
    do throws(ImageError) {
      whole = try Picture.read(context.resolve(path), within: context.reach)
    } catch {
      throw .image(error)
    }
    image = try processor.seen(whole, path: path)
    patch = vision.patch
    tokens = vision.tokens(width: image.picture.width, height: image.picture.height)
    name = path.split(separator: "/").last.map(String.init) ?? path
    var warnings: [Message] = []
    if processor.isUsual {
      warnings.append(
        Message(
          "\(option: "model"): its folder has no preprocessor_config.json, so that \(option: "image") \(path) was made ready as "
            + "is usual for a \(model.architecture) model; put the model's own file there if it has one",
          zh:
            "\(option: "model")：文件夹中没有 preprocessor_config.json，\(option: "image") \(path) 按 \(model.architecture) 模型通常的方式处理；若模型有自己的，请放在那里"
        ))
    }
    for change in whole.changes where change == .laidOnWhite {
      warnings.append(
        Message(
          "\(option: "image") \(path): is clear in places, which are shown to the model as white; lay it on "
            + "another colour where that is meant",
          zh: "\(option: "image") \(path)：有透明之处，模型看到的是白色；若应为别的颜色，请先铺好底色"))
    }
    let (right, below) = (image.picture.width % patch, image.picture.height % patch)
    if right + below > 0 {
      warnings.append(
        Message(
          "\(option: "image") \(path): \(image.picture.width) x \(image.picture.height) pixels are no whole number of "
            + "patches of \(patch): \(right) columns at the right and \(below) rows below are not seen",
          zh:
            "\(option: "image") \(path)：\(image.picture.width) x \(image.picture.height) 像素不是 \(patch) 像素图块的整数倍：右侧 \(right) 列和下方 \(below) 行看不到"
        ))
    }
    self.warnings = warnings
  }
}

extension SourcedArray {
  /// More weights than these, 16 MiB, are computed whenever they are read.
  private static let maximumHeldWeights = 1 << 22

  /// A matrix of heads of a model, shape `[layers, heads, rows, columns]`: what is not asked for is 0 and
  /// takes no memory.
  /// - Parameters:
  ///   - part: which matrix.
  ///   - layers, heads: those to compute.
  ///   - inLayers: whether they are looked at layer by layer, so that many are not held; see ``layered``.
  public init(
    _ part: HeadPart, of stack: Stack, _ prepared: PreparedModel, layers: Choice, heads: Choice,
    inLayers: Bool = false
  ) throws(ModelError) {
    if inLayers, part == .attentions,
      let shape = prepared.model.shape.stacks.first(where: { $0.stack == stack }),
      let layered = try LayeredHeads(
        prepared, of: stack, layers: layers, heads: heads, maximum: Self.maximumHeldWeights)
    {
      self.init(
        Tensor(
          layered, in: (shape.layers, shape.heads), prepared.tokens(of: stack), prepared.name),
        of: stack, prepared)
      self.layered = layered
      return
    }
    let request = Request(
      parts: [part: Request.Heads(layers: layers, heads: heads, of: [stack])],
      maximumHeldWeights: Self.maximumHeldWeights)
    let run = try prepared.model.run(prepared.input, keeping: request)
    self = try SourcedArray(run, part, of: stack, prepared)
  }

  /// A part that a run kept.
  public init(
    _ run: ModelRun, _ part: HeadPart, of stack: Stack, _ prepared: PreparedModel
  ) throws(ModelError) {
    let name = stack.name(part.rawValue)
    guard
      let shape = prepared.model.shape.stacks.first(where: { $0.stack == stack }),
      let tensor = Tensor(
        run, name, in: (shape.layers, shape.heads), prepared.tokens(of: stack), prepared.name)
    else {
      throw .wrongInput(
        architecture: prepared.model.architecture, needed: .otherFor(array: name))
    }
    self.init(tensor, of: stack, prepared)
  }

  private init(_ tensor: Tensor, of stack: Stack, _ prepared: PreparedModel) {
    self.init(tensor, steps: prepared.steps(of: stack))
    model = prepared.name
    self.stack = stack
  }
}

extension Tensor {
  fileprivate init(
    _ layered: LayeredHeads, in all: (layers: Int, heads: Int),
    _ tokens: (queries: [String], keys: [String]), _ model: String
  ) {
    let (layers, heads, rows) = layered.computed
    self.init(
      computing: rows, of: (layers, heads), in: all, name: model,
      rowLabels: tokens.queries.count == rows[0][0].rows ? tokens.queries : nil,
      columnLabels: tokens.keys.count == rows[0][0].columns ? tokens.keys : nil)
  }

  /// An array of heads that a run kept, or can make again; nil where it has no such.
  /// - Parameter all: how many layers and heads the model has.
  fileprivate init?(
    _ run: ModelRun, _ name: String, in all: (layers: Int, heads: Int),
    _ tokens: (queries: [String], keys: [String]), _ model: String
  ) {
    func labels(_ tokens: [String], _ count: Int) -> [String]? {
      tokens.count == count ? tokens : nil
    }
    if let remade = run.remade[name] {
      let heads = remade.rows.map { layer in
        layer.map { head in
          ComputedRows(
            rows: remade.queries, columns: remade.keys, heldBytes: head.byteCount
          ) { head.fill($1, rows: $0) }
        }
      }
      self.init(
        computing: heads, of: (remade.layers, remade.heads), in: all, name: model,
        rowLabels: labels(tokens.queries, remade.queries),
        columnLabels: labels(tokens.keys, remade.keys))
    } else if let kept = run[name] {
      self.init(
        heads: kept.values, of: (kept.layers, kept.heads), shape: kept.shape, in: all, name: model,
        rowLabels: labels(tokens.queries, kept.shape[2]),
        columnLabels: labels(tokens.keys, kept.shape[3]))
    } else {
      return nil
    }
  }
}
