// Where ticks stand along an axis and what they say, so that no two labels touch.

import FigureModel
import FigureScene

/// The ticks of one axis on a panel of known length.
struct AxisTicks {
  struct Tick: Hashable {
    /// Where along the axis, 0 at its first cell's or number's edge, 1 at its end.
    var fraction: Double
    var label: String
    /// How far from its position the label stands along the axis, in px.
    var shift = 0.0

    /// The label as it is set.
    var text: RichText { RichText(number: label) }

    /// A name of Han characters below a panel: upright, one below the other, where others are turned. Two
    /// letters or digits have space side by side; a longer word among them does not.
    var column: RichText? {
      guard label.unicodeScalars.contains(where: { $0.value >= 0x2E80 }) else { return nil }
      let column = RichText(label).inColumn
      let isNarrow = column?.plain.split(separator: "\n").allSatisfy { $0.count <= 2 }
      return isNarrow == true ? column : nil
    }
  }

  var ticks: [Tick] = []
  /// Degrees the labels are turned by: 0, 45 or 90, upwards to the right.
  var rotation: Double = 0
  /// How far the labels reach from the panel, without the gap.
  var depth: Double = 0
  /// How far the labels reach beyond the axis' ends.
  var overhangBefore: Double = 0
  var overhangAfter: Double = 0
  /// How far from the axis' beginning the first label begins, in px; less than 0 where it reaches beyond it.
  private(set) var firstLabel = Double.infinity
  /// How far before the axis' end the last label ends, in px; less than 0 where it reaches beyond it.
  private(set) var lastLabel = Double.infinity
  var thinnedBy: Int?
  /// From one tick to the next, in cells or names; nil along an axis of numbers.
  var step: Int?
  /// How much of the labels' reach is due to the height that a page has for them, in px; 0 for labels of usual
  /// length.
  private(set) var freeDepth = 0.0
  /// From one round number to the next beside a colour bar, as a share of its length; nil where they are no equal
  /// steps apart, and along axes.
  var interval: Double?
  var shortened: Int?

  /// The space between two labels in px.
  static let labelGap = 12.0
  /// The same where every position is named.
  static let labelGapOfAll = 8.0

  /// How long names may be that are turned below a panel of this width, in px: they leave space to it.
  private static func turnedLimit(_ width: Double) -> Double {
    min(longestTurned, max(shortestName, width * turnedShare))
  }

  /// How long names may be beside a panel of this width, in px: they leave twice as much to it.
  private static func rowLimit(_ width: Double) -> Double {
    max(shortestName, width * rowShare)
  }

  private static let longestTurned = 150.0
  private static let shortestName = 84.0
  private static let turnedShare = 0.4
  private static let rowShare = 0.5

  /// The ticks below a panel `length` px wide.
  /// - Parameters:
  ///   - minimumStep: the step of the other axis, where both have the same names.
  ///   - minimumAngle: what names of another panel are turned by, so that all stand alike.
  ///   - reach: how far below the panel turned names may reach in any case, in px.
  ///   - known: the step that a picture of another scale has.
  static func horizontal(
    _ axis: ResolvedAxis, length: Double, minimumStep: Int = 1, minimumAngle: Double = 0,
    reach: Double = 0, known: Int? = nil, setting: TextSetting
  ) -> AxisTicks {
    switch axis.kind {
    case .cells(let count, let first):
      var result = cells(
        count: count, first: first,
        apart: Apart(
          count: count, first: first, areSideBySide: true, pitch: length / Double(count), setting))
      result.measureHorizontal(length: length, setting: setting)
      return result
    case .names(let names):
      return horizontalNames(
        Names(names, endings: axis.nameEndings), length: length, minimumStep: minimumStep,
        minimumAngle: minimumAngle, reach: reach, known: known, setting: setting)
    case .numbers:
      let counted = axis.countedPlaces.map {
        self.counted(axis, $0, length: length, areSideBySide: true, setting)
      }
      var result =
        counted
        ?? sideBySide(length: length, setting: setting) { numbers(axis, target: $0) }
      result.measureHorizontal(length: length, setting: setting)
      return result
    }
  }

  /// The ticks left of a panel `length` px high. Fractions grow with the cells' or numbers' order.
  /// - Parameters:
  ///   - across: how wide the panel is, in px: names take no more than a share of that.
  ///   - minimumStep: the step of the other axis, where both have the same names.
  ///   - known: the step that a picture of another scale has.
  static func vertical(
    _ axis: ResolvedAxis, length: Double, across: Double = .infinity, minimumStep: Int = 1,
    known: Int? = nil, setting: TextSetting
  ) -> AxisTicks {
    var result: AxisTicks
    switch axis.kind {
    case .cells(let count, let first):
      result = cells(
        count: count, first: first,
        apart: Apart(
          count: count, first: first, areSideBySide: false, pitch: length / Double(count), setting))
    case .names(let names):
      let every = step(
        apart: pitch(names, setting), pitch: length / Double(names.count), length: length,
        minimum: minimumStep, known: known)
      result = self.names(
        Names(names, endings: axis.nameEndings), every: every,
        limit: setting.spacing.longestRowName ?? rowLimit(across), setting: setting)
    case .numbers:
      let counted = axis.countedPlaces.map {
        self.counted(axis, $0, length: length, areSideBySide: false, setting)
      }
      result = counted ?? stacked(length: length, setting: setting) { numbers(axis, target: $0) }
    }
    result.measureVertical(length: length, setting: setting)
    return result
  }

  /// Lets both axes of a symmetric matrix name the same positions: those of the one that names fewer.
  /// - Parameter reach: how far below the panel turned names may reach in any case, in px.
  static func unify(
    _ across: inout AxisTicks, _ down: inout AxisTicks, along axis: ResolvedAxis, frame: Size,
    reach: Double, setting: TextSetting
  ) {
    guard !across.ticks.isEmpty, !down.ticks.isEmpty,
      across.ticks.map(\.label) != down.ticks.map(\.label)
    else { return }
    let isAcrossMore = across.ticks.count > down.ticks.count
    switch axis.kind {
    case .cells(let count, let first):
      // So far apart as labels must stand along the axis that has less space for them.
      let shared = cells(
        count: count, first: first,
        apart: Apart(
          count: count, first: first, areSideBySide: true, pitch: frame.width / Double(count),
          setting
        ).union(
          Apart(
            count: count, first: first, areSideBySide: false, pitch: frame.height / Double(count),
            setting)))
      (across, down) = (shared, shared)
      across.measureHorizontal(length: frame.width, setting: setting)
      down.measureVertical(length: frame.height, setting: setting)
    case .names:
      let step = max(across.step ?? 1, down.step ?? 1)
      if isAcrossMore {
        across = .horizontal(
          axis, length: frame.width, minimumStep: step, reach: reach, setting: setting)
      } else {
        down = .vertical(
          axis, length: frame.height, across: frame.width, minimumStep: step, setting: setting)
      }
    case .numbers: break
    }
  }

  // One rule for all axes and bars: four to six ticks, whatever their length. Positions that are counted are all
  // named where each is few enough and has space; tokens as many as can be read.

  /// More ticks than these stand along no axis and beside no bar, positions that are all named aside.
  static let maximumCount = TickPlacement.maximumCount
  /// Fewer than these are too few to read between, and stand only where there is no space for more.
  static let fewest = TickPlacement.fewest

  /// Ticks side by side, as many as are usual and have space.
  /// - Parameter keepsWithin: whether their labels stay within the axis.
  static func sideBySide(
    length: Double, keepsWithin: Bool = false, setting: TextSetting, _ ticks: (Int) -> AxisTicks
  ) -> AxisTicks {
    fitting { target in
      var result = ticks(target)
      let widths = result.ticks.map { setting.extent($0).width }
      let areApart = result.areApart(widths, length: length, gap: labelGap)
      if keepsWithin { result.keepWithin(length, setting) }
      return (result, areApart)
    }
  }

  /// Ticks one above the other, as many as are usual and have space.
  static func stacked(
    length: Double, setting: TextSetting, _ ticks: (Int) -> AxisTicks
  ) -> AxisTicks {
    fitting { target in
      let result = ticks(target)
      let heights = result.ticks.map { setting.extent($0).height }
      return (result, result.areApart(heights, length: length, gap: 0))
    }
  }

  /// The first of ever fewer ticks that are neither too many nor too few and stand apart, with no gap among them,
  /// else those that come nearest to it; one tick alone always does.
  private static func fitting(
    _ make: (Int) -> (AxisTicks, areApart: Bool)
  ) -> AxisTicks {
    var nearest: (ticks: AxisTicks, distance: Double)?
    for target in [maximumCount, maximumCount - 1, maximumCount + 1, fewest, 3, 2] {
      let (ticks, areApart) = make(target)
      guard areApart else { continue }
      let distance = ticks.distanceFromUsual
      if distance == 0 { return ticks }
      // One too many can be read between, one too few cannot.
      let isNearer =
        nearest.map {
          distance < $0.distance
            || distance == $0.distance && ticks.ticks.count > $0.ticks.ticks.count
        } ?? true
      if isNearer { nearest = (ticks, distance) }
    }
    return nearest?.ticks ?? make(1).0
  }

  /// How far these ticks are from the usual number of them, evenly apart: one too few is read sooner than a gap, and
  /// ticks with a gap sooner than two ends alone.
  private var distanceFromUsual: Double {
    let count = ticks.count
    if count < 3 { return Double(Self.fewest - count) + 1 }
    return Double(max(Self.fewest - count, count - Self.maximumCount, 0)) + unevenness
  }

  /// How far the steps at the ends of a bar are from those between round numbers: 0 where none is longer than one and
  /// a half of them; more where one stands for nearly two, in favour of an end that is not round itself; and most
  /// where a round number is missing.
  private var unevenness: Double {
    guard let interval, ticks.count > 2 else { return 0 }
    let longest = max(
      ticks[1].fraction - ticks[0].fraction,
      ticks[ticks.count - 1].fraction - ticks[ticks.count - 2].fraction)
    let steps = longest / interval
    return steps < Self.evenSteps ? 0 : steps < Self.wholeSteps ? 0.5 : 1.75
  }

  /// In steps, give or take a rounding.
  private static let evenSteps = 1.5 + 1e-6
  private static let wholeSteps = 2 - 1e-2

  /// The ticks with the ends of the scale they stand along, in favour of which those that stand too near go.
  /// - Parameters:
  ///   - ends: what stands at the axis' beginning and at its end.
  ///   - size: how long a label is along the axis, in px, with the air beside it.
  func with(
    ends: (first: String, last: String), length: Double, size: (Tick) -> Double
  ) -> AxisTicks {
    var result = self
    result.add(Tick(fraction: 0, label: ends.first), length: length, size: size)
    result.add(Tick(fraction: 1, label: ends.last), length: length, size: size)
    return result
  }

  /// Adds a tick at an end, in favour of which those that stand too near go, but for the other end.
  private mutating func add(_ end: Tick, length: Double, size: (Tick) -> Double) {
    var others = ticks
    while let neighbour = end.fraction == 0 ? others.first : others.last {
      let distance = abs(end.fraction - neighbour.fraction) * length
      if neighbour.label != end.label, distance >= (size(end) + size(neighbour)) / 2 { break }
      // The end itself has a round number already, give or take a rounding.
      let isOtherEnd = abs(neighbour.fraction - (1 - end.fraction)) < 1e-9
      guard !isOtherEnd, abs(end.fraction - neighbour.fraction) > 1e-9 else { return }
      if end.fraction == 0 { others.removeFirst() } else { others.removeLast() }
    }
    ticks = end.fraction == 0 ? [end] + others : others + [end]
  }

  // MARK: Kinds of axes

  /// Positions that are counted; see `TickPlacement.counted`.
  private static func cells(count: Int, first: Int, apart: Apart) -> AxisTicks {
    guard count > 0 else { return AxisTicks() }
    let counted = TickPlacement.counted(
      domain: first...first + count - 1, apart: apart.some,
      maximumNamed: apart.all <= 1 ? maximumCells : 0)
    var result = AxisTicks()
    result.step = counted.step
    result.ticks = counted.labelled.map { position in
      Tick(
        fraction: (Double(position - first) + 0.5) / Double(count),
        label: NumberLabel.integer(position))
    }
    return result
  }

  /// So many cells at most are all named.
  private static let maximumCells = 32

  /// So many whole numbers at most are all named along a chart.
  private static let maximumNumbers = 16

  /// How far apart the numbers of positions must stand, in positions.
  private struct Apart {
    /// Where some of them are named.
    var some: Double
    /// Where all are: each stands at its position, and none is taken for its neighbour's part.
    var all: Double

    /// - Parameter pitch: from one position to the next, in px.
    init(
      count: Int, first: Int, areSideBySide: Bool, pitch: Double, _ setting: TextSetting
    ) {
      guard areSideBySide else {
        some = (setting.extent("0", .tick).height + 2) / pitch
        all = some
        return
      }
      func width(_ position: Int) -> Double {
        setting.extent(NumberLabel.integer(position), .tick).width
      }
      let last = first + max(count, 1) - 1
      some = (max(width(first), width(last)) + AxisTicks.labelGap) / pitch
      // Neighbours of different widths need less than two of the widest.
      let neighbours = max(
        width(first) + width(min(first + 1, last)), width(max(first, last - 1)) + width(last))
      all = (neighbours / 2 + AxisTicks.labelGapOfAll) / pitch
    }

    /// The greater of both.
    func union(_ other: Apart) -> Apart {
      var union = self
      union.some = max(some, other.some)
      union.all = max(all, other.all)
      return union
    }
  }

  /// Whole numbers along the axis of a chart, whose ticks have lines across it.
  private static func counted(
    _ axis: ResolvedAxis, _ domain: ClosedRange<Int>, length: Double, areSideBySide: Bool,
    _ setting: TextSetting
  ) -> AxisTicks {
    let one = Double(domain.lowerBound)
    let unit = (axis.fraction(of: one + 1) - axis.fraction(of: one)) * length
    let apart = Apart(
      count: domain.count, first: domain.lowerBound, areSideBySide: areSideBySide, pitch: unit,
      setting)
    let counted = TickPlacement.counted(
      domain: domain, apart: apart.some, maximumNamed: apart.all <= 1 ? maximumNumbers : 0)
    return AxisTicks(
      ticks: counted.labelled.map {
        Tick(fraction: axis.fraction(of: Double($0)), label: NumberLabel.integer($0))
      })
  }

  private static func numbers(_ axis: ResolvedAxis, target: Int) -> AxisTicks {
    let values = axis.tickValues(target: target)
    let labels =
      axis.hasPowers ? powerLabels(for: values) : tickLabels(for: values, style: axis.tickStyle)
    return AxisTicks(
      ticks: zip(values, labels).map { Tick(fraction: axis.fraction(of: $0), label: $1) })
  }

  /// How high rows must be so that each of them is named, in px; 0 along an axis of numbers.
  static func rowHeight(_ axis: ResolvedAxis, setting: TextSetting) -> Double {
    switch axis.kind {
    case .cells: setting.extent("0", .tick).height + 2
    case .names(let names): pitch(names, setting)
    case .numbers: 0
    }
  }

  /// How far apart names must stand, in px: their ink, which leaves free much of a line's height. Han
  /// characters fill their square.
  private static func pitch(_ names: [String], _ setting: TextSetting) -> Double {
    let hasHan = names.contains { $0.unicodeScalars.contains { $0.value >= 0x2E80 } }
    return setting.style(.tick).size * (hasHan ? 1 : inkShare)
  }

  /// Every how many names there is space for.
  /// - Parameters:
  ///   - apart: how far apart names must stand, in px.
  ///   - pitch: from one name's position to the next, in px.
  ///   - known: the step that a picture of another scale has: it stands where lengths differ by a rounding alone.
  private static func step(
    apart: Double, pitch: Double, length: Double, minimum: Int, known: Int?
  ) -> Int {
    let needed = apart / pitch * length / (length + roundedOff)
    if let known, known >= minimum, needed <= Double(known) * (1 + differentlyRounded),
      needed >= Double(known - 1) * (1 - differentlyRounded)
    {
      return known
    }
    return max(minimum, Int(needed.rounded(.up)))
  }

  /// What the pixels of a picture may take of an axis' length, in px, and how much two pictures may differ by that.
  private static let roundedOff = 1.5
  private static let differentlyRounded = 0.03

  /// From the top of a capital to the foot of a `g`, as a share of the type size, give or take a rounding.
  private static let inkShare = 0.89

  /// Names along an axis.
  private struct Names {
    let whole: [String]
    /// The end of each that is never shortened; empty for none.
    private let endings: [String]

    init(_ names: [String], endings: [String]) {
      whole = names
      self.endings = endings.count == names.count ? endings : []
    }

    /// Some of them, of at most `limit` px.
    func shortened(_ indices: [Int], to limit: Double, _ setting: TextSetting) -> [String] {
      guard !endings.isEmpty else {
        return setting.shortened(indices.map { whole[$0] }, to: limit, .tick)
      }
      let widest = indices.map { setting.extent(endings[$0], .tick).width }.max() ?? 0
      let beginnings = indices.map { String(whole[$0].dropLast(endings[$0].count)) }
      let short = setting.shortened(beginnings, to: max(limit / 4, limit - widest), .tick)
      return zip(indices, short).map { $1 + endings[$0] }
    }
  }

  private static func names(
    _ names: Names, every: Int, limit: Double, setting: TextSetting
  ) -> AxisTicks {
    var result = AxisTicks()
    var shortened = 0
    let count = names.whole.count
    var labelled = Array(stride(from: 0, to: count, by: every))
    // The last is always named, in favour of the one that stands too near.
    if labelled.count > 1 { labelled[labelled.count - 1] = count - 1 }
    for (index, label) in zip(labelled, names.shortened(labelled, to: limit, setting)) {
      if label != names.whole[index] { shortened += 1 }
      result.ticks.append(Tick(fraction: (Double(index) + 0.5) / Double(count), label: label))
    }
    result.thinnedBy = every > 1 ? every : nil
    result.step = every
    result.shortened = shortened > 0 ? shortened : nil
    return result
  }

  /// Names stand upright where they fit side by side, else slanted, else turned, else thinned.
  private static func horizontalNames(
    _ names: Names, length: Double, minimumStep: Int, minimumAngle: Double, reach: Double,
    known: Int?, setting: TextSetting
  ) -> AxisTicks {
    let cell = length / Double(max(names.whole.count, 1))
    let lineHeight = setting.extent("0", .tick).height
    let space = cell * Double(minimumStep)
    // Single characters are as wide as they are high: turned they would need the same space.
    let areCharacters = names.whole.allSatisfy { $0.count == 1 }
    let air: Double = areCharacters ? 2 : 6
    // Upright names have their cells' width, turned ones as much of the page's height.
    let usual = minimumAngle == 0 ? max(turnedLimit(length), space - air) : turnedLimit(length)
    let limit = max(usual, reach)
    var result = self.names(names, every: minimumStep, limit: limit, setting: setting)
    let widest = result.ticks.map { setting.extent($0).width }.max() ?? 0
    if widest + air <= space, minimumAngle == 0 {
      result.rotation = 0
    } else if areCharacters, minimumAngle == 0 {
      let every = max(minimumStep, Int(((widest + 2) / cell).rounded(.up)))
      result = self.names(names, every: every, limit: limit, setting: setting)
    } else if space * 0.5.squareRoot() >= lineHeight, minimumAngle <= 45,
      !result.ticks.contains(where: { setting.column($0) != nil })
    {
      let slanted = max(usual, reach / 0.5.squareRoot() - lineHeight)
      result = self.names(names, every: minimumStep, limit: slanted, setting: setting)
      result.rotation = 45
    } else {
      let every = step(
        apart: pitch(names.whole, setting), pitch: cell, length: length, minimum: minimumStep,
        known: known)
      result = self.names(names, every: every, limit: limit, setting: setting)
      result.rotation = 90
    }
    result.measureHorizontal(length: length, setting: setting)
    switch result.rotation {
    case 45: result.freeDepth = max(0, result.depth - (usual + lineHeight) * 0.5.squareRoot())
    case 90: result.freeDepth = max(0, result.depth - usual)
    default: break
    }
    return result
  }

  /// Leaves out the first tick below a panel; one alone would tell nothing.
  mutating func removeFirst(length: Double, setting: TextSetting) {
    guard ticks.count > 2 else { return }
    ticks.removeFirst()
    (depth, overhangBefore, overhangAfter) = (0, 0, 0)
    (firstLabel, lastLabel) = (.infinity, .infinity)
    measureHorizontal(length: length, setting: setting)
  }

  /// Moves labels at the ends of a level axis so far that they do not reach beyond it; a neighbour that then
  /// stands too near goes.
  mutating func keepWithin(_ length: Double, _ setting: TextSetting) {
    func half(_ tick: Tick) -> Double { setting.extent(tick).width / 2 }
    for index in ticks.indices {
      let position = ticks[index].fraction * length
      let half = half(ticks[index])
      ticks[index].shift = min(max(position, half), max(half, length - half)) - position
    }
    func areApart(_ one: Tick, _ next: Tick) -> Bool {
      let way = (next.fraction - one.fraction) * length + next.shift - one.shift
      return way >= half(one) + half(next) + Self.labelGap / 2
    }
    while ticks.count > 2, !areApart(ticks[0], ticks[1]) { ticks.remove(at: 1) }
    while ticks.count > 2, !areApart(ticks[ticks.count - 2], ticks[ticks.count - 1]) {
      ticks.remove(at: ticks.count - 2)
    }
    // Beside an axis that has no space for both ends one alone can be read.
    if ticks.count == 2, !areApart(ticks[0], ticks[1]) { ticks.removeFirst() }
  }

  // MARK: Space

  /// Reckons how far labels below a panel reach.
  mutating func measureHorizontal(length: Double, setting: TextSetting) {
    let diagonal = 0.5.squareRoot()
    for tick in ticks {
      var extent = setting.extent(tick)
      if rotation == 90, let column = setting.column(tick) {
        let upright = setting.extent(column, .tick)
        (extent.width, extent.height) = (upright.height, upright.width)
      }
      let before: Double
      let after: Double
      switch rotation {
      case 45:
        depth = max(depth, (extent.width + extent.height) * diagonal)
        before = extent.width * diagonal + extent.height * diagonal / 2
        after = extent.height * diagonal
      case 90:
        depth = max(depth, extent.width)
        before = extent.height / 2
        after = extent.height / 2
      default:
        depth = max(depth, extent.height)
        before = extent.width / 2 - tick.shift
        after = extent.width / 2 + tick.shift
      }
      overhangBefore = max(overhangBefore, before - tick.fraction * length)
      overhangAfter = max(overhangAfter, after - (1 - tick.fraction) * length)
      firstLabel = min(firstLabel, tick.fraction * length - before)
      lastLabel = min(lastLabel, (1 - tick.fraction) * length - after)
    }
  }

  /// Reckons how far labels beside a panel reach.
  mutating func measureVertical(length: Double, setting: TextSetting) {
    for tick in ticks {
      let extent = setting.extent(tick)
      depth = max(depth, extent.width)
      // Beside panels that are lower than a line its ink is what counts.
      let half =
        (length < extent.height ? min(extent.height, setting.style(.tick).size) : extent.height) / 2
      overhangBefore = max(overhangBefore, half - tick.fraction * length)
      overhangAfter = max(overhangAfter, half - (1 - tick.fraction) * length)
    }
  }

  /// Whether labels that take these lengths along the axis stand at least `gap` px apart.
  private func areApart(_ lengths: [Double], length: Double, gap: Double) -> Bool {
    zip(zip(ticks, lengths), zip(ticks, lengths).dropFirst()).allSatisfy { one, next in
      let space = abs(next.0.fraction - one.0.fraction) * length
      return (one.1 + next.1) / 2 + gap <= space
    }
  }
}
