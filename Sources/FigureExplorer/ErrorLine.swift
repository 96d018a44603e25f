// What went wrong, in the words of the command line.

import FigureKinds
import TextFormats

/// The text of an error as the command line prints it.
public enum ErrorLine {
  public static func text(_ error: any Error) -> String {
    TerminalText.line(Message(telling: error).spelled(.command))
  }
}
