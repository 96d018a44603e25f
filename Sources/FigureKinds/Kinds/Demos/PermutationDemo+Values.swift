// What `demo permutation` works out.

public import AttentionMath
public import FigureModel

extension PermutationDemo {
  /// Outputs of attention for a sentence and its permutation, without and with positions.
  public struct Values: SeededValues {
    /// One output of self-attention.
    struct Output: Sendable {
      /// The sentence, token by token.
      let tokens: [String]
      /// Whether the encoding of positions was added to the embeddings.
      let hasPositions: Bool
      /// Shape `[tokens, dimensions]`.
      let matrix: Matrix<Double>
    }

    /// For each position of the permutation the position in the sentence.
    let order: [Int]
    let dimensions: Int
    /// The sentence and its permutation, without positions and then with them.
    let outputs: [Output]
    let scaled: ScaledValues
    let drawn: SeededInput?
    /// The largest magnitude of all values.
    let maximum: Double
    /// The largest difference between a token's vectors in the two orders.
    let differences: (without: Double, with: Double)

    /// - Parameter outputs: four of them.
    init(order: [Int], drawn: SeededInput, outputs: [Output], scaled: ScaledValues) {
      self.order = order
      self.drawn = drawn
      dimensions = drawn.dimensions
      self.outputs = outputs
      self.scaled = scaled
      maximum = outputs.flatMap(\.matrix.values).map { abs($0) }.max() ?? 1
      differences = (
        without: Self.difference(outputs[0].matrix, outputs[1].matrix, order),
        with: Self.difference(outputs[2].matrix, outputs[3].matrix, order)
      )
    }

    private static func difference(
      _ a: Matrix<Double>, _ b: Matrix<Double>, _ order: [Int]
    ) -> Double {
      var maximum = 0.0
      for (location, row) in order.enumerated() {
        for column in 0..<a.columns {
          maximum = max(maximum, abs(a[row, column] - b[location, column]))
        }
      }
      return maximum
    }

    public func table(in language: Language) -> LabelledMatrix? {
      LabelledMatrix(
        matrix: Matrix(
          rows: 4 * order.count, columns: dimensions, values: outputs.flatMap(\.matrix.values)),
        rowLabels: outputs.flatMap { output in
          output.tokens.map { "\(output.title.english): \($0)" }
        },
        columnLabels: (0..<dimensions).map { "\($0)" })
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      let count = order.count
      guard let displayed, displayed.rows == 4 * count, displayed.columns == dimensions else {
        return []
      }
      return [0, 2].map { block in
        .reordered(
          first: displayed.rows(block * count..<(block + 1) * count),
          second: displayed.rows((block + 1) * count..<(block + 2) * count), order: order,
          hasPositions: outputs[block].hasPositions)
      }
    }
  }
}

extension PermutationDemo.Values.Output {
  /// The sentence, and whether positions were added to it.
  var title: Localized {
    let text = Sentence.joined(tokens)
    return Localized(
      en: "\(text), \(hasPositions ? "with" : "without") positions",
      zh: "\(text)，\(hasPositions ? "加位置编码" : "不加位置编码")")
  }
}
