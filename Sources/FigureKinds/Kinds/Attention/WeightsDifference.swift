// The difference of two runs: the same heads of two files, one taken from the other.

import AttentionMath
import FigureModel
import MatrixFiles
import MatrixSources
import TextFormats

/// Weights that are taken from others: what subtracts them also says so.
struct WeightsDifference {
  let reference: String
  /// In the shape of the others.
  let tensor: Tensor
  /// The two as words name them.
  let names: Names
  /// The other array as it is read, with what it brings along.
  private let array: SourcedArray

  /// - Parameters:
  ///   - reference: the file of the weights that are taken from the others.
  ///   - source: the others, of a file or of a model.
  ///   - arrangement: how the axes of the others were read.
  /// - Throws: where the weights are not of that shape, axes of length 1 aside.
  init(
    _ reference: String, from source: WeightsInput, _ arrangement: Arrangement,
    _ context: ComputeContext
  ) throws(FigureError) {
    let shape = source.array.tensor.info.shape
    self.reference = reference
    names = Names(
      weights: source.reference, model: source.array.model, minus: reference)
    array = try MatrixInput.array(reference, option: "minus", context) {
      arrangement.ofOther($0, beside: shape)
    }
    tensor = try Self.fitted(array.tensor, to: shape, reference, source.option)
  }

  /// The other file's heads, which are as many and as large.
  func grid(like other: WeightsGrid) throws(FigureError) -> WeightsGrid {
    var grid = try WeightsGrid(tensor: tensor, reference: reference, option: "minus")
    if other.isKeysByQueries { grid.turn() }
    return grid
  }

  /// Weights under a shape that is theirs but for axes of length 1, such as a batch of one, which hold nothing
  /// to compare.
  private static func fitted(
    _ tensor: Tensor, to shape: [Int], _ reference: String, _ first: OptionReference
  ) throws(FigureError) -> Tensor {
    let own = tensor.info.shape
    if own == shape { return tensor }
    guard areAlike(own, shape), let fitted = try? tensor.reshaped(to: shape) else {
      throw .usage(
        "\(option: "minus") \(reference): has the shape \(own) and \(first) \(shape); only "
          + "weights of the same layers, heads, queries and keys have a difference",
        zh:
          "\(option: "minus") \(reference)：形状为 \(own)，而\(first)为 \(shape)；层、头、查询和键都相同的权重才能求差"
      )
    }
    return fitted
  }

  /// Whether two shapes are of the same layers, heads, queries and keys.
  static func areAlike(_ a: [Int], _ b: [Int]) -> Bool {
    guard a.count >= 2, b.count >= 2, a.suffix(2) == b.suffix(2),
      a.dropLast(2).filter({ $0 != 1 }) == b.dropLast(2).filter({ $0 != 1 })
    else { return false }
    // Of layers by heads it is plain which of both is 1: layers of one head are not heads of one layer.
    return a.count != 4 || b.count != 4 || a == b
  }

  /// The two runs as words name them.
  struct Names: Sendable {
    /// "a.npy − b.npy"
    let words: String

    /// Files of one name are told apart by as much of their paths as it takes.
    /// - Parameter model: the name of the model that the first are of; nil for a file's.
    init(weights: String, model: String? = nil, minus: String) {
      let first = model.map { [$0] } ?? Self.parts(weights)
      let second = Self.parts(minus)
      let longest = max(first.count, second.count)
      let count = (1...longest).first { first.suffix($0) != second.suffix($0) } ?? 1
      words = [first, second].map { $0.suffix(count).joined(separator: "/") }
        .joined(separator: " − ")
    }

    /// What the values are.
    var noun: Localized {
      Localized(
        en: "differences of attention weights (\(words))", zh: "注意力权重之差（\(words)）")
    }

    /// The folders and the file of a reference, the file with the tensor that is named in it.
    private static func parts(_ reference: String) -> [String] {
      guard let parsed = try? TensorReference(parsing: reference) else { return [reference] }
      var parts = parsed.path.split(separator: "/").map(String.init).filter { $0 != "." }
      guard let file = parts.popLast() else { return [reference] }
      parts.append(parsed.name.map { "\(file)#\($0)" } ?? file)
      return parts
    }
  }
}

extension WeightsDifference {
  /// What is to be said of tokens that the other run brings along where they are not those that name the axes:
  /// its numbers stand beside words that it was not computed from.
  /// - Parameters:
  ///   - axes: the tokens of both axes.
  ///   - isTurned: whether both arrays are keys by queries.
  func warnings(
    _ arguments: TokenArguments, beside axes: TokenAxes, isTurned: Bool, _ context: ComputeContext
  ) -> [Message] {
    guard !arguments.names.namesTokens else { return [] }
    var findings = TableFindings(tensor, option: "minus", reference)
    if isTurned { findings = findings.transposed }
    let (rows, columns) = (tensor.info.rows, tensor.info.columns)
    let own = arguments.ownLists(
      of: reference, labels: findings, (isTurned ? columns : rows, isTurned ? rows : columns),
      context, array.origin)
    func difference(_ mine: TokenList?, _ other: TokenList?) -> (Int, String, String)? {
      guard let mine = mine.map({ $0.pieces ?? $0.raw }), let other = other?.raw else { return nil }
      return zip(mine, other).enumerated().first { $1.0 != $1.1 }.map { ($0, $1.1, $1.0) }
    }
    let queries = difference(axes.queries, own.queries)
    let keys = difference(axes.keys, own.keys)
    guard let (position, other, mine) = queries ?? keys else { return [] }
    let option: OptionReference =
      axes.queries == axes.keys ? "tokens" : queries != nil ? "query-tokens" : "key-tokens"
    let (isOther, isMine) = (other.shortened(24), mine.shortened(24))
    return [
      Message(
        "\(option: "minus") \(reference): its tokens are others than those that name the axes, “\(isOther)” and "
          + "not “\(isMine)” at position \(position); name the axes for both by \(option)",
        zh:
          "\(option: "minus") \(reference)：它的词元与坐标轴上的不同，位置 \(position) 是“\(isOther)”而不是“\(isMine)”；请用\(option)给出两者共用的名称"
      )
    ]
  }
}

extension Arrangement {
  /// How another array is read beside one that this arrangement gave a shape. What was said of axes holds for an
  /// array that has as many; any other is read by its usual layout.
  fileprivate func ofOther(_ array: SourcedArray, beside shape: [Int]) -> Arrangement {
    let count =
      axes?.count ?? shape.count + (batch == nil ? 0 : 1) + (index?.count ?? 0)
    // Axes that are taken apart have the count that is named whatever they had.
    guard leading == nil, array.tensor.info.shape.count != count else { return self }
    return Arrangement(step: array.steps == nil ? nil : step)
  }
}

extension AttentionWeights {
  /// These weights less others, element by element.
  /// - Precondition: both have one shape.
  func minus(_ other: AttentionWeights) -> AttentionWeights {
    var difference = self
    difference.matrix.values = zip(matrix.values, other.matrix.values).map { $0 - $1 }
    return difference
  }
}

extension HeatMapArguments {
  /// Refuses a norm that has 0 anywhere but in the middle of the colours, beside weights that are taken from
  /// others.
  func brokenRules(subtracting minus: String?) -> [FigureError] {
    guard minus != nil, norm != .linear else { return [] }
    return [
      .usage(
        "\(option: "norm") \(norm.rawValue): a difference, by \(option: "minus"), is drawn on a linear scale about "
          + "0; leave \(option: "norm") out",
        zh:
          "\(option: "norm") \(norm.rawValue)：差值（\(option: "minus")）按以 0 为中心的线性色标画出；请去掉\(option: "norm")"
      )
    ]
  }

  /// A scale that reaches as far below 0 as above it.
  func differenceScale(for values: ScaledValues) throws(FigureError) -> ColorScale {
    let reach = max(values.extent.maximum.magnitude, values.extent.minimum.magnitude)
    let limit = reach.isFinite && reach > 0 ? reach : 1
    return try scale(for: values, limits: (-limit, limit), defaultMap: "RdBu_r")
  }
}
