// Activations, by the names that config.json files have.

internal import AttentionMath
internal import CKernels
internal import Glibc

/// A function that is applied to each value.
enum Activation: Sendable {
  /// x Φ(x), exactly (Hendrycks and Gimpel 2016).
  case gelu
  /// Its approximation by tanh.
  case geluTanh
  /// x σ(1.702 x).
  case quickGelu
  case relu
  /// x σ(x).
  case silu
  case tanh

  static let names = [
    "gelu", "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "quick_gelu", "relu", "silu", "swish",
    "tanh",
  ]

  init?(name: String) {
    switch name {
    case "gelu", "gelu_python": self = .gelu
    case "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_accurate": self = .geluTanh
    case "quick_gelu": self = .quickGelu
    case "relu": self = .relu
    case "silu", "swish": self = .silu
    case "tanh": self = .tanh
    default: return nil
    }
  }

  /// The function of one value, as it is defined.
  func callAsFunction(_ x: Float) -> Float {
    switch self {
    case .gelu: 0.5 * x * (1 + erff(x * 0.707_106_77))
    case .geluTanh: 0.5 * x * (1 + tanhf(0.797_884_56 * (x + 0.044715 * x * x * x)))
    case .quickGelu: x / (1 + expf(-1.702 * x))
    case .relu: x < 0 ? 0 : x
    case .silu: x / (1 + expf(-x))
    case .tanh: tanhf(x)
    }
  }

  /// The function of every value, several at a time where it takes an exponential.
  func callAsFunction(_ x: consuming Matrix<Float>) -> Matrix<Float> {
    x.changeRows { row in
      guard let base = row.baseAddress else { return }
      switch self {
      case .gelu: attn_gelu_f32(base, row.count)
      case .geluTanh: attn_sigmoid_linear_f32(base, row.count, 1.595_769_1, 0.071_354_816)
      case .quickGelu: attn_sigmoid_linear_f32(base, row.count, 1.702, 0)
      case .silu: attn_sigmoid_linear_f32(base, row.count, 1, 0)
      case .relu, .tanh: for index in row.indices { row[index] = self(row[index]) }
      }
    }
    return x
  }
}

extension Matrix<Float> {
  /// Changes each row on its own, over all cores.
  mutating func changeRows(_ body: @escaping @Sendable (UnsafeMutableBufferPointer<Float>) -> Void)
  {
    changeNumberedRows { body($1) }
  }

  /// Changes each row on its own, over all cores; `body` gets its number too.
  mutating func changeNumberedRows(
    _ body: @escaping @Sendable (Int, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    let (rows, columns) = (rows, columns)
    values.withUnsafeMutableBufferPointer { buffer in
      // Safe to share: each row is changed by one thread.
      nonisolated(unsafe) let buffer = buffer
      concurrently(rows, work: Double(rows * columns) * 16) { next in
        while let row = next() {
          body(
            row, UnsafeMutableBufferPointer(rebasing: buffer[row * columns..<(row + 1) * columns]))
        }
      }
    }
  }

  /// The sum of two matrices of one shape.
  static func + (first: Matrix, second: Matrix) -> Matrix {
    precondition(first.rows == second.rows && first.columns == second.columns)
    var sum = first
    for index in sum.values.indices { sum.values[index] += second.values[index] }
    return sum
  }

  /// The products of the values at the same positions.
  consuming func timesEach(_ other: Matrix) -> Matrix {
    precondition(rows == other.rows && columns == other.columns)
    var product = self
    for index in product.values.indices { product.values[index] *= other.values[index] }
    return product
  }

  /// Every value times a number.
  func scaled(by factor: Float) -> Matrix {
    var scaled = self
    for index in scaled.values.indices { scaled.values[index] *= factor }
    return scaled
  }

  /// Some columns of each row.
  func columns(_ range: Range<Int>) -> Matrix {
    var values: [Float] = []
    values.reserveCapacity(rows * range.count)
    for row in 0..<rows {
      values += self.values[row * columns + range.lowerBound..<row * columns + range.upperBound]
    }
    return Matrix(rows: rows, columns: range.count, values: values)
  }

  /// The rows of this and of another matrix below each other.
  func above(_ other: Matrix) -> Matrix {
    precondition(columns == other.columns)
    return Matrix(rows: rows + other.rows, columns: columns, values: values + other.values)
  }
}
