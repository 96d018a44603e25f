// Opening a model and running it: the way in to this module.

internal import AttentionMath
internal import JSONTape
public import SafeFiles
internal import Synchronization
public import Tokenizers

/// A model on disk, opened. Its weights stay in their files until a pass needs them.
public struct Model: Sendable {
  /// The folder or file.
  public let path: String
  /// What it is, as its config.json calls it: `bert`, `llama`.
  public let architecture: String
  /// Its sizes.
  public let shape: ModelShape
  /// The bytes of its weights.
  public let weightBytes: Int

  /// The token that a decoder begins with, `decoder_start_token_id`; nil where there is none.
  public let decoderStart: Int?
  /// The token that a decoder says first whatever it finds likely, `forced_bos_token_id`, such as the mark of the
  /// language that is translated to.
  let forcedFirst: Int?
  /// The tokens that end a text, `eos_token_id`.
  public let endIDs: Set<Int>

  private let machine: any Architecture
  private let head: ModelHead
  private let tiesEmbeddings: Bool?
  private let weights: Weights
  private let reach: FileReach
  private let gguf: GGUFFile?
  private let tokenizers = OpenedTokenizers()

  /// Opens a model.
  /// - Parameters:
  ///   - path: a folder of Hugging Face's kind, or a `.gguf` file.
  ///   - reach: which files may be read.
  public static func open(_ path: String, within reach: FileReach = .anywhere) throws(ModelError)
    -> Model
  {
    if path.lowercased().hasSuffix(".gguf") {
      let file = try GGUFFile(path, within: reach)
      return try Model(
        path, file.config(), file.weights(), within: reach, gguf: file)
    }
    guard FolderNames.hasAnything(path, within: reach) else { throw .notThere(path: path) }
    for ending in [".bin", ".pt", ".pth", ".ckpt"] where path.lowercased().hasSuffix(ending) {
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
      throw CheckpointFiles(folder: folder, reach: reach).pickled(path)
    }
    let files = CheckpointFiles(folder: path, reach: reach)
    guard files.has("config.json") else {
      let others = FolderNames.wanted(in: path, within: reach, atMost: 1) {
        $0.lowercased().hasSuffix(".gguf")
      }
      throw .noModel(path: path, lookedFor: CheckpointFiles.lookedFor, gguf: others?.first)
    }
    return try Model(
      path, files.config(), files.weights(), within: reach, gguf: nil,
      generation: try? files.json("generation_config.json"))
  }

  /// Opens the weights of a folder with a config that is in memory, in place of the folder's own.
  public static func open(_ path: String, config bytes: [UInt8]) throws(ModelError) -> Model {
    let files = CheckpointFiles(folder: path, reach: .anywhere)
    return try Model(
      path, files.config(bytes), files.weights(), within: .anywhere, gguf: nil)
  }

  /// Opens a GGUF file that is in memory.
  /// - Parameter path: what messages call it.
  public static func open(gguf bytes: [UInt8], path: String) throws(ModelError) -> Model {
    let file = try GGUFFile(ModelFile(bytes, path: path))
    return try Model(
      path, file.config(), file.weights(), within: .anywhere, gguf: file)
  }

  private init(
    _ path: String, _ config: ModelConfig, _ weights: Weights, within reach: FileReach,
    gguf: GGUFFile?, generation: ParsedJSON? = nil
  ) throws(ModelError) {
    let type = try Architectures.find(config)
    if let first = weights.quantized.first {
      throw .unsupported(
        file: first.file, .quantized(tensor: first.tensor.name, type: first.tensor.type))
    }
    self.path = path
    self.reach = reach
    self.gguf = gguf
    architecture = config.text("model_type") ?? ""
    machine = try type.init(config)
    // A part for text says it where there are several parts.
    let own = config.part("text_config")
    head = ModelHead(config)
    tiesEmbeddings =
      config.member("tie_word_embeddings")?.bool
      ?? own?.member("tie_word_embeddings")?.bool
    // What a model generates by moved from config.json to a file of its own, which counts.
    func generating(_ key: String) -> ParsedJSON? {
      [generation?[key], config.value[key]].compactMap(\.self).first { !$0.isNull }
    }
    decoderStart = generating("decoder_start_token_id")?.int
    forcedFirst = generating("forced_bos_token_id")?.int
    let ends = generating("eos_token_id")
    endIDs = Set(ends?.int.map { [$0] } ?? ends?.array?.compactMap(\.int) ?? [])
    shape = machine.shape
    var weights = weights
    weights.prefixes = type.prefixes
    self.weights = weights
    weightBytes = weights.byteCount
    try checkSizes(config)
  }

  /// Refuses weights of more layers, and tables of fewer positions, than the config says: the two are of different
  /// models, and a run would show a part of one.
  private func checkSizes(_ config: ModelConfig) throws(ModelError) {
    if let layers = shape.stacks.map(\.layers).max(), let tensor = weights.layer(beyond: layers) {
      throw .unsupported(
        file: config.file,
        .moreLayers(tensor: tensor.ownName, layers: layers))
    }
    // Of a model of two sides or towers the context is that of one of them.
    guard let context = shape.context, shape.vision == nil, shape.stacks.count == 1 else { return }
    for name in machine.positionTables {
      guard let table = weights.find("\(name).weight"), table.shape.count == 2,
        table.rows < context
      else { continue }
      throw .wrongShape(
        name: table.ownName, file: table.file, shape: table.shape,
        needed: [context, table.columns])
    }
  }

  /// The names of the model types that are known.
  public static var modelTypes: [String] { Architectures.all.flatMap { $0.modelTypes } }

  /// The tokenizer in the folder or file, which is read once.
  /// - Parameter isTarget: whether it is for texts that are translated to.
  /// - Throws: `tokenizer`, `foreignTokenizer`.
  public func tokenizer(isTarget: Bool = false) throws(ModelError) -> Tokenizer {
    try tokenizers.tokenizer(isTarget: isTarget) { () throws(ModelError) in
      if let gguf {
        guard let own = try gguf.tokenizer() else {
          throw .tokenizer(.notFound(folder: path, lookedFor: ["tokenizer.ggml.tokens"]))
        }
        return own
      }
      do throws(TokenizerError) {
        return try Tokenizer.open(path, isTarget: isTarget, within: reach)
      } catch { throw .tokenizer(error) }
    }
  }

  /// How pictures are made ready for it, as its preprocessor_config.json says, or as is usual.
  /// - Throws: `wrongInput` for a model that sees no pictures; `config` for what is not known.
  public func imageProcessor() throws(ModelError) -> ImageProcessor {
    guard let vision = shape.vision else {
      throw .wrongInput(architecture: architecture, needed: .textAlone)
    }
    let usual = ImageProcessor(usualFor: architecture, vision)
    guard gguf == nil else { return usual }
    let files = CheckpointFiles(folder: path, reach: reach)
    for (name, key) in [
      ("preprocessor_config.json", nil), ("processor_config.json", "image_processor"),
    ]
    where files.has(name) {
      let value = try files.json(name)
      guard value.isObject else {
        throw .malformed(file: files.path(name), .noObject)
      }
      let config = ModelConfig(value: value, file: files.path(name))
      guard let key else { return try ImageProcessor(config, usual: usual, vision) }
      if let part = config.part(key) { return try ImageProcessor(part, usual: usual, vision) }
    }
    return usual
  }

  /// Checks that the ids that a tokenizer gave are those of this model's embeddings.
  ///
  /// More embeddings than tokens are usual: tables are padded.
  public func check(_ encoding: Encoding, of tokenizer: Tokenizer) throws(ModelError) {
    guard shape.vocabulary > 0, encoding.ids.contains(where: { $0 >= shape.vocabulary }) else {
      return
    }
    throw .foreignTokenizer(
      tokens: tokenizer.vocabularySize, embeddings: shape.vocabulary, file: tokenizer.file)
  }

  /// Whether a tokenizer has so many fewer or more tokens than there are embeddings that it is likely another
  /// model's.
  ///
  /// Tables are padded to rounder lengths, by 2,385 rows (2.3 %) at most of the models that are in use, and a few
  /// tokens are added without any; those of other models differ by more: BERT's with capitals and without by 5 %.
  public func isLikelyForeign(_ tokenizer: Tokenizer) -> Bool {
    Self.areOfOtherModels(tokens: tokenizer.vocabularySize, embeddings: shape.vocabulary)
  }

  static func areOfOtherModels(tokens: Int, embeddings: Int) -> Bool {
    let apart = abs(tokens - embeddings)
    return embeddings > 0 && (apart >= 1024 && apart * 25 > embeddings || apart * 2 > embeddings)
  }

  /// Runs the model.
  /// - Parameters:
  ///   - input: token ids, an image or features: what ``shape`` says that the model needs.
  ///   - request: what is to be kept.
  public func run(_ input: ModelInput, keeping request: Request) throws(ModelError) -> ModelRun {
    var pass = try pass(over: input, keeping: request)
    try machine.run(input, &pass)
    return pass.run
  }

  /// The logits of the last token, by what an earlier pass over the tokens before it left behind.
  func lastLogits(_ input: ModelInput, _ cache: inout KeyCache) throws(ModelError) -> [Float]? {
    var pass = try pass(over: input, keeping: Request(logits: .last))
    // Moved, not copied: rows are added where the others lie.
    pass.cache = cache
    cache = KeyCache()
    try machine.run(input, &pass)
    cache = pass.cache ?? KeyCache()
    return pass.run["logits"]?.values
  }

  /// Gives the weights of some heads layer after layer, while the model runs: no layer is kept when the
  /// next one is made.
  /// - Parameter body: gets one layer at a time, and says whether it wants others.
  public func forEachLayer(
    _ input: ModelInput, _ heads: Request.Heads, _ body: (RemadeHeads) -> Bool
  ) throws(ModelError) {
    var pass = try pass(over: input, keeping: Request(parts: [.attentions: heads]))
    var failure: ModelError?
    withoutActuallyEscaping(body) { body in
      pass.visit = body
      do throws(ModelError) { try machine.run(input, &pass) } catch { failure = error }
      pass.visit = nil
    }
    if let failure { throw failure }
  }

  /// A pass whose input and request go with the model.
  private func pass(
    over input: ModelInput, keeping request: Request
  ) throws(ModelError) -> Pass {
    try check(input, request)
    try checkSize()
    for heads in request.parts.values {
      for stack in shape.stacks where heads.includes(stack.stack) {
        try heads.layers.check("layer", count: stack.layers)
        try heads.heads.check("head", count: stack.heads)
      }
    }
    if let layers = shape.stacks.map(\.layers).max() {
      try request.hiddenStates.check("hidden state", count: layers + 1)
    }
    return Pass(weights: weights, request: request, head: head, tiesEmbeddings: tiesEmbeddings)
  }

  /// Refuses weights that are larger than all memory, before any of them is read: each pass would read
  /// all of them from the disk anew.
  private func checkSize() throws(ModelError) {
    guard weightBytes > 1 << 28 else { return }
    let memory = MemoryLimit.whole.bytes
    guard weightBytes <= memory else {
      throw .weightsBeyondMemory(file: path, bytes: weightBytes, memory: memory)
    }
  }

  private func check(_ input: ModelInput, _ request: Request) throws(ModelError) {
    if shape.inputs.contains(.text), !shape.inputs.contains(.image) {
      guard !input.ids.isEmpty else { throw .emptyInput }
    }
    if shape.inputs.contains(.decoderText), request.needsDecoder {
      guard !input.decoderIDs.isEmpty else {
        throw .wrongInput(architecture: architecture, needed: .decoderText)
      }
    }
    if !input.typeIDs.isEmpty, input.typeIDs.count != input.ids.count {
      throw .wrongInput(
        architecture: architecture,
        needed: .segments(tokens: input.ids.count, given: input.typeIDs.count))
    }
    for ids in [input.ids, input.decoderIDs] {
      if let context = shape.context, ids.count > context {
        throw .tooLong(tokens: ids.count, context: context)
      }
      if shape.vocabulary > 0, let id = ids.first(where: { $0 < 0 || $0 >= shape.vocabulary }) {
        throw .idOutOfRange(id: id, vocabulary: shape.vocabulary)
      }
    }
  }

  /// The tables of positions that the model learned: name and values of shape `[positions, width]`.
  public func positionTables() throws(ModelError) -> [String: KeptArray] {
    var tables: [String: KeptArray] = [:]
    for name in machine.positionTables {
      guard let tensor = weights.find("\(name).weight") ?? weights.find(name) else { continue }
      tables[tensor.name] = KeptArray(
        shape: [tensor.rows, tensor.columns], values: try tensor.values())
    }
    if tables.isEmpty, let patches = try patchTable() { tables[patches.name] = patches.table }
    return tables
  }

  /// The table of the positions of an image's patches, row by row after those of other tokens, shape
  /// `[specials + side · side, width]`; nil where the model has none.
  public func patchTable() throws(ModelError) -> (name: String, table: KeptArray, side: Int)? {
    guard let table = machine.patchTable else { return nil }
    let rows = table.specials + table.side * table.side
    let values = try weights.vector(table.name, count: rows * table.width)
    return (
      name: table.name, table: KeptArray(shape: [rows, table.width], values: values),
      side: table.side
    )
  }

  /// Its tensors, by name.
  public var tensors: [ListedTensor] { weights.listed }
}

/// The tokenizers of a model, read when they are wanted first.
private final class OpenedTokenizers: Sendable {
  private let known = Mutex<[Bool: Tokenizer]>([:])

  func tokenizer(
    isTarget: Bool, _ read: () throws(ModelError) -> Tokenizer
  ) throws(ModelError) -> Tokenizer {
    if let tokenizer = known.withLock({ $0[isTarget] }) { return tokenizer }
    let tokenizer = try read()
    known.withLock { $0[isTarget] = tokenizer }
    return tokenizer
  }
}
