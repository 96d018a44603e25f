// The last step of a tokenizer: special tokens are put around one text or two.

/// A step after the tokens of each text are known.
indirect enum PostProcessor: Sendable {
  case byteLevel(trimsOffsets: Bool, addsPrefixSpace: Bool)
  case roberta(start: SpecialToken, end: SpecialToken, trimsOffsets: Bool, addsPrefixSpace: Bool)
  case template(single: [TemplatePart], pair: [TemplatePart])
  case sequence([PostProcessor])

  /// A token that is put in.
  struct SpecialToken: Sendable {
    var ids: [Int]
    var texts: [String]
  }

  /// A part of a template.
  enum TemplatePart: Sendable {
    case text(Int, typeID: Int)
    case token(SpecialToken, typeID: Int)
  }

  init(_ part: Part) throws(TokenizerError) {
    let type = try part.string("type")
    switch type {
    case "ByteLevel":
      self = .byteLevel(
        trimsOffsets: try part.bool("trim_offsets", default: true),
        addsPrefixSpace: try part.bool("add_prefix_space", default: true))
    case "BertProcessing":
      self = .bert(start: try Self.token(part, "cls"), end: try Self.token(part, "sep"))
    case "RobertaProcessing":
      self = .roberta(
        start: try Self.token(part, "cls"), end: try Self.token(part, "sep"),
        trimsOffsets: try part.bool("trim_offsets", default: true),
        addsPrefixSpace: try part.bool("add_prefix_space", default: true))
    case "TemplateProcessing":
      self = .template(
        single: try Self.template(try part.required("single"), of: part),
        pair: try Self.template(try part.required("pair"), of: part))
    case "Sequence":
      var steps: [PostProcessor] = []
      for step in try part.required("processors").elements() {
        steps.append(try PostProcessor(step))
      }
      self = .sequence(steps)
    default: throw part.unsupported(.step(type))
    }
  }

  /// `[CLS] A [SEP]` and `[CLS] A [SEP] B [SEP]`.
  static func bert(start: SpecialToken, end: SpecialToken) -> PostProcessor {
    .template(
      single: [.token(start, typeID: 0), .text(0, typeID: 0), .token(end, typeID: 0)],
      pair: [
        .token(start, typeID: 0), .text(0, typeID: 0), .token(end, typeID: 0),
        .text(1, typeID: 1), .token(end, typeID: 1),
      ])
  }

  /// Reads a pair of a text and a number.
  private static func token(_ part: Part, _ name: String) throws(TokenizerError) -> SpecialToken {
    let member = try part.required(name)
    let two = try member.elements()
    guard two.count == 2 else { throw member.malformed(.wrongKind("no token with its number")) }
    return SpecialToken(ids: [try two[1].count()], texts: [try two[0].string()])
  }

  /// More tokens and texts than any model has around a text.
  private static let maximumTokens = 4096
  private static let maximumTexts = 16

  private static func template(_ list: Part, of part: Part) throws(TokenizerError) -> [TemplatePart]
  {
    var parts: [TemplatePart] = []
    var (tokens, texts) = (0, 0)
    for element in try list.elements() {
      if let sequence = element["Sequence"] {
        let name = try sequence.string("id")
        guard name == "A" || name == "B" else {
          throw sequence.malformed(.unknownName(name, known: "A and B"))
        }
        texts += 1
        guard texts <= maximumTexts else {
          throw list.malformed(.number(texts, above: maximumTexts))
        }
        parts.append(
          .text(name == "A" ? 0 : 1, typeID: try sequence["type_id"]?.count() ?? 0))
      } else if let special = element["SpecialToken"] {
        let name = try special.string("id")
        guard let known = part["special_tokens"]?[name] else {
          throw special.malformed(.unknownName(name, known: "the special tokens"))
        }
        var token = SpecialToken(ids: [], texts: [])
        for id in try known.required("ids").elements() { token.ids.append(try id.count()) }
        for text in try known.required("tokens").elements() {
          token.texts.append(try text.string())
        }
        guard token.ids.count == token.texts.count else {
          throw known.malformed(
            .unequal(token.ids.count, what: "ids", other: token.texts.count, than: "tokens"))
        }
        tokens += token.ids.count
        guard tokens <= maximumTokens else {
          throw list.malformed(.number(tokens, above: maximumTokens))
        }
        parts.append(.token(token, typeID: try special["type_id"]?.count() ?? 0))
      } else {
        throw element.malformed(.wrongKind("neither a Sequence nor a SpecialToken"))
      }
    }
    return parts
  }

  /// Changes the encodings of one text or two, and puts special tokens around them.
  func process(_ encodings: inout [Encoding], addsSpecialTokens: Bool) {
    switch self {
    case .byteLevel(let trims, let addsPrefixSpace):
      if trims { for index in encodings.indices { encodings[index].trim(addsPrefixSpace) } }
    case .roberta(let start, let end, let trims, let addsPrefixSpace):
      for index in encodings.indices {
        if trims { encodings[index].trim(addsPrefixSpace) }
        encodings[index].typeIDs = encodings[index].typeIDs.map { _ in 0 }
      }
      guard addsSpecialTokens else { return }
      encodings = encodings.enumerated().map { index, encoding in
        Self.joined(
          [
            .token(index == 0 ? start : end, typeID: 0), .text(index, typeID: 0),
            .token(end, typeID: 0),
          ], encodings, addsSpecialTokens: true)
      }
    case .template(let single, let pair):
      // A sequence of steps may have joined them already.
      let template = encodings.count > 1 ? pair : single
      encodings = [Self.joined(template, encodings, addsSpecialTokens: addsSpecialTokens)]
    case .sequence(let steps):
      for step in steps { step.process(&encodings, addsSpecialTokens: addsSpecialTokens) }
    }
  }

  private static func joined(
    _ template: [TemplatePart], _ encodings: [Encoding], addsSpecialTokens: Bool
  ) -> Encoding {
    var result = Encoding()
    for part in template {
      switch part {
      case .text(let index, let typeID):
        guard encodings.indices.contains(index) else { continue }
        var encoding = encodings[index]
        encoding.typeIDs = encoding.typeIDs.map { _ in typeID }
        result.append(encoding)
      case .token(let token, let typeID):
        guard addsSpecialTokens else { continue }
        for (id, text) in zip(token.ids, token.texts) {
          result.append(id: id, token: text, typeID: typeID)
        }
      }
    }
    return result
  }
}

extension Encoding {
  /// Takes the blanks at a token's ends out of its offsets.
  fileprivate mutating func trim(_ addsPrefixSpace: Bool) {
    func isBlank(_ scalar: Unicode.Scalar) -> Bool {
      scalar == "Ġ" || scalar.properties.isWhitespace
    }
    for index in offsets.indices {
      let scalars = tokens[index].unicodeScalars
      var leading = scalars.prefix(while: isBlank).count
      let trailing = scalars.reversed().prefix(while: isBlank).count
      var (start, end) = (offsets[index].lowerBound, offsets[index].upperBound)
      if leading > 0 {
        // A single blank in front of the text was put there.
        if index == 0 || start == 0, addsPrefixSpace, leading == 1 { leading = 0 }
        start = min(start + leading, end)
      }
      if trailing > 0, end >= trailing { end = max(end - trailing, start) }
      offsets[index] = start..<end
    }
  }
}
