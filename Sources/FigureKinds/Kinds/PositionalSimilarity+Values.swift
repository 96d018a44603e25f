// What `similarity` works out.

public import AttentionMath
public import FigureModel
import MatrixFiles
import MatrixSources
public import TextFormats

extension PositionalSimilarity {
  /// Similarities of positions, or of the rows of a file.
  public struct Values: FigureValues, ShowsEncodings {
    let metric: SimilarityMetric
    let content: Content

    var displayedEncodings: [ChosenEncoding] {
      switch content {
      case .positions(let compared, _): compared.map(\.chosen)
      case .profile(let chosen, _, _, _): [chosen]
      case .rows: []
      }
    }

    /// What is compared with what.
    enum Content: Sendable {
      /// Each position of an encoding with each, for one encoding or several of as many positions.
      case positions([Compared], scaled: ScaledValues)
      /// One position with each: a value for each of the positions.
      case profile(ChosenEncoding, Range<Int>, reference: Int, [Double])
      /// Each row of a file with each.
      case rows(FileRows, MatrixRows, scaled: ScaledValues)
    }

    /// The positions of an encoding, each compared with each.
    struct Compared: Sendable {
      let chosen: ChosenEncoding
      let positions: Range<Int>
      let cells: MatrixRows
      /// Which rows and columns these are.
      let choice: IndexSelection

      /// The names of the rows and of the columns.
      var labels: (rows: [String], columns: [String]) {
        let names = positions.map { "\($0)" }
        return (names.choosing(choice.rows), names.choosing(choice.columns))
      }
    }

    /// The rows of a matrix in a file.
    struct FileRows: Sendable {
      /// What they are called.
      let name: InputName
      /// Where the matrix lies, with the labels of its rows.
      let tensor: Tensor
      let rows: Int
      let columns: Int
      /// Which rows and columns of the matrix of similarities are shown.
      let choice: IndexSelection
      /// Which part of an array the matrix is of.
      let origin: ArrayOrigin
      /// What readers are to be warned about the table of text that the file is.
      let warnings: [Message]
    }

    public func table(in language: Language) -> LabelledMatrix? {
      switch content {
      case .positions(let compared, _):
        if compared.count == 1 {
          Self.table(compared[0].cells) { compared[0].labels }
        } else {
          Self.stacked(compared)
        }
      case .profile(_, let positions, let reference, let values):
        LabelledMatrix(
          matrix: Matrix(rows: 1, columns: values.count, values: values),
          rowLabels: [signed(reference)], columnLabels: positions.map { "\($0)" })
      case .rows(let file, let cells, _):
        Self.table(cells) {
          let names = file.tensor.rowLabels ?? (0..<file.rows).map { "\($0)" }
          return (names.choosing(file.choice.rows), names.choosing(file.choice.columns))
        }
      }
    }

    /// The matrices of several encodings, one below the other.
    private static func stacked(_ compared: [Compared]) -> LabelledMatrix {
      let matrices = compared.compactMap {
        if case .matrix(let matrix) = $0.cells { matrix } else { nil }
      }
      let columns = matrices.first?.columns ?? 0
      let values = matrices.flatMap(\.values)
      var table = LabelledMatrix(
        matrix: Matrix(rows: values.count / max(1, columns), columns: columns, values: values),
        rowLabels: compared.flatMap { item in
          let name = item.chosen.encoding.name
          let words = item.chosen.distinction.map { "\(name) (\($0.english))" } ?? name
          return item.labels.rows.map { "\(words) \($0)" }
        },
        columnLabels: compared.first?.labels.columns)
      table.matrices = compared.count
      return table
    }

    /// - Parameter labels: the names of rows and of columns, where the cells are held.
    private static func table(
      _ cells: MatrixRows, _ labels: () -> (rows: [String], columns: [String])
    ) -> LabelledMatrix {
      switch cells {
      case .matrix(let matrix):
        let labels = labels()
        return LabelledMatrix(
          matrix: matrix, rowLabels: labels.rows, columnLabels: labels.columns)
      case .streamed(let source, _):
        return LabelledMatrix(source: source)
      }
    }

    public var warnings: [Message] {
      switch content {
      case .rows(let file, _, let scaled): file.warnings + undefined(scaled.extent)
      case .positions(_, let scaled): undefined(scaled.extent)
      case .profile: []
      }
    }

    /// What is said of cosines that do not exist.
    private func undefined(_ extent: ValueExtent) -> [Message] {
      guard metric == .cosine, extent.nan > 0 else { return [] }
      return [
        Message(
          "\(extent.nan) of the cosines are no numbers: a row that is all 0, or holds NaN or an "
            + "infinity, has no direction; leave such rows out, or choose \(option: "metric") dot or euclidean",
          zh:
            "有 \(extent.nan) 个余弦不是数：全为 0 或含有 NaN、无穷大的行没有方向；请去掉这些行，或选择\(option: "metric") dot 或 euclidean"
        )
      ]
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      switch content {
      case .positions(let compared, _):
        compared.enumerated().flatMap { index, item -> [ValueFact] in
          // What is claimed of a matrix of similarities is claimed of the whole of it.
          guard item.choice.isEmpty else { return [] }
          let side = item.positions.count
          return similarity(
            item.chosen.encoding,
            displayed.flatMap {
              $0.rows == side * compared.count
                ? $0.rows(index * side..<(index + 1) * side) : nil
            }, item.positions, rows: side,
            reference: nil)
        }
      case .profile(let chosen, let positions, let reference, _):
        similarity(chosen.encoding, displayed, positions, rows: 1, reference: reference)
      case .rows: []
      }
    }

    private func similarity(
      _ encoding: any PositionalEncoding, _ displayed: Matrix<Double>?, _ positions: Range<Int>,
      rows: Int,
      reference: Int?
    ) -> [ValueFact] {
      guard let displayed, displayed.rows == rows, displayed.columns == positions.count else {
        return []
      }
      return [
        .similarity(
          EncodingSimilarity(
            encoding: encoding, matrix: displayed, positions: positions, metric: metric,
            reference: reference))
      ]
    }
  }
}
