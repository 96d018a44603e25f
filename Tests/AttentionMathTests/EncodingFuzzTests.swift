// Random specifications: whatever is typed, an encoding is made and gives finite numbers, or an error
// says why not.

import AttentionMath
import Testing

@Suite struct EncodingFuzzTests {
  static let odd = [
    "0", "-1", "-0", "4.0", "1e-300", "1e300", "nan", "inf", "-inf", "9223372036854775807",
    "-9223372036854775808", "9007199254740993", "1e19", "0x0", "1048576x1048576",
    "1x9223372036854775807", "-1,9", "1,,2", "x", "é", "=", ":", "yes", "yarn",
  ]

  /// Mostly a value of the kind that is asked for, sometimes another.
  private static func value(
    _ parameter: EncodingParameter, _ random: inout RandomParameters
  ) -> String {
    if random.integer(0...7) == 0 { return random.element(of: odd) }
    return switch parameter.kind {
    case .integer: random.element(of: ["1", "2", "3", "4", "8", "12", "16", "64", "1000"])
    case .number: random.element(of: ["0.25", "0.5", "1", "1.5", "2", "4", "500", "1e6"])
    case .choice(let words): random.element(of: words)
    case .flag: random.element(of: ["yes", "no"])
    case .integers: random.element(of: ["1", "1,1", "2,3,3", "0,4", "16,24,24"])
    case .numbers: random.element(of: ["1", "1,1.5", "2,0.5,1", "1,1,1,1"])
    case .grid: random.element(of: ["1x1", "2x3", "7x2", "3x3"])
    case .table: "x"
    }
  }

  @Test(arguments: 0..<40)
  func nothingTypedIsFatal(_ seed: Int) throws {
    var random = RandomParameters(seed)
    var made = 0
    for _ in 0..<100 {
      let type = random.element(of: Encodings.all)
      var text = type.name
      for index in 0..<random.integer(0...4) {
        let parameter = random.element(of: type.parameters)
        let value = Self.value(parameter, &random)
        text += "\(index == 0 ? ":" : ",")\(parameter.name)=\(value)"
      }
      let table = random.vectors(random.integer(0...20), random.integer(0...4))
      do {
        let encoding = try Encodings.make(
          text,
          tables: [
            "table": table, "weight0": Matrix(rows: 2, columns: 1, repeating: 1),
            "bias0": Matrix(rows: 1, columns: 2),
          ])
        try use(encoding)
        #expect(
          try EncodingSpecification(encoding.specification.description) == encoding.specification)
        made += 1
      } catch let error as EncodingError {
        #expect(!error.description.isEmpty && !error.description.contains("\n"), "\(text)")
      }
    }
    #expect(made > 10)
  }

  /// Everything that the encoding can do, at a few positions near and far.
  private func use(_ encoding: any PositionalEncoding) throws {
    for positions in [0..<3, -2..<1, 131071..<131073, Int.max - 1..<Int.max] {
      try? use(encoding, at: positions)
    }
  }

  private func use(_ encoding: any PositionalEncoding, at positions: Range<Int>) throws {
    if let tokens = encoding as? any TokenEncoding {
      let matrix = try tokens.matrix(positions: positions)
      #expect(matrix.values.allSatisfy { $0.isFinite }, "\(encoding.specification)")
    }
    if let rotation = encoding as? any RotaryTable {
      for part in RotaryPart.allCases {
        let table = try rotation.table(part, positions: positions)
        #expect(table.values.allSatisfy { $0.isFinite }, "\(encoding.specification)")
      }
    }
    if let bias = encoding as? any PositionBias {
      for matrix in try bias.biases(positions: positions).prefix(3) {
        #expect(matrix.values.allSatisfy { $0 < .infinity }, "\(encoding.specification)")
      }
    }
    if let indexed = encoding as? any IndexedBias {
      let indices = try indexed.indices(queries: positions, keys: positions)
      #expect(indices.values.allSatisfy { (0..<indexed.indexCount).contains($0) })
    }
  }
}
