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
  /// The step is the smallest 1, 2 or 5 times a power of ten, or half of that where it leaves too few, that names no
  /// more than `maximumCount` positions. One that is no more than half a step before the last goes in its favour,
  /// unless fewer than `fewest` would be left. No other is left out: readers would take a longer way for one step.
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
    var few = Counted(labelled: [domain.upperBound], step: 1)
    for step in steps(from: minimum) {
      guard let counted = evenly(by: step, in: domain, apart: apart) else { continue }
      if counted.labelled.count >= fewest { return counted }
      few = counted
      break
    }
    // A step in between: 25 of 20 and 50, 3 of 2 and 5.
    let between = (few.step + 1) / 2
    if few.step % 5 == 0, Double(between) >= apart,
      let counted = evenly(by: between, in: domain, apart: apart),
      counted.labelled.count >= fewest
    {
      return counted
    }
    return few
  }

  /// The multiples of a step and the last position; nil for too many, and where labels that have no space beside the
  /// last would leave a hole.
  private static func evenly(by step: Int, in domain: ClosedRange<Int>, apart: Double) -> Counted? {
    let multiples = multiples(of: step, in: domain)
    func ending(_ gap: Double) -> [Int] { withLast(multiples, domain.upperBound, gap: gap) }
    let half = (Double(step) / 2).nextUp
    let places = ending(half)
    guard places.count <= maximumCount else { return nil }
    if places.count < fewest { return Counted(labelled: ending(apart), step: step) }
    return ending(max(apart, half)) == places ? Counted(labelled: places, step: step) : nil
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
