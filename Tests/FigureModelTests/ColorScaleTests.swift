// Colour scales: values to colours and back, colours of cells without a value, automatic limits.

import AttentionMath
import FigureModel
import Testing

@Suite struct ColorScaleTests {
  static let scales: [ColorScale] = {
    let norms: [(Norm, Double, Double)] = [
      (.linear, -1, 1), (.linear, 1e300, 3e300), (.centered(0.25), -1, 3), (.log, 1e-4, 10),
      (.power(0.5), 0, 7), (.power(3), -2, 2), (.linear, -1.7e308, 1.7e308),
    ]
    return norms.compactMap { try? ColorScale(norm: $0.0, vmin: $0.1, vmax: $0.2) }
  }()

  @Test func allScalesCouldBeMade() { #expect(Self.scales.count == 7) }

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
    for level in 0..<256 {
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

  @Test func centeredScaleHoldsItsSpan() throws {
    let scale = try ColorScale(norm: .centered(0), vmin: -1, vmax: 4)
    #expect((scale.vmin, scale.vmax) == (-4, 4))
    #expect(scale.norm == .centered(0))
    #expect(scale.position(of: 0) == 0.5)
    #expect(scale.position(of: -1) == 0.375)
  }

  @Test func cellsWithoutANumber() throws {
    let scale = try ColorScale(norm: .log, vmin: 1, vmax: 10)
    let missing = ColorScale.Missing.standard
    #expect(scale.rgb(for: .nan) == missing.nan)
    #expect(scale.rgb(for: 0) == missing.nan)
    #expect(scale.rgb(for: -2) == missing.nan)
    #expect(scale.rgb(for: .infinity) == missing.positiveInfinity)
    #expect(scale.rgb(for: -.infinity) == missing.negativeInfinity)
    #expect(scale.level(of: .nan) == nil && scale.level(of: 0) == nil)
    let matrix = Matrix(rows: 2, columns: 2, values: [1, .nan, 10, 1.0])
    let pixels = scale.paint(matrix) { row, column in row == 0 && column == 1 }
    #expect(pixels == [scale.under, missing.masked, scale.over, scale.under])
  }

  /// Far from every level of every map (2 is just visible) and from each other.
  @Test func missingColorsStandOut() {
    let missing = ColorScale.Missing.standard
    let colors = [
      missing.nan, missing.positiveInfinity, missing.negativeInfinity, missing.masked,
    ].map { Oklab($0) }
    for name in ColorMap.names {
      for level in ColorMap.named(name)?.levels ?? [] {
        for color in colors { #expect(color.distance(to: Oklab(level)) > 8) }
      }
    }
    for (index, color) in colors.enumerated() {
      for other in colors[..<index] { #expect(color.distance(to: other) > 12) }
    }
  }

  @Test(
    arguments: [
      ([3, 1, 2], .linear, 1, 3),
      ([.nan, 1, .infinity, -.infinity, 2], .linear, 1, 2),
      ([], .linear, 0, 1),
      ([.nan, .infinity], .linear, 0, 1),
      ([.nan], .log, 1, 10),
      ([0, 0], .linear, -1, 1),
      ([4], .linear, 2, 6),
      ([-4, -4], .power(2), -6, -2),
      ([0.5, 8], .log, 0.5, 8),
    ] as [([Double], Norm, Double, Double)])
  func automaticLimits(values: [Double], norm: Norm, vmin: Double, vmax: Double) throws {
    let matrix = Matrix(rows: 1, columns: values.count, values: values)
    let limits = try ColorScale.automaticLimits(of: matrix, norm: norm)
    #expect(limits == (vmin, vmax))
    try norm.validate(vmin: limits.vmin, vmax: limits.vmax)
  }

  @Test(arguments: [0, -0.0, 1, -1e-300, 1e300, 11.313708498984761])
  func aConstantMatrixIsDrawnInTheMiddle(value: Double) throws {
    // What rounding leaves is no pattern.
    let matrix = Matrix(rows: 1, columns: 2, values: [value, value == 0 ? 0 : value.nextUp])
    let limits = try ColorScale.automaticLimits(of: matrix)
    let scale = try ColorScale(vmin: limits.vmin, vmax: limits.vmax)
    for value in matrix.values { #expect([127, 128].contains(scale.level(of: value))) }
  }

  @Test(arguments: [
    Double.leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude,
    -.greatestFiniteMagnitude,
  ])
  func extremeConstantsHaveLimits(value: Double) throws {
    let limits = try ColorScale.automaticLimits(
      of: Matrix(rows: 1, columns: 1, values: [value]))
    let scale = try ColorScale(vmin: limits.vmin, vmax: limits.vmax)
    #expect(scale.vmin <= value && value <= scale.vmax && scale.level(of: value) != nil)
  }

  @Test func constantOnALogScale() throws {
    let limits = try ColorScale.automaticLimits(
      of: Matrix(rows: 1, columns: 1, values: [100.0]), norm: .log)
    #expect((limits.vmin * limits.vmax - 10_000).magnitude < 1e-8)
    #expect((limits.vmax / limits.vmin - 10).magnitude < 1e-12)
    #expect(throws: NormError.logValueNotPositive(-1, row: 0, column: 0)) {
      try ColorScale.automaticLimits(of: Matrix(rows: 1, columns: 1, values: [-1.0]), norm: .log)
    }
  }
}
