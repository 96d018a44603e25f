// How large the words of a figure are, and a description in the px of its page.

import FigureModel
import FigureScene

/// Type sizes of a figure, in pt.
public struct TypeDescription: Hashable, Sendable, Encodable {
  public var title: Double
  public var panelTitle: Double
  public var label: Double
  public var tick: Double

  /// - Parameters:
  ///   - factor: the type scale of the page.
  ///   - diagram: what the words of a diagram are set smaller or larger by, its title never smaller.
  init(_ theme: Theme, factor: Double, diagram: Double) {
    func points(_ size: Double) -> Double { (size * factor * 75).rounded() / 100 }
    title = points(theme.titleSize * max(1, diagram))
    panelTitle = points(theme.panelTitleSize * diagram)
    label = points(theme.labelSize * diagram)
    tick = points(theme.tickSize * diagram)
  }
}

extension FigureDescription {
  /// Takes the lengths to the page's px, and reports on each panel how much of the page is its own.
  mutating func scale(by factor: Double) {
    size.scale(by: factor)
    let area = size.width * size.height
    for index in panels.indices {
      panels[index].frame.scale(by: factor)
      panels[index].colorBar?.scale(by: factor)
      let frame = panels[index].frame
      panels[index].share = (frame.width * frame.height / area * 1000).rounded() / 1000
    }
    for index in (nodes ?? []).indices { nodes?[index].frame.scale(by: factor) }
  }
}

extension RectDescription {
  fileprivate mutating func scale(by factor: Double) {
    self = RectDescription(
      Rect(x: x, y: y, width: width, height: height).scaled(by: factor))
  }
}

extension SizeDescription {
  fileprivate mutating func scale(by factor: Double) {
    let size = Size(width, height).scaled(by: factor)
    self = SizeDescription(width: size.width, height: size.height)
  }
}
