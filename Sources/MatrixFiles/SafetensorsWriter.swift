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
  var layout = SafetensorsLayout(metadata: metadata)
  for entry in sorted {
    _ = layout.offset(of: entry.name, shape: entry.shape, Element.elementType)
  }
  var bytes = layout.header
  bytes.reserveCapacity(bytes.count + layout.byteCount)
  for entry in sorted { bytes.append(littleEndian: entry.values) }
  return bytes
}

/// Where the tensors of a `.safetensors` file lie: one after the other, without holes.
public struct SafetensorsLayout: Sendable {
  /// The members of the header, written.
  private var entries: [String]
  private var starts: [String: Int] = [:]
  /// The bytes of all tensors so far.
  public private(set) var byteCount = 0
  /// The space that the header takes, whatever it says; nil for as much as it needs.
  private let reservedLength: Int?

  /// - Parameters:
  ///   - metadata: free text the format keeps under `__metadata__`.
  ///   - maximum: how many tensors there may be, so that offsets in the file are known before all are.
  public init(metadata: [String: String] = [:], atMost maximum: Int? = nil) {
    let pairs = metadata.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.text($0.value)) }
    entries = pairs.isEmpty ? [] : [JSONText.member("__metadata__", .object(pairs))]
    reservedLength = maximum.map { [entries] maximum in
      (entries.reduce(2) { $0 + $1.utf8.count + 1 } + maximum * Self.longestEntry + 7) / 8 * 8
    }
  }

  /// What a tensor of a name of 64 bytes and of four axes takes of the header, at most.
  private static let longestEntry = 256

  /// Where a tensor begins among the bytes of all; one that is new follows the others.
  public mutating func offset(of name: String, shape: [Int], _ type: ElementType) -> Int {
    if let start = starts[name] { return start }
    let start = byteCount
    byteCount += shape.reduce(type.byteCount, *)
    starts[name] = start
    entries.append(
      JSONText.member(
        name,
        .object([
          ("dtype", .text(type.safetensorsName)), ("shape", .list(shape.map { .number($0) })),
          ("data_offsets", .list([.number(start), .number(byteCount)])),
        ])))
    return start
  }

  /// How many bytes come before those of the tensors.
  public var headerLength: Int { 8 + (reservedLength ?? paddedLength) }

  private var paddedLength: Int {
    (entries.reduce(1 + max(1, entries.count)) { $0 + $1.utf8.count } + 7) / 8 * 8
  }

  /// The bytes before those of the tensors, padded so that these start on a multiple of 8.
  /// - Precondition: there are no more tensors than were foreseen.
  public var header: [UInt8] {
    let text = Array("{\(entries.joined(separator: ","))}".utf8)
    let length = headerLength - 8
    precondition(text.count <= length)
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt64(length))
    bytes += text
    bytes += repeatElement(UInt8(ascii: " "), count: length - text.count)
    return bytes
  }
}
