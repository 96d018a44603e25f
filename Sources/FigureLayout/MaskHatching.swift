// Lines over the cells that a mask hides, so that they are told from a colour of the scale.

import FigureModel
import FigureScene

/// Slanted lines over the masked cells of a grid.
struct MaskHatching {
  let frame: Rect
  let rows: Int
  let columns: Int
  /// Whether the cell in a line counted from the top and a column is masked.
  let isMasked: (_ line: Int, _ column: Int) -> Bool

  /// Between two lines, along an axis, in px.
  private static let spacing = 10.0

  /// The lines as they are drawn; none where nothing is masked.
  func items(_ theme: Theme) -> [SceneItem] {
    let path = path()
    guard !path.elements.isEmpty else { return [] }
    return [
      .path(
        ScenePath(
          identity: ItemIdentity(label: "masked"), path, stroke: Stroke(theme.hatch)))
    ]
  }

  /// The lines, rising to the right; they lie alike whatever the size of the cells.
  func path() -> Path {
    let cell = Size(frame.width / Double(columns), frame.height / Double(rows))
    var path = Path()
    var sum = Self.spacing / 2
    while sum < frame.width + frame.height {
      append(sum, cell: cell, to: &path)
      sum += Self.spacing
    }
    return path
  }

  /// Adds the masked stretches of the line on which x + y is `sum`, from the frame's top left.
  private func append(_ sum: Double, cell: Size, to path: inout Path) {
    let end = min(frame.width, sum)
    var x = max(0, sum - frame.height)
    var column = min(columns - 1, Int(x / cell.width))
    var line = min(rows - 1, Int((sum - x) / cell.height))
    var start: Double?
    while x < end {
      // The line leaves a cell through its right side or its top, whichever comes first.
      let right = Double(column + 1) * cell.width
      let top = sum - Double(line) * cell.height
      let next = min(right, top, end)
      if isMasked(line, column) {
        start = start ?? x
      } else if let from = start {
        segment(from, x, sum, &path)
        start = nil
      }
      if right <= next { column += 1 }
      if top <= next { line -= 1 }
      if column >= columns || line < 0 {
        x = next
        break
      }
      x = next
    }
    if let start { segment(start, x, sum, &path) }
  }

  private func segment(_ from: Double, _ to: Double, _ sum: Double, _ path: inout Path) {
    guard to > from else { return }
    path.move(to: Point(frame.minX + from, frame.minY + sum - from))
    path.line(to: Point(frame.minX + to, frame.minY + sum - to))
  }
}
