// What kinds share whose figures have cells in the colours of a scale: options that are followed after
// a kind has composed its figure, whatever it shows.

import FigureModel

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
        "--cmap \(cmap) and --colormap \(colormap.name) both say the colours; give one of them")
    }
    return try ColorFile.map(cmap, context)
  }

  /// A composed figure as these options want its cells.
  /// - Parameter colors: the map of the user's own colours.
  func finished(
    _ composition: Composition, _ colors: ColorMap?
  ) throws(FigureError) -> Composition {
    guard let colors else { return composition }
    var composition = composition
    composition.changePanels { panel in
      guard let scale = panel.heatMap?.scale else { return }
      panel.heatMap?.scale = scale.colored(by: colors)
    }
    return composition
  }

  /// What readers are to be warned of in a figure that was composed.
  func warnings(_ composition: Composition, _ colors: ColorMap?) -> [String] {
    guard let cmap, let colors else { return [] }
    guard composition.hasCells else {
      return ["--cmap \(cmap): this figure has no cells in the colours of a map"]
    }
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

  /// Changes every panel of every frame.
  mutating func changePanels(_ change: (inout Panel) -> Void) {
    changeGrids { grid in
      for index in grid.panels.indices { change(&grid.panels[index]) }
    }
  }
}
