// Axes that are not what they are taken for: windows as layers, offsets as keys, a batch, padding.
//
// A shape alone proves little, and neither do rows that sum to 1. These are rules of thumb over both,
// each with the way to say that it is wrong.

import AttentionMath
import MatrixFiles
import TextFormats

/// A tensor of weights, looked at for what its axes may be instead.
struct WeightsLayout {
  /// What the figure can do about it.
  struct Uses: OptionSet {
    let rawValue: Int
    /// Its words speak of layers.
    static let layers = Uses(rawValue: 1)
    /// It multiplies layers with each other.
    static let chain = Uses(rawValue: 2)
    /// It takes options of a mask.
    static let mask = Uses(rawValue: 4)
    /// It can leave tokens out.
    static let drop = Uses(rawValue: 8)
  }

  /// Shape `[…, queries, keys]`.
  let shape: [Int]
  /// The matrices that are drawn.
  let parts: [AttentionWeights]
  let tokens: TokenAxes
  let isCross: Bool
  let uses: Uses
  /// Whether matrices that are not among the parts look causal.
  let isCausal: Bool

  init(
    _ shape: [Int], parts: [AttentionWeights], tokens: TokenAxes, isCross: Bool = false,
    uses: Uses, isCausal: Bool = false
  ) {
    self.isCausal = isCausal
    self.shape = shape
    self.parts = parts
    self.tokens = tokens
    self.isCross = isCross
    self.uses = uses
  }

  private var rows: Int { shape.count < 2 ? 1 : shape[shape.count - 2] }
  private var columns: Int { shape.last ?? 1 }

  var warnings: [Message] {
    let order = Self.axisOrder(shape)
    return
      ([windows] + (isCross ? [] : order == nil ? [fewKeys] : [order])
      + (batch.map { [$0] } ?? padding)).compactMap(\.self)
  }

  // MARK: Windows

  /// Deeper than any model whose weights are published.
  private static let maximumLayers = 100

  /// Layers that are windows of one layer (Swin; Liu et al. 2021): more than models have, or many
  /// more than heads, each over few positions that make a square.
  private var windows: Message? {
    guard uses.contains(.layers), rows == columns, let axes = AttentionAxes(shape: shape),
      axes.layerAxis != nil
    else { return nil }
    let (layers, heads) = (axes.layerCount, axes.headCount)
    let isDeep = layers > Self.maximumLayers
    let side = Int(Double(rows).squareRoot().rounded())
    let isSquare = side >= 2 && side * side == rows
    let count = Int(Double(layers).squareRoot().rounded())
    let isGrid = isSquare && layers >= 16 && count * count == layers && layers > 2 * heads
    guard isDeep || isGrid || layers >= 32 && layers > 8 * heads else { return nil }
    // Words, and a causal mask, are no positions of a picture; so many layers are reported all the same.
    let isText =
      tokens.queries != nil || tokens.keys != nil || isCausal
      || parts.contains(where: \.looksCausal)
    guard !isText || isDeep && uses.contains(.chain) else { return nil }
    let location =
      isSquare && !isText ? ", and \(rows) places make a square of \(side) × \(side)" : ""
    let reading =
      uses.contains(.chain) ? "the rollout multiplies" : "the first axis is read as"
    return Message(
      "\(reading) \(layers) layers of \(counted(heads, "head")), "
        + "\(isDeep ? "more than published models have" : "many for so few heads")\(location)"
        + ": are they windows of one layer (Swin), a batch or steps? Save one of them, w[0], of shape "
        + "\(Array(shape.suffix(3)))\(uses.contains(.chain) ? ", or the layers alone" : "")",
      zh:
        "第一个轴读作 \(layers) 层、每层 \(heads) 个头，\(isDeep ? "多于已发表的模型" : "头这么少而层这么多")：它们是同一层的窗口（Swin）、一个批次，还是各个步骤？请只保存其中一个 w[0]，形状为 \(Array(shape.suffix(3)))"
    )
  }

  // MARK: Order of axes

  /// Axes in another order: `[n, heads, n]`, as where sequences come first.
  static func axisOrder(_ shape: [Int]) -> Message? {
    guard shape.count >= 3 else { return nil }
    let last = Array(shape.suffix(3))
    guard last[0] == last[2], last[1] != last[2], last[1] > 1, last[0] > 1 else { return nil }
    let order = "\(shape.count > 3 ? "layer," : "")query,head,key"
    return Message(
      "the shape \(shape) is read as \(last[0]) heads of \(last[1]) queries by \(last[2]) keys; if "
        + "it is [queries, heads, keys], as where the sequence comes first, give \(option: "axes") "
        + "\(order)",
      zh:
        "形状 \(shape) 读作 \(last[0]) 个头、\(last[1]) 个查询、\(last[2]) 个键；若是 [queries, heads, keys]，即序列在前，请给出\(option: "axes") \(order)"
    )
  }

  // MARK: Keys that are none

  /// Fewer keys than queries in attention of one sequence: offsets of a window (Longformer; Beltagy
  /// et al. 2020) or projections of keys (Linformer; Wang et al. 2020).
  private var fewKeys: Message? {
    guard rows > columns, columns > 1, tokens.keys == nil else { return nil }
    if let window = parts.lazy.compactMap(\.window).first {
      return Message(
        "the \(columns) columns look like the offsets of a window, \(window.description), and not "
          + "like keys: place them in a matrix [\(rows), \(rows)] before saving, or draw the file as it "
          + "is as a heatmap, whose \(option: "input") it is",
        zh:
          "这 \(columns) 列像是窗口的偏移（\(window.band)），而不是键：请在保存前放入 [\(rows), \(rows)] 的矩阵，或把文件作为 heatmap 的\(option: "input")按原样画出"
      )
    }
    return Message(
      "\(rows) queries and only \(columns) keys: in attention of one sequence these are no tokens but "
        + "offsets of a window (Longformer), projections of the keys (Linformer) or pooled ones; if they "
        + "are tokens of another sequence, draw cross-attention or name them with \(option: "key-tokens")",
      zh:
        "\(rows) 个查询只有 \(columns) 个键：在单个序列的注意力中，它们不是词元，而是窗口的偏移（Longformer）、键的投影（Linformer）或池化的结果；若是另一序列的词元，请画交叉注意力，或用\(option: "key-tokens")给出"
    )
  }

  // MARK: Padding

  /// Layers that end in keys without weight at different positions: sequences of a batch.
  private var batch: Message? {
    guard uses.contains(.layers) else { return nil }
    var byLayer: [Int: Range<Int>?] = [:]
    for part in parts {
      guard let layer = part.location?.layer else { return nil }
      if let known = byLayer[layer], known != part.unseenKeys { return nil }
      byLayer[layer] = part.unseenKeys
    }
    let layers = byLayer.sorted { $0.key < $1.key }
    let ends = layers.map { $0.value?.count ?? 0 }
    guard Set(ends).count > 1 else { return nil }
    let displayed = zip(layers, ends).prefix(4).map { "\($0.key): \(columns - $1)" }
    return Message(
      "the layers look at different numbers of keys (layer \(displayed.joined(separator: ", "))"
        + "\(layers.count > 4 ? ", …" : "")), as sequences of a batch do that were padded: is the first "
        + "axis a batch? Save one of it, w[0], without its padding",
      zh:
        "各层所看的键数不同（层 \(displayed.joined(separator: "、"))\(layers.count > 4 ? " 等" : "")），如同批次中填充过的序列：第一个轴是批次吗？请只保存其中一个 w[0]，不带填充"
    )
  }

  /// One message for each run of keys that nobody looks at.
  private var padding: [Message] {
    // What was left out of the product of layers is still in each of them.
    if uses.contains(.chain), tokens.displayedKeys != nil { return [] }
    var order: [Range<Int>] = []
    var found: [Range<Int>: [HeadLocation?]] = [:]
    for part in parts {
      guard let run = part.unseenKeys else { continue }
      if found[run] == nil { order.append(run) }
      found[run, default: []].append(part.location)
    }
    return order.map { run in
      let location = WeightsConcern.locationsOf(found[run] ?? [], of: parts.count)
      let last = parts.first?.keyCount ?? columns
      var ways: [Message] = []
      let names = parts.first { $0.unseenKeys == run }?.unseenTokens ?? []
      if uses.contains(.drop), names.count == 1, !names[0].contains(",") {
        ways.append(
          Message(
            "leave them out with \(option: "drop-tokens") \"\(names[0].shortened(20))\"",
            zh: "用\(option: "drop-tokens")略去“\(names[0].shortened(20))”"))
      }
      if uses.contains(.mask), run.upperBound == last, tokens.displayedKeys == nil {
        ways.append(
          Message(
            "hatch them with \(option: "padding") \(run.count)",
            zh: "用\(option: "padding") \(run.count) 画上斜线"))
      }
      return Message(
        "\(location)no query looks at \(locations(Array(run), "key", "keys")): padding? "
          + "Save the weights without them\(ways.map { ", or \($0)" }.joined())",
        zh:
          "\(location)没有查询看第 \(indicesInChinese(Array(run))) 个键：是填充吗？请不带它们保存权重\(ways.map { Message("，或\($0)") }.joined())"
      )
    }
  }
}

/// The offsets that the columns of a band stand for.
struct LocalWindow: Hashable, CustomStringConvertible {
  /// Columns before the band: keys that every query sees.
  let globals: Int
  /// How far back a query looks, and how far ahead.
  let before: Int
  let after: Int

  /// Finds a band in a matrix of queries by offsets: its columns run from `-before` to `after`, and
  /// where that leads out of the sequence, in the corners, there are zeros and only there.
  init?(_ matrix: Matrix<Double>) {
    let (n, m) = (matrix.rows, matrix.columns)
    guard n > m, m >= 3 else { return nil }
    for globals in 0...(m - 3) {
      let width = m - globals
      let sides =
        width.isMultiple(of: 2) ? [(width - 1, 0)] : [(width / 2, width / 2), (width - 1, 0)]
      for (before, after) in sides where Self.fits(matrix, globals, before: before, after: after) {
        self.globals = globals
        self.before = before
        self.after = after
        return
      }
    }
    return nil
  }

  private static func fits(
    _ matrix: Matrix<Double>, _ globals: Int, before: Int, after: Int
  ) -> Bool {
    let n = matrix.rows
    var (inside, filled) = (0, 0)
    for query in 0..<n {
      for offset in -before...after {
        let value = matrix[query, globals + before + offset]
        guard (0..<n).contains(query + offset) else {
          if value != 0 { return false }
          continue
        }
        inside += 1
        if value != 0 { filled += 1 }
      }
    }
    // A query that sees everything has its weights elsewhere, and dropout leaves gaps.
    return Double(filled) >= 0.8 * Double(inside)
  }

  /// The offsets alone, from the first to the last.
  var band: String { after == 0 ? "−\(before)…0" : "−\(before)…+\(after)" }

  var description: String {
    let band = after == 0 ? "−\(before) to 0" : "−\(before) to +\(after)"
    return globals == 0
      ? band : "\(band), behind \(counted(globals, "key")) that all queries see"
  }
}
