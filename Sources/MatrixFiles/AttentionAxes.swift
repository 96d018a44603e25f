// Which axes of a tensor are layers and heads, and the choice of one matrix among them.

public import TextFormats

/// The axes of a tensor of attention: `[layers, heads, queries, keys]` and what comes down to it.
///
/// Axes before the last two that have the length 1, such as a batch of one, are passed over where
/// there are more than two, or where the other one is left to be chosen. Of two that are left the
/// first is layers and the second heads; one alone is heads, and counts as layers where only a
/// layer is asked for.
public struct AttentionAxes: Hashable, Sendable {
  /// The whole shape.
  public let shape: [Int]
  /// The axis of the layers, where there is one.
  public let layerAxis: Int?
  /// The axis of the heads, where there is one.
  public let headAxis: Int?

  /// The number of layers; 1 where they have no axis.
  public var layerCount: Int { layerAxis.map { shape[$0] } ?? 1 }
  /// The number of heads; 1 where they have no axis.
  public var headCount: Int { headAxis.map { shape[$0] } ?? 1 }

  private var leading: ArraySlice<Int> { shape.dropLast(2)[...] }

  /// Names the axes of a shape.
  /// - Returns: nil where more than two axes longer than 1 come before the last two: those need an
  ///   index.
  public init?(shape: [Int]) {
    self.shape = shape
    let leading = shape.dropLast(2).indices
    // Two axes are taken as they are, but a first one of length 1 is a batch.
    let named =
      leading.count == 2 && shape[0] != 1 ? Array(leading) : leading.filter { shape[$0] != 1 }
    switch named.count {
    case 0:
      layerAxis = leading.count >= 2 ? leading.first : nil
      headAxis = leading.last
    case 1:
      layerAxis = nil
      headAxis = named[0]
    case 2:
      layerAxis = named[0]
      headAxis = named[1]
    default: return nil
    }
  }

  /// The index of a layer's head on the axes before the last two.
  /// - Precondition: both are positions that there are.
  public func index(layer: Int, head: Int) -> [Int] {
    precondition(0..<layerCount ~= layer && 0..<headCount ~= head)
    return leading.indices.map { axis in
      axis == headAxis ? head : axis == layerAxis ? layer : 0
    }
  }
}

/// What was asked for of a tensor's matrices: a layer, a head, or a position on every axis.
public struct MatrixChoice: Hashable, Sendable {
  public var layer: Int?
  public var head: Int?
  /// A position on each axis before the last two; axes of length 1 may be left out.
  public var index: [Int]?

  public init(layer: Int? = nil, head: Int? = nil, index: [Int]? = nil) {
    self.layer = layer
    self.head = head
    self.index = index
  }

  /// The index of the one matrix that is chosen in a tensor of a shape.
  ///
  /// An axis of length 1 need not be chosen from.
  /// - Throws: `wrongChoice`, with the shape and the options that would do.
  public func index(in shape: [Int]) throws(MatrixFileError) -> [Int] {
    let options = Self.options(for: shape)
    func wrong(_ reason: Message) -> MatrixFileError {
      .wrongChoice(shape: shape, reason: reason, options: options)
    }
    if let index {
      if layer != nil || head != nil {
        throw wrong(
          Message(
            "\(option: "index") stands beside \(option: "layer") or \(option: "head"), which say the same",
            zh: "\(option: "index")与\(option: "layer")或\(option: "head")含义相同，不能同用"))
      }
      return try Self.location(index, in: Array(shape.dropLast(2)), wrong)
    }
    guard let axes = AttentionAxes(shape: shape) else {
      throw wrong(
        Message(
          "more than layers and heads come before the last two axes", zh: "最后两轴之前不止层和头"))
    }
    func location(
      _ value: Int?, _ axis: Int?, _ name: String
    ) throws(MatrixFileError) -> Int {
      let count = axis.map { shape[$0] } ?? 1
      guard let value else {
        if count == 1 { return 0 }
        throw wrong(
          Message("no \(name) is chosen of \(count)", zh: "须在 \(count) 个\(Self.chinese(name))中选择一个")
        )
      }
      // An axis that was passed over has one position, which may be named all the same.
      if axis == nil && (value != 0 || shape.count < 3) {
        throw wrong(
          Message(
            "\(option: OptionReference(name)) \(value) is chosen, and there are no \(name)s",
            zh: "选择了\(option: OptionReference(name)) \(value)，而没有\(Self.chinese(name))"))
      }
      if value < 0 || value >= count {
        throw wrong(
          Message(
            "\(option: OptionReference(name)) \(value) is not among its \(count)",
            zh: "\(option: OptionReference(name)) \(value) 不在 0 到 \(count - 1) 之中"))
      }
      return value
    }
    if axes.layerAxis == nil, let layer, head == nil, axes.headCount > 1 || layer > 0 {
      // The only axis, asked for as layers.
      return axes.index(layer: 0, head: try location(layer, axes.headAxis, "layer"))
    }
    let layer = try location(layer, axes.layerAxis, "layer")
    return axes.index(layer: layer, head: try location(head, axes.headAxis, "head"))
  }

  /// Checks an index and fills in the axes of length 1 it leaves out.
  private static func location(
    _ index: [Int], in leading: [Int], _ wrong: (Message) -> MatrixFileError
  ) throws(MatrixFileError) -> [Int] {
    var full = index
    if index.count != leading.count {
      if index.count != leading.count(where: { $0 != 1 }) {
        throw wrong(
          Message(
            "\(option: "index") has \(index.count) places for \(leading.count) axes",
            zh: "\(option: "index")有 \(index.count) 个位置，而轴有 \(leading.count) 个"))
      }
      var rest = index[...]
      full = leading.map { $0 == 1 ? 0 : rest.removeFirst() }
    }
    for (location, length) in zip(full, leading) where location < 0 || location >= length {
      let given = index.map(String.init).joined(separator: ",")
      throw wrong(
        Message(
          "\(option: "index") \(given) is outside", zh: "\(option: "index") \(given) 超出范围"))
    }
    return full
  }

  /// The options that choose one matrix in a tensor of a shape, as a message lists them.
  public static func options(for shape: [Int]) -> Message {
    let leading = shape.dropLast(2)
    if leading.contains(0) { return Message("it holds no matrix", zh: "其中没有矩阵") }
    let ranges = leading.map { "0…\($0 - 1)" }.joined(separator: ",")
    if leading.allSatisfy({ $0 == 1 }) {
      return Message("it is one matrix: leave the choice out", zh: "只有一个矩阵，请不作选择")
    }
    guard let axes = AttentionAxes(shape: shape) else {
      let index = Message(
        "choose \(option: "index") \(ranges)", zh: "请给出\(option: "index") \(ranges)")
      guard leading.count == 3 else {
        return index
          + Message(
            ", or name the axes by \(option: "axes"), batch and step among them",
            zh: "，或用\(option: "axes")命名各轴，包括 batch 和 step")
      }
      let (layers, batch, heads) = (shape[0], shape[1], shape[2])
      return index
        + Message(
          ", or, of a batch, \(option: "batch") 0…\(batch - 1) with \(option: "layer") 0…\(layers - 1) and "
            + "\(option: "head") 0…\(heads - 1) (read as layer,batch,head,query,key; \(option: "axes") names another order)",
          zh:
            "；若有批次，请给出\(option: "batch") 0…\(batch - 1) 以及\(option: "layer") 0…\(layers - 1) 和\(option: "head") 0…\(heads - 1)（读作 layer,batch,head,query,key，\(option: "axes")可指定其他顺序）"
        )
    }
    let layer: Message =
      axes.layerAxis == nil || axes.layerCount == 1
      ? "" : "\(option: "layer") 0…\(axes.layerCount - 1) "
    let head: Message = axes.headCount == 1 ? "" : "\(option: "head") 0…\(axes.headCount - 1) "
    return Message(
      "choose \(layer)\(head)or \(option: "index") \(ranges)",
      zh: "请给出 \(layer)\(head)或\(option: "index") \(ranges)")
  }

  /// What an axis is called in Chinese.
  private static func chinese(_ axis: String) -> String { axis == "layer" ? "层" : "头" }
}
