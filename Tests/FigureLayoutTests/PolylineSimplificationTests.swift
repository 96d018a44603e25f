// Thinned lines: few points, the same picture.

import FigureLayout
import FigureScene
import RealModule
import Testing

@Suite struct PolylineSimplificationTests {
  @Test func keepsFirstMinimumMaximumAndLast() {
    let points = [
      Point(0.0, 5), Point(0.1, 6), Point(0.2, 1), Point(0.3, 4), Point(0.4, 9), Point(0.5, 7),
      Point(0.6, 8), Point(1.2, 3),
    ]
    #expect(
      simplifyPolyline(points) == [
        Point(0.0, 5), Point(0.2, 1), Point(0.4, 9), Point(0.6, 8), Point(1.2, 3),
      ])
  }

  @Test func shortRunsStayAsTheyAre() {
    #expect(simplifyPolyline([]) == [])
    let points = (0..<50).map { Point(Double($0) * 0.5, Double($0 * $0 % 7)) }
    #expect(simplifyPolyline(points) == points)
    #expect(simplifyPolyline([Point(1, 2), Point(1, 2)]) == [Point(1, 2), Point(1, 2)])
  }

  /// In every pixel column the thinned line reaches as high and as low as the whole one.
  @Test(arguments: [1.0, 0.5])
  func everySpikeStays(columnWidth: Double) {
    var points = (0..<20_000).map { index in
      Point(Double(index) * 0.02, Double.sin(Double(index) * 0.7) * 40 + Double(index % 13))
    }
    points[7777].y = 1000
    points[12_345].y = -1000
    let kept = simplifyPolyline(points, columnWidth: columnWidth)
    #expect(kept.count <= 4 * Int((400 / columnWidth).rounded(.up)))
    #expect(kept.first == points.first && kept.last == points.last)
    func reach(_ points: [Point]) -> [Int: ClosedRange<Double>] {
      Dictionary(
        points.map { (Int(($0.x / columnWidth).rounded(.down)), $0.y...$0.y) },
        uniquingKeysWith: { min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound) })
    }
    #expect(reach(kept) == reach(points))
  }

  /// A curve that comes back over the same columns keeps its course.
  @Test func linesThatTurnBack() {
    let points = (0..<1000).map { index in
      let angle = Double(index) / 1000 * 2 * .pi
      return Point(50 + 40 * Double.cos(angle), 50 + 40 * Double.sin(angle))
    }
    let kept = simplifyPolyline(points)
    #expect(kept.count < 700)
    var next = points[...]
    for point in kept {
      guard let location = next.firstIndex(of: point) else {
        Issue.record("\(point) is out of order")
        return
      }
      next = next[(location + 1)...]
    }
  }
}
