// Formulas: a small part of TeX, read into a tree that each format sets in its own way.

/// A formula.
public struct Formula: Hashable, Sendable {
  /// As it was written, in TeX.
  public let source: String
  let root: MathNode

  /// Reads a formula.
  /// - Throws: ``FormulaError`` where a command is not known or a brace is missing.
  public init(_ source: String) throws(FormulaError) {
    self.source = source
    var parser = FormulaParser(source)
    root = try parser.formula()
  }

  /// The formula in a line of plain text.
  var linear: String { root.linear }
}

/// Why a formula cannot be read.
public struct FormulaError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String
}

/// A part of a formula.
indirect enum MathNode: Hashable, Sendable {
  case row([MathNode])
  /// A variable, set in italics where it is one letter.
  case identifier(String)
  /// A name set upright: sin, softmax.
  case function(String)
  case number(String)
  case sign(String)
  case text(String)
  /// Room, in em.
  case space(Double)
  case fraction(MathNode, MathNode)
  case root(MathNode)
  case scripts(MathNode, lower: MathNode?, upper: MathNode?)
  case matrix([[MathNode]])

  /// Whether it is a function's name. The T of a transposed matrix is set like one and is none.
  var isName: Bool {
    switch self {
    case .function(let name): name != "T"
    case .row, .identifier, .number, .sign, .text, .space, .fraction, .root, .scripts, .matrix:
      false
    }
  }

  /// Whether a function's name before it would run into it.
  var isArgument: Bool {
    switch self {
    case .identifier, .function, .number, .fraction, .root, .scripts: true
    case .row, .sign, .text, .space, .matrix: false
    }
  }

  var linear: String {
    switch self {
    case .row(let parts): parts.map(\.linear).joined()
    case .identifier(let text), .function(let text), .number(let text), .text(let text): text
    case .sign(let sign): MathNode.isRelation(sign) ? " \(sign) " : sign
    case .space(let width): width >= 0.2 ? " " : ""
    case .fraction(let top, let bottom): "\(top.bracketed) / \(bottom.bracketed)"
    case .root(let inside): "√\(inside.bracketed)"
    case .scripts(let base, let lower, let upper):
      base.linear + (lower.map { "_\($0.bracketed)" } ?? "")
        + (upper.map { "^\($0.bracketed)" } ?? "")
    case .matrix(let rows):
      "(" + rows.map { $0.map(\.linear).joined(separator: ", ") }.joined(separator: "; ") + ")"
    }
  }

  private var bracketed: String {
    switch self {
    case .row(let parts) where parts.count == 1: parts[0].bracketed
    case .row, .fraction: "(\(linear))"
    default: linear
    }
  }

  /// Whether a sign has room to both sides.
  static func isRelation(_ sign: String) -> Bool {
    ["=", "≈", "≤", "≥", "<", ">", "∈", "→", "≠", "↦"].contains(sign)
  }

  /// Whether it is higher than a line.
  var isTall: Bool {
    switch self {
    case .fraction, .matrix: true
    case .row(let parts): parts.contains(where: \.isTall)
    case .root(let inside): inside.isTall
    case .scripts(let base, _, _): base.isTall
    case .identifier, .function, .number, .sign, .text, .space: false
    }
  }

  /// Where the round bracket that opens at `start` is closed, if what is between is higher than a line.
  static func tallBracket(in parts: [MathNode], from start: Int) -> Int? {
    guard parts[start] == .sign("(") else { return nil }
    var depth = 0
    for index in start..<parts.count {
      if parts[index] == .sign("(") { depth += 1 }
      if parts[index] == .sign(")") { depth -= 1 }
      if depth == 0 { return parts[(start + 1)..<index].contains(where: \.isTall) ? index : nil }
    }
    return nil
  }

  static func isOperator(_ sign: String) -> Bool {
    ["+", "−", "·", "×", "∓", "±"].contains(sign)
  }
}

/// Reads the part of TeX that formulas on attention need.
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
      throw FormulaError(description: "}: there is no { before it")
    }
    return node
  }

  private var next: Character? { index < characters.count ? characters[index] : nil }

  /// A list of parts up to a closing brace, or to the end.
  private mutating func row(until end: Character?) throws(FormulaError) -> MathNode {
    var parts: [MathNode] = []
    var open = 0
    while let character = next, character != "}" {
      if character == "&" || startsWith("\\\\") || startsWith("\\end") { break }
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
    case "text", "mathrm", "operatorname":
      let words = try literal()
      return name == "text" ? .text(words) : .function(words)
    case "begin": return try matrix()
    case "quad": return .space(1)
    case "left", "right": return try atom()
    default: break
    }
    if Self.functions.contains(name) { return .function(name) }
    // The mark of a transpose, as high as a small letter.
    if name == "top" { return .function("T") }
    if let letter = Self.letters[name] { return .identifier(letter) }
    if let sign = Self.signs[name] { return .sign(sign) }
    throw FormulaError(
      description: "\\\(name): there is no such command; known are "
        + (["frac", "sqrt", "text"] + Self.functions.sorted() + Self.letters.keys.sorted()
        + Self.signs.keys.sorted()).map { "\\" + $0 }.joined(separator: " "))
  }

  /// The characters between braces as they are.
  private mutating func literal() throws(FormulaError) -> String {
    guard next == "{" else { throw FormulaError(description: "\\text: give its words in braces") }
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
  private mutating func matrix() throws(FormulaError) -> MathNode {
    guard try literal() == "pmatrix" else {
      throw FormulaError(description: "\\begin: only pmatrix is known")
    }
    var rows: [[MathNode]] = [[]]
    while true {
      rows[rows.count - 1].append(try row(until: nil))
      if next == "&" {
        index += 1
      } else if startsWith("\\\\") {
        index += 2
        rows.append([])
      } else if startsWith("\\end") {
        index += 4
        guard try literal() == "pmatrix" else { break }
        return .matrix(rows)
      } else {
        break
      }
    }
    throw FormulaError(description: "\\begin{pmatrix}: its \\end{pmatrix} is missing")
  }

  private static let functions: Set = [
    "sin", "cos", "exp", "log", "ln", "max", "min", "softmax", "Attention", "Concat", "head",
    "MultiHead",
  ]
  private static let letters = [
    "alpha": "α", "beta": "β", "omega": "ω", "theta": "θ", "pi": "π", "lambda": "λ", "Delta": "Δ",
    "ell": "ℓ",
  ]
  private static let signs = [
    "cdot": "·", "times": "×", "sum": "∑", "le": "≤", "ge": "≥", "approx": "≈",
    "ne": "≠", "in": "∈", "to": "→", "dots": "…", "cdots": "⋯", "pm": "±", "infty": "∞",
    "mapsto": "↦", "lbrack": "[", "rbrack": "]", "vert": "|",
  ]

  /// The commands of letters and signs, by what they stand for.
  static let letterNames = Dictionary(uniqueKeysWithValues: letters.map { ($1, $0) })
  static let signNames = Dictionary(uniqueKeysWithValues: signs.map { ($1, $0) })
}
