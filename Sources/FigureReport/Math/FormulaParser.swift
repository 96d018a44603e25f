// How a formula's TeX is read.

import FigureKinds

/// Reads the part of TeX that formulas on attention need.
///
/// What it knows is in ``FormulaCommands``.
struct FormulaParser {
  private let characters: [Character]
  private var index = 0
  private var depth = 0

  /// A formula of ours has a few hundred characters; nesting costs the stack.
  private static let deepest = 64
  private static let longest = 4096

  init(_ source: String) { characters = Array(source) }

  mutating func formula() throws(FormulaError) -> MathNode {
    guard characters.count <= Self.longest else {
      throw FormulaError(description: "a formula has at most \(Self.longest) characters")
    }
    let node = try row(until: nil)
    if index < characters.count {
      throw FormulaError(description: Self.stray(characters[index...]))
    }
    return node
  }

  /// What is wrong where a formula does not go on: something that ends or parts what never began.
  private static func stray(_ rest: ArraySlice<Character>) -> String {
    switch rest.first {
    case "}": "}: there is no { before it"
    case "&": "&: it parts cells, between \\begin and \\end"
    default:
      rest.starts(with: "\\end")
        ? "\\end: there is no \\begin before it"
        : rest.starts(with: "\\right")
          ? "\\right: there is no \\left before it"
          : "\\\\: it ends a row, between \\begin and \\end"
    }
  }

  private var next: Character? { index < characters.count ? characters[index] : nil }

  /// A list of parts up to a closing brace, or to the end.
  private mutating func row(until end: Character?) throws(FormulaError) -> MathNode {
    var parts: [MathNode] = []
    var open = 0
    while let character = next, character != "}" {
      if character == "&" || startsWith("\\\\") || isCommand("end") || isCommand("right") { break }
      if character == " " || character == "\n" {
        index += 1
      } else {
        parts.append(try scripted())
        // Brackets that grow with what is in them are set one within the other.
        if parts.last == .sign("(") { open += 1 }
        if parts.last == .sign(")") { open = max(0, open - 1) }
        guard open <= Self.deepest else {
          throw FormulaError(description: "brackets are nested more than \(Self.deepest) deep")
        }
      }
    }
    if let end {
      guard next == end else { throw FormulaError(description: "{: its } is missing") }
      index += 1
    }
    return parts.count == 1 ? parts[0] : .row(parts)
  }

  private func startsWith(_ text: String) -> Bool {
    characters[index...].starts(with: Array(text))
  }

  /// Whether a command stands here, and not one whose name goes on.
  private func isCommand(_ name: String) -> Bool {
    guard startsWith("\\" + name) else { return false }
    let end = index + 1 + name.count
    return end >= characters.count || !characters[end].isLetter || !characters[end].isASCII
  }

  /// One part with what stands below and above it.
  private mutating func scripted() throws(FormulaError) -> MathNode {
    var base = next == "_" || next == "^" ? MathNode.row([]) : try atom()
    var lower: MathNode?
    var upper: MathNode?
    while let mark = next, mark == "_" || mark == "^" || mark == "'" {
      index += 1
      if mark == "'" {
        base = .row([base, .sign("′")])
      } else if mark == "_", lower == nil {
        lower = try argument()
      } else if mark == "^", upper == nil {
        upper = try argument()
      } else {
        throw FormulaError(description: "\(mark): stands twice at one place; use braces")
      }
    }
    return lower == nil && upper == nil ? base : .scripts(base, lower: lower, upper: upper)
  }

  /// What follows `_`, `^` or a command: one part, or several in braces.
  private mutating func argument() throws(FormulaError) -> MathNode {
    while next == " " { index += 1 }
    guard next != nil, next != "}" else {
      throw FormulaError(description: "a formula ends where something must follow")
    }
    return try atom()
  }

  private mutating func atom() throws(FormulaError) -> MathNode {
    guard let character = next else { throw FormulaError(description: "a formula ends too soon") }
    // Every way into itself leads through here: braces, roots, fractions, matrices.
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw FormulaError(description: "parts are nested more than \(Self.deepest) deep")
    }
    index += 1
    switch character {
    case "{": return try row(until: "}")
    case "\\": return try command()
    case "-": return .sign("−")
    case "*": return .sign("·")
    case "0"..."9":
      var digits = String(character)
      while let digit = next, digit.isNumber || digit == "." {
        digits.append(digit)
        index += 1
      }
      return .number(digits)
    default: return character.isLetter ? .identifier(String(character)) : .sign(String(character))
    }
  }

  private mutating func command() throws(FormulaError) -> MathNode {
    var name = ""
    while let letter = next, letter.isASCII, letter.isLetter {
      name.append(letter)
      index += 1
    }
    if name.isEmpty {
      guard let character = next else { throw FormulaError(description: "\\: nothing follows it") }
      index += 1
      switch character {
      case ",": return .space(0.17)
      case ";": return .space(0.28)
      case "{", "}", "_", "&", "%", "#": return .sign(String(character))
      case "|": return .sign("‖")
      default: throw FormulaError(description: "\\\(character): there is no such command")
      }
    }
    switch name {
    case "frac":
      let top = try argument()
      return .fraction(top, try argument())
    case "sqrt": return .root(try argument())
    case "text": return .text(try literal(of: name))
    case "mathrm", "operatorname": return .function(try literal(of: name))
    case "begin": return try table()
    case "quad": return .space(1)
    case "left": return try fenced()
    default: break
    }
    if let accent = MathAccent(rawValue: name) { return .accent(accent, try argument()) }
    if let alphabet = MathAlphabet(rawValue: name) { return try lettered(alphabet) }
    if FormulaCommands.functions.contains(name) { return .function(name) }
    // The mark of a transpose, as high as a small letter.
    if name == "top" { return .function("T") }
    if let letter = FormulaCommands.letters[name] { return .identifier(letter) }
    if let sign = FormulaCommands.signs[name] ?? FormulaCommands.otherNames[name] {
      return .sign(sign)
    }
    let near = NearestName.nearest(to: name, among: FormulaCommands.all)
    throw FormulaError(
      description: "\\\(name): there is no such command; "
        + (near.map { "did you mean \\\($0)? " } ?? "")
        + "The manual's page on reports lists those that there are")
  }

  /// `\mathbb{R}`, `\mathbb R`.
  private mutating func lettered(_ alphabet: MathAlphabet) throws(FormulaError) -> MathNode {
    while next == " " { index += 1 }
    if next == "{" { return .lettered(alphabet, try literal(of: alphabet.rawValue)) }
    guard let letter = next, letter.isLetter || letter.isNumber else {
      throw FormulaError(description: "\\\(alphabet.rawValue): give it a letter, or some in braces")
    }
    index += 1
    return .lettered(alphabet, String(letter))
  }

  /// `\left( … \right)`, its `\left` already read.
  private mutating func fenced() throws(FormulaError) -> MathNode {
    let left = try delimiter(of: "left")
    let inside = try row(until: nil)
    guard isCommand("right") else {
      throw FormulaError(description: "\\left: its \\right is missing")
    }
    index += "\\right".count
    return .fenced(left: left, inside, right: try delimiter(of: "right"))
  }

  private mutating func delimiter(of command: String) throws(FormulaError) -> String {
    while next == " " { index += 1 }
    let wrong = FormulaError(
      description: "\\\(command): one of ( ) [ ] \\{ \\} | \\| . must follow it")
    guard let character = next else { throw wrong }
    if character == "." {
      index += 1
      return ""
    }
    guard case .sign(let sign) = try atom(), FormulaCommands.delimiters.contains(sign) else {
      throw wrong
    }
    return sign
  }

  /// The characters between braces as they are.
  private mutating func literal(of command: String) throws(FormulaError) -> String {
    guard next == "{" else {
      throw FormulaError(description: "\\\(command): what it is about must follow in braces")
    }
    index += 1
    var words = ""
    while let character = next, character != "}" {
      words.append(character)
      index += 1
    }
    guard next == "}" else { throw FormulaError(description: "{: its } is missing") }
    index += 1
    return words
  }

  /// `\begin{pmatrix} a & b \\ c & d \end{pmatrix}`, its `\begin` already read.
  private mutating func table() throws(FormulaError) -> MathNode {
    let name = try literal(of: "begin")
    guard let table = MathTable(rawValue: name) else {
      throw FormulaError(
        description: "\\begin{\(name)}: there is no such environment; known are "
          + MathTable.allCases.map(\.rawValue).joined(separator: " "))
    }
    var rows: [[MathNode]] = [[]]
    while true {
      rows[rows.count - 1].append(try row(until: nil))
      if next == "&" {
        index += 1
      } else if startsWith("\\\\") {
        index += 2
        rows.append([])
      } else if isCommand("end") {
        index += "\\end".count
        guard try literal(of: "end") == name else { break }
        // A last row that is empty ends the one before it.
        if rows.count > 1, rows[rows.count - 1] == [.row([])] { rows.removeLast() }
        return .table(table, rows)
      } else {
        break
      }
    }
    throw FormulaError(description: "\\begin{\(name)}: its \\end{\(name)} is missing")
  }
}
