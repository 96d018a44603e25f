// What `decay` works out, and what its lines are called.

public import AttentionMath
public import FigureModel
import FigureScene
import RealModule
public import TextFormats

/// Lines over the distance, each relative to its value at distance 0.
public struct DecayValues: FigureValues, ShowsEncodings {
  /// What a line is of an encoding.
  enum Role: Hashable, Sendable {
    /// RoFormer's bound.
    case bound
    /// The mean of products of random vectors.
    case mean
    /// A standard deviation above or below the mean.
    case spread(isAbove: Bool)
    /// What a bias multiplies weights by; nil where all heads have the same.
    case factor(head: Int?)
  }

  struct Line: Sendable {
    let chosen: ChosenEncoding
    let role: Role
    /// One for each distance.
    let values: [Double]

    var isSpread: Bool { if case .spread = role { true } else { false } }
    var isFactor: Bool { if case .factor = role { true } else { false } }

    /// Whether training made its numbers, which may rise and fall as they like.
    var isTrained: Bool { chosen.encoding is T5Bias || chosen.encoding is FireBias }

    /// Whether a formula makes it fall: no mean of random vectors, and no trained number.
    var falls: Bool {
      switch role {
      case .bound: true
      case .mean, .spread: false
      case .factor:
        switch chosen.encoding {
        case let alibi as AlibiBias: alibi.form != .keyPosition
        case is RetentionDecay, is KerpleBias: true
        default: false
        }
      }
    }

    var label: Localized {
      let name = chosen.label
      return switch role {
      case .bound:
        Localized(en: "\(name.english): RoFormer's bound", zh: "\(name.chinese)：RoFormer 上界")
      case .mean, .spread:
        Localized(
          en: "\(name.english): mean ± deviation (synthetic)", zh: "\(name.chinese)：均值 ± 标准差（合成）")
      case .factor(nil): name
      case .factor(let head?):
        Localized(en: "\(name.english), head \(head)", zh: "\(name.chinese) 第 \(head) 头")
      }
    }

    /// What the legend calls it: notes say whose the bound is and what the means are of.
    var legend: Localized {
      let name = chosen.label
      return switch role {
      case .bound: Localized(en: "\(name.english): bound", zh: "\(name.chinese)：上界")
      case .mean, .spread:
        Localized(en: "\(name.english): mean ± σ", zh: "\(name.chinese)：均值 ± σ")
      case .factor: label
      }
    }

    /// The same in a panel whose title is the encoding's name.
    var shortLegend: Localized {
      switch role {
      case .bound: Localized(en: "bound", zh: "上界")
      case .mean, .spread: Localized(en: "mean ± σ", zh: "均值 ± σ")
      case .factor(nil): chosen.label
      case .factor(let head?): Localized(en: "head \(head)", zh: "第 \(head) 头")
      }
    }

    /// What it is called where its values are read: the mean and the lines beside it by themselves.
    var readName: Localized {
      let name = chosen.label
      return switch role {
      case .bound, .factor: legend
      case .mean: Localized(en: "\(name.english): mean", zh: "\(name.chinese)：均值")
      case .spread(let isAbove):
        Localized(
          en: "\(name.english): mean \(isAbove ? "+" : "−") σ",
          zh: "\(name.chinese)：均值 \(isAbove ? "+" : "−") σ")
      }
    }

    func style(slot: Int) -> SeriesStyle {
      switch role {
      case .bound: SeriesStyle(slot: slot)
      case .mean: SeriesStyle(slot: slot, dash: .dashed)
      case .spread: SeriesStyle(slot: slot, width: 0.8, opacity: 0.35)
      case .factor:
        SeriesStyle(
          slot: slot,
          dash: SeriesStyle.Dash.allCases[slot % SeriesStyle.Dash.allCases.count])
      }
    }
  }

  let distances: Range<Int>
  let lines: [Line]
  var displayedEncodings: [ChosenEncoding] { lines.filter { !$0.isSpread }.map(\.chosen) }
  let samples: Int
  let seed: Int
  public var warnings: [Message] = []

  /// e to a difference of biases.
  static func factor(_ difference: Double) -> Double { Double.exp(difference) }

  public func table(in language: Language) -> LabelledMatrix? {
    LabelledMatrix(
      matrix: Matrix(
        rows: lines.count, columns: distances.count, values: lines.flatMap(\.values)),
      rowLabels: lines.map { line in
        line.isSpread
          ? "\(line.chosen.label.english): spread" : line.label[.english]
      },
      columnLabels: distances.map { "\($0)" })
  }

  public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
    guard let displayed, displayed.rows == lines.count, displayed.columns == distances.count else {
      return []
    }
    // Spread may reach above the product at distance 0.
    return [
      .decays(
        lines.indices.filter { !lines[$0].isSpread && !lines[$0].isTrained }
          .map { Array(displayed.row($0)) },
        of: distances),
      .falling(
        lines.indices.filter { lines[$0].falls }.map { Array(displayed.row($0)) }, of: distances),
    ]
  }

  /// The conventions of the encodings, and what the random vectors are.
  func notes(_ language: Language) -> [FigureNote] {
    var notes = lines.map(\.chosen).notes(pairings: false, language)
    if isWide { notes.append(FigureNote(wideNote[language])) }
    guard lines.contains(where: { $0.role == .mean }) else { return notes }
    return notes + [
      FigureNote(
        Localized(
          en: "RoFormer’s bound is without its factor; means may lie above it.",
          zh: "RoFormer 的上界不含其因子，均值可能高于它。")[language], isBackground: true),
      FigureNote(
        mathematics: Localized(
          en:
            "Means over \(samples) random vectors, each with itself (q = k), seed \(seed): synthetic.",
          zh: "均值取自 \(samples) 个随机向量，各与自身相乘（q = k），种子 \(seed)：合成数据。")[language]),
    ]
  }

  // MARK: Wide ranges

  /// Whether distances are on a logarithmic axis: on another all but the farthest would be squeezed
  /// into its beginning.
  var isWide: Bool { distances.count > Decay.maximumOnLinearAxis }

  /// How many runs of distances, evenly long on the logarithmic axis, are one point each.
  private static let maximumPoints = 240

  private var wideNote: Localized {
    // Where the axis begins is reported where it leaves distances out.
    let first = max(1, distances.lowerBound)
    let axis =
      distances.lowerBound < first
      ? Localized(en: "Distances from \(first) on, logarithmic", zh: "距离自 \(first) 起，对数坐标")
      : Localized(en: "Distances on a logarithmic axis", zh: "距离为对数坐标")
    let hasMeans = lines.contains { $0.role == .mean }
    let hasBounds = lines.contains { $0.role == .bound }
    let thin =
      hasMeans && hasBounds
      ? Localized(
        en: ", thin lines beside a bound its extremes, beside a mean ± σ",
        zh: "，上界旁的细线为其极值，均值旁的细线为 ± σ")
      : Localized(en: "", zh: "")
    return Localized(
      en: "\(axis.english); far out means of those around\(thin.english).",
      zh: "\(axis.chinese)；远处为附近各距离的均值\(thin.chinese)。")
  }

  /// Runs of distances that are one point each, along a logarithmic axis.
  private var runs: [Range<Int>] {
    let (first, end) = (max(1, distances.lowerBound), distances.upperBound)
    let step = Double.pow(Double(end) / Double(first), 1 / Double(Self.maximumPoints))
    var runs: [Range<Int>] = []
    var begin = first
    while begin < end {
      let next = min(end, max(begin + 1, Int((Double(begin) * step).rounded(.up))))
      runs.append(begin..<next)
      begin = next
    }
    return runs
  }

  /// What is drawn of a line: itself, or means of runs with the extremes of a bound.
  /// - Parameter isTitled: whether the panel's title names the encoding.
  func series(_ line: Line, slot: Int, isTitled: Bool, _ language: Language) -> [Series] {
    let label = line.isSpread ? nil : (isTitled ? line.shortLegend : line.legend)[language]
    func named(_ name: Localized, _ series: Series) -> Series {
      var series = series
      series.readName = name[language]
      series.hasMathematics = true
      return series
    }
    guard isWide else {
      return [
        named(
          line.readName,
          Series(
            label: label, x: distances.map(Double.init), y: line.values,
            style: line.style(slot: slot)))
      ]
    }
    let runs = runs
    let x = runs.map { (Double($0.lowerBound) * Double($0.upperBound - 1)).squareRoot() }
    let parts = runs.map { run in
      line.values[run.lowerBound - distances.lowerBound..<run.upperBound - distances.lowerBound]
    }
    var all = [
      named(
        line.readName,
        Series(
          label: label, x: x, y: parts.map { $0.reduce(0, +) / Double($0.count) },
          style: line.style(slot: slot)))
    ]
    guard line.role == .bound else { return all }
    let name = line.legend
    for (words, extreme) in [
      (Localized(en: ", least", zh: "，最小"), parts.map { $0.min() ?? .nan }),
      (Localized(en: ", greatest", zh: "，最大"), parts.map { $0.max() ?? .nan }),
    ] {
      all.append(
        named(
          Localized(en: name.english + words.english, zh: name.chinese + words.chinese),
          Series(x: x, y: extreme, style: SeriesStyle(slot: slot, width: 0.8, opacity: 0.35))))
    }
    return all
  }

  var summary: Localized {
    let displayed = lines.filter { !$0.isSpread }
    func text(_ language: Language) -> String {
      listed(
        displayed.map { line in
          // Below what rounding leaves, a bias' exponentials differ by what underflows.
          let last = formatMeasured(line.values.last ?? .nan, within: 1e-12)
          return line.label[language] + Localized(en: ": ", zh: "：")[language] + last
        }, language)
    }
    let (first, last) = (distances.lowerBound, distances.upperBound - 1)
    return Localized(
      en: "Lines over distances \(first) to \(last), each relative to distance 0; at \(last), "
        + "\(text(.english)).",
      zh: "距离 \(first) 到 \(last) 上的曲线，均相对于距离 0；在 \(last) 处，\(text(.chinese))。")
  }
}
