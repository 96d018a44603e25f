// Arrays whose rows are computed when they are read.

import AttentionMath
import Synchronization
import Testing

@testable import MatrixFiles

@Suite struct ComputedRowTests {
  /// The rows that were computed, in the order of the calls.
  private final class Calls: Sendable {
    let rows = Mutex<[Range<Int>]>([])
  }

  /// Heads of 5 rows of `columns` values, each its place: head · 10⁶ + row · 1000 + column.
  private func tensor(columns: Int, _ calls: Calls = Calls()) -> Tensor {
    let heads = (0..<2).map { head in
      ComputedRows(rows: 5, columns: columns) { rows, target in
        calls.rows.withLock { $0.append(rows) }
        for (index, row) in rows.enumerated() {
          for column in 0..<columns {
            target[index * columns + column] = Float(head * 1_000_000 + row * 1000 + column)
          }
        }
      }
    }
    return Tensor(
      computing: [heads], of: ([1], [0, 2]), in: (2, 3), name: "model", rowLabels: nil,
      columnLabels: nil)
  }

  private func row(_ head: Int, _ row: Int, _ columns: Range<Int>) -> [Double] {
    columns.map { Double(head * 1_000_000 + row * 1000 + $0) }
  }

  @Test func areReadAsFromAFile() throws {
    let tensor = tensor(columns: 7)
    #expect(tensor.info.shape == [2, 3, 5, 7])
    let doubles = try tensor.matrix(at: [1, 2], as: Double.self)
    let floats = try tensor.matrix(at: [1, 0], as: Float.self)
    for index in 0..<5 {
      #expect(Array(doubles.row(index)) == row(1, index, 0..<7))
      #expect(floats.row(index).map(Double.init) == row(0, index, 0..<7))
    }
    // Heads that were not asked for hold 0.
    #expect(try tensor.matrix(at: [0, 1], as: Double.self).values.allSatisfy { $0 == 0 })
    let all = try tensor.values(as: Double.self)
    #expect(all.count == 2 * 3 * 5 * 7)
    #expect(Array(all[(3 * 5 + 4) * 7..<(3 * 5 + 5) * 7]) == row(0, 4, 0..<7))
  }

  @Test func partsOfARowAreThoseOfTheRow() throws {
    let rows = try tensor(columns: 7).rows(at: [1, 2])
    var part = [Double](repeating: .nan, count: 3)
    try part.withUnsafeMutableBufferPointer { try rows.read(row: 3, columns: 2..<5, into: $0) }
    #expect(part == row(1, 3, 2..<5))
    var single = [Float](repeating: .nan, count: 1)
    try single.withUnsafeMutableBufferPointer { try rows.read(row: 4, columns: 6..<7, into: $0) }
    #expect(single == [1_004_006])
  }

  /// Rows whose number is no divisor of a piece of a file are computed once all the same.
  @Test(arguments: [7, 999, 30_000]) func eachRowIsComputedOnce(columns: Int) throws {
    let calls = Calls()
    _ = try tensor(columns: columns, calls).matrix(at: [1, 0], as: Double.self)
    let computed = calls.rows.withLock { $0.flatMap(Array.init) }
    #expect(computed == Array(0..<5))
  }
}
