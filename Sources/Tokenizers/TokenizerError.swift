// What can be wrong with a tokenizer, and the sentence that says so.

internal import JSONTape
public import SafeFiles

/// Why a tokenizer could not be read or could not be used.
public enum TokenizerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The system would not open the file.
  case cannotOpen(file: String, OpenFailure)
  /// The file breaks a rule of its format.
  case malformed(file: String, part: String = "", TokenizerProblem)
  /// The file asks for something that is not known here.
  case unsupported(file: String, part: String = "", UnknownTokenizer)
  /// No file of a tokenizer lies where one was looked for.
  case notFound(folder: String, lookedFor: [String])
  /// The tokenizer has no entry for a part of the text, and none for what is unknown.
  case noUnknownToken(file: String, text: String)
  /// The normaliser makes too many characters of the text.
  case growsText(from: Int, atMost: Int)
  /// A pattern of the tokenizer fails on the text.
  case patternFailed(file: String, pattern: String, reason: String)

  public var description: String {
    switch self {
    case .cannotOpen(let file, let failure): "\(file): cannot be opened: \(failure.reason)"
    case .malformed(let file, let part, let problem):
      "\(file): \(part.isEmpty ? "" : part + " ")\(problem)"
    case .unsupported(let file, let part, let what):
      "\(file): \(part.isEmpty ? "" : part + " ")\(what)"
    case .notFound(let folder, let files):
      "\(folder): holds no tokenizer: looked for \(files.joined(separator: ", ")); put one of "
        + "them beside the model, or give token ids"
    case .noUnknownToken(let file, let text):
      "\(file): has no token for \(quoted(text)) and none for what is unknown; give other text or "
        + "token ids"
    case .growsText(let count, let maximum):
      "the tokenizer's normalizer makes more than \(maximum) characters of a text of \(count), which no text needs: "
        + "its file is damaged, or made to fill the memory; give token ids"
    case .patternFailed(let file, let pattern, let reason):
      "\(file): the pattern \(quoted(pattern)) cannot be used: \(reason)"
    }
  }
}

/// Text from outside in quotation marks, control characters escaped.
/// - Parameter maximum: how many characters of it are shown.
package func quoted(_ text: String, atMost maximum: Int = 60) -> String {
  var result = ""
  for (index, scalar) in text.unicodeScalars.enumerated() {
    if index == maximum {
      result += "…"
      break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return "\"\(result)\""
}

/// A part of a tokenizer.json, which knows the file's name and its own position in it, for messages.
struct Part {
  let value: ParsedJSON
  let file: String
  let path: String

  init(_ value: ParsedJSON, file: String, path: String = "") {
    self.value = value
    self.file = file
    self.path = path
  }

  func malformed(_ problem: TokenizerProblem) -> TokenizerError {
    .malformed(file: file, part: path, problem)
  }

  func unsupported(_ what: UnknownTokenizer) -> TokenizerError {
    .unsupported(file: file, part: path, what)
  }

  /// A member; nil where it is not there or null.
  subscript(name: String) -> Part? {
    guard let member = value[name], !member.isNull else { return nil }
    return Part(member, file: file, path: path.isEmpty ? name : "\(path).\(name)")
  }

  func required(_ name: String) throws(TokenizerError) -> Part {
    guard let part = self[name] else { throw malformed(.lacks(["\"\(name)\""])) }
    return part
  }

  /// The elements of an array.
  func elements() throws(TokenizerError) -> [Part] {
    guard let values = value.array else { throw malformed(.wrongKind("no list")) }
    return values.enumerated().map { Part($1, file: file, path: "\(path)[\($0)]") }
  }

  func string() throws(TokenizerError) -> String {
    guard let string = value.string else { throw malformed(.wrongKind("no text")) }
    return string
  }

  func string(_ name: String) throws(TokenizerError) -> String {
    try required(name).string()
  }

  /// A whole number from 0 to 2³¹ - 1.
  func count() throws(TokenizerError) -> Int {
    guard let int = value.int, (0...Int(Int32.max)).contains(int) else {
      throw malformed(.wrongKind("no whole number from 0 to 2147483647"))
    }
    return int
  }

  func bool(_ name: String, default standard: Bool) throws(TokenizerError) -> Bool {
    guard let part = self[name] else { return standard }
    guard let bool = part.value.bool else {
      throw part.malformed(.wrongKind("neither true nor false"))
    }
    return bool
  }

  func choice<Choice: RawRepresentable<String>>(
    _ name: String, default standard: Choice? = nil
  ) throws(TokenizerError) -> Choice {
    guard let part = self[name] else {
      if let standard { return standard }
      throw malformed(.lacks(["\"\(name)\""]))
    }
    let text = try part.string()
    guard let choice = Choice(rawValue: text) else {
      throw part.unsupported(.choice(text))
    }
    return choice
  }
}
