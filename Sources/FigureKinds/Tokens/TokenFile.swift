// Lists of tokens from files: one a line, or JSON.

import Glibc
package import MatrixFiles
import MatrixSources
import SafeFiles
import TextFormats

/// Reads lists of tokens.
package enum TokenFile {
  /// Lists beyond this are no sentences to draw.
  static let maximumSize = 16 << 20

  /// The tokens in a file: one a line, or a list of JSON.
  ///
  /// A JSON list may lie in lists of one, as a batch of one does, or in an object, under `tokens` or
  /// alone. Where there are several, `FILE#NAME` names one by the way to it: `x.json#0`,
  /// `x.json#source.tokens`.
  /// - Parameters:
  ///   - reference: `FILE` or `FILE#NAME`.
  ///   - option: what messages call the list.
  static func read(
    _ reference: String, option: Message, _ context: ComputeContext
  ) throws(FigureError) -> [String] {
    do throws(MatrixFileError) {
      let (bytes, list) = try SourceRegistry.tokens(
        reference, in: context, atMost: maximumSize)
      return try TokenFileContents(bytes, list).tokens()
    } catch {
      throw .work("\(option) \(error)")
    }
  }

  /// The tokens of both axes in a file that lies beside weights.
  ///
  /// A file of a model of two sides has the tokens of each, `{"encoder": {"tokens": […]},
  /// "decoder": {"tokens": […]}}`: which of them name queries and keys, the name of the weights says.
  static func readBeside(
    _ weights: String, _ file: String, of shape: (queries: Int, keys: Int)?,
    _ context: ComputeContext
  ) throws(FigureError) -> (queries: [String], keys: [String]) {
    do throws(MatrixFileError) {
      let (bytes, list) = try SourceRegistry.tokens(file, in: context, atMost: maximumSize)
      guard list.name == nil, let sides = SidedTokens(inJSON: bytes, file: file) else {
        let tokens = try TokenFileContents(bytes, list).tokens()
        return (tokens, tokens)
      }
      return try sides.axes(of: try? TensorReference(parsing: weights).name, shape)
    } catch {
      throw .work("tokens of \(weights) \(error)")
    }
  }

  /// The tokens in the bytes of a file.
  package static func tokens(
    in bytes: [UInt8], of path: String
  ) throws(MatrixFileError) -> [String] {
    try TokenFileContents(bytes, TensorReference(path: path)).tokens()
  }

  /// Whether there is a file to read.
  static func exists(_ path: String, within reach: FileReach) -> Bool {
    OpenedFile.isReadable(path, within: reach)
  }
}

/// The bytes of a file of tokens.
private struct TokenFileContents {
  let bytes: [UInt8]
  /// The file, and the name of the list that is wanted.
  let reference: TensorReference

  init(_ bytes: [UInt8], _ reference: TensorReference) {
    self.bytes = bytes
    self.reference = reference
  }

  func tokens() throws(MatrixFileError) -> [String] {
    let path = reference.path.lowercased()
    let isJSON = [".json", ".jsonl", ".ndjson"].contains { path.hasSuffix($0) }
    let first = bytes.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    guard first != nil else { throw fault("is empty: at least 1 token is needed") }
    let tokens: [String]
    if isJSON, Self.isTokenizer(bytes) {
      throw fault(
        "is a tokenizer, not the tokens of a text: save json.dump(tokenizer.encode(text).tokens, file)"
      )
    } else if isJSON {
      tokens = try chosen(TextList.lists(inJSON: bytes, file: reference.path))
    } else if first == UInt8(ascii: "[") || first == UInt8(ascii: "{"),
      let lists = try? TextList.lists(inJSON: bytes, file: reference.path), !lists.isEmpty
    {
      tokens = try chosen(lists)
    } else {
      // A token may itself be `[CLS]`, so a list of lines may begin like JSON.
      tokens = try lines()
    }
    guard !tokens.isEmpty else {
      throw fault("holds a list without a token: at least 1 is needed")
    }
    return tokens
  }

  private func lines() throws(MatrixFileError) -> [String] {
    if let name = reference.name {
      throw fault("is a list of lines and has no name; leave out #\(name)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw fault("is not UTF-8 text; save it as UTF-8")
    }
    // A carriage return and a line feed are one character; where there is no line feed at all,
    // carriage returns end lines.
    let isOld = !text.utf8.contains(0x0A)
    var lines = text.split(omittingEmptySubsequences: false) {
      $0 == "\n" || $0 == "\r\n" || (isOld && $0 == "\r")
    }
    .map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines.allSatisfy(\.isEmpty) ? [] : lines
  }

  /// The list that is named, or the one that must be meant.
  private func chosen(_ lists: [TextList]) throws(MatrixFileError) -> [String] {
    if let name = reference.name {
      guard let list = lists.first(where: { $0.name == name }) else {
        throw fault("holds no list called \"\(name)\"; \(Self.listed(lists))")
      }
      return list.texts
    }
    let named = lists.filter { Self.isNamedTokens($0.name) }
    if named.count == 1 { return named[0].texts }
    // Numbers alone may stand for tokens, but not beside names that say otherwise.
    let words = lists.filter { $0.holdsStrings || Self.hasNoKey($0.name) }
    let texts = named.isEmpty ? words : named
    if texts.count == 1 { return texts[0].texts }
    if texts.isEmpty {
      throw fault(
        "holds no list of tokens: [\"the\", \"cat\"] is one, and {\"tokens\": [\"the\", \"cat\"]}")
    }
    throw fault(
      "holds \(texts.count) lists; choose one as \(reference.path)#NAME: \(Self.listed(texts))")
  }

  /// Whether the last key on the way to a list is `tokens`.
  private static func isNamedTokens(_ name: String) -> Bool {
    name.split(separator: ".").last { Int($0) == nil } == "tokens"
  }

  /// Whether only positions in lists lead to a list, as in a batch of one.
  private static func hasNoKey(_ name: String) -> Bool {
    name.split(separator: ".").allSatisfy { Int($0) != nil }
  }

  private static func listed(_ lists: [TextList]) -> String {
    let names = lists.prefix(6).map { $0.name.isEmpty ? "one without a name" : $0.name }
    let rest = lists.count > 6 ? " and \(lists.count - 6) more" : ""
    return lists.isEmpty
      ? "it holds none" : "it holds \(names.joined(separator: ", "))\(rest)"
  }

  /// Whether a file is what a tokenizer is loaded from.
  private static func isTokenizer(_ bytes: [UInt8]) -> Bool {
    let head = String(decoding: bytes.prefix(4096), as: UTF8.self)
    return head.contains("\"added_tokens\"") && head.contains("\"version\"")
  }

  private func fault(_ reason: Message) -> MatrixFileError {
    .malformed(file: reference.path, reason: reason)
  }
}
