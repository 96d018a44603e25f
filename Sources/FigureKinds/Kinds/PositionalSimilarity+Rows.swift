// `similarity --input`: how alike the rows of a matrix from a file are.

import AttentionMath
import FigureModel
import MatrixFiles

extension PositionalSimilarity {
  /// The similarity of every two rows.
  func ofRows(of input: String, _ context: ComputeContext) throws(FigureError) -> Values {
    guard referencePosition == nil else {
      throw .usage("--reference-position goes with positions, not with --input")
    }
    try refuseLimits()
    let tensor = try MatrixInput.tensor(
      input, option: "--input", array.arrangement, context)
    let source = try MatrixInput.source(tensor, choice.choice, option: "--input", input)
    guard source.rows > 0, source.columns > 0 else {
      throw .work(
        "--input \(input): a matrix of shape [\(source.rows), \(source.columns)] has no rows to "
          + "compare")
    }
    guard source.rows <= Self.mostPositions else {
      throw .work(
        "--input \(input): \(source.rows) rows are too many to compare each with each; give at most "
          + "\(Self.mostPositions)")
    }
    let cells = try cells(tensor, source, input)
    return Values(
      metric: metric,
      content: .rows(
        Values.FileRows(
          input: input, tensor: tensor, rows: source.rows, columns: source.columns,
          warnings: TableFindings(tensor, option: "--input", input).warnings),
        cells, scaled: try heatMap.scaledValues(of: cells)))
  }

  /// The cells: held where they are few, else made when they are wanted. Numbers of no more than
  /// single precision are compared in single precision.
  private func cells(
    _ tensor: Tensor, _ source: FileCells, _ input: String
  ) throws(FigureError) -> Cells {
    do throws(MatrixFileError) {
      if source.rows <= Self.mostHeld {
        let rows = Matrix(
          rows: source.rows, columns: source.columns,
          values: try source.reader.values(0..<source.rows, as: Double.self))
        return .matrix(try held(rows, input))
      }
      return tensor.info.elementType.fitsFloat
        ? try streamed(source, as: Float.self) : try streamed(source, as: Double.self)
    } catch {
      throw .work("--input \(input): \(error)")
    }
  }

  private func held(
    _ rows: Matrix<Double>, _ input: String
  ) throws(MatrixFileError) -> Matrix<Double> {
    do throws(MemoryShortage) {
      return try similarity(of: rows, metric: metric)
    } catch {
      // So few rows need some MiB.
      throw .cannotRead(file: input, reason: "\(error)")
    }
  }

  private func streamed<Element: MatrixScalar & TensorElement>(
    _ source: FileCells, as element: Element.Type
  ) throws(MatrixFileError) -> Cells {
    let rows = Matrix(
      rows: source.rows, columns: source.columns,
      values: try source.reader.values(0..<source.rows, as: Element.self))
    let similarity = SimilarityRows(of: rows, metric: metric)
    let cells: any CellSource
    let extent: ValueExtent
    switch metric {
    case .cosine, .dot:
      cells = SimilarityProducts(similarity: similarity)
      extent = similarity.productExtent()
    case .euclidean:
      let distances = SimilarityCells(similarity: similarity)
      cells = distances
      do throws(CellSourceError) {
        extent = try ValueExtent(distances)
      } catch {
        throw .cannotRead(file: input ?? "", reason: "\(error)")
      }
    }
    return .streamed(cells, extent)
  }
}
