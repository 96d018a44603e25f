// The axes of an array by name, in the order that figures want them.

public import MatrixFiles
import TextFormats

/// What an axis runs over.
public enum ArrayAxis: String, CaseIterable, Hashable, Sendable {
  case layer, batch, head, query, key, step, position, feature
}

extension ArrayAxis {
  /// Two names among some that say the same of an array: position and feature are the rows and the columns of
  /// what has no queries and keys, and a matrix has one of each. Nil where there are none.
  public static func synonyms(in names: [ArrayAxis]) -> (ArrayAxis, ArrayAxis)? {
    let pairs: [(ArrayAxis, ArrayAxis)] = [(.query, .position), (.key, .feature)]
    guard names.count(where: { [.query, .position, .key, .feature].contains($0) }) > 2 else {
      return nil
    }
    return pairs.first { names.contains($0.0) && names.contains($0.1) }
  }
}

/// How the axes of an array are to be read where its shape alone does not say it.
public struct Arrangement: Hashable, Sendable {
  /// The axes in the array's own order; nil for the usual one.
  public var axes: [ArrayAxis]?
  /// The position on the axis of the batch; nil where none is chosen.
  public var batch: Int?
  /// The step of a generation; nil for all of them, made into one causal matrix.
  public var step: Int?
  /// The lengths that the axes before the last two are taken apart into; nil for those they have.
  public var leading: [Int]?
  /// Positions on the first axes of what is then left; nil for all of each.
  public var index: [Int]?

  public init(
    axes: [ArrayAxis]? = nil, batch: Int? = nil, step: Int? = nil, leading: [Int]? = nil,
    index: [Int]? = nil
  ) {
    self.axes = axes
    self.batch = batch
    self.step = step
    self.leading = leading
    self.index = index
  }

  /// Whether anything is to be done.
  public var isUsual: Bool { self == Arrangement() }

  /// The order that figures of attention want.
  private static let usual: [ArrayAxis] = [.layer, .head, .query, .position, .key, .feature]

  /// The array with its axes in the order `[layers, heads, queries, keys]`, as far as it has them,
  /// without its batch, its steps made into one matrix or one of them chosen.
  /// - Throws: `wrongChoice` where the names, the positions or the lengths do not fit the shape.
  public func applied(to array: SourcedArray) throws(MatrixFileError) -> SourcedArray {
    guard !isUsual else { return array }
    var array = array
    if let step, let steps = array.steps, axes?.contains(.step) != true {
      array.tensor = try steps.step(step, of: array.tensor)
      array.steps = nil
      if steps.count > 1 { array.chosen.step = step }
      array.chosen.firstQuery = steps.queries(ofStep: step).lowerBound
    } else {
      try refuseStepWithoutAxis(array.tensor.info.shape)
    }
    let ordered = try ordered(array.tensor)
    array.tensor = ordered.tensor
    array.steps = ordered.steps ?? array.steps
    array.chosen.add(ordered.chosen)
    if let first = ordered.firstAxis { array.stacked?.axis = first }
    // Places of what was taken apart are others.
    if leading != nil { array.stacked = nil }
    if let index {
      array.tensor = try Self.part(of: array.tensor, at: index)
      array.index = index
    }
    return array
  }

  /// The same of an array that nothing else is known of.
  public func applied(to array: Tensor) throws(MatrixFileError) -> Tensor {
    try applied(to: SourcedArray(array)).tensor
  }

  private func refuseStepWithoutAxis(_ shape: [Int]) throws(MatrixFileError) {
    guard let step, axes?.contains(.step) != true else { return }
    throw .wrongChoice(
      shape: shape,
      reason: Message(
        "\(option: "step") \(step) is chosen and no axis is named step",
        zh: "选择了\(option: "step") \(step)，而没有名为 step 的轴"),
      options: Message("name one of the axes step", zh: "请把一个轴命名为 step"))
  }

  /// The part at positions on the first axes before the last two.
  private static func part(
    of array: Tensor, at index: [Int]
  ) throws(MatrixFileError) -> Tensor {
    let leading = array.info.leadingShape
    let indexText = index.map(String.init).joined(separator: ",")
    guard index.count <= leading.count, zip(index, leading).allSatisfy({ (0..<$1).contains($0) })
    else {
      throw .wrongChoice(
        shape: array.info.shape,
        reason: Message(
          index.count > leading.count
            ? "\(option: "index") \(indexText) has \(index.count) places for \(leading.count) axes"
            : "\(option: "index") \(indexText) is outside",
          zh: "\(option: "index") \(indexText) 超出范围"),
        options: leading.isEmpty
          ? Message("it is one matrix: leave the choice out", zh: "只有一个矩阵，请不作选择")
          : Message(
            "choose among \(leading.map { "0…\($0 - 1)" }.joined(separator: ","))",
            zh: "请在 \(leading.map { "0…\($0 - 1)" }.joined(separator: ",")) 中选择"))
    }
    var array = array
    for position in index { array = try array.part(at: position, ofAxis: 0) }
    return array
  }

  /// The array in the usual order, how it was made of steps, which part of it is left, and what its own first
  /// axis is where that was named.
  private func ordered(
    _ array: Tensor
  ) throws(MatrixFileError) -> (
    tensor: Tensor, steps: GenerationSteps?, chosen: ChosenPart, firstAxis: ArrayAxis?
  ) {
    guard axes != nil || batch != nil || leading != nil else {
      return (array, nil, ChosenPart(), nil)
    }
    var array = array
    var part = ChosenPart()
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
          "has \(array.info.shape.count) axes, and \(names.count) \(names.count == 1 ? "is" : "are") named",
          zh: "有 \(array.info.shape.count) 个轴，而写了 \(names.count) 个名称"), options: Self.nameEach)
    }
    let firstAxis = names.first
    // A batch or a step of one needs no choice.
    for axis in [ArrayAxis.batch, .step] {
      guard let location = names.firstIndex(of: axis) else { continue }
      let length = array.info.shape[location]
      let chosen = axis == .batch ? batch : step
      if axis == .step, chosen == nil, length > 1, names.contains(.query), names.contains(.key) {
        continue
      }
      guard let index = chosen ?? (length == 1 ? 0 : nil), (0..<length).contains(index) else {
        throw Self.wrongIndex(chosen, on: axis, of: length, array.info.shape)
      }
      if axis == .batch {
        part.batch = length > 1 ? index : nil
      } else if length > 1 {
        part.step = index
        part.firstQuery = Self.firstQuery(ofStep: index, of: array, names)
      }
      array = try array.part(at: index, ofAxis: location)
      names.remove(at: location)
    }
    guard batch == nil || axes == nil || axes?.contains(.batch) == true else {
      throw .wrongChoice(
        shape: array.info.shape,
        reason: Message(
          "\(option: "batch") \(batch ?? 0) is chosen and no axis is named batch",
          zh: "选择了\(option: "batch") \(batch ?? 0)，而没有名为 batch 的轴"),
        options: Message("name one of the axes batch", zh: "请把一个轴命名为 batch"))
    }
    let order = ([.step] + Self.usual).compactMap { names.firstIndex(of: $0) }
    if order.count == names.count { array = try array.permuted(order) }
    guard names.contains(.step) else { return (array, nil, part, firstAxis) }
    let stitched = try GenerationSteps.stitched(along: array)
    return (stitched.tensor, stitched.steps, part, firstAxis)
  }

  /// The position of the first query of a step among those of all, where the steps along an axis follow one
  /// another and this one is not padded; nil where that is not known.
  private static func firstQuery(
    ofStep step: Int, of array: Tensor, _ names: [ArrayAxis]
  ) -> Int? {
    guard let queries = names.firstIndex(of: .query), names.contains(.key) else { return nil }
    let order = ([.step, .batch] + usual).compactMap { names.firstIndex(of: $0) }
    guard order.count == names.count, let ordered = try? array.permuted(order),
      let steps = try? GenerationSteps.stitched(along: ordered).steps,
      !steps.keysAreOthers, steps.lengths[step] == array.info.shape[queries]
    else { return nil }
    return steps.queries(ofStep: step).lowerBound
  }

  private static func wrongIndex(
    _ chosen: Int?, on axis: ArrayAxis, of length: Int, _ shape: [Int]
  ) -> MatrixFileError {
    let name = OptionReference(axis.rawValue)
    return .wrongChoice(
      shape: shape,
      reason: chosen.map {
        Message(
          "\(option: name) \($0) is not among its \(length)",
          zh: "\(option: name) \($0) 不在 \(length) 个之中")
      }
        ?? Message(
          "no \(axis.rawValue) is chosen of \(length)",
          zh: "须在 \(length) 个\(axis == .batch ? "批次" : "步骤")中选择一个"),
      options: Message(
        "choose one of \(option: name) 0 to \(length - 1)",
        zh: "请在\(option: name) 0 到 \(length - 1) 中选择"))
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
