// What weights are found to be that attention weights are not, and the warnings that say so.

import FigureModel

/// A mistake that published figures of attention are found to have.
enum WeightsConcern: Hashable {
  /// So many of all weights are NaN, or infinite so that a row has no sum.
  case notNumbers(Int, of: Int)
  /// Rows do not sum to 1, by up to this much.
  case rowSums(Double)
  case causalCrossAttention
  case squareWithTwoLists(Int)
  /// A mask hides weights, up to this one, though masked weights are 0.
  case hiddenWeights(Double)

  /// Models compute weights in half precision more often than they store them so; the sums of such
  /// rows are no mistake.
  static let leastTolerance = 5e-3

  /// One message for each kind of concern among some matrices.
  static func warnings(_ parts: [AttentionWeights]) -> [String] {
    warnings(parts.map { ($0.place, $0.concerns) })
  }

  /// The same for the concerns of each matrix, with the places where they lie.
  static func warnings(_ parts: [(place: HeadPlace?, concerns: [WeightsConcern])]) -> [String] {
    var order: [String] = []
    var found: [String: (concern: WeightsConcern, count: Int, places: [HeadPlace])] = [:]
    for (place, concerns) in parts {
      for concern in concerns {
        let known = found[concern.kind]
        if known == nil { order.append(concern.kind) }
        found[concern.kind] = (
          known.map { $0.concern.joined(with: concern) } ?? concern, (known?.count ?? 0) + 1,
          (known?.places ?? []) + [place].compactMap(\.self)
        )
      }
    }
    return order.compactMap { kind in
      found[kind].map { $0.concern.message(in: $0.count, of: parts.count, $0.places) }
    }
  }

  private var kind: String {
    switch self {
    case .notNumbers: "numbers"
    case .rowSums: "sums"
    case .causalCrossAttention: "causal"
    case .squareWithTwoLists: "square"
    case .hiddenWeights: "hidden"
    }
  }

  /// What two concerns of a kind say together: the worse of both, or the sum of what they count.
  private func joined(with other: WeightsConcern) -> WeightsConcern {
    switch (self, other) {
    case (.notNumbers(let mine, let all), .notNumbers(let theirs, let others)):
      .notNumbers(mine + theirs, of: all + others)
    case (.rowSums(let mine), .rowSums(let theirs)): theirs > mine ? other : self
    case (.hiddenWeights(let mine), .hiddenWeights(let theirs)): theirs > mine ? other : self
    default: self
    }
  }

  private func message(in count: Int, of total: Int, _ places: [HeadPlace]) -> String {
    let named = places.isEmpty || count == total && total > 1 ? nil : HeadPlace.words(places)
    let place =
      total > 1
      ? "in \(count) of \(total) matrices \(named.map { "(\($0)) " } ?? "")"
      : named.map { "in \($0) " } ?? ""
    switch self {
    case .notNumbers(let cells, let all):
      return place + "the weights hold "
        + (cells > 0 ? "NaN (\(cells) of \(all) values)" : "∞ of both signs")
        + ": softmax gives it for a query whose keys are all masked, and after an overflow"
    case .rowSums(let error):
      return place + "the rows do not sum to 1 (off by up to "
        + "\(formatNumber(error, significant: 3, style: .plain))): are these scores, or is the wrong "
        + "axis last?"
    case .causalCrossAttention:
      return place + "the cross-attention looks causally masked: nothing lies above the diagonal, "
        + "so it may be the decoder's self-attention"
    case .squareWithTwoLists(let side):
      return
        "the matrix is square, [\(side), \(side)], but queries and keys have different tokens: "
        + "make sure that it is cross-attention, and not one sequence's attention to itself"
    case .hiddenWeights(let greatest):
      return place + "the mask hides weights that are not 0 (up to "
        + "\(formatNumber(greatest, significant: 3, style: .plain))): is it this model's mask?"
    }
  }
}

/// Which of a model's matrices one is.
struct HeadPlace: Hashable {
  /// nil where the file has no layers.
  var layer: Int?
  /// nil where the file has no heads.
  var head: Int?

  /// More of them than these are not listed in a sentence.
  private static let mostListed = 12

  /// Places in their order as messages have them: "layer 0, heads 1 and 3; layer 2, head 0".
  static func words(_ places: [HeadPlace], _ language: Language = .english) -> String {
    guard language == .english else { return chinese(places) }
    let shown = places.prefix(mostListed)
    var layers: [(layer: Int?, heads: [Int])] = []
    for place in shown {
      let heads = place.head.map { [$0] } ?? []
      if let last = layers.indices.last, layers[last].layer == place.layer {
        layers[last].heads += heads
      } else {
        layers.append((place.layer, heads))
      }
    }
    let parts = layers.map { layer, heads in
      let names = runs(heads)
      let heads =
        names.isEmpty
        ? nil : (heads.count == 1 ? "head " : "heads ") + listed(names, .english)
      return [layer.map { "layer \($0)" }, heads].compactMap(\.self).joined(separator: ", ")
    }
    let rest = places.count - shown.count
    return parts.joined(separator: "; ") + (rest > 0 ? " and \(rest) more" : "")
  }

  private static func chinese(_ places: [HeadPlace]) -> String {
    let shown = places.prefix(mostListed).map { place in
      [place.layer.map { "第 \($0) 层" }, place.head.map { "第 \($0) 头" }].compactMap(\.self)
        .joined()
    }
    let rest = places.count - shown.count
    return shown.joined(separator: "、") + (rest > 0 ? "等 \(places.count) 处" : "")
  }
}
