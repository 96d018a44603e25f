// Numbers in the cells of a heat map: how they are written and what room they need, before anything is
// placed.

import AttentionMath
import FigureModel
import FigureScene

/// The numbers of one heat map.
struct AnnotatedCells {
  let number: CellNumber
  /// The widest number in the theme's tick size.
  private let widest: Size
  /// The theme's tick size, the largest that numbers are set in.
  private let largest: Double

  /// The smallest type they are set in, in px.
  private static let smallest = 8.0
  /// More cells than these are not all written out to be measured: every so many of them are.
  private static let mostMeasured = 1 << 16

  /// - Returns: nil for a map that has none.
  init?(_ map: HeatMap, setting: TextSetting) {
    guard let annotation = map.annotation, let matrix = map.matrix else { return nil }
    let hidden = map.isMasked
    number = CellNumber(
      annotation,
      for: matrix.values.indices.lazy.filter { hidden?[$0] != true }.map { matrix.values[$0] })
    largest = setting.theme.tickSize
    // Digits are about equally wide, so the longest string stands for the widest.
    let step = max(1, matrix.values.count / Self.mostMeasured)
    var longest = "0"
    for index in stride(from: 0, to: matrix.values.count, by: step) {
      let text = number.text(matrix.values[index])
      if text.count > longest.count { longest = text }
    }
    let extent = setting.extent(RichText(number: longest), .annotation(size: largest))
    widest = Size(extent.width, extent.height)
  }

  /// The cell that holds every number in the theme's tick size.
  var cell: Size { Size(widest.width + 8, widest.height + 6) }

  /// The type size at which every number fits its cell.
  /// - Parameter frame: of all cells.
  func size(in frame: Size, _ map: HeatMap) -> Double {
    let width = frame.width / Double(max(map.cells.columns, 1))
    let height = frame.height / Double(max(map.cells.rows, 1))
    return largest * min(1, (width - 4) / widest.width, (height - 2) / widest.height)
  }

  /// Whether every number can be read in its cell.
  func fit(_ frame: Size, _ map: HeatMap) -> Bool {
    size(in: frame, map) >= Self.smallest
  }
}
