// Ticks of colour bars on a log scale, whose ends are labelled as well: one step from end to end.

private import RealModule

extension TickPlacement {
  /// Round numbers along a bar.
  public struct BetweenEnds: Hashable, Sendable {
    /// In rising order.
    public var values: [Double]
    /// From one of them to the next, as a share of the bar, the largest where steps of 1, 2 and 5 take turns; nil
    /// where they have no step along the bar.
    public var interval: Double?

    public init(values: [Double], interval: Double? = nil) {
      self.values = values
      self.interval = interval
    }
  }

  /// Round numbers for a bar on a log scale, so that with its two ends no more than `target` are labelled.
  ///
  /// Powers of ten, each or every second, third … of them, where with the ends at least `fewest` are labelled: of the
  /// ways to count them the one whose steps at the ends are nearest to the others. Else 1 and 3, or 1, 2 and 5, of
  /// each decade, and over a short scale round numbers that are evenly apart. One that is nearer to an end than half a
  /// step goes in the end's favour, unless fewer than `fewest` would be left; one that an end says itself is left to
  /// it. Empty for a domain that is not finite or not greater than 0.
  public static func betweenEnds(
    log domain: ClosedRange<Double>, target: Int, hasWholeValues: Bool = false
  ) -> BetweenEnds {
    guard domain.lowerBound > 0, domain.upperBound.isFinite,
      domain.lowerBound < domain.upperBound
    else { return BetweenEnds(values: []) }
    let bar = LogBar(domain, hasWholeValues: hasWholeValues)
    let wanted = max(min(fewest, target), 2)...max(target, 2)
    let thinned = bar.candidates(keepsNear: false, target: target)
    if let found = thinned.first(where: { wanted.contains($0.values.count + 2) }) { return found }
    let candidates = thinned + bar.candidates(keepsNear: true, target: target)
    if let found = candidates.first(where: { wanted.contains($0.values.count + 2) }) {
      return found
    }
    return candidates.filter { $0.values.count + 2 <= wanted.upperBound }
      .reduce(BetweenEnds(values: [])) {
        $1.values.count > $0.values.count ? $1 : $0
      }
  }

  /// Round numbers for a bar on any rising scale, so that with its two ends `target` are labelled, about evenly apart;
  /// see `spread`.
  public static func betweenEnds(
    target: Int, hasWholeValues: Bool = false, value: (Double) -> Double
  ) -> BetweenEnds {
    let steps = max(target - 1, 1)
    let fractions = (1..<max(steps, 1)).map { Double($0) / Double(steps) }
    return BetweenEnds(
      values: spread(
        at: fractions, reach: 0.25 / Double(steps), hasWholeValues: hasWholeValues, value: value))
  }

  /// A log scale in decades.
  private struct LogBar {
    let domain: ClosedRange<Double>
    let hasWholeValues: Bool
    let low: Double
    let high: Double

    /// An end that is a power of ten to three digits stands for it.
    private var slack: Double { min(0.002, (high - low) / 50) }

    init(_ domain: ClosedRange<Double>, hasWholeValues: Bool) {
      self.domain = domain
      self.hasWholeValues = hasWholeValues
      (low, high) = (Double.log10(domain.lowerBound), Double.log10(domain.upperBound))
    }

    /// What may stand between the ends, what is wished for most first.
    /// - Parameter keepsNear: whether numbers near an end stay.
    func candidates(keepsNear: Bool, target: Int) -> [BetweenEnds] {
      var mantissas = [([1, 3], 0.523), ([1, 2, 5], 0.398)].map { mantissas, step in
        between(TickPlacement.decades(mantissas, domain), step: step, keepsNear: keepsNear)
      }
      // Near the ends of a short scale the finer ones leave fewer gaps.
      if keepsNear { mantissas.reverse() }
      let result = powers(keepsNear: keepsNear) + mantissas
      guard high - low < Self.widestEven else { return result }
      return result
        + stride(from: target, to: 1, by: -1).map {
          even(target: $0, keepsNear: keepsNear)
        }
    }

    /// Over more decades than these even numbers crowd at the upper end.
    private static let widestEven = 0.75

    /// Round numbers that are evenly apart, which on so short a scale they nearly are along the bar.
    private func even(target: Int, keepsNear: Bool) -> BetweenEnds {
      let even = TickPlacement.linear(domain: domain, target: target)
      let half = even.count > 1 && !keepsNear ? (even[1] - even[0]) / 2 : 0
      let values = even.filter {
        $0 - domain.lowerBound >= half && domain.upperBound - $0 >= half
      }
      return BetweenEnds(values: between(values, step: 0, keepsNear: true).values)
    }

    /// Powers of ten, ever fewer of them.
    private func powers(keepsNear: Bool) -> [BetweenEnds] {
      let first = Int((low - slack).rounded(.up))
      let last = Int((high + slack).rounded(.down))
      guard first <= last else { return [] }
      return (1...last - first + 1).compactMap { step in
        // Those that 10⁰ is one of come first.
        let ways = (0..<step).map { phase in
          powers(first...last, step: step, phase: phase, keepsNear: keepsNear)
        }
        return ways.min { unevenness($0, Double(step)) < unevenness($1, Double(step)) }
      }
    }

    private func powers(
      _ exponents: ClosedRange<Int>, step: Int, phase: Int, keepsNear: Bool
    ) -> BetweenEnds {
      let chosen = exponents.filter { ($0 - phase).isMultiple(of: step) }
      let values = chosen.compactMap { Double("1e\($0)") }
      return between(values, step: Double(step), keepsNear: keepsNear)
    }

    /// How much the steps at both ends differ from the others, in steps.
    private func unevenness(_ ticks: BetweenEnds, _ step: Double) -> Double {
      let places = [low] + ticks.values.map { Double.log10($0) } + [high]
      let (first, last) = (places[1] - low, high - places[places.count - 2])
      // Beyond a rounding, so that of those that are equally even the first stands.
      return (((first / step - 1).magnitude + (last / step - 1).magnitude) * 1000).rounded()
    }

    private func between(_ values: [Double], step: Double, keepsNear: Bool) -> BetweenEnds {
      let least = keepsNear ? slack : max(slack, step / 2)
      let between = values.filter { value in
        let place = Double.log10(value)
        return place - low >= least && high - place >= least
          && (!hasWholeValues || value == value.rounded())
      }
      return BetweenEnds(values: between, interval: step / (high - low))
    }
  }
}
