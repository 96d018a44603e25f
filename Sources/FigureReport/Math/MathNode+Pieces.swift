// Where a long formula may go on in the next line: browsers break none by themselves.

extension MathNode {
  /// About how many letters wide it is.
  var extent: Double {
    switch self {
    case .row(let parts): parts.reduce(0) { $0 + $1.extent }
    case .identifier(let text), .function(let text), .number(let text), .text(let text),
      .lettered(_, let text):
      Double(text.count)
    case .sign(let sign):
      Self.isRelation(sign) ? 2.4 : Self.isOperator(sign) ? 2 : 0.8
    case .space(let width): 2 * width
    case .fraction(let top, let bottom): max(top.extent, bottom.extent)
    case .root(let inside), .fenced(_, let inside, _): inside.extent + 1.5
    case .accent(_, let base): base.extent
    case .scripts(let base, let lower, let upper):
      base.extent + 0.7 * max(lower?.extent ?? 0, upper?.extent ?? 0)
    case .table(_, let rows):
      rows.map { $0.reduce(2) { $0 + $1.extent + 1 } }.max() ?? 0
    }
  }

  /// How many brackets it opens less those that it closes.
  private var depth: Int {
    switch self {
    case .sign(let sign):
      ["(", "[", "{"].contains(sign) ? 1 : [")", "]", "}"].contains(sign) ? -1 : 0
    case .scripts(let base, _, _): base.depth
    default: 0
    }
  }

  /// Formulas that are no wider stay in one piece: a column of a page has space for them.
  private static let widest = 56.0
  /// About how wide the pieces of one are that is wider.
  private static let piece = 18.0

  /// The parts of a row in pieces that may stand below one another: each but the first begins with an
  /// operator or a relation that stands between no brackets.
  static func pieces(_ parts: [MathNode]) -> [[MathNode]] {
    guard MathNode.row(parts).extent > widest else { return [parts] }
    var pieces: [[MathNode]] = [[]]
    var depth = 0
    var width = 0.0
    for part in parts {
      if depth == 0, width >= piece, case .sign(let sign) = part,
        isRelation(sign) || isOperator(sign)
      {
        pieces.append([])
        width = 0
      }
      depth += part.depth
      width += part.extent
      pieces[pieces.count - 1].append(part)
    }
    return pieces
  }

  /// Whether a piece of it is too wide for a page of paper at the size of the text.
  var isTooWide: Bool {
    guard case .row(let parts) = self else { return extent > 80 }
    let lines = parts.split { if case .space(let width) = $0 { width >= 1 } else { false } }
    return lines.flatMap { Self.pieces(Array($0)) }.contains { MathNode.row($0).extent > 80 }
  }
}
