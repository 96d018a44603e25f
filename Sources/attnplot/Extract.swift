// `extract`: what a model computes for a text or a picture, as a file that every command draws from.

import ArgumentParser
import AttentionMath
import FigureKinds
import FigureModel
import FigurePipeline
import MatrixFiles
import MatrixSources
import Models
import SafeFiles
import Synchronization
import TextFormats
import Tokenizers

/// Writes attention, hidden states and logits of a model.
struct Extract: ParsableCommand, TimedCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Write what a model computes for a text or a picture: attention, hidden states, logits.",
    discussion: """
      Examples:
        attnplot extract --model ./bert --text "The cat sat" -o run.safetensors
        attnplot extract --model ./vit --image cat.png -o cat.safetensors
        attnplot extract --model ./whisper-tiny --features speech.npy --target-text "Good morning" -o heard.safetensors
        attnplot heads --weights run.safetensors#attentions --layer 0 -o heads.png
      """)

  @OptionGroup var source: ModelArguments

  static let output = OptionDeclaration<String>(
    "output", "The file to write, .safetensors.", otherNames: ["-o"], valueName: "file",
    shape: .file)
  @Option(Self.output) var output: String

  static let nextTokens = OptionDeclaration<Int?>(
    "next-tokens", "Print the most likely next tokens, so many.", valueName: "n",
    rule: .from(1, to: 1000, "must be from 1 to 1000"))
  @Option(Self.nextTokens) var nextTokens: Int?

  @OptionGroup var timing: TimingArguments

  static let parameters: [Parameter<Self>] = [
    Parameter(\._source),
    Parameter(output, \._output),
    Parameter(nextTokens, \._nextTokens),
    Parameter(\._timing),
  ]

  func run() throws {
    guard FileName.ending(output) == "safetensors" else {
      throw FigureError.usage("-o \(output): is written as .safetensors; give the file that ending")
    }
    guard let prepared = try source.prepared(SourceContext()) else {
      throw FigureError.usage("give --model FOLDER, and a text, --ids, --image or --features")
    }
    let path = source.model ?? ""
    // Without a text for the decoder there is the encoder's part alone.
    let isEncoderAlone =
      prepared.model.shape.inputs.contains(.decoderText) && prepared.input.decoderIDs.isEmpty
    var request =
      isEncoderAlone
      ? Request(parts: [.attentions: .init(of: [.encoder])], hiddenStates: .all) : .everything
    var metadata = [
      "model": prepared.name, "tokens": JSONValue.list(prepared.tokens.map { .text($0) }).line,
    ]
    if !prepared.targetTokens.isEmpty {
      metadata["target_tokens"] = JSONValue.list(prepared.targetTokens.map { .text($0) }).line
    }
    // Beside the arrays, where commands look for the tokens of weights. There always is one: an older file
    // would name the tokens of another run.
    func list(_ tokens: [String]) -> JSONValue { .list(tokens.map { .text($0) }) }
    let tokens =
      prepared.model.shape.inputs.contains(.decoderText)
      ? JSONValue.object([
        ("encoder", .object([("tokens", list(prepared.tokens))])),
        ("decoder", .object([("tokens", list(prepared.targetTokens))])),
      ]) : list(prepared.tokens)
    let others = [
      OutputFile(
        path: String(output.dropLast("safetensors".count)) + "tokens.json",
        bytes: Array(tokens.line.utf8) + [0x0A])
    ]
    var missingHead: String?
    let last = try OutputFiles.write(output, beside: others) { file in
      let arrays = ExtractedArrays(into: file, metadata: metadata)
      request.sink = arrays
      try ModelArguments.naming(path) { () throws(ModelError) in
        missingHead = try prepared.model.run(prepared.input, keeping: request).missingHead
      }
      return arrays.finish()
    }
    if isEncoderAlone {
      Messages.warning(
        "no text for the decoder, so the encoder's part alone is written; give --target-text or --target-ids"
      )
    }
    if let missingHead {
      Messages.warning(
        "the head that config.json names is not among the weights (\(missingHead) is missing): last_hidden_state "
          + "is written in place of logits")
    }
    for warning in ModelArguments.warnings(prepared) { Messages.warning(warning.spelled(.command)) }
    guard let nextTokens else { return }
    guard !last.isEmpty else {
      throw FigureError.usage(
        "--next-tokens \(nextTokens): \(prepared.name) has no head that gives the next token, so there are none; "
          + "\(output) is written")
    }
    try printNext(nextTokens, last, prepared)
  }

  /// The most likely tokens after the last, with their probabilities.
  private func printNext(
    _ count: Int, _ logits: [Float], _ prepared: PreparedModel
  ) throws {
    let powers = softmax(logits.map(Double.init))
    let tokenizer = try? prepared.model.tokenizer()
    var text = ""
    for id in powers.indices.sorted(by: { powers[$0] > powers[$1] }).prefix(count) {
      let token = tokenizer?.token(of: id) ?? "\(id)"
      text += "\(id)\t\(TerminalText.line(token))\t\(formatNumber(powers[id], significant: 4))\n"
    }
    try OutputFiles.print(text)
  }
}

/// Puts arrays into a file while a model makes them.
private final class ExtractedArrays: ArraySink {
  private let file: GrowingFile
  private let layout: Mutex<SafetensorsLayout>
  private let headerLength: Int
  /// The logits of the last token.
  private let last = Mutex<[Float]>([])
  /// More arrays than any model gives.
  private static let maximumCount = 16

  init(into file: GrowingFile, metadata: [String: String]) {
    self.file = file
    let layout = SafetensorsLayout(metadata: metadata, atMost: Self.maximumCount)
    headerLength = layout.headerLength
    self.layout = Mutex(layout)
  }

  func take(
    _ values: UnsafeBufferPointer<Float>, of name: String, shape: [Int], at offset: Int
  ) {
    let start = layout.withLock { $0.offset(of: name, shape: shape, .float32) }
    file.write(UnsafeRawBufferPointer(values), at: headerLength + start + 4 * offset)
    // Those of labels and of single tokens are one list, which says nothing of the next token.
    if name == "logits", shape.count == 2, let width = shape.last,
      offset + values.count == shape.reduce(1, *)
    {
      last.withLock { $0 = Array(values.suffix(width)) }
    }
  }

  /// Writes what stands before the arrays.
  /// - Returns: the logits of the last token; none where there are no logits.
  func finish() -> [Float] {
    layout.withLock(\.header).withUnsafeBytes { file.write($0, at: 0) }
    return last.withLock(\.self)
  }
}
