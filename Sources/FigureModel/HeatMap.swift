// A matrix shown as coloured cells.

public import AttentionMath
public import FigureScene

/// A matrix as coloured cells, row 0 at the top or at the bottom.
public struct HeatMap: Sendable {
  /// The values, shape `[rows, columns]`.
  public var cells: Cells
  public var scale: ColorScale
  /// Whether row 0 lies at the top.
  public var origin: Origin
  public var aspect: Aspect
  /// The panel's own colour bar.
  public var colorBar: ColorBar?
  /// Numbers written into the cells; nil for none.
  public var annotation: Annotation?
  /// Which cells a mask hides, row by row; nil where there is no mask.
  public var isMasked: [Bool]?

  public enum Origin: String, CaseIterable, Hashable, Sendable { case upper, lower }

  public enum Aspect: Hashable, Sendable {
    /// Cells are squares.
    case equal
    /// Cells fill the room there is.
    case free
  }

  /// How numbers are written into cells.
  public struct Annotation: Hashable, Sendable {
    /// Digits after the point; nil for as many as the values ask for, none where all are whole.
    public var decimals: Int?

    public init(decimals: Int? = nil) { self.decimals = decimals }
  }

  /// The values where they are held in memory.
  public var matrix: Matrix<Double>? {
    if case .matrix(let matrix) = cells { matrix } else { nil }
  }

  public init(
    cells: Cells, scale: ColorScale, origin: Origin = .upper, aspect: Aspect = .free,
    colorBar: ColorBar? = ColorBar(), annotation: Annotation? = nil, isMasked: [Bool]? = nil
  ) {
    self.cells = cells
    self.scale = scale
    self.origin = origin
    self.aspect = aspect
    self.colorBar = colorBar
    self.annotation = annotation
    self.isMasked = isMasked
  }
}

extension HeatMap {
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

/// The strip that says which colour stands for which value.
public struct ColorBar: Hashable, Sendable {
  public var label: RichText?
  /// Narrow, with its two ends alone named: for panels too small for a bar with ticks.
  public var isCompact: Bool
  /// Whether every value is a whole number, so that no tick stands between two.
  public var hasWholeValues: Bool

  public init(label: RichText? = nil, isCompact: Bool = false, hasWholeValues: Bool = false) {
    self.label = label
    self.isCompact = isCompact
    self.hasWholeValues = hasWholeValues
  }
}
