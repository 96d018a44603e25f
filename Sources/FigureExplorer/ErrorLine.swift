// What went wrong, in the words of the command line.

import ArgumentParser
import FigureKinds
import FigurePipeline
import TextFormats

/// The text of an error as the command line prints it.
public enum ErrorLine {
  public static func text(_ error: any Error) -> String {
    if let error = error as? FigureError { return TerminalText.line(error.description) }
    return TerminalText.line(ParserAdvice.explained(AppearanceArguments.message(for: error)))
  }
}
