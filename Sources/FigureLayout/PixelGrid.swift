// How lengths snap to the pixels a figure will have, so that cells stay whole and lines sharp.

import RealModule

/// The grid of output pixels, in the scene's px.
struct PixelGrid {
  /// One step of the grid in px.
  let unit: Double

  /// - Parameter scale: output pixels for each px. A whole scale snaps to px, so that the layout is
  ///   the same at each of them; any other snaps to the output's own pixels.
  init(scale: Double) {
    unit = scale == scale.rounded() ? 1 : 1 / scale
  }

  func floor(_ length: Double) -> Double { (length / unit + 1e-9).rounded(.down) * unit }
  func ceil(_ length: Double) -> Double { (length / unit - 1e-9).rounded(.up) * unit }
  func round(_ length: Double) -> Double { (length / unit).rounded() * unit }

  /// A run of equal cells.
  struct Cells {
    /// Cells as drawn.
    var count: Int
    /// The side of one as drawn, in px.
    var cell: Double
    /// How many cells of the matrix stand behind one as drawn.
    var reducedBy: Int

    var length: Double { Double(count) * cell }

    func atLeast(_ side: Double) -> Cells {
      reducedBy > 1 ? self : Cells(count: count, cell: max(cell, side), reducedBy: 1)
    }
  }

  /// The run of `count` cells that suits `room` px best: each a whole number of grid steps, or,
  /// where there are more cells than steps, a step for each few of them.
  /// - Parameter mayGrow: whether the run may become somewhat longer than the room.
  func cells(_ count: Int, in room: Double, mayGrow: Bool) -> Cells {
    let steps = max(1, (room / unit + 1e-9).rounded(.down))
    let each = steps / Double(count)
    let whole = mayGrow ? (each + 0.4).rounded(.down) : each.rounded(.down)
    if whole >= 1 { return Cells(count: count, cell: whole * unit, reducedBy: 1) }
    if mayGrow, each >= 0.66 { return Cells(count: count, cell: unit, reducedBy: 1) }
    return cells(count, side: unit, reducedBy: Int((1 / each).rounded(.up)))
  }

  /// The run of `count` cells with this side, each standing for `reducedBy` of the matrix'.
  func cells(_ count: Int, side: Double, reducedBy: Int) -> Cells {
    Cells(count: max(1, (count + reducedBy - 1) / reducedBy), cell: side, reducedBy: reducedBy)
  }
}
