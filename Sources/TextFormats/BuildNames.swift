// Names of files as make and ninja read them.
//
// What GNU make 4.3 and ninja 1.11 do was found out with them; the tests ask them again.

/// A name that a format has no way to write.
public struct UnquotableName: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name as messages show it.
  public var name: String
  /// What of it cannot be written, and where.
  public var reason: String

  public var description: String { "\(name): \(reason); choose another name" }

  init(_ name: String, _ reason: String) {
    self.name = TerminalText.line(name, atMost: 200)
    self.reason = reason
  }
}

/// Names in rules of make, without recipes: depfiles.
public enum MakeText {
  /// A path as a target or a prerequisite. What make would expand, match or take for syntax stands
  /// after a backslash, `$` twice.
  /// - Throws: for names that make cannot have: those with controls, `;` (what follows is a command),
  ///   `=` (the rule becomes an assignment), `~` at the beginning, a blank or `)` at the end, those
  ///   where a backslash stands before what has to be quoted or at the end, and targets with `*`, `?`,
  ///   `[` or `|`.
  public static func path(
    _ path: String, isTarget: Bool = false
  ) throws(UnquotableName) -> String {
    if path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      throw UnquotableName(path, "a rule of make cannot name a file with a control in its name")
    }
    // The last four only match files that are there, which what is to be made need not be.
    for mark in ["=", ";", "*", "?", "[", "|"] as [Unicode.Scalar]
    where path.unicodeScalars.contains(mark) && (isTarget || mark == "=" || mark == ";") {
      throw UnquotableName(
        path,
        "a rule of make cannot name a \(isTarget ? "target" : "file") with \(mark) in its name")
    }
    if path.hasSuffix(")") {
      throw UnquotableName(path, "make takes a name that ends in ) for a member of an archive")
    }
    if path.hasSuffix(" ") {
      throw UnquotableName(path, "make passes over blanks at the end of a name")
    }
    // It takes ./ away before it looks.
    if path.unicodeScalars.first(where: { $0 != "." && $0 != "/" }) == "~", !path.hasPrefix("/") {
      throw UnquotableName(path, "make takes a ~ at the beginning for somebody's home")
    }
    var escaped = ""
    var isAfterBackslash = false
    for scalar in path.unicodeScalars {
      let isSpecial =
        switch scalar {
        // A percent sign is a pattern in targets alone.
        case "%": isTarget
        case " ", "#", ":": true
        case "*", "?", "[", "|": !isTarget
        default: false
        }
      if isSpecial || scalar == "$", isAfterBackslash {
        throw UnquotableName(path, "make cannot tell a \\ before \(scalar) from a quoting one")
      }
      if isSpecial { escaped += "\\" }
      if scalar == "$" { escaped += "$" }
      escaped.unicodeScalars.append(scalar)
      isAfterBackslash = scalar == "\\"
    }
    if isAfterBackslash {
      throw UnquotableName(path, "make takes a \\ at the end for the sign that the line goes on")
    }
    return escaped
  }
}

/// Names and commands in build files of ninja.
public enum NinjaText {
  /// A path in a build statement.
  /// - Throws: for names with controls or `|`, which ninja has no way to write.
  public static func path(_ path: String) throws(UnquotableName) -> String {
    if path.unicodeScalars.contains("|") {
      throw UnquotableName(path, "a build file of ninja cannot name a file with | in its name")
    }
    return escaped(try value(path), [" ", ":"])
  }

  /// The value of a variable: a command, a description.
  /// - Throws: for text with controls.
  public static func value(_ text: String) throws(UnquotableName) -> String {
    if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      throw UnquotableName(text, "a build file of ninja cannot hold a control")
    }
    return escaped(text, ["$"])
  }

  private static func escaped(_ text: String, _ special: [Unicode.Scalar]) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if special.contains(scalar) { escaped.append("$") }
      escaped.append(scalar)
    }
    return String(escaped)
  }
}
