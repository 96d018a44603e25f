// Formulas as MathML, which browsers set by themselves.

extension HTMLText {
  /// Writes a formula.
  /// - Parameter isBlock: whether it stands on a line of its own.
  mutating func formula(_ formula: Formula, isBlock: Bool) {
    open(
      "math", ("xmlns", "http://www.w3.org/1998/Math/MathML"),
      ("display", isBlock ? "block" : "inline"), ("alttext", formula.source))
    math(formula.root)
    close("math")
  }

  /// Writes a formula that stands by itself: where wide spaces part it, in pieces that may stand below
  /// one another on a narrow screen.
  mutating func block(_ whole: Formula) {
    guard case .row(let parts) = whole.root else { return formula(whole, isBlock: true) }
    let pieces = parts.split { if case .space(let width) = $0 { width >= 1 } else { false } }
    if pieces.count == 1, MathNode.pieces(parts).count == 1 {
      return formula(whole, isBlock: true)
    }
    for piece in pieces {
      let terms = MathNode.pieces(Array(piece))
      guard terms.count > 1 else {
        self.piece(Array(piece))
        continue
      }
      markup("<span class=\"terms\">")
      for (index, term) in terms.enumerated() { self.piece(term, goesOn: index > 0) }
      markup("</span>")
    }
  }

  /// - Parameter goesOn: whether it begins with a sign that stands between two parts of the whole.
  private mutating func piece(_ parts: [MathNode], goesOn: Bool = false) {
    open(
      "math", ("xmlns", "http://www.w3.org/1998/Math/MathML"), ("display", "block"),
      ("alttext", MathNode.row(parts).linear))
    if goesOn, case .sign(let sign) = parts.first {
      // At the beginning of a formula it would be a sign of what follows alone, close to it.
      open("mo", ("form", "infix"), ("stretchy", "false"))
      formulaText(sign)
      close("mo")
      math(.row(Array(parts.dropFirst())))
    } else {
      math(.row(parts))
    }
    close("math")
  }

  private mutating func math(_ node: MathNode) {
    switch node {
    case .row(let parts):
      element("mrow") { html in
        var index = 0
        while index < parts.count {
          if let end = MathNode.tallBracket(in: parts, from: index) {
            html.bracket(Array(parts[(index + 1)..<end]))
            index = end
          } else {
            html.math(parts[index])
            if parts[index].isName, index + 1 < parts.count, parts[index + 1].isArgument {
              html.math(.space(1.0 / 6))
            }
          }
          index += 1
        }
      }
    case .identifier(let name): element("mi") { $0.formulaText(name) }
    case .function(let name):
      open("mi", ("mathvariant", "normal"))
      formulaText(name)
      close("mi")
    case .number(let digits): element("mn") { $0.formulaText(digits) }
    case .sign(let sign):
      // Brackets stay as high as a letter unless they are part of a matrix, and bars close to what they
      // enclose.
      if ["|", "‖", "/"].contains(sign) {
        open("mo", ("stretchy", "false"), ("lspace", "0.06em"), ("rspace", "0.06em"))
      } else {
        open("mo", ("stretchy", "false"))
      }
      formulaText(sign)
      close("mo")
    case .text(let words): element("mtext") { $0.formulaText(Self.keepingEnds(of: words)) }
    case .space(let width):
      open("mspace", ("width", "\(width)em"))
      close("mspace")
    case .fraction(let top, let bottom):
      element("mfrac") { html in
        html.math(top)
        html.math(bottom)
      }
    case .root(let inside):
      needInFormula("√")
      element("msqrt") { $0.math(inside) }
    case .scripts(let base, let lower, let upper): scripts(base, lower, upper)
    case .accent(let accent, let base): self.accent(accent, base)
    case .lettered(let alphabet, let letters):
      open("mi", ("mathvariant", "normal"))
      formulaText(alphabet.spelled(letters))
      close("mi")
    case .fenced(let left, let inside, let right):
      fence(left, right) { $0.math(inside) }
    case .table(let table, let rows): self.table(table, rows)
    }
  }

  /// Words whose blanks at the ends are ones that do not break: MathML drops other ones there.
  private static func keepingEnds(of words: String) -> String {
    let inside = words.drop { $0 == " " }
    guard let last = inside.lastIndex(where: { $0 != " " }) else {
      return words.isEmpty ? "" : "\u{A0}"
    }
    return (inside.startIndex > words.startIndex ? "\u{A0}" : "") + inside[...last]
      + (inside.index(after: last) < words.endIndex ? "\u{A0}" : "")
  }

  /// Round brackets that grow with what is between them.
  private mutating func bracket(_ parts: [MathNode]) {
    fence("(", ")") { $0.math(.row(parts)) }
  }

  /// Delimiters that grow with what is between them.
  private mutating func fence(
    _ left: String, _ right: String, _ inside: (inout HTMLText) -> Void
  ) {
    element("mrow") { html in
      if !left.isEmpty { html.delimiter(left, "prefix") }
      inside(&html)
      if !right.isEmpty { html.delimiter(right, "postfix") }
    }
  }

  private mutating func delimiter(_ sign: String, _ form: String) {
    // A bar is one of several signs for browsers, and must be told what it is.
    open("mo", ("form", form), ("stretchy", "true"), ("fence", "true"))
    formulaText(sign)
    close("mo")
  }

  private mutating func accent(_ accent: MathAccent, _ base: MathNode) {
    open("mover", ("accent", "true"))
    math(base)
    open("mo", ("stretchy", accent == .bar ? "true" : "false"))
    formulaText(accent.sign)
    close("mo")
    close("mover")
  }

  private mutating func scripts(_ base: MathNode, _ lower: MathNode?, _ upper: MathNode?) {
    let isSum = base == .sign("∑") || base == .sign("∏")
    func write(_ name: StaticString, _ parts: [MathNode?], _ html: inout HTMLText) {
      html.element(name) { html in
        for part in parts.compactMap({ $0 }) { html.math(part) }
      }
    }
    switch (lower, upper) {
    case (nil, nil): math(base)
    case (_?, nil): write(isSum ? "munder" : "msub", [base, lower], &self)
    case (nil, _?): write(isSum ? "mover" : "msup", [base, upper], &self)
    case (_?, _?): write(isSum ? "munderover" : "msubsup", [base, lower, upper], &self)
    }
  }

  private mutating func table(_ table: MathTable, _ rows: [[MathNode]]) {
    fence(table.delimiters.left, table.delimiters.right) { html in
      html.open(
        "mtable", ("class", table.rawValue), ("displaystyle", table == .aligned ? "true" : "false"))
      for row in rows {
        html.element("mtr") { html in
          for cell in row { html.element("mtd") { $0.math(cell) } }
        }
      }
      html.close("mtable")
    }
  }
}
