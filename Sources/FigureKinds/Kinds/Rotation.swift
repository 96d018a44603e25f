// `rotation`: the pairs of a rotation as clock hands on circles.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import Foundation
import TextFormats

/// Each pair of dimensions as a circle, with a hand for each position.
public struct Rotation: FigureKind {
  public static let name = "rotation"
  public static let drawing = 2
  public static let abstract = "Draw the pairs of a rotation as clock hands on circles."
  public static let examples = [
    "attnplot rotation --encoding rope --dimensions 8 --at-positions 0,1,2,8 -o circles.svg",
    "attnplot rotation --encoding rope:pairs=interleaved --dimensions 64 --pairs 0-7 -o fast.png",
  ]

  static let atPositions = OptionDeclaration<IntegerList>(
    "at-positions", "A hand for each of these positions: 0,1,2,8 or 0-5.", valueName: "list",
    initial: IntegerList([0, 1, 2, 8]))
  @Option(Self.atPositions) public var atPositions: IntegerList

  static let pairs = OptionDeclaration<IntegerRange?>(
    "pairs", "Which pairs; if not given all of 16, or 8 spread evenly over more.", valueName: "a-b")
  @Option(Self.pairs) public var pairs: IntegerRange?

  @OptionGroup(title: "Encoding") public var encodings: EncodingListArguments

  public static let parameters: [Parameter<Rotation>] = [
    Parameter(atPositions, \._atPositions),
    Parameter(pairs, \._pairs),
    Parameter(\._encodings),
  ]

  public init() {}

  public var inputFiles: [String] { encodings.maker().files }
  public var models: [String] { encodings.maker().models }

  /// More hands than this on one circle cannot be distinguished.
  private static let maximumHands = 24
  /// More circles than this cannot be distinguished.
  private static let maximumCircles = 64

  /// The turns of some pairs at some positions.
  public struct Values: FigureValues, ShowsEncodings {
    let chosen: ChosenEncoding
    var displayedEncodings: [ChosenEncoding] { [chosen] }
    let positions: [Int]
    /// The pairs that are shown, of how many there are.
    let pairs: [Int]
    let pairCount: Int
    /// Whether only some are shown though none were chosen.
    let isSample: Bool
    /// The two dimensions of each pair shown.
    let dimensions: [(first: Int, second: Int)]
    /// In radians per position, shape `[pairs]`.
    let frequencies: [Double]
    let attentionFactor: Double
    /// In radians, not reduced to a turn; shape `[positions, pairs]`.
    let angles: Matrix<Double>
    /// The ends of the hands, shape `[positions, pairs]` each.
    let cosines: Matrix<Double>
    let sines: Matrix<Double>

    public func table(in language: Language) -> LabelledMatrix? {
      LabelledMatrix(
        matrix: angles, rowLabels: positions.map { "\($0)" },
        columnLabels: pairs.map { "pair \($0)" })
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      guard let displayed, displayed.rows == positions.count, displayed.columns == pairs.count,
        let rotation = chosen.encoding as? any RotaryTable
      else { return [] }
      return [
        .rotation(
          RotationFact(
            encoding: rotation, part: .angle, matrix: displayed, positions: positions, pairs: pairs)
        )
      ]
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let list = try encodings.list(
      [.length(ofText: (atPositions.values.max() ?? 0) &+ 1)], in: context)
    guard list.count == 1 else {
      throw .usage(
        "\(option: "encoding") \(encodings.encoding?.description ?? ""): this figure shows one encoding; give one",
        zh: "\(option: "encoding") \(encodings.encoding?.description ?? "")：此图只显示一种编码，请只给一种")
    }
    let chosen = list[0]
    let rotation = try chosen.offering(.rotation)
    let positions = atPositions.values
    guard !positions.isEmpty, positions.count <= Self.maximumHands else {
      throw .usage(
        "\(option: "at-positions"): \(positions.count) hands cannot be told apart; give at most "
          + "\(Self.maximumHands)",
        zh: "\(option: "at-positions")：\(positions.count) 根指针无法分辨，请至多给 \(Self.maximumHands) 个")
    }
    for position in positions {
      try chosen.check(position, option: OptionReference("at-positions", position))
    }
    let count = rotation.rotaryDimensions / 2
    let (displayed, isSample) = try displayedPairs(of: count, chosen)
    let factor = rotation.attentionFactor
    do throws(EncodingError) {
      func part(_ part: RotaryPart) throws(EncodingError) -> Matrix<Double> {
        let whole = try rotation.table(part, positions: positions)
        return Matrix(rows: whole.rows, columns: displayed.count) { whole[$0, displayed[$1]] }
      }
      let frequencies = rotation.frequencies
      return Values(
        chosen: chosen, positions: positions, pairs: displayed, pairCount: count,
        isSample: isSample,
        dimensions: displayed.map { rotation.pairing.dimensions(ofPair: $0, of: count) },
        frequencies: displayed.map { frequencies[$0] }, attentionFactor: factor,
        angles: try part(.angle), cosines: try part(.cos), sines: try part(.sin))
    } catch {
      throw FigureError(error, "at-positions")
    }
  }

  /// The pairs that are asked for; of very many a sample, with the first and the last.
  private func displayedPairs(
    of count: Int, _ chosen: ChosenEncoding
  ) throws(FigureError) -> (pairs: [Int], isSample: Bool) {
    if pairs == nil, count > 16 {
      return ((0..<8).map { ($0 * (count - 1) + 3) / 7 }, true)
    }
    let range = try chosen.columns(pairs, of: count, "pairs of dimensions", option: "pairs")
    guard range.count <= Self.maximumCircles else {
      throw .usage(
        "\(option: "pairs") \(range.lowerBound)-\(range.upperBound): \(range.count) circles cannot be told apart; "
          + "give at most \(Self.maximumCircles)",
        zh:
          "\(option: "pairs") \(range.lowerBound)-\(range.upperBound)：\(range.count) 个圆无法分辨，请至多给 \(Self.maximumCircles) 个"
      )
    }
    return (Array(range), false)
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let space = CircleSpace(page, circles: values.pairs.count)
    let panels = values.pairs.indices.map { circle($0, values, space, language) }
    let across = panels.count <= 4 ? panels.count : panels.count <= 6 ? 3 : 4
    let rows = (panels.count + across - 1) / across
    let name = values.chosen.encoding.title
    return Composition(
      Figure(
        name: Self.name,
        title: RichText(
          Localized(
            en: "\(name.english): pairs of dimensions as clock hands",
            zh: "\(name.chinese)：维度对如同钟表指针")[language]),
        summary: summary(values)[language], notes: notes(values, space, language),
        language: language,
        panels: panels, columns: across,
        size: page.size
          ?? .about(Size(Double(across) * 290 + 60, Double(rows) * 330 + 90))))
  }

  // MARK: One circle

  /// How much space there is for each circle and its words.
  private enum CircleSpace {
    case wide
    /// Labels of hands are short.
    case narrow
    /// The dimensions are told above the circle alone.
    case tight

    /// Px² of the theme for a circle and its words, below which these are fewer.
    private static let tightArea = 38_000.0
    /// The same below which labels of several hands are short.
    private static let narrowArea = 170_000.0

    init(_ page: PageContext, circles: Int) {
      guard let size = page.size?.target else {
        // Columns and pages of text have a width and no height yet.
        self = page.type.spendsPage ? .narrow : .wide
        return
      }
      let area = size.width * size.height / (page.type.factor * page.type.factor)
      self =
        area / Double(max(circles, 1)) < Self.tightArea
        ? .tight : area / Double(max(circles, 1)) < Self.narrowArea ? .narrow : .wide
    }

    /// How wide a character of a label is, as a share of half the panel.
    var character: Double {
      switch self {
      case .wide: 0.052
      case .narrow: 0.09
      case .tight: 0.13
      }
    }

    /// The most characters of a label that lists all its positions.
    var longestLabel: Int { self == .wide ? 8 : 3 }

    /// How wide hands are, as a share of what they are where there is space.
    var handShare: Double { self == .tight ? 0.6 : 1 }

    /// Where labels begin: the hands end at 1, and the widest of them are some px wide.
    var labelRadius: Double { self == .tight ? 1.16 : 1.07 }

    /// How far a panel reaches at least.
    var minimumReach: Double { self == .tight ? 1.65 : 1.2 }
  }

  private func circle(
    _ index: Int, _ values: Values, _ space: CircleSpace, _ language: Language
  ) -> Panel {
    let words = KindStrings(language)
    // Every two degrees: straight lines between are a hundredth of a pixel off.
    let turn = (0...180).map { Double($0) * 2 * .pi / 180 }
    // The circle and its two axes.
    let guides: [(x: [Double], y: [Double])] = [
      (turn.map { cos($0) }, turn.map { sin($0) }), ([-1, 1], [0, 0]), ([0, 0], [-1, 1]),
    ]
    var series = guides.map { guide in
      Series(x: guide.x, y: guide.y, style: SeriesStyle(slot: 0, width: 1, isGuide: true))
    }
    let factor = values.attentionFactor
    for row in values.positions.indices {
      let (x, y) = (values.cosines[row, index] / factor, values.sines[row, index] / factor)
      // Hands that lie on one another show as one within the other.
      let width = 1.8 + 1.2 * Double(min(4, values.positions.count - 1 - row))
      series.append(
        Series(
          label: "\(words.position) \(values.positions[row])", x: [0, x], y: [0, y],
          style: SeriesStyle(slot: row, width: width * space.handShare)))
    }
    let wave = formatNumber(2 * .pi / values.frequencies[index], significant: 4)
    let pair = words.pair(values.pairs[index])
    let name = pair.prefix(1).uppercased() + pair.dropFirst()
    let (first, second) = values.dimensions[index]
    let (reach, middle) = Self.reach(values, space, language)
    func axis(_ dimension: Int, around middle: Double) -> Axis {
      Axis(
        label: space == .tight ? nil : RichText("\(words.dimension) \(dimension)"),
        domain: .numbers(lower: middle - reach, upper: middle + reach, scale: .linear),
        hasTicks: false)
    }
    let title = Localized(en: "\(name), λ = \(wave)", zh: "\(name)，λ = \(wave)")
    let dimensions = "\(first), \(second)"
    let short = formatNumber(2 * .pi / values.frequencies[index], significant: 3)
    return Panel(
      title: RichText(
        mathematics: space == .tight
          ? Localized(
            en: "Dimensions \(dimensions), λ = \(wave)", zh: "维度 \(dimensions)，λ = \(wave)")[
              language]
          : title[language]),
      shortTitle: space == .tight ? RichText(mathematics: "\(dimensions): λ \(short)") : nil,
      content: .chart(
        Chart(
          series: series, notes: Self.labels(index, values, space, language), showsLegend: false,
          hasEqualUnits: true)),
      x: axis(first, around: middle), y: axis(second, around: 0))
  }

  /// How far a panel reaches from its middle, and where that lies to the side of the circle's: the labels of
  /// the hands stand outside the circle, most of them to its right where the slow hands begin, and all panels
  /// of a figure have circles of one size.
  private static func reach(
    _ values: Values, _ space: CircleSpace, _ language: Language
  ) -> (Double, middle: Double) {
    let all = values.pairs.indices.flatMap { labels($0, values, space, language) }
    // Han characters are twice as wide as digits.
    func characters(_ text: String) -> Int {
      text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
    }
    let edge = space.labelRadius + 0.08
    var (reach, middle) = (space.minimumReach, 0.0)
    // How wide labels are goes by the reach, which goes by how wide they are.
    for _ in 0..<32 {
      var (left, right) = (edge, edge)
      for label in all {
        let width = Double(characters(label.text.plain)) * space.character * reach
        // Above and below the circle a label stands over its position.
        let share = min(1, abs(label.x) / (space.labelRadius * 0.5))
        right = max(right, label.x + (label.x > 0 ? share : 0.5) * width + 0.08)
        left = max(left, -label.x + (label.x < 0 ? share : 0.5) * width + 0.08)
      }
      reach = min(2.1, max(space.minimumReach, (left + right) / 2))
      middle = (right - left) / 2
    }
    // The circle stays within its panel.
    let spare = max(0, reach - edge)
    return (reach, max(-spare, min(spare, middle)))
  }

  /// The positions at the ends of their hands; hands that almost meet have one label.
  private static func labels(
    _ index: Int, _ values: Values, _ space: CircleSpace, _ language: Language
  ) -> [Note] {
    struct Hand {
      let position: Int
      let direction: Double
    }
    let hands = values.positions.indices.map { row in
      Hand(
        position: values.positions[row],
        direction: atan2(values.sines[row, index], values.cosines[row, index]))
    }.sorted { $0.direction < $1.direction }
    // About as far apart as a number is high.
    let nearest = 0.2
    var groups: [[Hand]] = []
    for hand in hands {
      if let last = groups.last?.last, hand.direction - last.direction < nearest {
        groups[groups.count - 1].append(hand)
      } else {
        groups.append([hand])
      }
    }
    // The last may meet the first across half a turn.
    if groups.count > 1, let first = groups.first?.first, let last = groups.last?.last,
      first.direction + 2 * .pi - last.direction < nearest
    {
      groups[0] = groups.removeLast() + groups[0]
    }
    return groups.map { group in
      let x = group.reduce(0) { $0 + cos($1.direction) }
      let y = group.reduce(0) { $0 + sin($1.direction) }
      let length = (x * x + y * y).squareRoot()
      var text = text(of: group.map(\.position), space)
      // Where all hands of a small circle meet, one word says so: a list would make all circles smaller.
      if space == .tight, group.count > 1, group.count == hands.count,
        text.count > space.longestLabel
      {
        text = Localized(en: "all", zh: "全部")[language]
      }
      return Note(
        RichText(text), x: space.labelRadius * x / length,
        y: space.labelRadius * y / length,
        awayFrom: .zero)
    }
  }

  /// "0–2, 8"; of more than there is space for the first and a sign that there are others: with the last
  /// behind it, it would be read as all between them.
  private static func text(of positions: [Int], _ space: CircleSpace) -> String {
    let runs = runs(Set(positions).sorted())
    let text = runs.joined(separator: ", ")
    // A run says all that it has.
    guard text.count > space.longestLabel, runs.count > 1 else { return text }
    var abbreviated = runs[0]
    for run in runs.dropFirst() where "\(abbreviated), \(run)\(others)".count <= space.longestLabel
    {
      abbreviated += ", \(run)"
    }
    // The sign takes space as well.
    return text.count <= abbreviated.count + others.count ? text : abbreviated + others
  }

  /// What stands for positions that a label has no space for.
  private static let others = ", …"

  // MARK: Words

  private func summary(_ values: Values) -> Localized {
    let name = values.chosen.encoding.title
    let count = values.pairs.count
    let positions = values.positions.map(String.init)
    let (fast, slow) = (values.frequencies.first ?? 0, values.frequencies.last ?? 0)
    func number(_ value: Double) -> String { formatNumber(value, significant: 4) }
    func turned(_ pair: Int, _ frequency: Double) -> Localized {
      Localized(
        en: "pair \(pair) by \(number(frequency)) rad for each position",
        zh: "维度对 \(pair) 每个位置转 \(number(frequency)) 弧度")
    }
    let (first, last) = (
      turned(values.pairs.first ?? 0, fast), turned(values.pairs.last ?? 0, slow)
    )
    let turns = Localized(
      en: count == 1 ? first.english : "\(first.english), \(last.english)",
      zh: count == 1 ? first.chinese : "\(first.chinese)，\(last.chinese)")
    return Localized(
      en: "Pairs of dimensions of \(name.english) as hands on circles, counterclockwise from the "
        + "right, \(counted(count, "circle")), a hand for each of the positions "
        + "\(listed(positions, .english)): \(turns.english).",
      zh: "\(name.chinese) 的维度对画成圆上的指针，从右侧起逆时针旋转，共 \(count) 个圆，位置 "
        + "\(listed(positions, .chinese)) 各一根指针：\(turns.chinese)。")
  }

  private func notes(
    _ values: Values, _ space: CircleSpace, _ language: Language
  ) -> [FigureNote] {
    var notes = values.chosen.notes(language)
    notes.append(
      FigureNote(
        mathematics: Localized(
          en: "λ is the wavelength in positions.", zh: "λ 为以位置数计的波长。")[language]))
    let labels = values.pairs.indices.flatMap { Self.labels($0, values, space, language) }
    if labels.contains(where: { $0.text.plain.hasSuffix(Self.others) }) {
      notes.append(
        FigureNote(
          Localized(
            en: "“…” behind a position: other hands end beside its own.",
            zh: "位置后的“…”表示还有其他指针止于其旁。")[language]))
    }
    if values.isSample {
      notes.append(
        FigureNote(
          Localized(
            en: "\(values.pairs.count) of \(values.pairCount) pairs, spread evenly.",
            zh: "共 \(values.pairCount) 个维度对，均匀选取 \(values.pairs.count) 个。")[language]))
    }
    if values.attentionFactor != 1 {
      let factor = formatNumber(values.attentionFactor, significant: 4)
      notes.append(
        FigureNote(
          Localized(
            en: "Hands have the length 1; the scaling makes them \(factor) times as long.",
            zh: "指针长度画为 1；该缩放使其为 \(factor) 倍。")[language]))
    }
    return notes
  }
}
