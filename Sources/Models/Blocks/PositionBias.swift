// What is added to the scores of a head for the distance of a key from a query.

internal import Glibc

/// A number for each distance, of each head.
struct PositionBias: Sendable {
  /// Shape `[heads, 2 · reach - 1]`: the distance key - query is at `distance + reach - 1`.
  let values: [Float]
  let reach: Int

  /// The numbers of a head for a query's keys, from key 0 on.
  func add(head: Int, query: Int, to scores: UnsafeMutablePointer<Float>, keys: Range<Int>) {
    let start = head * (2 * reach - 1) + reach - 1 - query
    values.withUnsafeBufferPointer { values in
      for key in keys { scores[key] += values[start + key] }
    }
  }

  /// A learned number for each bucket of distances (Raffel et al. 2020, T5).
  /// - Parameters:
  ///   - table: shape `[buckets, heads]`.
  ///   - length: the most queries or keys there are.
  ///   - isCausal: whether keys after the query share the first bucket.
  init(
    table: [Float], buckets: Int, heads: Int, length: Int, isCausal: Bool, maximumDistance: Int
  ) {
    reach = length
    var values: [Float] = []
    for head in 0..<heads {
      for distance in 1 - length..<length {
        let bucket = Self.bucket(
          distance, buckets: buckets, maximum: maximumDistance, isCausal: isCausal)
        values.append(table[bucket * heads + head])
      }
    }
    self.values = values
  }

  /// A slope times the distance (Press, Smith and Lewis 2022, ALiBi), as BLOOM has it.
  /// - Parameter slopes: one for each head.
  init(slopes: [Double], length: Int) {
    reach = length
    values = slopes.flatMap { slope in
      (1 - length..<length).map { Float(slope * Double($0)) }
    }
  }

  /// The bucket of a distance key - query: near ones have their own, far ones share on a logarithmic
  /// scale.
  static func bucket(_ distance: Int, buckets: Int, maximum: Int, isCausal: Bool) -> Int {
    var (buckets, offset) = (buckets, 0)
    var distance = -distance
    if isCausal {
      distance = max(distance, 0)
    } else {
      buckets /= 2
      if distance < 0 { offset = buckets }
      distance = abs(distance)
    }
    let exact = buckets / 2
    if distance < exact { return offset + distance }
    // In 32 bits, as the tables of published models were used.
    let share =
      logf(Float(distance) / Float(exact)) / Float(log(Double(maximum) / Double(exact)))
    return offset + min(exact + Int(share * Float(buckets - exact)), buckets - 1)
  }
}
