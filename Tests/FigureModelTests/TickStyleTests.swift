// Numbers at ticks in each notation, by hand.

import FigureModel
import Testing

@Suite struct TickStyleTests {
  typealias Case = (ticks: [Double], style: TickStyle, labels: [String])

  static let cases: [Case] = [
    ([0, 0.5, 1], TickStyle(), ["0.0", "0.5", "1.0"]),
    ([0, 0.5, 1], TickStyle(decimals: 2), ["0.00", "0.50", "1.00"]),
    // Fewer decimals than tell ticks apart would be a lie.
    ([0, 0.25, 0.5], TickStyle(decimals: 1), ["0.00", "0.25", "0.50"]),
    ([0, 10, 20], TickStyle(.fixed, decimals: 1), ["0.0", "10.0", "20.0"]),
    ([0, 5_000_000, 10_000_000], TickStyle(.fixed), ["0", "5000000", "10000000"]),
    ([0, 5_000_000, 10_000_000], TickStyle(), ["0", "0.5×10⁷", "1.0×10⁷"]),
    ([0, 0.25, 0.5, 0.75, 1], TickStyle(.percent), ["0%", "25%", "50%", "75%", "100%"]),
    ([0, 0.005, 0.01], TickStyle(.percent), ["0.0%", "0.5%", "1.0%"]),
    ([-0.5, 0, 0.5], TickStyle(.percent, decimals: 1), ["−50.0%", "0.0%", "50.0%"]),
    ([0.001, 0.01, 0.1], TickStyle(.percent), ["0.1%", "1%", "10%"]),
    ([0, 2.5, 5], TickStyle(.scientific), ["0", "2.5×10⁰", "5.0×10⁰"]),
    ([0.01, 0.1, 1], TickStyle(.scientific), ["10⁻²", "10⁻¹", "10⁰"]),
    ([1500, 3000], TickStyle(.scientific, decimals: 2), ["1.50×10³", "3.00×10³"]),
    ([0, 500, 1000, 1500], TickStyle(.si), ["0", "0.5k", "1.0k", "1.5k"]),
    ([0, 1_000_000, 2_000_000], TickStyle(.si), ["0", "1M", "2M"]),
    ([0, 0.01, 0.02, 0.03], TickStyle(.si), ["0", "10m", "20m", "30m"]),
    ([0.001, 1, 1000, 1_000_000], TickStyle(.si), ["1m", "1", "1k", "1M"]),
    ([0.0001, 0.01, 1], TickStyle(.si), ["100µ", "10m", "1"]),
    ([-2000, 0, 2000], TickStyle(.si, decimals: 1), ["−2.0k", "0", "2.0k"]),
    ([0, 2, 4], TickStyle(.si), ["0", "2", "4"]),
  ]

  @Test func logarithmicAxesHaveEvenPowers() {
    #expect(powerLabels(for: [0.0001, 1, 10, 100_000]) == ["10⁻⁴", "10⁰", "10¹", "10⁵"])
    #expect(powerLabels(for: [1, 2, 5]) == tickLabels(for: [1, 2, 5]))
  }

  @Test(arguments: cases.indices) func labels(index: Int) {
    let (ticks, style, labels) = Self.cases[index]
    #expect(tickLabels(for: ticks, style: style) == labels)
  }

  /// Whatever the notation, two ticks never have one label.
  @Test(arguments: TickStyle.Notation.allCases, [nil, 0, 3] as [Int?])
  func labelsDiffer(notation: TickStyle.Notation, decimals: Int?) {
    for ticks in [
      [0, 0.25, 0.5], [1e-9, 2e-9, 3e-9], [1e12, 2e12, 3e12], [0.1, 1, 10, 100],
      [-1e-40, 0, 1e-40],
      [1e300, 2e300], [999.5, 1000, 1000.5],
    ] {
      let labels = tickLabels(for: ticks, style: TickStyle(notation, decimals: decimals))
      #expect(Set(labels).count == ticks.count, "\(labels)")
    }
  }
}
