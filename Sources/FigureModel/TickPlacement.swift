// Where ticks stand: round places within a domain. Whether their labels fit is layout's business.

private import RealModule

/// Round places for ticks. Each function gives at most about `target` of them, in rising order, all
/// within the domain, whose ends get a tick only where they are round.
public enum TickPlacement {
  /// Ticks 1, 2, 2.5 or 5 times a power of ten apart, on multiples of that step.
  ///
  /// The step is the smallest that gives no more than `target` ticks. Places are the doubles nearest
  /// to the decimal number, so 0.3 is `0.3`. Empty for a domain that is not finite or a target
  /// below 1; the one place of a domain of one number; the domain's ends where it is too narrow for
  /// any round place.
  public static func linear(domain: ClosedRange<Double>, target: Int) -> [Double] {
    let (low, high) = (domain.lowerBound, domain.upperBound)
    guard low.isFinite && high.isFinite && target >= 1 else { return [] }
    guard low < high else { return [low] }
    let span = high / 2 - low / 2
    // From a step that is surely too small upwards: the first with few enough ticks.
    var exponent = Int(Double.log10(span / Double(target)).rounded(.down)) - 1
    for _ in 0..<8 {
      for mantissa in [10, 20, 25, 50] {
        let ticks = multiples(of: mantissa, exponent - 1, from: low, to: high, limit: target)
        if let ticks, ticks.count <= target { return ticks.isEmpty ? [low, high] : ticks }
      }
      exponent += 1
    }
    return [low, high]
  }

  /// The multiples of `mantissa · 10^exponent` between two numbers; nil if far more than `limit`.
  private static func multiples(
    of mantissa: Int, _ exponent: Int, from low: Double, to high: Double, limit: Int
  ) -> [Double]? {
    guard let step = Double("\(mantissa)e\(exponent)"), step > 0, step.isFinite else { return nil }
    // The slack keeps a multiple whose quotient is off by rounding; clamping keeps it inside.
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard first.magnitude < 1e15, last.magnitude < 1e15 else { return nil }
    guard first <= last else { return [] }
    guard last - first < Double(limit) else { return nil }
    return (Int(first)...Int(last)).map { index in
      let place = Double("\(index * mantissa)e\(exponent)") ?? Double(index) * step
      return min(max(place, low), high)
    }
  }

  /// Whole numbers 1, 2, 5, 10, 20, 25, 50, 100 … apart, on multiples of that step: for cells,
  /// positions, dimensions.
  ///
  /// The step is the smallest that gives no more than `target`. Never empty for a target of 1 or
  /// more: where no multiple lies in the domain, its first number stands.
  public static func integers(domain: ClosedRange<Int>, target: Int) -> [Int] {
    guard target >= 1 else { return [] }
    let (low, high) = (domain.lowerBound, domain.upperBound)
    var power = 1
    while true {
      for factor in power == 1 ? [1, 2, 5] : power == 10 ? [1, 2, 5] : [10, 20, 25, 50] {
        let unit = power <= 10 ? power : power / 10
        let (step, overflow) = unit.multipliedReportingOverflow(by: factor)
        guard !overflow else { return [low] }
        let first = low / step + (low > 0 && low % step != 0 ? 1 : 0)
        let last = high / step - (high < 0 && high % step != 0 ? 1 : 0)
        if first > last { return [low] }
        let (width, tooWide) = last.subtractingReportingOverflow(first)
        if !tooWide && width < target { return (first...last).map { $0 * step } }
      }
      let (next, overflow) = power.multipliedReportingOverflow(by: 10)
      guard !overflow else { return [low] }
      power = next
    }
  }

  /// Ticks for a log scale: powers of ten, every second or third … of them where there are many,
  /// with 2 and 5 between them (or 3) where there are few.
  ///
  /// Where fewer than two such places lie in the domain, those of `linear`. Empty for a domain that
  /// is not finite or not greater than 0.
  public static func log(domain: ClosedRange<Double>, target: Int) -> [Double] {
    guard domain.lowerBound > 0, domain.upperBound.isFinite, target >= 1 else { return [] }
    for mantissas in [[1, 2, 5], [1, 3]] {
      let ticks = decades(mantissas, domain)
      if ticks.count >= 2 && ticks.count <= target { return ticks }
      // Between 1-2-5 that is too few and too many, the powers alone.
    }
    let tens = powers(of: 10, domain: domain, target: target)
    if tens.count >= 2 { return tens }
    return linear(domain: domain, target: target)
  }

  /// Places `m · 10^k` for each of these m.
  private static func decades(_ mantissas: [Int], _ domain: ClosedRange<Double>) -> [Double] {
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
    for step in stride...(stride + 1) {
      let ticks = all.filter { $0.0 % step == 0 }.map(\.1)
      if ticks.count <= target { return ticks }
    }
    return all.filter { $0.0 % (stride + 2) == 0 }.map(\.1)
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    if base == 10, let value = Double("1e\(exponent)") { return value }
    return Double.pow(base, exponent)
  }
}
