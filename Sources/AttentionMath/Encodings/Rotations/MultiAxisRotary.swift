// M-RoPE: one rotation for text, images and video, whose pairs are shared out among time, height
// and width.

/// Which pairs each axis has.
public enum AxisArrangement: String, CaseIterable, Hashable, Sendable {
  /// The first section for time, the next for height, the last for width (Qwen2-VL, Qwen2.5-VL).
  case sections
  /// Time, height, width in turn, as long as an axis has pairs left; the rest for time (Qwen3-VL).
  case interleaved
}

/// Multimodal rotary embedding (Wang et al. 2024, "Qwen2-VL", section 2.1): a token has a position
/// on each axis, and a pair is turned by that of its axis.
///
///     angle of pair i = position[axis(i)] · ω_i        ω_i as in RoPE
///
/// A text token's positions are the same on all axes, so that text is turned as by RoPE.
public struct MultiAxisRotary: RotaryTable {
  public static let name = "m-rope"
  public static let summary = "pairs shared out among time, height and width (M-RoPE)"

  /// The rotation that text has: dimensions, base, pairs and scaling.
  public let text: RotaryEncoding
  /// How many pairs each axis has.
  public let sections: [Int]
  public let arrangement: AxisArrangement
  /// The positions of each token on each axis, shape `[tokens][axes]`; tokens after the last one
  /// are text.
  public let coordinates: [[Int]]
  /// The axis that turns each pair, shape `[r / 2]`.
  public let axisOfPair: [Int]
  /// The position of the first token after the coordinates, on all axes.
  private let nextText: Int

  public var dimensions: Int { text.dimensions }
  public var rotaryDimensions: Int { text.rotaryDimensions }
  public var pairing: RotaryPairing { text.pairing }
  public var attentionFactor: Double { text.attentionFactor }
  public var frequencies: [Double] { text.frequencies }

  /// - Parameters:
  ///   - text: the rotation that text has.
  ///   - sections: how many pairs each axis has; all of the rotation's in sum.
  ///   - arrangement: which pairs those are.
  ///   - coordinates: each token's positions, see ``coordinates(of:axes:)``; none for text.
  /// - Throws: ``EncodingError`` that names the parameter that is wrong.
  public init(
    text: RotaryEncoding, sections: [Int], arrangement: AxisArrangement = .sections,
    coordinates: [[Int]] = []
  ) throws(EncodingError) {
    let pairs = text.rotaryDimensions / 2
    for section in sections {
      guard (0...pairs).contains(section) else {
        throw .outOfRange(
          "sections", Double(section), rule: "an axis has 0 to \(pairs) of the \(pairs) pairs")
      }
    }
    let total = sections.reduce(0, +)
    guard total == pairs else {
      throw .contradiction(
        "sections=\(sections.map(String.init).joined(separator: ",")), \(total) pairs in sum",
        "\(text.rotaryDimensions) dimensions turned, \(pairs) pairs",
        rule: "each pair belongs to one axis")
    }
    for location in coordinates {
      guard location.count == sections.count else {
        throw .valueCount(
          "coordinates", location.count, expected: sections.count, meaning: "one for each axis")
      }
      try checkPositions(location, fastest: text.fastest)
    }
    switch arrangement {
    case .sections:
      axisOfPair = sections.enumerated().flatMap { Array(repeating: $0, count: $1) }
    case .interleaved:
      axisOfPair = (0..<pairs).map { pair in
        let axis = pair % sections.count
        return pair / sections.count < sections[axis] ? axis : 0
      }
    }
    self.text = text
    self.sections = sections
    self.arrangement = arrangement
    self.coordinates = coordinates
    nextText = (coordinates.joined().max() ?? -1) + 1
  }

  public static let parameters = RotaryEncoding.parameters + ownParameters

  private static let ownParameters = [
    sectionsParameter, arrangementParameter, gridParameter, beforeParameter,
  ]
  private static let sectionsParameter = EncodingParameter(
    "sections", .integers, "16,24,24", "how many pairs time, height and width have")
  private static let arrangementParameter = EncodingParameter.choice(
    "arrangement", AxisArrangement.sections, "axis after axis, or in turn")
  private static let gridParameter = EncodingParameter(
    "grid", .grid, nil, "rows and columns of one image among the text")
  private static let beforeParameter = EncodingParameter(
    "before", .integer, "0", "how many text tokens stand before the image")

  public init(options: EncodingOptions) throws(EncodingError) {
    let text = try RotaryEncoding(options: options, of: Self.name, besides: Self.ownParameters)
    var own = options
    own.given = options.given.filter { name, _ in Self.ownParameters.contains { $0.name == name } }
    let reader = try OptionReader(own, of: Self.name, taking: Self.ownParameters)
    let sections = try reader.integers(Self.sectionsParameter)
    var parts: [Part] = []
    // A grid that is assumed is another figure's: text has none.
    if reader.isGiven(Self.gridParameter) {
      let before = try reader.integer(Self.beforeParameter)
      try require("before", before, atLeast: 0)
      parts = [.text(before), .image(try reader.grid(Self.gridParameter))]
    }
    try self.init(
      text: text, sections: sections, arrangement: try reader.choice(Self.arrangementParameter),
      coordinates: try Self.coordinates(of: parts, axes: sections.count))
  }

  /// The coordinates are no part of it.
  public var specification: EncodingSpecification {
    EncodingSpecification(
      name: Self.name,
      parameters: text.specification.parameters + [
        .init("sections", sections), .init("arrangement", arrangement),
      ])
  }

  /// A part of a sequence.
  public enum Part: Hashable, Sendable {
    /// This many text tokens.
    case text(Int)
    /// The patches of one image, row by row.
    case image(PatchGrid)
    /// The patches of several frames, frame by frame.
    case video(frames: Int, PatchGrid)
  }

  /// The positions of a sequence's tokens on time, height and width, shape `[tokens][axes]`.
  ///
  /// Each part begins one after the largest position of the part before it (Wang et al. 2024,
  /// figure 3).
  /// - Parameter axes: with two, height and width alone; further axes are as time.
  /// - Throws: ``EncodingError`` for more tokens than any sequence has, 2^22.
  public static func coordinates(
    of parts: [Part], axes: Int = 3
  ) throws(EncodingError) -> [[Int]] {
    var coordinates: [[Int]] = []
    var start = 0
    for part in parts {
      let (frames, rows, columns, isText): (Int, Int, Int, Bool) =
        switch part {
        case .text(let count): (max(0, count), 1, 1, true)
        case .image(let grid): (1, grid.rows, grid.columns, false)
        case .video(let frames, let grid): (max(0, frames), grid.rows, grid.columns, false)
        }
      let (tokens, overflow) = frames.multipliedReportingOverflow(by: rows * columns)
      guard !overflow, tokens <= maximumTokens - coordinates.count else {
        throw .outOfRange(
          "coordinates", Double(frames) * Double(rows * columns),
          rule: "a sequence may have \(maximumTokens) tokens at most; use a smaller grid")
      }
      var maximum = start - 1
      for token in 0..<tokens {
        let frame = token / (rows * columns)
        let location = token % (rows * columns)
        let (row, column) = (location / columns, location % columns)
        let offsets = (0..<axes).map { axis in
          isText ? frame : axis == axes - 1 ? column : axis == axes - 2 ? row : frame
        }
        coordinates.append(offsets.map { start + $0 })
        maximum = max(maximum, start + (offsets.max() ?? 0))
      }
      start = maximum + 1
    }
    return coordinates
  }

  private static let maximumTokens = 1 << 22

  /// The positions of a token on all axes.
  /// - Throws: ``EncodingError`` when the token is too far out, or before the first of a sequence
  ///   with coordinates.
  public func location(of token: Int) throws(EncodingError) -> [Int] {
    if coordinates.indices.contains(token) { return coordinates[token] }
    guard coordinates.isEmpty || token >= 0 else {
      throw .positionOutside(
        token, known: 0..<Int.max, meaning: "the tokens around an image have positions")
    }
    try checkPositions([token])
    let position = coordinates.isEmpty ? token : nextText + token - coordinates.count
    return Array(repeating: position, count: sections.count)
  }

  public func turns(at position: Int) throws(EncodingError) -> [PairTurn] {
    let location = try location(of: position)
    try checkPositions(location, fastest: text.fastest)
    return text.extendedFrequencies.enumerated().map { pair, frequency in
      PairTurn(frequency, position: location[axisOfPair[pair]])
    }
  }
}

extension PositionalEncoding {
  /// The rotation that text is turned by, of several axes that of text; nil for others.
  public var rotationOfText: RotaryEncoding? {
    self as? RotaryEncoding ?? (self as? MultiAxisRotary)?.text
  }
}
