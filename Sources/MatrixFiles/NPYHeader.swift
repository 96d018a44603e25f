// Reading the header of NumPy's .npy format, versions 1, 2 and 3. The values after it are Tensor's
// work.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

import TextFormats

/// What the header of an `.npy` file says.
struct NPYHeader: Hashable, Sendable {
  var shape: [Int]
  var elementType: ElementType
  var isBigEndian: Bool
  var isFortranOrder: Bool
  /// Where the values start, from the file's first byte.
  var valuesOffset: Int
  /// The bytes the values take; never overflows together with `valuesOffset`.
  var valuesByteCount: Int

  static let magic: [UInt8] = [0x93] + "NUMPY".utf8

  /// The longest header read. NumPy's own take about 120 bytes.
  static let maximumLength = 1 << 16

}

extension NPYHeader {
  /// Reads the header.
  /// - Parameters:
  ///   - file: what messages call the file.
  ///   - available: the bytes of the whole file; fewer are never asked for.
  ///   - read: the next bytes, as many as it is asked for, which never go beyond `available`.
  init(
    file: String, available: Int, read: (Int) throws(MatrixFileError) -> [UInt8]
  ) throws(MatrixFileError) {
    func next(_ count: Int, of part: String, at offset: Int) throws(MatrixFileError) -> [UInt8] {
      if count > available - offset {
        throw .truncated(
          file: file, part: part, needed: UInt64(offset + count), available: UInt64(available))
      }
      return try read(count)
    }
    let start = try next(8, of: "the start of an .npy file", at: 0)
    if Array(start.prefix(6)) != Self.magic {
      throw .malformed(file: file, reason: "does not start as an .npy file does (\\x93NUMPY)")
    }
    let lengthBytes: Int
    switch start[6] {
    case 1: lengthBytes = 2
    case 2, 3: lengthBytes = 4
    default:
      throw .unsupported(
        file: file, reason: "is .npy version \(start[6]).\(start[7]); versions 1, 2 and 3 are read")
    }
    let length = try next(lengthBytes, of: "the length of the .npy header", at: 8)
      .reversed().reduce(0) { $0 << 8 | Int($1) }
    if length > Self.maximumLength {
      throw .malformed(
        file: file,
        reason:
          "declares an .npy header of \(length) bytes; at most \(Self.maximumLength) are read")
    }
    let text = try next(length, of: "the .npy header", at: 8 + lengthBytes)
    var parser = DictionaryParser(bytes: text, file: file)
    self = try parser.parse(valuesOffset: 8 + lengthBytes + length)
  }
}

/// Reads the Python dictionary an `.npy` header is written as. It has three keys; everything else
/// is refused, and nothing is evaluated.
private struct DictionaryParser {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  mutating func parse(valuesOffset: Int) throws(MatrixFileError) -> NPYHeader {
    var type: (ElementType, isBigEndian: Bool)?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !accept("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where type == nil: type = try elementType()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      default:
        throw fault("has \(quoted(key)) where each of descr, fortran_order and shape is due once")
      }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    skipBlanks()
    if position < bytes.count { throw fault("goes on after its closing brace") }
    guard let type, let isFortranOrder, let shape else {
      throw fault("lacks one of descr, fortran_order and shape")
    }
    guard let count = elementCount(of: shape) else {
      throw fault("declares the shape \(shape), which holds more values than can be counted")
    }
    return NPYHeader(
      shape: shape, elementType: type.0, isBigEndian: type.isBigEndian,
      isFortranOrder: isFortranOrder, valuesOffset: valuesOffset,
      valuesByteCount: count * type.0.byteCount)
  }

  /// Types by the names that NumPy takes as well as codes, and some programs write.
  private static let namedTypes: [String: ElementType] = [
    "bool": .bool, "bool_": .bool, "?": .bool, "int8": .int8, "b": .int8, "int16": .int16,
    "h": .int16, "int32": .int32, "i": .int32, "int64": .int64, "int": .int64, "l": .int64,
    "q": .int64, "uint8": .uint8, "B": .uint8, "uint16": .uint16, "H": .uint16, "uint32": .uint32,
    "I": .uint32, "uint64": .uint64, "uint": .uint64, "L": .uint64, "Q": .uint64,
    "float16": .float16, "half": .float16, "e": .float16, "float32": .float32, "single": .float32,
    "f": .float32, "float64": .float64, "float": .float64, "double": .float64, "d": .float64,
    "bfloat16": .bfloat16, "float8_e4m3fn": .float8E4M3, "float8_e5m2": .float8E5M2,
  ]

  private mutating func elementType() throws(MatrixFileError) -> (ElementType, isBigEndian: Bool) {
    skipBlanks()
    if position < bytes.count, bytes[position] == UInt8(ascii: "[") {
      throw .unsupported(
        file: file, reason: "holds records of several fields; save one field of them")
    }
    let text = try string()
    if let type = Self.namedTypes[text] { return (type, false) }
    let orders: [Character: Bool] = ["<": false, ">": true, "=": false, "|": false]
    let isBigEndian = text.first.flatMap { orders[$0] }
    let code = isBigEndian == nil ? text : String(text.dropFirst())
    if let type = ElementType.allCases.first(where: { $0.npyCode == code }) {
      return (type, isBigEndian ?? false)
    }
    let advice =
      switch code.first {
      case "O": "Python objects are never loaded; save numbers"
      case "c": "complex numbers; save their absolute value or one part"
      case "U", "S": "text; save numbers"
      case "V" where code == "V1": "it may be float8; save x.astype('float32')"
      default: "save it as f4 or f8"
      }
    throw .unsupported(
      file: file,
      reason:
        "holds values of type \(quoted(text)), while f1 (E5M2), f2, f4, f8, bfloat16, integers "
        + "and bool are read: \(advice)")
  }

  private mutating func tuple() throws(MatrixFileError) -> [Int] {
    var lengths: [Int] = []
    try expect("(")
    while !accept(")") {
      lengths.append(try integer())
      if lengths.count > maximumAxisCount {
        throw fault("declares more than \(maximumAxisCount) axes")
      }
      // A trailing L is how Python 2 wrote long integers.
      _ = accept("L")
      if !accept(",") {
        try expect(")")
        break
      }
    }
    return lengths
  }

  private mutating func integer() throws(MatrixFileError) -> Int {
    skipBlanks()
    let start = position
    var value = 0
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
      let (tens, first) = value.multipliedReportingOverflow(by: 10)
      let (sum, second) = tens.addingReportingOverflow(Int(bytes[position] - 0x30))
      if first || second { throw fault("declares a length of the shape that is too large") }
      value = sum
      position += 1
    }
    if position == start { throw fault("has no length of 0 or more where the shape needs one") }
    return value
  }

  private mutating func boolean() throws(MatrixFileError) -> Bool {
    skipBlanks()
    for (word, value) in [("True", true), ("False", false)]
    where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw fault("has neither True nor False for fortran_order")
  }

  private mutating func string() throws(MatrixFileError) -> String {
    skipBlanks()
    guard position < bytes.count, bytes[position] == 0x22 || bytes[position] == 0x27 else {
      throw fault("has no quoted text at byte \(position)")
    }
    let mark = bytes[position]
    guard let end = bytes[(position + 1)...].firstIndex(of: mark) else {
      throw fault("has a text without an end")
    }
    defer { position = end + 1 }
    return String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(MatrixFileError) {
    if !accept(character) { throw fault("has no \"\(character)\" at byte \(position)") }
  }

  private mutating func skipBlanks() {
    while position < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) {
      position += 1
    }
  }

  private func fault(_ what: String) -> MatrixFileError {
    .malformed(file: file, reason: "is not a sound .npy file: its header \(what)")
  }
}
