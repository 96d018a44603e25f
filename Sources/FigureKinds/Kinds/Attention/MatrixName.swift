// What distinguishes a matrix from the others of its file, in numbers and then in words.

import AttentionMath
import FigureModel

/// Which matrix of a file this is, or of which matrices it was made.
struct MatrixName: Sendable {
  enum Matrices: Sendable {
    case one(layer: Int?, head: Int?)
    /// Weights at a position on each axis before the last two.
    case weights(at: [Int])
    /// The same of queries and keys.
    case inputs(at: [Int])
    case combined(CombinedMatrices)
  }

  var matrices: Matrices
  /// The head of keys that the head of queries shares with others; nil where it has its own.
  var keyHead: Int?

  /// - Returns: nil where nothing was chosen.
  init?(layer: Int?, head: Int?) {
    guard layer != nil || head != nil else { return nil }
    matrices = .one(layer: layer, head: head)
  }

  init(_ matrices: Matrices) { self.matrices = matrices }

  /// The layer and head of one matrix; nil for other names.
  var location: HeadLocation? {
    guard case .one(let layer, let head) = matrices else { return nil }
    return HeadLocation(layer: layer, head: head)
  }

  var words: Localized {
    let name = matrices.words
    guard let keyHead else { return name }
    return Localized(
      en: "\(name.english), key head \(keyHead)", zh: "\(name.chinese)，键为第 \(keyHead) 头")
  }

  /// The name in the middle of an English sentence.
  var inSentence: Localized {
    let words = words
    return Localized(
      en: words.english.prefix(1).lowercased() + words.english.dropFirst(), zh: words.chinese)
  }
}

extension MatrixName.Matrices {
  fileprivate var words: Localized {
    switch self {
    case .one(let layer?, let head?):
      Localized(en: "Layer \(layer), head \(head)", zh: "第 \(layer) 层，第 \(head) 头")
    case .one(let layer?, nil): Localized(en: "Layer \(layer)", zh: "第 \(layer) 层")
    case .one(nil, let head?): Localized(en: "Head \(head)", zh: "第 \(head) 头")
    case .one(nil, nil): Localized(en: "", zh: "")
    case .inputs(at: let index): Localized(en: "\(index)", zh: "\(index)")
    case .weights(at: let index):
      Localized(
        en: "Weights [\(index.map(String.init).joined(separator: ", "))]",
        zh: "权重 [\(index.map(String.init).joined(separator: ", "))]")
    case .combined(let combined): combined.words
    }
  }
}

/// Heads of a layer, layers of a head, or all of them, made into one matrix.
struct CombinedMatrices: Sendable {
  /// The layer whose heads, or the head of all layers; nil for neither.
  var layer: Int?
  var head: Int?
  var reduction: AttentionReduction
  /// How many matrices were combined; fewer than there are where some were left out.
  var count: Int
  /// Those of the file.
  var layers: Int
  var heads: Int

  var words: Localized {
    let how = reduction.words
    let capitalized = how.english.prefix(1).uppercased() + how.english.dropFirst()
    if let layer {
      let heads = counted(of: heads, Localized(en: "head", zh: "个头"))
      return Localized(
        en: "Layer \(layer), \(how.english) of \(heads.english)",
        zh: "第 \(layer) 层，\(heads.chinese)的\(how.chinese)")
    }
    if let head {
      let layers = counted(of: layers, Localized(en: "layer", zh: "层"))
      return Localized(
        en: "Head \(head), \(how.english) of \(layers.english)",
        zh: "第 \(head) 头，\(layers.chinese)的\(how.chinese)")
    }
    let all = layers * heads
    if layers == 1 || count < all {
      let heads = counted(of: all, Localized(en: "head", zh: "个头"))
      return Localized(
        en: "\(capitalized) of \(heads.english)", zh: "\(heads.chinese)的\(how.chinese)")
    }
    return Localized(
      en: "\(capitalized) of \(layers) layers of \(heads) heads",
      zh: "\(layers) 层、每层 \(heads) 个头的\(how.chinese)")
  }

  /// "4 heads", or "3 of 4 heads" where some were left out.
  private func counted(of all: Int, _ name: Localized) -> Localized {
    Localized(
      en: (count < all ? "\(count) of " : "") + "\(all) \(name.english)s",
      zh: count < all ? "\(all) \(name.chinese)中 \(count) 个" : "\(all) \(name.chinese)")
  }
}
