// The options that say which queries and keys are shown, and whether pieces of words are joined.

public import ArgumentParser
import TextFormats

/// Some of the rows and columns of attention.
public struct SelectionArguments: DeclaredOptions {
  public static let queries = OptionDeclaration<IndexList?>(
    "queries", "Show these queries alone, by position: 8-14, or 0,3,7.", valueName: "list")
  @Option(Self.queries) public var queries: IndexList?

  public static let keys = OptionDeclaration<IndexList?>(
    "keys", "Show these keys alone, by position.", valueName: "list")
  @Option(Self.keys) public var keys: IndexList?

  static let mergeWords = OptionDeclaration<Bool>(
    "merge-words",
    "Join the pieces of words: weights are summed over a word's keys and averaged over its "
      + "queries.")
  @Flag(Self.mergeWords) public var mergeWords: Bool

  public static let parameters: [Parameter<SelectionArguments>] = [
    Parameter(queries, \._queries),
    Parameter(keys, \._keys),
    Parameter(mergeWords, \._mergeWords),
  ]

  public init() {}

  /// The first of these options that is given; nil where none is.
  var used: OptionReference? {
    if queries != nil { return "queries" }
    if keys != nil { return "keys" }
    return mergeWords ? "merge-words" : nil
  }
}
