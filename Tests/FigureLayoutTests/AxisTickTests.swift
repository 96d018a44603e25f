// Ticks along an axis: round places, labels that stand apart, names that turn, thin out or shorten.

import FigureModel
import FigureScene
import TestSupport
import Testing

@testable import FigureLayout

@Suite struct AxisTickTests {
  private static let minimum = Double.leastNonzeroMagnitude
  private static let maximumCount = Double.greatestFiniteMagnitude

  static let extremes: [(values: [Double], scale: Axis.NumberScale)] = {
    let wide: [[Double]] = [
      [-1.2e308, 0, 1.2e308], [-1.7e308, 1.7e308], [1.7e308, 1.79e308], [maximumCount],
      [minimum, 2 * minimum],
    ]
    let logarithmic: [[Double]] = [[2000 * minimum, 1e308], [minimum], [maximumCount]]
    return wide.map { ($0, .linear) } + logarithmic.map { ($0, .log) }
      + [([-1e18, 1e18], .integers)]
  }()

  /// Spans beyond a double, and the least ones, have finite limits and ticks that differ.
  @Test(arguments: extremes)
  func axesOfExtremeNumbers(values: [Double], scale: Axis.NumberScale) throws {
    let drawn = try layOut(
      figure(
        [chartPanel(Chart(series: [line(values)]), y: numberAxis(scale: scale))],
        size: .exact(600, 400)))
    let axis = drawn.description.panels[0].y
    #expect(axis.domain.allSatisfy(\.isFinite) && axis.domain[0] < axis.domain[1])
    #expect(!axis.ticks.isEmpty && Set(axis.ticks).count == axis.ticks.count)
    #expect(!axis.ticks.contains { $0.contains("inf") || $0.contains("∞") || $0.contains("NaN") })
    // Every point has its place between the limits, in the order of its value.
    let resolved = try ResolvedAxis(
      numberAxis(scale: scale), name: "y", data: [values], padding: 0.06)
    let locations = values.map(resolved.fraction)
    // Beyond the greatest and the least number there is no room for a margin.
    #expect(locations.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(locations == locations.sorted())
    #expect(drawn.description.panels[0].gaps == nil)
  }

  private func names(_ count: Int, of length: Int) -> [String] {
    (0..<count).map { index in
      String(repeating: "t", count: length - 1) + String(index % 10)
    }
  }

  private func resolved(_ axis: Axis) throws -> ResolvedAxis {
    try ResolvedAxis(axis, name: "x", data: [], padding: 0)
  }

  /// A name of 8 characters is 57 px wide, a line 18 px high and its ink 11.6 px: at 400 px six such names
  /// fit upright, fifteen slanted, thirty-four turned.
  @Test(
    arguments: [
      (4, 0.0, nil), (6, 0, nil), (7, 45, nil), (15, 45, nil), (16, 90, nil), (34, 90, nil),
      (35, 90, 2), (40, 90, 2), (100, 90, 3), (2000, 90, 58),
    ] as [(Int, Double, Int?)])
  func namesTurnAndThinOut(count: Int, rotation: Double, thinnedBy: Int?) throws {
    let axis = try resolved(Axis(domain: .names(names(count, of: 8))))
    let ticks = AxisTicks.horizontal(axis, length: 400, setting: setting)
    #expect(ticks.rotation == rotation)
    #expect(ticks.thinnedBy == thinnedBy)
    #expect(ticks.shortened == nil)
    let step = thinnedBy ?? 1
    #expect(ticks.ticks.count == (count + step - 1) / step)
    #expect(ticks.ticks.first?.fraction == 0.5 / Double(count))
    #expect(ticks.ticks.last?.fraction == (Double(count) - 0.5) / Double(count))
  }

  @Test(arguments: [(10, nil), (34, nil), (35, 2), (65, 2), (100, 3)] as [(Int, Int?)])
  func namesBesideAPanelThinOut(count: Int, thinnedBy: Int?) throws {
    let axis = try resolved(Axis(domain: .names(names(count, of: 8))))
    let ticks = AxisTicks.vertical(axis, length: 400, setting: setting)
    #expect(ticks.thinnedBy == thinnedBy)
    #expect(ticks.rotation == 0)
  }

  @Test func longNamesAreShortened() throws {
    let long = String(repeating: "word ", count: 20)
    let axis = try resolved(Axis(domain: .names([long, "short", long])))
    for ticks in [
      AxisTicks.horizontal(axis, length: 400, setting: setting),
      AxisTicks.vertical(axis, length: 400, across: 300, setting: setting),
    ] {
      #expect(ticks.shortened == 2)
      #expect(ticks.ticks[1].label == "short")
      #expect(ticks.ticks[0].label.hasSuffix("…"))
      #expect(long.hasPrefix(ticks.ticks[0].label.dropLast()))
      #expect(setting.extent(ticks.ticks[0].label, .tick).width <= 150)
      #expect(ticks.depth <= 150)
    }
  }

  @Test(arguments: [1, 2, 7, 50, 256, 100_000], [-3, 0, 1, 999_990])
  func cellsCountInRoundSteps(count: Int, first: Int) throws {
    let axis = try resolved(cellAxis(count, first: first))
    for length in [24.0, 90, 400, 2000] {
      for ticks in [
        AxisTicks.horizontal(axis, length: length, setting: setting),
        AxisTicks.vertical(axis, length: length, setting: setting),
      ] {
        let numbers = try ticks.ticks.map { tick in
          try #require(Int(tick.label.replacing("\u{2212}", with: "-")))
        }
        #expect(!numbers.isEmpty)
        #expect(numbers.allSatisfy { (first..<first + count).contains($0) })
        // Each label stands at its cell's middle.
        for (number, tick) in zip(numbers, ticks.ticks) {
          let location = (Double(number - first) + 0.5) / Double(count)
          #expect((tick.fraction - location).magnitude < 1e-12)
        }
        // The last is always there; the others are multiples of a round step.
        #expect(numbers.last == first + count - 1)
        let step = try #require(ticks.step)
        let digits = String(step)
        // 25 where 20 has no room and 50 names too few.
        let mantissa = digits.prefix { $0 != "0" }
        #expect(["1", "2", "5", "25"].contains(mantissa))
        #expect(digits.dropFirst(mantissa.count).allSatisfy { $0 == "0" })
        #expect(numbers.dropLast().allSatisfy { $0.isMultiple(of: step) })
        let steps = Set(zip(numbers.dropLast(), numbers.dropLast().dropFirst()).map { $1 - $0 })
        #expect(steps.count <= 1 && (steps.first ?? step) == step)
        // All are named, or as many as along an axis of numbers.
        #expect(step == 1 ? numbers.count == count : numbers.count <= 6)
        if count > 1, length >= 400 { #expect(numbers.count >= min(count, 4)) }
      }
    }
  }

  @Test(
    arguments: [(-1.0, 1.05), (0, 1e-9), (-1e20, 3e20), (0.1, 0.1000001), (3, 4000)],
    [Axis.NumberScale.linear, .integers, .log])
  func numbersStandApartAndWithin(limits: (Double, Double), scale: Axis.NumberScale) throws {
    guard scale != .log || limits.0 > 0 else { return }
    let axis = try resolved(numberAxis(limits.0, limits.1, scale: scale))
    for length in [24.0, 60, 200, 1000] {
      for isAcross in [true, false] {
        let ticks =
          isAcross
          ? AxisTicks.horizontal(axis, length: length, setting: setting)
          : AxisTicks.vertical(axis, length: length, setting: setting)
        #expect(ticks.ticks.allSatisfy { $0.fraction >= -1e-9 && $0.fraction <= 1 + 1e-9 })
        #expect(ticks.ticks.count > 1 || length < 200 || scale == .integers)
        for (one, next) in zip(ticks.ticks, ticks.ticks.dropFirst()) {
          let space = (next.fraction - one.fraction) * length
          let (a, b) = (setting.extent(one.label, .tick), setting.extent(next.label, .tick))
          let needed = isAcross ? (a.width + b.width) / 2 : a.height
          #expect(space >= needed, "\(one.label) and \(next.label) on \(length) px")
          #expect(one.label != next.label)
        }
      }
    }
  }

  /// As many ticks on a large page as on a small one.
  @Test(arguments: [(0.0, 1.0), (-1, 1.05), (0, 255), (-3.2, 1.7), (0.9, 7.1), (1e-7, 9e-7)])
  func numbersHaveFourToSixTicks(limits: (Double, Double)) throws {
    let axis = try resolved(numberAxis(limits.0, limits.1))
    for length in [300.0, 700, 1500, 5000] {
      let counts = [
        AxisTicks.horizontal(axis, length: length, setting: setting).ticks.count,
        AxisTicks.vertical(axis, length: length, setting: setting).ticks.count,
      ]
      #expect(counts.allSatisfy { (4...6).contains($0) }, "\(limits) on \(length): \(counts)")
    }
  }

  /// Bars have four to six numbers with those of their ends, whatever their scale reaches.
  @Test(arguments: [BarSide.right, .below])
  func barsHaveFourToSixTicks(side: BarSide) throws {
    var setting = setting
    setting.spacing.barSide = side
    for step in 0..<60 {
      let low = [0, -1, -15.5, 0.729, 3, -0.2, 1e-5][step % 7]
      let high = low + (0.37 + Double(step) * 1.7) * (step % 3 == 0 ? 0.01 : 1)
      for norm in [Norm.linear, .power(0.5)] where norm == .linear || low >= 0 {
        let scale = try ColorScale(norm: norm, vmin: low, vmax: high)
        for length in [300.0, 500, 900, 3000] {
          let (ticks, _) = ColorBarPainter.space(
            scale, ColorBar(), ends: BarEnds([]), key: BarKey(), length: length, setting: setting)
          #expect(
            (4...6).contains(ticks.ticks.count),
            "\(low)…\(high) on \(length) px: \(ticks.ticks.map(\.label))")
        }
      }
    }
  }

  /// All positions are named where neighbours have air: 0 to 10 on cells of 21 px, of which 9 and 10 need 11 px between
  /// them, and 10 to 20 on cells of 23 px.
  @Test(arguments: [
    (0, 11, 21.0, 11), (0, 11, 18, 6), (10, 11, 23, 11), (10, 11, 21, 6), (0, 8, 16, 8),
    (0, 33, 40, 4),
  ])
  func allPositionsAreNamedWithEase(first: Int, count: Int, pitch: Double, named: Int) throws {
    let axis = try resolved(cellAxis(count, first: first))
    let ticks = AxisTicks.horizontal(axis, length: pitch * Double(count), setting: setting)
    #expect(ticks.ticks.count == named, "\(ticks.ticks.map(\.label))")
  }

  /// Axes of places that are counted name the last, beside the panel and below it.
  @Test(arguments: [(0.0, 127.0), (0, 6), (5, 63), (1, 1000)])
  func indicesEndWithTheLast(limits: (Double, Double)) throws {
    let axis = try ResolvedAxis(
      numberAxis(scale: .integers), name: "x", data: [[limits.0, limits.1]], padding: 0.02)
    for length in [120.0, 400, 900] {
      for ticks in [
        AxisTicks.horizontal(axis, length: length, setting: setting),
        AxisTicks.vertical(axis, length: length, setting: setting),
      ] {
        #expect(ticks.ticks.last?.label == "\(Int(limits.1))")
        #expect(ticks.ticks.count <= 6 || Double(ticks.ticks.count) == limits.1 - limits.0 + 1)
      }
    }
  }

  /// Both axes of a symmetric matrix name the same places, though its panel is three times as wide as
  /// high.
  @Test func symmetricMatricesHaveOneStep() throws {
    let names = (0..<24).map { "token \($0)" }
    for axis in [cellAxis(24), Axis(domain: .names(names)), cellAxis(103, first: 7)] {
      let count = axis.domain == cellAxis(103, first: 7).domain ? 103 : 24
      let drawn = try layOut(
        figure([heatPanel(counting(count, count), x: axis, y: axis)], size: .exact(900, 240)))
      let panel = drawn.description.panels[0]
      #expect(panel.x.ticks == panel.y.ticks && panel.x.ticks.count > 1)
      #expect(drawn.faults == [])
    }
  }

  @Test func theRoomForLabelsIsTheirOwn() throws {
    let axis = try resolved(cellAxis(11))
    let ticks = AxisTicks.horizontal(axis, length: 550, setting: setting)
    #expect(ticks.ticks.map(\.label) == (0...10).map(String.init))
    // "10" is 14.3 px wide on a cell of 50: it does not reach beyond the panel.
    #expect(ticks.overhangAfter == 0 && ticks.overhangBefore == 0)
    let wide = try resolved(Axis(domain: .names(["a word that is long", "b"])))
    let names = AxisTicks.horizontal(wide, length: 80, setting: setting)
    #expect(names.rotation == 45)
    // The slanted name begins 20 px from the left and reaches beyond it.
    #expect(names.overhangBefore > 40)
  }

  /// Han characters stand upright one below the other; what is as wide as several of them, such as parts of an
  /// emoji that no font joins, is turned with the other labels, so that it does not lie across its neighbours.
  @Test func joinedCharactersAreNoColumn() throws {
    let family = "👨‍👩‍👧‍👦"
    struct WithoutEmoji: TextMeasuring {
      func measure(_ text: RichText, style: TextStyle, width: Double?) -> TextExtent {
        let parts = String.UnicodeScalarView(text.plain.unicodeScalars.filter { $0 != "\u{200D}" })
        return FixedWidthText().measure(RichText(String(parts)), style: style, width: width)
      }
      func missingCharacters(in text: RichText, style: TextStyle) -> [Character] { [] }
    }
    let setting = TextSetting(
      theme: .light, family: "none", language: .english, measuring: WithoutEmoji())
    let names = ["我们都喜欢", family, "x", "a word"]
    let axis = try resolved(Axis(domain: .names(names)))
    let ticks = AxisTicks.horizontal(axis, length: 80, setting: setting)
    #expect(ticks.rotation == 90 && ticks.ticks.map(\.label) == names)
    #expect(ticks.ticks.map { setting.column($0) != nil } == [true, false, false, false])
    // Four boxes of 1 em, as far down as the longest label.
    #expect(ticks.depth >= 4 * setting.style(.tick).size)
  }

  /// Names that begin alike stay distinct: by their ends, or by where they part.
  @Test(
    arguments: [
      [
        "resnet-50-imagenet-pretrained-frozen", "resnet-50-imagenet-pretrained-tuned",
        "resnet-50-imagenet-pretrained-scratch",
      ],
      [
        "encoder.layer.0.attention.self.query.weight.of.the.model",
        "encoder.layer.1.attention.self.query.weight.of.the.model", "bias",
      ],
      [
        "a beginning of many words, then a 1 and an end of as many words as that",
        "a beginning of many words, then a 2 and an end of as many words as that",
      ],
    ])
  func longNamesStayDistinct(names: [String]) throws {
    let axis = try resolved(Axis(domain: .names(names)))
    for ticks in [
      AxisTicks.horizontal(axis, length: 420, setting: setting),
      AxisTicks.vertical(axis, length: 400, across: 300, setting: setting),
    ] {
      let labels = ticks.ticks.map(\.label)
      #expect(Set(labels).count == names.count, "\(labels)")
      // Upright ones have their cells' width, less the air between them.
      let limit = max(150, 420 / Double(names.count) - 6)
      #expect(labels.allSatisfy { setting.extent($0, .tick).width <= limit }, "\(labels)")
      for (label, name) in zip(labels, names) {
        // What is left of a name is of the name, in its order.
        var rest = name[...]
        for part in label.split(separator: "…") {
          let range = try #require(rest.firstRange(of: part), "\(label)")
          rest = rest[range.upperBound...]
        }
      }
    }
  }

  /// Names have all letters where their cells are as wide, or their panel twice as wide.
  @Test func namesAreWholeWhereTheyHaveSpace() throws {
    let names = [
      "resnet-50-imagenet-pretrained-frozen", "resnet-50-imagenet-pretrained-tuned",
      "resnet-50-imagenet-pretrained-scratch",
    ]
    let axis = try resolved(Axis(domain: .names(names)))
    let widest = names.map { setting.extent($0, .tick).width }.max() ?? 0
    let across = AxisTicks.horizontal(axis, length: 3 * (widest + 7), setting: setting)
    #expect(across.ticks.map(\.label) == names && across.rotation == 0)
    let down = AxisTicks.vertical(
      axis, length: 400, across: 2 * widest + 1, setting: setting)
    #expect(down.ticks.map(\.label) == names && down.shortened == nil)
    // With less space the beginning that all have does not drive out what each has alone.
    let less = AxisTicks.horizontal(axis, length: 3 * widest - 60, setting: setting)
    for (tick, ending) in zip(less.ticks, ["frozen", "tuned", "scratch"]) {
      #expect(tick.label.hasPrefix("resnet") && tick.label.hasSuffix(ending), "\(tick.label)")
    }
  }

  /// Of a name with a number behind it the name is shortened.
  @Test(arguments: [120.0, 270, 500]) func endingsAreKept(length: Double) throws {
    var axis = Axis(
      domain: .names(["pretraining-step-one (1)", "pretraining-step-two (10.5)", "x (3)"]))
    axis.nameEndings = [" (1)", " (10.5)", " (3)"]
    for ticks in [
      AxisTicks.horizontal(try resolved(axis), length: length, setting: setting),
      AxisTicks.vertical(try resolved(axis), length: 400, across: length / 2, setting: setting),
    ] {
      for (tick, ending) in zip(ticks.ticks, axis.nameEndings) {
        #expect(tick.label.hasSuffix(ending), "\(tick.label)")
      }
      #expect(Set(ticks.ticks.map { $0.label.prefix { $0 != "(" } }).count == 3)
    }
  }

  /// Where the beginnings of names agree their middles are left out, though their ends would tell them apart.
  @Test func beginningsThatAgreeAreNoNames() {
    let names = ["mean squared error train", "mean squared error test", "loss of the whole model"]
    let limit = names[1...].map { setting.extent($0, .tick).width }.max() ?? 0
    let short = setting.shortened(names, to: limit, .tick)
    #expect(short[0].hasPrefix("mean squ") && short[0].hasSuffix("error train"), "\(short)")
    #expect(short[1...] == names[1...])
    let less = setting.shortened(names, to: limit * 0.7, .tick)
    #expect(less[0].hasSuffix("train") && less[1].hasSuffix("test") && less[2].hasSuffix("…"))
  }

  /// Names of Han characters stand upright below a panel, one character below the other, where others
  /// are turned.
  @Test func hanNamesAreNotLaidOnTheirSide() throws {
    let words = ["机器人", "捡起", "球", "因为", "它", "太", "重", "[CLS]", "BERT模型", "第12天"]
    let axis = try resolved(Axis(domain: .names(words)))
    let ticks = AxisTicks.horizontal(axis, length: 230, setting: setting)
    #expect(ticks.rotation == 90)
    let columns = ticks.ticks.map { $0.column?.plain }
    #expect(columns.prefix(7) == ["机\n器\n人", "捡\n起", "球", "因\n为", "它", "太", "重"])
    #expect(columns[7] == nil && columns[8] == nil, "names with words of other letters are turned")
    #expect(columns[9] == "第\n12\n天")
    // As deep as the longest of them.
    let deepest = ticks.ticks.map { tick in
      tick.column.map { setting.extent($0, .tick).height } ?? setting.extent(tick).width
    }.max()
    #expect(ticks.depth == deepest)
  }

  /// Names whose beginnings agree keep what tells them apart to its end where that has room: one gap, not
  /// two.
  @Test func namesAreCutOnceWhereThatTellsThemApart() {
    let names = ["representation_a_long_name", "representation_b_long_name"]
    let limit = setting.extent(String(repeating: "m", count: 16), .tick).width
    let short = setting.shortened(names, to: limit, .tick)
    for (name, mark) in zip(short, ["_a_long_name", "_b_long_name"]) {
      #expect(name.hasPrefix("rep") && name.hasSuffix(mark) && name.count == 16, "\(name)")
      #expect(name.count { $0 == "…" } == 1)
    }
  }
}
