// What is found wrong with matrices of weights one by one, and how it is said of many.

import AttentionMath
import FigureModel
import MatrixSources
import Models
import TextFormats

/// A head among others.
struct HeadLocation: Hashable {
  /// nil where there are no layers.
  var layer: Int?
  /// nil where there are no heads.
  var head: Int?

  /// As messages name it: "layer 0, head 3".
  var name: String? {
    (MatrixName(layer: layer, head: head)?.words).map {
      $0.english.prefix(1).lowercased() + $0.english.dropFirst()
    }
  }

  /// More of them than these are not listed in a sentence.
  private static let maximumListed = 12

  /// Positions in their order as messages have them: "layer 0, heads 1 and 3; layer 2, head 0".
  static func words(_ locations: [HeadLocation], _ language: Language = .english) -> String {
    guard language == .english else { return chinese(locations) }
    let displayed = locations.prefix(maximumListed)
    var layers: [(layer: Int?, heads: [Int])] = []
    for location in displayed {
      let heads = location.head.map { [$0] } ?? []
      if let last = layers.indices.last, layers[last].layer == location.layer {
        layers[last].heads += heads
      } else {
        layers.append((location.layer, heads))
      }
    }
    let parts = layers.map { layer, heads in
      let names = runs(heads)
      let heads =
        names.isEmpty
        ? nil : (heads.count == 1 ? "head " : "heads ") + listed(names, .english)
      return [layer.map { "layer \($0)" }, heads].compactMap(\.self).joined(separator: ", ")
    }
    let rest = locations.count - displayed.count
    return parts.joined(separator: "; ") + (rest > 0 ? " and \(rest) more" : "")
  }

  private static func chinese(_ locations: [HeadLocation]) -> String {
    let displayed = locations.prefix(maximumListed).map { location in
      [location.layer.map { "第 \($0) 层" }, location.head.map { "第 \($0) 头" }].compactMap(\.self)
        .joined()
    }
    let rest = locations.count - displayed.count
    return displayed.joined(separator: "、") + (rest > 0 ? "等 \(locations.count) 处" : "")
  }
}

/// A mistake that published figures of attention are found to have.
enum WeightsConcern: Hashable {
  /// So many of all weights are NaN, or infinite so that a row has no sum.
  case notNumbers(Int, of: Int)
  /// Every weight is 0.
  case noWeights
  /// These queries have no weights at all.
  case emptyQueries([Int])
  /// Rows do not sum to 1, by up to this much.
  case rowSums(Double, RowSumCause)
  case causalCrossAttention
  case squareWithTwoLists(Int)
  /// A mask hides weights, up to this one, though masked weights are 0.
  case hiddenWeights(Double)

  /// Models compute weights in half precision more often than they store them so; the sums of such
  /// rows are no mistake.
  static let minimumTolerance = 5e-3

  // MARK: Finding

  /// What the sums of a matrix' rows tell.
  /// - Parameters:
  ///   - allowed: how far a sum may be from 1.
  ///   - isHidden: what a mask hides: a query that sees nothing has no weights.
  static func ofRowSums(
    _ matrix: Matrix<Double>, allowed: Double, isHidden: BooleanMatrix? = nil, shape: [Int]? = nil
  ) -> [WeightsConcern] {
    let tolerance = max(allowed, minimumTolerance)
    var error = matrix.maximumRowSumError
    // -∞ among scores makes sums -∞, or NaN beside +∞.
    if error.isNaN, !matrix.values.contains(where: \.isNaN) { error = .infinity }
    if error.isNaN {
      return [.notNumbers(ValueExtent(matrix.values).nan, of: matrix.values.count)]
    }
    guard error > tolerance else { return [] }
    let empty = matrix.emptyRows
    guard empty.count < matrix.rows else { return [.noWeights] }
    var concerns: [WeightsConcern] = []
    if !empty.isEmpty {
      let unexplained = empty.filter { row in
        guard let isHidden else { return true }
        return !(0..<matrix.columns).allSatisfy { isHidden[row, $0] }
      }
      if !unexplained.isEmpty { concerns.append(.emptyQueries(unexplained)) }
      let rest = Set(0..<matrix.rows).subtracting(empty)
      error = rest.reduce(0) { max($0, abs(matrix.row($1).reduce(0, +) - 1)) }
    }
    if error > tolerance, !matrix.isRounded(by: error) {
      concerns.append(
        .rowSums(error, RowSumCause(of: matrix, tolerance: tolerance, shape: shape)))
    }
    return concerns
  }

  /// The same for a matrix of which only this is known: how far a sum is from 1, and what its values
  /// reach.
  static func ofRowSums(
    error: Double, allowed: Double, extent: ValueExtent, count: Int
  ) -> [WeightsConcern] {
    let minimum = extent.minimum
    if error.isNaN { return [.notNumbers(extent.nan, of: count)] }
    guard error > max(allowed, minimumTolerance) else { return [] }
    return [.rowSums(error, minimum < 0 ? .scores(minimum) : .unknown)]
  }

  /// What the tokens tell.
  static func ofTokens(rows: Int, columns: Int, _ tokens: TokenAxes) -> [WeightsConcern] {
    // A model's own is known to be what it is.
    guard tokens.origin.stack != .cross, rows == columns, rows > 1, let queries = tokens.queries,
      let keys = tokens.keys,
      queries.raw != keys.raw
    else { return [] }
    return [.squareWithTwoLists(rows)]
  }

  // MARK: Telling

  /// One message for each kind of concern among some matrices.
  /// - Parameter transposes: whether the figure's `--transpose` reads keys by queries.
  static func warnings(_ parts: [AttentionWeights], transposes: Bool = true) -> [Message] {
    warnings(parts.map { (location: $0.location, concerns: $0.concerns) }, transposes: transposes)
  }

  /// The same for the concerns of each matrix.
  static func warnings(
    _ parts: [(location: HeadLocation?, concerns: [WeightsConcern])], transposes: Bool = true
  ) -> [Message] {
    var order: [String] = []
    var found: [String: (concern: WeightsConcern, locations: [HeadLocation?])] = [:]
    for part in parts {
      for concern in part.concerns {
        if let known = found[concern.kind] {
          found[concern.kind] = (
            known.concern.joined(with: concern), known.locations + [part.location]
          )
        } else {
          order.append(concern.kind)
          found[concern.kind] = (concern, [part.location])
        }
      }
    }
    return order.compactMap { kind in
      found[kind].map {
        $0.concern.message(locationsOf($0.locations, of: parts.count), transposes: transposes)
      }
    }
  }

  /// Where something is found, before what is found there: "in layer 0, head 3 ".
  static func locationsOf(_ locations: [HeadLocation?], of total: Int) -> Message {
    let named = locations.compactMap(\.self).filter { $0.name != nil }
    if locations.count == 1 {
      return named.first?.name.map {
        Message("in \($0) ", zh: "\(HeadLocation.words(named, .chinese))中")
      } ?? ""
    }
    if locations.count == total {
      return Message("in all \(total) matrices ", zh: "全部 \(total) 个矩阵中")
    }
    return Message(
      "in \(locations.count) of \(total) matrices "
        + (named.isEmpty ? "" : "(\(HeadLocation.words(named))) "),
      zh: "\(total) 个矩阵中有 \(locations.count) 个"
        + (named.isEmpty ? "" : "（\(HeadLocation.words(named, .chinese))）"))
  }

  private var kind: String {
    switch self {
    case .notNumbers: "numbers"
    case .noWeights: "none"
    case .emptyQueries(let rows): "empty \(rows)"
    case .rowSums(_, let cause): "sums \(cause.name)"
    case .causalCrossAttention: "causal"
    case .squareWithTwoLists: "square"
    case .hiddenWeights: "hidden"
    }
  }

  /// What two concerns of a kind say together: the worse of both, or the sum of what they count.
  private func joined(with other: WeightsConcern) -> WeightsConcern {
    switch (self, other) {
    case (.notNumbers(let mine, let all), .notNumbers(let theirs, let others)):
      .notNumbers(mine + theirs, of: all + others)
    case (.rowSums(let mine, _), .rowSums(let theirs, _)): theirs > mine ? other : self
    case (.hiddenWeights(let mine), .hiddenWeights(let theirs)): theirs > mine ? other : self
    default: self
    }
  }

  private func message(_ location: Message, transposes: Bool) -> Message {
    switch self {
    case .notNumbers(let cells, let all):
      return Message(
        "\(location)the weights hold "
          + (cells > 0 ? "NaN (\(cells) of \(all) values)" : "∞ of both signs")
          + ": softmax gives it for a query whose keys are all masked, and after an overflow",
        zh:
          "\(location)权重含有\(cells > 0 ? " NaN（\(all) 个值中的 \(cells) 个）" : "正负两种 ∞")：键全被遮蔽的查询经 softmax 会这样，溢出之后也会"
      )
    case .noWeights:
      return Message(
        "\(location)every weight is 0: a head that was cut out, or nothing that was saved?",
        zh: "\(location)所有权重都是 0：是被剪去的头，还是没有保存下来？")
    case .emptyQueries(let rows):
      return Message(
        "\(location)every weight of \(locations(rows, "query", "queries")) is 0: padding, or queries "
          + "that a mask hid?",
        zh: "\(location)第 \(indicesInChinese(rows)) 个查询的权重都是 0：是填充，还是被掩码遮蔽的查询？")
    case .rowSums(let error, let cause):
      let most = formatNumber(error, significant: 3, style: .plain)
      return Message(
        "\(location)the rows do not sum to 1 (off by up to \(most))",
        zh: "\(location)各行之和不是 1（最多相差 \(most)）")
        + cause.advice(transposes: transposes)
    case .causalCrossAttention:
      return Message(
        "\(location)the cross-attention looks causally masked: nothing lies above the diagonal, "
          + "so it may be the decoder's self-attention",
        zh: "\(location)交叉注意力看起来带有因果掩码：对角线之上全为 0，可能是解码器的自注意力")
    case .squareWithTwoLists(let side):
      return Message(
        "the matrix is square, [\(side), \(side)], but queries and keys have different tokens: "
          + "make sure that it is cross-attention, and not one sequence's attention to itself",
        zh: "矩阵是方阵 [\(side), \(side)]，而查询与键的词元不同：请确认这是交叉注意力，而不是一个序列对自身的注意力")
    case .hiddenWeights(let maximum):
      let most = formatNumber(maximum, significant: 3, style: .plain)
      return Message(
        "\(location)the mask hides weights that are not 0 (up to \(most)): is it this model's mask?",
        zh: "\(location)掩码遮蔽了不为 0 的权重（最大 \(most)）：这是该模型的掩码吗？")
    }
  }
}
