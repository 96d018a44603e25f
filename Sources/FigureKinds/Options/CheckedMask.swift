// The mask that options make for some queries and keys, and what there is to say of it.

import AttentionMath
import FigureModel
import TextFormats

/// A mask that fits its queries and keys.
struct CheckedMask {
  let queries: Int
  let keys: Int
  /// The masks that hold at once.
  var masks: [AttentionMask] = []
  /// Where a query does not see a key, shape `[queries, keys]`; nil where there is no mask.
  private(set) var hidden: BooleanMatrix?
  /// What is to be said of it wherever it is used.
  var warnings: [Message] = []
  /// What is to be said of a file that could be read the other way round as well.
  var otherReading: Message?
  /// What is to be said of numbers to add that hide nothing, where nothing is added to anything.
  var hidesNothing: Message?

  init(queries: Int, keys: Int) {
    self.queries = queries
    self.keys = keys
  }

  /// As it is applied to scores.
  var mask: AttentionMask {
    masks.count == 1 ? masks[0] : masks.isEmpty ? .none : .all(masks)
  }

  /// Adds the causal mask, whose diagonal is a choice where there are more keys than queries.
  mutating func addCausal() {
    masks.append(.causal())
    guard queries != keys else { return }
    warnings.append(
      Message(
        "\(option: "mask") causal: \(queries) quer\(queries == 1 ? "y" : "ies") and \(keys) keys: query i sees the "
          + "keys 0 to i, as in PyTorch; for queries that come after keys of a cache give \(option: "mask-file")",
        zh:
          "\(option: "mask") causal：\(queries) 个查询、\(keys) 个键：第 i 个查询看到键 0 到 i，与 PyTorch 相同；若查询排在缓存的键之后，请给出\(option: "mask-file")"
      ))
  }

  /// Finds what the masks hide together.
  /// - Throws: where a mask is none that can be applied.
  mutating func finish() throws(FigureError) {
    guard !masks.isEmpty else { return }
    let added: Matrix<Double>
    do throws(AttentionError) {
      added = try mask.matrix(queries: queries, keys: keys)
    } catch {
      throw FigureError(error)
    }
    let hidden = BooleanMatrix(
      rows: queries, columns: keys, values: added.values.map { $0 == -.infinity })
    self.hidden = hidden
    guard keys > 0 else { return }
    let blind = (0..<queries).filter { query in (0..<keys).allSatisfy { hidden[query, $0] } }
    guard !blind.isEmpty else { return }
    warnings.append(
      blind.count == queries
        ? Message(
          "the mask hides every key from every query, so that no weight is left",
          zh: "掩码对所有查询遮蔽了所有的键，没有权重留下")
        : Message(
          "the mask hides every key from \(locations(blind, "query", "queries")), so that no weight is "
            + "left there", zh: "掩码对第 \(indicesInChinese(blind)) 个查询遮蔽了所有的键，那里没有权重"))
  }

  /// What is to be said where the mask is applied to scores.
  var warningsOfScores: [Message] { warnings + [otherReading].compactMap(\.self) }

  /// What is to be said where it only marks cells of weights, which tell themselves whether it is
  /// theirs.
  func warnings(of weights: [AttentionWeights]) -> [Message] {
    let isWrong = weights.contains { part in
      part.concerns.contains { if case .hiddenWeights = $0 { true } else { false } }
    }
    return warnings + [hidesNothing, isWrong ? otherReading : nil].compactMap(\.self)
  }
}

/// A head of a tensor, by its position on the axes before the last two.
struct HeadRow {
  /// The lengths of those axes.
  var shape: [Int]
  /// The position on each.
  var index: [Int]
}

/// Positions as messages name them: "query 3", "queries 0–2 and 5".
func locations(_ numbers: [Int], _ one: String, _ several: String) -> String {
  let names = runs(numbers)
  let displayed = names.count > 6 ? Array(names.prefix(5)) + ["others"] : names
  return "\(numbers.count == 1 ? one : several) \(listed(displayed, .english))"
}

/// The same numbers for a Chinese sentence, without what they count.
func indicesInChinese(_ numbers: [Int]) -> String {
  let names = runs(numbers)
  return names.count > 6
    ? names.prefix(5).joined(separator: "、") + " 等" : names.joined(separator: "、")
}
