// What is wrong with an encoding, for readers of both languages: from the error's values, as its English
// sentence is.

public import AttentionMath
public import TextFormats

extension EncodingError: MessageConvertible {
  public var message: Message { Message(Message(description), zh: Message(inChinese)) }

  private var inChinese: String {
    switch self {
    case .unknownName(let name, let known):
      "没有名为 \(name) 的编码；可用：\(known.joined(separator: "、"))"
    case .malformedSpecification(let text, let rule): "编码“\(text)”：\(rule.inChinese)"
    case .unknownParameter(let name, let encoding, let known):
      "\(encoding)：没有参数 \(name)；可用：\(known.joined(separator: "、"))"
    case .duplicateParameter(let name, let encoding): "\(encoding)：\(name) 给了两次，请只给一次"
    case .missingParameter(let name, "configuration", _):
      "配置中缺少 \(name)：请补入该文件，或不用配置而直接写编码，例如 rope:base=10000,dimensions=64"
    case .unknownModel(let type, let known):
      "model_type \(type)：不知道这类模型使用哪种编码；请不用配置而直接写编码，例如 rope:base=10000,dimensions=64；"
        + "除写明 rope_theta 的模型外，已知的有 \(known.joined(separator: "、"))"
    case .missingParameter(let name, let encoding, _):
      "\(encoding)：缺少 \(name)，请写 \(encoding)\(encoding.contains(":") ? "," : ":")\(name)=…"
    case .lacksCapability(let encoding, _, let offering):
      "编码 \(encoding) 不能这样用；"
        + (offering.isEmpty ? "没有可用的编码" : "可用：\(offering.joined(separator: "、"))")
    case .notAWholeNumber(let name, let text): "\(name) \(text)：须为整数"
    case .notANumber(let name, let text): "\(name) \(text)：须为有限的数"
    case .notAChoice(let name, let text, let known):
      "\(name) \(text)：没有这个值；可用：\(known.joined(separator: "、"))"
    case .outOfRange(let name, let value, let rule): "\(name) \(value)：不在允许的范围内（\(rule)）"
    case .valueCount(let name, let count, let expected, _):
      "\(name)：给了 \(count) 个值，需要 \(expected) 个"
    case .contradiction(let one, let other, let rule): "\(one) 与 \(other) 相矛盾（\(rule)）"
    case .tooFewDimensions(let count, let minimum): "维度数 \(count)：至少为 \(minimum)"
    case .oddDimensions(let count):
      "维度数 \(count)：正弦与余弦成对，须为偶数，例如 \(count < .max ? count + 1 : count - 1)"
    case .dimensionsDoNotDivide(let count, let divisor, _):
      "维度数 \(count)：须为 \(divisor) 的倍数，例如 \(max(divisor, count / divisor * divisor))"
    case .endpointNeedsTwoPairs(let count): "维度数 \(count)：endpoint 取法至少需要 4 个维度"
    case .baseOutOfRange(let base): "基数 \(base)：须为大于 0 的有限数，例如 10000"
    case .infiniteFrequency(let base): "基数 \(base)：太小，频率成为无穷大；请用更大的基数，例如 10000"
    case .tooFewPositions(let count): "位置数 \(count)：至少为 1"
    case .positionTooFar(let first, let count?):
      "从 \(first) 起的 \(count) 个位置：超过 2^53 弧度的角没有正确的数字，请用靠近 0 的位置"
    case .positionTooFar(let position, nil):
      "位置 \(position)：超过 2^53 弧度的角没有正确的数字，请用靠近 0 的位置"
    case .positionOutside(let position, let known, _):
      "没有位置 \(position)：位置为 \(known.lowerBound) 到 \(known.upperBound - 1)"
    case .badGrid(let text): "网格 \(text)：行数和列数须为 1 到 1048576，例如 14x14"
    case .tableShape(let name, let rows, let columns, let expected):
      "\(name) 的形状 [\(rows), \(columns)] 不符（\(expected)）"
    case .tableValue(let name, let value, let row, let column):
      "\(name)：第 \(row) 行第 \(column) 列是 \(value)，表格须为有限的数"
    case .noSuchHead(let head, let heads):
      "没有第 \(head) 头：共 \(heads) 个头，为 0 到 \(heads - 1)；请在其中选择，或用头数更多的编码"
    case .vectorWidth(let width, let expected):
      "向量有 \(width) 维，而旋转编码为 \(expected) 维；请写 dimensions=\(width)"
    case .positionCount(let count, let vectors): "\(count) 个位置对 \(vectors) 个向量，须各有一个"
    case .memory(let shortage): shortage.inChinese
    }
  }
}

extension EncodingError.SpecificationRule {
  fileprivate var inChinese: String {
    switch self {
    case .noName: "须先写名称，例如 rope 或 rope:base=500000"
    case .emptyPart: "参数写作 名=值，以逗号分隔，例如 alibi:heads=8"
    case .partWithoutValue(let part): "“\(part)”没有值；参数写作 名=值，例如 alibi:heads=8"
    }
  }
}

extension MemoryShortage: MessageConvertible {
  public var message: Message { Message(Message(description), zh: Message(inChinese)) }

  fileprivate var inChinese: String {
    let need = neededBytes.map { MemoryLimit.readable($0) } ?? "8 EiB 以上"
    return "形状为 [\(rows), \(columns)] 的矩阵需要 \(need)，可用内存为 "
      + "\(MemoryLimit.readable(limitBytes))；请选择较小的形状"
  }
}

extension FigureError {
  /// What attention refuses of what it is given: the user's choice, unless memory does not do.
  init(_ error: AttentionError) {
    if case .memory = error { self = .work("\(error)") } else { self = .usage("\(error)") }
  }
}

extension AttentionError: MessageConvertible {
  public var message: Message { Message(Message(description), zh: Message(inChinese)) }

  private var inChinese: String {
    switch self {
    case .widthsDiffer(let query, let key): "查询有 \(query) 列，键有 \(key) 列：两者的 d_k 必须相同"
    case .keysAndValuesDiffer(let keys, let values): "\(keys) 个键、\(values) 个值：每个键须有一个值"
    case .noDimensions: "查询为 0 列：d_k 至少为 1，或给出缩放因子"
    case .scaleNotFinite(let scale): "缩放因子 \(scale)：须为有限的数"
    case .temperatureOutOfRange(let temperature): "温度 \(temperature)：须为大于 0 的有限数"
    case .maskShape(let rows, let columns, let queries, let keys):
      "掩码的形状为 [\(rows), \(columns)]，须为 [\(queries), \(keys)]"
    case .paddingCount(let count, let keys): "填充掩码有 \(count) 位，而键有 \(keys) 个"
    case .windowOutOfRange(let before, let after): "窗口 \(before) 与 \(after)：都不能为负"
    case .maskValue(let value, let row, let column):
      "第 \(row) 行第 \(column) 列的掩码值是 \(value)：须为有限的数或 -inf"
    case .headsDoNotDivide(let heads, let width): "头数 \(heads)：至少为 1，且须整除宽度 \(width)"
    case .headCountsDiffer(let queries, let keys, let values):
      "查询 \(queries) 个头、键 \(keys) 个头、值 \(values) 个头：头数必须相同"
    case .projectionInput(let width, let expected): "输入有 \(width) 列，投影需要 \(expected) 列"
    case .biasCount(let count, let outputs): "偏置有 \(count) 个数，输出有 \(outputs) 个"
    case .packedShape(let rows, let columns):
      "合并的投影形状为 [\(rows), \(columns)]，须为 [3 d_model, d_model]"
    case .noMatrices: "没有可合并的矩阵，至少需要 1 个"
    case .shapesDiffer(let rows, let columns, let expectedRows, let expectedColumns):
      "有矩阵的形状为 [\(rows), \(columns)]，而其他为 [\(expectedRows), \(expectedColumns)]：形状必须相同"
    case .notSquare(let rows, let columns):
      "权重的形状为 [\(rows), \(columns)]：注意力展开需要键与查询同样多"
    case .residualOutOfRange(let share): "残差占比 \(share)：须为 0 到 1 的数，通常为 0.5"
    case .encodingShape(let rows, let columns, let expectedRows, let expectedColumns):
      "位置编码给出 [\(rows), \(columns)]，需要 [\(expectedRows), \(expectedColumns)]"
    case .encoding(let error): error.message.rendered(inChinese: true) { $0 }
    case .memory(let shortage): shortage.inChinese
    }
  }
}
