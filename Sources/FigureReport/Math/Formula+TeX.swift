// Formulas as TeX that every reader of Markdown's formulas knows, without a backslash before a sign:
// some readers take `\,` and `\\` for Markdown's own escapes.

extension Formula {
  /// The formula for between dollar signs.
  var tex: String { root.tex }
}

extension MathNode {
  fileprivate var tex: String {
    switch self {
    case .row(let parts): Self.joined(parts.map(\.tex))
    case .identifier(let name): Self.command(name) ?? Self.escaped(name)
    case .function(let name):
      FormulaCommands.standardFunctions.contains(name)
        ? "\\\(name)" : "\\mathrm{\(Self.escaped(name))}"
    case .number(let digits): digits
    case .sign(let sign): Self.command(sign) ?? Self.escaped(sign)
    case .text(let words): "\\text{\(Self.escaped(words))}"
    case .space(let width): width >= 1 ? "\\quad" : "\\thinspace"
    case .fraction(let top, let bottom): "\\frac{\(top.tex)}{\(bottom.tex)}"
    case .root(let inside): "\\sqrt{\(inside.tex)}"
    case .scripts(let base, let lower, let upper):
      (base == .row([]) ? "{}" : base.tex)
        + (lower.map { "_{\($0.tex)}" } ?? "") + (upper.map { "^{\($0.tex)}" } ?? "")
    case .accent(let accent, let base): "\\\(accent.rawValue){\(base.tex)}"
    case .lettered(let alphabet, let letters): "\\\(alphabet.rawValue){\(Self.escaped(letters))}"
    case .fenced(let left, let inside, let right):
      Self.joined([
        "\\left" + Self.delimiter(left), inside.tex, "\\right" + Self.delimiter(right),
      ])
    case .table(let table, let rows):
      "\\begin{\(table.rawValue)}"
        + rows.map { $0.map(\.tex).joined(separator: " & ") }.joined(separator: " \\cr ")
        + "\\end{\(table.rawValue)}"
    }
  }

  /// Parts side by side, a blank between a command and a letter after it.
  private static func joined(_ parts: [String]) -> String {
    var text = ""
    var endsInCommand = false
    for part in parts where !part.isEmpty {
      if endsInCommand, part.first?.isLetter ?? false { text += " " }
      text += part
      let word = part.reversed().prefix { $0.isASCII && $0.isLetter }
      endsInCommand = !word.isEmpty && part.dropLast(word.count).last == "\\"
    }
    return text
  }

  private static func command(_ name: String) -> String? {
    guard let known = FormulaCommands.letterNames[name] ?? FormulaCommands.signNames[name] else {
      return nil
    }
    return "\\" + known
  }

  private static func delimiter(_ sign: String) -> String {
    switch sign {
    case "": "."
    case "(", ")": sign
    default: command(sign) ?? sign
    }
  }

  /// Characters that TeX or Markdown would read as something else.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "−": result += "-"
      case "‖": result += "\\Vert "
      case "′": result += "'"
      case "{": result += "\\lbrace "
      case "}": result += "\\rbrace "
      case "<": result += "\\lt "
      case ">": result += "\\gt "
      case "|": result += "\\vert "
      // Nothing of ours stands for them in a formula; as they are they would end it.
      case "\\", "$", "`", "&", "%", "#", "_", "~", "^", "\n", "\r": result += " "
      default: result.append(character)
      }
    }
    return result
  }
}
