// The attention of a generation, step by step, made into one causal matrix.

import MatrixFiles
import TextFormats

/// How an array was made of the steps of a generation.
public struct GenerationSteps: Hashable, Sendable {
  /// How many queries each step has, with the first, which reads the whole prompt.
  public let lengths: [Int]
  /// Whether the keys are no tokens of the generation, as in cross-attention, or more than these.
  public let keysAreOthers: Bool

  /// The steps, with the first.
  public var count: Int { lengths.count }
  /// The queries of the first step: the tokens of the prompt.
  public var prompt: Int { lengths.first ?? 0 }

  public init(lengths: [Int], keysAreOthers: Bool = false) {
    self.lengths = lengths
    self.keysAreOthers = keysAreOthers
  }

  /// A prompt, and steps of one query each.
  public init(count: Int, prompt: Int) {
    self.init(lengths: [prompt] + [Int](repeating: 1, count: max(0, count - 1)))
  }

  /// The queries of a step, by their positions among all.
  public func queries(ofStep step: Int) -> Range<Int> {
    let start = lengths[..<step].reduce(0, +)
    return start..<start + lengths[step]
  }

  /// The step that each query is of.
  public var stepOfQuery: [Int] {
    lengths.enumerated().flatMap { step, length in [Int](repeating: step, count: length) }
  }
}

extension GenerationSteps {
  /// Whether tensors look like the steps of one generation: the first attends from all tokens of a
  /// prompt to all of them, each other one from what follows to all that came before it and itself.
  static func areSteps(_ shapes: [[Int]]) -> Bool {
    guard shapes.count > 1, let first = shapes.first, first.count >= 2,
      first[first.count - 1] == first[first.count - 2]
    else { return false }
    var keys = first[first.count - 1]
    for shape in shapes.dropFirst() {
      guard shape.count == first.count, shape.dropLast(2) == first.dropLast(2) else { return false }
      let (queries, seen) = (shape[shape.count - 2], shape[shape.count - 1])
      guard queries > 0, seen == keys + queries else { return false }
      keys = seen
    }
    return true
  }

  /// Which tensors of a run are whose steps, where those of several layers follow one another: all layers of
  /// each step, or all steps of each layer, as their shapes tell.
  /// - Returns: the positions of each layer's steps; nil for any other run.
  static func layers(ofRun shapes: [[Int]]) -> [[Int]]? {
    guard let first = shapes.first else { return nil }
    let same = shapes.prefix { $0 == first }.count
    let layers: [[Int]]
    if same > 1 {
      layers = (0..<same).map { Array(stride(from: $0, to: shapes.count, by: same)) }
    } else {
      guard let period = shapes.dropFirst().firstIndex(of: first),
        shapes.count.isMultiple(of: period)
      else { return nil }
      layers = stride(from: 0, to: shapes.count, by: period).map { Array($0..<$0 + period) }
    }
    let steps = layers[0].map { shapes[$0] }
    guard areSteps(steps), layers.allSatisfy({ $0.map { shapes[$0] } == steps }) else {
      return nil
    }
    return layers
  }

  /// The steps below one another as one array, `[…, keys, keys]`: what a query could not see, because
  /// it was not yet there, is 0.
  static func stitched(
    _ steps: [Tensor], name: String
  ) throws(MatrixFileError) -> (tensor: Tensor, steps: GenerationSteps) {
    let last = steps[steps.count - 1].info.shape
    let size = last[last.count - 1]
    let matrices = last.dropLast(2).reduce(1, *)
    let (count, overflow) = size.multipliedReportingOverflow(by: size)
    let (all, overflows) = count.multipliedReportingOverflow(by: matrices)
    guard !overflow, !overflows, all <= 1 << 28 else {
      throw .wrongChoice(
        shape: last, reason: "the steps of the generation make \(size) by \(size) weights a head",
        options: "save fewer heads or layers")
    }
    var values = [Double](repeating: 0, count: all)
    var row = 0
    for step in steps {
      let (queries, keys) = (step.info.rows, step.info.columns)
      let read = try step.values(as: Double.self)
      for matrix in 0..<matrices {
        for query in 0..<queries {
          let source = (matrix * queries + query) * keys
          let target = (matrix * size + row + query) * size
          for key in 0..<keys { values[target + key] = read[source + key] }
        }
      }
      row += queries
    }
    let tensor = Tensor(
      values, shape: Array(last.dropLast(2)) + [size, size], name: name,
      rowSumTolerance: steps.map(\.info.rowSumTolerance).max()
    ).labelled(rows: steps.last?.columnLabels, columns: steps.last?.columnLabels)
    return (tensor, GenerationSteps(lengths: steps.map(\.info.rows)))
  }
}

// MARK: An axis of steps

extension GenerationSteps {
  /// The steps that lie along the first axis of an array, `[steps, …, queries, keys]`, below one another.
  ///
  /// All have one shape, so that those of fewer queries than the first end in rows of 0 in every head,
  /// which are left out.
  /// - Returns: the array, and where the steps are in it.
  /// - Throws: `wrongChoice` where they do not follow one another.
  static func stitched(
    along array: Tensor
  ) throws(MatrixFileError) -> (tensor: Tensor, steps: GenerationSteps) {
    let shape = array.info.shape
    let (count, queries, keys) = (shape[0], array.info.rows, array.info.columns)
    let inner = Array(shape.dropFirst().dropLast(2))
    let matrices = inner.reduce(1, *)
    let read = try array.values(as: Double.self)
    func start(_ step: Int, _ matrix: Int, _ query: Int) -> Int {
      (((step * matrices + matrix) * queries) + query) * keys
    }
    let used = (0..<count).map { step in
      (0..<queries).last { query in
        (0..<matrices).contains { matrix in
          let row = start(step, matrix, query)
          return read[row..<row + keys].contains { $0 != 0 }
        }
      }.map { $0 + 1 } ?? 0
    }
    let rows = used.reduce(0, +)
    guard rows > 0, rows <= max(keys, count) else {
      throw .wrongChoice(
        shape: shape,
        reason: Message(
          "its \(count) steps have \(rows) queries for \(keys) keys and do not follow one another",
          zh: "其 \(count) 个步骤共有 \(rows) 个查询，而键有 \(keys) 个，不能依次相接"),
        options: Message(
          "choose one of \(option: "step") 0 to \(count - 1)",
          zh: "请在\(option: "step") 0 到 \(count - 1) 中选择"))
    }
    var values: [Double] = []
    values.reserveCapacity(matrices * rows * keys)
    for matrix in 0..<matrices {
      for step in 0..<count {
        let first = start(step, matrix, 0)
        values += read[first..<first + used[step] * keys]
      }
    }
    let tensor = Tensor(
      values, shape: inner + [rows, keys], name: array.info.name ?? "the steps",
      rowSumTolerance: array.info.rowSumTolerance)
    return (tensor, GenerationSteps(lengths: used, keysAreOthers: rows != keys))
  }

  /// One step of an array that was made of all: its queries, and the keys that it saw.
  /// - Throws: `wrongChoice` where there is no such step.
  func step(_ step: Int, of array: Tensor) throws(MatrixFileError) -> Tensor {
    let shape = array.info.shape
    let size = array.info.columns
    guard (0..<count).contains(step), array.info.rows == size, size == lengths.reduce(0, +) else {
      throw .wrongChoice(
        shape: shape,
        reason: Message(
          "\(option: "step") \(step) is not among its \(count)",
          zh: "\(option: "step") \(step) 不在 \(count) 个之中"),
        options: Message(
          "choose one of \(option: "step") 0 to \(count - 1)",
          zh: "请在\(option: "step") 0 到 \(count - 1) 中选择"))
    }
    let rows = queries(ofStep: step)
    let keys = rows.upperBound
    let read = try array.values(as: Double.self)
    var values: [Double] = []
    for matrix in 0..<array.info.leadingShape.reduce(1, *) {
      for row in rows {
        let start = (matrix * size + row) * size
        values += read[start..<start + keys]
      }
    }
    return Tensor(
      values, shape: array.info.leadingShape + [rows.count, keys],
      name: array.info.name ?? "the step",
      rowSumTolerance: array.info.rowSumTolerance)
  }
}
