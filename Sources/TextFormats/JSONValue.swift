// A whole JSON value to be written, where the order of keys matters to readers.

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
    var json = JSONWriter()
    json.value(self)
    return String(decoding: json.bytes, as: UTF8.self)
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
        + entries.map { "\(inner)\(JSONText.quoted($0)): \($1.indented(inner))" }
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
}
