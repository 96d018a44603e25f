// Rows that do not sum to 1, and what such matrices turn out to be.

import AttentionMath
import FigureModel
import Glibc
import TextFormats

/// Why the rows of a matrix do not sum to 1, as far as the numbers tell.
enum RowSumCause: Hashable {
  /// Nothing above 0, and the exponentials sum to 1.
  case logarithms
  /// There are numbers below 0, down to this one.
  case scores(Double)
  /// The columns sum to 1.
  case transposed
  /// The columns sum to 1 because the heads are the last axis of a tensor of this shape.
  case headsLast([Int])
  /// Every row has this sum.
  case factor(Double)
  /// Single weights are 0, a share of them, and the rows sum to less than 1 and to more.
  case dropout(zeros: Double, minimum: Double, maximum: Double)
  /// The sums lie between these.
  case between(Double, Double)
  /// Nothing is known but that they do not.
  case unknown

  /// Finds the cause.
  /// - Parameters:
  ///   - matrix: finite or -∞, its rows not all summing to 1.
  ///   - tolerance: how far a sum may be from 1.
  ///   - shape: of the tensor that the matrix is from.
  init(of matrix: Matrix<Double>, tolerance: Double, shape: [Int]?) {
    let extent = matrix.values.reduce(into: (minimum: Double.infinity, maximum: -Double.infinity)) {
      if $1.isFinite { $0.minimum = min($0.minimum, $1) }
      $0.maximum = max($0.maximum, $1)
    }
    let hasNegative = extent.minimum < 0 || matrix.values.contains(-.infinity)
    if hasNegative {
      self = Self.areLogarithms(matrix, extent.maximum) ? .logarithms : .scores(extent.minimum)
      return
    }
    // Rows without any weight are reported by themselves.
    let sums = (0..<matrix.rows).map { matrix.row($0).reduce(0, +) }.filter { $0 != 0 }
    let columns = Self.columnSums(matrix)
    if columns.allSatisfy({ abs($0 - 1) <= tolerance }) {
      self = shape.map { Self.haveHeadsLast($0) ? .headsLast($0) : .transposed } ?? .transposed
      return
    }
    guard let minimum = sums.min(), let maximum = sums.max() else {
      self = .unknown
      return
    }
    let zeros = Self.shareOfScatteredZeros(matrix, columns)
    if sums.count > 1, maximum - minimum <= 1e-3 * maximum {
      self = .factor(maximum)
    } else if minimum < 1 - tolerance, maximum > 1 + tolerance, zeros > 0 {
      self = .dropout(zeros: zeros, minimum: minimum, maximum: maximum)
    } else {
      self = .between(minimum, maximum)
    }
  }

  private static func areLogarithms(_ matrix: Matrix<Double>, _ maximum: Double) -> Bool {
    guard maximum <= 0 else { return false }
    return (0..<matrix.rows).allSatisfy { row in
      abs(matrix.row(row).reduce(0) { $0 + exp($1) } - 1) <= 0.01
    }
  }

  private static func columnSums(_ matrix: Matrix<Double>) -> [Double] {
    var sums = [Double](repeating: 0, count: matrix.columns)
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns { sums[column] += matrix[row, column] }
    }
    return sums
  }

  /// Whether a shape has queries and keys before its last axis: `[…, n, n, heads]`.
  private static func haveHeadsLast(_ shape: [Int]) -> Bool {
    guard shape.count >= 3 else { return false }
    let last = shape.suffix(3).map(\.self)
    return last[0] == last[1] && last[1] != last[2]
  }

  /// The share of weights that are 0, leaving out what a causal mask or padding makes 0.
  private static func shareOfScatteredZeros(
    _ matrix: Matrix<Double>, _ columnSums: [Double]
  ) -> Double {
    let isCausal = matrix.looksCausal
    var (zeros, locations) = (0, 0)
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns
      where columnSums[column] != 0 && (!isCausal || column <= row) {
        locations += 1
        if matrix[row, column] == 0 { zeros += 1 }
      }
    }
    return locations == 0 ? 0 : Double(zeros) / Double(locations)
  }

  /// A word for each cause, so that matrices with different ones are reported separately.
  var name: String {
    switch self {
    case .logarithms: "logarithms"
    case .scores: "scores"
    case .transposed: "transposed"
    case .headsLast: "heads last"
    case .factor: "factor"
    case .dropout: "dropout"
    case .between: "between"
    case .unknown: "unknown"
    }
  }

  /// What it is taken for, and the way out, behind "the rows do not sum to 1".
  /// - Parameter transposes: whether `--transpose` is an option that reads keys by queries.
  func advice(transposes: Bool) -> Message {
    func number(_ value: Double) -> String {
      formatNumber(value, significant: 3, style: .plain)
    }
    switch self {
    case .logarithms:
      return Message(
        ": nothing is above 0 and the exponentials sum to 1, so these are logarithms of weights; "
          + "save exp(w)", zh: "：没有大于 0 的值，且指数之和为 1，因此是权重的对数；请保存 exp(w)")
    case .scores(let minimum):
      let found = minimum.isFinite && minimum < 0 ? ", down to \(number(minimum))" : ""
      return Message(
        ": there are numbers below 0\(found), so these are scores before the softmax; save "
          + "softmax(w, -1), or draw them as a heatmap, whose \(option: "input") they are",
        zh: "：其中有小于 0 的数，因此是 softmax 之前的分数；请保存 softmax(w, -1)，或作为 heatmap 的\(option: "input")画出")
    case .transposed:
      return Message(
        ", but the columns do: the file holds keys by queries; "
          + (transposes ? "\(option: "transpose") reads it so, or " : "")
          + "save w.swapaxes(-1, -2)",
        zh:
          "，而各列之和是 1：文件按键×查询存放；\(transposes ? "\(option: "transpose")可这样读取，或" : "请" as Message)保存 w.swapaxes(-1, -2)"
      )
    case .headsLast(let shape):
      // Before queries and keys come layers, and before them a batch.
      let before = [[], ["layer"], ["layer", "batch"]]
      let names =
        before.indices.contains(shape.count - 3)
        ? (before[shape.count - 3] + ["query", "key", "head"]).joined(separator: ",") : nil
      let axes =
        names.map {
          Message("give \(option: "axes") \($0), or ", zh: "请给出\(option: "axes") \($0)，或")
        } ?? Message("", zh: "请")
      return Message(
        ", but the columns do: the last axis of \(shape) seems to be the heads; \(axes)save "
          + "np.moveaxis(w, -1, -3)",
        zh: "，而各列之和是 1：\(shape) 的最后一轴像是头；\(axes)保存 np.moveaxis(w, -1, -3)")
    case .factor(let sum):
      return Message(
        ": each sums to \(number(sum)); save w / \(number(sum)) if that is a matter of units",
        zh: "：每行之和为 \(number(sum))；若是单位不同，请保存 w / \(number(sum))")
    case .dropout(let zeros, let minimum, let maximum):
      return Message(
        ": they sum to \(number(minimum)) to \(number(maximum)) and \(number(zeros * 100))% of the "
          + "weights are 0, as dropout leaves them; run the model after model.eval() and save again",
        zh:
          "：各行之和为 \(number(minimum)) 到 \(number(maximum))，\(number(zeros * 100)) % 的权重为 0，如 dropout 所致；请先调用 model.eval() 再运行并保存"
      )
    case .between(let minimum, let maximum):
      return Message(
        ": they sum to \(number(minimum)) to \(number(maximum)); were they saved with dropout "
          + "(model.eval() is the usual cure), cut off, or are they no weights?",
        zh:
          "：各行之和为 \(number(minimum)) 到 \(number(maximum))；保存时带有 dropout（通常调用 model.eval() 即可）、被截断，还是并非权重？"
      )
    case .unknown:
      return Message(
        ": were they saved with dropout (model.eval() is the usual cure), are these scores, or is "
          + "the wrong axis last?",
        zh: "：保存时带有 dropout（通常调用 model.eval() 即可）、是分数，还是最后一轴不对？")
    }
  }
}

extension Matrix<Double> {
  /// Whether these are weights of keys by queries: the columns sum to 1, and the rows do not.
  /// - Parameter tolerance: how far the sum of a row of weights may be from 1.
  func isKeysByQueries(tolerance: Double) -> Bool {
    let tolerance = max(tolerance, WeightsConcern.minimumTolerance)
    guard maximumRowSumError > tolerance else { return false }
    return RowSumCause(of: self, tolerance: tolerance, shape: nil) == .transposed
  }

  /// The rows that hold nothing but 0.
  var emptyRows: [Int] {
    (0..<rows).filter { row in self.row(row).allSatisfy { $0 == 0 } }
  }

  /// Whether the values are weights rounded to so few digits that their rows cannot sum to 1.
  func isRounded(by error: Double) -> Bool {
    (2...4).contains { digits in
      let unit = pow(10, -Double(digits))
      return error <= Double(columns) * unit * 0.501
        && values.allSatisfy { abs($0 / unit - ($0 / unit).rounded()) <= 1e-6 }
    }
  }
}
