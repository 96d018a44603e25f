// Colour bars of values beyond their scale: pointed ends, ticks within, and what the description says.

import AttentionMath
import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct BarEndTests {
  private func panel(
    _ values: [Double], _ vmin: Double, _ vmax: Double, norm: Norm = .linear,
    bar: ColorBar? = ColorBar()
  ) throws -> Panel {
    let matrix = Matrix(rows: 1, columns: values.count, values: values)
    var panel = try heatPanel(matrix)
    panel.content = .heatMap(
      HeatMap(
        matrix: matrix, scale: try ColorScale(norm: norm, vmin: vmin, vmax: vmax), colorBar: bar))
    return panel
  }

  private func fill(_ drawn: LaidOutFigure, _ id: String) -> UInt32? {
    drawn.scene.placedPaths.first { $0.item.identity.id == id }?.item.fill?.rgb
  }

  @Test(
    arguments: [
      ([1.0, 2, 3], 0, 0), ([0, 2, 3], 1, 0), ([1, 2, 9], 0, 1), ([0, 2, 9], 1, 1),
    ], [false, true])
  func anEndIsPointedWhereValuesLieBeyond(
    of: (values: [Double], below: Int, above: Int), isCompact: Bool
  ) throws {
    let panel = try panel(of.values, 1, 3, bar: ColorBar(isCompact: isCompact))
    let drawn = try layOut(figure([panel], size: .exact(500, 400)))
    let scale = try ColorScale(vmin: 1, vmax: 3)
    #expect(fill(drawn, "panel-0-bar-below") == (of.below > 0 ? scale.under : nil))
    #expect(fill(drawn, "panel-0-bar-above") == (of.above > 0 ? scale.over : nil))
    let description = drawn.description.panels[0]
    #expect(description.below == (of.below > 0 ? 1 : nil))
    #expect(description.above == (of.above > 0 ? 1 : nil))
    #expect(drawn.description.alt.contains("1 cell is below the colour scale") == (of.below > 0))
    #expect(drawn.description.alt.contains("1 cell is above the colour scale") == (of.above > 0))
    #expect(drawn.description.warnings.typed == [] && drawn.faults == [])
    // The bar with its points is as high as the panel, the colours of the scale between them.
    let bar = try #require(description.colorBar)
    let points = description.frame.height - bar.height
    #expect((points > 0) == (of.below + of.above > 0))
    let strip = try #require(
      drawn.scene.placedImages.first { $0.item.identity.id == "panel-0-bar-strip" })
    #expect(RectDescription(strip.item.frame) == bar)
  }

  /// Cells of one value have a bar of one colour, and nothing else is written beside it.
  @Test(arguments: [0.5, 0, -3.25, 1e9], [false, true])
  func oneValueHasOneColour(_ value: Double, isCompact: Bool) throws {
    let ends = ColorScale.automaticLimits(minimum: value, maximum: value, norm: .linear)
    var scale = try ColorScale(vmin: ends.vmin, vmax: ends.vmax)
    scale.onlyValue = value
    let matrix = Matrix(rows: 1, columns: 3, values: [value, value, value])
    var panel = try heatPanel(matrix)
    panel.content = .heatMap(
      HeatMap(matrix: matrix, scale: scale, colorBar: ColorBar(isCompact: isCompact)))
    let drawn = try layOut(figure([panel], size: .exact(500, 400)))
    let strip = try #require(
      drawn.scene.placedImages.first { $0.item.identity.id == "panel-0-bar-strip" })
    #expect(Set(strip.item.pixels) == [scale.rgb(for: value)])
    let words = drawn.scene.placedTexts.filter { $0.isIn("-bar") }
    #expect(words.count == 1)
    #expect(drawn.faults == [])
  }

  @Test(arguments: Language.allCases) func whatHasNoLogarithmIsSaid(_ language: Language) throws {
    let panel = try panel([0, -1, 0.5, 10], 0.5, 10, norm: .log)
    let drawn = try layOut(figure([panel], size: .exact(500, 400), language: language))
    #expect(drawn.description.panels[0].withoutLogarithm == 2)
    #expect(
      drawn.description.alt.contains(
        language == .english ? "2 cells are 0 or less, without a logarithm." : "2 个单元格为 0 或负数，没有对数。"
      ))
    #expect(drawn.description.warnings.typed == [])
  }

  @Test(arguments: [
    ([5.0, 6], Norm.linear, 10.0, 20.0, "every value lies below --vmin 10"),
    ([5, 6], .linear, 1, 2, "every value lies above --vmax 2"),
    ([0, -6], .log, 1, 10, "no value is above 0"),
  ])
  func aPictureOfOneColourIsWarnedOf(
    values: [Double], norm: Norm, vmin: Double, vmax: Double, message: String
  ) throws {
    let drawn = try layOut(figure([panel(values, vmin, vmax, norm: norm)], size: .exact(500, 400)))
    #expect(drawn.description.warnings.count == 1)
    #expect(drawn.description.warnings.typed[0].contains(message))
  }

  /// Panels that differ are added up; what all have alike is said once.
  @Test func severalPanelsAreOneSentence() throws {
    let alike = try layOut(
      figure(
        [panel([0, 2], 1, 3), panel([0, 3], 1, 3)], columns: 2, size: .exact(700, 400),
        sharedColorBar: ColorBar()))
    #expect(alike.description.alt.contains("1 cell is below the colour scale"))
    let different = try layOut(
      figure(
        [panel([0, 2], 1, 3, bar: nil), panel([0, 0.5], 1, 3, bar: nil)], columns: 2,
        size: .exact(700, 400), sharedColorBar: ColorBar()))
    #expect(
      different.description.alt.contains("3 cells in all 2 panels together are below"))
    let one = try layOut(
      figure(
        [panel([2, 2], 1, 3, bar: nil), panel([0, 0.5], 1, 3, bar: nil)], columns: 2,
        size: .exact(700, 400), sharedColorBar: ColorBar()))
    #expect(one.description.alt.contains("2 cells in 1 of 2 panels are below"))
    #expect(fill(one, "color-bar-below") != nil, "the bar of all has the point of one")
  }

  /// A bar is not read without its ends: round numbers beside them give way, on short bars as well.
  @Test(
    arguments: [
      [-15.5, 0.0], [-4.4, 4.4], [0.729, 1], [0, 0.554], [-1.06, 1.06], [-0.03, 1],
    ], [BarSide.right, .below])
  func bothEndsAreAlwaysNamed(
    values: [Double], side: BarSide
  ) throws {
    var setting = setting
    setting.spacing.barSide = side
    let scale = try ColorScale(vmin: values[0], vmax: values[1])
    for length in [110.0, 160, 230, 400] {
      let (ticks, _) = ColorBarPainter.space(
        scale, ColorBar(), ends: BarEnds([]), key: BarKey(), length: length, setting: setting)
      let labels = ticks.ticks.map(\.label)
      #expect(Double(labels.first?.replacing("−", with: "-") ?? "") == values[0], "\(labels)")
      #expect(Double(labels.last?.replacing("−", with: "-") ?? "") == values[1], "\(labels)")
      // None touches its neighbour.
      for (one, next) in zip(ticks.ticks, ticks.ticks.dropFirst()) {
        let (first, second) = (setting.extent(one), setting.extent(next))
        let least =
          side == .right
          ? (first.height + second.height) / 2
          : (first.width + second.width) / 2 + AxisTicks.labelGap
        #expect((next.fraction - one.fraction) * length >= least - 1e-6, "\(labels) \(length)")
      }
    }
  }

  /// The first of its labels that has room in the corner at its left; above it, all of its words.
  @Test(arguments: [
    (20.0, "weight, one scale for all", false), (75, "weight", true),
    (400, "weight, one scale for all", true),
  ])
  func aBarBelowHasTheLabelThatFits(corner: Double, words: String, isBeside: Bool) throws {
    var setting = setting
    setting.spacing.barSide = .below
    setting.spacing.keepsToBar = true
    var bar = ColorBar(label: "weight, one scale for all")
    bar.shortLabel = "weight"
    let strip = Rect(x: 500, y: 50, width: 300, height: 10)
    let items = ColorBarPainter.wordsBelow(
      bar, AxisTicks(), strip: strip, whole: strip, corner: corner, setting)
    guard case .text(let label) = try #require(items.last) else {
      Issue.record("no label")
      return
    }
    #expect(label.text.plain == words)
    #expect((label.position.x < strip.minX) == isBeside)
    let depth = ColorBarPainter.stripOffset(
      bar, 300, corner: corner, grid: PixelGrid(scale: 1), setting)
    #expect((depth == 0) == isBeside)
    setting.spacing.keepsToBar = false
    #expect(
      ColorBarPainter.stripOffset(bar, 300, corner: corner, grid: PixelGrid(scale: 1), setting) > 0)
  }

  /// Beside powers of ten an end near 0 is one of them, and not a row of zeros.
  @Test func anEndBesidePowersOfTenIsOne() throws {
    let scale = try ColorScale(vmin: 6.2e-12, vmax: 9.63e-8)
    let (ticks, _) = ColorBarPainter.space(
      scale, ColorBar(), ends: BarEnds([]), key: BarKey(), length: 400, setting: setting)
    #expect(ticks.ticks.first?.label == "6.2×10⁻¹²")
    #expect(ticks.ticks.last?.label == "9.63×10⁻⁸")
  }

  /// Round numbers of a power scale may be finer than a hundredth of it: an end below them is as fine.
  @Test(arguments: [0.2, 0.3, 0.4, 0.5], [0.7, 1, 1.2])
  func anEndNearZeroIsBelowItsNeighbour(exponent: Double, vmax: Double) throws {
    for vmin in [1.7e-5, 0.0013, 0.0064] {
      let scale = try ColorScale(norm: .power(exponent), vmin: vmin, vmax: vmax)
      for length in [160.0, 230, 400, 700] {
        let (ticks, _) = ColorBarPainter.space(
          scale, ColorBar(), ends: BarEnds([]), key: BarKey(), length: length, setting: setting)
        let labels = ticks.ticks.map(\.label)
        let values = labels.prefix(2).compactMap { Double($0.replacing("<", with: "")) }
        #expect(values.count < 2 || values[0] <= values[1], "\(labels)")
      }
    }
  }

  /// Both ends are named where the last round number leaves room for one more label.
  @Test(arguments: [
    ([0.0, 0.554], "0.554"), ([0, 0.872], "0.872"), ([0, 1], "1.0"), ([0.123, 0.9], "0.9"),
    ([0.00006, 0.74], "0.74"), ([-3.14159, 271.83], "272"),
  ])
  func theEndsOfABarAreNamed(values: [Double], last: String) throws {
    let drawn = try layOut(
      figure([panel(values, values[0], values[1])], size: .exact(500, 600)))
    let labels = drawn.scene.placedTexts.filter { $0.isIn("panel-0-bar") }.map(\.item.text.plain)
    #expect(labels.last == last, "\(labels)")
    #expect((4...6).contains(labels.count), "\(labels)")
    #expect(drawn.faults == [])
  }

  /// Round numbers too near to an end go in its favour, on bars beside panels and below them.
  @Test(
    arguments: [
      [0.0, 0.554], [0, 0.872], [0.729, 1], [-15.5, 0], [0.511, 1], [-1.02, 1.02], [0, 3.98],
    ], [Double](stride(from: 180, through: 420, by: 60)))
  func everyEndHasALabel(values: [Double], side: Double) throws {
    for side in [Size(500, side), Size(side + 120, 420)] {
      let drawn = try layOut(
        figure([panel(values, values[0], values[1])], size: .exact(side.width, side.height)))
      let words = drawn.scene.placedTexts.filter { $0.isIn("panel-0-bar") }
      let strip = try #require(
        drawn.scene.placedImages.first { $0.item.identity.id == "panel-0-bar-strip" }
      ).item.frame
      for end in [strip.minY, strip.maxY] {
        #expect(
          words.contains { abs($0.item.position.y - end) < 1 },
          "\(words.map(\.item.text.plain)) of \(values)")
      }
      #expect(drawn.faults == [])
    }
  }

  /// In another notation the ends are rounded as well.
  @Test(arguments: [
    (TickStyle(.percent), [0.00051874, 0.99942198], "0.1%", "99.9%"),
    (TickStyle(.percent), [0.0000187, 0.99942198], "<0.1%", "99.9%"),
    (TickStyle(.scientific), [8.887164e-7, 0.00026512], "8.89×10⁻⁷", "2.65×10⁻⁴"),
    (TickStyle(.fixed, decimals: 3), [0, 0.9710191488], "0.000", "0.971"),
    (TickStyle(.si), [0.00051874, 0.99942198], "1m", "999m"),
    (TickStyle(decimals: 2), [0, 0.9], "0.00", "0.90"),
  ])
  func theEndsOfABarAreRounded(
    style: TickStyle, values: [Double], first: String, last: String
  ) throws {
    var bar = ColorBar()
    bar.tickStyle = style
    let drawn = try layOut(
      figure([panel(values, values[0], values[1], bar: bar)], size: .exact(500, 900)))
    let labels = drawn.scene.placedTexts.filter { $0.isIn("panel-0-bar") }.map(\.item.text.plain)
    #expect(labels.allSatisfy { $0.count <= 10 }, "\(labels)")
    let set = [first, last].map { RichText(number: $0).plain }
    #expect(labels.last == set[1], "\(labels)")
    #expect(labels.first == set[0] || labels.count <= 6, "\(labels)")
  }

  @Test func ticksOfWholeNumbersAreWhole() throws {
    let bar = ColorBar(hasWholeValues: true)
    let whole = try layOut(figure([panel([0, 1, 2], 0, 2, bar: bar)], size: .exact(500, 600)))
    let labels = whole.scene.placedTexts.filter { $0.isIn("panel-0-bar") }.map(\.item.text.plain)
    #expect(labels == ["0", "1", "2"])
    let plain = try layOut(figure([panel([0, 1, 2], 0, 2)], size: .exact(500, 600)))
    #expect(plain.scene.placedTexts.filter { $0.isIn("panel-0-bar") }.count > 3)
  }
}
