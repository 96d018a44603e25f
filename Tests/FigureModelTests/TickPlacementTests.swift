// Ticks: by hand, and for many domains that they are round, inside, few and evenly spaced.

import FigureModel
import RealModule
import Testing

@Suite struct TickPlacementTests {
  @Test(
    arguments: [
      (-1...1, 5, [-1, -0.5, 0, 0.5, 1]),
      (-1...1.05, 6, [-1, -0.5, 0, 0.5, 1]),
      (0...1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]),
      (0...0.3, 4, [0, 0.1, 0.2, 0.3]),
      (0.511...1, 5, [0.6, 0.7, 0.8, 0.9, 1]),
      (0...255, 6, [0, 50, 100, 150, 200, 250]),
      (0...10, 5, [0, 2.5, 5, 7.5, 10]),
      (0.31...0.39, 1, [0.35]),
      (3...3, 5, [3]),
      (0...1, 0, []),
      (0...Double.infinity, 5, []),
      (1e-5...3e-5, 3, [1e-5, 2e-5, 3e-5]),
    ] as [(ClosedRange<Double>, Int, [Double])])
  func linear(domain: ClosedRange<Double>, target: Int, ticks: [Double]) {
    #expect(TickPlacement.linear(domain: domain, target: target) == ticks)
  }

  @Test func linearTicksAreRoundInsideAndEven() {
    for target in [2, 3, 5, 8, 11] {
      for step in 0..<400 {
        let low = (Double(step) * 0.37 - 70) * .pow(10, Double(step % 13) - 6)
        let high = low + .pow(10, Double(step % 13) - Double(step % 5) - 4.3)
        let ticks = TickPlacement.linear(domain: low...high, target: target)
        #expect((1...target).contains(ticks.count), "\(low)...\(high)")
        #expect(ticks.allSatisfy { (low...high).contains($0) })
        guard ticks.count > 2 else { continue }
        let gap = (ticks[ticks.count - 1] - ticks[0]) / Double(ticks.count - 1)
        let mantissa = gap / .pow(10, Double.log10(gap * 1.0000001).rounded(.down))
        #expect([1, 2, 2.5, 5].contains { (mantissa - $0).magnitude < 1e-5 }, "\(ticks)")
        for (tick, next) in zip(ticks, ticks.dropFirst()) {
          #expect((next - tick - gap).magnitude < gap * 1e-5)
        }
        #expect(Set(tickLabels(for: ticks)).count == ticks.count)
      }
    }
  }

  /// Domains at the ends of what a double can be neither trap nor run on.
  @Test(arguments: [
    -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude,
    0...Double.leastNonzeroMagnitude, 1...1.nextUp, 1e300...1e300.nextUp,
    0...Double.leastNonzeroMagnitude * 2000,
    -1e308...(-1e308).nextUp,
  ])
  func extremeDomains(domain: ClosedRange<Double>) {
    let ticks = TickPlacement.linear(domain: domain, target: 5)
    #expect((1...5).contains(ticks.count))
    #expect(ticks.allSatisfy { domain.contains($0) })
    #expect(ticks == ticks.sorted())
    #expect(tickLabels(for: ticks).count == ticks.count)
  }

  @Test(
    arguments: [
      (0...99, 10, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]),
      (0...99, 5, [0, 20, 40, 60, 80]),
      (0...99, 4, [0, 25, 50, 75]),
      (0...255, 6, [0, 50, 100, 150, 200, 250]),
      (0...5, 6, [0, 1, 2, 3, 4, 5]),
      (0...0, 4, [0]),
      (226...255, 6, [230, 235, 240, 245, 250, 255]),
      (7...9, 1, [8]),
      (-7...7, 3, [-5, 0, 5]),
      (11...13, 1, [12]),
      (11...13, 2, [12]),
      (11...11, 2, [11]),
      (0...9, 0, []),
      (1_048_500...1_048_575, 4, [1_048_500, 1_048_520, 1_048_540, 1_048_560]),
    ] as [(ClosedRange<Int>, Int, [Int])])
  func integers(domain: ClosedRange<Int>, target: Int, ticks: [Int]) {
    #expect(TickPlacement.integers(domain: domain, target: target) == ticks)
  }

  @Test func extremeIntegers() {
    for domain in [Int.min...Int.max, Int.min...Int.min, Int.max - 1...Int.max, 0...Int.max] {
      let ticks = TickPlacement.integers(domain: domain, target: 6)
      #expect((1...6).contains(ticks.count))
      #expect(ticks.allSatisfy { domain.contains($0) })
    }
  }

  /// By hand: the smallest round step that names six at most, the last one among them.
  @Test(
    arguments: [
      (0...5, 1, [0, 1, 2, 3, 4, 5]), (0...63, 1, [0, 20, 40, 63]),
      (0...99, 1, [0, 20, 40, 60, 80, 99]), (0...49, 1, [0, 10, 20, 30, 40, 49]),
      (0...255, 1, [0, 50, 100, 150, 200, 255]), (1...64, 1, [10, 20, 30, 40, 50, 64]),
      // Half a step before the last and nearer goes, unless three alone would be left.
      (0...9, 1, [0, 2, 4, 6, 9]), (0...12, 1, [0, 5, 10, 12]), (7...70, 1, [20, 40, 60, 70]),
      (0...111, 1, [0, 50, 100, 111]),
      // Where that has no room, half the step; and none goes that is farther away than half a step.
      (0...111, 15, [0, 25, 50, 75, 111]), (0...59, 9.5, [0, 20, 40, 59]),
      (0...118, 19, [0, 50, 118]), (1...14, 0.7, [3, 6, 9, 12, 14]),
      (-3...252, 1, [0, 50, 100, 150, 200, 252]), (0...9, 6, [0, 9]), (4...4, 3, [4]),
    ] as [(ClosedRange<Int>, Double, [Int])])
  func placesThatAreCounted(domain: ClosedRange<Int>, apart: Double, places: [Int]) {
    #expect(
      TickPlacement.counted(domain: domain, apart: apart, maximumNamed: 7).labelled == places)
  }

  @Test func manyPlacesHaveFourToSixTicks() {
    for count in Array(8...700) + [997, 1000, 1024, 4096, 5000, 16384, 1_000_003] {
      for first in [0, 1, 7, -40] {
        let domain = first...first + count - 1
        let counted = TickPlacement.counted(
          domain: domain, apart: Double(count) / 20, maximumNamed: 7)
        #expect((4...6).contains(counted.labelled.count), "\(domain): \(counted.labelled)")
        #expect(counted.labelled.last == domain.upperBound)
        #expect(counted.labelled.dropLast().allSatisfy { $0.isMultiple(of: counted.step) })
        for (one, next) in zip(counted.labelled, counted.labelled.dropFirst()) {
          #expect(Double(next - one) >= Double(count) / 20)
        }
      }
    }
    for domain in [Int.min...Int.max, 0...Int.max, Int.min...Int.min] {
      let places = TickPlacement.counted(domain: domain, apart: 1, maximumNamed: 7).labelled
      #expect(!places.isEmpty && places.allSatisfy { domain.contains($0) })
    }
  }

  /// 3 and 7 at the usual steps: 1.5 apart there are four.
  @Test func inBetweenStepsPlaceFourToSix() {
    #expect(TickPlacement.linear(domain: 0.9...7.1, atLeast: 4) == [1.5, 3, 4.5, 6])
    #expect(TickPlacement.linear(domain: 3...3, atLeast: 4) == nil)
    #expect(TickPlacement.linear(domain: 0...Double.infinity, atLeast: 4) == nil)
  }

  @Test(
    arguments: [
      (1...1000, 5, [1, 10, 100, 1000]), (1...5, 6, [1, 1.4, 2, 2.5, 3.5, 5]),
      (1...10, 5, [1, 2, 5, 10]),
      (1...10, 3, [1, 3, 10]),
      (1e-4...1, 5, [1e-4, 1e-3, 1e-2, 1e-1, 1]),
      (1e-12...1, 5, [1e-12, 1e-9, 1e-6, 1e-3, 1]),
      (3...8, 5, [3, 4, 5, 6, 8]),
      (0.63...1.99, 5, [0.65, 0.8, 1.2, 1.5, 1.9]),
      (0...8, 5, []),
      (-3...8, 5, []),
      (1...Double.infinity, 5, []),
    ] as [(ClosedRange<Double>, Int, [Double])])
  func log(domain: ClosedRange<Double>, target: Int, ticks: [Double]) {
    #expect(TickPlacement.log(domain: domain, target: target) == ticks)
  }

  /// γ = 0.5: equal lengths are equal steps of the root. Round numbers stand along the whole length.
  @Test func spreadFollowsTheScale() {
    func root(_ share: Double) -> Double { 7 * share * share }
    #expect(TickPlacement.spread(target: 5, value: root) == [0, 0.5, 2, 4, 7])
    #expect(TickPlacement.spread(target: 5, hasWholeValues: true, value: root) == [0, 2, 4, 7])
    #expect(TickPlacement.spread(target: 0, value: root) == [])
    #expect(TickPlacement.spread(target: 1, value: root) == [2])
    #expect(TickPlacement.spread(target: 3) { $0 * 2 - 1 } == [-1, 0, 1])
    #expect(TickPlacement.spread(target: 3) { _ in .infinity } == [])
  }

  @Test(arguments: [2, 3, 5, 6, 7], [0.3, 0.5, 1, 2])
  func spreadTicksAreRoundInsideAndApart(target: Int, exponent: Double) {
    for step in 0..<40 {
      let low = (Double(step) * 0.37 - 18) * .pow(10, Double(step % 13) - 6)
      let width = Double.pow(10, Double(step % 13) - Double(step % 5) - 4.3)
      let ticks = TickPlacement.spread(target: target) { low + width * .pow($0, 1 / exponent) }
      #expect((1...target).contains(ticks.count))
      #expect(ticks.allSatisfy { (low...low + width).contains($0) })
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy(<))
      let fractions = ticks.map { Double.pow(($0 - low) / width, exponent) }
      // None is farther from its even place than a quarter of the way to the next.
      if ticks.count == target, target > 1 {
        for (index, fraction) in fractions.enumerated() {
          let place = Double(index) / Double(target - 1)
          #expect((fraction - place).magnitude <= 0.25 / Double(target - 1) + 0.01)
        }
      }
    }
  }

  @Test func powers() {
    #expect(TickPlacement.powers(of: 2, domain: 1...100, target: 8) == [1, 2, 4, 8, 16, 32, 64])
    #expect(TickPlacement.powers(of: 2, domain: 1...100, target: 4) == [1, 4, 16, 64])
    #expect(TickPlacement.powers(of: 10, domain: 0.02...50, target: 8) == [0.1, 1, 10])
    #expect(TickPlacement.powers(of: 10, domain: 2...5, target: 8) == [])
    #expect(TickPlacement.powers(of: 1, domain: 1...5, target: 8) == [])
    let all = TickPlacement.powers(
      of: 10, domain: .leastNonzeroMagnitude...Double.greatestFiniteMagnitude, target: 9)
    #expect((5...9).contains(all.count) && all.contains(1))
  }
}
