// Ticks by count: how many are read between, and which positions that are counted have one.

extension TickPlacement {
  /// More ticks than these stand along no axis and beside no bar, positions that are all named aside.
  public static let maximumCount = 6
  /// Fewer than these are too few to read between.
  public static let fewest = 4

  /// Positions that are counted, such as positions, and the step from one that is named to the next.
  public struct Counted: Hashable, Sendable {
    public var labelled: [Int]
    public var step: Int
  }

  /// All positions of a domain where each is named, else every second, fifth, tenth …, by their numbers; and always
  /// the last.
  ///
  /// The step is the smallest 1, 2 or 5 times a power of ten that names no more than `most` positions. One that is no
  /// more than half a step before the last goes in its favour, unless fewer than `fewest` would be left.
  /// - Parameters:
  ///   - apart: how far apart named positions must be where not all of them are.
  ///   - maximumNamed: so many positions at most are all named.
  public static func counted(
    domain: ClosedRange<Int>, apart: Double, maximumNamed: Int
  ) -> Counted {
    let (width, isBeyond) = domain.upperBound.subtractingReportingOverflow(domain.lowerBound)
    if !isBeyond, width < maximumNamed {
      return Counted(labelled: Array(domain), step: 1)
    }
    let minimum = max(apart, isBeyond ? Double(Int.max) / 2 : Double(width / (2 * maximumCount)))
    var crowded: Counted?
    var few: Counted?
    for step in steps(from: minimum) {
      let multiples = multiples(of: step, in: domain)
      let half = Double(step) / 2
      func ending(_ gap: Double) -> Counted {
        Counted(labelled: withLast(multiples, domain.upperBound, gap: gap), step: step)
      }
      var counted = ending(max(apart, half.nextUp))
      if counted.labelled.count > maximumCount {
        crowded = counted
        continue
      }
      if counted.labelled.count < fewest { counted = ending(apart) }
      if counted.labelled.count >= fewest { return counted }
      few = counted
      break
    }
    // Between a step that names one too many and the next, which names too few: the last but one goes.
    if var crowded, crowded.labelled.count == maximumCount + 1 {
      crowded.labelled.remove(at: maximumCount - 1)
      return crowded
    }
    // Else a step in between, 25 of 20 and 50.
    if let few, few.step % 10 == 0, Double(few.step / 2) >= apart {
      let step = few.step / 2
      let places = withLast(
        multiples(of: step, in: domain), domain.upperBound,
        gap: max(apart, (Double(step) / 2).nextUp))
      if (fewest...maximumCount).contains(places.count) {
        return Counted(labelled: places, step: step)
      }
    }
    return few ?? Counted(labelled: [domain.upperBound], step: 1)
  }

  /// 1, 2 or 5 times a power of ten, from this one on.
  private static func steps(from minimum: Double) -> [Int] {
    sequence(first: 1) { $0 > Int.max / 50 ? nil : $0 * 10 }
      .flatMap { [$0, 2 * $0, 5 * $0] }.filter { Double($0) >= minimum }
  }

  private static func multiples(of step: Int, in domain: ClosedRange<Int>) -> [Int] {
    let (low, high) = (domain.lowerBound, domain.upperBound)
    let first = low / step + (low > 0 && low % step != 0 ? 1 : 0)
    let last = high / step - (high < 0 && high % step != 0 ? 1 : 0)
    return first <= last ? (first...last).map { $0 * step } : []
  }

  /// The positions with the last one of all, in whose favour those that are nearer to it than this go.
  private static func withLast(_ places: [Int], _ last: Int, gap: Double) -> [Int] {
    guard places.last != last else { return places }
    return places.filter { Double(last) - Double($0) >= gap } + [last]
  }
}
