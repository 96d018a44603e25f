// Names that figures may have, and that no two have.

import TextFormats

/// The name of a variant, and where its figure and its id are written.
struct PlannedName: Sendable {
  var name: String
  var id: String
  var location: SourceLocation
  var idLocation: SourceLocation
}

/// Rules of ids and of the names of variants.
enum PlannedNames {
  /// File systems take names of 255 bytes; variants and endings want some of them.
  static let longestID = 180

  /// The same as far as a pattern can say it: any character beyond ASCII may be a letter.
  static let pattern: String = {
    let devices = PlainName.devices.filter { !$0.contains("$") }.sorted().map { name in
      name.map { $0.isLetter ? "[\($0)\($0.uppercased())]" : "\($0)" }.joined()
    }.joined(separator: "|")
    let others = #"\u0000-\u002C\u002F\u003A-\u003F\u005B-\u005E\u0060\u007B-\u007D\u007F"#
    return "^(?!(\(devices))(\\.|$))[^\(others)\\u002D\\u002E\\u0040\\u007E][^\(others)]*(?<!\\.)$"
  }()

  /// What is wrong with an id; nil where it is a plain file name.
  static func problem(with id: String) -> String? {
    let quoted = ShellWords.joined([id])
    guard !id.isEmpty else { return "an id has at least one letter" }
    guard id.utf8.count <= longestID else {
      return "an id has at most \(longestID) bytes, this one \(id.utf8.count)"
    }
    guard !id.contains("/"), !id.contains("\\"), id != ".", id != ".." else {
      return "\(quoted) is not a plain file name; leave out folders, output: names the folder"
    }
    guard let first = id.first, !".-@~".contains(first) else {
      return "\(quoted) begins with \(id.prefix(1)); begin with a letter or a digit"
    }
    if let bad = id.unicodeScalars.first(where: { !isPlain($0) }) {
      let number = String(bad.value, radix: 16, uppercase: true)
      return
        "\(quoted) has a character (U+\(String(repeating: "0", count: max(0, 4 - number.count)))"
        + "\(number)) that file names should not; use letters, digits, -, _, . and, as DocC's names "
        + "have them, @ and ~"
    }
    guard !id.hasSuffix(".") else { return "\(quoted) ends with a dot" }
    return PlainName.problem(with: id)
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || "-_.@~".unicodeScalars.contains(scalar)
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .nonspacingMark, .spacingMark:
      return true
    default:
      return false
    }
  }

  /// A value as a part of an id: characters that file names should not have become `-`.
  static func part(_ value: String) -> String {
    let kept = value.unicodeScalars.map { isPlain($0) ? Character($0) : "-" }
    return String(kept)
  }

  /// Reports names that two variants share; file systems that ignore case share more of them.
  static func check(_ figures: [PlannedName], _ problems: inout [ManifestProblem]) {
    var first: [String: PlannedName] = [:]
    for figure in figures {
      let name = figure.name.lowercased()
      guard let other = first[name] else {
        first[name] = figure
        continue
      }
      let line = other.location.line
      let message: Message =
        if other.location == figure.location {
          "two of its variants have this name; choose matrix: values that make different names"
        } else if other.id == figure.id {
          "line \(line) has the same id; ids must differ"
        } else if other.name == figure.name {
          "a variant of \(other.id) in line \(line) has the same name; choose another id"
        } else {
          "\(other.name) in line \(line) differs only in case, which not every file system tells "
            + "apart; choose another id"
        }
      problems.append(
        ManifestProblem(
          location: figure.idLocation, key: figure.name, message: message))
    }
  }
}
