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

  /// The title, over the middle of the panels as far as the page allows.
  func titleItem(
    _ title: RichText, over frames: [Rect], page: Size, bandHeight: Double, contentTop: Double
  ) -> SceneItem {
    let width = page.width - 2 * Spacing.page
    let extent = setting.extent(title, .title, width: width)
    let left = frames.map(\.minX).min() ?? 0
    let right = frames.map(\.maxX).max() ?? page.width
    let half = extent.width / 2 + Spacing.page
    let middle = min(max((left + right) / 2, half), max(page.width - half, half))
    let y = max(Spacing.page, contentTop - bandHeight)
    return setting.item(
      title, .title, at: Point(middle, y), .middle, .top, wrapWidth: width, id: "title")
  }
}
