// The fixtures of Tests/Fixtures/attention, as make_fixtures.py there writes them.

import AttentionMath
import Foundation
import Testing

/// A matrix in a fixture; null stands for -∞.
struct FixtureMatrix: Decodable, Sendable {
  let rows: Int
  let columns: Int
  let values: [Double?]

  func matrix<Element: MatrixScalar>(as _: Element.Type = Element.self) -> Matrix<Element> {
    Matrix(rows: rows, columns: columns, values: values.map { Element($0 ?? -.infinity) })
  }
}

/// One case of scaled-dot-product.json.
struct AttentionCase: Decodable, Sendable, CustomStringConvertible {
  let name: String
  let mask: Mask?
  let scale: Double?
  let temperature: Double
  let query, key, value: FixtureMatrix
  let scores, scaled, masked, weights, output: FixtureMatrix

  struct Mask: Decodable, Sendable {
    let causal, before, after: Int?
    let padding, allowed: [Bool]?
    let additive: FixtureMatrix?
  }

  var description: String { name }

  var attention: ScaledDotProductAttention {
    var masks: [AttentionMask] = []
    if let offset = mask?.causal { masks.append(.causal(offset: offset)) }
    if let before = mask?.before, let after = mask?.after {
      masks.append(.slidingWindow(before: before, after: after))
    }
    if let tokens = mask?.padding { masks.append(.padding(tokens)) }
    if let cells = mask?.allowed {
      masks.append(.allowed(BooleanMatrix(rows: query.rows, columns: key.rows, values: cells)))
    }
    if let cells = mask?.additive { masks.append(.additive(cells.matrix())) }
    return ScaledDotProductAttention(
      mask: masks.count == 1 ? masks[0] : masks.isEmpty ? .none : .all(masks), scale: scale,
      temperature: temperature)
  }
}

struct ScaledDotProductFixture: Decodable {
  let cases: [AttentionCase]
  let softmax: Softmax
  struct Softmax: Decodable {
    let scores, raw, scaled: [Double]
  }

  static func load() throws -> ScaledDotProductFixture {
    try Fixture.json("attention/scaled-dot-product.json")
  }
}

/// One case of multi-head.json: the parameters, the input and the results of a module of PyTorch.
struct MultiHeadCase: Decodable, Sendable {
  let name: String
  let heads: Int
  let causal: Bool
  let padding: [Bool]?
  let query, key, value: FixtureMatrix
  let packedWeight, queryWeight, keyWeight, valueWeight: FixtureMatrix?
  let packedBias: [Double]?
  let outputWeight: FixtureMatrix
  let outputBias: [Double]?
  let weights: [FixtureMatrix]
  let output: FixtureMatrix

  enum CodingKeys: String, CodingKey {
    case name, heads, causal, padding, query, key, value, weights, output
    case packedWeight = "in_proj_weight"
    case queryWeight = "q_proj_weight"
    case keyWeight = "k_proj_weight"
    case valueWeight = "v_proj_weight"
    case packedBias = "in_proj_bias"
    case outputWeight = "out_proj_weight"
    case outputBias = "out_proj_bias"
  }

  static func load() throws -> [MultiHeadCase] {
    struct File: Decodable { let cases: [MultiHeadCase] }
    return try Fixture.json("attention/multi-head.json", as: File.self).cases
  }

  func module<Element: MatrixScalar>(
    as _: Element.Type = Element.self
  ) throws -> MultiHeadAttention<Element> {
    let bias = packedBias?.map { Element($0) }
    let last = try Projection<Element>(
      weight: outputWeight.matrix(), bias: outputBias?.map { Element($0) })
    if let packedWeight {
      return try MultiHeadAttention(
        heads: heads, packedWeight: packedWeight.matrix(), packedBias: bias, output: last)
    }
    let width = query.columns
    func projection(_ weight: FixtureMatrix?, _ index: Int) throws -> Projection<Element> {
      try Projection(
        weight: #require(weight).matrix(),
        bias: bias.map { Array($0[index * width..<(index + 1) * width]) })
    }
    return try MultiHeadAttention(
      heads: heads, query: projection(queryWeight, 0), key: projection(keyWeight, 1),
      value: projection(valueWeight, 2), output: last)
  }

  var attention: ScaledDotProductAttention {
    ScaledDotProductAttention(
      mask: .all((causal ? [.causal()] : []) + (padding.map { [.padding($0)] } ?? [])))
  }
}

/// minilm-s1-attentions.npy: real weights, [6 layers][12 heads], each [13, 13].
enum MiniLM {
  static func weights() throws -> [[Matrix<Float>]] {
    let bytes = try Fixture.data("attention/minilm-s1-attentions.npy")
    let (layers, heads, side) = (6, 12, 13)
    let count = layers * heads * side * side
    try #require(bytes.count == 128 + 4 * count)
    let values = bytes.dropFirst(128).withUnsafeBytes { raw in
      (0..<count).map { index in
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
      }
    }
    return (0..<layers).map { layer in
      (0..<heads).map { head in
        let begin = (layer * heads + head) * side * side
        return Matrix(
          rows: side, columns: side, values: Array(values[begin..<begin + side * side]))
      }
    }
  }
}

/// The greatest difference where both are finite; infinite where one is and the other is not the
/// same.
func maximumFiniteDifference<Element: MatrixScalar>(
  _ a: Matrix<Element>, _ b: Matrix<Element>
) -> Element {
  guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
  return zip(a.values, b.values).reduce(0) { maximum, pair in
    if pair.0 == pair.1 { return maximum }
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(maximum, difference)
  }
}
