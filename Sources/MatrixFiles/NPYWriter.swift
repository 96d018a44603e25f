// Writing NumPy's .npy format, version 1.0. Reading it is NPYHeader's and Tensor's work.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

public import AttentionMath

/// The `.npy` file of a matrix of shape `[rows, columns]`: version 1.0, `<f8` or `<f4`, C order.
///
/// The bytes are those NumPy's `save` writes. NaN and ±∞ keep their meaning, and a matrix
/// without rows or columns is written as such.
public func npyBytes<Element: TensorElement>(of matrix: Matrix<Element>) -> [UInt8] {
  npyBytes(shape: [matrix.rows, matrix.columns], values: matrix.values)
}

/// The `.npy` file of a tensor: version 1.0, `<f8` or `<f4`, C order.
/// - Parameters:
///   - shape: the length of each axis; an empty shape is a single number.
///   - values: the numbers, the last axis running fastest.
/// - Precondition: the product of the shape is the number of values, and the shape has few enough
///   axes for a header of version 1.0 (more than 2 000).
public func npyBytes<Element: TensorElement>(shape: [Int], values: [Element]) -> [UInt8] {
  var bytes = header(
    shape: shape, code: Element.elementType == .float32 ? "f4" : "f8", count: values.count,
    byteCount: Element.elementType.byteCount)
  bytes.append(littleEndian: values)
  return bytes
}

/// The `.npy` file of a tensor of integers: version 1.0, `<i8`, C order.
/// - Parameters: as ``npyBytes(shape:values:)``.
public func npyBytes(shape: [Int], integers: [Int64]) -> [UInt8] {
  var bytes = header(shape: shape, code: "i8", count: integers.count, byteCount: 8)
  for integer in integers {
    withUnsafeBytes(of: integer.littleEndian) { bytes.append(contentsOf: $0) }
  }
  return bytes
}

/// What stands before the numbers of a `.npy` file of doubles that are written one after the other.
public func npyHeader(shape: [Int]) -> [UInt8] {
  header(shape: shape, code: "f8", count: shape.reduce(1, *), byteCount: 0)
}

/// What stands before the numbers.
private func header(shape: [Int], code: String, count: Int, byteCount: Int) -> [UInt8] {
  precondition(shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == count)
  let axes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
  let description = "{'descr': '<\(code)', 'fortran_order': False, 'shape': (\(axes)), }"
  // The header ends in a newline and is padded so that the values start on a multiple of 64.
  let prefix = 10
  let unpadded = prefix + description.utf8.count + 1
  let length = (unpadded + 63) / 64 * 64
  precondition(length - prefix <= Int(UInt16.max))

  var bytes: [UInt8] = []
  bytes.reserveCapacity(length + count * byteCount)
  bytes.append(contentsOf: [0x93] + "NUMPY".utf8 + [1, 0])
  bytes.append(littleEndian: UInt16(length - prefix))
  bytes.append(contentsOf: description.utf8)
  bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: length - unpadded))
  bytes.append(UInt8(ascii: "\n"))
  return bytes
}
