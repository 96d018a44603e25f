// Plain text made fit for Markdown: one walk, and what each reader of it takes for markup.

/// Plain text made fit for Markdown.
public enum MarkdownText {
  /// Who reads the text, and where it stands for them.
  public enum Place: CaseIterable, Hashable, Sendable {
    /// GitHub's Markdown.
    case gitHub
    /// MyST and MDX, to which braces begin a role and a program.
    case braced
    /// Python-Markdown, which takes a backslash away from a few marks alone, and takes one before a
    /// bracket for a formula.
    case pythonMarkdown
    /// What a picture shows, for Python-Markdown, which leaves backslashes there as they are.
    case pythonMarkdownPicture
    /// A page that any dialect may read.
    case anyDialect

    /// The marks that a backslash makes characters of.
    private var backslashed: String {
      switch self {
      case .gitHub: #"\`*_[]#|~!$"#
      case .braced: #"\`*_{}[]#|~!$"#
      case .pythonMarkdown: #"\`*_{}+-.!"#
      case .pythonMarkdownPicture: ""
      case .anyDialect: #"\`*_{}[]#()+-.!|~^=:@$"#
      }
    }

    /// The marks that only a reference to them makes characters of.
    private var referred: String {
      switch self {
      case .gitHub, .braced, .anyDialect: ""
      case .pythonMarkdown: "#()[]|~^=:@$"
      case .pythonMarkdownPicture: #"\`*_{}[]()!|~^$"#
      }
    }

    /// Whether quotation marks are left as they are: they may end an attribute, or be turned into others.
    private var keepsQuotationMarks: Bool {
      switch self {
      case .gitHub, .braced: true
      case .pythonMarkdown, .pythonMarkdownPicture, .anyDialect: false
      }
    }

    fileprivate func escaped(_ scalar: Unicode.Scalar) -> String {
      if backslashed.unicodeScalars.contains(scalar) { return "\\" + String(scalar) }
      if referred.unicodeScalars.contains(scalar) { return "&#\(scalar.value);" }
      if keepsQuotationMarks, scalar == "\"" || scalar == "'" { return String(scalar) }
      return Markup.html(String(scalar))
    }
  }

  /// Text that is read as nothing but text, on one line: line ends and runs of blanks become one blank.
  /// Blanks at its ends stay: it may be a run between formulas, links or emphasis.
  public static func escaped(_ text: some StringProtocol, for place: Place = .gitHub) -> String {
    var escaped = ""
    var isAfterBlank = false
    for scalar in text.unicodeScalars {
      let isBlank = isBlank(scalar)
      if !isBlank {
        escaped += place.escaped(scalar)
      } else if !isAfterBlank {
        escaped += " "
      }
      isAfterBlank = isBlank
    }
    return escaped
  }

  /// Blanks, tabs and what ends a line; blanks of a width of their own and those that hold words together are
  /// text.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case " ", "\t"..."\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }
}
