// Cells that hold how alike rows are, made when they are wanted.

import AttentionMath
import FigureModel

/// Similarities that are made when they are wanted.
struct SimilaritySource<Element: MatrixScalar>: RowSource {
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
struct SimilarityProducts<Element: MatrixScalar>: ProductRows {
  let similarity: SimilarityRows<Element>

  var rows: Int { similarity.count }
  var columns: Int { similarity.count }
  var factor: any RowSource { HeldRows(matrix: similarity.vectors) }

  func forEachBlock(of range: Range<Int>, _ body: (RowBlock) -> Void) {
    SimilaritySource(similarity: similarity).forEachBlock(of: range, body)
  }
}

/// The cells of a matrix in memory, of any type of number.
private struct HeldRows<Element: MatrixScalar>: RowSource {
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
