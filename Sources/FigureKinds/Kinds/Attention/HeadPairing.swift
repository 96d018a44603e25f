// Which head of keys and values a head of queries uses.

import TextFormats

/// The heads of queries, keys and values from files, `[…, heads, n, d]` each.
///
/// In grouped-query attention (Ainslie et al. 2023) fewer heads of keys and values serve as many
/// heads of queries each: of H query heads and G key heads, query head h uses key head
/// ⌊h / (H / G)⌋, as models do that repeat each key head H / G times. One key head for all is
/// multi-query attention (Shazeer 2019), as many as query heads the usual case.
struct HeadPairing {
  /// The lengths of the queries' axes before the last two, without those of length 1 at the front.
  private let queries: [Int]
  private let keys: [Int]
  /// All of the keys' axes before the last two, and of the values'.
  private let keyAxes: Int
  private let valueAxes: Int

  var queryHeads: Int { queries.last ?? 1 }
  var keyHeads: Int { keys.last ?? 1 }
  /// Whether several query heads share one of the keys.
  var isGrouped: Bool { queryHeads != keyHeads }

  /// - Parameters:
  ///   - queries, keys, values: the shapes of the three tensors; nil for values that are not there.
  ///   - countsLayers: whether a single axis before the last two is taken for layers.
  init(
    queries: [Int], keys: [Int], values: [Int]?, countsLayers: Bool
  ) throws(FigureError) {
    self.queries = Self.leading(queries)
    self.keys = Self.leading(keys)
    keyAxes = max(0, keys.count - 2)
    valueAxes = max(0, (values ?? keys).count - 2)
    let both = Message(
      "\(option: "query") has the shape \(queries) and \(option: "key") \(keys)",
      zh: "\(option: "query")的形状为 \(queries)，\(option: "key")为 \(keys)")
    if let values, Self.leading(values) != self.keys {
      let heads = (Self.leading(values).last ?? 1, self.keys.last ?? 1)
      throw .usage(
        "\(option: "value") has the shape \(values) and \(option: "key") \(keys): "
          + (heads.0 == heads.1
            ? "the axes before the last two must be the same"
            : "\(counted(heads.0, "value head")) for \(counted(heads.1, "key head")); each key head "
              + "needs its values"),
        zh: heads.0 == heads.1
          ? "\(option: "value")的形状为 \(values)，\(option: "key")为 \(keys)：最后两轴之前的轴必须相同"
          : "\(option: "value")的形状为 \(values)，\(option: "key")为 \(keys)：\(heads.0) 个值头对 \(heads.1) 个键头，每个键头都要有自己的值"
      )
    }
    // One matrix of keys serves the only axis of the queries, and axes before heads are the same.
    guard self.keys.isEmpty ? self.queries.count <= 1 : self.keys.count == self.queries.count,
      self.keys.isEmpty || self.keys.dropLast() == self.queries.dropLast()
    else {
      guard self.queries.isEmpty, self.keys.count == 1 else {
        throw .usage(
          "\(both): the axes before the last two must be the same, but for the number of heads, "
            + "[layers, heads, n, d_k]", zh: "\(both)：除头数外，最后两轴之前的轴必须相同，[layers, heads, n, d_k]")
      }
      throw Self.notDividing(1, keyHeads, both)
    }
    if isGrouped, countsLayers, self.queries.count == 1 {
      throw .usage(
        "\(both): \(queryHeads) layers of queries and \(keyHeads) of keys; choose a head of grouped "
          + "heads with \(option: "head")",
        zh: "\(both)：查询有 \(queryHeads) 层，键有 \(keyHeads) 层；请用\(option: "head")在分组的头中选择一个")
    }
    guard keyHeads > 0, queryHeads.isMultiple(of: keyHeads) else {
      throw Self.notDividing(queryHeads, keyHeads, both)
    }
  }

  private static func leading(_ shape: [Int]) -> [Int] {
    Array(shape.dropLast(2).drop { $0 == 1 })
  }

  private static func notDividing(_ queries: Int, _ keys: Int, _ both: Message) -> FigureError {
    .usage(
      "\(both): \(counted(queries, "query head")) over \(counted(keys, "key head")); the number of key "
        + "heads must divide that of the query heads, so that each serves as many of them",
      zh: "\(both)：\(queries) 个查询头对 \(keys) 个键头；键头数须整除查询头数，使每个键头服务同样多的查询头")
  }

  /// The key head of a query head.
  func keyHead(of queryHead: Int) -> Int { queryHead / (queryHeads / keyHeads) }

  /// The index of the keys that belong to an index of the queries.
  func keyIndex(_ index: [Int]) -> [Int] { paired(index, axes: keyAxes) }

  /// The same for values.
  func valueIndex(_ index: [Int]) -> [Int] { paired(index, axes: valueAxes) }

  private func paired(_ index: [Int], axes: Int) -> [Int] {
    var locations = Array(index.suffix(keys.count))
    if let head = locations.last { locations[locations.count - 1] = keyHead(of: head) }
    return Array(repeating: 0, count: axes - locations.count) + locations
  }
}

/// A number and what is counted: "1 head", "2 heads".
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
