// A linear layer, as the projections of attention are.

internal import RealModule

/// y = x Wᵀ + b, with W stored as PyTorch's `nn.Linear` does.
public struct Projection<Element: MatrixScalar>: Hashable, Sendable {
  /// Shape `[outputs, inputs]`.
  public let weight: Matrix<Element>
  /// Shape `[outputs]`; nil where there is none.
  public let bias: [Element]?

  /// How wide an input must be.
  public var inputs: Int { weight.columns }
  /// How wide the result is.
  public var outputs: Int { weight.rows }

  /// - Parameters:
  ///   - weight: shape `[outputs, inputs]`. For a matrix of the form x W, shape
  ///     `[inputs, outputs]`, give its transpose.
  ///   - bias: shape `[outputs]`, or nil.
  /// - Throws: ``AttentionError/biasCount(_:outputs:)``.
  public init(weight: Matrix<Element>, bias: [Element]? = nil) throws(AttentionError) {
    if let bias, bias.count != weight.rows {
      throw .biasCount(bias.count, outputs: weight.rows)
    }
    self.weight = weight
    self.bias = bias
  }

  /// A projection drawn from a generator: weights spread evenly over ±sqrt(6 / (inputs + outputs))
  /// (Glorot & Bengio 2010), and a bias, where one is wanted, over ±1 / sqrt(inputs).
  /// - Precondition: neither number is negative.
  public init(inputs: Int, outputs: Int, bias: Bool = false, using generator: inout SeededGenerator)
  {
    weight = .uniform(
      rows: outputs, columns: inputs,
      bound: Double.sqrt(6 / Double(max(1, inputs + outputs))), using: &generator)
    let bound = 1 / Double.sqrt(Double(max(1, inputs)))
    self.bias =
      bias
      ? Matrix<Element>.uniform(rows: 1, columns: outputs, bound: bound, using: &generator)
        .values : nil
  }

  /// The projected rows, shape `[rows, outputs]`.
  /// - Parameter input: shape `[rows, inputs]`.
  /// - Throws: ``AttentionError`` when the input is not as wide, or memory would not do.
  public func callAsFunction(_ input: Matrix<Element>) throws(AttentionError) -> Matrix<Element> {
    guard input.columns == inputs else {
      throw .projectionInput(width: input.columns, expected: inputs)
    }
    try requireMemory(rows: input.rows, columns: outputs, matrices: 1, of: Element.self)
    var result = input.timesTransposed(weight)
    guard let bias else { return result }
    for row in 0..<result.rows {
      for column in bias.indices { result.values[row * bias.count + column] += bias[column] }
    }
    return result
  }
}
