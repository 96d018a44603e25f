// Figure → Scene: where every figure's layout begins.

public import FigureModel
public import FigureScene

/// A figure ready to be drawn, and what can be said about it.
public struct LaidOutFigure: Sendable {
  public var scene: Scene
  public var description: FigureDescription
}

/// What a figure is drawn for.
public enum Medium: Hashable, Sendable {
  /// A picture of pixels, `scale` of them for each px.
  case pixels
  /// SVG or PDF, printed with 600 dots to the inch or more.
  case vectors

  /// Dots of print for each px.
  static let finestPixels = 600.0 / 96
}

/// Places what figures show and everything around it.
public struct FigureLayout {
  let setting: TextSetting
  let grid: PixelGrid

  /// - Parameters:
  ///   - family: font families in order of preference.
  ///   - scale: pixels of the output for each px, so that cells can be whole numbers of them.
  ///   - medium: what the figure is for: of a large matrix vectors show more than pixels.
  public init(
    theme: Theme, family: String = DefaultFont.families, language: Language,
    measuring: any TextMeasuring, scale: Double = 1, medium: Medium = .pixels
  ) {
    setting = TextSetting(theme: theme, family: family, language: language, measuring: measuring)
    grid = PixelGrid(
      scale: scale, pixelsPerPx: medium == .vectors ? max(scale, Medium.finestPixels) : nil)
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
