// A figure of the page in the other forms that it can be asked for: an entry of a manifest, a call of
// the libraries.

import FigureKinds
import FigurePipeline
import TextFormats

extension OptionValues {
  /// The options that are not what they are by default, in the help's order.
  private func chosen(_ vocabulary: KindVocabulary) -> [(option: KindOption, values: [String])] {
    vocabulary.options.compactMap { option in
      guard let given = values[option.name], given != option.defaultValue.map({ [$0] }) else {
        return nil
      }
      return (option, given)
    }
  }

  /// A manifest of this figure alone, in YAML.
  func manifestEntry() throws(FigureError) -> String {
    let vocabulary = try vocabulary()
    var lines = ["- id: \(FileName.identifier(kind))", "  kind: \(kind)"]
    for (option, values) in chosen(vocabulary) {
      let written =
        option.shape == .flag
        ? "true"
        : values.count == 1
          ? Self.scalar(values[0], option)
          : "[" + values.map { Self.scalar($0, option) }.joined(separator: ", ") + "]"
      lines.append("  \(option.name): \(written)")
    }
    return "figures:\n" + lines.map { "  \($0)\n" }.joined()
  }

  /// Numbers as they are, everything else between quotes: JSON's are YAML's too.
  private static func scalar(_ text: String, _ option: KindOption) -> String {
    switch option.shape {
    case .integer, .number: text
    case .flag, .word, .list, .localizedText, .text, .file: JSONText.quoted(text)
    }
  }

  /// A program that draws this figure, in Swift.
  func swiftCall() throws(FigureError) -> String {
    let vocabulary = try vocabulary()
    let options = chosen(vocabulary).flatMap { option, values in
      (option.shape == .flag ? ["true"] : values).map {
        "\(Self.literal(option.name)): \(Self.literal($0))"
      }
    }
    return """
      import FigureKinds
      import FigurePipeline

      let request = try FigureRequest(
        name: \(Self.literal(FileName.identifier(kind))), kind: \(vocabulary.kind).self,
        options: [\(options.isEmpty ? ":" : options.joined(separator: ", "))])
      let renderer = FigureRenderer()
      let figure = try renderer.prepare(request)
      let svg = try renderer.draw(figure, as: .svg)

      """
  }

  /// A text as Swift reads it.
  static func literal(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": literal += "\\" + String(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        literal += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: literal += String(scalar)
      }
    }
    return literal + "\""
  }
}
