// The options that name queries and keys of weights, and leave some of them out.

public import ArgumentParser
import AttentionMath
import FigureModel
import MatrixFiles
import MatrixSources
import TextFormats

/// The tokens along the axes of attention, and which of them are shown.
@dynamicMemberLookup
public struct TokenArguments: DeclaredOptions {
  @OptionGroup public var names: TokenNameArguments

  static let dropTokens = OptionDeclaration<String?>(
    "drop-tokens", "Leave out all tokens with these texts: \"[CLS],[SEP]\".", valueName: "list",
    shape: .list)
  @Option(Self.dropTokens) public var dropTokens: String?

  static let onlyTokens = OptionDeclaration<String?>(
    "only-tokens", "Show only the tokens with these texts.", valueName: "list", shape: .list)
  @Option(Self.onlyTokens) public var onlyTokens: String?

  static let renormalize = OptionDeclaration<Bool>(
    "renormalize", "Make the rows sum to 1 again after tokens were left out.")
  @Flag(Self.renormalize) public var renormalize: Bool

  public static let parameters: [Parameter<TokenArguments>] = [
    Parameter(\._names),
    Parameter(dropTokens, \._dropTokens),
    Parameter(onlyTokens, \._onlyTokens),
    Parameter(renormalize, \._renormalize),
  ]

  public init() {}

  /// The options that name tokens.
  public subscript<Value>(
    dynamicMember option: WritableKeyPath<TokenNameArguments, Value>
  ) -> Value {
    get { names[keyPath: option] }
    set { names[keyPath: option] = newValue }
  }

  /// The files these options read.
  var files: [String] { names.files }

  // MARK: Weights with their tokens

  /// The tokens of weights, and which of them are shown.
  /// - Parameters:
  ///   - weights: the reference to the file of the weights, whose companion is read where no option
  ///     names tokens.
  ///   - shape: the numbers of queries and keys of those weights.
  ///   - query: a token that was asked for, which must come from somewhere.
  ///   - mayNameOneAxis: whether nothing is odd about tokens beside the weights that fit one axis alone, as in a
  ///     matrix of any kind.
  ///   - findings: the labels of a table of text, which serve where there are no tokens, and what is
  ///     to be warned about it.
  func axes(
    _ context: ComputeContext, labels findings: TableFindings = TableFindings(),
    beside weights: String? = nil, of shape: (queries: Int, keys: Int)? = nil,
    naming query: String? = nil, _ selection: SelectionArguments? = nil,
    from origin: ArrayOrigin = ArrayOrigin(), mayNameOneAxis: Bool = false
  ) throws(FigureError) -> TokenAxes {
    var axes = TokenAxes(isRenormalized: renormalize)
    if !names.namesTokens, let weights, let file = companion(of: weights, naming: query, context) {
      let found = companionLists(file, beside: weights, of: shape, context, origin)
      // Tokens that were asked for have to be there; others are only left out.
      if let fault = found.fault {
        let namesText = query.map { TokenList.number($0) == nil } ?? false
        let isNeeded = namesText || dropTokens != nil || onlyTokens != nil
        let hasLabels = findings.rows != nil || findings.columns != nil
        if isNeeded, !hasLabels { throw .usage(fault) }
        if !mayNameOneAxis || found.queries == nil && found.keys == nil {
          axes.warnings.append(fault)
        }
      }
      (axes.queries, axes.keys) = (found.queries, found.keys)
    } else {
      (axes.queries, axes.keys) = try names.lists(context)
      if let list = axes.queries, list == axes.keys,
        let own = Self.ofStep(list.raw, of: shape, origin)
      {
        (axes.queries, axes.keys) = (list[Array(own.queries)], list[Array(own.keys)])
      }
    }
    var queries = axes.queries ?? names.list(labels: findings.rows, findings.source)
    var keys = axes.keys ?? names.list(labels: findings.columns, findings.source)
    if selection?.mergeWords == true {
      guard queries != nil || keys != nil else {
        throw .usage(
          "\(option: "merge-words") needs the tokens: give \(option: "tokens") or \(option: "tokens-file")",
          zh: "\(option: "merge-words")需要词元：请给出\(option: "tokens")或\(option: "tokens-file")")
      }
      let joined = (queries: queries.map(merged), keys: keys.map(merged))
      if joined.queries?.joinsPieces == true || joined.keys?.joinsPieces == true {
        (queries, keys) = joined
      } else {
        axes.warnings.append(
          Message(
            "\(option: "merge-words"): no token is a piece of a word, by marks such as ##, </w>, Ġ or ▁, so that "
              + "nothing is joined; leave it out, or give the tokens as the tokenizer has them",
            zh:
              "\(option: "merge-words")：没有词元带有 ##、</w>、Ġ 或 ▁ 等词片标记，因此没有合并；请去掉它，或给出分词器原样的词元"))
      }
    }
    (axes.queries, axes.keys) = (queries, keys)
    axes.origin = origin
    axes.arePositions = selection?.queries != nil || selection?.keys != nil
    axes.warnings += findings.warnings
    axes.displayedQueries = try checked(
      selection?.queries, "queries", of: queries, shape?.queries, from: origin.firstQuery)
    axes.displayedKeys = try checked(selection?.keys, "keys", of: keys)
    guard dropTokens != nil || onlyTokens != nil else {
      if renormalize, axes.displayedKeys == nil {
        throw .usage(
          "\(option: "renormalize") goes with \(option: "drop-tokens"), \(option: "only-tokens") or \(option: "keys")",
          zh:
            "\(option: "renormalize")须与\(option: "drop-tokens")、\(option: "only-tokens")或\(option: "keys")同用"
        )
      }
      return axes
    }
    guard queries != nil || keys != nil else {
      throw .usage(
        "\(option: "drop-tokens") and \(option: "only-tokens") need \(option: "tokens") or \(option: "tokens-file")",
        zh:
          "\(option: "drop-tokens")与\(option: "only-tokens")需要\(option: "tokens")或\(option: "tokens-file")"
      )
    }
    try checkNames([queries, keys].compactMap(\.self))
    axes.displayedQueries = try kept(queries, among: axes.displayedQueries, "queries")
    axes.displayedKeys = try kept(keys, among: axes.displayedKeys, "keys")
    return axes
  }

  /// The tokens that an array brings along: those of a file beside it, else the labels of a table; nil for an
  /// axis that has none.
  func ownLists(
    of reference: String, labels findings: TableFindings, _ shape: (queries: Int, keys: Int),
    _ context: ComputeContext, _ origin: ArrayOrigin
  ) -> (queries: TokenList?, keys: TokenList?) {
    let found = companion(of: reference, naming: nil, context).map {
      companionLists($0, beside: reference, of: shape, context, origin)
    }
    return (
      found?.queries ?? names.list(labels: findings.rows, findings.source),
      found?.keys ?? names.list(labels: findings.columns, findings.source)
    )
  }

  /// The lists of a file that no option names, for the axes that they fit; and what keeps them from
  /// an axis.
  private func companionLists(
    _ file: String, beside weights: String, of shape: (queries: Int, keys: Int)?,
    _ context: ComputeContext, _ origin: ArrayOrigin
  ) -> (queries: TokenList?, keys: TokenList?, fault: Message?) {
    var read: (queries: [String], keys: [String])
    do throws(FigureError) {
      read = try TokenFile.readBeside(weights, file, of: shape, context)
    } catch {
      return (nil, nil, "\(error); without an option that names tokens they are left out")
    }
    if read.queries == read.keys, let own = Self.ofStep(read.queries, of: shape, origin) {
      read = (Array(read.queries[own.queries]), Array(read.keys[own.keys]))
    }
    func list(_ raw: [String]) -> TokenList? {
      var raw = raw
      // The token that the last step of a generation made was not read by any step.
      if origin.steps != nil, raw.count == (shape?.keys ?? 0) + 1 { raw.removeLast() }
      return try? names.list(raw, source: Message(file))
    }
    let (forQueries, forKeys) = (list(read.queries), list(read.keys))
    guard let shape else { return (forQueries, forKeys, nil) }
    let fitsQueries = forQueries?.raw.count == shape.queries
    let fitsKeys = forKeys?.raw.count == shape.keys
    // Frames of speech have no names, and need none.
    let (lacksQueries, lacksKeys) = (read.queries.isEmpty, read.keys.isEmpty)
    if fitsQueries || lacksQueries, fitsKeys || lacksKeys { return (forQueries, forKeys, nil) }
    let queries = "\(shape.queries) \(shape.queries == 1 ? "query" : "queries")"
    let keys = "\(shape.keys) \(shape.keys == 1 ? "key" : "keys")"
    guard read.queries == read.keys else {
      let wrong =
        fitsQueries || lacksQueries
        ? "\(read.keys.count) tokens beside the weights are not those of its \(keys)"
        : "\(read.queries.count) tokens beside the weights are not those of its \(queries)"
      return (
        fitsQueries ? forQueries : nil, fitsKeys ? forKeys : nil,
        "\(file): \(wrong) and are left out; name the tokens by \(option: "query-tokens") and \(option: "key-tokens")"
      )
    }
    let count = read.queries.count
    let start = "\(file): \(count) token\(count == 1 ? "" : "s") beside the weights"
    switch (fitsQueries, fitsKeys) {
    case (true, true): return (forQueries, forKeys, nil)
    case (true, false):
      return (
        forQueries, nil,
        "\(start) name the \(queries), and not the \(keys); name those by \(option: "key-tokens")"
      )
    case (false, true):
      return (
        nil, forKeys,
        "\(start) name the \(keys), and not the \(queries); name those by \(option: "query-tokens")"
      )
    case (false, false):
      return (
        nil, nil,
        "\(start) fit neither its \(queries) nor its \(keys) and are left out; name the tokens by \(option: "tokens"), "
          + "or by \(option: "query-tokens") and \(option: "key-tokens")"
      )
    }
  }

  /// Which tokens of a whole text are a step's: its queries, and the keys that it saw.
  /// - Returns: nil where no step is chosen, or the tokens are not those of the text.
  private static func ofStep(
    _ tokens: [String], of shape: (queries: Int, keys: Int)?, _ origin: ArrayOrigin
  ) -> (queries: Range<Int>, keys: Range<Int>)? {
    guard let shape, let first = origin.chosen.firstQuery, origin.chosen.step != nil,
      first + shape.queries <= shape.keys, tokens.count >= shape.keys
    else { return nil }
    return (first..<first + shape.queries, 0..<shape.keys)
  }

  /// The file of tokens that lies beside weights: `attn.tokens.json` for `attn.npy`, and where a
  /// token was asked for by its text `tokens.json` in the same folder as well.
  private func companion(
    of weights: String, naming query: String?, _ context: ComputeContext
  ) -> String? {
    let candidates = Self.companions(of: weights, naming: query)
    return candidates.first {
      !SourceRegistry.isFile($0) || TokenFile.exists(context.resolve($0), within: context.reach)
    }
  }

  /// Where tokens of weights may lie that no option names.
  static func companions(of weights: String, naming query: String?) -> [String] {
    guard let path = try? TensorReference(parsing: weights).path else { return [] }
    if let own = SourceRegistry.ownTokens(of: weights) { return [own] }
    guard SourceRegistry.isFile(weights) else { return [] }
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    let name = path[folder.endIndex...]
    let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name
    let isText = query.map { TokenList.number($0) == nil } ?? false
    return ["\(folder)\(stem).tokens.json"] + (isText ? ["\(folder)tokens.json"] : [])
  }

  /// The files beside the weights that are read where they exist.
  func companions(of weights: String?, naming query: String? = nil) -> [String] {
    guard let weights, !names.namesTokens else { return [] }
    return Self.companions(of: weights, naming: query).filter(SourceRegistry.isFile)
  }

  // MARK: Filters

  /// Positions that are there; those of an axis without tokens are checked when its length is known.
  /// - Parameter first: the position of the first of them, which is not 0 in a step of a generation.
  /// - Returns: how far they are from the first.
  private func checked(
    _ positions: (any NumberList)?, _ option: OptionReference, of list: TokenList?,
    _ count: Int? = nil,
    from first: Int = 0
  ) throws(FigureError) -> [Int]? {
    guard let positions else { return nil }
    if let count = list?.raw.count ?? (first > 0 ? count : nil) {
      try TokenAxes.check(positions.values, option, count: count, from: first)
    }
    return positions.values.uniqued.map { $0 - first }
  }

  /// A list with the pieces of words joined.
  private func merged(_ list: TokenList) -> TokenList {
    let pieces = WordPieces(list.raw)
    return TokenList(
      raw: pieces.raw,
      displayed: names.rawTokens
        ? TokenPieces.printable(pieces.raw) : TokenPieces.readable(pieces.raw),
      option: list.option, pieces: list.raw, words: pieces.words)
  }

  /// Which positions of an axis are shown; nil for an axis without tokens, which is shown whole.
  private func kept(
    _ list: TokenList?, among positions: [Int]?, _ option: OptionReference
  ) throws(FigureError) -> [Int]? {
    guard let list else { return positions }
    let dropped = Set(Self.listedNames(dropTokens))
    let only = onlyTokens.map { Set(Self.listedNames($0)) }
    let kept = (positions ?? Array(list.raw.indices)).filter { index in
      let names = [list.raw[index], list.displayed[index]]
      return !names.contains(where: dropped.contains)
        && (only.map { names.contains(where: $0.contains) } ?? true)
    }
    guard !kept.isEmpty else {
      throw .usage(
        "\(option: "drop-tokens"), \(option: "only-tokens"): no token of \(list.option) is left",
        zh: "\(option: "drop-tokens")、\(option: "only-tokens")：\(list.option) 中没有词元留下")
    }
    return kept
  }

  /// Refuses a name that no token has: a slip, more often than not.
  private func checkNames(_ lists: [TokenList]) throws(FigureError) {
    let known = lists.flatMap { $0.raw + $0.displayed }
    var mistakes: [FigureError] = []
    for (option, text) in [("drop-tokens", dropTokens), ("only-tokens", onlyTokens)]
      as [(OptionReference, String?)]
    {
      for name in Self.listedNames(text) where !known.contains(name) {
        let nearest = NearestName.nearest(to: name, among: known.map { String($0.prefix(40)) })
        mistakes.append(
          .usage(
            "\(option) \(name): no token has this text; "
              + (nearest.map { "did you mean \($0)? " } ?? "")
              + "Each name must be the text of a token, with commas between names",
            zh:
              "\(option) \(name)：没有这样的词元；\(nearest.map { "是否想用 \($0)？" } ?? "")每个名字须是一个词元的文字，名字之间用逗号"
          ))
      }
    }
    if let error = FigureError(all: mistakes) { throw error }
  }

  /// The names in a list with commas between; a position left empty stands for the comma itself.
  private static func listedNames(_ text: String?) -> [String] {
    guard let text, !text.isEmpty else { return [] }
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingSpaces.isEmpty ? "," : String($0.trimmingSpaces)
    }
    return names.uniqued
  }
}

/// The tokens of both axes of weights, and which of them are shown.
struct TokenAxes: Hashable, Sendable {
  var queries: TokenList?
  var keys: TokenList?
  /// Positions of the queries and of the keys that are shown; nil for all.
  var displayedQueries: [Int]?
  var displayedKeys: [Int]?
  /// Whether rows are made to sum to 1 again after tokens were left out.
  var isRenormalized = false
  /// Where the weights come from.
  var origin = ArrayOrigin()
  /// Whether some were chosen by their positions.
  var arePositions = false
  var warnings: [Message] = []

  /// The lists as they are, with nothing left out and no pieces joined.
  var whole: TokenAxes {
    TokenAxes(queries: queries?.unmerged, keys: keys?.unmerged)
  }

  /// Refuses positions beyond an axis.
  /// - Parameters:
  ///   - count: how many positions the axis has.
  ///   - first: the position of the first of them.
  static func check(
    _ positions: [Int]?, _ option: OptionReference, count: Int, from first: Int = 0
  ) throws(FigureError) {
    let wrong = (positions ?? []).filter { !(first..<first + count).contains($0) }
    guard !wrong.isEmpty else { return }
    let asked = OptionReference(option.name, typedRuns(wrong))
    throw .usage(
      "\(asked): there "
        + (count == 1
          ? "is position \(first) alone"
          : "are positions \(signed(first)) to \(signed(first + count - 1))"),
      zh:
        "\(asked)：只有位置 \(count == 1 ? "\(first)" : "\(signed(first)) 到 \(signed(first + count - 1))")"
    )
  }
}

/// The tokens of one axis.
struct TokenList: Hashable, Sendable {
  /// As the tokenizer wrote them.
  var raw: [String]
  /// As they are shown.
  var displayed: [String]
  /// The option they came from, for messages.
  var option: Message
  /// Where pieces were joined to words: the pieces, and those of each word by their positions.
  var pieces: [String]?
  var words: [Range<Int>]?

  /// Whether some word has several pieces.
  fileprivate var joinsPieces: Bool { words?.contains { $0.count > 1 } ?? false }

  /// How many tokens its axis has.
  var axisCount: Int { pieces?.count ?? raw.count }

  /// The list without joined pieces.
  fileprivate var unmerged: TokenList {
    guard let pieces else { return self }
    return TokenList(raw: pieces, displayed: TokenPieces.readable(pieces), option: option)
  }

  /// Refuses a list that is not as long as its axis.
  func check(count: Int, axis: String) throws(FigureError) {
    guard axisCount == count else {
      throw .usage(
        "\(option): \(axisCount) token\(axisCount == 1 ? "" : "s") for \(count) \(axis); give one "
          + "for each",
        zh: "\(option)：\(axisCount) 个词元对 \(count) 个\(axis == "queries" ? "查询" : "键")，请各给一个")
    }
  }

  subscript(indices: [Int]) -> TokenList {
    TokenList(
      raw: indices.map { raw[$0] }, displayed: indices.map { displayed[$0] }, option: option)
  }
}
