// Finding and reading the files of a tokenizer in the folder of a model.

internal import Glibc
internal import JSONTape
public import SafeFiles

extension Tokenizer {
  /// The most bytes of a file that is read.
  static let maximumFileSize = 1 << 30

  /// Opens a tokenizer.
  ///
  /// In a folder the first of these counts: `tokenizer.json`, `vocab.txt`, `vocab.json` with
  /// `merges.txt` or with `source.spm`, a SentencePiece model (`tokenizer.model`, `spiece.model`,
  /// `sentencepiece.bpe.model`).
  /// - Parameters:
  ///   - path: a folder, or one of these files.
  ///   - isTarget: whether the texts are the ones that are translated to, for which some models have
  ///     other pieces.
  ///   - reach: which files may be read.
  public static func open(
    _ path: String, isTarget: Bool = false, within reach: FileReach = .anywhere
  ) throws(TokenizerError) -> Tokenizer {
    let files = FolderFiles(path, within: reach)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if name.hasSuffix(".txt") {
      return try wordPiece(files: files.beside, vocabulary: path)
    }
    if name.hasSuffix(".model") || name.hasSuffix(".spm") {
      return try sentencePiece(files: files.beside, model: path)
    }
    if name == "vocab.json" { return try bytePairs(files: files.beside, vocabulary: path) }
    if name.hasSuffix(".json") {
      return try Tokenizer(json: try files.bytes(path), file: path)
    }
    let json = files.path("tokenizer.json")
    if files.has(json) { return try Tokenizer(json: try files.bytes(json), file: json) }
    let words = files.path("vocab.txt")
    if files.has(words) { return try wordPiece(files: files, vocabulary: words) }
    let vocabulary = files.path("vocab.json")
    if files.has(vocabulary) {
      let model = files.path(isTarget ? "target.spm" : "source.spm")
      if files.has(model) {
        return try translation(files: files, model: model, vocabulary: vocabulary)
      }
      if files.has(files.path("merges.txt")) {
        return try bytePairs(files: files, vocabulary: vocabulary)
      }
    }
    let models = ["tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "spm.model"]
    for model in models where files.has(files.path(model)) {
      return try sentencePiece(files: files, model: files.path(model), isTarget: isTarget)
    }
    throw .notFound(
      folder: path,
      lookedFor: ["tokenizer.json", "vocab.txt", "vocab.json with merges.txt"] + models)
  }
}

extension Tokenizer {
  /// Reads the bytes of a SentencePiece model; nothing is put around texts.
  /// - Parameter file: what messages call it.
  public init(sentencePiece bytes: [UInt8], file: String) throws(TokenizerError) {
    let model = try SentencePiece(model: bytes, file: file)
    self.init(
      engine: .sentencePiece(model), added: AddedTokens(), postProcessor: nil, decoder: nil,
      file: file, kind: model.kind == .unigram ? "Unigram" : "BPE")
  }
}

/// A folder with the files of a model.
struct FolderFiles {
  let folder: String
  let reach: FileReach

  init(_ folder: String, within reach: FileReach) {
    self.folder = folder
    self.reach = reach
  }

  /// The folder that this file lies in.
  var beside: FolderFiles {
    FolderFiles(folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? ".", within: reach)
  }

  func path(_ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  func has(_ path: String) -> Bool { OpenedFile.isReadable(path, within: reach) }

  func bytes(_ path: String) throws(TokenizerError) -> [UInt8] {
    let bytes: [UInt8]
    do throws(OpenFailure) {
      bytes = try OpenedFile(path, within: reach).bytes(atMost: Tokenizer.maximumFileSize + 1)
    } catch {
      throw .cannotOpen(file: path, error)
    }
    guard bytes.count <= Tokenizer.maximumFileSize else {
      throw .malformed(file: path, .tooLarge(limit: "1 GiB"))
    }
    if GitPointer.isOne(bytes) { throw .malformed(file: path, .gitPointer) }
    return bytes
  }

  /// A JSON file of the folder; nil where there is none.
  func json(_ name: String) throws(TokenizerError) -> Part? {
    let path = path(name)
    guard has(path) else { return nil }
    let bytes = try bytes(path)
    do throws(JSONFault) { return Part(try JSONDocument(bytes).root, file: path) } catch {
      throw .malformed(file: path, .noJSON(error.description))
    }
  }

  /// Whether config.json names this kind of model, or the settings a class such as `MPNetTokenizer` or
  /// `MPNetTokenizerFast`.
  func isOf(
    _ type: String, or kind: String, _ settings: Part?
  ) throws(TokenizerError) -> Bool {
    if try modelType() == type { return true }
    return settings?["tokenizer_class"]?.value.string?.hasPrefix("\(kind)Tokenizer") ?? false
  }

  /// What the model is, by its config.json; empty without one.
  func modelType() throws(TokenizerError) -> String {
    try json("config.json")?["model_type"]?.string() ?? ""
  }
}

extension Tokenizer {
  /// A text token of tokenizer_config.json, which may be an object with its flags.
  private static func special(
    _ name: String, _ settings: Part?, default standard: String
  ) throws(TokenizerError) -> String {
    guard let part = settings?[name] else { return standard }
    return try part["content"]?.string() ?? part.value.string ?? standard
  }

  /// The lines of a file, without their ends.
  private static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map { line in
      line.last == 0x0d ? Array(line.dropLast()) : Array(line)
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// BERT's vocab.txt, a token a line, and MPNet's, whose texts stand between the tokens of RoBERTa.
  fileprivate static func wordPiece(
    files: FolderFiles, vocabulary path: String
  ) throws(TokenizerError) -> Tokenizer {
    let vocabulary = Vocabulary(lines(try files.bytes(path)))
    let settings = try files.json("tokenizer_config.json")
    let unknown = try special("unk_token", settings, default: "[UNK]")
    let model = WordPiece(vocabulary: vocabulary, unknown: unknown, file: path)
    var specials: [AddedToken] = []
    func token(_ name: String, _ standard: String) throws(TokenizerError) -> (String, Int)? {
      let text = try special(name, settings, default: standard)
      guard let id = vocabulary.table.number(of: text) else { return nil }
      if !specials.contains(where: { $0.id == id }) {
        specials.append(AddedToken(id: id, text: text))
      }
      return (text, id)
    }
    let isMPNet = try files.isOf("mpnet", or: "MPNet", settings)
    let (first, last) = isMPNet ? ("<s>", "</s>") : ("[CLS]", "[SEP]")
    guard let start = try token("cls_token", first), let end = try token("sep_token", last) else {
      throw .malformed(
        file: path, .noVocabulary(of: isMPNet ? "MPNet" : "BERT", without: [first, last]))
    }
    _ = try token("unk_token", "[UNK]")
    _ = try token("pad_token", isMPNet ? "<pad>" : "[PAD]")
    if let mask = try token("mask_token", isMPNet ? "<mask>" : "[MASK]"), isMPNet,
      let index = specials.firstIndex(where: { $0.id == mask.1 })
    {
      specials[index].takesLeft = true
    }
    let around = (
      PostProcessor.SpecialToken(ids: [start.1], texts: [start.0]),
      PostProcessor.SpecialToken(ids: [end.1], texts: [end.0])
    )
    let normalizer = Normalizer.bert(
      BertNormalizer(
        lowercases: try settings?.bool("do_lower_case", default: true) ?? true,
        stripsAccents: settings?["strip_accents"]?.value.bool,
        separatesIdeographs: try settings?.bool("tokenize_chinese_chars", default: true) ?? true))
    return Tokenizer(
      engine: .pipeline(Pipeline(normalizer: normalizer, preTokenizer: .bert, model: model)),
      added: try AddedTokens(specials, normalizer: nil),
      postProcessor: isMPNet
        ? .roberta(start: around.0, end: around.1, trimsOffsets: true, addsPrefixSpace: false)
        : .bert(start: around.0, end: around.1),
      decoder: .wordPiece(prefix: "##", cleansUp: true), file: path, kind: "WordPiece")
  }

  /// GPT-2's vocab.json and merges.txt, and those of its kin.
  fileprivate static func bytePairs(
    files: FolderFiles, vocabulary path: String
  ) throws(TokenizerError) -> Tokenizer {
    guard let part = try files.json("vocab.json") else {
      throw .cannotOpen(file: path, .system(ENOENT))
    }
    let vocabulary = try Vocabulary(part)
    let mergePath = files.path("merges.txt")
    let merges = lines(try files.bytes(mergePath)).filter {
      !$0.isEmpty && !$0.starts(with: "#version".utf8)
    }
    // Words would fall apart into single bytes.
    guard !merges.isEmpty || vocabulary.texts.count <= 512 else {
      throw .malformed(file: mergePath, .lacks(["its merges"]))
    }
    let settings = try files.json("tokenizer_config.json")
    let type = try files.modelType()
    let isCLIP = type.hasPrefix("clip")
    let isQwen = type.hasPrefix("qwen")
    let isNeoX = try files.isOf("gpt_neox", or: "GPTNeoX", settings)
    let isRoberta = ["roberta", "bart", "longformer", "led", "mvp", "blenderbot"].contains(type)
    let model = try BytePairs(
      vocabulary: vocabulary, merges: merges, suffix: isCLIP ? "</w>" : "", file: mergePath)
    var specials: [AddedToken] = []
    let added = try files.json("added_tokens.json")
    if let added {
      for (key, value) in added.value.members {
        guard let text = key.string, let id = value.int, (0...Vocabulary.maximumCount).contains(id)
        else { throw added.malformed(.wrongKind("no token with its number")) }
        specials.append(AddedToken(id: id, text: text))
      }
    }
    func known(_ text: String) -> Int? {
      vocabulary.table.number(of: text) ?? specials.first { $0.text == text }?.id
    }
    func token(_ name: String, _ standard: String) throws(TokenizerError) -> PostProcessor
      .SpecialToken?
    {
      let text = try special(name, settings, default: standard)
      guard let id = known(text) else { return nil }
      if !specials.contains(where: { $0.id == id }) {
        specials.append(AddedToken(id: id, text: text))
      }
      return .init(ids: [id], texts: [text])
    }
    let addsPrefixSpace = try settings?.bool("add_prefix_space", default: false) ?? false
    var preTokenizer = PreTokenizer.byteLevel(addsPrefixSpace: addsPrefixSpace, splits: true)
    var normalizer: Normalizer?
    var processor: PostProcessor? = .byteLevel(trimsOffsets: false, addsPrefixSpace: true)
    if isCLIP {
      normalizer = .sequence([
        .form(.nfc),
        .replace(
          .regularExpression(try TextPattern.compiled("\\s+", file: path)), with: " ", file: path),
        .lowercase,
      ])
      let pattern =
        "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"
      preTokenizer = .sequence([
        .split(
          .regularExpression(try TextPattern.compiled(pattern, file: path)), .removed,
          inverted: true, file: path),
        .byteLevel(addsPrefixSpace: false, splits: false),
      ])
    } else if isQwen {
      normalizer = .form(.nfc)
      preTokenizer = try .splitThenBytes(PreTokenizer.qwenPattern, file: path)
    }
    if isRoberta || isCLIP {
      let start = try token("bos_token", isCLIP ? "<|startoftext|>" : "<s>")
      let end = try token("eos_token", isCLIP ? "<|endoftext|>" : "</s>")
      guard let start, let end else {
        throw .malformed(file: path, .lacks(["the tokens that begin and end a text"]))
      }
      for (name, text) in [
        ("unk_token", "<unk>"), ("pad_token", "<pad>"), ("mask_token", "<mask>"),
      ] {
        _ = try token(name, text)
      }
      processor = .roberta(
        start: start, end: end, trimsOffsets: true, addsPrefixSpace: addsPrefixSpace)
      if let index = specials.firstIndex(where: { $0.text == "<mask>" }) {
        specials[index].takesLeft = true
      }
    } else {
      let end = try token("eos_token", "<|endoftext|>")
      let start = try token("bos_token", "<|endoftext|>")
      // OPT's files say so; what the settings ask for is left out by no other word.
      let begins = try settings?.bool("add_bos_token", default: false) ?? false
      let ends = try settings?.bool("add_eos_token", default: false) ?? false
      if begins && start == nil || ends && end == nil {
        throw .malformed(
          file: path,
          .lacks(["the token that is to \(begins && start == nil ? "begin" : "end") a text"]))
      }
      if begins || ends {
        processor = .around(start: begins ? start : nil, end: ends ? end : nil)
      }
      if isNeoX { normalizer = .form(.nfc) }
    }
    return Tokenizer(
      engine: .pipeline(
        Pipeline(normalizer: normalizer, preTokenizer: preTokenizer, model: model)),
      added: try AddedTokens(specials, normalizer: nil), postProcessor: processor,
      decoder: isCLIP ? .bytePairs(suffix: "</w>") : .byteLevel, file: path, kind: "BPE")
  }

  /// A SentencePiece model, with what the kind of model puts around a text.
  fileprivate static func sentencePiece(
    files: FolderFiles, model path: String, isTarget: Bool = false
  ) throws(TokenizerError) -> Tokenizer {
    try SentencePieceFolder(
      model: try SentencePiece(model: try files.bytes(path), file: path),
      settings: try files.json("tokenizer_config.json"), isTarget: isTarget, file: path
    ).tokenizer(of: try files.modelType(), files)
  }

  /// Marian's pieces of source.spm or target.spm, numbered by vocab.json.
  fileprivate static func translation(
    files: FolderFiles, model path: String, vocabulary: String
  ) throws(TokenizerError) -> Tokenizer {
    let model = try SentencePiece(model: try files.bytes(path), file: path)
    guard let part = try files.json("vocab.json") else {
      throw .cannotOpen(file: vocabulary, .system(ENOENT))
    }
    let numbers = try Vocabulary(part)
    guard let end = numbers.table.number(of: "</s>"), numbers.table.number(of: "<unk>") != nil
    else {
      throw .malformed(file: vocabulary, .lacks(["</s>", "<unk>"]))
    }
    let last = PostProcessor.SpecialToken(ids: [end], texts: ["</s>"])
    var specials: [AddedToken] = []
    for (id, text) in numbers.texts.enumerated() {
      // Codes of languages, such as >>fra<<, stand before a text.
      guard let text else { continue }
      if text.hasPrefix(">>") && text.hasSuffix("<<") || ["</s>", "<unk>", "<pad>"].contains(text) {
        specials.append(AddedToken(id: id, text: text))
      }
    }
    return Tokenizer(
      engine: .sentencePiece(model.numbered(by: numbers)),
      added: try AddedTokens(specials, normalizer: nil),
      // A pair is one text, which ends once.
      postProcessor: .template(
        single: [.text(0, typeID: 0), .token(last, typeID: 0)],
        pair: [.text(0, typeID: 0), .text(1, typeID: 0), .token(last, typeID: 0)]), decoder: nil,
      file: path, kind: "Unigram")
  }
}

extension PostProcessor {
  /// One token before and one after each text, or only one of them.
  static func around(start: SpecialToken?, end: SpecialToken?) -> PostProcessor {
    func template(_ texts: Range<Int>) -> [TemplatePart] {
      texts.flatMap { text in
        (start.map { [.token($0, typeID: 0)] } ?? []) + [.text(text, typeID: 0)]
          + (end.map { [.token($0, typeID: 0)] } ?? [])
      }
    }
    return .template(single: template(0..<1), pair: template(0..<2))
  }
}

extension PreTokenizer {
  static let llama3Pattern =
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
  static let qwenPattern =
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"

  /// Words by a pattern, whose bytes are then spelled.
  static func splitThenBytes(_ pattern: String, file: String) throws(TokenizerError) -> PreTokenizer
  {
    .sequence([
      .split(
        .regularExpression(try TextPattern.compiled(pattern, file: file)), .isolated,
        inverted: false, file: file),
      .byteLevel(addsPrefixSpace: false, splits: false),
    ])
  }
}
