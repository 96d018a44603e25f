// How many cells of a matrix a page draws, and panels that keep to as many.

import AttentionMath
import FigureModel
import FigureScene
import RealModule

/// So many rows and columns of cells.
struct DrawnShape: Hashable {
  var rows: Int
  var columns: Int

  /// Cells are drawn fewer than there is space for, so that they need not be made anew, where at least this share
  /// of them is left.
  private static let nearly = 0.9

  /// Whether it may be drawn where another shape has just enough space.
  func suits(_ other: DrawnShape) -> Bool {
    func suits(_ one: Int, _ other: Int) -> Bool {
      one <= other && Double(one) >= Self.nearly * Double(other)
    }
    return suits(rows, other.rows) && suits(columns, other.columns)
  }
}

/// The cells that a figure's panels drew, in the order of the panels, on an output's pixels.
struct DrawnShapes: Hashable {
  let pixelsPerPx: Double
  var shapes: [DrawnShape]

  init(_ plans: [PanelPlan], on grid: PixelGrid) {
    pixelsPerPx = grid.pixelsPerPx
    shapes = plans.map(\.drawnShape)
  }

  /// What a panel drew on the same pixels; nil where that was on others.
  func shape(of panel: Int, on grid: PixelGrid) -> DrawnShape? {
    grid.pixelsPerPx == pixelsPerPx && shapes.indices.contains(panel) ? shapes[panel] : nil
  }

  /// The lesser one of both for each panel, where it may be drawn instead of the other.
  func lesser(_ other: DrawnShapes) -> DrawnShapes {
    var result = self
    for (index, shape) in shapes.enumerated() where other.shapes.indices.contains(index) {
      let lesser = DrawnShape(
        rows: min(shape.rows, other.shapes[index].rows),
        columns: min(shape.columns, other.shapes[index].columns))
      if lesser.suits(shape) { result.shapes[index] = lesser }
    }
    return result
  }
}

extension PixelGrid {
  /// A run of which so many cells are drawn: shorter, as far as they then fill it still.
  func shortened(_ cells: CellRun, toDraw count: Int) -> CellRun {
    let length = ceil(Double(count) / pixelsPerPx)
    guard count < drawn(cells), length <= cells.length, length >= 0.85 * cells.length else {
      return cells
    }
    return CellRun(count: cells.count, length: length)
  }
}

extension Figure {
  /// The figure with limits of its scales that take as much space as any of their size: by what a sample reaches, the
  /// digits of the limits are not known.
  var withWidestLimits: Figure {
    guard case .panels(var panels) = content else { return self }
    for index in panels.panels.indices {
      guard case .heatMap(var map) = panels.panels[index].content else { continue }
      map.scale = map.scale.withWidestLimits(
        mayShrink: map.reduction.map { $0 != .max && $0 != .extremes } ?? false)
      panels.panels[index].content = .heatMap(map)
    }
    var figure = self
    figure.content = .panels(panels)
    return figure
  }
}

extension ColorScale {
  /// - Parameter mayShrink: whether limits follow what is drawn, which may be nearer to 0 than all values.
  fileprivate func withWidestLimits(mayShrink: Bool) -> ColorScale {
    func widest(_ value: Double) -> Double {
      guard value != 0, value.isFinite else { return value }
      var unit = Double.pow(10, Double.log10(value.magnitude).rounded(.down))
      if mayShrink, unit <= Self.longerWhenLess { unit = min(0.1, unit / 10) }
      let wide = Self.widestDigits * unit
      return mayShrink || value.magnitude < wide ? (value < 0 ? -wide : wide) : value
    }
    var extent = ValueExtent()
    (extent.minimum, extent.maximum) = (widest(vmin), widest(vmax))
    if extent.minimum >= extent.maximum {
      if vmax > 0 {
        extent.minimum = extent.maximum / 2
      } else {
        extent.maximum = extent.minimum / 2
      }
    }
    return extent.minimum < extent.maximum ? following(extent) : self
  }

  /// Digits of which none is left out.
  private static var widestDigits: Double { 8.888888 }
  /// Numbers up to this power of ten are written with fewer characters than smaller ones.
  private static var longerWhenLess: Double { 100 }
}
