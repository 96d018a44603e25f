// `--config` and `config=`: the parameters of an encoding by a model's config.json.

import AttentionMath
import FigureModel
import MatrixSources
import Models
import TextFormats

/// The encoding that a model's configuration describes.
struct ConfiguredEncoding: Sendable {
  /// `--config FILE`, for messages.
  let option: OptionReference
  /// What the model is called: the folder of its config.json, or the file's own name.
  let label: String
  /// What the configuration calls its kind of model.
  let modelType: String
  let meant: EncodingConfiguration
  /// The model whose own table of positions is meant; nil where only a file is named.
  let folder: String?

  /// - Parameters:
  ///   - option: what names the configuration, with the path.
  ///   - path: a folder, a config.json or a `.gguf` file.
  ///   - layerType: which rotation, where kinds of layers have their own.
  init(
    option: OptionReference, _ path: String, layerType: String? = nil, in context: ComputeContext
  ) throws(FigureError) {
    self.option = option
    let configuration: ConfigurationValue
    do throws(ModelError) {
      configuration = try context.configuration(path)
    } catch {
      throw .work("\(option): \(error.reason(of: path))")
    }
    if case .text(let type)? = configuration["model_type"] {
      modelType = type
    } else {
      modelType = "unknown"
    }
    do throws(EncodingError) {
      meant = try EncodingConfiguration(configuration, layerType: layerType)
    } catch {
      throw FigureError(error, self.option)
    }
    let isFile = path.lowercased().hasSuffix(".json")
    folder = isFile ? nil : path
    var parts = path.split(separator: "/").map(String.init)
    if isFile, var name = parts.popLast() {
      name.removeLast(".json".count)
      if name != "config" { parts.append(name) }
    }
    let named = parts.last.flatMap { [".", ".."].contains($0) ? nil : $0 }
    label = named ?? modelType
  }

  /// The specification without parameters that it stands for where no encoding is named.
  var specification: EncodingSpecification { EncodingSpecification(name: meant.name) }

  /// Whether an encoding of this name can be made from it: text turns by `m-rope` as by `rope`.
  func goes(with name: String) -> Bool {
    meant.name == name || name == RotaryEncoding.name && meant.name == MultiAxisRotary.name
  }

  /// The parameters of an encoding of this name, joined with those that are given.
  func joined(
    with given: [String: String], for name: String
  ) throws(EncodingError) -> [String: String] {
    var joined = try meant.joined(with: given)
    if name == RotaryEncoding.name, meant.name == MultiAxisRotary.name {
      joined["sections"] = nil
      joined["arrangement"] = nil
    }
    return joined
  }

  /// What in it is odd, or was chosen of two readings; a line each.
  /// - Parameters:
  ///   - made: the encoding that it was made into.
  ///   - given: how the user wrote it.
  func warnings(
    _ made: any PositionalEncoding, given: EncodingSpecification? = nil
  ) -> [Message] {
    var list: [Message] = meant.warnings.map { "\(option): \($0)" }
    if given?["pairs"] == nil, let doubt = doubtOfPairs {
      list.append(Message("\(option): \(doubt)", zh: "\(option)：\(doubt)"))
    }
    let rotation = made.rotationOfText
    if meant.pairing == .uncheckedKind, given?["pairs"] == nil {
      let unchecked = uncheckedKind(taken: made)
      list.append(Message("\(option): \(unchecked)", zh: "\(option)：\(unchecked)"))
    }
    if let open = rotation?.scaling.lacksLength(
      option, "\(made.specification.name):config=…", long: meant.context)
    {
      list.append(open)
    }
    return list
  }

  /// What is taken where a configuration leaves open which dimensions make a pair, and how the other
  /// is asked for; nil where it does not.
  private var doubtOfPairs: Message? {
    switch meant.pairing {
    case .unknownKind:
      Message(
        "\(unknownKind), and no file says which dimensions make a pair; halves, i and i + r/2, are "
          + "taken; \(meant.name):pairs=interleaved takes 2i and 2i + 1",
        zh: "\(unknownKind)，文件也未写明哪两维配对；按前后两半 i 与 i + r/2；"
          + "\(meant.name):pairs=interleaved 取 2i 与 2i + 1")
    case .storedRows:
      Message(
        "the file's rows of W_q and W_k are stored for pairs 2i and 2i + 1, which are taken; "
          + "\(meant.name):pairs=halves takes those of the same model in transformers",
        zh: "文件中 W_q 与 W_k 的行按 2i 与 2i + 1 配对存放，照此取用；"
          + "\(meant.name):pairs=halves 取同一模型在 transformers 中的配对")
    case .key, .kind, .uncheckedKind, nil: nil
    }
  }

  /// What is taken of a kind of model whose program was not read, and how the other is asked for.
  func uncheckedKind(taken made: any PositionalEncoding) -> Message {
    let rotation = made.rotationOfText
    let isInterleaved = rotation?.pairing == .interleaved
    let (taken, other) =
      isInterleaved
      ? ("2i and 2i + 1", "pairs=halves takes i and i + r/2")
      : ("i and i + r/2", "pairs=interleaved takes 2i and 2i + 1")
    let (takenChinese, otherChinese) =
      isInterleaved
      ? ("2i 与 2i + 1", "pairs=halves 取 i 与 i + r/2")
      : ("i 与 i + r/2", "pairs=interleaved 取 2i 与 2i + 1")
    return Message(
      "which dimensions the program of the model_type \(modelType) pairs was not checked, and no file "
        + "says it; \(taken) are taken; \(meant.name):\(other)",
      zh: "model_type \(modelType) 的程序按哪两维配对未经核对，文件也未写明；取 \(takenChinese)；"
        + "\(meant.name):\(otherChinese)")
  }

  /// What is said of a kind of model that is in no list.
  var unknownKind: Message {
    modelType == "unknown"
      ? Message("the configuration has no model_type", zh: "配置没有 model_type")
      : Message("the model_type \(modelType) is not known", zh: "model_type \(modelType) 不在已知之列")
  }

  /// The sentence that says where parameters come from.
  var note: Localized {
    Localized(
      en: "As \(label) is configured (\(modelType)).", zh: "参数取自 \(label) 的配置（\(modelType)）。")
  }
}

/// Values that are of encodings.
protocol ShowsEncodings {
  /// The encodings that are shown.
  var displayedEncodings: [ChosenEncoding] { get }
}

extension RotaryScaling {
  /// What is said of a scaling that goes by the length of a text and has none; nil for others.
  /// - Parameters:
  ///   - option: what names it.
  ///   - written: how it is written, to which a length is added.
  ///   - long: the length of long texts; nil where nothing says it.
  func lacksLength(_ option: OptionReference, _ written: String, long: Int?) -> Message? {
    switch self {
    case let scaling as LongRoPEScaling where scaling.length == nil:
      let length = long ?? scaling.original + 1
      return Message(
        "\(option): longrope has factors for short and for long texts; the short ones are shown; "
          + "\(written),length=\(length) shows the long ones",
        zh: "\(option)：longrope 对短文本和长文本各有系数，画的是短的；\(written),length=\(length) 画长的")
    case let scaling as DynamicNTKScaling where scaling.length == nil:
      return Message(
        "\(option): dynamic grows with the text; within the trained context \(scaling.original) "
          + "nothing is stretched; \(written),length=N shows it at N positions",
        zh: "\(option)：dynamic 随文本变长而拉伸，在训练长度 \(scaling.original) 之内没有拉伸；"
          + "\(written),length=N 画 N 个位置时的情形")
    default: return nil
    }
  }
}
