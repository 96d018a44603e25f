// What the parser of options says is wrong, said of a manifest's keys.

import ArgumentParser
import FigureKinds

/// A mistake that the parser found.
struct ParserMessage {
  /// The option it is about, without dashes.
  var option: String?
  var text: String

  /// - Parameter error: what parsing options threw.
  init(_ error: any Error) {
    // Any set of options words the parser's own errors alike.
    var message = AppearanceArguments.message(for: error)
    if let start = message.range(of: "'--") {
      option = String(
        message[start.upperBound...].prefix { $0 != " " && $0 != "'" && $0 != "=" })
      if let option, let about = message.range(of: " for '--\(option)") {
        // "The value 'x' is invalid for '--positions <n>': …"
        let rest = message[about.upperBound...]
        if let end = rest.firstIndex(of: "'") {
          message =
            String(message[..<about.lowerBound]) + String(rest[rest.index(after: end)...])
            + Self.advice(rest[..<end], rest[end...])
        }
      }
    } else if message.hasPrefix("--") {
      option = String(message.dropFirst(2).prefix { $0 != " " && $0 != ":" })
    }
    text =
      message.hasPrefix("Missing expected argument")
      ? "figures of this kind need it: \(message.split(separator: " ").last ?? "")"
        .replacing("'", with: "") : message
  }

  /// A way out where the parser gives none.
  private static func advice(_ valueName: Substring, _ rest: Substring) -> String {
    guard rest == "'" else { return "" }
    return valueName.hasSuffix("<number>")
      ? ": give a number such as 0.5"
      : valueName.hasSuffix("<n>") || valueName.hasSuffix("<d>")
        ? ": give a whole number such as 10" : ""
  }
}

extension String {
  /// Where `text` first stands; nil where it does not.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    guard let first = text.first else { return nil }
    var from = startIndex
    while let start = self[from...].firstIndex(of: first) {
      if self[start...].hasPrefix(text) {
        return start..<index(start, offsetBy: text.count)
      }
      from = index(after: start)
    }
    return nil
  }
}
