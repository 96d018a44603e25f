// `similarity --input`: how alike the rows of a matrix from a file are.

import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles

extension PositionalSimilarity {
  /// The heat map of the similarity of every two rows.
  func ofRows(of input: String, _ context: FigureContext) throws(FigureError) -> FigureDraft {
    guard referencePosition == nil else {
      throw .usage("--reference-position goes with positions, not with --input")
    }
    try refuseLimits()
    let tensor = try MatrixInput.tensor(input, option: "--input", context)
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
    let (cells, extent, table) = try cells(tensor, source, input)
    let offset = try heatMap.labelOffset()
    let findings = TableFindings(tensor, option: "--input", input)
    let domain =
      findings.rows.map { .names(TokenPieces.readable($0)) }
      ?? Axis.Domain.cells(count: source.rows, first: offset)
    let name = choice.name(of: tensor, input, context.language)
    let words = metric.words
    let title = Localized(
      en: "\(words.english.capitalizedFirst) of the rows of \(name)",
      zh: "\(name) 各行的\(words.chinese)")
    let limits = ValueRange(extent, context.language)
    let summary = Localized(
      en: "Heat map of the \(words.english) of the \(source.rows) rows of \(name), "
        + "[\(source.rows), \(source.columns)], values \(limits).",
      zh: "\(name)（[\(source.rows), \(source.columns)]）\(source.rows) 行之间的\(words.chinese)热图，"
        + "取值 \(limits)。")
    let rowWord = Localized(en: "row", zh: "行")[context.language]
    return FigureDraft(
      figure: Figure(
        name: Self.name, title: RichText(title[context.language]),
        summary: summary[context.language], language: context.language,
        panels: [
          // The matrix is symmetric: it is its own transpose.
          heatMap.panel(
            of: cells, scale: try heatMap.scale(for: cells),
            rows: Axis(label: RichText(rowWord), domain: domain),
            columns: Axis(label: RichText(rowWord), domain: domain), aspect: .equal)
        ],
        size: context.size ?? .about(Size(880, 800))),
      table: table, warnings: findings.warnings + undefined(extent, context.language))
  }

  /// What is said of cosines that do not exist.
  private func undefined(_ extent: ValueExtent, _ language: Language) -> [String] {
    guard metric == .cosine, extent.nan > 0 else { return [] }
    return [
      "\(extent.nan) of the cosines are no numbers: a row that is all 0, or holds NaN or an infinity, "
        + "has no direction; leave such rows out, or choose --metric dot or euclidean"
    ]
  }

  /// The cells: held where they are few, else made when they are wanted. Numbers of no more than
  /// single precision are compared in single precision.
  private func cells(
    _ tensor: Tensor, _ source: FileCells, _ input: String
  ) throws(FigureError) -> (Cells, ValueExtent, LabelledMatrix) {
    do throws(MatrixFileError) {
      if source.rows <= Self.mostHeld {
        let rows = Matrix(
          rows: source.rows, columns: source.columns,
          values: try source.reader.values(0..<source.rows, as: Double.self))
        let matrix = try held(rows, input)
        let labels = tensor.rowLabels ?? (0..<source.rows).map { "\($0)" }
        return (
          .matrix(matrix), ValueExtent(matrix.values),
          LabelledMatrix(matrix: matrix, rowLabels: labels, columnLabels: labels)
        )
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
  ) throws(MatrixFileError) -> (Cells, ValueExtent, LabelledMatrix) {
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
    return (
      .streamed(cells, extent), extent,
      LabelledMatrix(source: cells)
    )
  }
}

/// Similarities that are made when they are wanted.
struct SimilarityCells<Element: MatrixScalar>: CellSource {
  let similarity: SimilarityRows<Element>

  var rows: Int { similarity.count }
  var columns: Int { similarity.count }

  func forEachBlock(of range: Range<Int>, _ body: (RowBlock) -> Void) {
    let height = SimilarityRows<Element>.rowsAtATime
    let block = UnsafeMutablePointer<Double>.allocate(capacity: min(height, range.count) * columns)
    defer { block.deallocate() }
    for first in stride(from: range.lowerBound, to: range.upperBound, by: height) {
      let part = first..<min(first + height, range.upperBound)
      similarity.write(part, to: block)
      body(
        RowBlock(rows: part.count, columns: columns, stride: columns, base: UnsafePointer(block)))
    }
  }
}

/// The same where they are the products of vectors.
struct SimilarityProducts<Element: MatrixScalar>: ProductCells {
  let similarity: SimilarityRows<Element>

  var rows: Int { similarity.count }
  var columns: Int { similarity.count }
  var factor: any CellSource { HeldCells(matrix: similarity.vectors) }

  func forEachBlock(of range: Range<Int>, _ body: (RowBlock) -> Void) {
    SimilarityCells(similarity: similarity).forEachBlock(of: range, body)
  }
}

/// The cells of a matrix in memory, of any type of number.
private struct HeldCells<Element: MatrixScalar>: CellSource {
  let matrix: Matrix<Element>

  var rows: Int { matrix.rows }
  var columns: Int { matrix.columns }

  func forEachBlock(of range: Range<Int>, _ body: (RowBlock) -> Void) {
    matrix.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress.map({ $0 + range.lowerBound * columns }),
        !range.isEmpty
      else { return }
      let raw = UnsafeRawPointer(base)
      if Element.self == Double.self {
        give(.doubles(raw.assumingMemoryBound(to: Double.self)), range.count, body)
      } else if Element.self == Float.self {
        give(.floats(raw.assumingMemoryBound(to: Float.self)), range.count, body)
      } else {
        let widened = (0..<range.count * columns).map { Double(base[$0]) }
        widened.withUnsafeBufferPointer { give(.doubles($0.baseAddress!), range.count, body) }
      }
    }
  }

  private func give(_ values: RowBlock.Values, _ count: Int, _ body: (RowBlock) -> Void) {
    if columns > 0 {
      body(RowBlock(rows: count, columns: columns, stride: columns, values: values))
    }
  }
}
