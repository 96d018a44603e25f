// FIRE: a small trained network of the distance, which is measured against the query's position.

internal import RealModule

/// Functional interpolation for relative position encoding (Li et al. 2024,
/// "Functional interpolation for relative positions improves long context transformers", section 3).
///
///     b(i, j) = f( ψ(i - j) / ψ(max(L, i)) )        ψ(x) = ln(c x + 1)
///
/// f is a network of linear layers with ReLU between them, from 1 number to one for each head. In
/// both directions |i - j| stands in for i - j. Positions count from 0. The authors' program adds 1e-6
/// below the line, the formula does not.
public struct FireBias: PositionalEncoding, PositionBias, Hashable {
  public static let name = "fire"
  public static let summary = "a small network of the distance over the query's position (FIRE)"

  /// One layer of f: x becomes W x + b.
  public struct Layer: Hashable, Sendable {
    /// W, shape `[outputs, inputs]`.
    public let weight: Matrix<Double>
    /// b, shape `[outputs]`.
    public let bias: [Double]

    public init(weight: Matrix<Double>, bias: [Double]) {
      self.weight = weight
      self.bias = bias
    }
  }

  /// c, above 0.
  public let c: Double
  /// L, above 0: up to here distances are not measured against the query's position.
  public let threshold: Double
  /// f, from 1 input to one output for each head.
  public let layers: [Layer]
  public let direction: BiasDirection
  public var heads: Int? { layers.last?.bias.count ?? 0 }

  /// - Throws: ``EncodingError`` when c or L is not above 0, or the layers do not go together.
  public init(
    c: Double, threshold: Double, layers: [Layer], direction: BiasDirection = .causal
  ) throws(EncodingError) {
    try require("c", c, "a finite number above 0 is needed") { $0 > 0 }
    try require("threshold", threshold, "a finite number above 0 is needed") { $0 > 0 }
    var inputs = 1
    for (index, layer) in layers.enumerated() {
      let weight = layer.weight
      guard weight.columns == inputs, weight.rows >= 1 else {
        throw .tableShape(
          "weight\(index)", rows: weight.rows, columns: weight.columns,
          expected: "[outputs, \(inputs)] is needed, as many inputs as outputs before")
      }
      guard layer.bias.count == weight.rows else {
        throw .valueCount(
          "bias\(index)", layer.bias.count, expected: weight.rows, meaning: "one for each output")
      }
      try requireFinite(weight, "weight\(index)")
      for value in layer.bias {
        try require("bias\(index)", value, "finite numbers are needed") { _ in true }
      }
      inputs = weight.rows
    }
    guard !layers.isEmpty else {
      throw .missingParameter("weight0", encoding: Self.name, meaning: "the network's first layer")
    }
    self.c = c
    self.threshold = threshold
    self.layers = layers
    self.direction = direction
  }

  public static let parameters = [
    cParameter, thresholdParameter, directionParameter, tableParameter,
  ]
  private static let cParameter = EncodingParameter(
    "c", .number, nil, "the trained c of ln(c x + 1)")
  private static let thresholdParameter = EncodingParameter(
    "threshold", .number, nil, "the trained L")
  private static let directionParameter = EncodingParameter.choice(
    "direction", BiasDirection.causal, "earlier keys alone, or both directions")
  private static let tableParameter = EncodingParameter(
    "table", .table, nil, "the network: weight0 [hidden, 1], bias0, weight1 [heads, hidden], bias1")

  /// A network with one layer of hidden numbers as one matrix, `[hidden, 2 + heads]`: weight0, bias0 and then
  /// weight1 of each head; bias1 is 0.
  private static func layers(packed table: Matrix<Double>) throws(EncodingError) -> [Layer] {
    let heads = table.columns - 2
    guard table.rows >= 1, heads >= 1 else {
      throw .tableShape(
        "table", rows: table.rows, columns: table.columns,
        expected: "[hidden, 2 + heads] is needed: weight0, bias0 and weight1 of each head")
    }
    return [
      Layer(
        weight: Matrix(rows: table.rows, columns: 1) { row, _ in table[row, 0] },
        bias: (0..<table.rows).map { table[$0, 1] }),
      Layer(
        weight: Matrix(rows: heads, columns: table.rows) { head, hidden in table[hidden, 2 + head]
        },
        bias: [Double](repeating: 0, count: heads)),
    ]
  }

  /// The network's layers are the tables `weight0`, `bias0`, `weight1`, `bias1` … of the options, or all of
  /// it is the one matrix `table`.
  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    let (c, threshold) = (
      try reader.number(Self.cParameter), try reader.number(Self.thresholdParameter)
    )
    var layers: [Layer] = []
    while let weight = reader.optionalTable("weight\(layers.count)") {
      layers.append(
        Layer(weight: weight, bias: reader.optionalTable("bias\(layers.count)")?.values ?? []))
    }
    if layers.isEmpty {
      guard let table = reader.optionalTable("table") else {
        throw .missingParameter(
          "table", encoding: Self.name, meaning: Self.tableParameter.summary)
      }
      layers = try Self.layers(packed: table)
    }
    try self.init(
      c: c, threshold: threshold, layers: layers,
      direction: try reader.choice(Self.directionParameter))
  }

  public var specification: EncodingSpecification {
    specification(.init("c", c), .init("threshold", threshold), .init("direction", direction))
  }

  /// f, shape `[heads]`.
  private func network(_ input: Double) -> [Double] {
    var values = [input]
    for (index, layer) in layers.enumerated() {
      values = (0..<layer.weight.rows).map { output in
        zip(layer.weight.row(output), values).reduce(layer.bias[output]) { $0 + $1.0 * $1.1 }
      }
      if index + 1 < layers.count { values = values.map { max(0, $0) } }
    }
    return values
  }

  /// What f is applied to: 0 … 1 for keys up to the query.
  public func normalizedDistance(query: Int, key: Int) -> Double {
    let distance = Double(abs(query - key))
    let farthest = max(threshold, Double(query))
    return Double.log(onePlus: c * distance) / Double.log(onePlus: c * farthest)
  }

  public func bias(
    head: Int, queries: Range<Int>, keys: Range<Int>
  ) throws(EncodingError) -> Matrix<Double> {
    try check(head: head)
    return try biasMatrix(queries: queries, keys: keys) { query, key in
      if direction == .causal, key > query { return -.infinity }
      return network(normalizedDistance(query: query, key: key))[head]
    }
  }
}
