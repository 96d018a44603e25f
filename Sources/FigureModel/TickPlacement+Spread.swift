// Ticks for scales on which equal steps are not equally far apart: round numbers along the whole length.

private import RealModule

extension TickPlacement {
  /// Round numbers that stand about evenly along a scale.
  ///
  /// The scale's length is cut at `target` even positions, its ends among them; at each the roundest number
  /// within a quarter of the way to its neighbours stands, of equally round ones the nearest. Empty for a
  /// target below 1.
  /// - Parameters:
  ///   - hasWholeValues: whether numbers between whole ones mean nothing.
  ///   - value: the number at a share of the length, 0 … 1; rising.
  public static func spread(
    target: Int, hasWholeValues: Bool = false, value: (Double) -> Double
  ) -> [Double] {
    guard target >= 1 else { return [] }
    return spread(
      at: target == 1 ? [0.5] : (0..<target).map { Double($0) / Double(target - 1) },
      reach: target == 1 ? 0.25 : 0.25 / Double(target - 1), hasWholeValues: hasWholeValues,
      value: value)
  }

  /// The roundest numbers within this reach of these shares of the length.
  static func spread(
    at fractions: [Double], reach: Double, hasWholeValues: Bool, value: (Double) -> Double
  ) -> [Double] {
    let few = spread(fractions, reach, digits: fewDigits, hasWholeValues, value)
    return few.count > 1 || fractions.count == 1 && !few.isEmpty
      ? few : spread(fractions, reach, digits: maximumDigits, hasWholeValues, value)
  }

  /// A number of more digits than these is not round: its position stays empty.
  private static let fewDigits = 2
  /// As many as a double has.
  private static let maximumDigits = 17

  private static func spread(
    _ fractions: [Double], _ reach: Double, digits: Int, _ hasWholeValues: Bool,
    _ value: (Double) -> Double
  ) -> [Double] {
    var ticks: [Double] = []
    for fraction in fractions {
      let (low, high) = (value(max(fraction - reach, 0)), value(min(fraction + reach, 1)))
      guard
        let tick = roundest(
          from: low, to: high, near: value(fraction), digits: digits,
          hasWholeValues: hasWholeValues),
        ticks.last.map({ $0 < tick }) ?? true
      else { continue }
      ticks.append(tick)
    }
    return ticks
  }

  /// The roundest number between two: a multiple of the largest step, 5, 2 or 1 times a power of ten,
  /// that has one there. nil for what is not finite, and where only a whole number will do and there is
  /// none.
  private static func roundest(
    from low: Double, to high: Double, near middle: Double, digits: Int, hasWholeValues: Bool
  ) -> Double? {
    guard low.isFinite, high.isFinite, low <= high else { return nil }
    if low <= 0, high >= 0 { return 0 }
    guard low < high else {
      return digits < maximumDigits || hasWholeValues && low != low.rounded() ? nil : low
    }
    let highest = Int(Double.log10(max(low.magnitude, high.magnitude)).rounded(.down))
    for power in stride(
      from: highest,
      through: hasWholeValues ? max(0, highest + 1 - digits) : highest + 1 - digits, by: -1)
    {
      for mantissa in [5, 2, 1] {
        guard let step = Double("\(mantissa)e\(power)"), step > 0 else { continue }
        // Written as a decimal number, so that 0.3 is 0.3.
        func multiple(_ count: Double) -> Double? {
          guard count.magnitude < 1e15 else { return nil }
          return Double("\(Int(count) * mantissa)e\(power)")
        }
        let nearest = (middle / step).rounded()
        let candidates = [nearest, nearest - 1, nearest + 1].compactMap(multiple)
          .filter { low <= $0 && $0 <= high }
        if let best = candidates.min(by: { ($0 - middle).magnitude < ($1 - middle).magnitude }) {
          return best
        }
      }
    }
    return digits < maximumDigits || hasWholeValues ? nil : middle
  }
}
