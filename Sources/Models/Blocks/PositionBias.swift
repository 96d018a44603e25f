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
  init(alibiHeads heads: Int, length: Int) {
    reach = length
    values = Self.slopes(heads).flatMap { slope in
      (1 - length..<length).map { Float(slope * Double($0)) }
    }
  }

  /// The slopes of ALiBi: a geometric sequence for a power of 2, else that of the power below and
  /// every second of the power above.
  static func slopes(_ heads: Int) -> [Double] {
    let power = 1 << (Int.bitWidth - 1 - heads.leadingZeroBitCount)
    let first = (1...power).map { exp2(-8 * Double($0) / Double(power)) }
    let more = stride(from: 1, to: 2 * (heads - power), by: 2).map {
      exp2(-4 * Double($0) / Double(power))
    }
    return first + more
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

/// Tables of sines and cosines of positions that are computed, not learned.
enum SinusoidTable {
  /// sin in the first half, cos in the second; exponents i / (half - divisor).
  /// - Returns: shape `[rows.count, width]`.
  static func halves(rows: Range<Int>, width: Int, lessOne: Bool) -> [Float] {
    let half = width / 2
    var values: [Float] = []
    for position in rows {
      for part in 0..<2 {
        for index in 0..<half {
          let exponent =
            lessOne ? Double(index) / Double(max(1, half - 1)) : 2 * Double(index) / Double(width)
          let angle = Double(position) * pow(10000, -exponent)
          values.append(Float(part == 0 ? sin(angle) : cos(angle)))
        }
      }
      if width % 2 == 1 { values.append(0) }
    }
    return values
  }
}
