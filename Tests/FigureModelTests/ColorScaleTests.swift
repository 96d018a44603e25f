// Colour scales: values to colours and back, colours of cells without a value, automatic limits.

import AttentionMath
import FigureModel
import Testing

@Suite struct ColorScaleTests {
  static let scales: [ColorScale] = {
    let norms: [(Norm, Double, Double)] = [
      (.linear, -1, 1), (.linear, 1e300, 3e300), (.centered(0.25), -1, 3), (.log, 1e-4, 10),
      (.power(0.5), 0, 7), (.power(3), -2, 2), (.linear, -1.7e308, 1.7e308),
      (.centered(0), -1.7e308, 1.7e308), (.centered(0), -50, 150),
    ]
    return norms.compactMap { try? ColorScale(norm: $0.0, vmin: $0.1, vmax: $0.2) }
  }()

  @Test func allScalesCouldBeMade() { #expect(Self.scales.count == 9) }

  @Test(arguments: scales)
  func aColorNamesItsValueWithinHalfAStep(scale: ColorScale) throws {
    for index in 0...1000 {
      let spread: Norm = scale.norm == .log ? .log : .linear
      let value = spread.value(at: Double(index) / 1000, vmin: scale.vmin, vmax: scale.vmax)
      // Two neighbours may have the same colour.
      let levels = scale.map.levels(colored: scale.rgb(for: value))
      let distances = levels.map { (scale.value(at: $0) - value).magnitude }
      // The ends of a level are rounded, so a value on one may fall to either side.
      let slack = 1e-12 * max(scale.vmin.magnitude, scale.vmax.magnitude)
      #expect(try #require(distances.min()) <= scale.halfStep(at: value) + slack)
    }
  }

  @Test(arguments: scales)
  func theMiddleOfALevelHasItsColour(scale: ColorScale) {
    for level in scale.levels {
      // The first level of a part may have its middle beyond the limit.
      guard (scale.vmin...scale.vmax).contains(scale.value(at: level)) else { continue }
      #expect(scale.level(of: scale.value(at: level)) == level)
      #expect(scale.rgb(for: scale.value(at: level)) == scale.map.levels[level])
    }
  }

  @Test(arguments: scales)
  func paintingManyIsPaintingEach(scale: ColorScale) {
    var values = (0..<500).map {
      Norm.linear.value(at: Double($0) / 400 - 0.1, vmin: scale.vmin, vmax: scale.vmax)
    }
    values += [
      .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, scale.vmin, scale.vmax,
    ]
    let matrix = Matrix(rows: 4, columns: values.count / 4, values: values)
    #expect(scale.paint(matrix) == values.map(scale.rgb(for:)))
  }

  @Test func handValues() throws {
    let scale = try ColorScale(vmin: -1, vmax: 1)
    #expect(scale.rgb(for: -1) == 0x440154)
    #expect(scale.rgb(for: 1) == 0xFDE725)
    #expect(scale.rgb(for: 0) == scale.map.levels[128])
    #expect(scale.rgb(for: -5) == scale.under && scale.under == 0x440154)
    #expect(scale.rgb(for: 5) == scale.over && scale.over == 0xFDE725)
    #expect(scale.value(at: 0) == -1 + 1.0 / 256)
    #expect((scale.halfStep(at: 0.3) - 2.0 / 512).magnitude < 1e-15)
    #expect(scale.halfStep(at: .nan).isNaN)
  }

  /// Both limits stay, the centre has the middle colour, and equal differences are equal in colour.
  @Test(arguments: [(-1.0, 4.0), (-4, 1), (-50, 150), (2, 10), (-10, -2)])
  func aCentredScaleKeepsItsLimits(vmin: Double, vmax: Double) throws {
    let scale = try ColorScale(norm: .centered(0), vmin: vmin, vmax: vmax)
    #expect((scale.vmin, scale.vmax) == (vmin, vmax))
    #expect(scale.position(of: 0) == 0.5)
    let half = max(-vmin, vmax)
    for value in stride(from: vmin, through: vmax, by: (vmax - vmin) / 8) {
      #expect((scale.position(of: value) - (0.5 + value / half / 2)).magnitude < 1e-15)
      // Along the bar it is the limits that count.
      #expect((scale.fraction(of: value) - (value - vmin) / (vmax - vmin)).magnitude < 1e-15)
      let onBar = scale.rgb(atFraction: scale.fraction(of: value))
      let levels = scale.map.levels(colored: scale.rgb(for: value))
      #expect(
        scale.map.levels(colored: onBar).contains { one in levels.contains { abs($0 - one) <= 1 } })
    }
    // What lies beyond has the colour of the limit, not one further along the map.
    #expect(scale.rgb(for: vmin - 1e6) == scale.rgb(for: vmin))
    #expect(scale.rgb(for: vmax + 1e6) == scale.rgb(for: vmax))
    #expect((scale.under, scale.over) == (scale.rgb(for: vmin), scale.rgb(for: vmax)))
  }

  @Test func aCentredScaleOfEqualSidesHasAllColours() throws {
    let centered = try ColorScale(norm: .centered(1), vmin: -3, vmax: 5)
    let linear = try ColorScale(vmin: -3, vmax: 5)
    #expect(centered.levels == 0...255)
    for value in stride(from: -4.0, through: 6, by: 0.01) {
      #expect(centered.rgb(for: value) == linear.rgb(for: value))
    }
  }

  @Test func cellsWithoutANumber() throws {
    let scale = try ColorScale(norm: .log, vmin: 1, vmax: 10)
    let missing = ColorScale.Missing.standard
    #expect(scale.rgb(for: .nan) == missing.nan)
    #expect(scale.rgb(for: 0) == scale.under && scale.rgb(for: -2) == scale.under)
    #expect(scale.rgb(for: .infinity) == missing.positiveInfinity)
    #expect(scale.rgb(for: -.infinity) == missing.negativeInfinity)
    #expect(scale.level(of: .nan) == nil && scale.level(of: 0) == 0)
    let matrix = Matrix(rows: 2, columns: 2, values: [1, .nan, 10, 1.0])
    let pixels = scale.paint(matrix) { row, column in row == 0 && column == 1 }
    #expect(pixels == [scale.under, missing.masked, scale.over, scale.under])
  }

  /// Far from every level of every map (2 is just visible) and from each other.
  @Test func missingColorsStandOut() throws {
    for name in ColorMap.names {
      let map = try #require(ColorMap.named(name))
      let missing = ColorScale.Missing.standingOut(from: map)
      let colors = [
        missing.nan, missing.positiveInfinity, missing.negativeInfinity, missing.masked,
      ].map { Oklab($0) }
      // A map through all hues leaves no colour that is far from every one of its own.
      let minimum = name == "turbo" ? 4.0 : 8
      for color in colors {
        let nearest = map.levels.map { color.distance(to: Oklab($0)) }.min() ?? .infinity
        #expect(nearest > minimum, "\(name)")
      }
      for (index, color) in colors.enumerated() {
        for other in colors[..<index] { #expect(color.distance(to: other) > 12, "\(name)") }
      }
    }
  }

  @Test(
    arguments: [
      ([3, 1, 2], .linear, 1, 3),
      ([.nan, 1, .infinity, -.infinity, 2], .linear, 1, 2),
      ([], .linear, 0, 1),
      ([.nan, .infinity], .linear, 0, 1),
      ([.nan], .log, 1, 10),
      ([0, -5], .log, 1, 10),
      ([0, 1e-3, -5, 100, .nan, .infinity], .log, 1e-3, 100),
      ([0, 0], .linear, -1, 1),
      ([4], .linear, 2, 6),
      ([-4, -4], .power(2), -6, -2),
      ([0.5, 8], .log, 0.5, 8),
    ] as [([Double], Norm, Double, Double)])
  func automaticLimits(values: [Double], norm: Norm, vmin: Double, vmax: Double) throws {
    let matrix = Matrix(rows: 1, columns: values.count, values: values)
    let limits = ColorScale.automaticLimits(of: matrix, norm: norm)
    #expect(limits == (vmin, vmax))
    try norm.validate(vmin: limits.vmin, vmax: limits.vmax)
  }

  @Test(arguments: [0, -0.0, 1, -1e-300, 1e300, 11.313708498984761])
  func aConstantMatrixIsDrawnInTheMiddle(value: Double) throws {
    // What rounding leaves is no pattern.
    let matrix = Matrix(rows: 1, columns: 2, values: [value, value == 0 ? 0 : value.nextUp])
    let limits = ColorScale.automaticLimits(of: matrix)
    let scale = try ColorScale(vmin: limits.vmin, vmax: limits.vmax)
    for value in matrix.values { #expect([127, 128].contains(scale.level(of: value))) }
  }

  @Test(arguments: [
    Double.leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude,
    -.greatestFiniteMagnitude,
  ])
  func extremeConstantsHaveLimits(value: Double) throws {
    let limits = ColorScale.automaticLimits(
      of: Matrix(rows: 1, columns: 1, values: [value]))
    let scale = try ColorScale(vmin: limits.vmin, vmax: limits.vmax)
    #expect(scale.vmin <= value && value <= scale.vmax && scale.level(of: value) != nil)
  }

  @Test func constantOnALogScale() throws {
    let limits = ColorScale.automaticLimits(
      of: Matrix(rows: 1, columns: 1, values: [100.0]), norm: .log)
    #expect((limits.vmin * limits.vmax - 10_000).magnitude < 1e-8)
    #expect((limits.vmax / limits.vmin - 10).magnitude < 1e-12)
    // The least and the greatest double still have limits that the norm takes.
    for value in [Double.leastNonzeroMagnitude, .greatestFiniteMagnitude] {
      let limits = ColorScale.automaticLimits(
        of: Matrix(rows: 1, columns: 1, values: [value]), norm: .log)
      try Norm.log.validate(vmin: limits.vmin, vmax: limits.vmax)
    }
  }

  /// A map with a middle keeps it at 0 where all that is drawn lies on one side, also where that is one value.
  @Test(arguments: [(0.1, 4.7), (-4.7, -0.8), (1, 1)])
  func theMiddleStaysAtZero(low: Double, high: Double) throws {
    var scale = try ColorScale(map: .named("RdBu_r")!, vmin: -5, vmax: 5)
    scale.freeLimits = (lower: true, upper: true)
    let drawn = scale.following(ValueExtent([low, high]))
    let reach = max(abs(low), abs(high))
    #expect(drawn.vmin == -reach && drawn.vmax == reach && drawn.onlyValue == nil)
    #expect(drawn.fraction(of: 0) == 0.5)
  }
}
