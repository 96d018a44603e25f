// A matrix shown as coloured cells.

public import AttentionMath
public import FigureScene

/// A matrix as coloured cells, row 0 at the top or at the bottom.
public struct HeatMap: Sendable {
  /// The values, shape `[rows, columns]`.
  public var cells: MatrixRows
  public var scale: ColorScale
  /// Whether row 0 lies at the top.
  public var origin: Origin
  public var aspect: Aspect
  /// Whether square cells were asked for, so that not even a few rows of many cells are made higher.
  public var keepsSquares = false
  /// The panel's own colour bar.
  public var colorBar: ColorBar?
  /// Numbers written into the cells; nil for none.
  public var annotation: Annotation?
  /// Which cells a mask hides, row by row; nil where there is no mask.
  public var isMasked: [Bool]?
  /// Which value stands for several cells where there are more cells than pixels; nil for the one
  /// that suits the data.
  public var reduction: ReductionFilter?
  /// Whether the scale is that of what is drawn of the values, so that none lies beyond it.
  public var hasScaleOfDrawn = false
  /// Whether lines lie between the cells.
  public var hasBorders = false
  /// What is lit.
  public var marks: [Mark] = []
  /// Where one part of an axis ends and the next begins.
  public var rules: [Rule] = []
  /// A picture under the cells; nil for none.
  public var backdrop: Backdrop?
  /// Where the page follows square cells, their side is a multiple of so many px, so that the pixels of a
  /// picture under or beside them stay whole; nil for any.
  public var cellUnit: Double?
  /// What is read off it where the cells are drawn finer than the values that they show; nil for the cells.
  public var readValues: Matrix<Double>?

  public enum Origin: String, CaseIterable, Hashable, Sendable { case upper, lower }

  public enum Aspect: Hashable, Sendable {
    /// Cells are squares.
    case equal
    /// Cells fill the space there is.
    case free
  }

  /// A lit part, counted from row 0 and column 0 of the cells.
  public struct Mark: Hashable, Sendable {
    public enum Part: Hashable, Sendable {
      case cell(row: Int, column: Int)
      case row(Int)
      case column(Int)
    }

    public var part: Part
    /// Words above the cells that point at it.
    public var callout: RichText?

    public init(_ part: Part, callout: RichText? = nil) {
      self.part = part
      self.callout = callout
    }
  }

  /// A line between two rows or two columns.
  public struct Rule: Hashable, Sendable {
    public enum Position: Hashable, Sendable {
      /// Before this row.
      case row(Int)
      /// Before this column.
      case column(Int)
    }

    public var position: Position
    /// Whether it is a short line at the frame, and no line across all cells.
    public var isShort: Bool
    /// What it parts, for readers who do not see it.
    public var name: Localized

    public init(_ position: Position, isShort: Bool = false, name: Localized) {
      self.position = position
      self.isShort = isShort
      self.name = name
    }

    /// The same where rows and columns are exchanged.
    public var transposed: Rule {
      let position: Position =
        switch position {
        case .row(let row): .column(row)
        case .column(let column): .row(column)
        }
      return Rule(position, isShort: isShort, name: name)
    }
  }

  /// How numbers are written into cells.
  public struct Annotation: Hashable, Sendable {
    /// Digits after the point; nil for as many as the values ask for, none where all are whole.
    public var decimals: Int?
    /// Whether the figure does without them where they would be too small to read.
    public var isOptional: Bool

    public init(decimals: Int? = nil, isOptional: Bool = false) {
      self.decimals = decimals
      self.isOptional = isOptional
    }
  }

  /// The values where they are held in memory.
  public var matrix: Matrix<Double>? {
    if case .matrix(let matrix) = cells { matrix } else { nil }
  }

  public init(
    cells: MatrixRows, scale: ColorScale, origin: Origin = .upper, aspect: Aspect = .free,
    colorBar: ColorBar? = ColorBar(), annotation: Annotation? = nil, isMasked: [Bool]? = nil,
    reduction: ReductionFilter? = nil
  ) {
    self.cells = cells
    self.scale = scale
    self.origin = origin
    self.aspect = aspect
    self.colorBar = colorBar
    self.annotation = annotation
    self.isMasked = isMasked
    self.reduction = reduction
  }
}

extension HeatMap {
  /// Whether it has a few rows of many cells each.
  public var isFlat: Bool { cells.rows <= 8 && cells.columns >= 5 * cells.rows }

  /// A heat map of a matrix in memory.
  public init(
    matrix: Matrix<Double>, scale: ColorScale, origin: Origin = .upper, aspect: Aspect = .free,
    colorBar: ColorBar? = ColorBar(), annotation: Annotation? = nil, isMasked: [Bool]? = nil
  ) {
    self.init(
      cells: .matrix(matrix), scale: scale, origin: origin, aspect: aspect, colorBar: colorBar,
      annotation: annotation, isMasked: isMasked)
  }
}

/// Which value is drawn for several cells of a matrix.
public enum ReductionFilter: String, CaseIterable, Hashable, Sendable {
  /// A weighted mean of the cells and of their neighbours.
  case mean
  case max
  case min
  /// The value that is farthest from the mean of the whole matrix.
  case extremes
  /// The value of one cell in the middle, of even and odd rows and columns in turn, so that columns
  /// that alternate still do.
  case nearest
}

/// The strip that says which colour stands for which value.
public struct ColorBar: Hashable, Sendable {
  public var label: RichText?
  /// A label of fewer words, for a bar with no more space than they take; nil where there is none.
  public var shortLabel: RichText?
  /// Narrow, with its two ends alone named: for panels too small for a bar with ticks.
  public var isCompact: Bool
  /// Whether every value is a whole number, so that no tick stands between two.
  public var hasWholeValues: Bool
  /// How the values at its ticks are written.
  public var tickStyle = TickStyle.automatic

  public init(label: RichText? = nil, isCompact: Bool = false, hasWholeValues: Bool = false) {
    self.label = label
    self.isCompact = isCompact
    self.hasWholeValues = hasWholeValues
  }
}
