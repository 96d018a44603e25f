// How an encoding is written in a command: `rope:scaling=yarn,factor=4`. This file reads and writes
// that text; what the parameters mean is each encoding's own.

/// An encoding's name and its parameters, as text.
///
///     specification = name [ ":" part { "," part } ]
///     part          = parameter "=" value | value
///
/// A part without `=` that stands first is the parameter `table`: `learned:FILE`. One that begins
/// with a digit, a sign or a point goes on with the list before it: `m-rope:sections=16,24,24`.
public struct EncodingSpecification: Hashable, Sendable, CustomStringConvertible {
  public struct Parameter: Hashable, Sendable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public let name: String
  /// In the order they were written in; no name stands twice.
  public let parameters: [Parameter]

  /// - Precondition: no parameter stands twice.
  public init(name: String, parameters: [Parameter] = []) {
    precondition(Set(parameters.map(\.name)).count == parameters.count)
    self.name = name
    self.parameters = parameters
  }

  /// Reads one specification.
  /// - Throws: ``EncodingError`` for an empty name or value, and for a parameter that stands twice.
  ///   Whether the name and the parameters are known is asked when the encoding is made.
  public init(_ text: String) throws(EncodingError) {
    let colon = text.firstIndex(of: ":")
    let name = trimmed(text[..<(colon ?? text.endIndex)])
    guard !name.isEmpty else { throw .malformedSpecification(text, rule: .noName) }
    guard let colon else {
      self.init(name: name)
      return
    }
    var parameters: [Parameter] = []
    for part in text[text.index(after: colon)...].split(
      separator: ",", omittingEmptySubsequences: false)
    {
      let part = trimmed(part)
      guard !part.isEmpty else { throw .malformedSpecification(text, rule: .emptyPart) }
      if let equals = part.firstIndex(of: "=") {
        let parameter = Parameter(
          trimmed(part[..<equals]), trimmed(part[part.index(after: equals)...]))
        guard !parameter.name.isEmpty, !parameter.value.isEmpty else {
          throw .malformedSpecification(text, rule: .emptyPart)
        }
        guard !parameters.contains(where: { $0.name == parameter.name }) else {
          throw .duplicateParameter(parameter.name, encoding: name)
        }
        parameters.append(parameter)
      } else if let last = parameters.last, goesOn(part) {
        parameters[parameters.count - 1] = Parameter(last.name, last.value + "," + part)
      } else if parameters.isEmpty {
        // A parameter without its value is no file.
        let type = Encodings.all.first { $0.name == name }
        guard type?.parameters.contains(where: { $0.name == part }) != true else {
          throw .malformedSpecification(text, rule: .partWithoutValue(part))
        }
        parameters.append(Parameter("table", part))
      } else {
        throw .malformedSpecification(text, rule: .partWithoutValue(part))
      }
    }
    self.init(name: name, parameters: parameters)
  }

  /// Reads a list of specifications, `rope,rope:scaling=yarn,factor=4,alibi`: a part that has `=`
  /// without a colon before it, or that goes on with a list of numbers, belongs to the one before, and
  /// so does what stands in brackets, `learned:seed:3,[6,10]`.
  /// - Throws: ``EncodingError``, as for one.
  public static func list(_ text: String) throws(EncodingError) -> [EncodingSpecification] {
    var texts: [String] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let part = trimmed(part)
      let colon = part.firstIndex(of: ":") ?? part.endIndex
      let equals = part.firstIndex(of: "=") ?? part.endIndex
      if let last = texts.last, equals < colon || goesOn(part) {
        // `alibi,heads=4`: the first parameter of a name that has none yet.
        texts[texts.count - 1] = last + (last.contains(":") ? "," : ":") + part
      } else {
        texts.append(part)
      }
    }
    var list: [EncodingSpecification] = []
    for text in texts { list.append(try EncodingSpecification(text)) }
    return list
  }

  /// The value of a parameter, or nil where it is not given.
  public subscript(parameter: String) -> String? {
    parameters.first { $0.name == parameter }?.value
  }

  /// The text that is read back into the same specification.
  public var description: String {
    guard !parameters.isEmpty else { return name }
    return name + ":" + parameters.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
  }
}

/// Whether a part is the next number of a list, or the shape of a table from a seed: no name of an encoding
/// begins so.
private func goesOn(_ part: String) -> Bool {
  guard let first = part.utf8.first else { return false }
  return (0x30...0x39).contains(first) || "+-.[".utf8.contains(first)
}

/// Without blanks at either end.
private func trimmed(_ text: Substring) -> String {
  let rest = text.drop { $0 == " " || $0 == "\t" }
  guard let last = rest.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
  return String(rest[...last])
}
