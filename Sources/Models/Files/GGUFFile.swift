// GGUF (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md), versions 2 and 3: metadata, the
// list of tensors, and their values. The file is a stranger's: each count and length is checked
// against what is left of the file before memory is taken.

internal import SafeFiles
internal import Tokenizers

/// A value of the metadata.
enum GGUFValue: Sendable {
  case integer(Int)
  case number(Double)
  case flag(Bool)
  case text([UInt8])
  case integers([Int])
  case numbers([Float])
  case texts([[UInt8]])
  case list([GGUFValue])

  var int: Int? { if case .integer(let value) = self { value } else { nil } }

  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  var bool: Bool? { if case .flag(let value) = self { value } else { nil } }

  var string: String? {
    if case .text(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
  }
}

/// A tensor of a GGUF file.
struct GGUFTensor: Sendable {
  let name: String
  /// The length of each axis, the last running fastest: the other way round than in the file.
  let shape: [Int]
  let type: StoredType
  let file: ModelFile
  let offset: Int

  /// The values of a run of rows of so many values.
  func read(_ rows: Range<Int>, columns: Int, into target: UnsafeMutablePointer<Float>)
    throws(ModelError)
  {
    // One tensor of a type that is not read says nothing of the others.
    guard let type = type.known else {
      throw .unsupported(file: file.path, .type(type.name, tensor: name))
    }
    let rowBytes = columns / type.blockSize * type.byteCount
    let count = rows.count * columns
    let start = offset + rows.lowerBound * rowBytes
    if type == .f32 {
      return try file.read(at: start, count: count * 4, into: target)
    }
    let bytes = try file.bytes(at: start, count: rows.count * rowBytes)
    bytes.withUnsafeBytes { type.dequantize($0, count: count, into: target) }
  }
}

/// An opened GGUF file.
struct GGUFFile: Sendable {
  let path: String
  let metadata: [String: GGUFValue]
  let tensors: [GGUFTensor]

  /// The most axes of a tensor.
  private static let maximumAxes = 4

  init(_ path: String, within reach: FileReach) throws(ModelError) {
    try self.init(ModelFile(path, within: reach))
  }

  init(_ file: ModelFile) throws(ModelError) {
    path = file.path
    var reader = GGUFReader(file)
    guard try reader.bytes(4) == Array("GGUF".utf8) else {
      throw .malformed(file: path, .noGGUF)
    }
    let version: UInt32 = try reader.number()
    guard version == 2 || version == 3 else {
      throw .unsupported(file: path, .version(version))
    }
    // A tensor takes 24 bytes or more in the list, an entry 13.
    let tensorCount = try reader.count("tensors", each: 24)
    let entryCount = try reader.count("metadata entries", each: 13)
    var metadata: [String: GGUFValue] = [:]
    for _ in 0..<entryCount {
      let key = String(decoding: try reader.text(), as: UTF8.self)
      let type: UInt32 = try reader.number()
      guard metadata.updateValue(try reader.value(type, depth: 0), forKey: key) == nil else {
        throw .malformed(file: path, .repeated(name: key))
      }
    }
    self.metadata = metadata
    var alignment = 32
    if let value = metadata["general.alignment"] {
      guard let int = value.int, int > 0, int <= 1 << 20, int & (int - 1) == 0 else {
        throw .malformed(file: path, .alignment(value.int.map(String.init) ?? "no number"))
      }
      alignment = int
    }
    struct Entry {
      var name: String
      var shape: [Int]
      var type: StoredType
      var offset: Int
      var size: Int
    }
    var entries: [Entry] = []
    var names: Set<String> = []
    // Where the next tensor begins; nil behind one of a type whose size is not known.
    var end: Int? = 0
    for _ in 0..<tensorCount {
      let name = String(decoding: try reader.text(), as: UTF8.self)
      let axes: UInt32 = try reader.number()
      guard axes <= Self.maximumAxes else {
        throw .malformed(
          file: path, .tooManyAxes(tensor: name, count: axes, maximum: Self.maximumAxes))
      }
      var shape: [Int] = []
      var values = 1
      for _ in 0..<axes {
        let length: UInt64 = try reader.number()
        let (product, overflow) = values.multipliedReportingOverflow(by: Int(clamping: length))
        guard length > 0, !overflow, product <= Int.max / 64 else {
          throw .malformed(file: path, .noShape(tensor: name))
        }
        values = product
        shape.insert(Int(length), at: 0)
      }
      let code: UInt32 = try reader.number()
      let offset: UInt64 = try reader.number()
      let type = StoredType(code: code)
      if let size = type.known?.blockSize, (shape.last ?? 1) % size != 0 {
        throw .malformed(
          file: path, .brokenBlocks(tensor: name, row: shape.last ?? 1, block: size))
      }
      guard offset % UInt64(alignment) == 0, offset <= UInt64(file.count) else {
        throw .malformed(file: path, .tensorOffset(tensor: name, offset: offset))
      }
      guard names.insert(name).inserted else {
        throw .malformed(file: path, .repeated(name: name))
      }
      if let needed = end, Int(offset) != needed {
        throw .malformed(
          file: path, .outOfLine(tensor: name, offset: Int(offset), needed: needed))
      }
      let size = type.byteCount(of: values)
      end =
        type.known == nil || size > file.count
        ? nil : (Int(offset) + size + alignment - 1) / alignment * alignment
      entries.append(
        Entry(
          name: name, shape: shape, type: type, offset: Int(offset),
          size: size))
    }
    let start = (reader.location + alignment - 1) / alignment * alignment
    var tensors: [GGUFTensor] = []
    for entry in entries {
      guard start <= file.count, entry.offset <= file.count - start,
        entry.size <= file.count - start - entry.offset
      else {
        throw .malformed(
          file: path,
          .tensorCutShort(
            tensor: entry.name, bytes: entry.size, at: start + entry.offset, of: file.count))
      }
      tensors.append(
        GGUFTensor(
          name: entry.name, shape: entry.shape, type: entry.type, file: file,
          offset: start + entry.offset))
    }
    self.tensors = tensors
  }
}

/// Reads the parts of a GGUF file one after the other.
private struct GGUFReader {
  private let file: ModelFile
  private var piece: [UInt8] = []
  private var pieceStart = 0
  private(set) var location = 0

  init(_ file: ModelFile) { self.file = file }

  private var left: Int { file.count - location }

  mutating func bytes(_ count: Int) throws(ModelError) -> [UInt8] {
    guard count <= left else {
      throw .malformed(file: file.path, .cutShort)
    }
    if location < pieceStart || location + count > pieceStart + piece.count {
      pieceStart = location
      piece = try file.bytes(at: location, count: min(left, max(count, 1 << 18)))
    }
    defer { location += count }
    return Array(piece[location - pieceStart..<location - pieceStart + count])
  }

  mutating func number<Number: FixedWidthInteger>() throws(ModelError) -> Number {
    let bytes = try bytes(MemoryLayout<Number>.size)
    var value: Number = 0
    for (index, byte) in bytes.enumerated() {
      value |= Number(truncatingIfNeeded: byte) << Number(8 * index)
    }
    return value
  }

  /// A number of things that each take so many bytes of what is left, at least.
  mutating func count(_ what: String, each size: Int) throws(ModelError) -> Int {
    let count: UInt64 = try number()
    guard count <= UInt64(left / size) else {
      throw .malformed(file: file.path, .tooMany(UInt64(count), what: what))
    }
    return Int(count)
  }

  mutating func text() throws(ModelError) -> [UInt8] {
    try bytes(try count("bytes of a text", each: 1))
  }

  /// The bytes a value takes at least.
  private func size(_ type: UInt32) throws(ModelError) -> Int {
    switch type {
    case 0, 1, 7: 1
    case 2, 3: 2
    case 4, 5, 6: 4
    case 8, 10, 11, 12: 8
    case 9: 12
    default: throw .malformed(file: file.path, .unknownMetadata(type: type))
    }
  }

  mutating func value(_ type: UInt32, depth: Int) throws(ModelError) -> GGUFValue {
    switch type {
    case 0: .integer(Int(try number() as UInt8))
    case 1: .integer(Int(try number() as Int8))
    case 2: .integer(Int(try number() as UInt16))
    case 3: .integer(Int(try number() as Int16))
    case 4: .integer(Int(try number() as UInt32))
    case 5: .integer(Int(try number() as Int32))
    case 6: .number(Double(Float(bitPattern: try number())))
    case 7: .flag(try number() as UInt8 != 0)
    case 8: .text(try text())
    case 9: try list(depth: depth)
    case 10: .integer(Int(clamping: try number() as UInt64))
    case 11: .integer(Int(try number() as Int64))
    case 12: .number(Double(bitPattern: try number()))
    default: throw .malformed(file: file.path, .unknownMetadata(type: type))
    }
  }

  private mutating func list(depth: Int) throws(ModelError) -> GGUFValue {
    let maximum = 8
    guard depth < maximum else {
      throw .malformed(file: file.path, .deepLists(maximum: maximum))
    }
    let type: UInt32 = try number()
    let count = try count("elements of a list", each: size(type))
    switch type {
    case 8:
      var texts: [[UInt8]] = []
      texts.reserveCapacity(count)
      for _ in 0..<count { texts.append(try text()) }
      return .texts(texts)
    case 6:
      var numbers: [Float] = []
      numbers.reserveCapacity(count)
      for _ in 0..<count { numbers.append(Float(bitPattern: try number())) }
      return .numbers(numbers)
    case 0...5, 10, 11:
      var integers: [Int] = []
      integers.reserveCapacity(count)
      for _ in 0..<count { integers.append(try value(type, depth: depth + 1).int ?? 0) }
      return .integers(integers)
    default:
      var values: [GGUFValue] = []
      for _ in 0..<count { values.append(try value(type, depth: depth + 1)) }
      return .list(values)
    }
  }
}
