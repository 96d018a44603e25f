import AttentionMath
import Foundation
import Testing

@testable import Models

@Suite struct ActivationTests {
  /// Values from -30 to 30, close to 0, and the greatest.
  private static let values: [Float] =
    (-3000...3000).map { Float($0) / 100 } + [
      0, -0.0, 1e-8, -1e-8, 1e-30, -1e-30, 100, -100, 3e38, -3e38,
    ]

  /// The functions by their definitions in 64 bits.
  private static func exact(_ name: String, _ x: Double) -> Double {
    switch name {
    case "gelu": 0.5 * x * erfc(-x / 2.0.squareRoot())
    case "gelu_new": 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case "quick_gelu": x / (1 + exp(-1.702 * x))
    case "silu": x / (1 + exp(-x))
    case "relu": max(x, 0)
    default: tanh(x)
    }
  }

  @Test(arguments: ["gelu", "gelu_new", "quick_gelu", "silu", "relu", "tanh"])
  func areTheirDefinitions(name: String) throws {
    let activation = try #require(Activation(name: name))
    let given = Matrix(rows: 1, columns: Self.values.count, values: Self.values)
    let result = activation(given)
    for (x, y) in zip(Self.values, result.values) {
      let wanted = Self.exact(name, Double(x))
      let allowed = 6e-7 * max(1e-6, abs(Double(x)))
      #expect(abs(Double(y) - wanted) <= allowed, "\(name) of \(x): \(y), not \(wanted)")
      #expect(abs(Double(activation(x)) - wanted) <= allowed, "\(name) of \(x)")
    }
    let special = activation(Matrix(rows: 1, columns: 2, values: [.nan, .infinity]))
    #expect(special.values[0].isNaN)
    #expect(special.values[1] == (name == "tanh" ? 1 : .infinity))
  }
}
