// What a figure's options are set to, however they were written: in a call, in a manifest or by the
// page's controls.

import FigureKinds
import FigurePipeline
import TextFormats

/// A kind of figure with values for some of its options.
public struct OptionValues: Hashable, Sendable {
  public var kind: String
  /// Values by option; a flag that is on has `true`. Options left out have their defaults.
  public var values: [String: [String]]

  public init(kind: String, values: [String: [String]]) {
    self.kind = kind
    self.values = values
  }

  /// The options of the kind.
  /// - Throws: where there is no such kind.
  func vocabulary() throws(FigureError) -> KindVocabulary {
    guard let kind = KindRegistry.named(kind) else {
      throw .usage(
        "\(kind): there is no such kind; "
          + "\(NearestName.hint(for: kind, among: KindRegistry.all.map { $0.name }))",
        zh: "\(kind)：没有这种图；\(NearestName.hint(for: kind, among: KindRegistry.all.map { $0.name }))")
    }
    return KindVocabulary.of(kind)
  }

  /// Reads a call such as a kind's help has them.
  ///
  /// Options that say where files go are left out.
  /// - Returns: nil where a word is no option of the kind's.
  init?(call: String, of vocabulary: KindVocabulary) {
    let kind = vocabulary.kind.name
    var words = Self.words(call)[...]
    let start = ["attnplot"] + kind.split(separator: " ").map(String.init)
    guard words.starts(with: start) else { return nil }
    words = words.dropFirst(start.count)
    var values: [String: [String]] = [:]
    while let word = words.popFirst() {
      if word == "-o" {
        _ = words.popFirst()
        continue
      }
      guard let option = vocabulary.options.first(where: { $0.typedNames.contains(word) }) else {
        return nil
      }
      if option.shape == .flag {
        values[option.name] = ["true"]
      } else if let value = words.popFirst() {
        values[option.name, default: []].append(value)
      }
    }
    self.init(kind: kind, values: values)
  }

  /// Words between blanks; quotes keep them together.
  private static func words(_ call: String) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    for character in call {
      if character == "\"" {
        isQuoted.toggle()
        word = word ?? ""
      } else if character == " ", !isQuoted {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}
