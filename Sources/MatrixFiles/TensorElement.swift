// The two kinds of number values are read as and written from.

/// A number that tensors are read as and written from: `Float` or `Double`.
///
/// Take `Float` for what a model produced and `Double` for what a figure computes.
public protocol TensorElement: BinaryFloatingPoint, Sendable, CustomStringConvertible {
  /// The type's own position among the stored types.
  static var elementType: ElementType { get }
}

extension Float: TensorElement {
  public static var elementType: ElementType { .float32 }
}

extension Double: TensorElement {
  public static var elementType: ElementType { .float64 }
}

/// Whether this machine keeps the most significant byte of a number first.
let hostIsBigEndian = Int(1).bigEndian == 1

extension [UInt8] {
  /// Appends an integer's bytes, least significant first.
  mutating func append<I: FixedWidthInteger>(littleEndian value: I) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// Appends the bytes of numbers, least significant first.
  mutating func append<Value: TensorElement>(littleEndian values: [Value]) {
    if hostIsBigEndian {
      for value in values { Swift.withUnsafeBytes(of: value) { append(contentsOf: $0.reversed()) } }
    } else {
      values.withUnsafeBytes { append(contentsOf: $0) }
    }
  }
}
