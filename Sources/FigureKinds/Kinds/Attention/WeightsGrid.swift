// Which matrices a tensor of weights holds: one that is chosen, or several combined.

import AttentionMath
import FigureModel
import MatrixFiles

/// One matrix of a tensor of weights: a layer's head, or several heads or layers combined.
struct WeightsChoice {
  let tensor: Tensor
  let reference: String
  let choice: MatrixChoiceArguments
  let combine: AttentionReduction?

  /// The matrix that was chosen, and what is to be said of it.
  struct Chosen {
    var matrix: Matrix<Double>
    /// What it is called where there are others.
    var name: Localized?
    /// Where it lies in the file; nil for several combined, and where it is the only one.
    var place: HeadPlace?
    /// What was combined, and what was left out of it.
    var notes: [Localized] = []
    var leftOut: [HeadPlace] = []
  }

  func chosen() throws(FigureError) -> Chosen {
    guard let combine else {
      let matrix = try MatrixInput.matrix(
        tensor, choice.choice, option: "--weights", reference)
      let index = choice.index.map { index in
        let places = index.values.map(String.init).joined(separator: ", ")
        return Localized(en: "Weights [\(places)]", zh: "权重 [\(places)]")
      }
      let isOneOfSeveral = choice.layer != nil || choice.head != nil
      return Chosen(
        matrix: matrix, name: index ?? Self.name(layer: choice.layer, head: choice.head),
        place: isOneOfSeveral ? HeadPlace(layer: choice.layer, head: choice.head) : nil)
    }
    guard choice.index == nil else {
      throw .usage("--combine and --index exclude each other: leave one of them out")
    }
    guard choice.layer == nil || choice.head == nil else {
      throw .usage(
        "--combine \(combine.rawValue): one head of one layer leaves nothing to combine; leave out "
          + "--layer or --head")
    }
    let grid = try WeightsGrid(tensor: tensor, reference: reference)
    var layers = Array(0..<grid.layers)
    if let layer = choice.layer { layers = [try grid.checkedLayer(layer)] }
    var heads = Array(0..<grid.heads)
    if let head = choice.head { heads = [try grid.checkedHead(head, option: "--head")] }
    var matrices: [(place: HeadPlace, matrix: Matrix<Double>)] = []
    for layer in layers {
      for head in heads {
        matrices.append(
          (grid.place(layer: layer, head: head), try grid.matrix(layer: layer, head: head)))
      }
    }
    let combined = try CombinedWeights(
      matrices, by: combine, of: choice.layer.map { "layer \($0)" } ?? "the file",
      reference: reference)
    let name = name(combine, grid, of: combined.count)
    return Chosen(
      matrix: combined.matrix, name: name,
      notes: [Localized(en: "\(name.english).", zh: "\(name.chinese)。")],
      leftOut: combined.leftOut)
  }

  /// What so many matrices are called when they are combined.
  private func name(
    _ combine: AttentionReduction, _ grid: WeightsGrid, of count: Int
  ) -> Localized {
    let how = combine.words
    let capitalized = how.english.prefix(1).uppercased() + how.english.dropFirst()
    if let layer = choice.layer {
      let heads = counted(count, of: grid.heads, Localized(en: "head", zh: "个头"))
      return Localized(
        en: "Layer \(layer), \(how.english) of \(heads.english)",
        zh: "第 \(layer) 层，\(heads.chinese)的\(how.chinese)")
    }
    if let head = choice.head {
      let layers = counted(count, of: grid.layers, Localized(en: "layer", zh: "层"))
      return Localized(
        en: "Head \(head), \(how.english) of \(layers.english)",
        zh: "第 \(head) 头，\(layers.chinese)的\(how.chinese)")
    }
    let all = grid.layers * grid.heads
    if grid.layers == 1 || count < all {
      let heads = counted(count, of: all, Localized(en: "head", zh: "个头"))
      return Localized(
        en: "\(capitalized) of \(heads.english)", zh: "\(heads.chinese)的\(how.chinese)")
    }
    return Localized(
      en: "\(capitalized) of \(grid.layers) layers of \(grid.heads) heads",
      zh: "\(grid.layers) 层、每层 \(grid.heads) 个头的\(how.chinese)")
  }

  /// "4 heads", or "3 of 4 heads" where some were left out.
  private func counted(_ count: Int, of all: Int, _ name: Localized) -> Localized {
    Localized(
      en: (count < all ? "\(count) of " : "") + "\(all) \(name.english)s",
      zh: count < all ? "\(all) \(name.chinese)中 \(count) 个" : "\(all) \(name.chinese)")
  }

  static func name(layer: Int?, head: Int?) -> Localized? {
    switch (layer, head) {
    case (let layer?, let head?):
      Localized(en: "Layer \(layer), head \(head)", zh: "第 \(layer) 层，第 \(head) 头")
    case (let layer?, nil): Localized(en: "Layer \(layer)", zh: "第 \(layer) 层")
    case (nil, let head?): Localized(en: "Head \(head)", zh: "第 \(head) 头")
    case (nil, nil): nil
    }
  }
}

extension AttentionReduction {
  var words: Localized {
    switch self {
    case .mean: Localized(en: "mean", zh: "均值")
    case .max: Localized(en: "maximum", zh: "最大值")
    case .min: Localized(en: "minimum", zh: "最小值")
    }
  }
}

/// All the matrices of a tensor of weights, by layer and head.
struct WeightsGrid {
  let tensor: Tensor
  let reference: String
  private let axes: AttentionAxes

  var layers: Int { axes.layerCount }
  var heads: Int { axes.headCount }
  var queries: Int { tensor.info.rows }
  var keys: Int { tensor.info.columns }
  var hasLayers: Bool { axes.layerAxis != nil }

  init(tensor: Tensor, reference: String) throws(FigureError) {
    let shape = tensor.info.shape
    guard shape.count >= 2, let axes = AttentionAxes(shape: shape) else {
      let reason =
        shape.count > 4
        ? "has \(shape.count) axes; [layers, heads, queries, keys] is wanted, with a batch of at most "
          + "1 before it: save one of its batch"
        : "has no axes of layers and heads; [layers, heads, queries, keys] is wanted"
      throw .usage("--weights \(reference): a tensor of shape \(shape) \(reason)")
    }
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw .work("--weights \(reference): a tensor of shape \(shape) holds no weights")
    }
    self.tensor = tensor
    self.reference = reference
    self.axes = axes
  }

  func checkedLayer(_ layer: Int, option: String = "--layer") throws(FigureError) -> Int {
    guard (0..<layers).contains(layer) else {
      throw .usage(
        "\(option) \(layer): \(reference) has layers 0 to \(layers - 1) (shape \(tensor.info.shape))"
      )
    }
    return layer
  }

  func checkedHead(_ head: Int, option: String) throws(FigureError) -> Int {
    guard (0..<heads).contains(head) else {
      throw .usage(
        "\(option) \(head): \(reference) has heads 0 to \(heads - 1) (shape \(tensor.info.shape))")
    }
    return head
  }

  /// The layer asked for; where there is only one it need not be.
  func onlyLayer(_ layer: Int?) throws(FigureError) -> Int {
    if let layer { return try checkedLayer(layer) }
    guard layers == 1 else {
      throw .usage(
        "--weights \(reference): the tensor of shape \(tensor.info.shape) has \(layers) layers; "
          + "choose one with --layer 0 to --layer \(layers - 1)")
    }
    return 0
  }

  /// What tells a matrix from the others.
  func place(layer: Int, head: Int) -> HeadPlace {
    HeadPlace(layer: hasLayers ? layer : nil, head: axes.headAxis == nil ? nil : head)
  }

  /// The matrix of a head, read when it is wanted.
  func cells(layer: Int, head: Int) throws(FigureError) -> FileCells {
    do throws(MatrixFileError) {
      let index = axes.index(layer: layer, head: head)
      try tensor.requireExactIntegers(at: index)
      return FileCells(reader: try tensor.rows(at: index))
    } catch {
      throw .work("--weights \(reference): \(error)")
    }
  }

  func matrix(layer: Int, head: Int) throws(FigureError) -> Matrix<Double> {
    do throws(MatrixFileError) {
      let index = axes.index(layer: layer, head: head)
      try tensor.requireExactIntegers(at: index)
      return try tensor.matrix(at: index)
    } catch {
      throw .work("--weights \(reference): \(error)")
    }
  }

  /// The matrices of some layers and heads, layer by layer, with their tokens.
  func parts(
    layers: [Int], heads: [Int], tokens: TokenAxes, mask: MaskArguments? = nil,
    _ context: FigureContext
  ) throws(FigureError) -> [AttentionWeights] {
    for head in heads { _ = try checkedHead(head, option: "--heads") }
    let hidden = try mask?.hidden(queries: queries, keys: keys, context)
    var parts: [AttentionWeights] = []
    for layer in layers {
      for head in heads {
        parts.append(
          try AttentionWeights(
            matrix(layer: layer, head: head), tokens: tokens, isHidden: hidden,
            place: place(layer: layer, head: head),
            nature: .selfAttention(tolerance: tensor.info.rowSumTolerance)))
      }
    }
    return parts
  }
}
