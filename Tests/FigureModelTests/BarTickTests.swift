// Ticks of bars on a log scale: by hand, and for many domains that their steps are even.

import FigureModel
import RealModule
import Testing

@Suite struct BarTickTests {
  /// Powers of ten with one step; 1 and 3, or 1, 2 and 5, of fewer than three decades; round numbers of fewer than one.
  @Test(
    arguments: [
      (1e-5...1e5, 6, [1e-3, 0.1, 10, 1000]), (1e-5...1e5, 5, [0.01, 10]), (1e-5...1e5, 3, [1]),
      (1e-5...1e5, 2, []), (0.001...1000, 6, [0.1, 10]),
      (1.25e-4...0.989, 6, [0.001, 0.01, 0.1]), (0.00144...0.98, 6, [0.01, 0.1]),
      (1...1000, 6, [10, 100]), (1...100, 6, [3, 10, 30]), (1...10, 6, [2, 5]),
      (7e-4...0.2, 6, [0.003, 0.01, 0.03, 0.1]), (2...15, 6, [5, 10]),
      (1...5, 6, [2, 3, 4]), (3...8, 6, [4, 5, 6, 7]),
      // Ends that are powers of ten but for a rounding to float.
      (9.999999747e-6...99999.99, 6, [1e-3, 0.1, 10, 1000]),
      (0...8, 6, []), (-3...8, 6, []), (1...Double.infinity, 6, []), (4...4, 6, []),
    ] as [(ClosedRange<Double>, Int, [Double])])
  func logBars(domain: ClosedRange<Double>, target: Int, ticks: [Double]) {
    #expect(TickPlacement.betweenEnds(log: domain, target: target).values == ticks)
  }

  @Test func wholeNumbersStayWhole() {
    let ticks = TickPlacement.betweenEnds(log: 1...3, target: 6, hasWholeValues: true)
    #expect(ticks.values == [2])
  }

  /// Four to six with the ends, whatever the domain; powers of ten have one step, and the ends' steps are no shorter
  /// than half of it and no longer than one and a half.
  @Test(arguments: 0..<48) func manyDomains(_ place: Int) throws {
    let low = Double.pow(10, Double(place) / 7 - 4)
    for step in 1...60 {
      let high = low * .pow(10, Double(step) * 0.23)
      let ticks = TickPlacement.betweenEnds(log: low...high, target: 6)
      #expect((2...4).contains(ticks.values.count), "\(low)…\(high): \(ticks.values)")
      let places = [low] + ticks.values + [high]
      #expect(zip(places, places.dropFirst()).allSatisfy(<))
      let exponents = ticks.values.map { Double.log10($0) }
      guard step > 13, exponents.allSatisfy({ ($0 - $0.rounded()).magnitude < 1e-9 }) else {
        // Round numbers, of three digits where the domain is short.
        for value in ticks.values {
          #expect(rounded(value, significant: 3) == value, "\(low)…\(high): \(ticks.values)")
        }
        continue
      }
      let steps = zip(exponents, exponents.dropFirst()).map { $1 - $0 }
      let one = try #require(steps.first)
      #expect(steps.allSatisfy { ($0 - one).magnitude < 1e-9 }, "\(low)…\(high): \(ticks.values)")
      for end in [
        exponents[0] - Double.log10(low), Double.log10(high) - exponents[exponents.count - 1],
      ] {
        #expect(end > one / 2 - 1e-9 && end < one * 1.5 + 1e-9, "\(low)…\(high): \(ticks.values)")
      }
    }
  }
}
