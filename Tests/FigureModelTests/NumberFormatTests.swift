// Numbers as text, by hand and against what Swift prints.

import FigureModel
import Testing

@Suite struct NumberFormatTests {
  @Test(
    arguments: [
      (0, 3, "0"), (-0.0, 3, "0"), (1, 3, "1"), (-1, 3, "−1"), (0.902379607636628, 3, "0.902"),
      (0.90, 3, "0.9"), (12.345, 4, "12.35"), (0.15, 1, "0.2"), (-0.15, 1, "−0.2"),
      (999.9, 3, "1000"), (0.99999, 3, "1"), (123456, 3, "123000"), (1_234_567, 3, "1.23×10⁶"),
      (1_234_567, 7, "1234567"), (0.0001, 3, "0.0001"), (0.000012345, 3, "1.23×10⁻⁵"),
      (1e-5, 3, "10⁻⁵"), (-1e21, 3, "−10²¹"), (.leastNonzeroMagnitude, 3, "5×10⁻³²⁴"),
      (1.7976931348623157e308, 3, "1.8×10³⁰⁸"), (9.9999e-5, 2, "0.0001"), (.nan, 3, "NaN"),
      (.infinity, 3, "∞"), (-.infinity, 3, "−∞"), (1e-7, 0, "10⁻⁷"), (100, 1, "100"),
    ] as [(Double, Int, String)])
  func significantDigits(value: Double, significant: Int, text: String) {
    #expect(formatNumber(value, significant: significant) == text)
  }

  @Test(
    arguments: [
      (-2, "-2"), (1e-9, "1e-9"), (-2.5e-10, "-2.5e-10"), (.infinity, "inf"), (0.1, "0.1"),
      (1e300, "1e300"), (.nan, "NaN"),
    ] as [(Double, String)])
  func plainStyle(value: Double, text: String) {
    #expect(formatNumber(value, significant: 17, style: .plain) == text)
  }

  @Test(
    arguments: [
      (0, 2, "0.00"), (-0.001, 2, "0.00"), (-0.005, 2, "−0.01"), (0.995, 2, "1.00"), (9.5, 0, "10"),
      (0.5, 0, "1"), (0.49, 0, "0"), (-12, 1, "−12.0"), (1e21, 1, "1000000000000000000000.0"),
      (1e-300, 3, "0.000"), (2.675, 2, "2.68"), (.nan, 2, "NaN"),
    ] as [(Double, Int, String)])
  func decimalPlaces(value: Double, places: Int, text: String) {
    #expect(formatNumber(value, places: places) == text)
  }

  /// All seventeen digits in plain style name the number.
  @Test func seventeenDigitsRoundTrip() {
    var bits: UInt64 = 0x9E37_79B9_7F4A_7C15
    for _ in 0..<2000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: bits)
      guard value.isFinite else { continue }
      #expect(Double(formatNumber(value, significant: 17, style: .plain)) == value)
    }
  }

  @Test(
    arguments: [
      ([], []),
      ([7], ["7"]),
      ([-1, -0.5, 0, 0.5, 1], ["−1.0", "−0.5", "0.0", "0.5", "1.0"]),
      ([0, 20, 40, 60, 80], ["0", "20", "40", "60", "80"]),
      ([0, 0.1, 0.2, 0.30000000000000004], ["0.0", "0.1", "0.2", "0.3"]),
      ([-0.1, -1.3877787807814457e-17, 0.1], ["−0.1", "0.0", "0.1"]),
      ([-0.0, 1], ["0", "1"]),
      ([0.25, 0.5, 0.75], ["0.25", "0.50", "0.75"]),
      ([0, 16384, 32768], ["0", "16384", "32768"]),
      ([0, 500_000, 1_000_000], ["0", "500000", "1000000"]),
      ([0, 5_000_000, 10_000_000], ["0", "0.5×10⁷", "1.0×10⁷"]),
      ([1_048_000, 1_048_100, 1_048_200], ["1048000", "1048100", "1048200"]),
      ([0, 2e-5, 4e-5], ["0", "2×10⁻⁵", "4×10⁻⁵"]),
      ([-2e-5, 0, 2e-5], ["−2×10⁻⁵", "0", "2×10⁻⁵"]),
      ([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"]),
      ([0.1, 1], ["0.1", "1"]),
      ([1, 2, 5, 10], ["1", "2", "5", "10"]),
      ([1e-6, 1e-3, 1], ["10⁻⁶", "10⁻³", "10⁰"]),
      ([1, 1.0000001, 1.0000002], ["1.0000000", "1.0000001", "1.0000002"]),
      ([.nan, 1, .infinity], ["NaN", "1", "∞"]),
      ([1, 0.5, 0], ["1.0", "0.5", "0.0"]),
    ] as [([Double], [String])])
  func labels(ticks: [Double], labels: [String]) {
    #expect(tickLabels(for: ticks) == labels)
  }
}
