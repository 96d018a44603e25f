// Matrices drawn from a seed: synthetic ones, for trying a figure out and for tests.

import AttentionMath
public import MatrixFiles
import TextFormats

/// Normal numbers drawn from a seed: `seed:7` of shape [8, 8], `seed:7,[2,4,8,8]` of another shape;
/// `seed:7,[2,4,8,8],weights` with rows made to weights by softmax.
public enum SeedSource: MatrixSource {
  public static let form = "seed:N or seed:N,[LAYERS,HEADS,QUERIES,KEYS],weights"
  public static let isSynthetic = true
  private static let prefix = "seed:"
  /// More values than these are no try.
  private static let maximumValues = 1 << 24

  public static func isMeant(by reference: String) -> Bool { reference.hasPrefix(prefix) }

  public static func file(
    _ path: String, in context: SourceContext
  ) throws(MatrixFileError) -> MatrixFile {
    let (seed, shape, areWeights) = try parsed(path)
    var generator = SeededGenerator(seed: seed)
    let columns = shape[shape.count - 1]
    let rows = shape.dropLast().reduce(1, *)
    var matrix = Matrix<Double>.normal(rows: rows, columns: columns, using: &generator)
    if areWeights {
      for row in 0..<rows {
        for (column, weight) in softmax(Array(matrix.row(row))).enumerated() {
          matrix[row, column] = weight
        }
      }
    }
    return MatrixFile(numbers: matrix.values, shape: shape, path: "synthetic \(path)")
  }

  public static func tokens(
    _ path: String, in context: SourceContext, atMost limit: Int
  ) throws(MatrixFileError) -> [UInt8] {
    throw .malformedReference(
      text: path, reason: "a seed makes numbers and no tokens; name a file")
  }

  public static func madeBytes(_ path: String) -> Int {
    guard let shape = try? parsed(path).shape else { return 0 }
    // No overflow: there are at most `maximumValues`.
    return shape.reduce(MemoryLayout<Double>.size, *)
  }

  private static func parsed(
    _ path: String
  ) throws(MatrixFileError) -> (seed: UInt64, shape: [Int], areWeights: Bool) {
    func wrong(_ reason: String) -> MatrixFileError {
      .malformedReference(text: path, reason: "\(reason); write \(form)")
    }
    var text = path.dropFirst(prefix.count)
    var areWeights = false
    if text.hasSuffix(",weights") {
      areWeights = true
      text = text.dropLast(8)
    }
    var shape = [8, 8]
    if let start = text.firstIndex(of: "[") {
      guard text.last == "]", text[..<start].hasSuffix(",") else { throw wrong("has no shape") }
      let lengths = text[text.index(after: start)...].dropLast()
        .split(separator: ",", omittingEmptySubsequences: false).map {
          Int($0.filter { $0 != " " })
        }
      shape = lengths.compactMap(\.self)
      guard shape.count == lengths.count, (2...5).contains(shape.count),
        shape.allSatisfy({ $0 > 0 }),
        shape.reduce((1, false), { $0.1 ? $0 : $0.0.multipliedReportingOverflow(by: $1) }).0
          <= maximumValues, shape.allSatisfy({ $0 <= maximumValues })
      else {
        throw wrong(
          "has a shape that is none of two to five lengths, \(maximumValues) values at most")
      }
      text = text[..<start].dropLast()
    }
    guard let seed = UInt64(text) else {
      throw wrong("has no whole number of 0 or more as its seed")
    }
    return (seed, shape, areWeights)
  }
}
