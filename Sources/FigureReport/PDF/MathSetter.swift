// Formulas set in boxes, after the rules of TeX in their simplest form: scripts, fractions on the
// axis, roots, sums with limits, matrices.

import CairoRendering
import FigureScene

/// A set formula or a part of one; its origin is the left end of its baseline.
struct MathBox {
  var width = 0.0
  var ascent = 0.0
  var descent = 0.0
  var items: [SceneItem] = []
  /// Whether it is letters or a sign, whose scripts stand at a fixed height.
  var isGlyphs = false

  /// What it draws, moved.
  func moved(_ dx: Double, _ dy: Double) -> [SceneItem] {
    items.isEmpty
      ? [] : [.group(SceneGroup(transform: .translation(dx, dy), items: items))]
  }

  /// Puts another box to the right, `gap` px from here and `lift` px up.
  mutating func append(_ other: MathBox, gap: Double = 0, lift: Double = 0) {
    items += other.moved(width + gap, -lift)
    width += gap + other.width
    ascent = max(ascent, other.ascent + lift)
    descent = max(descent, other.descent - lift)
  }
}

/// Sets formulas.
struct MathSetter {
  let engine: TextEngine
  let color: Color
  let language: String

  /// Where a formula part stands: on a line of its own, in a line, or in a script.
  enum Level: Int, Comparable {
    case display, line, script, deeper

    static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
    var scripts: Level { self < .script ? .script : .deeper }
    /// The size of a script of this level against the part it belongs to.
    var share: Double { self == .deeper ? 0.82 : 0.72 }
  }

  func set(_ formula: Formula, size: Double, isDisplay: Bool) -> MathBox {
    set(formula.root, size, isDisplay ? .display : .line)
  }

  func set(_ node: MathNode, _ size: Double, _ level: Level) -> MathBox {
    switch node {
    case .row(let parts): row(parts, size, level)
    case .identifier(let name):
      glyphs(
        name, size, isItalic: name.unicodeScalars.count == 1 && name != "ℓ" && !isCapitalGreek(name)
      )
    case .function(let name), .number(let name), .text(let name): glyphs(name, size)
    case .sign(let sign): Self.isSum(sign) ? sum(sign, size, level) : glyphs(sign, size)
    case .space(let width): MathBox(width: width * size)
    case .fraction(let top, let bottom): fraction(top, bottom, size, level)
    case .root(let inside): root(set(inside, size, max(level, .line)), size)
    case .scripts(let base, let lower, let upper): scripts(base, lower, upper, size, level)
    case .accent(let accent, let base): self.accent(accent, set(base, size, level), size)
    case .lettered(let alphabet, let letters):
      alphabet == .bold
        ? glyphs(letters, size, isBold: true) : glyphs(alphabet.spelled(letters), size)
    case .fenced(let left, let inside, let right):
      fenced(left, set(inside, size, level), right, size)
    case .table(let table, let rows): self.table(table, rows, size, level)
    }
  }

  private func isCapitalGreek(_ name: String) -> Bool {
    name.unicodeScalars.count == 1 && ("Α"..."Ω").contains(name)
  }

  private static func isSum(_ sign: String) -> Bool { sign == "∑" || sign == "∏" }

  // MARK: Glyphs

  private func glyphs(
    _ text: String, _ size: Double, isItalic: Bool = false, isBold: Bool = false,
    family: String = PaperStyle.math
  ) -> MathBox {
    let style = TextStyle(
      family: family, size: size, weight: isBold ? .bold : .regular, isItalic: isItalic,
      language: language)
    let extent = Self.extent(text)
    let item = SceneText(RichText(text), style: style, color: color, at: .zero)
    return MathBox(
      width: engine.measure(RichText(text), style: style, width: nil).width,
      ascent: extent.ascent * size, descent: extent.descent * size, items: [.text(item)],
      isGlyphs: true)
  }

  /// How far letters reach, in em: fonts say only how far any of theirs does.
  private static func extent(_ text: String) -> (ascent: Double, descent: Double) {
    var result = (ascent: 0.0, descent: 0.0)
    for character in text {
      let (ascent, descent): (Double, Double) =
        switch character {
        case "a", "c", "e", "m", "n", "o", "r", "s", "u", "v", "w", "x", "z", "ω", "α", "π":
          (0.45, 0.02)
        case "g", "p", "q", "y", "γ", "μ", "η", "ρ", "χ": (0.45, 0.23)
        case "j", "β", "φ", "ψ", "ξ", "ζ": (0.68, 0.23)
        case "(", ")", "[", "]", "{", "}", "|", "‖", "/", "⟨", "⟩", "⌊", "⌋", "⌈", "⌉": (0.72, 0.22)
        case ",", ";": (0.1, 0.16)
        case "=", "−", "+", "·", "≈", "<", ">", "→", "…", "⋯", "×": (0.45, 0)
        default: (0.67, 0.02)
        }
      result = (max(result.ascent, ascent), max(result.descent, descent))
    }
    return result
  }

  // MARK: Rows

  private enum Kind { case ordinary, relation, binary, open, close, comma, function, space }

  private func kind(_ node: MathNode) -> Kind {
    switch node {
    case .sign(let sign):
      if MathNode.isRelation(sign) { return .relation }
      if MathNode.isOperator(sign) { return .binary }
      switch sign {
      case "(", "[", "{", "⟨", "⌊", "⌈": return .open
      case ")", "]", "}", "⟩", "⌋", "⌉": return .close
      case ",", ";": return .comma
      case "∑", "∏": return .function
      default: return .ordinary
      }
    case .function(let name): return name == "T" ? .ordinary : .function
    case .scripts(let base, _, _): return kind(base)
    case .space: return .space
    case .row(let parts): return parts.count == 1 ? kind(parts[0]) : .ordinary
    case .accent(_, let base): return kind(base)
    case .identifier, .number, .text, .fraction, .root, .lettered, .fenced, .table:
      return .ordinary
    }
  }

  private func row(_ parts: [MathNode], _ size: Double, _ level: Level) -> MathBox {
    var box = MathBox()
    var last: Kind?
    var index = 0
    while index < parts.count {
      let part = parts[index]
      if let (group, end) = bracketed(parts, from: index, size, level) {
        box.append(group, gap: (last.map { self.gap($0, .open, level) } ?? 0) * size)
        last = .close
        index = end
        continue
      }
      index += 1
      var kind = kind(part)
      if kind == .binary, last.map({ [.relation, .binary, .open, .comma].contains($0) }) ?? true {
        kind = .ordinary
      }
      let gap = last.map { self.gap($0, kind, level) } ?? 0
      box.append(set(part, size, level), gap: gap * size)
      last = kind
    }
    return box
  }

  /// What stands in round brackets, where it is so tall that they have to grow with it.
  private func bracketed(
    _ parts: [MathNode], from start: Int, _ size: Double, _ level: Level
  ) -> (box: MathBox, end: Int)? {
    guard let end = MathNode.tallBracket(in: parts, from: start) else { return nil }
    let box = fenced("(", row(Array(parts[(start + 1)..<end]), size, level), ")", size)
    return (box, end + 1)
  }

  /// The space between two parts, in em.
  private func gap(_ left: Kind, _ right: Kind, _ level: Level) -> Double {
    let isScript = level >= .script
    switch (left, right) {
    case (.space, _), (_, .space), (.open, _), (_, .close), (_, .comma): return 0
    case (.relation, .relation): return 0
    case (.relation, _), (_, .relation): return isScript ? 0.05 : 0.26
    case (.binary, _), (_, .binary): return isScript ? 0.02 : 0.2
    case (.comma, _): return 0.17
    case (.function, .open): return 0.02
    case (.function, _), (_, .function): return isScript ? 0.1 : 0.17
    case (.close, .ordinary): return 0.03
    case (.ordinary, .ordinary), (.ordinary, .open), (.close, .open): return 0.02
    }
  }

  // MARK: Parts above one another

  /// How high the middle of signs lies above the baseline, in em.
  static let axis = 0.245

  private func fraction(
    _ top: MathNode, _ bottom: MathNode, _ size: Double, _ level: Level
  ) -> MathBox {
    let inner: Level = level == .display ? .line : level == .line ? .script : .deeper
    let innerSize = level == .display ? size : size * inner.share
    let above = set(top, innerSize, inner)
    let below = set(bottom, innerSize, inner)
    let line = max(0.045 * size, 0.5)
    let gap = (level == .display ? 0.17 : 0.1) * size
    let axis = Self.axis * size
    let side = 0.1 * size
    let width = max(above.width, below.width) + 2 * side
    var box = MathBox(width: width + 0.12 * size)
    let left = 0.06 * size
    let lift = axis + line / 2 + gap + above.descent
    let drop = axis - line / 2 - gap - below.ascent
    box.items =
      above.moved(left + (width - above.width) / 2, -lift)
      + below.moved(left + (width - below.width) / 2, -drop)
      + [
        .path(
          ScenePath(
            .rect(Rect(x: left, y: -axis - line / 2, width: width, height: line)), fill: color))
      ]
    box.ascent = lift + above.ascent
    box.descent = below.descent - drop
    return box
  }

  private func root(_ inside: MathBox, _ size: Double) -> MathBox {
    let line = max(0.05 * size, 0.5)
    let top = max(inside.ascent, 0.45 * size) + 0.14 * size
    let bottom = max(inside.descent, 0.04 * size)
    let surd = 0.56 * size
    var box = MathBox(width: surd + inside.width + 0.1 * size)
    let end = box.width - 0.04 * size
    let bar = Point(surd - 0.04 * size, -top)
    let foot = Point(0.3 * size, bottom)
    box.items =
      inside.moved(surd + 0.02 * size, 0)
      + [
        .path(
          ScenePath(
            .polyline([
              Point(0.06 * size, -0.24 * size), Point(0.15 * size, -0.29 * size), foot, bar,
              Point(end, -top),
            ]), stroke: Stroke(color, width: line, join: .miter))),
        // The thick stroke of the sign.
        .path(
          ScenePath(
            .line(Point(0.15 * size, -0.29 * size), foot),
            stroke: Stroke(color, width: line * 1.9, cap: .butt))),
      ]
    box.ascent = top + line
    box.descent = bottom
    return box
  }

  private func sum(_ sign: String, _ size: Double, _ level: Level) -> MathBox {
    guard level == .display else { return glyphs(sign, size) }
    // The sign of a display is larger and stands about the axis.
    let big = glyphs(sign, size * 1.45)
    var box = MathBox()
    box.append(big, lift: -0.1 * size)
    return box
  }

  private func scripts(
    _ base: MathNode, _ lower: MathNode?, _ upper: MathNode?, _ size: Double, _ level: Level
  ) -> MathBox {
    var box = set(base, size, level)
    let inner = level.scripts
    let innerSize = size * inner.share
    let below = lower.map { set($0, innerSize, inner) }
    let above = upper.map { set($0, innerSize, inner) }
    if case .sign(let sign) = base, Self.isSum(sign), level == .display {
      return limits(box, below, above, size)
    }
    let start = box
    if let below {
      let drop =
        start.isGlyphs || base == .row([])
        ? (above == nil ? 0.15 : 0.22) * size : start.descent + 0.05 * size
      box.items += below.moved(start.width + 0.02 * size, drop)
      box.width = start.width + 0.02 * size + below.width
      box.descent = max(box.descent, below.descent + drop)
    }
    if let above {
      let lift =
        start.isGlyphs || base == .row([])
        ? 0.37 * size : max(0.37 * size, start.ascent - 0.3 * size)
      // The top of a slanted letter leans towards its superscript.
      let lean = (start.isGlyphs ? 0.06 : 0.02) * size
      box.items += above.moved(start.width + lean, -lift)
      box.width = max(box.width, start.width + lean + above.width)
      box.ascent = max(box.ascent, above.ascent + lift)
    }
    box.width += 0.03 * size
    box.isGlyphs = false
    return box
  }

  private func limits(
    _ sign: MathBox, _ below: MathBox?, _ above: MathBox?, _ size: Double
  ) -> MathBox {
    var box = sign
    let width = max(sign.width, below?.width ?? 0, above?.width ?? 0)
    box.items = sign.moved((width - sign.width) / 2, 0)
    box.width = width
    box.isGlyphs = false
    if let below {
      let drop = sign.descent + 0.14 * size + below.ascent
      box.items += below.moved((width - below.width) / 2, drop)
      box.descent = drop + below.descent
    }
    if let above {
      let lift = sign.ascent + 0.14 * size + above.descent
      box.items += above.moved((width - above.width) / 2, -lift)
      box.ascent = lift + above.ascent
    }
    return box
  }
}
