// What the parser of options says, with a way out where it names none.

import FigureKinds
import TextFormats

/// Makes the parser's messages whole.
enum ParserAdvice {
  /// The parser's message with a way out where it gives none.
  static func explained(_ message: String) -> String {
    if let choice = choice(message) { return choice }
    if message.hasPrefix("The value '"), message.hasSuffix(" <number>'") {
      return message + ": give a number such as 0.5"
    }
    if message.hasPrefix("The value '"), message.hasSuffix(">'") {
      return message + ": give a whole number such as 10"
    }
    if message.hasPrefix("Unexpected argument") || message.hasPrefix("Unknown option") {
      let help = message.hasSuffix("?") ? " " : "; "
      return message + help + "--help lists what there is"
    }
    return message
  }

  /// A list of choices in one line, with the one that was probably meant.
  private static func choice(_ message: String) -> String? {
    let ends = [". Please provide one of the following:", ". Please provide one of "]
    for end in ends {
      guard message.hasPrefix("The value '"), let found = message.firstRange(of: end) else {
        continue
      }
      // The parser has them in lines of a list, or within quotation marks in a sentence.
      let list = message[found.upperBound...]
      let isLines = list.contains("\n")
      let known =
        isLines
        ? list.split(separator: "\n").map { $0.drop { $0 == " " || $0 == "-" } }.map(String.init)
        : list.split(separator: "'", omittingEmptySubsequences: false).enumerated().filter {
          $0.offset.isMultiple(of: 2) == false
        }
        .map { String($0.element) }
      let value = message.dropFirst("The value '".count).prefix { $0 != "'" }
      guard !known.isEmpty else { return nil }
      let hint = NearestName.hint(for: String(value), among: known)
      return message[..<found.lowerBound] + ": \(hint.spelled(.command))"
    }
    return nil
  }
}
