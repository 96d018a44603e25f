// What is wrong with a model, for readers of both languages.

public import Models
public import TextFormats

extension ModelError {
  /// What is wrong without the model's path, which stands before it.
  public func reason(of path: String) -> Message {
    let english = Message(reason(without: path))
    return inChinese.map { Message(english, zh: Message($0)) } ?? english
  }

  /// What the input has to do with is said in Chinese; what files hold, as their formats call it.
  private var inChinese: String? {
    switch self {
    case .emptyInput: "没有词元可以处理：请给出文字或词元编号"
    case .tooLong(let tokens, let context): "\(tokens) 个词元多于模型的 \(context) 个位置：请缩短文字"
    case .idOutOfRange(let id, let vocabulary): "词元编号 \(id) 不在词表 0-\(vocabulary - 1) 之中"
    case .typeOutOfRange(let type, let types):
      types == 0 ? "模型没有分段，因此没有第二段：请只给一段文字" : "分段 \(type) 不在模型的 0-\(types - 1) 之中"
    case .needsImage(let architecture): "\(architecture) 模型需要图像，不需要文字"
    case .needsFeatures(let architecture): "\(architecture) 模型需要语音特征，不需要文字"
    case .wrongFeatures(let shape, let bands, let frames):
      "形状 \(shape) 既不是 [\(bands), \(frames)]（梅尔频带 × 帧），也不是 [\(frames), \(bands)]："
        + "请像模型的特征提取器那样补齐或截断"
    case .featuresNotFinite(let count): "有 \(count) 个值为 NaN 或无穷大，无法计算注意力：请重新保存"
    case .wrongInput(let architecture, let needed): "\(architecture) 模型\(needed.inChinese)"
    case .unusedInput(let architecture, let what):
      "\(architecture) 模型用不到\(what.inChinese)，请去掉它"
    case .notThere: "不存在：请给出模型的文件夹或 .gguf 文件"
    case .noSuchIndex(let kind, let index, let count):
      "没有\(Self.chineseKinds[kind] ?? kind) \(index)：模型有 \(count) 个，编号 0-\(count - 1)"
    case .missingTensor(let name, _):
      "缺少张量 \(name)：若 config.json 需要它，文件就不完整，或与 config.json 不属于同一个模型，请重新下载"
    case .noWeights(_, let files):
      "只有 config.json 而没有权重：缺少 \(files.joined(separator: " 或 "))，请下载到同一文件夹"
    case .foreignTokenizer(let tokens, let embeddings, _):
      "分词器的编号到 \(tokens - 1)，而模型的嵌入为 0-\(embeddings - 1)：它属于另一个模型"
    case .notFinite(_, _, let tensor?): "张量 \(tensor) 含有 NaN 或无穷大，无法计算：请重新下载或保存"
    case .notFinite(_, let location, nil): "\(location) 给出 NaN 或无穷大，而权重都是数：此输入的数值超出 32 位"
    case .weightsBeyondMemory(_, let bytes, let memory):
      "权重为 \(bytes >> 20) MB，而内存共 \(memory >> 20) MB：请用较小的模型，或每个权重位数较少的文件"
    case .outOfMemory(_, let bytes, let available):
      "需要 \(bytes >> 20) MB 内存，可用 \(available >> 20) MB：请用较小的模型，或较少的层和头"
    case .cannotOpen, .missingShard, .malformed, .unsupported, .noModel, .pickledWeights, .tensors,
      .image,
      .tokenizer, .wrongShape, .config:
      nil
    }
  }

  private static let chineseKinds = ["layer": "层", "head": "头", "hidden state": "隐藏状态"]
}

extension NeededInput {
  fileprivate var inChinese: String {
    switch self {
    case .textAlone: "需要文字：它不读图像，请去掉图像"
    case .textOrImage: "需要文字或图像"
    case .decoderText: "还需要给解码器的文字，或其词元编号"
    case .targetStart:
      "需要让解码器接着写的文字，或其词元编号：它的文件没有给出 decoder_start_token_id"
    case .segments(let tokens, let given): "需要给 \(tokens) 个词元各一个分段，而不是 \(given) 个"
    case .image(let shape): "需要形状为 \(shape) 的图像"
    case .imageOfPatches(let channels, let patch): "需要 \(channels) 个通道、边长至少 \(patch) 像素的图像"
    case .head: "没有给出下一个词元的输出层"
    case .otherFor(let array): "用此输入得不到 \(array)，请换一种输入"
    case .otherThanCross: "没有交叉注意力，只有编码器-解码器才有：请画 attention"
    case .otherThanPositions: "的位置是计算出来的，没有位置表：请画别的图"
    case .otherThanPatches: "没有图像块的位置表：请画别的图"
    }
  }
}

extension UnusedInput {
  fileprivate var inChinese: String {
    switch self {
    case .targetText: "目标文字（只用于带解码器的模型）"
    case .features: "语音特征（只用于语音模型）"
    case .secondText: "第二段文字（其分词器不在两段之间放任何标记，会连成一段）"
    case .side: "side（它没有解码器旁的编码器）"
    case .sideOfCross: "交叉注意力的 side（它两边都有）"
    }
  }
}
