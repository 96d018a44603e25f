// What went wrong, in the words of the command line.

import ArgumentParser
import FigureKinds
import FigurePipeline

/// The text of an error as the command line prints it.
public enum ErrorLine {
  public static func text(_ error: any Error) -> String {
    if let error = error as? FigureError { return oneLine(error.description) }
    return oneLine(ParserAdvice.explained(AppearanceArguments.message(for: error)))
  }

  private static func oneLine(_ text: String) -> String {
    String(
      text.unicodeScalars.map { scalar -> Character in
        scalar.properties.generalCategory == .control ? " " : Character(scalar)
      })
  }
}
