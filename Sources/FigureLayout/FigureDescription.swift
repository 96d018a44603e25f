// What was drawn and where, in words and numbers other programs can read.

import FigureScene
public import TextFormats

/// A finished figure described: where its cells lie and what their colours mean.
///
/// Written as JSON by `--describe`. All lengths are px at scale 1.
public struct FigureDescription: Hashable, Sendable, Encodable {
  /// The format of this description; raised when a key changes its meaning.
  public var version = 1
  public var size: SizeDescription
  /// `true` where the page is left clear; nil where it is painted.
  public var transparent: Bool?
  public var title: String?
  public var subtitle: String?
  public var language: String
  /// One or two sentences for readers who do not see the picture.
  public var alt: String
  /// How large the words are.
  public var type: TypeDescription?
  /// How much of the page the panels take; nil for a diagram.
  public var data: DataShareDescription?
  /// Panels of axes, in reading order; empty for a diagram.
  public var panels: [PanelDescription]
  /// The nodes of a diagram, in reading order.
  public var nodes: [NodeDescription]?
  /// What a reader of the figure should know went differently from what was asked.
  public var warnings: [Message]
}

/// What the panels' frames cover together.
public struct DataShareDescription: Hashable, Sendable, Encodable {
  /// Of the page's area, 0 to 1.
  public var share: Double
  /// What is aimed at; nil where nothing is.
  public var aim: Double?
  /// What forbids the aim where it is not reached: `square cells: 13 × 13`, which grow in both directions
  /// together, how many panels of them; `equal units` of a chart's axes; or `words`.
  public var limit: String?
}

/// A width and a height in px.
public struct SizeDescription: Hashable, Sendable, Encodable {
  public var width: Double
  public var height: Double
}

/// A rectangle in px, from the figure's top left.
public struct RectDescription: Hashable, Sendable, Encodable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double

  init(_ rect: Rect) {
    x = rect.x
    y = rect.y
    width = rect.width
    height = rect.height
  }
}

/// One panel: its marks, its axes, its colours.
public struct PanelDescription: Hashable, Sendable, Encodable {
  public var title: String?
  /// The cells' own area, or the area the series are drawn over.
  public var frame: RectDescription
  /// How much of the page's area the frame covers, from 0 to 1.
  public var share: Double?
  /// `heatmap`, `lines`, `points`, `bars`, `stems`, `links` or `picture`.
  public var mark: String
  /// Shape of the matrix, the number of series and the most points in one, or a picture's pixels.
  public var rows: Int
  public var columns: Int
  public var colorMap: String?
  /// The map's 256 colours, `#rrggbb`, where they are not those that its name stands for everywhere.
  public var colors: [String]?
  public var norm: String?
  public var vmin: Double?
  public var vmax: Double?
  /// The value of the middle colour, for the centred norm.
  public var center: Double?
  /// Where the colour bar's strip lies.
  public var colorBar: RectDescription?
  public var x: AxisDescription
  public var y: AxisDescription
  /// How a matrix with more cells than pixels was reduced.
  public var reduction: ReductionDescription?
  /// How many cells hold no finite number, and the colours they are drawn in.
  public var nonFinite: NonFiniteDescription?
  /// How many finite values lie below `vmin` and have the first colour; those without a logarithm
  /// are among them.
  public var below: Int?
  /// How many finite values lie above `vmax` and have the last colour.
  public var above: Int?
  /// How many values are 0 or less where the norm is `log`.
  public var withoutLogarithm: Int?
  /// How many points of a chart have no finite value and are gaps.
  public var gaps: Int?
  /// How many cells a mask hides; they are hatched.
  public var masked: Int?
  /// The names of the series, in order.
  public var series: [String]?
}

/// One node of a diagram: a box, an operator, a note or a table.
public struct NodeDescription: Hashable, Sendable, Encodable {
  public var id: String
  public var label: String
  /// `box`, `operator`, `note` or `table`.
  public var kind: String
  public var frame: RectDescription
  /// Shape of a table's matrix as shown, where rows or columns are left out.
  public var shownRows: Int?
  public var shownColumns: Int?
}

/// One axis as drawn.
public struct AxisDescription: Hashable, Sendable, Encodable {
  public var label: String?
  /// `cells`, `names`, `linear`, `log` or `integers`.
  public var kind: String
  /// The numbers at the axis' beginning and end; for cells the first and the last one's.
  public var domain: [Double]
  /// Where numbers grow to: `right` or `left`, `down` or `up`.
  public var direction: String
  public var ticks: [String]
  /// Every how many labels one is shown, where some were left out.
  public var thinnedBy: Int?
  /// How many labels were shortened to fit.
  public var shortened: Int?
}

/// How a matrix was reduced before it was coloured.
public struct ReductionDescription: Hashable, Sendable, Encodable {
  public var fromRows: Int
  public var fromColumns: Int
  public var toRows: Int
  public var toColumns: Int
  public var filter: String
  /// The minimum and the maximum value that are drawn, where they are not nearly those of the matrix.
  public var least: Double?
  public var greatest: Double?
}

/// Cells without a finite number.
public struct NonFiniteDescription: Hashable, Sendable, Encodable {
  public var nan: Int
  public var positiveInfinity: Int
  public var negativeInfinity: Int
  public var nanColor: String
  public var positiveInfinityColor: String
  public var negativeInfinityColor: String
}
