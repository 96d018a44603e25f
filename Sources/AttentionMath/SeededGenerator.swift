// Random numbers that follow from a seed: the same ones on every machine and in every version.

internal import RealModule

/// The generator xoshiro256** (Blackman & Vigna 2018), its state filled from the seed by
/// SplitMix64 (Steele, Lea & Flood 2014).
///
/// The stream is part of the program's contract: a figure drawn from a seed can be drawn again. The
/// standard library's own `random(in:using:)` makes no such promise, so use the methods here.
public struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
  private var a: UInt64
  private var b: UInt64
  private var c: UInt64
  private var d: UInt64

  /// - Parameter seed: any number; different seeds give unrelated streams.
  public init(seed: UInt64) {
    var seed = seed
    func word() -> UInt64 {
      seed &+= 0x9E37_79B9_7F4A_7C15
      var word = seed
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return word ^ (word >> 31)
    }
    (a, b, c, d) = (word(), word(), word(), word())
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    func rotated(_ word: UInt64, by locations: UInt64) -> UInt64 {
      word << locations | word >> (64 - locations)
    }
    let result = rotated(b &* 5, by: 7) &* 9
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotated(d, by: 45)
    return result
  }

  /// A number in 0 ..< 1: the next 53 bits over 2^53.
  public mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number of the standard normal distribution, from two units u, v (Box & Muller 1958):
  /// sqrt(-2 ln(1 - u)) · cos(2π v).
  public mutating func normal() -> Double {
    let radius = Double.sqrt(-2 * Double.log(onePlus: -unit()))
    return radius * Double.cos(2 * .pi * unit())
  }
}

extension Matrix where Element: MatrixScalar {
  /// A matrix of normally distributed numbers with the mean 0, shape `[rows, columns]`, drawn row
  /// by row.
  /// - Precondition: neither side is negative.
  public static func normal(
    rows: Int, columns: Int, standardDeviation: Double = 1,
    using generator: inout SeededGenerator
  ) -> Matrix {
    Matrix(rows: rows, columns: columns) { _, _ in Element(standardDeviation * generator.normal()) }
  }

  /// A matrix of numbers spread evenly over -bound ..< bound, shape `[rows, columns]`, drawn row
  /// by row.
  /// - Precondition: neither side is negative.
  public static func uniform(
    rows: Int, columns: Int, bound: Double = 1, using generator: inout SeededGenerator
  ) -> Matrix {
    Matrix(rows: rows, columns: columns) { _, _ in Element(bound * (2 * generator.unit() - 1)) }
  }
}
