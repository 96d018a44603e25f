// Panels as they were fitted to frames. The search for the best page comes back to the same frame with the
// same gaps again and again: cells that are squares have it on every page that is high enough.

import FigureScene

/// The panels of one figure with everything around their frames measured.
final class FittedPanels {
  /// What decides about what stands around a panel's frame.
  struct Key: Hashable {
    /// Which panel, as the layout numbers them.
    var panel: Int
    var choices: PanelChoices
    var frame: Size
    var drawnRows: Int
    var drawnColumns: Int
    var holdsNumbers: Bool
    var spacing: Spacing
    var grid: PixelGrid
  }

  private var known: [Key: PanelPlan] = [:]
  private var count = 0
  /// More than these are not remembered: each takes some kilobytes.
  private static let maximumCount = 1000

  /// A number for another panel.
  func number() -> Int {
    count += 1
    return count
  }

  /// A panel as it was fitted before; nil where it was not.
  subscript(_ key: Key) -> PanelPlan? { known[key] }

  func keep(_ plan: PanelPlan, for key: Key) {
    if known.count < Self.maximumCount { known[key] = plan }
  }
}

/// What other panels of the page leave to one.
struct PanelChoices: Hashable {
  /// Whether tick labels are shown along each axis.
  var showsX = true
  var showsY = true
  /// Whether the tokens of each side of lines are named.
  var namesQueries = true
  var namesKeys = true
  /// Whether the axes' names are: of several panels' axes one name may stand for all.
  var namesX = true
  var namesY = true
  /// Whether it leaves space below its ticks for the name that stands for the whole row.
  var leavesNameX = false

  /// Whether no other panel stands beside it.
  var isAlone = false
  /// Whether it has no colour bar of its own, so that all panels of a grid have space.
  var hidesBar = false
  /// Whether the short title stands above it.
  var usesShortTitle = false
  /// Whether its title gives way to those of others, and whether it may reach over its neighbours for that.
  var hidesTitle = false
  var isTitleFree = false
  /// Whether the page's height follows what stands on it.
  var isHeightFree = false
  /// The steps of names in a picture of another scale; nil for those that there is space for.
  var nameSteps: NameSteps?
  /// What names below other panels of the grid are turned by, in degrees.
  var minimumAngle = 0.0

  /// Whether the first label below it gives way to the last one of the panel before it.
  var hidesFirstLabel = false
}

/// Every how many names stand along each axis of a panel; nil along axes of numbers.
struct NameSteps: Hashable {
  var x: Int?
  var y: Int?

  init(_ plan: PanelPlan) { (x, y) = (plan.xTicks.step, plan.yTicks.step) }
}
