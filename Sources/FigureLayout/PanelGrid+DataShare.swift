// Why panels take less of their page than they are to.

import FigureModel

extension PanelGrid {
  /// What keeps panels from taking more of their page: the shape of those that have one of their own, else words.
  /// - Parameters:
  ///   - across: how many panels stand side by side.
  ///   - followsContent: whether the page is as high as its content: one below the other, panels of any shape then
  ///     take what words leave of its width.
  func limit(_ across: Int, followsContent: Bool) -> String {
    guard hasASquare, across > 1 || !followsContent else { return "words" }
    let shapes = Set(panels.compactMap(\.ownShape)).sorted()
    let several =
      panels.count == 1 ? "" : "\(panels.count) panels, \(min(across, panels.count)) side by side"
    guard let shape = shapes.first else {
      return "equal units" + (several.isEmpty ? "" : ": " + several)
    }
    let description = shapes.count == 1 ? shape : "\(shape) and others"
    return "square cells: \(description)" + (several.isEmpty ? "" : " in \(several)")
  }
}

extension Panel {
  /// The rows and columns of what has square cells; nil for other panels.
  fileprivate var ownShape: String? {
    switch content {
    case .heatMap(let map):
      map.aspect == .equal ? "\(map.cells.rows) × \(map.cells.columns)" : nil
    case .picture(let picture): "\(picture.gridRows) × \(picture.gridColumns)"
    case .chart, .links: nil
    }
  }
}
