// What kinds share whose figures have cells in the colours of a scale: options that are followed after
// a kind has composed its figure, whatever it shows.

import FigureModel
import FigureScene
import TextFormats

/// A kind of figure with coloured cells.
public protocol CellKind: FigureKind {
  /// The options of colours, limits and orientation.
  var heatMap: HeatMapArguments { get }
}

extension CellKind {
  public var cellOptions: HeatMapArguments? { heatMap }
}

extension HeatMapArguments {
  /// The map of the user's own colours; nil where there is none.
  func ownColors(in context: ComputeContext) throws(FigureError) -> ColorMap? {
    guard let cmap else { return nil }
    if let colormap {
      throw .usage(
        "\(option: "cmap") \(cmap) and \(option: "colormap") \(colormap.name) both say the colours; give one of them",
        zh: "\(option: "cmap") \(cmap) 与 \(option: "colormap") \(colormap.name) 都指定了颜色，请只给一个")
    }
    return try ColorFile.map(cmap, context)
  }

  /// A composed figure as these options want its cells.
  /// - Parameter colors: the map of the user's own colours.
  func finished(
    _ composition: Composition, _ colors: ColorMap?
  ) throws(FigureError) -> Composition {
    var composition = composition
    composition.changeGrids { grid in
      if let barLabel, grid.sharedColorBar != nil {
        grid.sharedColorBar?.label = Self.label(barLabel)
        grid.sharedColorBar?.shortLabel = nil
      }
      for index in grid.panels.indices { change(&grid.panels[index], colors) }
    }
    return try marked(composition)
  }

  private func change(_ panel: inout Panel, _ colors: ColorMap?) {
    guard var map = panel.heatMap else { return }
    if let colors { map.scale = map.scale.colored(by: colors) }
    if let barLabel { map.colorBar?.label = Self.label(barLabel) }
    map.hasBorders = cellBorders
    panel.heatMap = map
  }

  private static func label(_ text: String) -> RichText? {
    text.isEmpty ? nil : RichText(text)
  }

  /// What readers are to be warned of in a figure that was composed.
  func warnings(_ composition: Composition, _ colors: ColorMap?) -> [Message] {
    guard composition.hasCells, let cmap, let colors else { return [] }
    return ColorFile.warnings(colors, cmap)
  }
}

extension Composition {
  /// Whether a panel has coloured cells.
  var hasCells: Bool {
    frames.contains { frame in
      if case .panels(let grid) = frame.content {
        grid.panels.contains { $0.heatMap != nil }
      } else {
        false
      }
    }
  }
}
