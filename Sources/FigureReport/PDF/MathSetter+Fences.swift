// Delimiters that grow with what they enclose, tables of formulas, and marks above letters: drawn, as
// faces for reading have them in one size.

import FigureScene

extension MathSetter {
  // MARK: Delimiters

  /// What stands between two delimiters, which reach as far from the axis as it does.
  func fenced(_ left: String, _ inside: MathBox, _ right: String, _ size: Double) -> MathBox {
    let axis = Self.axis * size
    let minimum = 0.5 * size
    let reach = max(inside.ascent - axis, inside.descent + axis, minimum) + 0.06 * size
    var box = MathBox()
    let before = width(of: left, size)
    let after = width(of: right, size)
    box.items =
      delimiter(left, at: before, -axis - reach, -axis + reach, size, isLeft: true)
      + inside.moved(before, 0)
      + delimiter(
        right, at: before + inside.width, -axis - reach, -axis + reach, size, isLeft: false)
    box.width = before + inside.width + after
    box.ascent = axis + reach
    box.descent = reach - axis
    return box
  }

  private func width(of sign: String, _ size: Double) -> Double {
    switch sign {
    case "": 0
    case "|": 0.24 * size
    case "‖", "{", "}": 0.42 * size
    default: 0.36 * size
    }
  }

  /// - Parameters:
  ///   - x: the side that is turned to what is enclosed.
  ///   - top: where it begins; `bottom` is where it ends.
  private func delimiter(
    _ sign: String, at x: Double, _ top: Double, _ bottom: Double, _ size: Double, isLeft: Bool
  ) -> [SceneItem] {
    // Away from what is enclosed.
    let side = isLeft ? -1.0 : 1.0
    let middle = (top + bottom) / 2
    let near = x + side * 0.1 * size
    let far = x + side * 0.24 * size
    switch sign {
    case "": return []
    case "(", ")":
      return [.path(parenthesis(x + side * 0.04 * size, top, bottom, size, isLeft: sign == "("))]
    case "|":
      return [
        line(size, [Point(x + side * 0.12 * size, top), Point(x + side * 0.12 * size, bottom)])
      ]
    case "‖":
      return [
        line(size, [Point(near, top), Point(near, bottom)]),
        line(size, [Point(far, top), Point(far, bottom)]),
      ]
    case "{", "}": return [.path(brace(x, top, bottom, size, side: sign == "{" ? -1 : 1))]
    case "⟨", "⟩":
      let (tip, ends) = (sign == "⟨") == isLeft ? (far, near) : (near, far)
      return [line(size, [Point(ends, top), Point(tip, middle), Point(ends, bottom)])]
    case "[", "]", "⌊", "⌋", "⌈", "⌉":
      // The upright stands where the sign's own is, whichever side it is used at.
      let isOpening = ["[", "⌊", "⌈"].contains(sign)
      let (upright, end) = isOpening == isLeft ? (far, near) : (near, far)
      var points = [Point(upright, top), Point(upright, bottom)]
      if !["⌊", "⌋"].contains(sign) { points.insert(Point(end, top), at: 0) }
      if !["⌈", "⌉"].contains(sign) { points.append(Point(end, bottom)) }
      return [line(size, points)]
    default: return []
    }
  }

  private func line(_ size: Double, _ points: [Point]) -> SceneItem {
    var path = Path()
    for (index, point) in points.enumerated() {
      if index == 0 { path.move(to: point) } else { path.line(to: point) }
    }
    return .path(ScenePath(path, stroke: Stroke(color, width: max(0.05 * size, 0.5))))
  }

  /// A tall bracket, thicker in the middle, its open side at `x`.
  private func parenthesis(
    _ x: Double, _ top: Double, _ bottom: Double, _ size: Double, isLeft: Bool
  ) -> ScenePath {
    let side = isLeft ? -1.0 : 1.0
    let height = bottom - top
    let outer = x + side * 0.26 * size
    let inner = outer - side * 0.085 * size
    let tip = side * 0.03 * size
    var path = Path()
    path.move(to: Point(x, top))
    path.curve(
      Point(outer + side * 0.02 * size, top + height * 0.28),
      Point(outer + side * 0.02 * size, bottom - height * 0.28), to: Point(x, bottom))
    path.line(to: Point(x - tip, bottom - 0.01 * size))
    path.curve(
      Point(inner, bottom - height * 0.29), Point(inner, top + height * 0.29),
      to: Point(x - tip, top + 0.01 * size))
    path.close()
    return ScenePath(path, fill: color)
  }

  /// A brace whose tip points to `side`, away from what it holds together at `x`.
  private func brace(
    _ x: Double, _ top: Double, _ bottom: Double, _ size: Double, side: Double
  ) -> ScenePath {
    let ends = x + side * 0.06 * size
    let stem = x + side * 0.2 * size
    let tip = x + side * 0.36 * size
    let middle = (top + bottom) / 2
    let curve = min(0.3 * size, (bottom - top) / 4)
    var path = Path()
    path.move(to: Point(ends, top))
    path.curve(Point(stem, top), Point(stem, top), to: Point(stem, top + curve))
    path.line(to: Point(stem, middle - curve))
    path.curve(Point(stem, middle), Point(stem, middle), to: Point(tip, middle))
    path.curve(Point(stem, middle), Point(stem, middle), to: Point(stem, middle + curve))
    path.line(to: Point(stem, bottom - curve))
    path.curve(Point(stem, bottom), Point(stem, bottom), to: Point(ends, bottom))
    return ScenePath(path, stroke: Stroke(color, width: max(0.055 * size, 0.5)))
  }

  // MARK: Tables

  func table(_ table: MathTable, _ rows: [[MathNode]], _ size: Double, _ level: Level) -> MathBox {
    // Equations below one another are as large as by themselves.
    let inner: Level = table == .aligned && level == .display ? .display : .line
    let cells = rows.map { $0.map { set($0, size, inner) } }
    let columns = cells.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      cells.compactMap { $0.indices.contains(column) ? $0[column].width : nil }.max() ?? 0
    }
    var height = 0.0
    var baselines: [Double] = []
    for (index, row) in cells.enumerated() {
      let ascent = max(row.map(\.ascent).max() ?? 0, 0.68 * size)
      let descent = max(row.map(\.descent).max() ?? 0, 0.22 * size)
      if index > 0 { height += (table == .aligned ? 0.42 : 0.28) * size }
      baselines.append(height + ascent)
      height += ascent + descent
    }
    let top = Self.axis * size + height / 2
    var box = MathBox(ascent: top, descent: height - top)
    for column in 0..<columns {
      if column > 0 { box.width += Self.gap(before: column, table) * size }
      for (row, baseline) in zip(cells, baselines) where row.indices.contains(column) {
        let spare = widths[column] - row[column].width
        box.items += row[column].moved(
          box.width + Self.share(column, table) * spare, baseline - top)
      }
      box.width += widths[column]
    }
    return fenced(table.delimiters.left, box, table.delimiters.right, size)
  }

  /// The space between two columns, in em.
  private static func gap(before column: Int, _ table: MathTable) -> Double {
    switch table {
    case .matrix, .pmatrix, .bmatrix, .vmatrix: 0.9
    case .cases: 1
    // Pairs of columns are equations parted at a sign; the next pair is another one.
    case .aligned: column % 2 == 1 ? 0.26 : 1.6
    }
  }

  /// How much of what a cell leaves empty stands before it.
  private static func share(_ column: Int, _ table: MathTable) -> Double {
    switch table {
    case .matrix, .pmatrix, .bmatrix, .vmatrix: 0.5
    case .cases: 0
    case .aligned: column % 2 == 0 ? 1 : 0
    }
  }

  // MARK: Accents

  func accent(_ accent: MathAccent, _ base: MathBox, _ size: Double) -> MathBox {
    var box = base
    let bottom = -base.ascent - 0.07 * size
    // The top of a slanted letter leans to the right.
    let middle = base.width / 2 + (base.isGlyphs ? 0.05 * size : 0)
    let half = 0.17 * size
    switch accent {
    case .hat:
      box.items.append(
        line(
          size,
          [
            Point(middle - half, bottom), Point(middle, bottom - 0.13 * size),
            Point(middle + half, bottom),
          ]))
    case .bar:
      let reach = max(half, base.width / 2 - 0.06 * size)
      box.items.append(line(size, [Point(middle - reach, bottom), Point(middle + reach, bottom)]))
    case .tilde:
      var path = Path()
      path.move(to: Point(middle - half, bottom))
      path.curve(
        Point(middle - half * 0.3, bottom - 0.2 * size),
        Point(middle + half * 0.3, bottom + 0.1 * size),
        to: Point(middle + half, bottom - 0.1 * size))
      box.items.append(.path(ScenePath(path, stroke: Stroke(color, width: max(0.05 * size, 0.5)))))
    case .dot:
      let dot = 0.12 * size
      box.items.append(
        line(
          dot / 0.05,
          [Point(middle - dot / 2, bottom - dot / 2), Point(middle + dot / 2, bottom - dot / 2)]))
    case .vec:
      let reach = max(half, base.width / 2)
      let tip = Point(middle + reach, bottom - 0.06 * size)
      box.items += [
        line(size, [Point(middle - reach, tip.y), tip]),
        line(
          size,
          [
            Point(tip.x - 0.09 * size, tip.y - 0.08 * size), tip,
            Point(tip.x - 0.09 * size, tip.y + 0.08 * size),
          ]),
      ]
    }
    box.ascent += 0.22 * size
    return box
  }
}
