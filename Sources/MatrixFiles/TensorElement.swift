// The two kinds of number values are read as and written from.

/// A number that tensors are read as and written from: `Float` or `Double`.
///
/// Take `Float` for what a model produced and `Double` for what a figure computes.
public protocol TensorElement: BinaryFloatingPoint, Sendable, LosslessStringConvertible {
  /// The type's own place among the stored types.
  static var elementType: ElementType { get }

  /// Appends the value's bytes, least significant first.
  func appendLittleEndian(to bytes: inout [UInt8])
}

extension Float: TensorElement {
  public static var elementType: ElementType { .float32 }

  public func appendLittleEndian(to bytes: inout [UInt8]) {
    bytes.append(littleEndian: bitPattern)
  }
}

extension Double: TensorElement {
  public static var elementType: ElementType { .float64 }

  public func appendLittleEndian(to bytes: inout [UInt8]) {
    bytes.append(littleEndian: bitPattern)
  }
}

extension [UInt8] {
  /// Appends an integer's bytes, least significant first.
  mutating func append<I: FixedWidthInteger>(littleEndian value: I) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
