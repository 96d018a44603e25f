// The numbers that options take whatever else a figure says: what a schema can tell of them.
//
// The kinds hold the rules; a test holds this table to them.

/// Numbers from a least to a greatest one.
public struct OptionRange: Hashable, Sendable {
  /// The least number, taken itself unless ``isAboveLeast``.
  public var least: Double
  public var isAboveLeast = false
  /// The greatest number; nil where there is none.
  public var greatest: Double?
  public var isEven = false

  /// The numbers that an option of a kind takes; nil where more decides, or none is refused.
  static func of(_ option: String, in kind: String) -> OptionRange? {
    switch option {
    case "scale": OptionRange(least: 0.01, greatest: 64)
    case "dimensions": dimensions(of: kind)
    case "positions", "columns": OptionRange(least: 1)
    case "base", "gamma", "temperature": OptionRange(least: 0, isAboveLeast: true)
    case "decimals": OptionRange(least: 0, greatest: 9)
    case "index-base", "residual": OptionRange(least: 0, greatest: 1)
    case "layer", "head", "window", "padding", "threshold": OptionRange(least: 0)
    // A diagram of symbols does not look at it.
    case "seed" where !kind.hasPrefix("diagram "): OptionRange(least: 0)
    case "heads" where kind == "diagram multi-head": OptionRange(least: 1, greatest: 1024)
    default: nil
    }
  }

  private static func dimensions(of kind: String) -> OptionRange {
    switch kind {
    case "attention", "cross-attention", "demo self-focus": OptionRange(least: 1, greatest: 4096)
    case "demo permutation": OptionRange(least: 2, greatest: 4096, isEven: true)
    case "demo softmax-example", "diagram multi-head": OptionRange(least: 1)
    case "diagram dot-product", "diagram weighted-sum":
      OptionRange(least: 1, greatest: 1_000_000)
    // Of positional encodings.
    default: OptionRange(least: 2, greatest: 0x100_0000, isEven: true)
    }
  }

  private static func number(_ number: Double) -> JSONValue {
    Int(exactly: number).map { .number($0) } ?? .decimal(number)
  }

  /// The rules in the words of JSON Schema.
  var schema: [(String, JSONValue)] {
    [(isAboveLeast ? "exclusiveMinimum" : "minimum", Self.number(least))]
      + (greatest.map { [("maximum", Self.number($0))] } ?? [])
      + (isEven ? [("multipleOf", .number(2))] : [])
  }
}
