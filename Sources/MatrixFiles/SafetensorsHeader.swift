// Reading the header of the .safetensors format. The values after it are Tensor's work.
// https://github.com/huggingface/safetensors#format

import TextFormats

/// The tensors of a `.safetensors` file and where they lie.
struct SafetensorsHeader: Sendable {
  struct Location: Sendable {
    var info: TensorInfo
    /// Where the values start, from the file's first byte.
    var offset: Int
    var byteCount: Int
  }

  private(set) var tensors: [Location] = []
  private(set) var unreadable: [UnreadableTensor] = []

  /// The longest header the format allows.
  static let maximumLength: UInt64 = 100_000_000

  /// Types of the format that are known and not read, and the bits each value takes.
  private static let otherTypes: [String: Int] = [
    "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "F4": 4,
    "F6_E2M3": 6, "F6_E3M2": 6, "C64": 64,
  ]

  /// A tensor as its entry declares it.
  private struct Declaration {
    var name: String
    var type: String
    var shape: [Int]
    var start: Int
    var end: Int
  }

  init(_ source: ByteSource) throws(MatrixFileError) {
    if source.count < 8 {
      throw .truncated(
        file: source.name, part: "the length of the header", needed: 8,
        available: UInt64(source.count))
    }
    let length = try source.bytes(at: 0, count: 8).reversed().reduce(0 as UInt64) {
      $0 << 8 | UInt64($1)
    }
    if length > Self.maximumLength {
      throw .malformed(
        file: source.name,
        reason: "declares a header of \(length) bytes; the format allows \(Self.maximumLength)")
    }
    if length > UInt64(source.count - 8) {
      throw .truncated(
        file: source.name, part: "the header", needed: length, available: UInt64(source.count - 8))
    }
    let bodyStart = 8 + Int(length)
    let declarations = try Self.declarations(source.slice(at: 8, count: Int(length)))
    let bodyCount = source.count - bodyStart
    for declaration in declarations where declaration.end > bodyCount {
      throw .truncated(
        file: source.name, part: "\(quoted(declaration.name))", needed: UInt64(declaration.end),
        available: UInt64(bodyCount))
    }
    try Self.checkCover(declarations, bodyCount: bodyCount, file: source.name)
    for declaration in declarations { try add(declaration, bodyStart: bodyStart, source.name) }
  }

  /// Takes the entries of the header.
  private static func declarations(_ header: ByteSource) throws(MatrixFileError) -> [Declaration] {
    var scanner = JSONScanner(header, locations: .bytes)
    var declarations: [Declaration] = []
    var names: Set<String> = []
    try scanner.expect("{")
    if try !scanner.accept("}") {
      repeat {
        let name = try scanner.key()
        if !names.insert(name).inserted { throw scanner.fault("\(quoted(name)) stands twice") }
        if name == "__metadata__" {
          try scanner.skipValue()
        } else {
          declarations.append(try declaration(of: name, &scanner))
        }
      } while try scanner.acceptComma(before: "}")
      try scanner.expect("}")
    }
    try scanner.expectEnd()
    return declarations
  }

  private static func declaration(
    of name: String, _ scanner: inout JSONScanner
  ) throws(MatrixFileError) -> Declaration {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.expect("{")
    if try !scanner.accept("}") {
      repeat {
        switch try scanner.key() {
        case "dtype" where type == nil: type = try scanner.string()
        case "shape" where shape == nil: shape = try counts(&scanner, maximum: maximumAxisCount)
        case "data_offsets" where offsets == nil: offsets = try counts(&scanner, maximum: 2)
        case let key where ["dtype", "shape", "data_offsets"].contains(key):
          throw scanner.fault("\(quoted(name)) has \(quoted(key)) twice")
        default:
          // What else a program noted there means nothing for the numbers; the library of the
          // format passes it over as well.
          try scanner.skipValue()
        }
      } while try scanner.acceptComma(before: "}")
      try scanner.expect("}")
    }
    guard let type, let shape, let offsets, offsets.count == 2, offsets[0] <= offsets[1] else {
      throw scanner.fault("\(quoted(name)) lacks its dtype, its shape or its two rising offsets")
    }
    return Declaration(name: name, type: type, shape: shape, start: offsets[0], end: offsets[1])
  }

  private static func counts(
    _ scanner: inout JSONScanner, maximum: Int
  ) throws(MatrixFileError) -> [Int] {
    var counts: [Int] = []
    try scanner.expect("[")
    if try scanner.accept("]") { return counts }
    repeat {
      if counts.count == maximum { throw scanner.fault("a list has more than \(maximum) numbers") }
      counts.append(try scanner.count())
    } while try scanner.acceptComma(before: "]")
    try scanner.expect("]")
    return counts
  }

  /// Checks that the tensors cover the bytes after the header without holes and overlaps.
  private static func checkCover(
    _ declarations: [Declaration], bodyCount: Int, file: String
  ) throws(MatrixFileError) {
    var covered = 0
    for declaration in declarations.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
      if declaration.start != covered {
        let fault = declaration.start < covered ? "overlaps the one before it" : "follows a hole"
        throw .malformed(
          file: file,
          reason: "\(quoted(declaration.name)) at bytes \(declaration.start)..<\(declaration.end) "
            + "\(fault), while tensors must follow each other")
      }
      covered = declaration.end
    }
    if covered != bodyCount {
      throw .malformed(
        file: file, reason: "has \(bodyCount - covered) bytes that belong to no tensor")
    }
  }

  /// Checks a tensor's size against its shape and lists it.
  private mutating func add(
    _ declaration: Declaration, bodyStart: Int, _ file: String
  ) throws(MatrixFileError) {
    let label = "\(file)#\(printable(declaration.name))"
    let type = ElementType.allCases.first { $0.safetensorsName == declaration.type }
    let byteCount = declaration.end - declaration.start
    guard let count = elementCount(of: declaration.shape) else {
      throw .malformed(
        file: label,
        reason: "declares the shape \(declaration.shape), which holds more values than can be "
          + "counted")
    }
    if let bits = type.map({ $0.byteCount * 8 }) ?? Self.otherTypes[declaration.type] {
      let (needed, overflow) = count.multipliedReportingOverflow(by: bits)
      if overflow || (needed + 7) / 8 != byteCount {
        throw .malformed(
          file: label,
          reason: "has \(byteCount) bytes for \(declaration.type) of shape \(declaration.shape), "
            + "which do not match")
      }
    }
    guard let type else {
      // Types that came to the format later keep no other tensor from being read.
      let advice =
        declaration.type == "C64"
        ? "save their absolute value or one part" : "convert it to one of them"
      let reason = MatrixFileError.unsupported(
        file: label,
        reason:
          "holds values of type \(quoted(declaration.type)), while F8_E4M3, F8_E5M2, F16, BF16, "
          + "F32, F64, integers and bool are read: \(advice)")
      unreadable.append(UnreadableTensor(name: declaration.name, reason: reason))
      return
    }
    tensors.append(
      Location(
        info: TensorInfo(name: declaration.name, shape: declaration.shape, elementType: type),
        offset: bodyStart + declaration.start, byteCount: byteCount))
  }
}
