// What `decompose` works out.

public import AttentionMath
public import FigureModel

extension Decomposition {
  /// One position's vector and its parts, over some dimensions.
  public struct Values: FigureValues, ShowsEncodings {
    let chosen: ChosenEncoding
    var displayedEncodings: [ChosenEncoding] { [chosen] }
    let encoding: any SineCosinePairs
    let position: Int
    let dimensions: ClosedRange<Int>
    /// The vector, its sine part and its cosine part, each 0 where the other has the value; shape
    /// `[dimensions]`.
    let whole: [Double]
    let sine: [Double]
    let cosine: [Double]
    /// What is neither, such as the point itself in NeRF's program; nil where all is one or the
    /// other.
    let rest: [Double]?
    /// Which of the dimensions hold sines, shape `[dimensions]`.
    let isSine: [Bool]
    /// nil where the parts alone are drawn.
    let curves: Curves?

    /// - Parameter curves: the sinusoid whose curves are drawn besides.
    /// - Precondition: the dimensions are some of the encoding's.
    init(
      _ chosen: ChosenEncoding, _ encoding: any SineCosinePairs, position: Int,
      dimensions: ClosedRange<Int>, curves: SinusoidalEncoding?
    ) throws(EncodingError) {
      self.chosen = chosen
      self.encoding = encoding
      self.position = position
      self.dimensions = dimensions
      let vector = try encoding.vector(at: position)
      whole = Array(vector[dimensions])
      sine = Array(encoding.sinePart(of: vector)[dimensions])
      cosine = Array(encoding.cosinePart(of: vector)[dimensions])
      let sines = Set(encoding.sineDimensions)
      let cosines = Set(encoding.cosineDimensions)
      isSine = dimensions.map(sines.contains)
      let others = dimensions.filter { !sines.contains($0) && !cosines.contains($0) }
      rest =
        others.isEmpty ? nil : dimensions.map { others.contains($0) ? vector[$0] : 0 }
      self.curves = curves.map { Curves($0, position: position, dimensions: dimensions) }
    }

    /// The sine part, the cosine part, and the rest where there is one.
    private var parts: [[Double]] { [sine, cosine] + [rest].compactMap(\.self) }

    public func table(in language: Language) -> LabelledMatrix? {
      LabelledMatrix(
        matrix: Matrix(
          rows: parts.count + 1, columns: dimensions.count, values: whole + parts.joined()),
        rowLabels: ["vector", "sine", "cosine"] + (rest == nil ? [] : ["rest"]),
        columnLabels: dimensions.map { "\($0)" })
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      guard let displayed, displayed.rows == parts.count + 1 else { return [] }
      return ValueFact.encodedValues(
        encoding, displayed.rows(0..<1), positions: CollectionOfOne(position),
        dimensions: dimensions)
        + [
          .sum(
            whole: Array(displayed.row(0)),
            parts: (1..<displayed.rows).map { Array(displayed.row($0)) })
        ]
    }
  }
}

extension Decomposition.Values {
  /// The continuous sine and cosine that the dimensions are points of.
  struct Curves: Sendable {
    /// Values of a curve at positions between dimensions, as many as there are positions.
    struct Curve: Sendable {
      let locations: [Double]
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
      let sineSamples = interleaved ? dense : dense.filter { $0 <= Double(half - 1) }
      let cosineSamples = interleaved ? dense : dense.filter { $0 >= Double(half) }
      sine = Curve(
        locations: sineSamples,
        values: sineSamples.map { encoding.sineCurve(position: position, at: $0) })
      cosine = Curve(
        locations: cosineSamples,
        values: cosineSamples.map { encoding.cosineCurve(position: position, at: $0) })
    }
  }
}
