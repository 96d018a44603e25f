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
    guard pieces.count > 1 else { return formula(whole, isBlock: true) }
    for piece in pieces {
      let row = MathNode.row(Array(piece))
      open(
        "math", ("xmlns", "http://www.w3.org/1998/Math/MathML"), ("display", "block"),
        ("alttext", row.linear))
      math(row)
      close("math")
    }
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
    case .identifier(let name): element("mi") { $0.text(name) }
    case .function(let name):
      open("mi", ("mathvariant", "normal"))
      text(name)
      close("mi")
    case .number(let digits): element("mn") { $0.text(digits) }
    case .sign(let sign):
      // Brackets stay as high as a letter unless they are part of a matrix.
      open("mo", ("stretchy", "false"))
      text(sign)
      close("mo")
    case .text(let words): element("mtext") { $0.text(words) }
    case .space(let width):
      open("mspace", ("width", "\(width)em"))
      close("mspace")
    case .fraction(let top, let bottom):
      element("mfrac") { html in
        html.math(top)
        html.math(bottom)
      }
    case .root(let inside): element("msqrt") { $0.math(inside) }
    case .scripts(let base, let lower, let upper): scripts(base, lower, upper)
    case .matrix(let rows): matrix(rows)
    }
  }

  /// Round brackets that grow with what is between them.
  private mutating func bracket(_ parts: [MathNode]) {
    element("mrow") { html in
      html.element("mo") { $0.text("(") }
      html.math(.row(parts))
      html.element("mo") { $0.text(")") }
    }
  }

  private mutating func scripts(_ base: MathNode, _ lower: MathNode?, _ upper: MathNode?) {
    let isSum = base == .sign("∑")
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

  private mutating func matrix(_ rows: [[MathNode]]) {
    element("mrow") { html in
      html.element("mo") { $0.text("(") }
      html.element("mtable") { html in
        for row in rows {
          html.element("mtr") { html in
            for cell in row { html.element("mtd") { $0.math(cell) } }
          }
        }
      }
      html.element("mo") { $0.text(")") }
    }
  }
}
