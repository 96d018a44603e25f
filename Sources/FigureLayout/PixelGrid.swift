// How lengths snap to the pixels a figure will have, so that cells stay whole and lines sharp.

import RealModule

/// The grid of output pixels, in the scene's px.
struct PixelGrid: Hashable {
  /// One step of the grid in px.
  let unit: Double
  /// Pixels of the output for each px, of which every cell that is drawn has at least one.
  let pixelsPerPx: Double

  /// - Parameters:
  ///   - scale: pixels of a PNG for each px. A whole scale snaps to px, so that the layout is the same
  ///     at each of them; any other snaps to the output's own pixels.
  ///   - pixelsPerPx: of the output where it is no PNG.
  init(scale: Double, pixelsPerPx: Double? = nil) {
    unit = scale == scale.rounded() ? 1 : 1 / scale
    self.pixelsPerPx = pixelsPerPx ?? scale
  }

  func floor(_ length: Double) -> Double { (length / unit + 1e-9).rounded(.down) * unit }
  func ceil(_ length: Double) -> Double { (length / unit - 1e-9).rounded(.up) * unit }
  func round(_ length: Double) -> Double { (length / unit).rounded() * unit }

  /// A run of cells side by side.
  struct CellRun {
    /// Cells of the matrix.
    var count: Int
    /// How long they are together, in px: a whole number of grid steps.
    var length: Double

    /// The side of one, in px.
    var side: Double { length / Double(count) }
  }

  /// How much of the space cells of even size take at least; else they are of uneven size.
  enum Evenness: Hashable {
    /// Most of it: a page has air.
    case usual
    /// Nearly all of it, and all where no one sees that a cell is a step longer than its neighbour.
    case filling

    func leastShare(_ side: Double) -> Double {
      switch self {
      case .usual: 0.85
      case .filling: side >= Self.hidesAStep ? 1 : 0.95
      }
    }

    /// So many steps a cell is long in which one more is not seen.
    private static let hidesAStep = 24.0
  }

  /// The run of `count` cells that suits `space` px best: each a whole number of grid steps, unless
  /// that left much of the space unused. Then the run takes all of it, and renderers give each cell a
  /// whole number of pixels, one more or less than its neighbour's; cells beyond the pixels are
  /// reduced.
  /// - Parameter mayGrow: whether the run may become somewhat longer than the space.
  func cells(
    _ count: Int, in space: Double, mayGrow: Bool, evenness: Evenness = .usual
  ) -> CellRun {
    let steps = max(1, (space / unit + 1e-9).rounded(.down))
    let each = steps / Double(count)
    let whole = mayGrow ? (each + 0.4).rounded(.down) : each.rounded(.down)
    if whole >= 1, mayGrow || whole >= each * evenness.leastShare(each) {
      return CellRun(count: count, length: Double(count) * (whole * unit))
    }
    if mayGrow, each >= 0.66 { return CellRun(count: count, length: Double(count) * unit) }
    return CellRun(count: count, length: steps * unit)
  }

  /// The same cells, each with at least this side; reduced ones stay as they are.
  func enlarged(_ cells: CellRun, toSide side: Double) -> CellRun {
    guard cells.side >= unit, cells.side < side else { return cells }
    return CellRun(count: cells.count, length: Double(cells.count) * side)
  }

  /// So many cells with this side, to the nearest grid step.
  func cells(_ count: Int, side: Double) -> CellRun {
    CellRun(count: count, length: max(unit, round(Double(count) * side)))
  }

  /// How many of a run's cells can be drawn, each at least a pixel of the output.
  func drawn(_ cells: CellRun) -> Int {
    let pixels = (cells.length * pixelsPerPx + 1e-6).rounded(.down)
    return max(1, min(cells.count, Int(min(pixels, Self.longestImage))))
  }

  /// The longest image that cairo takes, in pixels.
  private static let longestImage = 32767.0
  /// The most cells of an image: beyond it a file of vectors would take longer to show than it is
  /// worth.
  static let maximumCells = 1 << 22

  /// How many rows and columns of a matrix are drawn.
  func drawn(rows: CellRun, columns: CellRun) -> (rows: Int, columns: Int) {
    let (down, across) = (drawn(rows), drawn(columns))
    let share = Double(Self.maximumCells) / Double(down) / Double(across)
    guard share < 1 else { return (down, across) }
    func fewer(_ count: Int) -> Int { max(1, Int(Double(count) * share.squareRoot())) }
    return (fewer(down), fewer(across))
  }
}
