// What `similarity` works out.

public import AttentionMath
public import FigureModel
import MatrixFiles

extension PositionalSimilarity {
  /// Similarities of positions, or of the rows of a file.
  public struct Values: FigureValues {
    let metric: SimilarityMetric
    let content: Content

    /// What is compared with what.
    enum Content: Sendable {
      /// Each position of an encoding with each.
      case positions(SinusoidalEncoding, Range<Int>, Cells, scaled: ScaledValues)
      /// One position with each: a value for each of the positions.
      case profile(SinusoidalEncoding, Range<Int>, reference: Int, [Double])
      /// Each row of a file with each.
      case rows(FileRows, Cells, scaled: ScaledValues)
    }

    /// The rows of a matrix in a file.
    struct FileRows: Sendable {
      /// What they are called.
      let name: InputName
      /// Where the matrix lies, with the labels of its rows.
      let tensor: Tensor
      let rows: Int
      let columns: Int
      /// What readers are to be told of the table of text that the file is.
      let warnings: [String]
    }

    public func table(in language: Language) -> LabelledMatrix? {
      switch content {
      case .positions(_, let positions, let cells, _):
        Self.table(cells) { positions.map { "\($0)" } }
      case .profile(_, let positions, let reference, let values):
        LabelledMatrix(
          matrix: Matrix(rows: 1, columns: values.count, values: values),
          rowLabels: [signed(reference)], columnLabels: positions.map { "\($0)" })
      case .rows(let file, let cells, _):
        Self.table(cells) { file.tensor.rowLabels ?? (0..<file.rows).map { "\($0)" } }
      }
    }

    /// - Parameter labels: the names of rows and of columns alike, where the cells are held.
    private static func table(_ cells: Cells, _ labels: () -> [String]) -> LabelledMatrix {
      switch cells {
      case .matrix(let matrix):
        let labels = labels()
        return LabelledMatrix(matrix: matrix, rowLabels: labels, columnLabels: labels)
      case .streamed(let source, _):
        return LabelledMatrix(source: source)
      }
    }

    public var warnings: [String] {
      guard case .rows(let file, _, let scaled) = content else { return [] }
      return file.warnings + undefined(scaled.extent)
    }

    /// What is said of cosines that do not exist.
    private func undefined(_ extent: ValueExtent) -> [String] {
      guard metric == .cosine, extent.nan > 0 else { return [] }
      return [
        "\(extent.nan) of the cosines are no numbers: a row that is all 0, or holds NaN or an "
          + "infinity, has no direction; leave such rows out, or choose --metric dot or euclidean"
      ]
    }

    public func facts(of shown: Matrix<Double>?) -> [ValueFact] {
      switch content {
      case .positions(let encoding, let positions, _, _):
        similarity(encoding, shown, positions, rows: positions.count, reference: nil)
      case .profile(let encoding, let positions, let reference, _):
        similarity(encoding, shown, positions, rows: 1, reference: reference)
      case .rows: []
      }
    }

    private func similarity(
      _ encoding: SinusoidalEncoding, _ shown: Matrix<Double>?, _ positions: Range<Int>, rows: Int,
      reference: Int?
    ) -> [ValueFact] {
      guard let shown, shown.rows == rows, shown.columns == positions.count else { return [] }
      return [
        .similarity(
          EncodingSimilarity(
            encoding: encoding, matrix: shown, positions: positions, metric: metric,
            reference: reference))
      ]
    }
  }
}
