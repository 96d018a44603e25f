// Numbers in the cells of a heat map: how they are written and what space they need, before anything is
// placed.

import AttentionMath
import FigureModel
import FigureScene

/// The numbers of one heat map.
struct AnnotatedCells {
  let number: CellNumber
  /// The widest number in the theme's tick size, and the widest where what rounds to 0 is left blank.
  private let widest: Size
  private let widestNumber: Size
  /// The theme's tick size, the largest that numbers are set in.
  private let largest: Double

  /// The smallest type they are set in, in px.
  private let smallest: Double
  /// More cells than these are not all written out to be measured: every so many of them are.
  private static let maximumMeasured = 1 << 16

  /// - Returns: nil for a map that has none.
  init?(_ map: HeatMap, setting: TextSetting) {
    guard let annotation = map.annotation, let matrix = map.matrix else { return nil }
    let hidden = map.isMasked
    number = CellNumber(
      annotation,
      for: matrix.values.indices.lazy.filter { hidden?[$0] != true }.map { matrix.values[$0] })
    largest = setting.theme.tickSize
    smallest = setting.smallestNumber
    // Digits are about equally wide, so the longest string stands for the widest.
    let step = max(1, matrix.values.count / Self.maximumMeasured)
    var (longest, longestDisplayed) = ("0", "0")
    var infinities: Set<String> = []
    for index in stride(from: 0, to: matrix.values.count, by: step) where hidden?[index] != true {
      let text = number.text(matrix.values[index])
      if matrix.values[index].isInfinite { infinities.insert(text) }
      if text.count > longest.count { longest = text }
      if text.count > longestDisplayed.count, !number.textOrBlank(matrix.values[index]).isEmpty {
        longestDisplayed = text
      }
    }
    func size(_ text: String) -> Size {
      let extent = setting.extent(RichText(number: text), .annotation(size: setting.theme.tickSize))
      return Size(extent.width, extent.height)
    }
    // The sign of infinity is wider than a digit.
    let widestSign = infinities.map { size($0).width }.max() ?? 0
    func beside(_ size: Size) -> Size { Size(max(size.width, widestSign), size.height) }
    widest = beside(size(longest))
    widestNumber = longestDisplayed == longest ? widest : beside(size(longestDisplayed))
    let reach = Self.frameReach(map)
    cell = Size(widest.width + 8 + 2 * reach, widest.height + 6 + 2 * reach)
  }

  /// The cell that holds every number in the theme's tick size.
  private(set) var cell = Size.zero

  /// The type size at which every number fits its cell.
  /// - Parameter frame: of all cells.
  func size(in frame: Size, _ map: HeatMap) -> Double {
    let size = size(of: widest, in: frame, map)
    return size >= smallest ? size : self.size(of: widestNumber, in: frame, map)
  }

  private func size(of widest: Size, in frame: Size, _ map: HeatMap) -> Double {
    let width = frame.width / Double(max(map.cells.columns, 1))
    let height = frame.height / Double(max(map.cells.rows, 1))
    let reach = Self.frameReach(map)
    // The air beside a number is as wide as its type asks for.
    return largest
      * min(
        1, (width - 2 * reach) / (widest.width + Self.air * largest), height / widest.height,
        (height - 2 * reach) / (widest.height * Self.inkShare))
  }

  /// How far frames around lit cells reach into these, in px: numbers keep clear of them in every cell, since all
  /// have one size.
  static func frameReach(_ map: HeatMap) -> Double {
    map.marks.isEmpty ? 0 : CellMarksPainter.outlineWidth / 2
  }

  /// Beside a number, as a share of its type size.
  static let air = 0.3
  /// What digits take of their line's height.
  private static let inkShare = 0.75

  /// Whether every number can be read in its cell.
  func fit(_ frame: Size, _ map: HeatMap) -> Bool {
    size(in: frame, map) >= smallest
  }

  /// Whether numbers that round to 0 are left blank so that the others can be read.
  func leavesBlanks(in frame: Size, _ map: HeatMap) -> Bool {
    size(of: widest, in: frame, map) < smallest
  }
}
