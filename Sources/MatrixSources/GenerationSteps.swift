// The attention of a generation, step by step, made into one causal matrix.

import MatrixFiles
import TextFormats

/// How an array was made of the steps of a generation.
public struct GenerationSteps: Hashable, Sendable {
  /// The steps, with the first, which reads the whole prompt.
  public var count: Int
  /// The queries of the first step: the tokens of the prompt.
  public var prompt: Int

  public init(count: Int, prompt: Int) {
    self.count = count
    self.prompt = prompt
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
      rowSumTolerance: steps.map(\.info.rowSumTolerance).max())
    return (tensor, GenerationSteps(count: steps.count, prompt: steps[0].info.rows))
  }
}
