// The parameters that an encoding takes: declared once, read from text with an error that names
// what is wrong.

/// One parameter of an encoding, as it is declared.
public struct EncodingParameter: Hashable, Sendable {
  /// What a value must look like.
  public enum Kind: Hashable, Sendable {
    /// A whole number.
    case integer
    /// A finite number.
    case number
    /// One of these words.
    case choice([String])
    /// `yes` or `no`.
    case flag
    /// Whole numbers with commas between them.
    case integers
    /// Finite numbers with commas between them.
    case numbers
    /// Rows and columns, `14x14`.
    case grid
    /// A table that the caller reads and hands over in ``EncodingOptions/tables``; the text names
    /// it.
    case table
  }

  public let name: String
  public let kind: Kind
  /// The value where none is given; nil where there is none.
  public let fallback: String?
  /// One line that says what it is.
  public let summary: String

  init(_ name: String, _ kind: Kind, _ fallback: String? = nil, _ summary: String) {
    self.name = name
    self.kind = kind
    self.fallback = fallback
    self.summary = summary
  }

  static func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ name: String, _ fallback: Choice, _ summary: String
  ) -> EncodingParameter {
    EncodingParameter(
      name, .choice(Choice.allCases.map(\.rawValue)), fallback.rawValue, summary)
  }
}

/// What an encoding is made from.
public struct EncodingOptions: Hashable, Sendable {
  /// Parameters that are meant for this encoding, such as those of a specification: each must be
  /// one that it takes.
  public var given: [String: String]
  /// Parameters that hold where they are not given, such as a command's own options; those that
  /// the encoding does not take are ignored.
  public var assumed: [String: String]
  /// Matrices by the name of the parameter or, of several layers, of the weight.
  public var tables: [String: Matrix<Double>]

  public init(
    given: [String: String] = [:], assumed: [String: String] = [:],
    tables: [String: Matrix<Double>] = [:]
  ) {
    self.given = given
    self.assumed = assumed
    self.tables = tables
  }

  /// The parameters of a specification.
  public init(
    _ specification: EncodingSpecification, assuming assumed: [String: String] = [:],
    tables: [String: Matrix<Double>] = [:]
  ) {
    self.init(
      given: Dictionary(
        specification.parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
      assumed: assumed, tables: tables)
  }

  /// The parameters of the sinusoidal encoding; those that another one does not take are ignored.
  public init(
    dimensions: Int, base: Double = 10000, layout: EncodingLayout = .interleaved,
    spacing: EncodingSpacing = .standard
  ) {
    self.init(assumed: [
      "dimensions": "\(dimensions)", "base": "\(base)", "layout": layout.rawValue,
      "spacing": spacing.rawValue,
    ])
  }
}

/// The options of one encoding, read by the parameters that it declares.
struct OptionReader: Sendable {
  let encoding: String
  private let options: EncodingOptions

  /// - Throws: ``EncodingError/unknownParameter(_:encoding:known:)`` for given parameters that are
  ///   none of these, all of which it names.
  init(
    _ options: EncodingOptions, of encoding: String, taking parameters: [EncodingParameter]
  ) throws(EncodingError) {
    let known = parameters.map(\.name)
    let unknown = options.given.keys.sorted().filter { !known.contains($0) }
    guard unknown.isEmpty else {
      throw .unknownParameter(
        unknown.joined(separator: ", "), encoding: encoding, known: known)
    }
    self.encoding = encoding
    self.options = options
  }

  /// The text of a parameter, or nil where neither it nor a fallback is there.
  func text(_ parameter: EncodingParameter) -> String? {
    options.given[parameter.name] ?? options.assumed[parameter.name] ?? parameter.fallback
  }

  /// Whether a parameter was meant for this very encoding.
  func isGiven(_ parameter: EncodingParameter) -> Bool { options.given[parameter.name] != nil }

  func integer(_ parameter: EncodingParameter) throws(EncodingError) -> Int {
    try needed(parameter, try optionalInteger(parameter))
  }

  func optionalInteger(_ parameter: EncodingParameter) throws(EncodingError) -> Int? {
    guard let text = text(parameter) else { return nil }
    guard let value = Int(text) else { throw .notAWholeNumber(parameter.name, text) }
    return value
  }

  func number(_ parameter: EncodingParameter) throws(EncodingError) -> Double {
    try needed(parameter, try optionalNumber(parameter))
  }

  func optionalNumber(_ parameter: EncodingParameter) throws(EncodingError) -> Double? {
    guard let text = text(parameter) else { return nil }
    return try Self.number(text, of: parameter)
  }

  func numbers(_ parameter: EncodingParameter) throws(EncodingError) -> [Double] {
    try needed(parameter, try optionalNumbers(parameter))
  }

  func optionalNumbers(_ parameter: EncodingParameter) throws(EncodingError) -> [Double]? {
    guard let text = text(parameter) else { return nil }
    var numbers: [Double] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      numbers.append(try Self.number(String(part), of: parameter))
    }
    return numbers
  }

  func integers(_ parameter: EncodingParameter) throws(EncodingError) -> [Int] {
    let text = try needed(parameter, text(parameter))
    var integers: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let integer = Int(part) else { throw .notAWholeNumber(parameter.name, String(part)) }
      integers.append(integer)
    }
    return integers
  }

  func flag(_ parameter: EncodingParameter) throws(EncodingError) -> Bool {
    switch try needed(parameter, text(parameter)) {
    case "yes", "true": true
    case "no", "false": false
    case let text: throw .notAChoice(parameter.name, text, known: ["yes", "no"])
    }
  }

  func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ parameter: EncodingParameter, as _: Choice.Type = Choice.self
  ) throws(EncodingError) -> Choice {
    let text = try needed(parameter, text(parameter))
    guard let choice = Choice(rawValue: text) else {
      throw .notAChoice(parameter.name, text, known: Choice.allCases.map(\.rawValue))
    }
    return choice
  }

  func grid(_ parameter: EncodingParameter) throws(EncodingError) -> PatchGrid {
    try PatchGrid(try needed(parameter, text(parameter)))
  }

  /// The table that was read for a parameter, or nil.
  func optionalTable(_ name: String) -> Matrix<Double>? { options.tables[name] }

  func table(_ parameter: EncodingParameter) throws(EncodingError) -> Matrix<Double> {
    try needed(parameter, options.tables[parameter.name])
  }

  private func needed<Value>(
    _ parameter: EncodingParameter, _ value: Value?
  ) throws(EncodingError) -> Value {
    guard let value else {
      throw .missingParameter(parameter.name, encoding: encoding, meaning: parameter.summary)
    }
    return value
  }

  private static func number(
    _ text: String, of parameter: EncodingParameter
  ) throws(EncodingError) -> Double {
    // What is not finite is refused by the formula that it is for, with its own rule.
    // Not what C reads as well, 0x1p3, which nobody writes on purpose.
    guard !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "x") }), let number = Double(text)
    else { throw .notANumber(parameter.name, text) }
    return number
  }
}

extension EncodingSpecification.Parameter {
  /// A number, without the point of a whole one.
  init(_ name: String, _ value: Double) {
    self.init(name, shortest(value))
  }

  init(_ name: String, _ value: Int) { self.init(name, "\(value)") }

  init(_ name: String, _ value: Bool) { self.init(name, value ? "yes" : "no") }

  init(_ name: String, _ values: [Double]) {
    self.init(name, values.map(shortest).joined(separator: ","))
  }

  init(_ name: String, _ values: [Int]) {
    self.init(name, values.map(String.init).joined(separator: ","))
  }

  init<Choice: RawRepresentable<String>>(_ name: String, _ choice: Choice) {
    self.init(name, choice.rawValue)
  }
}

/// The fewest digits that are read back as the same number: `10000`, `0.1`, `1e-30`.
func shortest(_ value: Double) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
