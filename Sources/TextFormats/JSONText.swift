// Strings as JSON has them (RFC 8259).

/// Text within JSON, safe also where a terminal or a script shows the JSON itself: what is hidden
/// (controls, marks of direction, U+2028) is written as an escape of JSON's, which reads back the
/// same.
public enum JSONText {
  /// A text in quotation marks.
  public static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _ where TerminalText.isHidden(scalar): quoted += escape(scalar)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// A member of an object, where its length matters before the object is whole.
  public static func member(_ name: String, _ value: JSONValue) -> String {
    "\(quoted(name)):\(value.line)"
  }

  /// JSON that an encoder made, which leaves hidden characters in its strings as they are.
  public static func escaped(_ json: String) -> String {
    guard json.utf8.contains(where: { $0 >= 0x7F }) else { return json }
    var escaped = String.UnicodeScalarView()
    for scalar in json.unicodeScalars {
      // Nothing but a string holds any, and line ends stand between strings.
      if scalar != "\n", TerminalText.isHidden(scalar) {
        escaped.append(contentsOf: escape(scalar).unicodeScalars)
      } else {
        escaped.append(scalar)
      }
    }
    return String(escaped)
  }

  /// `\u202e`, or two of them where the number has more than four digits.
  private static func escape(_ scalar: Unicode.Scalar) -> String {
    UTF16.encode(scalar)!.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}
