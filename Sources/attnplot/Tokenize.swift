// `tokenize`: what a tokenizer makes of a text.

import ArgumentParser
import FigureKinds
import FigurePipeline
import MatrixFiles
import MatrixSources
import Models
import SafeFiles
import TextFormats
import Tokenizers

/// Prints the tokens of a text.
struct Tokenize: ParsableCommand, TimedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the tokens that a model's tokenizer makes of a text.",
    discussion: """
      Examples:
        attnplot tokenize --model ./bert --text "The cat sat"
        attnplot tokenize --tokenizer tokenizer.json --text-file prompt.txt --format json
      """)

  enum Format: String, ChoiceValue {
    case text, json
  }

  static let model = OptionDeclaration<String?>(
    "model", "The model's folder, or a .gguf file.", valueName: "folder", takesAnyValue: false)
  @Option(Self.model) var model: String?

  static let tokenizer = OptionDeclaration<String?>(
    "tokenizer",
    "A tokenizer by itself: tokenizer.json, vocab.txt, a SentencePiece .model, or a folder.",
    valueName: "file", shape: .file)
  @Option(Self.tokenizer) var tokenizer: String?

  static let text = OptionDeclaration<String?>("text", "The text.")
  @Option(Self.text) var text: String?

  static let textFile = OptionDeclaration<String?>(
    "text-file", "A file with the text.", valueName: "file", shape: .file)
  @Option(Self.textFile) var textFile: String?

  static let textPair = OptionDeclaration<String?>(
    "text-pair", "A second text.", valueName: "text")
  @Option(Self.textPair) var textPair: String?

  static let noSpecialTokens = OptionDeclaration<Bool>(
    "no-special-tokens", "Put no tokens such as [CLS] around the text.")
  @Flag(Self.noSpecialTokens) var noSpecialTokens: Bool

  static let format = OptionDeclaration<Format>(
    "format", "How to print.", initial: Format.text)
  @Option(Self.format) var format: Format

  @OptionGroup var timing: TimingArguments

  static let parameters: [Parameter<Self>] = [
    Parameter(model, \._model),
    Parameter(tokenizer, \._tokenizer),
    Parameter(text, \._text),
    Parameter(textFile, \._textFile),
    Parameter(textPair, \._textPair),
    Parameter(noSpecialTokens, \._noSpecialTokens),
    Parameter(format, \._format),
    Parameter(\._timing),
  ]

  func run() throws {
    let encoding = try encoding()
    switch format {
    case .text:
      var lines = ""
      for (index, token) in encoding.tokens.enumerated() {
        let offset = encoding.offsets[index]
        lines +=
          "\(encoding.ids[index])\t\(TerminalText.line(token))\t\(offset.lowerBound)-\(offset.upperBound)\n"
      }
      try OutputFiles.print(lines)
    case .json:
      let json = JSONValue.object([
        ("ids", .list(encoding.ids.map { .number($0) })),
        ("tokens", .list(encoding.tokens.map { .text($0) })),
        (
          "offsets",
          .list(encoding.offsets.map { .list([.number($0.lowerBound), .number($0.upperBound)]) })
        ),
      ])
      try OutputFiles.print(json.line + "\n")
    }
  }

  private func encoding() throws -> Encoding {
    guard (text == nil) != (textFile == nil) else {
      throw FigureError.usage("give --text \"…\" or --text-file FILE, one of them")
    }
    guard (model == nil) != (tokenizer == nil) else {
      throw FigureError.usage("give --model FOLDER or --tokenizer FILE, one of them")
    }
    let text = try self.text ?? Self.read(textFile ?? "")
    do {
      let found: Tokenizer
      if let model {
        found = try Model.open(model, within: .anywhere).tokenizer()
      } else {
        found = try Tokenizer.open(tokenizer ?? "", within: .anywhere)
      }
      return try found.encode(text, pair: textPair, addsSpecialTokens: !noSpecialTokens)
    } catch let error as ModelError {
      throw FigureError.work("--model \(model ?? ""): \(error.reason(without: model ?? ""))")
    } catch let error as TokenizerError {
      throw FigureError.work("\(error)")
    }
  }

  /// The text of a file.
  static func read(_ path: String) throws(FigureError) -> String {
    do throws(MatrixFileError) {
      return try SourceRegistry.text(path, in: SourceContext())
    } catch {
      throw .work("--text-file \(error)")
    }
  }
}
