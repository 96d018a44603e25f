// One colour scale for two views that show the same kind of values: only then does a colour mean the same in
// both.

import FigureKinds
import FigureLayout
import FigureModel
import FigurePipeline
import FigureScene
import TextFormats

/// A colour scale that a figure chose by its values.
private struct ChosenScale: Hashable {
  /// What its values are, and how they become colours.
  var label: RichText?
  var map: ColorMap
  var norm: Norm
  var vmin: Double
  var vmax: Double

  /// The scale of all heat maps of a figure.
  /// - Returns: nil where it has none or several.
  init?(_ figure: Figure) {
    guard case .panels(let grid) = figure.content else { return nil }
    var scales: Set<ChosenScale> = []
    for panel in grid.panels {
      guard case .heatMap(let heatMap) = panel.content else { continue }
      let bar = heatMap.colorBar ?? grid.sharedColorBar
      scales.insert(ChosenScale(label: bar?.label, heatMap.scale))
    }
    guard scales.count == 1, let scale = scales.first else { return nil }
    self = scale
  }

  private init(label: RichText?, _ scale: ColorScale) {
    self.label = label
    (map, norm, vmin, vmax) = (scale.map, scale.norm, scale.vmin, scale.vmax)
  }

  /// The scale that takes in both.
  /// - Returns: nil where the two are of different kinds.
  func joined(with other: ChosenScale) -> (vmin: Double, vmax: Double)? {
    guard label == other.label, map == other.map, norm == other.norm else { return nil }
    return (min(vmin, other.vmin), max(vmax, other.vmax))
  }
}

extension FigureDrawer {
  /// The options that say themselves where a scale begins and ends.
  private static let limiting = ["vmin", "vmax", "center"]

  /// A figure's values with the limits of one scale for it and another figure.
  /// - Returns: the values, with limits where the figure's own scale is another one; nil where there is no
  ///   scale for both: where one of them shows something else, has several scales or limits that were chosen.
  func sharing(_ asked: OptionValues, with beside: OptionValues, isNew: Bool) -> OptionValues? {
    let options: KindVocabulary
    do throws(FigureError) { options = try asked.vocabulary() } catch { return nil }
    guard options["vmin"] != nil, options["vmax"] != nil,
      Self.limiting.allSatisfy({ asked.values[$0] == nil && beside.values[$0] == nil }),
      let own = scale(of: asked, isNew: isNew), let other = scale(of: beside, isNew: false),
      let (vmin, vmax) = own.joined(with: other)
    else { return nil }
    var shared = asked
    if vmin != own.vmin || vmax != own.vmax {
      shared.values["vmin"] = ["\(vmin)"]
      shared.values["vmax"] = ["\(vmax)"]
    }
    return shared
  }

  private func scale(of asked: OptionValues, isNew: Bool) -> ChosenScale? {
    guard let request = try? request(asked),
      let prepared = try? prepare(request, for: .vectors, isNew: isNew)
    else { return nil }
    return ChosenScale(prepared.figure.figure)
  }
}
