// The options that say which queries and keys are shown, and whether pieces of words are joined.

public import ArgumentParser

/// Some of the rows and columns of attention.
public struct SelectionArguments: ParsableArguments, Sendable {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Show these queries alone, by position: 8-14, or 0,3,7.", valueName: "list"),
    transform: IntegerList.parsed)
  public var queries: IntegerList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Show these keys alone, by position.", valueName: "list"),
    transform: IntegerList.parsed)
  public var keys: IntegerList?

  @Flag(
    help: ArgumentHelp(
      "Join the pieces of words: weights are summed over a word's keys and averaged over its "
        + "queries."))
  public var mergeWords = false

  public init() {}

  /// The first of these options that is given; nil where none is.
  var used: String? {
    if queries != nil { return "--queries" }
    if keys != nil { return "--keys" }
    return mergeWords ? "--merge-words" : nil
  }
}
