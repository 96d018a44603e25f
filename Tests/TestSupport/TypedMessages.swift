// What is said of options as the command line spells it, where tests type options that way.

public import TextFormats

extension MessageConvertible {
  /// The message with options as they are typed.
  public var typed: String {
    message.spelled(OptionSpelling(beforeOption: "--", beforeFlag: "--"))
  }
}

extension [Message] {
  /// The messages with options as they are typed.
  public var typed: [String] { map(\.typed) }
}
