// What values reach, and how many of them are no numbers.

internal import CKernels

/// The minimum and the maximum of some values, and counts of those that are not finite.
public struct ValueExtent: Hashable, Sendable {
  /// The minimum and the maximum finite value; +∞ and −∞ where there is none.
  public var minimum = Double.infinity
  public var maximum = -Double.infinity
  public var nan = 0
  public var positiveInfinity = 0
  public var negativeInfinity = 0

  public init() {}

  /// The extent of these values.
  public init(_ values: [Double]) {
    values.withUnsafeBufferPointer { add($0) }
  }

  /// Whether every value so far was a finite number.
  public var isFinite: Bool { nan == 0 && positiveInfinity == 0 && negativeInfinity == 0 }

  /// The minimum and the maximum finite value; none where there is none.
  public var ends: [Double] { minimum <= maximum ? [minimum, maximum] : [] }

  /// Counts values in.
  public mutating func add(_ values: UnsafeBufferPointer<Double>) {
    guard let base = values.baseAddress else { return }
    update { attn_extent_add_f64(&$0, base, values.count) }
  }

  /// Counts values in.
  public mutating func add(_ values: UnsafeBufferPointer<Float>) {
    guard let base = values.baseAddress else { return }
    update { attn_extent_add_f32(&$0, base, values.count) }
  }

  /// Counts values in.
  mutating func add<Element: MatrixScalar>(_ values: UnsafeBufferPointer<Element>) {
    if let values = values as? UnsafeBufferPointer<Double> { return add(values) }
    if let values = values as? UnsafeBufferPointer<Float> { return add(values) }
    values.map { Double($0) }.withUnsafeBufferPointer { add($0) }
  }

  private mutating func update(_ body: (inout attn_extent) -> Void) {
    var extent = attn_extent(
      minimum: minimum, maximum: maximum, nan: nan, positive_infinity: positiveInfinity,
      negative_infinity: negativeInfinity)
    body(&extent)
    minimum = extent.minimum
    maximum = extent.maximum
    nan = extent.nan
    positiveInfinity = extent.positive_infinity
    negativeInfinity = extent.negative_infinity
  }

  /// Counts in what another extent has counted.
  public mutating func add(_ other: ValueExtent) {
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    nan += other.nan
    positiveInfinity += other.positiveInfinity
    negativeInfinity += other.negativeInfinity
  }
}

/// The sum of values, in eight parts of which each adds every eighth value.
public func sum(_ values: UnsafeBufferPointer<Double>) -> Double {
  values.baseAddress.map { attn_sum_f64($0, values.count) } ?? 0
}

/// The same sum for the values as doubles.
public func sum(_ values: UnsafeBufferPointer<Float>) -> Double {
  values.baseAddress.map { attn_sum_f32($0, values.count) } ?? 0
}
