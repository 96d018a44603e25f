// What a YAML file says, with the location of every part. It knows nothing of figures.

/// A location in a file as editors show it: line and column count from 1, columns in characters.
public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
  public var file: String
  public var line: Int
  public var column: Int

  public var description: String { "\(file):\(line):\(column)" }
}

/// A part of a YAML file.
struct YAMLNode: Sendable {
  enum Content: Sendable {
    /// Text as it is written. Only plain text, without quotes, can mean a number or nothing.
    case scalar(String, isPlain: Bool)
    case list([YAMLNode])
    /// Entries in the file's order; no key twice.
    case map([Entry])
  }

  struct Entry: Sendable {
    var key: String
    var location: SourceLocation
    var value: YAMLNode
  }

  var content: Content
  var location: SourceLocation
  /// Where the first line of a text begins that is written line by line, after `|`; nil for others.
  var firstLine: SourceLocation?
  /// How many parts there are from here down, those of aliases counted wherever they stand.
  var weight = 1

  /// Whether nothing is written, or `null` or `~`.
  var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  var isMap: Bool { if case .map = content { true } else { false } }

  /// The value of `true` and `false`, as YAML 1.2 reads them.
  var bool: Bool? {
    guard case .scalar(let text, isPlain: true) = content else { return nil }
    return switch text {
    case "true", "True", "TRUE": true
    case "false", "False", "FALSE": false
    default: nil
    }
  }

  /// Any single value as it is written.
  var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// What this is, for messages.
  var kind: String {
    switch content {
    case .scalar: isNull ? "nothing" : "one value"
    case .list: "a list"
    case .map: "a map"
    }
  }
}
