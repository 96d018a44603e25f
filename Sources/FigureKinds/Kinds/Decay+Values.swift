// What `decay` works out, and what its lines are called.

public import AttentionMath
public import FigureModel
import RealModule

/// Lines over the distance, each relative to its value at distance 0.
public struct DecayValues: FigureValues, ShowsEncodings {
  /// What a line is of an encoding.
  enum Role: Hashable, Sendable {
    /// RoFormer's bound.
    case bound
    /// The mean of products of random vectors.
    case mean
    /// A standard deviation above or below the mean.
    case spread
    /// What a bias multiplies weights by; nil where all heads have the same.
    case factor(head: Int?)
  }

  struct Line: Sendable {
    let chosen: ChosenEncoding
    let role: Role
    /// One for each distance.
    let values: [Double]

    var isFactor: Bool { if case .factor = role { true } else { false } }

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

    func style(slot: Int) -> SeriesStyle {
      switch role {
      case .bound: SeriesStyle(slot: slot, width: 2.2)
      case .mean: SeriesStyle(slot: slot, width: 1.3, dash: .dashed)
      case .spread: SeriesStyle(slot: slot, width: 0.8, opacity: 0.35)
      case .factor:
        SeriesStyle(
          slot: slot, width: 2,
          dash: SeriesStyle.Dash.allCases[slot % SeriesStyle.Dash.allCases.count])
      }
    }
  }

  let distances: Range<Int>
  let lines: [Line]
  var shownEncodings: [ChosenEncoding] { lines.filter { $0.role != .spread }.map(\.chosen) }
  let samples: Int
  let seed: Int

  /// e to a difference of biases.
  static func factor(_ difference: Double) -> Double { Double.exp(difference) }

  public func table(in language: Language) -> LabelledMatrix? {
    LabelledMatrix(
      matrix: Matrix(
        rows: lines.count, columns: distances.count, values: lines.flatMap(\.values)),
      rowLabels: lines.map { line in
        line.role == .spread
          ? "\(line.chosen.encoding.name) spread" : line.label[.english]
      },
      columnLabels: distances.map { "\($0)" })
  }

  public func facts(of shown: Matrix<Double>?) -> [ValueFact] {
    guard let shown, shown.rows == lines.count, shown.columns == distances.count else { return [] }
    // Spread may reach above the product at distance 0.
    return [
      .decays(
        lines.indices.filter { lines[$0].role != .spread }.map { Array(shown.row($0)) },
        of: distances)
    ]
  }

  /// The conventions of the encodings, and what the random vectors are.
  func notes(_ language: Language) -> [FigureNote] {
    var models: [String] = []
    var notes: [FigureNote] = []
    for configured in lines.compactMap(\.chosen.configured) where !models.contains(configured.label)
    {
      models.append(configured.label)
      notes.append(FigureNote(configured.note[language]))
    }
    guard lines.contains(where: { $0.role == .mean }) else { return notes }
    return notes + [
      FigureNote(
        Localized(
          en: "Mean and standard deviation over \(samples) random vectors with themselves, seed "
            + "\(seed): synthetic, of no model.",
          zh: "均值与标准差取自 \(samples) 个随机向量与其自身的点积，种子 \(seed)：合成数据，不来自任何模型。")[language])
    ]
  }

  var summary: Localized {
    let shown = lines.filter { $0.role != .spread }
    func text(_ language: Language) -> String {
      listed(
        shown.map { line in
          let last = formatNumber(line.values.last ?? .nan, significant: 3)
          return "\(line.label[language]) \(last)"
        }, language)
    }
    let (first, last) = (distances.lowerBound, distances.upperBound - 1)
    return Localized(
      en: "Lines over distances \(first) to \(last), each relative to distance 0; at \(last): "
        + "\(text(.english)).",
      zh: "距离 \(first) 到 \(last) 上的曲线，均相对于距离 0；在 \(last) 处：\(text(.chinese))。")
  }
}
