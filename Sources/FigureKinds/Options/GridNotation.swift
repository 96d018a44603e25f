// How `--grid` is written, of every kind that has patches.

import AttentionMath
import TextFormats

/// Rows and columns of patches: `14x14`.
enum GridNotation {
  private static let side = #"\+?0*[1-9][0-9]{0,6}"#
  static let notation = ValueNotation.exactly("\(side)x\(side)")

  /// Refuses what is none, whatever else a figure says.
  static func brokenRules(by grid: String?) -> [FigureError] {
    guard let grid, (try? PatchGrid(grid)) == nil else { return [] }
    return [
      .usage(
        "\(option: "grid") \(grid): give rows and columns, 1 to 1048576 each, such as 14x14",
        zh: "\(option: "grid") \(grid)：请给出行数和列数，各为 1 到 1048576，例如 14x14")
    ]
  }
}
