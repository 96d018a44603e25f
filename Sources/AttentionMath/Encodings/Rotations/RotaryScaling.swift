// How a rotary model is stretched beyond the context that it was trained on: the protocol and the
// registry. Each scaling has a file of its own.

/// A change of a rotation's frequencies, so that it reaches farther than it was trained to.
///
/// To add one: a file in this folder, and a line in ``RotaryScalings/all``.
public protocol RotaryScaling: Sendable {
  /// The name it is chosen by, `scaling=NAME`: that of `rope_type` in a model's configuration
  /// where it has one.
  static var name: String { get }
  /// One line that says what it is.
  static var summary: String { get }
  /// The parameters that it takes beside the rotation's own.
  static var parameters: [EncodingParameter] { get }

  /// The scaling with these options.
  /// - Parameter options: those of the rotation; others than ``parameters`` are ignored.
  /// - Throws: ``EncodingError`` that names the option that is missing or wrong.
  init(options: EncodingOptions) throws(EncodingError)

  /// Its parameters, as they are written in a specification.
  var specified: [EncodingSpecification.Parameter] { get }

  /// What cosines and sines are multiplied by.
  var attentionFactor: Double { get }

  /// The same for a sequence of so many positions, where the frequencies go by its length.
  /// - Throws: ``EncodingError`` for a length below 1.
  func forLength(_ length: Int) throws(EncodingError) -> any RotaryScaling

  /// The frequencies that result.
  /// - Parameter rotation: the frequencies base^(-2i/r), with base and r.
  /// - Throws: ``EncodingError`` where the parameters do not go with the rotation.
  func frequencies(of rotation: RotaryFrequencies) throws(EncodingError) -> [ExtendedDouble]
}

extension RotaryScaling {
  /// A parameter that is a number; nil where it has none of this name.
  public func number(_ name: String) -> Double? {
    specified.first { $0.name == name }.flatMap { Double($0.value) }
  }

  public var name: String { Self.name }
  public var attentionFactor: Double { 1 }
  public func forLength(_ length: Int) throws(EncodingError) -> any RotaryScaling { self }
}

/// The frequencies of a rotation before it is scaled.
public struct RotaryFrequencies: Hashable, Sendable {
  /// Finite, above 0.
  public let base: Double
  /// r: even, 2 or more.
  public let dimensions: Int
  /// ω_i = base^(-2i/r) in radians per position, i = 0 … r/2 - 1 (Su et al. 2021, section 3.2.2).
  public let values: [ExtendedDouble]

  /// All their digits take a moment each, so that a slip of the keyboard would take hours.
  static let maximumDimensions = 65536

  /// - Throws: ``EncodingError`` when r is odd or too small, or the base is out of range.
  public init(base: Double, dimensions: Int) throws(EncodingError) {
    try self.init(
      base: base, power: base > 0 && base.isFinite ? ExtendedDouble(base) : ExtendedDouble(1),
      dimensions: dimensions)
  }

  /// With more digits of the base than its Double has.
  init(base: Double, power: ExtendedDouble, dimensions: Int) throws(EncodingError) {
    guard dimensions >= 2 else { throw .tooFewDimensions(dimensions, minimum: 2) }
    guard dimensions.isMultiple(of: 2) else { throw .oddDimensions(dimensions) }
    guard dimensions <= Self.maximumDimensions else {
      throw .outOfRange(
        "dimensions", Double(dimensions),
        rule: "at most \(Self.maximumDimensions) can be turned, far more than any head has")
    }
    guard base.isFinite, base > 0 else { throw .baseOutOfRange(base) }
    let values = (0..<dimensions / 2).map {
      ExtendedDouble.power(power, -2 * $0, over: dimensions)
    }
    guard values.allSatisfy({ $0.head.isFinite }) else { throw .infiniteFrequency(base: base) }
    self.base = base
    self.dimensions = dimensions
    self.values = values
  }
}

/// The registry of scalings.
public enum RotaryScalings {
  /// Every scaling there is; none at all first.
  public static let all: [any RotaryScaling.Type] = [
    UnscaledRotary.self,
    LinearScaling.self,
    NTKScaling.self,
    DynamicNTKScaling.self,
    YaRNScaling.self,
    Llama3Scaling.self,
    LongRoPEScaling.self,
    FactorsScaling.self,
  ]

  /// The names of ``all``, in its order.
  public static var names: [String] { all.map { $0.name } }

  /// The scaling of this name.
  /// - Throws: ``EncodingError/notAChoice(_:_:known:)``.
  public static func named(_ name: String) throws(EncodingError) -> any RotaryScaling.Type {
    for scaling in all where scaling.name == name { return scaling }
    throw .notAChoice("scaling", name, known: names)
  }
}

extension RotaryScaling {
  /// The options of a rotation, read by this scaling's parameters.
  static func reader(_ options: EncodingOptions) throws(EncodingError) -> OptionReader {
    let known = Set(parameters.map(\.name))
    var own = options
    own.given = options.given.filter { known.contains($0.key) }
    return try OptionReader(own, of: "rope:scaling=\(name)", taking: parameters)
  }
}

/// Parameters that several scalings have.
extension EncodingParameter {
  static let factor = EncodingParameter(
    "factor", .number, nil, "how many times the trained context is stretched, 1 or more")
  static let original = EncodingParameter(
    "original", .integer, nil, "the context that the model was trained on, in positions")
  static let attentionFactor = EncodingParameter(
    "attention-factor", .number, nil, "what cosines and sines are multiplied by")
}

/// Refuses a factor below 1, which would shrink the context.
func requireFactor(_ factor: Double) throws(EncodingError) {
  try require("factor", factor, "a finite number of 1 or more is needed, such as 4") { $0 >= 1 }
}

/// Refuses an attention factor that is not a finite number above 0.
func requireAttentionFactor(_ factor: Double?) throws(EncodingError) {
  guard let factor else { return }
  try require("attention-factor", factor, "a finite number above 0 is needed") { $0 > 0 }
}

/// No scaling.
public struct UnscaledRotary: RotaryScaling, Hashable {
  public static let name = "none"
  public static let summary = "the frequencies that the model was trained with"
  public static let parameters: [EncodingParameter] = []

  public init() {}
  public init(options: EncodingOptions) {}

  public var specified: [EncodingSpecification.Parameter] { [] }

  public func frequencies(of rotation: RotaryFrequencies) -> [ExtendedDouble] { rotation.values }
}
