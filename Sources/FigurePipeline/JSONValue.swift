// JSON written by hand where the order of keys matters to readers.

/// A JSON value, keys in the order given.
public indirect enum JSONValue: Sendable {
  case null
  case text(String)
  case number(Int)
  case decimal(Double)
  case bool(Bool)
  case list([JSONValue])
  case object([(String, JSONValue)])

  /// The value on one line.
  public var line: String {
    switch self {
    case .null: "null"
    case .text(let text): Self.quoted(text)
    case .number(let number): "\(number)"
    case .decimal(let number): number.isFinite ? "\(number)" : "null"
    case .bool(let value): value ? "true" : "false"
    case .list(let values): "[" + values.map(\.line).joined(separator: ",") + "]"
    case .object(let entries):
      "{" + entries.map { "\(Self.quoted($0)):\($1.line)" }.joined(separator: ",") + "}"
    }
  }

  /// The value over several lines, for people.
  public var text: String { indented("") + "\n" }

  private func indented(_ margin: String) -> String {
    let inner = margin + "  "
    switch self {
    case .list(let values) where values.contains { $0.isContainer }:
      return "[\n" + values.map { inner + $0.indented(inner) }.joined(separator: ",\n")
        + "\n\(margin)]"
    case .object(let entries) where !entries.isEmpty:
      return "{\n"
        + entries.map { "\(inner)\(Self.quoted($0)): \($1.indented(inner))" }
        .joined(separator: ",\n") + "\n\(margin)}"
    case .null, .text, .number, .decimal, .bool, .list, .object:
      return line
    }
  }

  private var isContainer: Bool {
    switch self {
    case .list, .object: true
    case .null, .text, .number, .decimal, .bool: false
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default:
        if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
          let digits = String(scalar.value, radix: 16)
          quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          quoted.unicodeScalars.append(scalar)
        }
      }
    }
    return quoted + "\""
  }
}
