// What went wrong, and what readers are warned of: in the words of the command line, and for the page in
// both its languages, where options are called what their controls are.

import FigureKinds
import FigureModel
import FigurePipeline
import TextFormats

/// The text of an error as the command line prints it.
public enum ErrorLine {
  public static func text(_ error: any Error) -> String { text(Message(describing: error)) }

  static func text(_ message: Message) -> String {
    TerminalText.line(message.spelled(.command))
  }
}

/// What the page says of a message.
enum PageText {
  /// `{"en": text, "zh": text}`.
  ///
  /// What readers of files say is English alone: in Chinese it follows after words that say so.
  static func json(_ message: Message) -> JSONValue {
    .object(
      Language.allCases.map { language in
        let line = TerminalText.line(text(message, language))
        let isForeign = language == .chinese && !message.isInChinese && !message.isEmpty
        return (language.rawValue, .text(isForeign ? "程序的说明为英文：\(line)" : line))
      })
  }

  private static func text(_ message: Message, _ language: Language) -> String {
    let isInChinese = language == .chinese
    return message.rendered(inChinese: isInChinese, flags: .command) { option in
      let label = ControlDescription.of(option).label[language]
      return isInChinese ? "「\(label)」" : "“\(label)”"
    }
  }
}
