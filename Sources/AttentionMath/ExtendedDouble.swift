// A number held in two Doubles, for frequencies: a position far out multiplies a frequency's
// rounding error, and the digits of the angle are gone before its sine is taken.

internal import RealModule

/// The unevaluated sum of two Doubles, about 106 significant bits (Dekker 1971; Hida, Li & Bailey
/// 2001, "Algorithms for quad-double precision floating point arithmetic").
///
/// The tail is at most half a unit in the last place of the head. Where a head is infinite, NaN or
/// subnormal the tail is 0 and nothing is gained over a Double.
public struct ExtendedDouble: Hashable, Sendable {
  /// The number, rounded to a Double.
  public let head: Double
  /// What the head lacks.
  public let tail: Double

  /// A number without a tail.
  public init(_ value: Double) {
    head = value
    tail = 0
  }

  /// The sum of two Doubles.
  init(sum a: Double, _ b: Double) {
    let (head, tail) = Augmented.sum(a, b)
    self.head = head
    self.tail = head.isFinite && tail.isFinite ? tail : 0
  }

  /// A quotient of whole numbers; both are below 2^53.
  init(_ numerator: Int, over denominator: Int) {
    self = ExtendedDouble(Double(numerator)) / ExtendedDouble(Double(denominator))
  }

  /// π, to 106 bits.
  static let pi = ExtendedDouble(sum: 3.141592653589793, 1.2246467991473532e-16)
  /// ln 2, to 106 bits.
  static let ln2 = ExtendedDouble(sum: 0.6931471805599453, 2.3190468138462996e-17)

  // MARK: Arithmetic

  static prefix func - (a: ExtendedDouble) -> ExtendedDouble {
    ExtendedDouble(sum: -a.head, -a.tail)
  }

  static func + (a: ExtendedDouble, b: ExtendedDouble) -> ExtendedDouble {
    let heads = ExtendedDouble(sum: a.head, b.head)
    let tails = ExtendedDouble(sum: a.tail, b.tail)
    let sum = ExtendedDouble(sum: heads.head, heads.tail + tails.head)
    return ExtendedDouble(sum: sum.head, sum.tail + tails.tail)
  }

  static func - (a: ExtendedDouble, b: ExtendedDouble) -> ExtendedDouble { a + -b }

  static func * (a: ExtendedDouble, b: ExtendedDouble) -> ExtendedDouble {
    let (head, tail) = Augmented.product(a.head, b.head)
    return ExtendedDouble(sum: head, tail + (a.head * b.tail + a.tail * b.head))
  }

  static func / (a: ExtendedDouble, b: ExtendedDouble) -> ExtendedDouble {
    // Long division, two digits of 53 bits and a third for the rounding.
    let first = a.head / b.head
    guard first.isFinite else { return ExtendedDouble(first) }
    var rest = a - b * ExtendedDouble(first)
    let second = rest.head / b.head
    rest = rest - b * ExtendedDouble(second)
    return ExtendedDouble(sum: first, second) + ExtendedDouble(rest.head / b.head)
  }

  // MARK: Functions

  /// base^(numerator / denominator).
  ///
  /// - Parameters:
  ///   - base: finite, above 0.
  ///   - numerator: of either sign, below 2^53.
  ///   - denominator: not 0, below 2^53.
  static func power(
    _ base: ExtendedDouble, _ numerator: Int, over denominator: Int
  ) -> ExtendedDouble {
    if numerator == 0 { return ExtendedDouble(1) }
    return exp(log(base) * ExtendedDouble(numerator, over: denominator))
  }

  /// e^x: x is taken into ±ln 2 / 1024 by a power of two and nine halvings, there the series has
  /// ten terms, and nine squarings undo the halvings.
  static func exp(_ x: ExtendedDouble) -> ExtendedDouble {
    let nearest = Double.exp(x.head)
    guard nearest.isFinite, nearest >= 0x1p-960 else { return ExtendedDouble(nearest) }
    let twos = (x.head / ln2.head).rounded()
    let rest = x - ln2 * ExtendedDouble(twos)
    let r = ExtendedDouble(sum: rest.head * 0x1p-9, rest.tail * 0x1p-9)
    // 1. e^r - 1, so that the squarings lose nothing beside the 1.
    var term = r
    var sum = r
    for n in 2...10 {
      term = term * r / ExtendedDouble(Double(n))
      sum = sum + term
    }
    // 2. (1 + s)² - 1 = 2 s + s².
    for _ in 0..<9 { sum = sum + sum + sum * sum }
    let result = ExtendedDouble(1) + sum
    let scale = Double(sign: .plus, exponent: Int(twos), significand: 1)
    return ExtendedDouble(sum: result.head * scale, result.tail * scale)
  }

  /// ln x by one step of Newton's method on e^y = x: y + x e^-y - 1.
  static func log(_ x: ExtendedDouble) -> ExtendedDouble {
    let nearest = Double.log(x.head)
    guard nearest.isFinite, abs(nearest) < 600 else { return ExtendedDouble(nearest) }
    let y = ExtendedDouble(nearest)
    return y + (x * exp(-y) - ExtendedDouble(1))
  }

  // MARK: Angles

  /// The angle position · self in radians, with its cosine and sine.
  ///
  /// The product is exact to the last of the 106 bits, so the digits of both hold as far as
  /// angles go to 2^53.
  func turn(position: Int) -> (angle: Double, cosine: Double, sine: Double) {
    let position = Double(position)
    let (angle, error) = Augmented.product(position, head)
    let rest = error + position * tail
    let (cosine, sine) = (Double.cos(angle), Double.sin(angle))
    // The rest is small: cos(a + r) = cos a cos r - sin a sin r.
    let (restCosine, restSine) =
      abs(rest) < 1e-9 ? (1, rest) : (Double.cos(rest), Double.sin(rest))
    return (
      angle + rest,
      max(-1, min(1, cosine * restCosine - sine * restSine)),
      max(-1, min(1, sine * restCosine + cosine * restSine))
    )
  }
}
