// How RoPE is asked for: its own parameters, and those of the scaling that is chosen.

extension RotaryEncoding {
  public static let parameters =
    ownParameters
    + RotaryScalings.all.flatMap { $0.parameters }.reduce(into: []) { list, parameter in
      // Scalings share parameters.
      if !list.contains(where: { $0.name == parameter.name }) { list.append(parameter) }
    }

  private static let ownParameters = [
    dimensionsParameter, rotaryParameter, partialParameter, baseParameter, pairsParameter,
    scalingParameter,
  ]
  private static let dimensionsParameter = EncodingParameter(
    "dimensions", .integer, "128", "d_k, the width of one head's queries and keys")
  private static let rotaryParameter = EncodingParameter(
    "rotary", .integer, nil, "how many dimensions are turned, all without it")
  private static let partialParameter = EncodingParameter(
    "partial", .number, nil, "the share of dimensions that are turned, rotary_pct in models")
  private static let baseParameter = EncodingParameter(
    "base", .number, "10000", "the base of the wavelengths, rope_theta in models")
  private static let pairsParameter = EncodingParameter.choice(
    "pairs", RotaryPairing.halves, "dimensions i and i + r/2, or 2i and 2i + 1")
  private static let scalingParameter = EncodingParameter(
    "scaling", .choice(RotaryScalings.names), "none", "how the context is stretched")

  public init(options: EncodingOptions) throws(EncodingError) {
    try self.init(options: options, of: Self.name, besides: [])
  }

  /// The rotation inside another encoding, which has parameters of its own besides.
  init(
    options: EncodingOptions, of encoding: String, besides others: [EncodingParameter]
  ) throws(EncodingError) {
    let scaling = try RotaryScalings.named(
      options.given["scaling"] ?? options.assumed["scaling"] ?? "none")
    try Self.requireParameters(options, of: scaling)
    let reader = try OptionReader(
      options, of: encoding, taking: Self.ownParameters + scaling.parameters + others)
    let dimensions = try reader.integer(Self.dimensionsParameter)
    try self.init(
      dimensions: dimensions, rotaryDimensions: try Self.rotary(reader, of: dimensions),
      base: try reader.number(Self.baseParameter), pairing: try reader.choice(Self.pairsParameter),
      scaling: try scaling.init(options: options))
  }

  public var specification: EncodingSpecification {
    EncodingSpecification(
      name: Self.name,
      parameters: [
        .init("dimensions", dimensions), .init("rotary", rotaryDimensions), .init("base", base),
        .init("pairs", pairing), .init("scaling", scaling.name),
      ] + scaling.specified)
  }

  /// A parameter of another scaling says that this one was not meant.
  private static func requireParameters(
    _ options: EncodingOptions, of scaling: any RotaryScaling.Type
  ) throws(EncodingError) {
    let known = (ownParameters + scaling.parameters).map(\.name)
    for name in options.given.keys.sorted() where !known.contains(name) {
      let others = RotaryScalings.all.filter { $0.parameters.contains { $0.name == name } }
      guard !others.isEmpty else { continue }
      throw .contradiction(
        "scaling=\(scaling.name)", "\(name)=\(options.given[name] ?? "")",
        rule: "\(name) goes with scaling=\(others.map { $0.name }.joined(separator: ", "))")
    }
  }

  /// How many dimensions are turned, by their number or by their share.
  private static func rotary(
    _ reader: OptionReader, of dimensions: Int
  ) throws(EncodingError) -> Int? {
    let count = try reader.optionalInteger(rotaryParameter)
    guard let share = try reader.optionalNumber(partialParameter) else { return count }
    try require("partial", share, "a share above 0 and at most 1 is needed, such as 0.25") {
      $0 > 0 && $0 <= 1
    }
    // Programs round down: int(head_dim * rotary_pct).
    let turned = Int(Double(max(0, min(dimensions, 1 << 50))) * share)
    if let count, count != turned {
      throw .contradiction(
        "rotary=\(count)", "partial=\(shortest(share))",
        rule: "\(shortest(share)) of \(dimensions) dimensions are \(turned); give one of them")
    }
    return turned
  }
}
