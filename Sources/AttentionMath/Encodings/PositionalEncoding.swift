// What every positional encoding offers, the options one is made from, and the registry of all.

/// A way of turning positions into vectors.
///
/// To add one: a file in this folder, and a line in ``Encodings/all``.
public protocol PositionalEncoding: Sendable {
  /// The name it is chosen by on a command line: lower case, no blanks.
  static var name: String { get }

  /// One line that says what it is.
  static var summary: String { get }

  /// The encoding with these options; options that it has no use for are ignored.
  /// - Throws: ``EncodingError`` that names the option that is wrong.
  init(options: EncodingOptions) throws(EncodingError)

  /// d_model: how many numbers stand for one position.
  var dimensions: Int { get }

  /// The vectors of consecutive positions, shape `[positions, d_model]`.
  ///
  /// - Parameter positions: may begin below 0; an empty range gives a matrix of no rows.
  /// - Throws: ``EncodingError`` when a position is too far out or memory would not do; both are
  ///   found before anything is allocated.
  func matrix(positions: Range<Int>) throws(EncodingError) -> Matrix<Double>
}

/// The parameters that the encodings of the registry are made from.
public struct EncodingOptions: Hashable, Sendable {
  /// d_model.
  public var dimensions: Int
  /// The base of the wavelengths: 10000 in Vaswani et al. 2017.
  public var base: Double
  public var layout: EncodingLayout
  public var spacing: EncodingSpacing

  public init(
    dimensions: Int, base: Double = 10000, layout: EncodingLayout = .interleaved,
    spacing: EncodingSpacing = .standard
  ) {
    self.dimensions = dimensions
    self.base = base
    self.layout = layout
    self.spacing = spacing
  }
}

/// Where the sines and the cosines of a vector lie.
public enum EncodingLayout: String, CaseIterable, Hashable, Sendable {
  /// sin, cos, sin, cos … (Vaswani et al. 2017, section 3.5).
  case interleaved
  /// All sines, then all cosines (tensor2tensor).
  case halves
}

/// How the exponents of the frequencies are spaced.
public enum EncodingSpacing: String, CaseIterable, Hashable, Sendable {
  /// Pair i has the exponent 2i / d_model (Vaswani et al. 2017, section 3.5).
  case standard
  /// Pair i has the exponent i / (d_model / 2 - 1), so that the last frequency is exactly
  /// 1 / base (tensor2tensor).
  case endpoint
}

/// The registry of positional encodings.
public enum Encodings {
  /// Every encoding there is, the usual one first.
  public static let all: [any PositionalEncoding.Type] = [
    SinusoidalEncoding.self,
    IndexEncoding.self,
  ]

  /// The names of ``all``, in its order.
  public static var names: [String] { all.map { $0.name } }

  /// The encoding of this name.
  /// - Throws: ``EncodingError/unknownName(_:known:)``.
  public static func named(
    _ name: String
  ) throws(EncodingError) -> any PositionalEncoding.Type {
    for encoding in all where encoding.name == name { return encoding }
    throw .unknownName(name, known: names)
  }

  /// The range of `count` positions that begins at `first`.
  /// - Throws: ``EncodingError`` when there is not one position, or the last one is beyond `Int`.
  public static func positions(
    count: Int, first: Int = 0
  ) throws(EncodingError) -> Range<Int> {
    guard count >= 1 else { throw .tooFewPositions(count) }
    let (end, overflow) = first.addingReportingOverflow(count)
    guard !overflow else { throw .positionTooFar(first: first, count: count) }
    return first..<end
  }
}

extension PositionalEncoding {
  public var name: String { Self.name }
  public var summary: String { Self.summary }

  /// The number of positions, after it is sure that `[positions, d_model]` fits in memory.
  func checkedCount(of positions: Range<Int>) throws(EncodingError) -> Int {
    let (count, overflow) = positions.upperBound.subtractingReportingOverflow(positions.lowerBound)
    do {
      try MemoryLimit.requireAvailable(rows: overflow ? .max : count, columns: dimensions)
    } catch {
      throw .memory(error)
    }
    return count
  }
}
