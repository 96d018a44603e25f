// The axes of an array by name, in the order that figures want them.

public import MatrixFiles
import TextFormats

/// What an axis runs over.
public enum ArrayAxis: String, CaseIterable, Hashable, Sendable {
  case layer, batch, head, query, key, step, position, feature
}

/// How the axes of an array are to be read where its shape alone does not say it.
public struct Arrangement: Hashable, Sendable {
  /// The axes in the array's own order; nil for the usual one.
  public var axes: [ArrayAxis]?
  /// The place on the axis of the batch; nil where none is chosen.
  public var batch: Int?
  /// The lengths that the axes before the last two are taken apart into; nil for those they have.
  public var leading: [Int]?

  public init(axes: [ArrayAxis]? = nil, batch: Int? = nil, leading: [Int]? = nil) {
    self.axes = axes
    self.batch = batch
    self.leading = leading
  }

  /// Whether anything is to be done.
  public var isUsual: Bool { self == Arrangement() }

  /// The order that figures of attention want.
  private static let usual: [ArrayAxis] = [.layer, .head, .query, .position, .key, .feature]

  /// The array with its axes in the order `[layers, heads, queries, keys]`, as far as it has them,
  /// without its batch.
  /// - Throws: `wrongChoice` where the names, the place or the lengths do not fit the shape.
  public func applied(to array: Tensor) throws(MatrixFileError) -> Tensor {
    guard !isUsual else { return array }
    var array = array
    if let leading {
      let shape = leading + array.info.shape.suffix(2)
      guard array.info.shape.count >= 2,
        leading.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue })
          == array.info.leadingShape.reduce(1, *)
      else {
        throw .wrongChoice(
          shape: array.info.shape,
          reason: Message(
            "\(array.info.leadingShape.reduce(1, *)) matrices are not "
              + "\(leading.map(String.init).joined(separator: " × "))",
            zh:
              "\(array.info.leadingShape.reduce(1, *)) 个矩阵不是 \(leading.map(String.init).joined(separator: " × "))"
          ),
          options: Message(
            "the product of the lengths must be that of the axes before the last two",
            zh: "各长度之积须等于最后两轴之前各轴之积"))
      }
      array = try array.reshaped(to: shape)
    }
    var names: [ArrayAxis]
    if let axes {
      names = axes
    } else {
      names = try Self.guessed(array.info.shape, hasBatch: batch != nil)
    }
    guard names.count == array.info.shape.count else {
      throw .wrongChoice(
        shape: array.info.shape,
        reason: Message(
          "has \(array.info.shape.count) axes, and \(names.count) are named",
          zh: "有 \(array.info.shape.count) 个轴，而写了 \(names.count) 个名称"), options: Self.nameEach)
    }
    // A batch or a step of one needs no choice.
    for axis in [ArrayAxis.batch, .step] {
      guard let location = names.firstIndex(of: axis) else { continue }
      let length = array.info.shape[location]
      let chosen = axis == .batch ? batch : nil
      guard let index = chosen ?? (length == 1 ? 0 : nil), (0..<length).contains(index) else {
        throw .wrongChoice(
          shape: array.info.shape,
          reason: chosen.map {
            Message("batch \($0) is not among its \(length)", zh: "批次 \($0) 不在 \(length) 个之中")
          }
            ?? Message(
              "no \(axis.rawValue) is chosen of \(length)",
              zh: "须在 \(length) 个\(axis == .batch ? "批次" : "步骤")中选择一个"),
          options: axis == .batch
            ? Message("choose one of batch 0 to \(length - 1)", zh: "请在批次 0 到 \(length - 1) 中选择")
            : Message("save one step of it", zh: "请只保存其中一步"))
      }
      array = try array.part(at: index, ofAxis: location)
      names.remove(at: location)
    }
    guard batch == nil || axes == nil || axes?.contains(.batch) == true else {
      throw .wrongChoice(
        shape: array.info.shape,
        reason: Message(
          "a batch is chosen and no axis is named batch", zh: "选择了批次，而没有名为 batch 的轴"),
        options: Message("name one of the axes batch", zh: "请把一个轴命名为 batch"))
    }
    let order = Self.usual.compactMap { names.firstIndex(of: $0) }
    guard order.count == names.count else { return array }
    return try array.permuted(order)
  }

  /// The names of the axes of a shape that says nothing of them: a batch comes before the heads, as
  /// models give it, `[layers, batch, heads, queries, keys]`.
  private static func guessed(
    _ shape: [Int], hasBatch: Bool
  ) throws(MatrixFileError) -> [ArrayAxis] {
    switch (shape.count, hasBatch) {
    case (5, _): return [.layer, .batch, .head, .query, .key]
    case (4, true): return [.batch, .head, .query, .key]
    case (3, true): return [.batch, .query, .key]
    case (4, false): return [.layer, .head, .query, .key]
    case (3, false): return [.head, .query, .key]
    case (2, false): return [.query, .key]
    default:
      throw .wrongChoice(
        shape: shape,
        reason: Message(
          "\(shape.count) axes have no usual names", zh: "\(shape.count) 个轴没有通常的名称"),
        options: nameEach)
    }
  }

  private static var nameEach: Message {
    let names = ArrayAxis.allCases.map(\.rawValue).joined(separator: ", ")
    return Message("name each: \(names)", zh: "请逐一命名：\(names)")
  }
}

extension Arrangement {
  /// Whether an array may need its batch chosen: five axes of which none is of length 1.
  public static func mayHaveBatch(_ shape: [Int]) -> Bool { shape.count == 5 }
}
