// Cells on a page, as the dots they are printed with.

import FigureScene

/// The dots of a page that an image's cells take, 600 to the inch, counted from the page's top left corner.
///
/// A viewer that has other pixels than an image mixes colours at the borders of its cells, unless it enlarges the
/// image to four times or more. With one pixel for each dot, and with edges on dots, print has nothing to mix.
struct PrintedCells: Hashable {
  private var columns: Range<Int>
  private var rows: Range<Int>

  /// One dot, in pt.
  private static let dot = 72.0 / 600
  /// Cells that have so many dots are enlarged fourfold and more from 4 pixels each.
  private static let largestCell = 16.0
  /// A page with more dots than these would take too long to show.
  private static let maximumDots = 1 << 25

  var width: Int { columns.count }
  var height: Int { rows.count }

  /// Where the dots lie, in pt.
  var frame: Rect {
    Rect(
      x: Double(columns.lowerBound) * Self.dot, y: Double(rows.lowerBound) * Self.dot,
      width: Double(width) * Self.dot, height: Double(height) * Self.dot)
  }

  /// The same for viewers that take every dot an image touches: without a thousandth of one on all sides, of which
  /// the last dots would touch the next ones.
  var touchedFrame: Rect { frame.inset(by: Self.dot / 1000, Self.dot / 1000) }

  /// - Parameter frame: where the image lies on its page, in pt.
  /// - Returns: nil where cells are large, where they are finer than dots, and where there are too many dots.
  init?(_ image: SceneImage, frame: Rect) {
    let inDots = frame.scaled(by: 1 / Self.dot)
    let side = min(
      inDots.width / Double(image.columns), inDots.height / Double(image.rows))
    guard side < Self.largestCell, inDots.width * inDots.height <= Double(Self.maximumDots),
      [inDots.minX, inDots.minY, inDots.maxX, inDots.maxY].allSatisfy({ abs($0) < 1e9 })
    else { return nil }
    func range(_ low: Double, _ high: Double) -> Range<Int> {
      let first = Int(low.rounded())
      return first..<max(Int(high.rounded()), first)
    }
    columns = range(inDots.minX, inDots.maxX)
    rows = range(inDots.minY, inDots.maxY)
    guard columns.count >= image.columns, rows.count >= image.rows else { return nil }
  }

  /// The cells' values by dots, row by row: each dot has that of the cell which its centre lies in.
  /// - Parameter cells: a value for each of `image`'s cells.
  func spread<Value>(_ cells: [Value], of image: SceneImage) -> [Value] {
    func sources(_ dots: Int, _ count: Int) -> [Int] {
      (0..<dots).map { cell(at: (Double($0) + 0.5) / Double(dots), of: count) }
    }
    let across = sources(width, image.columns)
    var result: [Value] = []
    result.reserveCapacity(width * height)
    var above = -1
    for row in sources(height, image.rows) {
      if row == above {
        result += result[(result.count - width)...]
      } else {
        for column in across { result.append(cells[row * image.columns + column]) }
      }
      above = row
    }
    return result
  }
}
