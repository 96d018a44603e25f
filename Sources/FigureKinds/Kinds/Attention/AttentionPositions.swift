// What a positional encoding does to attention that is computed: which encoding, and where in the
// computation it stands.

import AttentionMath
import FigureModel
import TextFormats

/// The encoding that attention is computed with, beside attention without positions.
struct AttentionPositions: Sendable {
  let chosen: ChosenEncoding
  /// Whether the encoding's trained numbers were drawn from the seed as well.
  let isSynthetic: Bool
  /// Which head's numbers are meant, of an encoding that has some for each.
  let head: Int

  /// - Parameters:
  ///   - positions: the encoding as it was named.
  ///   - arguments: of the attention.
  ///   - input: what attention is computed from without positions.
  ///   - tables: what the encoding's tables are read by, the same for every input.
  init(
    _ positions: PositionArguments, _ arguments: AttentionArguments, _ input: ComputedInput,
    _ tables: EncodingTables, in context: ComputeContext
  ) throws(FigureError) {
    let isFromFiles = arguments.query != nil
    let isCausal = arguments.mask.mask == .causal
    // Of what the encoding has in two kinds, the one that goes with the mask.
    var shared: [EncodingMaker.Shared] = [
      .init("dimensions", "\(input.query.columns)", isDefault: true),
      .init(
        "form", (isCausal ? AlibiForm.causal : .symmetric).rawValue, isDefault: true),
      .init("bidirectional", isCausal ? "no" : "yes", isDefault: true),
      .init(
        "direction", (isCausal ? BiasDirection.causal : .symmetric).rawValue, isDefault: true),
    ]
    shared.append(.length(ofText: max(input.query.rows, input.key.rows)))
    if let heads = input.head?.shape.last {
      shared.append(.init("heads", "\(heads)", isDefault: true))
    }
    var chosen = try positions.maker(shared, tables).list(in: context)[0]
    if let configured = chosen.configured, let rotation = chosen.encoding as? any RotaryTable,
      rotation.dimensions != input.query.columns
    {
      throw .usage(
        isFromFiles
          ? "\(configured.option): its heads are \(rotation.dimensions) wide and the queries of "
            + "\(option: "query") \(input.query.columns); name the encoding without it"
          : "\(configured.option): its heads are \(rotation.dimensions) wide and "
            + "\(option: "dimensions") \(input.query.columns); leave \(option: "dimensions") out",
        zh: isFromFiles
          ? "\(configured.option)：它的头宽 \(rotation.dimensions)，而\(option: "query")宽 \(input.query.columns)；请不带配置直接写编码名"
          : "\(configured.option)：它的头宽 \(rotation.dimensions)，而\(option: "dimensions")为 \(input.query.columns)，请去掉\(option: "dimensions")"
      )
    }
    head = input.head?.index.last ?? arguments.choice.head ?? 0
    isSynthetic =
      isFromFiles
      ? false
      : try chosen.drawTable(
        seed: arguments.seed ?? 0, head: head, width: input.query.columns)
    self.chosen = chosen
    if isFromFiles, chosen.encoding is any TokenEncoding {
      let others = EncodingCapability.rotation.names + EncodingCapability.scoreAddition.names
      throw .usage(
        "\(chosen.option): it is added to tokens before queries and keys are made, so those of files "
          + "have it already; leave it out, or name one that turns or adds to scores, "
          + "\(others.joined(separator: ", "))",
        zh:
          "\(chosen.option)：它在生成查询和键之前加到词元上，文件中的查询和键已含有它；请去掉它，或换成旋转或加在分数上的编码：\(others.joined(separator: "、"))"
      )
    }
    guard input.head?.index.last != nil || arguments.choice.head == nil || hasHeads else {
      throw .usage(
        "\(option: "head") \(head): \(chosen.option) is the same for every head; leave \(option: "head") out",
        zh: "\(option: "head") \(head)：\(chosen.option) 对每个头都相同，请去掉\(option: "head")")
    }
    if adds, arguments.stage == .scores {
      throw .usage(
        "\(option: "stage") scores: \(chosen.option) adds to the scaled scores and leaves these as they are; "
          + "give \(option: "stage") scaled",
        zh:
          "\(option: "stage") scores：\(chosen.option) 加在缩放后的分数上，此处没有变化，请用\(option: "stage") scaled")
    }
  }

  /// Whether each head has numbers of its own.
  private var hasHeads: Bool {
    if let bias = chosen.encoding as? any PositionBias { return bias.heads != nil }
    return false
  }

  /// Whether something is added to the scaled scores.
  var adds: Bool { chosen.encoding is any ScoreAddition }

  /// What is added to the embeddings of so many tokens; nil for an encoding that acts later.
  /// - Parameter width: how many numbers an embedding has, which a vector must have as well.
  func vectors(tokens: Int, width: Int) throws(FigureError) -> Matrix<Double>? {
    guard let encoding = chosen.encoding as? any TokenEncoding else { return nil }
    guard encoding.dimensions == width else {
      throw .usage(
        "\(chosen.option): its vectors have \(encoding.dimensions) numbers and \(option: "dimensions") is \(width); "
          + "leave \(option: "dimensions") out, or give \(encoding.dimensions)",
        zh: "\(chosen.option)：它的向量有 \(encoding.dimensions) 个数，而\(option: "dimensions")为 \(width)；"
          + "请去掉\(option: "dimensions")，或给 \(encoding.dimensions)")
    }
    do throws(EncodingError) {
      return try encoding.matrix(positions: 0..<tokens)
    } catch {
      throw FigureError(error, chosen.option)
    }
  }

  /// The attention with the encoding in its place.
  func inserted(in attention: ScaledDotProductAttention) throws(FigureError)
    -> ScaledDotProductAttention
  {
    guard !(chosen.encoding is any TokenEncoding) else { return attention }
    do throws(EncodingError) {
      return try attention.with(chosen.encoding)
    } catch {
      throw FigureError(error, chosen.option)
    }
  }

  // MARK: Words

  /// "with RoPE"
  var words: Localized {
    let name = chosen.label
    return Localized(en: "with \(name.english)", zh: "使用 \(name.chinese)".tightened)
  }

  /// Which convention it is, and of which head.
  func notes(_ language: Language) -> [FigureNote] {
    var notes = chosen.notes(language)
    if let detail {
      notes.append(FigureNote(mathematics: detail[language]))
    }
    return notes
  }

  private var detail: Localized? {
    if let relative = chosen.encoding as? TransformerXLPositions, relative.weights == nil {
      return Localized(
        en: "Only q · R is added, R the sinusoid of the distance itself: the trained W is taken as "
          + "the identity, u and v as 0.",
        zh: "只加上 q · R，R 为距离的正弦本身：可训练的 W 取单位矩阵，u 与 v 取 0。")
    }
    guard hasHeads else { return nil }
    guard let alibi = chosen.encoding as? AlibiBias else {
      return Localized(en: "Head \(head).", zh: "第 \(head) 头。")
    }
    let slope = formatNumber(alibi.slopes[head], significant: 4)
    return Localized(
      en: "Head \(head) of \(alibi.headCount): slope \(slope).",
      zh: "共 \(alibi.headCount) 头，第 \(head) 头：斜率 \(slope)。")
  }
}

extension String {
  /// Chinese text without a blank between two Chinese characters.
  fileprivate var tightened: String {
    guard let blank = firstIndex(of: " "), let next = self[index(after: blank)...].first,
      !next.isASCII
    else { return self }
    return String(self[..<blank]) + self[index(after: blank)...]
  }
}

extension ChosenEncoding {
  /// The most rows of a table that is drawn from a seed: more than any model's.
  private static let maximumDrawnRows = 1 << 16

  /// Gives an encoding that needs a trained table and has none normal numbers of a seed.
  /// - Returns: whether it did.
  fileprivate mutating func drawTable(
    seed: Int, head: Int, width: Int
  ) throws(FigureError) -> Bool {
    guard let indexed = encoding as? any IndexedBias else { return false }
    func drawn(_ rows: Int, _ columns: Int, stream: UInt64) throws(EncodingError) -> Matrix<Double>
    {
      guard rows <= Self.maximumDrawnRows else {
        throw .outOfRange(
          "table", Double(rows),
          rule: "at most \(Self.maximumDrawnRows) rows are drawn from a seed; give table=FILE")
      }
      // A stream of its own, so that the tokens' embeddings stay as they are.
      var generator = SeededGenerator(seed: UInt64(seed) ^ (0x9E37_79B9_7F4A_7C15 &* (stream + 1)))
      return .normal(rows: rows, columns: columns, using: &generator)
    }
    do throws(EncodingError) {
      switch indexed {
      case let t5 as T5Bias where t5.table == nil:
        guard (0...4096).contains(head) else { throw .noSuchHead(head, heads: 4097) }
        // Each head a stream, so that its numbers do not depend on how many there are.
        var columns: [[Double]] = []
        for head in 0...head {
          columns.append(try drawn(t5.buckets, 1, stream: UInt64(head)).values)
        }
        self = ChosenEncoding(
          encoding: try T5Bias(
            buckets: t5.buckets, maxDistance: t5.maxDistance, isBidirectional: t5.isBidirectional,
            table: Matrix(rows: t5.buckets, columns: columns.count) { columns[$1][$0] }),
          specification: specification)
        return true
      case let shaw as ShawDistances where shaw.table == nil:
        self = ChosenEncoding(
          encoding: try ShawDistances(
            clip: shaw.clip, convention: shaw.convention,
            table: try drawn(shaw.indexCount, width, stream: 0)),
          specification: specification)
        return true
      default: return false
      }
    } catch {
      throw FigureError(error, option)
    }
  }
}
