// Writing the .safetensors format. Reading it is SafetensorsReader's work.
// https://github.com/huggingface/safetensors#format

public import AttentionMath
import TextFormats

/// A matrix with the name it has in an archive.
public struct NamedMatrix<Element: TensorElement>: Hashable, Sendable {
  public var name: String
  /// The values, shape `[rows, columns]`.
  public var matrix: Matrix<Element>

  public init(name: String, matrix: Matrix<Element>) {
    self.name = name
    self.matrix = matrix
  }
}

/// An array of any shape with the name it has in an archive.
public struct NamedArray<Element: TensorElement>: Hashable, Sendable {
  public var name: String
  public var shape: [Int]
  /// The last axis runs fastest.
  public var values: [Element]

  public init(name: String, shape: [Int], values: [Element]) {
    self.name = name
    self.shape = shape
    self.values = values
  }
}

/// The `.safetensors` file of named matrices.
public func safetensorsBytes<Element: TensorElement>(
  of matrices: [NamedMatrix<Element>], metadata: [String: String] = [:]
) -> [UInt8] {
  safetensorsBytes(
    of: matrices.map {
      NamedArray(
        name: $0.name, shape: [$0.matrix.rows, $0.matrix.columns], values: $0.matrix.values)
    }, metadata: metadata)
}

/// The `.safetensors` file of named arrays, `F64` or `F32`.
///
/// The tensors follow each other by name, without holes, and the header is padded so that they
/// start on a multiple of 8: the same input gives the same bytes in any order.
/// - Parameter metadata: free text the format keeps under `__metadata__`.
/// - Precondition: the names differ from each other and from `__metadata__`.
public func safetensorsBytes<Element: TensorElement>(
  of arrays: [NamedArray<Element>], metadata: [String: String] = [:]
) -> [UInt8] {
  precondition(Set(arrays.map(\.name)).count == arrays.count)
  precondition(!arrays.contains { $0.name == "__metadata__" })
  let sorted = arrays.sorted { $0.name < $1.name }
  var entries: [String] = []
  if !metadata.isEmpty {
    let pairs = metadata.sorted { $0.key < $1.key }.map {
      "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))"
    }
    entries.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
  }
  let type = Element.elementType
  var offset = 0
  for entry in sorted {
    let end = offset + entry.values.count * type.byteCount
    let shape = "[\(entry.shape.map(String.init).joined(separator: ","))]"
    entries.append(
      "\(JSONText.quoted(entry.name)):{\"dtype\":\"\(type.safetensorsName)\",\"shape\":\(shape),"
        + "\"data_offsets\":[\(offset),\(end)]}")
    offset = end
  }
  let header = Array("{\(entries.joined(separator: ","))}".utf8)
  let length = (header.count + 7) / 8 * 8

  var bytes: [UInt8] = []
  bytes.reserveCapacity(8 + length + offset)
  bytes.append(littleEndian: UInt64(length))
  bytes.append(contentsOf: header)
  bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: length - header.count))
  for entry in sorted { bytes.append(littleEndian: entry.values) }
  return bytes
}
