// The options that name queries and keys.

public import ArgumentParser
import AttentionMath

/// The tokens along the axes of attention.
public struct TokenArguments: ParsableArguments, Sendable {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The tokens of both axes, with blanks between.", valueName: "text"))
  public var tokens: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The tokens of the queries (rows).", valueName: "text"))
  public var queryTokens: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The tokens of the keys (columns).", valueName: "text"))
  public var keyTokens: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What stands between tokens instead of blanks.", valueName: "text"))
  public var tokensSeparator: String?

  @Option(
    help: ArgumentHelp("A file of tokens: one a line, or JSON.", valueName: "file"),
    completion: .file())
  public var tokensFile: String?

  @Option(
    help: ArgumentHelp("A file of the queries' tokens.", valueName: "file"), completion: .file())
  public var queryTokensFile: String?

  @Option(
    help: ArgumentHelp("A file of the keys' tokens.", valueName: "file"), completion: .file())
  public var keyTokensFile: String?

  @Flag(help: "Keep the marks of tokenizers: Ġ, ▁, ##, </w>.")
  public var rawTokens = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out these tokens: \"[CLS],[SEP]\".", valueName: "list"))
  public var dropTokens: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Show only these tokens.", valueName: "list"))
  public var onlyTokens: String?

  @Flag(help: "Make the rows sum to 1 again after tokens were left out.")
  public var renormalize = false

  public init() {}

  /// Whether any option names tokens.
  var namesTokens: Bool {
    tokens != nil || queryTokens != nil || keyTokens != nil || tokensFile != nil
      || queryTokensFile != nil || keyTokensFile != nil
  }

  /// The files these options read.
  var files: [String] { [tokensFile, queryTokensFile, keyTokensFile].compactMap { $0 } }

  // MARK: Lists

  /// The queries' tokens and the keys'; nil for an axis that has none.
  func lists(_ context: FigureContext) throws(FigureError) -> (
    queries: TokenList?, keys: TokenList?
  ) {
    let both = try list(tokens, "--tokens", tokensFile, "--tokens-file", context)
    let queries = try list(
      queryTokens, "--query-tokens", queryTokensFile, "--query-tokens-file", context)
    let keys = try list(keyTokens, "--key-tokens", keyTokensFile, "--key-tokens-file", context)
    if both != nil, queries != nil, keys != nil {
      throw .usage(
        "--tokens, --query-tokens and --key-tokens: leave out --tokens, both axes have their own")
    }
    return (queries ?? both, keys ?? both)
  }

  private func list(
    _ text: String?, _ option: String, _ file: String?, _ fileOption: String,
    _ context: FigureContext
  ) throws(FigureError) -> TokenList? {
    if text != nil, file != nil {
      throw .usage("\(option) and \(fileOption) exclude each other: give one of them")
    }
    let raw: [String]
    let source: String
    if let text {
      raw = split(text)
      source = option
    } else if let file {
      raw = try TokenFile.read(context.resolve(file), option: fileOption)
      source = fileOption
    } else {
      return nil
    }
    guard !raw.isEmpty else { throw .usage("\(source): at least 1 token is needed") }
    return TokenList(raw: raw, shown: rawTokens ? raw : TokenPieces.readable(raw), option: source)
  }

  private func split(_ text: String) -> [String] {
    guard let tokensSeparator, !tokensSeparator.isEmpty else {
      return text.split { $0 == " " || $0 == "\t" || $0 == "\n" }.map(String.init)
    }
    return text.split(separator: tokensSeparator, omittingEmptySubsequences: false).map {
      String($0.trimmingSpaces)
    }
  }

  // MARK: Filters

  /// Which places of an axis are shown.
  func kept(_ list: TokenList?) throws(FigureError) -> [Int]? {
    guard dropTokens != nil || onlyTokens != nil else { return nil }
    guard let list else {
      throw .usage("--drop-tokens and --only-tokens need --tokens or --tokens-file")
    }
    func named(_ text: String?) -> Set<String>? {
      text.map { Set($0.split(separator: ",").map { String($0.trimmingSpaces) }) }
    }
    let dropped = named(dropTokens) ?? []
    let only = named(onlyTokens)
    let kept = list.raw.indices.filter { index in
      let names = [list.raw[index], list.shown[index]]
      return !names.contains(where: dropped.contains)
        && (only.map { names.contains(where: $0.contains) } ?? true)
    }
    guard !kept.isEmpty else {
      throw .usage("--drop-tokens, --only-tokens: no token of \(list.option) is left")
    }
    return kept
  }
}

/// The tokens of one axis.
struct TokenList: Hashable, Sendable {
  /// As the tokenizer wrote them.
  var raw: [String]
  /// As they are shown.
  var shown: [String]
  /// The option they came from, for messages.
  var option: String

  /// Refuses a list that is not as long as its axis.
  func check(count: Int, axis: String) throws(FigureError) {
    guard raw.count == count else {
      throw .usage(
        "\(option): \(raw.count) token\(raw.count == 1 ? "" : "s") for \(count) \(axis); give one "
          + "for each")
    }
  }

  subscript(indices: [Int]) -> TokenList {
    TokenList(raw: indices.map { raw[$0] }, shown: indices.map { shown[$0] }, option: option)
  }

  /// The place of a token named by the user: its text, or its number where no token has that text.
  func place(of name: String, option: String) throws(FigureError) -> Int {
    if let index = raw.firstIndex(of: name) ?? shown.firstIndex(of: name) { return index }
    if let index = Int(name), raw.indices.contains(index) { return index }
    let nearest = NearestName.nearest(to: name, among: shown).map { "did you mean \($0)? " } ?? ""
    throw .usage(
      "\(option) \(name): no token has this text; \(nearest)give one of the \(raw.count) tokens, or "
        + "its number from 0")
  }
}
