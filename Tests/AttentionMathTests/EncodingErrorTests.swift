// Parameters that no encoding can have, and matrices that no machine could hold.

import AttentionMath
import Testing

@Suite struct EncodingErrorTests {
  @Test(arguments: [
    (EncodingOptions(dimensions: 7), EncodingError.oddDimensions(7)),
    (EncodingOptions(dimensions: .max), .oddDimensions(.max)),
    (EncodingOptions(dimensions: 1), .tooFewDimensions(1, minimum: 2)),
    (EncodingOptions(dimensions: 0), .tooFewDimensions(0, minimum: 2)),
    (EncodingOptions(dimensions: -4), .tooFewDimensions(-4, minimum: 2)),
    (
      EncodingOptions(dimensions: 2, spacing: .endpoint),
      .endpointNeedsTwoPairs(dimensions: 2)
    ),
    (EncodingOptions(dimensions: 4, base: 0), .baseOutOfRange(0)),
    (EncodingOptions(dimensions: 4, base: -1), .baseOutOfRange(-1)),
    (EncodingOptions(dimensions: 4, base: .infinity), .baseOutOfRange(.infinity)),
    (
      EncodingOptions(dimensions: 4, base: .leastNonzeroMagnitude, spacing: .endpoint),
      .infiniteFrequency(base: .leastNonzeroMagnitude)
    ),
  ])
  func refusesOptions(_ options: EncodingOptions, _ expected: EncodingError) {
    #expect(throws: expected) { try SinusoidalEncoding(options: options) }
    #expect(!expected.description.isEmpty)
  }

  @Test func refusesABaseThatIsNotANumber() {
    let error = #expect(throws: EncodingError.self) {
      try SinusoidalEncoding(dimensions: 4, base: .nan)
    }
    #expect(error?.description.hasPrefix("base nan:") == true)
  }

  @Test func messagesNameTheValueTheRuleAndTheFix() {
    #expect(
      EncodingError.oddDimensions(7).description
        == "dimensions 7: dimensions come in pairs of a sine and a cosine; "
        + "use an even number such as 8")
    #expect(
      EncodingError.tooFewPositions(0).description
        == "positions 0: at least 1 position is needed")
  }

  @Test(arguments: [0, -1, .min])
  func refusesTooFewPositions(_ count: Int) {
    #expect(throws: EncodingError.tooFewPositions(count)) {
      try Encodings.positions(count: count)
    }
  }

  @Test func countsPositionsFromTheFirst() throws {
    #expect(try Encodings.positions(count: 3, first: -1) == -1..<2)
    #expect(throws: EncodingError.positionTooFar(first: .max, count: 1)) {
      try Encodings.positions(count: 1, first: .max)
    }
  }

  /// Each of these would kill the process, or trap, if it were allocated or multiplied out first.
  @Test(arguments: [0..<Int.max, Int.min..<Int.max, -(1 << 40)..<(1 << 40)])
  func refusesMatricesThatWouldNotFit(_ positions: Range<Int>) throws {
    let encodings: [any TokenEncoding.Type] = [
      SinusoidalEncoding.self, IndexEncoding.self, RandomFourierFeatures.self,
    ]
    for encoding in encodings {
      let encoding = try encoding.init(options: EncodingOptions(dimensions: 1 << 20))
      let error = #expect(throws: EncodingError.self) { try encoding.matrix(positions: positions) }
      guard case .memory(let shortage)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(shortage.columns == 1 << 20)
      #expect(shortage.description.contains("needs more than 8 EiB"))
    }
    #expect(throws: EncodingError.self) {
      try SinusoidalEncoding(dimensions: 4).similarityMatrix(positions: positions, metric: .dot)
    }
  }

  @Test func refusesDimensionsThatWouldNotFit() {
    let error = #expect(throws: EncodingError.self) {
      try SinusoidalEncoding(dimensions: 1 << 50)
    }
    #expect(error?.description.contains("[1, 1125899906842624] needs 8.0 PiB") == true)
  }

  @Test func refusesPositionsWhoseAnglesHaveNoDigits() throws {
    let encoding = try SinusoidalEncoding(dimensions: 4)
    #expect(throws: EncodingError.positionTooFar(first: 1 << 53, count: 1)) {
      try encoding.matrix(positions: 1 << 53..<(1 << 53) + 1)
    }
    #expect(throws: EncodingError.positionTooFar(first: .min, count: 1)) {
      try encoding.matrix(positions: .min..<(.min + 1))
    }
    #expect(throws: EncodingError.positionTooFar(first: .max, count: nil)) {
      try encoding.shiftMatrix(by: .max)
    }
    #expect(throws: EncodingError.self) { try encoding.shiftResidual(by: .min, over: -3..<4) }
    // A small base turns faster than once a position.
    #expect(throws: EncodingError.self) {
      try SinusoidalEncoding(dimensions: 4, base: 1e-40).matrix(positions: 0..<10)
    }
  }
}

@Suite struct EncodingRegistryTests {
  @Test func namesAreDistinctAndFound() throws {
    #expect(Set(Encodings.names).count == Encodings.all.count)
    for name in Encodings.names { #expect(try Encodings.named(name).name == name) }
    let error = #expect(throws: EncodingError.self) { try Encodings.named("rotary?") }
    #expect(error == .unknownName("rotary?", known: Encodings.names))
    #expect(error?.description.contains("sinusoidal, index") == true)
  }

  @Test(arguments: ["sinusoidal", "index", "fourier-random"])
  func everyEndlessTableKeepsTheContract(_ name: String) throws {
    let type = try #require(try Encodings.named(name) as? any TokenEncoding.Type)
    for layout in EncodingLayout.allCases {
      for spacing in EncodingSpacing.allCases {
        let options = EncodingOptions(dimensions: 16, layout: layout, spacing: spacing)
        let encoding = try type.init(options: options)
        #expect(encoding.dimensions == 16)
        let whole = try encoding.matrix(positions: -100..<100)
        #expect(whole.rows == 200 && whole.columns == 16)
        #expect(whole.values.allSatisfy { $0.isFinite })
        // A position's vector does not depend on the range it is asked for in.
        let part = try encoding.matrix(positions: -7..<1)
        #expect(part.values == Array(whole.values[93 * 16..<101 * 16]))
        #expect(try encoding.matrix(positions: 3..<3).values.isEmpty)
      }
    }
    #expect(throws: EncodingError.self) { try type.init(options: EncodingOptions(dimensions: 0)) }
  }
}

@Suite struct PositionRangeTests {
  static let farRanges: [Range<Int>] = [
    0..<Int.max, Int.min..<Int.max, -1_099_511_627_776..<1_099_511_627_776, Int.max - 1..<Int.max,
    Int.min..<Int.min + 1, 9_007_199_254_740_992..<9_007_199_254_740_993,
  ]

  /// Each of these would trap, or kill the process, if it were computed or allocated first.
  @Test(arguments: farRanges)
  func rotationsAndBiasesRefuseWhatIsTooFarOrTooMuch(_ positions: Range<Int>) throws {
    for text in EncodingCapabilityTests.examples.map(\.text) {
      let encoding = try EncodingCapabilityTests.make(text)
      if let rotation = encoding as? any RotaryTable {
        #expect(throws: EncodingError.self) { try rotation.table(.angle, positions: positions) }
      }
      if let bias = encoding as? any PositionBias {
        #expect(throws: EncodingError.self) { try bias.biases(positions: positions) }
        #expect(throws: EncodingError.self) {
          try bias.bias(head: 0, queries: positions, keys: 0..<1)
        }
      }
      if let indexed = encoding as? any IndexedBias {
        #expect(throws: EncodingError.self) {
          try indexed.indices(queries: 0..<1, keys: positions)
        }
      }
      if let table = encoding as? any TokenEncoding, encoding.name != "index" {
        #expect(throws: EncodingError.self) { try table.matrix(positions: positions) }
      }
    }
    let rope = try RotaryEncoding(dimensions: 8)
    #expect(throws: EncodingError.self) { try rope.decayBound(distances: positions) }
    for position in [Int.min, .max, 9_007_199_254_740_992] {
      #expect(throws: EncodingError.positionTooFar(first: position, count: nil)) {
        try rope.rotationMatrix(at: position)
      }
    }
  }
}

@Suite struct MemoryLimitTests {
  @Test func refusesWhatIsOverTheLimit() throws {
    let limit = MemoryLimit(bytes: 800)
    try limit.require(rows: 10, columns: 10)
    let error = #expect(throws: MemoryShortage.self) { try limit.require(rows: 10, columns: 11) }
    #expect(error?.neededBytes == 880)
    #expect(
      error?.description
        == "a matrix of shape [10, 11] needs 880 bytes, but 800 bytes of memory are available: "
        + "choose a smaller shape")
    try limit.require(rows: 10, columns: 20, bytesPerValue: 4)
    try MemoryLimit(bytes: -1).require(rows: 0, columns: .max)
  }

  @Test(arguments: [(Int.max, 2), (1 << 32, 1 << 32), (Int.max / 8 + 1, 1)])
  func refusesSizesThatOverflow(_ rows: Int, _ columns: Int) {
    let error = #expect(throws: MemoryShortage.self) {
      try MemoryLimit(bytes: .max).require(rows: rows, columns: columns)
    }
    #expect(error?.neededBytes == nil)
  }

  @Test func theMachineHasSomeMemoryAndNotAll() {
    let available = MemoryLimit.available.bytes
    #expect(available > 1 << 20 && available < 1 << 60)
  }
}
