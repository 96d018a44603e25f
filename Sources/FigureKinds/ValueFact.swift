// What computed values are known to be, so that claims can be checked on them whatever kind of figure
// shows them.

public import AttentionMath
public import MatrixSources

/// Something that is known of a figure's values, with the numbers that it is known of.
public enum ValueFact: Sendable {
  /// Rows of attention weights.
  case weights(WeightsFact)
  /// Attention weights under two choices of projections.
  case sharedProjections(shared: Matrix<Double>, separate: Matrix<Double>)
  /// Weights that softmax made of scores; each has as many numbers as the other.
  case softmax(scores: [Double], weights: [Double])
  /// Outputs of attention for tokens in two orders, each of shape `[tokens, dimensions]`; `order` names
  /// for each row of the second the row of the first with the same token.
  case reordered(first: Matrix<Double>, second: Matrix<Double>, order: [Int], hasPositions: Bool)
  /// Attention of this many heads, which together have the width of the model.
  case multipleHeads(Int)
  /// Values of an encoding at positions and dimensions.
  case encoding(EncodedValues)
  /// The bare number of each position.
  case positionNumbers([Double])
  /// A vector that is the sum of parts.
  case sum(whole: [Double], parts: [[Double]])
  /// Frequencies of the pairs of an encoding, from the first pair on.
  case frequencies([Double], of: any PairFrequencies)
  /// Frequencies that rise by one step from pair to pair, as they are set against those of an encoding.
  case linearFrequencies([Double])
  /// Differences of the vectors of two positions each.
  case differences(EncodingDifferences)
  /// The matrix that moves vectors along the sequence by so many positions.
  case shiftMatrix(Matrix<Double>, by: Int, of: any LinearShift)
  /// How alike the vectors of positions are.
  case similarity(EncodingSimilarity)
  /// What is added to scores, or the rows of a table that distances look up.
  case bias(BiasFact)
  /// Wavelengths of the pairs of encodings.
  case wavelengths(WavelengthsFact)
  /// Lines over a run of distances, each relative to its value at distance 0.
  case decays([[Double]], of: Range<Int>)
  /// Those of such lines that a formula makes fall.
  case falling([[Double]], of: Range<Int>)
  /// Cosines, sines or angles of a rotation.
  case rotation(RotationFact)
  /// The matrix that a rotation turns vectors by at one position, and what it makes them longer by.
  case turn(Matrix<Double>, factor: Double)
  /// A vector for each distance of a query from a key, shape `[distances, dimensions]`.
  case distanceVectors(Matrix<Double>, of: any DistanceVectors, distances: Range<Int>)
  /// How alike the patches of an image are.
  case patches(PatchesFact)
  /// Tables of one encoding by several programs.
  case conventionTables([ConventionTable])
  /// The bits of consecutive numbers from 0 on, the fastest first; shape `[numbers, bits]`.
  case counter(Matrix<Double>)
}

/// A table of positions as one program has it.
public struct ConventionTable: Sendable {
  /// Shape `[rows, dimensions]`; a row of zeros is no position's.
  public var matrix: Matrix<Double>
  /// Programs with the same have the same frequencies.
  public let exponents: String

  public init(_ matrix: Matrix<Double>, exponents: String) {
    self.matrix = matrix
    self.exponents = exponents
  }
}

/// Attention weights as a figure shows them.
public struct WeightsFact: Sendable {
  /// Row by row one query's weights, shape `[rows, keys]`.
  public var matrix: Matrix<Double>
  /// Whether some query may see no key at all, so that its weights sum to 0.
  public var mayMaskWholeRows: Bool
  /// Whether row i is query i over keys 0 …, and no query may see a key after it.
  public var isCausal: Bool
  /// The file that the weights were read from and not changed after.
  public var source: StoredWeights?

  public init(
    _ matrix: Matrix<Double>, mayMaskWholeRows: Bool = false, isCausal: Bool = false,
    source: StoredWeights? = nil
  ) {
    self.matrix = matrix
    self.mayMaskWholeRows = mayMaskWholeRows
    self.isCausal = isCausal
    self.source = source
  }
}

/// Where weights lie in a file.
public struct StoredWeights: Sendable {
  /// The file, `FILE#name` for a tensor in it.
  public var reference: String
  public var context: ComputeContext
  /// How its axes are read.
  public var arrangement: Arrangement
  /// nil where the file has one.
  public var layer: Int?
  /// The heads, one below the other; nil for the one that the file has, none for all.
  public var heads: [Int?]
  /// Whether the file may hold keys by queries.
  public var mayBeTransposed: Bool

  public init(
    reference: String, context: ComputeContext, arrangement: Arrangement = Arrangement(),
    layer: Int?, heads: [Int?], mayBeTransposed: Bool
  ) {
    self.reference = reference
    self.context = context
    self.arrangement = arrangement
    self.layer = layer
    self.heads = heads
    self.mayBeTransposed = mayBeTransposed
  }
}

/// Values of an encoding: what is at each position and dimension, shape `[positions, dimensions]`.
public struct EncodedValues: Sendable {
  public let encoding: any TokenEncoding
  public var matrix: Matrix<Double>
  public let positions: [Int]
  public let dimensions: [Int]

  public init(
    encoding: any TokenEncoding, matrix: Matrix<Double>, positions: some Sequence<Int>,
    dimensions: some Sequence<Int>
  ) {
    self.encoding = encoding
    self.matrix = matrix
    self.positions = Array(positions)
    self.dimensions = Array(dimensions)
  }

  /// Whether each row is a whole vector.
  public var areWholeVectors: Bool { dimensions == Array(0..<encoding.dimensions) }
  /// Whether each position follows the one before it.
  public var areConsecutive: Bool {
    zip(positions, positions.dropFirst()).allSatisfy { $1 == $0 + 1 }
  }
}

/// PE(a) − PE(b) for pairs of positions, shape `[pairs, dimensions]`.
public struct EncodingDifferences: Sendable {
  public let encoding: any TokenEncoding
  public var matrix: Matrix<Double>
  public let pairs: [PositionPairs.Pair]
  public let dimensions: ClosedRange<Int>

  public init(
    encoding: any TokenEncoding, matrix: Matrix<Double>, pairs: [PositionPairs.Pair],
    dimensions: ClosedRange<Int>
  ) {
    self.encoding = encoding
    self.matrix = matrix
    self.pairs = pairs
    self.dimensions = dimensions
  }
}

/// The similarity of positions, shape `[positions, positions]`, or `[1, positions]` from one of them.
public struct EncodingSimilarity: Sendable {
  public let encoding: any PositionalEncoding
  public var matrix: Matrix<Double>
  public let positions: Range<Int>
  public let metric: SimilarityMetric
  /// The position that all are compared with; nil where each is with each.
  public let reference: Int?

  public init(
    encoding: any PositionalEncoding, matrix: Matrix<Double>, positions: Range<Int>,
    metric: SimilarityMetric, reference: Int?
  ) {
    self.encoding = encoding
    self.matrix = matrix
    self.positions = positions
    self.metric = metric
    self.reference = reference
  }
}

/// What an encoding adds to scores, a matrix of shape `[queries, keys]` for each head.
public struct BiasFact: Sendable {
  public let encoding: any PositionalEncoding
  /// Which head each matrix is of; nil where they are of all heads in turn.
  public let heads: [Int]?
  public var matrices: [Matrix<Double>]
  /// Whether they are rows of a table that is looked up.
  public let areIndices: Bool

  public init(
    encoding: any PositionalEncoding, heads: [Int]? = nil, matrices: [Matrix<Double>],
    areIndices: Bool
  ) {
    self.encoding = encoding
    self.heads = heads
    self.matrices = matrices
    self.areIndices = areIndices
  }
}

/// Wavelengths of encodings against the context that a model was trained on.
public struct WavelengthsFact: Sendable {
  public var lines: [EncodedWavelengths]
  /// How many positions training had.
  public let context: Int
  /// How many times as far the encodings are to reach; nil where that was not asked.
  public let factor: Double?

  public init(_ lines: [EncodedWavelengths], context: Int, factor: Double?) {
    self.lines = lines
    self.context = context
    self.factor = factor
  }
}

/// The wavelength of each pair of an encoding in positions, shape `[pairs]`.
public struct EncodedWavelengths: Sendable {
  public let encoding: any PositionalEncoding
  public var values: [Double]

  public init(encoding: any PositionalEncoding, values: [Double]) {
    self.encoding = encoding
    self.values = values
  }
}

/// What queries and keys are turned by, shape `[positions, pairs]`.
public struct RotationFact: Sendable {
  public let encoding: any RotaryTable
  public let part: RotaryPart
  public var matrix: Matrix<Double>
  public let positions: [Int]
  /// The pairs that the columns are of.
  public let pairs: [Int]

  public init(
    encoding: any RotaryTable, part: RotaryPart, matrix: Matrix<Double>, positions: [Int],
    pairs: [Int]
  ) {
    self.encoding = encoding
    self.part = part
    self.matrix = matrix
    self.positions = positions
    self.pairs = pairs
  }
}

/// How alike each patch of an image is to each, shape `[patches, patches]`, row by row of the image.
public struct PatchesFact: Sendable {
  public var matrix: Matrix<Double>
  public let grid: PatchGrid
  public let metric: SimilarityMetric
  /// Whether a formula makes the vectors, and no training.
  public let isComputed: Bool

  public init(
    _ matrix: Matrix<Double>, grid: PatchGrid, metric: SimilarityMetric, isComputed: Bool
  ) {
    self.matrix = matrix
    self.grid = grid
    self.metric = metric
    self.isComputed = isComputed
  }
}
