// What `pe-lines` works out.

public import AttentionMath
public import FigureModel

extension PositionalLines {
  /// Lines of an encoding.
  public struct Values: FigureValues, ShowsEncodings {
    let encoding: EncodingTable
    var displayedEncodings: [ChosenEncoding] { [encoding.chosen] }
    let lines: Lines
    /// Row by row one line's values, shape `[lines, columns]`.
    let matrix: Matrix<Double>
    let extent: ValueExtent

    init(encoding: EncodingTable, lines: Lines, matrix: Matrix<Double>) {
      self.encoding = encoding
      self.lines = lines
      self.matrix = matrix
      extent = ValueExtent(matrix.values)
    }

    public func table(in language: Language) -> LabelledMatrix? {
      LabelledMatrix(
        matrix: matrix, rowLabels: lines.names, columnLabels: lines.columns.map { "\($0)" })
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      guard case .vectors(let vectors) = encoding.content else { return [] }
      return switch lines {
      case .positions(let positions, let dimensions):
        ValueFact.encodedValues(vectors, displayed, positions: positions, dimensions: dimensions)
      case .dimensions(let dimensions, let positions):
        ValueFact.encodedValues(
          vectors, displayed?.transposed, positions: positions, dimensions: dimensions)
      }
    }
  }

  /// What there is a line for, and what the lines run over.
  enum Lines: Hashable, Sendable {
    case positions([Int], over: ClosedRange<Int>)
    case dimensions([Int], over: Range<Int>)

    /// The number of each line, as it is written.
    var names: [String] {
      switch self {
      case .positions(let positions, _): positions.map(signed)
      case .dimensions(let dimensions, _): dimensions.map { "\($0)" }
      }
    }

    /// The positions or dimensions along the axis.
    var columns: [Int] {
      switch self {
      case .positions(_, let dimensions): Array(dimensions)
      case .dimensions(_, let positions): Array(positions)
      }
    }
  }
}
