// What `decompose` works out.

public import AttentionMath
public import FigureModel

extension Decomposition {
  /// One position's vector and its parts, over some dimensions.
  public struct Values: FigureValues {
    let encoding: SinusoidalEncoding
    let position: Int
    let dimensions: ClosedRange<Int>
    /// The vector, its sine part and its cosine part, each 0 where the other has the value; shape
    /// `[dimensions]`.
    let whole: [Double]
    let sine: [Double]
    let cosine: [Double]
    /// nil where the parts alone are drawn.
    let curves: Curves?

    /// - Precondition: the dimensions are some of the encoding's.
    init(
      encoding: SinusoidalEncoding, position: Int, dimensions: ClosedRange<Int>, withCurves: Bool
    ) {
      self.encoding = encoding
      self.position = position
      self.dimensions = dimensions
      let vector = encoding.vector(at: position)
      whole = Array(vector[dimensions])
      sine = Array(encoding.sinePart(of: vector)[dimensions])
      cosine = Array(encoding.cosinePart(of: vector)[dimensions])
      curves = withCurves ? Curves(encoding, position: position, dimensions: dimensions) : nil
    }

    public func table(in language: Language) -> LabelledMatrix? {
      LabelledMatrix(
        matrix: Matrix(rows: 3, columns: dimensions.count, values: whole + sine + cosine),
        rowLabels: ["vector", "sine", "cosine"], columnLabels: dimensions.map { "\($0)" })
    }

    public func facts(of shown: Matrix<Double>?) -> [ValueFact] {
      guard let shown, shown.rows == 3 else { return [] }
      return ValueFact.encodedValues(
        encoding, shown.rows(0..<1), positions: CollectionOfOne(position), dimensions: dimensions)
        + [.sum(whole: Array(shown.row(0)), parts: [Array(shown.row(1)), Array(shown.row(2))])]
    }
  }
}

extension Decomposition.Values {
  /// The continuous sine and cosine that the dimensions are points of.
  struct Curves: Sendable {
    /// Values of a curve at places between dimensions, as many as there are places.
    struct Curve: Sendable {
      let places: [Double]
      let values: [Double]
    }

    let sine: Curve
    let cosine: Curve

    /// Samples of a curve from one dimension to the next.
    private static let samplesADimension = 16

    init(_ encoding: SinusoidalEncoding, position: Int, dimensions: ClosedRange<Int>) {
      let steps = (dimensions.count - 1) * Self.samplesADimension
      let dense = (0...steps).map {
        Double(dimensions.lowerBound) + Double($0) / Double(Self.samplesADimension)
      }
      // With all sines before all cosines each curve has its own half of the axis.
      let half = encoding.dimensions / 2
      let interleaved = encoding.layout == .interleaved
      let sinePlaces = interleaved ? dense : dense.filter { $0 <= Double(half - 1) }
      let cosinePlaces = interleaved ? dense : dense.filter { $0 >= Double(half) }
      sine = Curve(
        places: sinePlaces,
        values: sinePlaces.map { encoding.sineCurve(position: position, at: $0) })
      cosine = Curve(
        places: cosinePlaces,
        values: cosinePlaces.map { encoding.cosineCurve(position: position, at: $0) })
    }
  }
}
