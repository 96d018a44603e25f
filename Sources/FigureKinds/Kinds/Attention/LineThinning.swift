// Lines of more points than any page has pixels: what can be seen of them, kept in one pass.
//
// Of each of many narrow stretches of the horizontal axis the first, the smallest, the largest and the
// last point are kept, the M4 aggregation of Jugel, Jerzak, Hackenbroich and Markl, "M4: A
// Visualization-Oriented Time Series Data Aggregation" (PVLDB 7, 2014): a line through them covers the
// pixels that the line through all points covers, as long as no pixel is narrower than a stretch. The
// stretches are even on the axis as it is drawn, within its limits and by its logarithm, since a
// stretch that is even in the file would be wide where the axis is.

import AttentionMath
import Glibc

/// Takes the points of several lines above the same positions, in order, and keeps those that show.
struct LineThinning {
  /// What is kept of one line.
  struct Line {
    /// The positions of the kept points along the horizontal axis, and their values.
    fileprivate(set) var x: [Double] = []
    fileprivate(set) var y: [Double] = []
    /// What all of its values reach.
    fileprivate(set) var extent = ValueExtent()
    /// How many points have a position or a value without a logarithm on an axis that needs one.
    fileprivate(set) var withoutLogarithm = 0

    // Of the stretch that is not over yet.
    fileprivate var first: Point?
    fileprivate var last: Point?
    fileprivate var minimum: Point?
    fileprivate var maximum: Point?
  }

  /// How the horizontal axis lies.
  struct HorizontalAxis {
    /// Its limits; with a logarithm and without `lower` it begins at the first position above 0.
    var lower: Double?
    var upper: Double
    var isLogarithmic = false
  }

  fileprivate struct Point {
    var x: Double
    var y: Double
    var location: Int
  }

  private(set) var lines: [Line]
  private let stretches: Int
  private let axis: HorizontalAxis
  private let hasLogarithmicValues: Bool
  private var lower: Double?
  /// The position at which the next stretch begins.
  private var end: Double

  /// How many stretches an axis is cut into for so many lines: more than a page has pixels.
  static func stretches(lines: Int) -> Int { max(1 << 13, (1 << 16) / max(1, lines)) }

  /// Whether lines have more points than would be kept of them.
  static func isWorthwhile(lines: Int, length: Int) -> Bool {
    length > 4 * stretches(lines: lines)
  }

  /// - Parameter hasLogarithmicValues: whether values of 0 and less have no position.
  init(lines: Int, axis: HorizontalAxis, hasLogarithmicValues: Bool) {
    self.lines = Array(repeating: Line(), count: lines)
    self.axis = axis
    self.hasLogarithmicValues = hasLogarithmicValues
    stretches = Self.stretches(lines: lines)
    lower = axis.lower
    end = axis.lower ?? .leastNonzeroMagnitude
  }

  /// Takes the next points.
  /// - Parameters:
  ///   - first: how many points came before.
  ///   - locations: their positions along the horizontal axis, each above the one before.
  ///   - values: the values of each line at them.
  mutating func add(
    from first: Int, locations: UnsafeBufferPointer<Double>, values: [UnsafeBufferPointer<Double>]
  ) {
    for (line, part) in values.enumerated() { lines[line].extent.add(part) }
    var start = 0
    while start < locations.count {
      if locations[start] >= end { beginStretch(at: locations[start]) }
      var stop = start + 1
      while stop < locations.count, locations[stop] < end { stop += 1 }
      for line in lines.indices { take(start..<stop, first, locations, values[line], line) }
      start = stop
    }
  }

  /// Ends the lines after the last of their points.
  mutating func finish() {
    for line in lines.indices { lines[line].endStretch() }
  }

  private mutating func beginStretch(at location: Double) {
    finish()
    let lower = lower ?? location
    self.lower = lower
    var stretch = Int(
      (fraction(location, lower) * Double(stretches)).clamped(to: 0, Double(stretches)))
    end = beginning(stretch + 1, lower)
    // A position just at the end of a stretch, which rounding put before it.
    while end <= location {
      stretch += 1
      end = beginning(stretch + 1, lower)
    }
  }

  /// How far along the axis a position is, 0 at its beginning and 1 at its end.
  private func fraction(_ location: Double, _ lower: Double) -> Double {
    // Halves, since the difference of two great numbers may be none.
    let (low, high, location) =
      axis.isLogarithmic
      ? (log(lower), log(axis.upper), log(location)) : (lower / 2, axis.upper / 2, location / 2)
    return high > low ? (location - low) / (high - low) : 0
  }

  /// Where a stretch begins; ∞ after the last, which holds all that lies beyond the axis.
  private func beginning(_ stretch: Int, _ lower: Double) -> Double {
    guard stretch <= stretches else { return .infinity }
    let share = Double(stretch) / Double(stretches)
    return axis.isLogarithmic
      ? exp(log(lower) * (1 - share) + log(axis.upper) * share)
      : lower * (1 - share) + axis.upper * share
  }

  private mutating func take(
    _ range: Range<Int>, _ first: Int, _ locations: UnsafeBufferPointer<Double>,
    _ values: UnsafeBufferPointer<Double>, _ index: Int
  ) {
    let floor = hasLogarithmicValues ? 0 : -Double.infinity
    // Of the values that have a position: where the minimum and the maximum are.
    var low: (location: Int, value: Double) = (-1, .infinity)
    var high: (location: Int, value: Double) = (-1, -.infinity)
    for location in range {
      let value = values[location]
      guard value > floor, value < .infinity else { continue }
      if value < low.value { low = (location, value) }
      if value > high.value { high = (location, value) }
    }
    func point(_ location: Int) -> Point {
      Point(x: locations[location], y: values[location], location: first + location)
    }
    let hasNonpositiveLocations = axis.isLogarithmic && locations[range.lowerBound] <= 0
    if hasNonpositiveLocations || hasLogarithmicValues {
      lines[index].withoutLogarithm += range.count {
        hasNonpositiveLocations && locations[$0] <= 0
          || hasLogarithmicValues && values[$0].isFinite && values[$0] <= 0
      }
    }
    if lines[index].first == nil { lines[index].first = point(range.lowerBound) }
    lines[index].last = point(range.upperBound - 1)
    guard low.location >= 0 else { return }
    if low.value < lines[index].minimum?.y ?? .infinity {
      lines[index].minimum = point(low.location)
    }
    if high.value > lines[index].maximum?.y ?? -.infinity {
      lines[index].maximum = point(high.location)
    }
  }
}

extension LineThinning.Line {
  /// Keeps what is to be seen of the stretch.
  fileprivate mutating func endStretch() {
    var previous = -1
    for point in [first, minimum, maximum, last].compactMap({ $0 }).sorted(by: {
      $0.location < $1.location
    }) where point.location > previous {
      x.append(point.x)
      y.append(point.y)
      previous = point.location
    }
    (first, last, minimum, maximum) = (nil, nil, nil, nil)
  }
}

extension Double {
  fileprivate func clamped(to lower: Double, _ upper: Double) -> Double {
    Swift.min(Swift.max(self, lower), upper)
  }
}
