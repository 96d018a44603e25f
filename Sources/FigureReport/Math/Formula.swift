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
  /// Space, in em.
  case space(Double)
  case fraction(MathNode, MathNode)
  case root(MathNode)
  case scripts(MathNode, lower: MathNode?, upper: MathNode?)
  /// A mark above a part.
  case accent(MathAccent, MathNode)
  /// Letters of another alphabet: `\mathbb{R}`.
  case lettered(MathAlphabet, String)
  /// What `\left` and `\right` enclose; a delimiter that is empty is not drawn.
  case fenced(left: String, MathNode, right: String)
  case table(MathTable, [[MathNode]])

  /// Whether it is a function's name. The T of a transposed matrix is set like one and is none.
  var isName: Bool {
    switch self {
    case .function(let name): name != "T"
    case .row, .identifier, .number, .sign, .text, .space, .fraction, .root, .scripts, .accent,
      .lettered, .fenced, .table:
      false
    }
  }

  /// Whether a function's name before it would run into it.
  var isArgument: Bool {
    switch self {
    case .identifier, .function, .number, .fraction, .root, .scripts, .accent, .lettered: true
    case .row, .sign, .text, .space, .fenced, .table: false
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
    case .accent(let accent, let base): base.bracketed + String(accent.combining)
    case .lettered(let alphabet, let letters): alphabet.spelled(letters)
    case .fenced(let left, let inside, let right): left + inside.linear + right
    case .table(let table, let rows):
      table.delimiters.left
        + rows.map { $0.map(\.linear).joined(separator: table == .aligned ? "" : ", ") }
        .joined(separator: "; ") + table.delimiters.right
    }
  }

  private var bracketed: String {
    switch self {
    case .row(let parts) where parts.count == 1: parts[0].bracketed
    case .row, .fraction: "(\(linear))"
    default: linear
    }
  }

  /// Whether a sign has space to both sides.
  static func isRelation(_ sign: String) -> Bool {
    FormulaCommands.relations.contains(sign)
  }

  /// Whether it is higher than a line.
  var isTall: Bool {
    switch self {
    case .fraction, .table: true
    case .row(let parts): parts.contains(where: \.isTall)
    case .root(let inside), .accent(_, let inside), .fenced(_, let inside, _): inside.isTall
    case .scripts(let base, _, _): base.isTall
    case .identifier, .function, .number, .sign, .text, .space, .lettered: false
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
    FormulaCommands.operators.contains(sign)
  }
}

/// Marks above a part of a formula.
enum MathAccent: String, CaseIterable, Sendable {
  case hat, bar, tilde, dot, vec

  /// The mark for itself, as MathML sets it above a part.
  var sign: String {
    switch self {
    case .hat: "\u{2C6}"
    case .bar: "\u{AF}"
    case .tilde: "\u{2DC}"
    case .dot: "\u{2D9}"
    case .vec: "\u{2192}"
    }
  }

  /// The mark in a line of text, behind what it belongs to.
  var combining: Unicode.Scalar {
    switch self {
    case .hat: "\u{302}"
    case .bar: "\u{304}"
    case .tilde: "\u{303}"
    case .dot: "\u{307}"
    case .vec: "\u{20D7}"
    }
  }
}

/// Alphabets for letters that mean something of their own.
enum MathAlphabet: String, CaseIterable, Sendable {
  case blackboard = "mathbb"
  case bold = "mathbf"
  case calligraphic = "mathcal"

  /// Letters and digits in this alphabet; those that it lacks as they are.
  func spelled(_ letters: String) -> String {
    var spelled = ""
    for scalar in letters.unicodeScalars { spelled.unicodeScalars.append(letter(scalar)) }
    return spelled
  }

  /// Unicode's Mathematical Alphanumeric Symbols (U+1D400 …), but for those that it had before, which
  /// stand among the Letterlike Symbols (U+2100 …).
  private func letter(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let early: [Unicode.Scalar: Unicode.Scalar]
    let (capitals, small, digits): (UInt32, UInt32, UInt32?)
    switch self {
    case .blackboard:
      early = ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"]
      (capitals, small, digits) = (0x1D538, 0x1D552, 0x1D7D8)
    case .bold:
      early = [:]
      (capitals, small, digits) = (0x1D400, 0x1D41A, 0x1D7CE)
    case .calligraphic:
      early = [
        "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ", "e": "ℯ",
        "g": "ℊ", "o": "ℴ",
      ]
      (capitals, small, digits) = (0x1D49C, 0x1D4B6, nil)
    }
    if let known = early[scalar] { return known }
    let value: UInt32? =
      switch scalar {
      case "A"..."Z": capitals + scalar.value - 0x41
      case "a"..."z": small + scalar.value - 0x61
      case "0"..."9": digits.map { $0 + scalar.value - 0x30 }
      default: nil
      }
    return value.flatMap(Unicode.Scalar.init) ?? scalar
  }
}

extension MathAlphabet {
  /// A letter as browsers set a variable of one letter (MathML Core, section 4.2); nil for what is
  /// not slanted.
  static func slanted(_ letter: Unicode.Scalar) -> Unicode.Scalar? {
    let value: UInt32? =
      switch letter {
      // U+1D455 was never given, as the constant of Planck was there before.
      case "h": 0x210E
      case "a"..."z": 0x1D44E + letter.value - 0x61
      case "A"..."Z": 0x1D434 + letter.value - 0x41
      case "α"..."ω": 0x1D6FC + letter.value - 0x3B1
      case "Α"..."Ω": 0x1D6E2 + letter.value - 0x391
      default: nil
      }
    return value.flatMap(Unicode.Scalar.init)
  }
}

/// Rows and columns in a formula, by TeX's name of the environment.
enum MathTable: String, CaseIterable, Sendable {
  case matrix, pmatrix, bmatrix, vmatrix, cases, aligned

  /// What stands at its sides.
  var delimiters: (left: String, right: String) {
    switch self {
    case .matrix, .aligned: ("", "")
    case .pmatrix: ("(", ")")
    case .bmatrix: ("[", "]")
    case .vmatrix: ("|", "|")
    case .cases: ("{", "")
    }
  }
}
