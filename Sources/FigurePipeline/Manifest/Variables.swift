// `${name}` in the texts of a manifest.

import FigureKinds
import TextFormats

/// Puts variables in their places.
enum Variables {
  struct Failure: Error {
    var message: Message
  }

  /// Longer texts come from variables made of variables of variables.
  static let longestText = 100_000

  static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }

  /// `text` with the values of its variables; `$${` stands for `${` itself.
  /// - Parameter budget: what the text is counted in.
  static func filled(
    _ text: String, _ variables: [String: String], _ budget: RunBudget
  ) throws(Failure) -> String {
    // What is said instead is the budget's own objection.
    guard !budget.isExceeded else { throw Failure(message: "") }
    let filled = try unfolded(text, variables)
    guard budget.take(filled.utf8.count, of: .text) else { throw Failure(message: "") }
    return filled
  }

  private static func unfolded(
    _ text: String, _ variables: [String: String]
  ) throws(Failure) -> String {
    guard text.contains("${") else { return text }
    var filled = ""
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      filled += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$${") {
        filled += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        guard let end = rest.firstIndex(of: "}") else {
          throw Failure(
            message:
              "\(TerminalText.line(text, atMost: 24)): ${ has no } after it; write $${ for the characters themselves"
          )
        }
        let name = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
        guard let value = variables[name] else {
          let names = variables.keys.sorted()
          throw Failure(
            message: "${\(TerminalText.line(name, atMost: 24))}: there is no such variable; "
              + (names.isEmpty
                ? "name it under vars:" : NearestName.hint(for: name, among: names)))
        }
        filled += value
        rest = rest[rest.index(after: end)...]
      } else {
        filled += "$"
        rest = rest.dropFirst()
      }
      guard filled.utf8.count <= longestText else {
        throw Failure(message: "the text has more than \(longestText) bytes with its variables")
      }
    }
    return filled + rest
  }
}
