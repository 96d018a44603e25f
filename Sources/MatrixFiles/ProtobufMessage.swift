// Telling models that are written as protocol buffers, which begin with no mark: by the fields that
// stand at the top. Nothing in them is read.
// https://protobuf.dev/programming-guides/encoding/

/// The fields of a message that lies in a file.
enum ProtobufMessage {
  /// How a field is written.
  private enum Wire: Int {
    case number = 0
    case eightBytes = 1
    case counted = 2
    case fourBytes = 5
  }

  /// A field, and where its bytes are if it is counted.
  private struct Field {
    var number: Int
    var wire: Wire
    var range: Range<Int>
  }

  /// The most fields that are looked at.
  private static let maximumCount = 64

  /// What model a file is, where its fields are those of one.
  static func kind(of source: ByteSource) throws(MatrixFileError) -> ForeignFile? {
    guard let fields = try fields(of: source, in: 0..<source.count) else { return nil }
    let wires = { (number: Int) in Set(fields.filter { $0.number == number }.map(\.wire)) }
    let numbers = Set(fields.map(\.number))
    // onnx.proto: ir_version 1, producer 2 and 3, domain 4, model_version 5, doc 6, graph 7, imports 8.
    if wires(1) == [.number], wires(7) == [.counted],
      numbers.isSubset(of: [1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26])
    {
      return .onnx
    }
    // saved_model.proto: schema version 1, graphs 2.
    if numbers == [1, 2], wires(1) == [.number], wires(2) == [.counted],
      source.name.lowercased().hasSuffix(".pb")
    {
      return .savedModel
    }
    guard fields.first?.number == 1, wires(1) == [.counted], let first = fields.first?.range,
      let parts = try Self.fields(of: source, in: first), parts.first?.number == 1,
      parts.first?.wire == .counted
    else { return nil }
    // graph.proto: nodes 1, each with name 1 and operation 2. sentencepiece_model.proto: pieces 1,
    // each with text 1 and score 2.
    if parts.contains(where: { $0.number == 2 && $0.wire == .fourBytes }) { return .sentencePiece }
    if parts.contains(where: { $0.number == 2 && $0.wire == .counted }) { return .frozenGraph }
    return nil
  }

  /// The first fields in a range; nil where it holds something else.
  private static func fields(
    of source: ByteSource, in range: Range<Int>
  ) throws(MatrixFileError) -> [Field]? {
    var fields: [Field] = []
    var location = range.lowerBound
    func number() throws(MatrixFileError) -> UInt64? {
      let bytes = try source.bytes(at: location, count: min(10, range.upperBound - location))
      var value: UInt64 = 0
      for (index, byte) in bytes.enumerated() {
        value |= UInt64(byte & 0x7f) << UInt64(7 * index)
        if byte < 0x80 {
          location += index + 1
          return value
        }
      }
      return nil
    }
    while location < range.upperBound, fields.count < maximumCount {
      guard let tag = try number(), tag >> 3 > 0, tag >> 3 < 1000,
        let wire = Wire(rawValue: Int(tag & 7))
      else { return nil }
      var part = location..<location
      switch wire {
      case .number: if try number() == nil { return nil }
      case .fourBytes: part = location..<location + 4
      case .eightBytes: part = location..<location + 8
      case .counted:
        guard let count = try number(), count <= UInt64(range.upperBound - location) else {
          return nil
        }
        part = location..<location + Int(count)
      }
      location = max(location, part.upperBound)
      if location > range.upperBound { return nil }
      fields.append(Field(number: Int(tag >> 3), wire: wire, range: part))
    }
    return fields.isEmpty ? nil : fields
  }
}
