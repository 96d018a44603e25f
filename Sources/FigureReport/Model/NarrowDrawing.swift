// Figures of a report as narrow screens show them: the same values, composed anew for the width of a
// telephone.

import FigureKinds
import FigureLayout
import FigureModel
import FigurePipeline
import FigureScene

/// A figure composed for narrow screens.
struct NarrowDrawing: Sendable {
  var light: Scene
  var dark: Scene
  var description: FigureDescription
  /// The figure that was laid out.
  var figure: Figure

  /// Whether a narrow screen shows the whole of it. A figure that does not fit its page is composed for
  /// the minimum width that it takes, and scrolls in its box.
  var isWhole: Bool { light.size.width <= Self.widestWhole }

  /// Figures that are no wider than this are whole on narrow screens as they are, in px.
  static let widestWhole = 480.0
  /// Figures that ask for more than this, in px, are shown as they are on wide screens, where this is the
  /// minimum width that they are made smaller to: 40 rem of the style sheet.
  static let widest = 640.0

  /// Composes a figure, on light and on dark ground.
  /// - Parameter request: a figure in one language, that has no words of its own for narrow pages.
  /// - Returns: nil where it takes no page that is so narrow.
  init?(
    _ request: (Theme.Name) -> FigureRequest, _ computed: ComputedFigure,
    by worker: borrowing FigureRenderer
  ) {
    func prepare(
      _ theme: Theme.Name, _ size: PageSize?, as arrangement: PageArrangement? = nil
    ) throws(FigureError) -> PreparedFigure {
      var request = request(theme)
      request.appearance.preset = .phone
      request.appearance.size = size
      request.appearance.fontSize = nil
      return try worker.prepare(request, computed: computed, for: .vectors, as: arrangement)
    }
    var size: PageSize?
    let first: PreparedFigure
    do throws(FigureError) {
      first = try prepare(.light, nil)
    } catch {
      guard let minimum = error.minimumPage, minimum.width <= Self.widest else { return nil }
      size = PageSize("\(minimum.width.rounded(.up))x\(minimum.height.rounded(.up))px")
      guard let wider = try? prepare(.light, size) else { return nil }
      first = wider
    }
    guard let dark = try? prepare(.dark, size, as: first.arrangement) else { return nil }
    self.init(
      light: first.scene, dark: dark.scene, description: first.description, figure: first.figure)
  }

  private init(light: Scene, dark: Scene, description: FigureDescription, figure: Figure) {
    (self.light, self.dark, self.description, self.figure) = (light, dark, description, figure)
  }
}
