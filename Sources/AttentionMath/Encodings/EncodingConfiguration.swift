// What a model's `config.json` says of its positional encoding: a name, and the parameters that
// stand in the file or follow from the kind of model. It reads no files.

/// The encoding of a model as its configuration has it, to be joined with what a user asks for.
public struct EncodingConfiguration: Hashable, Sendable {
  /// The name of an encoding of the registry.
  public let name: String
  /// What the configuration says, by the names of the encoding's parameters.
  public let parameters: [String: String]
  /// Those of ``parameters`` that stand nowhere in the file and so may be said otherwise.
  public let inferred: Set<String>
  /// `max_position_embeddings`: how far the model says it reaches; nil where it says nothing.
  public let context: Int?
  /// How many positions it was trained on: `original_max_position_embeddings`, or else ``context``.
  public let trained: Int?
  /// Whether ``trained`` may be meant otherwise: the files of models that are stretched by `linear`
  /// have the trained context there as well as the stretched one.
  public let isTrainedUnsure: Bool
  /// What determines which dimensions make a pair; nil where nothing is turned.
  public let pairing: RotaryPairingSource?
  /// What in it is odd, a line each.
  public let warnings: [String]

  /// - Parameters:
  ///   - configuration: the whole of `config.json`.
  ///   - layerType: which rotation, where kinds of layers have their own.
  /// - Throws: ``EncodingError`` as ``EncodingSpecification/init(of:)``.
  public init(
    _ configuration: ConfigurationValue, layerType: String? = nil
  ) throws(EncodingError) {
    let specification = try EncodingSpecification(of: configuration)
    name = specification.name
    guard [RotaryEncoding.name, MultiAxisRotary.name].contains(specification.name) else {
      parameters = Dictionary(
        specification.parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
      inferred = []
      (context, trained, isTrainedUnsure) = (nil, nil, false)
      warnings = try Self.leftOut(of: configuration, specification)
      pairing = nil
      if let layerType {
        throw .notAChoice("layers", layerType, known: [])
      }
      return
    }
    let rotation = try RotaryConfiguration(configuration, layerType: layerType)
    // As it is, before anything is joined with it, it must make sense; the usual one was made above.
    if layerType != nil { _ = try rotation.encoding() }
    parameters = rotation.parameters
    inferred = rotation.inferred
    context = rotation.context
    let scaling = rotation.parameters["scaling"] ?? UnscaledRotary.name
    trained = rotation.parameters["original"].flatMap(Int.init) ?? rotation.context
    isTrainedUnsure = scaling == LinearScaling.name && rotation.parameters["original"] == nil
    warnings = rotation.warnings
    pairing = rotation.pairing
  }

  /// What the model's program does to positions besides, a line each.
  private static func leftOut(
    of configuration: ConfigurationValue, _ specification: EncodingSpecification
  ) throws(EncodingError) -> [String] {
    switch specification.name {
    case TransformerXLPositions.name:
      guard let maximum = try configuration.number("clamp_len"), maximum > 0 else { return [] }
      return [
        "clamp_len \(shortest(maximum)): its program counts farther distances as this one, which is not shown"
      ]
    case RetentionDecay.name:
      return ["its program turns queries and keys as well, which is not shown"]
    default: return []
    }
  }

  /// Its parameters joined with those that are given.
  /// - Throws: ``EncodingError/contradiction(_:_:rule:)`` where the two say different things.
  public func joined(with given: [String: String]) throws(EncodingError) -> [String: String] {
    try Self.join(given, parameters, inferred: inferred)
    var joined = parameters.merging(given) { $1 }
    // A scaling that is asked for starts from what the model was trained on.
    let scaling = joined["scaling"] ?? UnscaledRotary.name
    guard let trained, parameters["original"] == nil, name != SinusoidalEncoding.name,
      RotaryScalings.all.contains(where: { $0.name == scaling && $0.parameters.contains(.original) }
      )
    else { return joined }
    if let original = given["original"], original != "\(trained)" {
      throw .contradiction(
        "original=\(original)", "the configuration's max_position_embeddings=\(trained)",
        rule: "leave original out, or the configuration")
    }
    joined["original"] = "\(trained)"
    return joined
  }

  /// Refuses what is given otherwise than a configuration says.
  static func join(
    _ given: [String: String], _ configured: [String: String], inferred: Set<String>
  ) throws(EncodingError) {
    for (name, value) in given.sorted(by: { $0.key < $1.key }) {
      guard let other = configured[name], !inferred.contains(name), !isSame(other, value) else {
        continue
      }
      throw .contradiction(
        "\(name)=\(value)", "the configuration's \(name)=\(other)",
        rule: "leave \(name) out, or the configuration")
    }
  }

  /// The same text, the same number or the same list of numbers.
  private static func isSame(_ a: String, _ b: String) -> Bool {
    if a == b { return true }
    func numbers(_ text: String) -> [Double?] {
      text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    }
    let (a, b) = (numbers(a), numbers(b))
    return !a.contains(nil) && a == b
  }
}
