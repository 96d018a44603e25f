// The options that name queries and keys.

public import ArgumentParser
import FigureModel
import MatrixFiles
import MatrixSources
import TextFormats

/// What the queries and the keys are called.
public struct TokenNameArguments: DeclaredOptions {
  static let tokens = OptionDeclaration<String?>(
    "tokens",
    "The tokens of both axes, with blanks between; without any, FILE.tokens.json beside the "
      + "weights is taken where there is one.", valueName: "text")
  @Option(Self.tokens) public var tokens: String?

  static let queryTokens = OptionDeclaration<String?>(
    "query-tokens", "The tokens of the queries (rows).", valueName: "text")
  @Option(Self.queryTokens) public var queryTokens: String?

  static let keyTokens = OptionDeclaration<String?>(
    "key-tokens", "The tokens of the keys (columns).", valueName: "text")
  @Option(Self.keyTokens) public var keyTokens: String?

  static let tokensSeparator = OptionDeclaration<String?>(
    "tokens-separator", "What stands between tokens instead of blanks.", valueName: "text")
  @Option(Self.tokensSeparator) public var tokensSeparator: String?

  static let tokensFile = OptionDeclaration<String?>(
    "tokens-file", "A file of tokens: one a line, or JSON.", valueName: "file", shape: .file)
  @Option(Self.tokensFile) public var tokensFile: String?

  static let queryTokensFile = OptionDeclaration<String?>(
    "query-tokens-file", "A file of the queries' tokens.", valueName: "file", shape: .file)
  @Option(Self.queryTokensFile) public var queryTokensFile: String?

  static let keyTokensFile = OptionDeclaration<String?>(
    "key-tokens-file", "A file of the keys' tokens.", valueName: "file", shape: .file)
  @Option(Self.keyTokensFile) public var keyTokensFile: String?

  static let rawTokens = OptionDeclaration<Bool>(
    "raw-tokens", "Keep the marks of tokenizers: Ġ, ▁, ##, </w>.")
  @Flag(Self.rawTokens) public var rawTokens: Bool

  public static let parameters: [Parameter<TokenNameArguments>] = [
    Parameter(tokens, \._tokens),
    Parameter(queryTokens, \._queryTokens),
    Parameter(keyTokens, \._keyTokens),
    Parameter(tokensSeparator, \._tokensSeparator),
    Parameter(tokensFile, \._tokensFile),
    Parameter(queryTokensFile, \._queryTokensFile),
    Parameter(keyTokensFile, \._keyTokensFile),
    Parameter(rawTokens, \._rawTokens),
  ]

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
  /// - Parameter findings: the labels of the table that is drawn, for axes that no option names.
  func lists(
    _ context: ComputeContext, labels findings: TableFindings
  ) throws(FigureError) -> (queries: TokenList?, keys: TokenList?) {
    let named = try lists(context)
    return (
      named.queries ?? list(labels: findings.rows, findings.source),
      named.keys ?? list(labels: findings.columns, findings.source)
    )
  }

  func list(labels: [String]?, _ source: Message) -> TokenList? {
    labels.map {
      TokenList(
        raw: $0, displayed: rawTokens ? TokenPieces.printable($0) : TokenPieces.readable($0),
        option: source)
    }
  }

  /// The tokens that options name; nil for an axis that has none.
  func lists(_ context: ComputeContext) throws(FigureError) -> (
    queries: TokenList?, keys: TokenList?
  ) {
    let both = try list(tokens, "tokens", tokensFile, "tokens-file", context)
    let queries = try list(
      queryTokens, "query-tokens", queryTokensFile, "query-tokens-file", context)
    let keys = try list(keyTokens, "key-tokens", keyTokensFile, "key-tokens-file", context)
    if both != nil, queries != nil, keys != nil {
      throw .usage(
        "\(option: "tokens"), \(option: "query-tokens") and \(option: "key-tokens"): leave out \(option: "tokens"), both axes have their own",
        zh:
          "\(option: "tokens")、\(option: "query-tokens")与\(option: "key-tokens")：两轴各有自己的词元，请去掉\(option: "tokens")"
      )
    }
    return (queries ?? both, keys ?? both)
  }

  private func list(
    _ text: String?, _ option: OptionReference, _ file: String?, _ fileOption: OptionReference,
    _ context: ComputeContext
  ) throws(FigureError) -> TokenList? {
    if text != nil, file != nil {
      throw .usage(
        "\(option) and \(fileOption) exclude each other: give one of them",
        zh: "\(option) 与 \(fileOption) 不能同用，请只给一个")
    }
    if let text { return try list(split(text), source: option.message) }
    guard let file else { return nil }
    return try list(
      TokenFile.read(file, option: fileOption.message, context),
      source: OptionReference(fileOption.name, file).message)
  }

  func list(_ raw: [String], source: Message) throws(FigureError) -> TokenList {
    guard !raw.isEmpty else {
      throw .usage("\(source): at least 1 token is needed", zh: "\(source)：至少需要 1 个词元")
    }
    return TokenList(
      raw: raw, displayed: rawTokens ? TokenPieces.printable(raw) : TokenPieces.readable(raw),
      option: source)
  }

  private func split(_ text: String) -> [String] {
    guard let tokensSeparator, !tokensSeparator.isEmpty else {
      return text.split(whereSeparator: \.isWhitespace).map(String.init)
    }
    return text.split(separator: tokensSeparator, omittingEmptySubsequences: false).map {
      String($0.trimmingSpaces)
    }
  }
}
