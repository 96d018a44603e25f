// `inspect` of a model: what it is and what it can be asked for.

import FigureKinds
import FigurePipeline
import Glibc
import MatrixSources
import Models
import SafeFiles
import TextFormats
import Tokenizers

extension Inspect {
  /// Whether a path is a model's: a folder, or a file of the kind that holds one.
  static func isModel(_ path: String) -> Bool {
    var status = stat()
    return path.lowercased().hasSuffix(".gguf")
      || stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The lines about a model; of files that hold tensors of no model that is known, about those.
  func model() throws -> JSONValue {
    do throws(ModelError) {
      let model = try Model.open(file, within: .anywhere)
      return .object(try entries(of: model) + tensorEntries())
    } catch {
      guard error.isOfAnUnknownModel || file.lowercased().hasSuffix(".gguf"),
        let entries = try? tensorEntries(), !entries.isEmpty
      else {
        throw FigureError.work("\(file): \(error.reason(without: file))")
      }
      return .object(
        [
          ("architecture", .null),
          ("not_run", .text(error.reason(without: file))),
        ] + entries)
    }
  }

  /// The types of its numbers, and its tensors under the names that its files give them.
  private func tensorEntries() throws(ModelError) -> [(String, JSONValue)] {
    let tensors = try Model.tensors(of: file)
    let types = tensors.types
    var entries: [(String, JSONValue)] = [
      ("dtype", .text(types.map { "\($0.name) (\($0.tensors))" }.joined(separator: ", "))),
      ("tensor_count", .number(tensors.count)),
    ]
    if listsTensors || format == .json {
      entries.append(
        (
          "tensors",
          .list(
            tensors.map { tensor in
              .object([
                ("name", .text(tensor.name)), ("shape", .list(tensor.shape.map { .number($0) })),
                ("type", .text(tensor.type)),
              ])
            })
        ))
    }
    return entries
  }

  /// What the model is, and what it can be asked for.
  private func entries(of model: Model) throws(ModelError) -> [(String, JSONValue)] {
    let shape = model.shape
    var entries: [(String, JSONValue)] = [
      ("architecture", .text(model.architecture)), ("width", .number(shape.width)),
      ("vocabulary", .number(shape.vocabulary)),
      ("context", shape.context.map { .number($0) } ?? .null),
      ("weight_bytes", .number(model.weightBytes)),
      (
        "attention",
        .list(
          shape.stacks.map { stack in
            .object([
              ("name", .text(stack.stack.rawValue.isEmpty ? "self" : stack.stack.rawValue)),
              ("layers", .number(stack.layers)), ("heads", .number(stack.heads)),
              ("key_heads", .number(stack.keyHeads)),
            ])
          })
      ),
    ]
    var missing: ModelError?
    var tokenizer: Tokenizer?
    do throws(ModelError) { tokenizer = try model.tokenizer() } catch { missing = error }
    let inputs = shape.inputs.map { Self.words($0, hasTokenizer: tokenizer != nil) }
    entries.append(("inputs", .list(inputs.sorted().map { .text($0) })))
    if let vision = shape.vision {
      let tokens = vision.tokens(width: vision.image, height: vision.image)
      entries.append(
        (
          "image",
          .object([
            ("side", .number(vision.image)), ("any_size", .bool(!vision.isFixed)),
            ("patch", .number(vision.patch)), ("grid", .text("\(tokens.rows)x\(tokens.columns)")),
            ("tokens_before_patches", .list(vision.specials.map { .text($0) })),
          ])
        ))
    }
    if let speech = shape.speech {
      entries.append(
        (
          "speech",
          .object([("mel_bins", .number(speech.bands)), ("frames", .number(speech.frames))])
        ))
    }
    if let tokenizer {
      entries.append(("tokenizer", .text(tokenizer.kind)))
      entries.append(("tokens", .number(tokenizer.vocabularySize)))
    } else {
      entries.append(("tokenizer", .null))
      if let missing, !shape.inputs.isDisjoint(with: [.text, .decoderText]) {
        entries.append(("no_texts", .text(missing.reason(without: file))))
      }
    }
    let tables = (try? model.positionTables()) ?? [:]
    entries.append(("position_tables", .list(tables.keys.sorted().map { .text($0) })))
    entries.append(
      ("gives", .list(Self.figures(of: shape, hasTable: !tables.isEmpty).map { .text($0) })))
    return entries
  }

  /// The option that gives an input: ids where there is nothing to make them of a text.
  private static func words(_ input: InputKind, hasTokenizer: Bool) -> String {
    switch input {
    case .text: hasTokenizer ? "--text" : "--ids"
    case .decoderText: hasTokenizer ? "--target-text" : "--target-ids"
    case .features: "--features"
    case .image: "--image"
    }
  }

  /// What the model can be asked for, each with the options that do.
  private static func figures(of shape: ModelShape, hasTable: Bool) -> [String] {
    func range(_ count: Int) -> String { count == 1 ? "0" : "0-\(count - 1)" }
    var lines = shape.stacks.map { stack in
      let name =
        switch stack.stack {
        case .cross: "cross-attention"
        case .encoder, .decoder: "attention --side \(stack.stack.rawValue)"
        default: "attention"
        }
      return "\(name) --layer \(range(stack.layers)) --head \(range(stack.heads))"
    }
    if let layers = shape.stacks.map(\.layers).max() {
      lines.append("similarity --hidden 0-\(layers)")
    }
    if hasTable { lines.append("similarity, pe-heatmap, pe-lines --positions-table") }
    if shape.vision != nil { lines.append("patches --image FILE") }
    if shape.speech != nil { lines.append("cross-attention --features FILE") }
    return lines
  }

  /// The same for people.
  static func text(ofModel json: JSONValue) -> String {
    guard case .object(let entries) = json else { return "" }
    let width = entries.map(\.0.count).max() ?? 0
    return entries.map { name, value in
      let label = name.replacing("_", with: " ")
      let lead = label + String(repeating: " ", count: width - name.count + 2)
      guard name == "tensors", case .list(let tensors) = value else {
        return lead + described(value)
      }
      return ([label] + tensors.map { "  " + line(ofTensor: $0) }).joined(separator: "\n")
    }.joined(separator: "\n") + "\n"
  }

  /// Name, shape and type, as a file of matrices is listed.
  private static func line(ofTensor tensor: JSONValue) -> String {
    guard case .object(let entries) = tensor else { return "" }
    return entries.map { _, value in
      if case .list(let lengths) = value {
        return "[\(lengths.map(described).joined(separator: ", "))]"
      }
      return described(value)
    }.joined(separator: "  ")
  }

  private static func described(_ value: JSONValue) -> String {
    switch value {
    case .text(let text): TerminalText.line(text)
    case .null: "none"
    case .list(let values): values.isEmpty ? "none" : values.map(described).joined(separator: "; ")
    case .object(let entries):
      entries.map { "\($0.0.replacing("_", with: " ")) \(described($0.1))" }.joined(separator: ", ")
    default: value.line
    }
  }
}
