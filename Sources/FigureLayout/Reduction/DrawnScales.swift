// Colour scales of matrices that were made smaller as the user asked for: they follow the values that are
// drawn, which the mean of many cells seldom has in common with the cells.

import AttentionMath
import FigureModel

extension LayoutEngine {
  /// The panels with scales that follow what is drawn of them; nil where none has to.
  ///
  /// Panels whose scales are alike share one still. A scale of the filter that is chosen from the data stays
  /// that of the data: it is then the same in all formats and at all scales.
  func followingDrawn(
    _ content: PanelGrid, _ plans: [PanelPlan]
  ) throws(LayoutError) -> PanelGrid? {
    var known: [(scale: ColorScale, extent: ValueExtent)] = []
    for plan in plans {
      guard let map = plan.heatMap, plan.isReduced, map.reduction != nil, map.scale.isFree,
        !known.contains(where: { $0.scale == map.scale })
      else { continue }
      var extent = ValueExtent()
      for plan in plans where plan.heatMap?.scale == map.scale {
        if let cells = try plan.drawnCells() { extent.add(ValueExtent(cells.matrix.values)) }
      }
      if map.scale.norm != .log || extent.minimum > 0 { known.append((map.scale, extent)) }
    }
    known.removeAll { $0.scale == $0.scale.following($0.extent) }
    guard !known.isEmpty else { return nil }
    var content = content
    for (index, plan) in plans.enumerated() {
      guard case .heatMap(var map) = content.panels[index].content, let scale = plan.heatMap?.scale,
        let extent = known.first(where: { $0.scale == scale })?.extent
      else { continue }
      map.scale = map.scale.following(extent)
      map.hasScaleOfDrawn = true
      content.panels[index].content = .heatMap(map)
    }
    return content
  }
}
