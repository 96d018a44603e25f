// What is measured of a head, what it is called, and how its weights give it.

import ArgumentParser
import AttentionMath
import FigureModel
import TextFormats

/// A number that says what a head does.
public enum HeadMeasure: String, Hashable, ChoiceValue {
  /// The entropy of a query's weights, in nats.
  case entropy
  /// How far a query looks, in positions.
  case distance
  /// The weight on the query's own position, the one before it, the one after it and the first.
  case diagonal, previous, next, first
}

extension HeadMeasure {
  /// The target that a mass lies on; nil for entropy and distance.
  private var target: AttentionTarget? {
    switch self {
    case .entropy, .distance: nil
    case .diagonal: .diagonal
    case .previous: .previous
    case .next: .next
    case .first: .first
    }
  }

  /// Whether it compares the positions of queries with those of keys.
  var comparesPositions: Bool {
    switch self {
    case .distance, .diagonal, .previous, .next: true
    case .entropy, .first: false
    }
  }

  /// Whether it is a share of the weight, from 0 to 1.
  var isShare: Bool { target != nil }

  /// Whether a query has the measure when no other keys than these are left: a mass needs its key.
  func exists(forQuery query: Int, keys: Int, left: Set<Int>) -> Bool {
    guard let target else { return true }
    return target.key(ofQuery: query, keys: keys).map(left.contains) ?? false
  }

  /// The measure of each query, nil where it has none.
  func values(of matrix: Matrix<Double>) -> [Double?] {
    switch self {
    case .entropy: matrix.entropies()
    case .distance: matrix.attentionDistances
    case .diagonal, .previous, .next, .first: target.map { matrix.masses(on: $0) } ?? []
    }
  }

  /// From 0 on, so that colours compare; shares up to the largest one.
  func limits(_ values: [Double]) -> (Double, Double) {
    let maximum = values.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
    return (0, maximum > 0 ? maximum : 1)
  }

  var title: Localized {
    switch self {
    case .entropy: Localized(en: "entropy", zh: "熵")
    case .distance: Localized(en: "attention distance", zh: "注意力距离")
    case .diagonal: Localized(en: "mass on the diagonal", zh: "对角线权重")
    case .previous: Localized(en: "mass on the previous token", zh: "前一词元权重")
    case .next: Localized(en: "mass on the next token", zh: "后一词元权重")
    case .first: Localized(en: "mass on the first token", zh: "首词元权重")
    }
  }

  /// Above a panel too narrow for the whole title.
  var shortTitle: Localized {
    switch self {
    case .entropy: title
    case .distance: Localized(en: "distance", zh: "距离")
    case .diagonal: Localized(en: "diagonal", zh: "对角线")
    case .previous: Localized(en: "previous", zh: "前一词元")
    case .next: Localized(en: "next", zh: "后一词元")
    case .first: Localized(en: "first", zh: "首词元")
    }
  }

  /// A title with what the numbers are: "entropy (nats)".
  func titleWithUnit(_ title: Localized, _ language: Language) -> String {
    Localized(
      en: "\(title.english) (\(unit.english))", zh: "\(title.chinese)（\(unit.chinese)）")[language]
  }

  var unit: Localized {
    switch self {
    case .entropy: Localized(en: "nats", zh: "奈特")
    case .distance: Localized(en: "positions", zh: "位置数")
    case .diagonal, .previous, .next, .first: KindStrings.weight
    }
  }

  /// The heads with the maximum and the minimum value, in a sentence.
  /// - Parameter firstLayer: the number of the first row's layer; nil where there are no layers.
  func extremes(_ matrix: Matrix<Double>, firstLayer: Int?, _ language: Language) -> String {
    let locations = matrix.values.indices.filter { matrix.values[$0].isFinite }
    guard let most = locations.max(by: { matrix.values[$0] < matrix.values[$1] }) else { return "" }
    let location = MatrixName(
      layer: firstLayer.map { $0 + most / matrix.columns }, head: most % matrix.columns)?.words
    let number = formatNumber(matrix.values[most], significant: 3)
    let name = title.english.prefix(1).uppercased() + title.english.dropFirst()
    return Localized(
      en: "\(name) is greatest in \(location?.english.lowercased() ?? ""), \(number).",
      zh: "\(title.chinese)以\(location?.chinese ?? "")最大，为 \(number)。")[language]
  }
}
