// What each kind of model makes of its SentencePiece model: how pieces are numbered, what is done to a
// text before it is cut, and what is put around it. As transformers 5 converts them.

internal import Glibc
internal import JSONTape
internal import SafeFiles

extension Tokenizer {
  /// A folder's SentencePiece model as the steps that its kind of model has.
  struct SentencePieceFolder {
    var model: SentencePiece
    var settings: Part?
    /// Whether the texts are what is translated to.
    var isTarget: Bool
    var file: String

    /// The kinds of models whose pieces are known, as their config.json calls them, and what each makes of them.
    private static let kinds: [(types: Set<String>, make: Make)] = [
      ([""], { folder, _ throws(TokenizerError) in try folder.alone() }),
      (["t5", "mt5", "umt5"], { folder, _ throws(TokenizerError) in try folder.t5() }),
      (
        ["llama", "mistral", "phi3"],
        { folder, _ throws(TokenizerError) in try folder.decoder(start: "<s>", end: "</s>") }
      ),
      (
        ["gemma", "gemma2", "gemma3", "gemma3_text"],
        { folder, _ throws(TokenizerError) in try folder.decoder(start: "<bos>", end: "<eos>") }
      ),
      (["xlm-roberta"], { folder, _ throws(TokenizerError) in try folder.xlmRoberta() }),
      (["camembert"], { folder, _ throws(TokenizerError) in try folder.camembert() }),
      (["albert"], { folder, _ throws(TokenizerError) in try folder.albert() }),
      (["pegasus"], { folder, _ throws(TokenizerError) in try folder.pegasus() }),
      (["mbart"], { folder, _ throws(TokenizerError) in try folder.mBART() }),
      (["m2m_100"], { folder, files throws(TokenizerError) in try folder.m2m100(files) }),
    ]

    private typealias Make =
      @Sendable (SentencePieceFolder, FolderFiles) throws(TokenizerError) -> Tokenizer

    /// - Throws: for kinds that are not among these.
    func tokenizer(of type: String, _ files: FolderFiles) throws(TokenizerError) -> Tokenizer {
      guard let kind = Self.kinds.first(where: { $0.types.contains(type) }) else {
        throw .unsupported(file: file, .needsJSON(model: type))
      }
      return try kind.make(self, files)
    }
  }
}

extension Tokenizer.SentencePieceFolder {
  private typealias Entry = SentencePiece.Entry

  /// A model that lies alone, without the config.json of what it is for: its control words are text to it, as to
  /// the library.
  private func alone() throws(TokenizerError) -> Tokenizer {
    Tokenizer(
      engine: .sentencePiece(model), added: AddedTokens(), postProcessor: nil, decoder: nil,
      file: file, kind: kindName)
  }

  /// Raffel et al. 2020: an end after each text.
  private func t5() throws(TokenizerError) -> Tokenizer {
    let end = known("</s>")
    return try tokenizer(
      model, asSteps: model.kind == .unigram,
      end.map { .around(start: nil, end: $0) })
  }

  /// Llama and its kin: a start before each text, an end where the settings ask for it.
  private func decoder(
    start startText: String, end endText: String
  ) throws(TokenizerError) -> Tokenizer {
    let begins = try settings?.bool("add_bos_token", default: true) ?? true
    let ends = try settings?.bool("add_eos_token", default: false) ?? false
    let (start, end) = (begins ? known(startText) : nil, ends ? known(endText) : nil)
    return try tokenizer(
      model, asSteps: false, start == nil && end == nil ? nil : .around(start: start, end: end))
  }

  /// Conneau et al. 2020: fairseq numbers four tokens before the pieces.
  private func xlmRoberta() throws(TokenizerError) -> Tokenizer {
    let first = ["<s>", "<pad>", "</s>"].map { entry($0, .control) } + [entry("<unk>", .unknown)]
    let pieces = try numbered(
      first + model.entries.dropFirst(3) + [entry("<mask>", .control)])
    var processor: PostProcessor?
    if let start = known("<s>", in: pieces), let end = known("</s>", in: pieces) {
      processor = .roberta(start: start, end: end, trimsOffsets: false, addsPrefixSpace: true)
    }
    return try tokenizer(pieces, asSteps: pieces.kind == .unigram, processor)
  }

  /// fairseq's pieces after five of its own, of which two stand for what SentencePiece calls them.
  private func camembert() throws(TokenizerError) -> Tokenizer {
    let first = [
      entry("<s>NOTUSED"), entry("<pad>", .control), entry("</s>NOTUSED"),
      entry("<unk>", .unknown), entry("<unk>NOTUSED", score: -100),
    ]
    let entries = first + model.entries.dropFirst() + [entry("<mask>", .control)]
    let pieces = try numbered(entries)
    let (start, end) = (try special("<s>", pieces), try special("</s>", pieces))
    return try tokenizer(
      pieces, specials: ["<pad>", "<unk>", "<s>", "</s>", "<mask>"],
      around: { text in
        text == 0
          ? [.token(start, typeID: 0), .text(0, typeID: 0), .token(end, typeID: 0)]
          : [.token(end, typeID: 0), .text(1, typeID: 0), .token(end, typeID: 0)]
      })
  }

  /// Lan et al. 2020: accents and capitals go, two marks are quotes.
  private func albert() throws(TokenizerError) -> Tokenizer {
    var steps: [Normalizer] = [
      .replace(.text("``"), with: "\"", file: file), .replace(.text("''"), with: "\"", file: file),
    ]
    if try !(settings?.bool("keep_accents", default: false) ?? false) {
      steps += [.form(.nfkd), .stripAccents]
    }
    if try settings?.bool("do_lower_case", default: true) ?? true { steps.append(.lowercase) }
    if let map = model.rules.map { steps.append(.precompiled(map)) }
    let pieces = try numbered(model.entries)
    let (start, end) = (try special("[CLS]", pieces), try special("[SEP]", pieces))
    return try tokenizer(
      pieces, normalizer: .sequence(steps),
      specials: ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"],
      around: { text in
        (text == 0 ? [.token(start, typeID: 0)] : [])
          + [.text(text, typeID: text), .token(end, typeID: text)]
      })
  }

  /// Zhang et al. 2020: two masks and 101 tokens of the training stand before the pieces.
  private func pegasus() throws(TokenizerError) -> Tokenizer {
    var first = [entry("<pad>", .control), entry("</s>", .control)]
    first += [entry("<mask_1>", .control), entry("<mask_2>", .control)]
    first += (2...102).map { entry("<unk_\($0)>", .control) }
    first.append(entry("<unk>", .unknown))
    let pieces = try numbered(first + model.entries.dropFirst(3))
    let end = try special("</s>", pieces)
    let blanks = try TextPattern.compiled(" {2,}", file: file)
    return try tokenizer(
      pieces,
      normalizer: .sequence(
        (model.rules.map.map { [.precompiled($0)] } ?? [])
          + [.replace(.regularExpression(blanks), with: " ", file: file)]),
      splitsAtBlanks: false,
      specials: first.map { String(decoding: $0.text, as: UTF8.self) },
      around: { text in
        [.text(text, typeID: 0)]
      }, last: [.token(end, typeID: 0)])
  }

  /// Liu et al. 2020: 25 languages, the text's own after its end.
  private func mBART() throws(TokenizerError) -> Tokenizer {
    if try settings?["tokenizer_class"]?.string().hasPrefix("MBart50") ?? false {
      throw .unsupported(file: file, .needsJSON(model: "mBART-50"))
    }
    let codes =
      ("ar_AR cs_CZ de_DE en_XX es_XX et_EE fi_FI fr_XX gu_IN hi_IN it_IT ja_XX kk_KZ ko_KR lt_LT "
      + "lv_LV my_MM ne_NP nl_XX ro_RO ru_RU si_LK tr_TR vi_VN zh_CN")
      .split(separator: " ").map(String.init)
    let first = [entry("<s>", .control), entry("<pad>", .control), entry("</s>", .control)]
    let entries =
      first + [entry("<unk>", .unknown)] + model.entries.dropFirst(3)
      + (codes + ["<mask>"]).map { entry($0, .control) }
    let pieces = try numbered(entries)
    let code = try language("en_XX", among: codes) { $0 }
    let (end, language) = (try special("</s>", pieces), try special(code, pieces))
    return try tokenizer(
      pieces, normalizer: .sequence([]),
      specials: ["<s>", "<pad>", "</s>", "<unk>", "<mask>"] + codes,
      around: { text in [.text(text, typeID: 0)] },
      last: [.token(end, typeID: 0), .token(language, typeID: 0)])
  }

  /// Fan et al. 2021: pieces numbered by vocab.json, then 100 languages, the text's own before it.
  private func m2m100(_ files: FolderFiles) throws(TokenizerError) -> Tokenizer {
    guard let part = try files.json("vocab.json") else {
      throw .cannotOpen(file: files.path("vocab.json"), .system(ENOENT))
    }
    let codes =
      ("af am ar ast az ba be bg bn br bs ca ceb cs cy da de el en es et fa ff fi fr fy ga gd gl gu ha "
      + "he hi hr ht hu hy id ig ilo is it ja jv ka kk km kn ko lb lg ln lo lt lv mg mk ml mn mr ms my "
      + "ne nl no ns oc or pa pl ps pt ro ru sd si sk sl so sq sr ss su sv sw ta th tl tn tr uk ur uz "
      + "vi wo xh yi yo zh zu").split(separator: " ").map { "__\($0)__" }
    let known = try Vocabulary(part)
    let numbers = Vocabulary(
      known.texts.map { Array(($0 ?? "").utf8) } + codes.map { Array($0.utf8) })
    func token(_ text: String) throws(TokenizerError) -> PostProcessor.SpecialToken {
      guard let id = numbers.table.number(of: text) else {
        throw part.malformed(.lacks([quoted(text)]))
      }
      return .init(ids: [id], texts: [text])
    }
    let code = try language("en", among: codes) { "__\($0)__" }
    let (start, end) = (try token(code), try token("</s>"))
    var specials: [AddedToken] = []
    for text in ["<s>", "<pad>", "</s>", "<unk>"] + codes {
      let found = try token(text)
      specials.append(AddedToken(id: found.ids[0], text: text))
    }
    return Tokenizer(
      engine: .sentencePiece(model.numbered(by: numbers)),
      added: try AddedTokens(specials, normalizer: nil),
      postProcessor: .template(
        single: [.token(start, typeID: 0), .text(0, typeID: 0), .token(end, typeID: 0)],
        pair: [
          .token(start, typeID: 0), .text(0, typeID: 0), .text(1, typeID: 0),
          .token(end, typeID: 0),
        ]), decoder: nil, file: file, kind: "Unigram")
  }

  // MARK: Parts

  private var kindName: String { model.kind == .unigram ? "Unigram" : "BPE" }

  /// A piece that stands beside texts; nil where the model has none.
  private func known(
    _ text: String, in pieces: SentencePiece? = nil
  ) -> PostProcessor.SpecialToken? {
    (pieces ?? model).id(of: text).map { .init(ids: [$0], texts: [text]) }
  }

  /// - Parameters:
  ///   - asSteps: whether the library reads these as steps of its own, whose normaliser goes by grapheme
  ///     clusters.
  private func tokenizer(
    _ pieces: SentencePiece, asSteps: Bool, _ processor: PostProcessor?
  ) throws(TokenizerError) -> Tokenizer {
    let specials = pieces.entries.enumerated()
      .filter { $1.type == .control || $1.type == .unknown }
      .map { AddedToken(id: $0, text: String(decoding: $1.text, as: UTF8.self)) }
      .filter { !$0.text.isEmpty }
    return Tokenizer(
      engine: asSteps ? .pipeline(pieces.asPipeline) : .sentencePiece(pieces),
      added: try AddedTokens(specials, normalizer: nil), postProcessor: processor,
      decoder: asSteps ? .metaspace(replacement: "▁", dropsFirst: true) : nil, file: file,
      kind: kindName)
  }

  private func entry(
    _ text: String, _ type: SentencePiece.PieceType = .normal, score: Float = 0
  ) -> Entry {
    Entry(text: Array(text.utf8), score: score, type: type)
  }

  /// The language that a text is in, by the settings or as transformers takes it.
  private func language(
    _ standard: String, among codes: [String], spelled: (String) -> String
  ) throws(TokenizerError) -> String {
    let name = isTarget && settings?["tgt_lang"] != nil ? "tgt_lang" : "src_lang"
    let given = try settings?[name]?.string() ?? standard
    guard codes.contains(spelled(given)) else {
      throw .unsupported(file: file, .language(given))
    }
    return spelled(given)
  }

  private func numbered(
    _ entries: some Sequence<Entry>
  ) throws(TokenizerError) -> SentencePiece {
    try SentencePiece(
      kind: model.kind, entries: Array(entries), rules: model.rules,
      fallsBackToBytes: model.fallsBackToBytes, file: file)
  }

  private func special(
    _ text: String, _ pieces: SentencePiece
  ) throws(TokenizerError) -> PostProcessor.SpecialToken {
    guard let id = pieces.id(of: text) else {
      throw .malformed(file: file, .lacks(["the piece \(quoted(text))"]))
    }
    return .init(ids: [id], texts: [text])
  }

  /// - Parameters:
  ///   - normalizer: the model's own table if not given.
  ///   - around: a text with what stands around it, for the first and the second.
  ///   - last: what stands at the very end.
  private func tokenizer(
    _ pieces: SentencePiece, normalizer: Normalizer? = nil, splitsAtBlanks: Bool = true,
    specials: [String], around: (Int) -> [PostProcessor.TemplatePart],
    last: [PostProcessor.TemplatePart] = []
  ) throws(TokenizerError) -> Tokenizer {
    guard model.kind == .unigram else {
      throw .unsupported(file: file, .noUnigrams)
    }
    var pipeline = pieces.asPipeline
    if let normalizer { pipeline.normalizer = normalizer }
    if !splitsAtBlanks {
      pipeline.preTokenizer = .metaspace(replacement: "▁", prepends: .always, splits: true)
    }
    var added: [AddedToken] = []
    for text in specials {
      var token = AddedToken(id: try special(text, pieces).ids[0], text: text)
      token.takesLeft = text == "<mask>"
      added.append(token)
    }
    return Tokenizer(
      engine: .pipeline(pipeline), added: try AddedTokens(added, normalizer: nil),
      postProcessor: .template(
        single: around(0) + last, pair: around(0) + around(1) + last),
      decoder: .metaspace(replacement: "▁", dropsFirst: true), file: file, kind: "Unigram")
  }
}
