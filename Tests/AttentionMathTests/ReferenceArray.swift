// The arrays of Tests/Fixtures/encodings: NumPy's files, read by the tests' own few lines.

import AttentionMath
import Foundation
import Testing

/// An array of an `.npy` file: little-endian float64, float32 or int64, row by row.
struct ReferenceArray {
  let shape: [Int]
  let values: [Double]

  init(_ name: String) throws {
    let bytes = try Fixture.data("encodings/\(name).npy")
    let length = Int(bytes[8]) | Int(bytes[9]) << 8
    let header = try #require(String(bytes: bytes[10..<10 + length], encoding: .ascii))
    let shapeText = try #require(header.split(separator: "(").last?.split(separator: ")").first)
    shape = shapeText.split(separator: ",").compactMap {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    let count = shape.reduce(1, *)
    let body = Data(bytes[(10 + length)...])
    values = body.withUnsafeBytes { raw in
      (0..<count).map { index in
        if header.contains("<f8") {
          Double(bitPattern: raw.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        } else if header.contains("<f4") {
          Double(
            Float(bitPattern: raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
        } else {
          Double(raw.loadUnaligned(fromByteOffset: 8 * index, as: Int64.self))
        }
      }
    }
  }

  /// An array of two axes.
  var matrix: Matrix<Double> { Matrix(rows: shape[0], columns: shape[1], values: values) }

  /// The matrices of an array of three axes.
  var matrices: [Matrix<Double>] {
    let cells = shape[1] * shape[2]
    return (0..<shape[0]).map {
      Matrix(
        rows: shape[1], columns: shape[2], values: Array(values[$0 * cells..<($0 + 1) * cells]))
    }
  }
}

/// formulas.json, as make_formulas.py writes it.
struct Formulas: Decodable {
  struct Scaled: Decodable {
    let base, factor: Double
    let dimensions: Int
    let frequencies: [Double]
    let original: Int?
    let betaFast, betaSlow, attentionFactor: Double?
    let truncate: Bool?
  }
  struct Axes: Decodable {
    let dimensions: Int
    let sections: [Int]
    let places: [[Int]]
    let angles, interleaved: [[Double]]
  }
  struct Grid: Decodable {
    let rows, columns, dimensions: Int
    let own, shared, values: [[Double]]?
  }
  struct Kerple: Decodable {
    let r1, r2: [Double]
    let places: [[Int]]
    let logarithmic, power: [[Double]]
  }
  struct Fire: Decodable {
    let c, threshold: Double
    let weight0, weight1, values: [[Double]]
    let bias0, bias1: [Double]
    let places: [[Int]]
  }
  struct Queries: Decodable {
    let query, key, table, shaw, projection, transformerXL: [[Double]]
    let u, v: [Double]
    let clip: Int
  }
  let ntk, yarn: [Scaled]
  let far, bound, retnet: [[Double]]
  let mrope: Axes
  let grid, vit: Grid
  let kerple: Kerple
  let fire: Fire
  let queries: Queries

  static func load() throws -> Formulas { try Fixture.json("encodings/formulas.json") }
}

extension Matrix where Element == Double {
  /// A matrix of rows that are equally long.
  init(_ rows: [[Double]]) {
    self.init(rows: rows.count, columns: rows[0].count, values: rows.flatMap { $0 })
  }
}

/// Whole numbers and numbers that follow from a seed, for property tests.
struct RandomParameters {
  private var generator: SeededGenerator

  init(_ seed: Int) { generator = SeededGenerator(seed: UInt64(seed)) }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(generator.unit() * Double(range.count))
  }

  mutating func number(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + generator.unit() * (range.upperBound - range.lowerBound)
  }

  mutating func element<Element>(of list: [Element]) -> Element {
    list[integer(0...list.count - 1)]
  }

  mutating func vectors(_ rows: Int, _ columns: Int) -> Matrix<Double> {
    .normal(rows: rows, columns: columns, using: &generator)
  }
}
