// Numbers beside colour bars: one notation, both ends, nothing as 0 that is not, one step.

import FigureModel
import FigureScene
import RealModule
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct BarLabelTests {
  private func ticks(
    _ scale: ColorScale, _ bar: ColorBar = ColorBar(), side: BarSide = .right, keeps: Bool = false,
    length: Double = 400
  ) -> AxisTicks {
    var setting = setting
    setting.spacing.barSide = side
    setting.spacing.keepsToBar = keeps
    return ColorBarPainter.space(
      scale, bar, ends: BarEnds([]), key: BarKey(), length: length, setting: setting
    ).0
  }

  @Test(
    arguments: [
      (.log, 1e-5, 1e5, ["10⁻⁵", "10⁻³", "10⁻¹", "10¹", "10³", "10⁵"]),
      (.log, 0.001, 1000, ["10⁻³", "10⁻¹", "10¹", "10³"]),
      (.log, 0.000125, 0.989, ["0.000125", "0.001", "0.01", "0.1", "0.989"]),
      (.log, 0.0000125, 0.2, ["1.25×10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "2×10⁻¹"]),
      (.log, 0.00144, 0.98, ["0.00144", "0.01", "0.1", "0.98"]),
      (.log, 5, 20000, ["5×10⁰", "10²", "10³", "2×10⁴"]),
      (.log, 1.0002, 1.0007, ["1.0002", "1.0003", "1.0004", "1.0005", "1.0006", "1.0007"]),
      (.linear, 1e-7, 2e-5, ["1.0×10⁻⁷", "5.0×10⁻⁶", "1.0×10⁻⁵", "1.5×10⁻⁵", "2.0×10⁻⁵"]),
      (.linear, -4e-7, 2e-5, ["−4.0×10⁻⁷", "5.0×10⁻⁶", "1.0×10⁻⁵", "1.5×10⁻⁵", "2.0×10⁻⁵"]),
      (.linear, 0, 2e-5, ["0", "5.0×10⁻⁶", "1.0×10⁻⁵", "1.5×10⁻⁵", "2.0×10⁻⁵"]),
      (.centered(0), -3e-4, 3e-4, ["−3.0×10⁻⁴", "−2.0×10⁻⁴", "0", "2.0×10⁻⁴", "3.0×10⁻⁴"]),
      (.linear, 0, 0.002, ["0.0000", "0.0005", "0.0010", "0.0015", "0.0020"]),
      (.linear, 1e-7, 0.98, ["<0.001", "0.2", "0.4", "0.6", "0.8", "0.98"]),
      (.linear, 1e-7, 430, ["<1", "100", "200", "300", "400", "430"]),
      (.linear, 1e-5, 1e5, ["<1", "20000", "40000", "60000", "80000", "100000"]),
      (.power(0.5), 1e-7, 0.893, ["<0.001", "0.05", "0.15", "0.3", "0.6", "0.893"]),
      (.power(0.2), 1e-5, 1e5, ["10⁻⁵", "5×10¹", "10³", "10⁴", "4×10⁴", "10⁵"]),
      (.linear, 0, 4.32e6, ["0", "1.0×10⁶", "2.0×10⁶", "3.0×10⁶", "4.0×10⁶", "4.32×10⁶"]),
      (
        .linear, 1_000_001, 1_000_005,
        ["1000001", "1000002", "1000003", "1000004", "1000005"]
      ),
    ] as [(Norm, Double, Double, [String])])
  func byHand(norm: Norm, vmin: Double, vmax: Double, labels: [String]) throws {
    let scale = try ColorScale(norm: norm, vmin: vmin, vmax: vmax)
    #expect(ticks(scale).ticks.map(\.label) == labels)
  }

  /// An end is rounded from its own value: to the decimals that are wished for, and to no rounder number beyond it.
  @Test(
    arguments: [
      (TickStyle.automatic, 0, 1234.6, "0", "1235"), (.automatic, -9.175, 9.969, "−9.2", "9.97"),
      (.automatic, 0, 99.96, "0", "99.96"), (.automatic, 0, 0.9996, "0.0", "0.9996"),
      (.automatic, 0, 123_456.7, "0", "123457"), (.automatic, 0, 0.739969, "0.0", "0.74"),
      (TickStyle(decimals: 3), 0, 1234.6, "0.000", "1234.600"),
      (TickStyle(decimals: 3), -9.175, 9.969, "−9.175", "9.969"),
      (TickStyle(decimals: 3), 0, 99.96, "0.000", "99.960"),
      (TickStyle(decimals: 3), 0.0004, 99.96, "<0.001", "99.960"),
      (TickStyle(decimals: 3), 0, 4_321_987, "0", "4.322×10⁶"),
      (TickStyle(.percent, decimals: 1), -9.175, 9.969, "−917.5%", "996.9%"),
      (TickStyle(.percent), 0, 9.969, "0%", "997%"),
      (TickStyle(.fixed, decimals: 4), 0, 12.345678, "0.0000", "12.3457"),
      (TickStyle(.scientific, decimals: 3), 0, 1234.6, "0", "1.235×10³"),
      (TickStyle(.si, decimals: 3), 0, 1234.6, "0", "1.235k"),
    ] as [(TickStyle, Double, Double, String, String)], [false, true])
  func endsAreRoundedFromTheirOwnValues(
    of: (style: TickStyle, vmin: Double, vmax: Double, first: String, last: String), isCompact: Bool
  ) throws {
    // The ends of small bars have two digits where no more are wished for.
    guard !isCompact || of.style.decimals != nil && of.vmax < 1e6 && of.vmin != 0.0004 else {
      return
    }
    var bar = ColorBar(isCompact: isCompact)
    bar.tickStyle = of.style
    let labels = ticks(try ColorScale(vmin: of.vmin, vmax: of.vmax), bar).ticks
      .sorted { $0.fraction < $1.fraction }.map(\.label)
    #expect(labels.first == of.first && labels.last == of.last, "\(labels)")
  }

  /// What a label says.
  private func value(_ label: String) -> Double? {
    let raised: [Character: Character] = [
      "⁻": "-", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7",
      "⁸": "8", "⁹": "9",
    ]
    var text = label.replacing("−", with: "-").replacing("<", with: "").replacing(">", with: "")
    if let power = text.firstIndex(where: { raised[$0] != nil }) {
      let exponent = String(text[power...].map { raised[$0] ?? "x" })
      let mantissa = text[..<power].dropLast(2)
      text = (mantissa.isEmpty ? "1" : String(mantissa.dropLast())) + "e" + exponent
    }
    return Double(text)
  }

  static let scales: [(Norm, Double, Double)] = {
    let ends: [(Double, Double)] = [
      (0, 1), (0, 0.572), (0, 0.23), (1e-7, 0.893), (-1.07, 1.07), (-15.5, 0), (3e-6, 7.4e-4),
      (-4e-7, 2e-5), (0.2, 5300), (-12345, 23456), (0, 4.5e7), (1e-9, 2e-3), (0.00013, 0.97),
      (1e-5, 1e5), (0.7, 1.3), (2e-5, 8e-5), (17, 4200),
    ]
    return [Norm.linear, .centered(0), .log, .power(0.2), .power(0.5)].flatMap { norm in
      ends.filter { norm != .log || $0.0 > 0 }.map { (norm, $0.0, $0.1) }
    }
  }()

  /// On every bar: all numbers have powers of ten or none has; both ends are named; nothing is 0 but 0; labels rise.
  @Test(arguments: scales, [BarSide.right, .below])
  func everyBar(of: (norm: Norm, vmin: Double, vmax: Double), side: BarSide) throws {
    let scale = try ColorScale(norm: of.norm, vmin: of.vmin, vmax: of.vmax)
    for keeps in [false, true] where side == .below || !keeps {
      for length in [160.0, 230, 300, 500, 900] {
        let ticks = ticks(scale, side: side, keeps: keeps, length: length).ticks
        let labels = ticks.map(\.label)
        let place = "\(of) \(side) \(length): \(labels)"
        let nonzero = labels.filter { value($0) != 0 }
        let powers = nonzero.filter { $0.contains("10") && $0.last.map { !$0.isASCII } == true }
        #expect(powers.isEmpty || powers.count == nonzero.count, "\(place)")
        let (first, last) = try (#require(ticks.first), #require(ticks.last))
        #expect(first.fraction.magnitude < 1e-6 && (last.fraction - 1).magnitude < 1e-6, "\(place)")
        for tick in ticks {
          let meant = scale.value(atFraction: tick.fraction)
          let said = try #require(value(tick.label), "\(place)")
          let isZero = meant.magnitude < 1e-12 * max(of.vmin.magnitude, of.vmax.magnitude)
          #expect((said == 0) == isZero, "\(place)")
          let slack = max(0.006 * (of.vmax - of.vmin), 0.006 * meant.magnitude)
          #expect(
            (said - meant).magnitude <= slack || "<>".contains(tick.label.prefix(1)), "\(place)")
        }
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.label != $1.label }, "\(place)")
        if length >= 300 { #expect((3...6).contains(ticks.count), "\(place)") }
      }
    }
  }

  /// Round numbers of a linear bar have one step, and none is missing beside its ends: a round one is one step away.
  @Test(arguments: [0.23, 0.572, 0.872, 0.893, 1, 2.31, 5.79, 7.1, 39], [BarSide.right, .below])
  func linearBarsHaveOneStep(vmax: Double, side: BarSide) throws {
    for vmin in [0, -vmax, 0.13 * vmax, -0.31 * vmax] {
      let scale = try ColorScale(vmin: vmin, vmax: vmax)
      for keeps in [false, true] where side == .below || !keeps {
        for length in stride(from: 90.0, through: 420, by: 30) {
          let labels = ticks(scale, side: side, keeps: keeps, length: length).ticks.map(\.label)
          let values = try labels.map { try #require(value($0)) }
          guard values.count > 3 else { continue }
          let steps = zip(values, values.dropFirst()).map { $1 - $0 }
          let inner = steps.dropFirst().dropLast()
          let step = try #require(inner.first)
          #expect(inner.allSatisfy { ($0 - step).magnitude < 1e-9 * vmax }, "\(labels)")
          #expect(steps[0] < step * 1.99 && steps[steps.count - 1] < step * 1.99, "\(labels)")
          if vmin == 0 { #expect((steps[0] - step).magnitude < 1e-9 * vmax, "\(labels)") }
        }
      }
    }
  }

  /// The digits before powers of ten are aligned at their points beside a bar.
  @Test func mantissasAreAligned() throws {
    let scale = try ColorScale(vmin: -4e-7, vmax: 2e-5)
    let ticks = ticks(scale)
    let aligned = try #require(DecimalAlignment(ticks.ticks, setting))
    let minus = setting.extent("−", .tick).width
    #expect(aligned.shifts[0] == 0)
    #expect(aligned.shifts.dropFirst().allSatisfy { ($0 - minus).magnitude < 1e-9 })
    // Powers alone have no point.
    let powers = try ColorScale(norm: .log, vmin: 1e-5, vmax: 1e5)
    #expect(DecimalAlignment(self.ticks(powers).ticks, setting) == nil)
  }

  @Test(arguments: [
    (Norm.log, 1e-5, 1e5, "10⁻⁵", "10⁵"), (.log, 0.001, 1, "0.001", "1"),
    (.linear, 1e-7, 0.05, "<0.001", "0.05"), (.linear, 1e-7, 2e-5, "10⁻⁷", "2×10⁻⁵"),
    (.linear, 1e-7, 0.72, "<0.01", "0.72"), (.linear, 0, 1.2e7, "0", "1.2×10⁷"),
  ])
  func compactBarsHaveOneNotation(
    norm: Norm, vmin: Double, vmax: Double, first: String, last: String
  ) throws {
    let scale = try ColorScale(norm: norm, vmin: vmin, vmax: vmax)
    let labels = ticks(scale, ColorBar(isCompact: true)).ticks.map(\.label)
    #expect(Set(labels) == [first, last])
  }
}
