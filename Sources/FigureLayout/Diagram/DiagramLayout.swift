// Diagram → Scene.

import FigureModel
import FigureScene

extension FigureLayout {
  /// Places the nodes from their content, then the edges between them; the page follows.
  func layOut(_ figure: Figure, _ diagram: Diagram) throws(LayoutError) -> LaidOutFigure {
    let page = figure.size.target
    let scene = Scene(
      name: figure.name, size: page, background: setting.theme.background,
      title: figure.title?.plain ?? figure.name, summary: figure.summary,
      language: figure.language.tag, items: [])
    return LaidOutFigure(
      scene: scene,
      description: FigureDescription(
        size: SizeDescription(width: page.width, height: page.height), title: figure.title?.plain,
        language: figure.language.rawValue, alt: figure.summary, panels: [], warnings: []))
  }
}
