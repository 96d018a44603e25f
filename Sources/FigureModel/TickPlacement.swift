// Where ticks stand: round positions within a domain. Whether their labels fit is layout's business.

private import RealModule

/// Round positions for ticks. Each function gives at most `target` of them, in rising order, all within
/// the domain, whose ends get a tick only where they are round.
public enum TickPlacement {
  /// Ticks 1, 2, 2.5 or 5 times a power of ten apart, on multiples of that step.
  ///
  /// The step is the smallest that gives no more than `target` ticks; where that would be none, one
  /// position stands, as round as there is. Positions are the doubles nearest to the decimal number, so
  /// 0.3 is `0.3`. Empty for a domain that is not finite or a target below 1; the one position of a
  /// domain of one number; its ends where it is too narrow for any round position.
  public static func linear(domain: ClosedRange<Double>, target: Int) -> [Double] {
    let (low, high) = (domain.lowerBound, domain.upperBound)
    guard low.isFinite && high.isFinite && target >= 1 else { return [] }
    guard low < high else { return [low] }
    // From a step that is surely too small upwards: the first with few enough ticks.
    let start = Double.log10((high / 2 - low / 2) / Double(target))
    let exponent = start.isFinite ? Int(start.rounded(.down)) - 2 : -324
    let steps = (exponent..<exponent + 8).flatMap { power in
      [10, 20, 25, 50].map { (mantissa: $0, power: power) }
    }
    for (index, step) in steps.enumerated() {
      guard let range = multiples(of: step, from: low, to: high) else { continue }
      if range.count > target { continue }
      if !range.isEmpty { return locations(range, of: step, domain) }
      for finer in steps[..<index].reversed() {
        guard let range = multiples(of: finer, from: low, to: high), !range.isEmpty else {
          continue
        }
        let middle = range.lowerBound + range.count / 2
        return locations(middle..<middle + 1, of: finer, domain)
      }
      break
    }
    return [low, high]
  }

  /// Ticks on multiples of 1.5, 3, 4 or 7.5 times a power of ten, for domains in which the usual steps position too
  /// many or too few: from `minimum` to `most` of them; nil where none of these steps does.
  public static func linear(domain: ClosedRange<Double>, atLeast minimum: Int) -> [Double]? {
    let (low, high) = (domain.lowerBound, domain.upperBound)
    guard low.isFinite, high.isFinite, low < high else { return nil }
    let start = Double.log10((high / 2 - low / 2) / Double(maximumCount))
    guard start.isFinite else { return nil }
    for power in Int(start.rounded(.down)) - 2..<Int(start.rounded(.down)) + 2 {
      for step in [(mantissa: 15, power: power), (30, power), (40, power), (75, power)] {
        guard let range = multiples(of: step, from: low, to: high) else { continue }
        if (minimum...maximumCount).contains(range.count) {
          return locations(range, of: step, domain)
        }
      }
    }
    return nil
  }

  /// Which multiples of `mantissa · 10^power` lie between two numbers; nil if they cannot be counted.
  private static func multiples(
    of step: (mantissa: Int, power: Int), from low: Double, to high: Double
  ) -> Range<Int>? {
    guard let size = Double("\(step.mantissa)e\(step.power)"), size > 0, size.isFinite else {
      return nil
    }
    // The slack keeps a multiple whose quotient is off by rounding.
    let first = (low / size - 1e-9).rounded(.up)
    let last = (high / size + 1e-9).rounded(.down)
    guard first.magnitude < 1e15, last.magnitude < 1e15 else { return nil }
    return Int(first)..<max(Int(first), Int(last) + 1)
  }

  private static func locations(
    _ multiples: Range<Int>, of step: (mantissa: Int, power: Int), _ domain: ClosedRange<Double>
  ) -> [Double] {
    multiples.map { index in
      let location = Double("\(index * step.mantissa)e\(step.power)") ?? 0
      return min(max(location, domain.lowerBound), domain.upperBound)
    }
  }

  /// Whole numbers 1, 2, 5, 10, 20, 25, 50, 100 … apart, on multiples of that step: for cells,
  /// positions, dimensions.
  ///
  /// The step is the smallest that gives no more than `target`. Where no multiple lies in the domain
  /// its first number stands. Empty for a target below 1.
  public static func integers(domain: ClosedRange<Int>, target: Int) -> [Int] {
    guard target >= 1 else { return [] }
    let (low, high) = (domain.lowerBound, domain.upperBound)
    var power = 1
    while true {
      for step in power == 1 ? [1, 2, 5] : [power, power * 2, power / 2 * 5, power * 5] {
        let first = low / step + (low > 0 && low % step != 0 ? 1 : 0)
        let last = high / step - (high < 0 && high % step != 0 ? 1 : 0)
        if first > last { return [low] }
        let (width, overflow) = last.subtractingReportingOverflow(first)
        if !overflow && width < target { return (first...last).map { $0 * step } }
      }
      guard power <= Int.max / 100 else { return [low] }
      power *= 10
    }
  }

  /// `integers` for a domain of numbers; nil where no whole number lies in it, and beyond 10¹⁵, where
  /// numbers that are not whole are few.
  public static func wholeNumbers(domain: ClosedRange<Double>, target: Int) -> [Double]? {
    guard domain.lowerBound.magnitude < 1e15, domain.upperBound.magnitude < 1e15 else { return nil }
    let first = Int(domain.lowerBound.rounded(.up))
    let last = Int(domain.upperBound.rounded(.down))
    guard first <= last else { return nil }
    return integers(domain: first...last, target: target).map(Double.init)
  }

  /// Ticks for a log scale: powers of ten, every second or third … of them where there are many,
  /// with 2 and 5 between them (or 3) where there are few.
  ///
  /// Where these are too few to read between, round numbers along the domain's whole length, as `spread` has
  /// them. Empty for a domain that is not finite or not greater than 0.
  public static func log(domain: ClosedRange<Double>, target: Int) -> [Double] {
    guard domain.lowerBound > 0, domain.upperBound.isFinite, target >= 1 else { return [] }
    let choices =
      [[1, 2, 5], [1, 3]].map { decades($0, domain) } + [
        powers(of: 10, domain: domain, target: target)
      ]
    if let enough = choices.first(where: { (min(fewest, target)...target).contains($0.count) }) {
      return enough
    }
    let (low, width) = (
      Double.log(domain.lowerBound), Double.log(domain.upperBound) - Double.log(domain.lowerBound)
    )
    let spread = spread(target: target) { share in
      switch share {
      case ...0: domain.lowerBound
      case 1...: domain.upperBound
      default: Double.exp(low + share * width)
      }
    }
    return choices.filter { $0.count <= target }.reduce(spread) { $1.count > $0.count ? $1 : $0 }
  }

  /// Positions `m · 10^k` for each of these m.
  static func decades(_ mantissas: [Int], _ domain: ClosedRange<Double>) -> [Double] {
    let first = Int(Double.log10(domain.lowerBound).rounded(.down)) - 1
    let last = Int(Double.log10(domain.upperBound).rounded(.up)) + 1
    return (first...last).flatMap { power in mantissas.compactMap { Double("\($0)e\(power)") } }
      .filter { domain.contains($0) }
  }

  /// Powers of a base, every second, third … of them where there would be more than `target`; the
  /// power 0 is among them where it lies in the domain.
  ///
  /// Exact for a base of 2 and of 10. Empty for a domain that is not finite or not greater than 0,
  /// or a base not greater than 1.
  public static func powers(
    of base: Double, domain: ClosedRange<Double>, target: Int
  ) -> [Double] {
    guard domain.lowerBound > 0, domain.upperBound.isFinite, base > 1, base.isFinite, target >= 1
    else { return [] }
    let scale = Double.log(base)
    let first = Int((Double.log(domain.lowerBound) / scale).rounded(.down)) - 1
    let last = Int((Double.log(domain.upperBound) / scale).rounded(.up)) + 1
    let all = (first...last).map { ($0, power(base, $0)) }.filter { domain.contains($0.1) }
    let stride = max(1, (all.count + target - 1) / target)
    return all.filter { $0.0 % stride == 0 }.map(\.1)
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    if base == 10, let value = Double("1e\(exponent)") { return value }
    return Double.pow(base, exponent)
  }
}
