// The last line of a terminal, used for what is under way and left as it was found.

import Glibc
import Synchronization

/// A line that is written over again and again, and gone when the program is.
enum TerminalLine {
  /// Whether the program was told to end: nothing is shown any more.
  private static let isOver = Atomic<Bool>(false)

  /// Back to the line's beginning, and nothing on it.
  private static let clearing: StaticString = "\r\u{1B}[K"

  /// Whether standard error is a terminal that can be written over.
  static var isThere: Bool {
    guard isatty(STDERR_FILENO) == 1 else { return false }
    return getenv("TERM").map { String(cString: $0) } != "dumb"
  }

  /// From now on a signal that ends the program (Ctrl-C is one) takes the line away first.
  static func clearAtEnd() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // Only what may be called at any moment: no lock, no memory.
      signal(number) { number in
        TerminalLine.isOver.store(true, ordering: .relaxed)
        write(
          STDERR_FILENO, TerminalLine.clearing.utf8Start, TerminalLine.clearing.utf8CodeUnitCount)
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  static func show(_ text: String) {
    guard !isOver.load(ordering: .relaxed) else { return }
    Messages.write("\(clearing)\(fitting(text, columns: columns - 1))")
  }

  static func clear() { Messages.write("\(clearing)") }

  /// The beginning of a text that has space in so many columns.
  static func fitting(_ text: String, columns: Int) -> String {
    var left = max(columns, 20)
    return String(
      text.prefix { character in
        left -= width(character)
        return left >= 0
      })
  }

  /// Columns of a character: two for those of East Asian scripts, as terminals have it.
  private static func width(_ character: Character) -> Int {
    switch character.unicodeScalars.first?.value ?? 0 {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }

  private static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
