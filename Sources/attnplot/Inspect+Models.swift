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

  /// The lines about a model.
  func model() throws -> JSONValue {
    let model: Model
    do throws(ModelError) {
      model = try Model.open(file, within: .anywhere)
    } catch {
      throw FigureError.work("\(file): \(error.reason(without: file))")
    }
    let shape = model.shape
    var entries: [(String, JSONValue)] = [
      ("architecture", .text(model.architecture)), ("width", .number(shape.width)),
      ("vocabulary", .number(shape.vocabulary)),
      ("context", shape.context.map { .number($0) } ?? .null),
      ("weight_bytes", .number(model.weightBytes)), ("tensors", .number(model.tensorNames.count)),
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
      ("inputs", .list(shape.inputs.map(\.rawValue).sorted().map { .text($0) })),
    ]
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
    if let tokenizer = try? model.tokenizer() {
      entries.append(("tokenizer", .text(tokenizer.kind)))
      entries.append(("tokens", .number(tokenizer.vocabularySize)))
    } else {
      entries.append(("tokenizer", .null))
    }
    let tables = (try? model.positionTables()) ?? [:]
    entries.append(("position_tables", .list(tables.keys.sorted().map { .text($0) })))
    return .object(entries)
  }

  /// The same for people.
  static func text(ofModel json: JSONValue) -> String {
    guard case .object(let entries) = json else { return "" }
    let width = entries.map(\.0.count).max() ?? 0
    return entries.map { name, value in
      let label = name.replacing("_", with: " ")
      return label + String(repeating: " ", count: width - name.count + 2) + shown(value)
    }.joined(separator: "\n") + "\n"
  }

  private static func shown(_ value: JSONValue) -> String {
    switch value {
    case .text(let text): TerminalText.line(text)
    case .null: "none"
    case .list(let values): values.isEmpty ? "none" : values.map(shown).joined(separator: "; ")
    case .object(let entries):
      entries.map { "\($0.0.replacing("_", with: " ")) \(shown($0.1))" }.joined(separator: ", ")
    default: value.line
    }
  }
}
