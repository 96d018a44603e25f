// Figures for the tests of layout, and how they are laid out without a font.

import AttentionMath
import FigureModel
import FigureScene
import TestSupport

@testable import FigureLayout

var setting: TextSetting {
  TextSetting(theme: .light, family: "none", language: .english, measuring: FixedWidthText())
}

func layOut(
  _ figure: Figure, theme: Theme = .light, scale: Double = 1
) throws(LayoutError) -> LaidOutFigure {
  try LayoutEngine(
    theme: theme, language: figure.language, measuring: FixedWidthText(), scale: scale
  ).layOut(figure)
}

/// A matrix that counts from 0, row by row.
func counting(_ rows: Int, _ columns: Int) -> Matrix<Double> {
  Matrix(rows: rows, columns: columns, values: (0..<rows * columns).map(Double.init))
}

func cellAxis(_ count: Int, first: Int = 0, label: RichText? = nil) -> Axis {
  Axis(label: label, domain: .cells(count: count, first: first))
}

func numberAxis(
  _ lower: Double? = nil, _ upper: Double? = nil, scale: Axis.NumberScale = .linear,
  label: RichText? = nil
) -> Axis {
  Axis(label: label, domain: .numbers(lower: lower, upper: upper, scale: scale))
}

/// A panel of a matrix that is coloured by its own least and greatest value.
func heatPanel(
  _ matrix: Matrix<Double>, title: RichText? = nil, x: Axis? = nil, y: Axis? = nil,
  origin: HeatMap.Origin = .upper, aspect: HeatMap.Aspect = .free,
  colorBar: ColorBar? = ColorBar(), annotation: HeatMap.Annotation? = nil
) throws -> Panel {
  let limits = ColorScale.automaticLimits(of: matrix)
  let scale = try ColorScale(vmin: limits.vmin, vmax: limits.vmax)
  return Panel(
    title: title,
    content: .heatMap(
      HeatMap(
        matrix: matrix, scale: scale, origin: origin, aspect: aspect, colorBar: colorBar,
        annotation: annotation)),
    x: x ?? cellAxis(matrix.columns, label: "column"),
    y: y ?? cellAxis(matrix.rows, label: "row"))
}

func chartPanel(_ chart: Chart, x: Axis = numberAxis(), y: Axis = numberAxis()) -> Panel {
  Panel(content: .chart(chart), x: x, y: y)
}

/// A line through these heights, a step apart.
func line(_ y: [Double]) -> Series { line(nil, y) }

func line(_ label: String?, _ y: [Double], slot: Int = 0) -> Series {
  Series(
    label: label, x: y.indices.map(Double.init), y: y, style: SeriesStyle(form: .line, slot: slot))
}

func figure(
  _ panels: [Panel], columns: Int = 1, title: RichText? = "A title", size: FigureSize,
  language: Language = .english, sharedColorBar: ColorBar? = nil, sharesAxes: Bool = false
) -> Figure {
  Figure(
    name: "sample", title: title, summary: "A sample.", language: language, panels: panels,
    columns: columns, size: size, sharedColorBar: sharedColorBar, sharesAxes: sharesAxes)
}

extension FigureSize {
  static func exact(_ width: Double, _ height: Double) -> FigureSize { .exact(Size(width, height)) }
  static func about(_ width: Double, _ height: Double) -> FigureSize { .about(Size(width, height)) }
}

extension LaidOutFigure {
  var faults: [String] { scene.layoutFaults(FixedWidthText()) }

  /// The one text with these words.
  func text(_ words: String) -> Placed<SceneText>? {
    scene.placedTexts.first { $0.item.text.plain == words }
  }
}
