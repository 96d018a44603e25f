// `--version`, for people and, with `--format spdx`, for programs that keep lists of software.

import FigureKinds
import FigurePipeline
import TextFormats

/// What `attnplot --version` prints.
enum VersionAnswer {
  /// The forms that `--format` knows.
  private static let formats = ["text", "spdx"]

  /// The answer to these arguments; nil where they do not ask for the version alone.
  /// - Throws: `FigureError` where they name a form that there is not.
  static func text(_ arguments: [String]) throws -> String? {
    guard arguments.contains("--version"),
      let format = format(arguments.filter { $0 != "--version" })
    else { return nil }
    switch format {
    case "text": return AttnplotVersion.text + "\n"
    case "spdx": return try SPDXDocument().text
    default:
      throw FigureError.usage(
        "--format \(format): there is no such form of --version; known are "
          + "\(formats.joined(separator: ", "))")
    }
  }

  /// The form that is named beside `--version`; nil where something else stands there.
  private static func format(_ rest: [String]) -> String? {
    if rest.isEmpty { return "text" }
    if rest.count == 2, rest[0] == "--format" { return rest[1] }
    let prefix = "--format="
    return rest.count == 1 && rest[0].hasPrefix(prefix)
      ? String(rest[0].dropFirst(prefix.count)) : nil
  }
}
