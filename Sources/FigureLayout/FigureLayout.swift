// Figure → Scene: where every figure's layout begins.

public import FigureModel
public import FigureScene

/// A figure ready to be drawn, and what can be said about it.
public struct LaidOutFigure: Sendable {
  public var scene: Scene
  public var description: FigureDescription
}

/// Places what figures show and everything around it.
public struct FigureLayout {
  let setting: TextSetting
  let grid: PixelGrid

  /// - Parameters:
  ///   - family: font families in order of preference.
  ///   - scale: pixels of the output for each px, so that cells can be whole numbers of them.
  public init(
    theme: Theme, family: String = DefaultFont.families, language: Language,
    measuring: any TextMeasuring, scale: Double = 1
  ) {
    setting = TextSetting(theme: theme, family: family, language: language, measuring: measuring)
    grid = PixelGrid(scale: scale)
  }

  /// Places everything on the page.
  public func layOut(_ figure: Figure) throws(LayoutError) -> LaidOutFigure {
    switch figure.content {
    case .panels(let panels): try layOut(figure, panels)
    case .diagram(let diagram): try layOut(figure, diagram)
    }
  }

  /// Refuses a figure whose page is too small for it, without painting anything.
  public func checkRoom(_ figure: Figure) throws(LayoutError) {
    switch figure.content {
    case .panels(let panels): try checkRoom(figure, panels)
    case .diagram(let diagram): _ = try layOut(figure, diagram)
    }
  }
}
