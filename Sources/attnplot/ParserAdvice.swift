// What the parser of options says, with a way out where it names none.

/// Makes the parser's messages whole.
enum ParserAdvice {
  /// The parser's message with a way out where it gives none.
  static func explained(_ message: String) -> String {
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
}
