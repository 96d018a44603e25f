// Which matrices a tensor of weights holds: one that is chosen, or several combined.

import AttentionMath
import FigureModel
import MatrixFiles
import TextFormats

/// One matrix of a tensor of weights: a layer's head, or several heads or layers combined.
struct WeightsChoice {
  let tensor: Tensor
  let reference: String
  /// Where the tensor comes from; nil where all of it is at hand.
  var source: WeightsInput?
  let choice: MatrixChoiceArguments
  let combine: AttentionReduction?
  /// Where the tensor comes from, for messages.
  var option: OptionReference = "weights"

  /// The matrix that was chosen, and what is to be said of it.
  struct Chosen {
    var matrix: Matrix<Double>
    /// What it is called where there are others.
    var name: MatrixName?
    /// Which head it is; nil for several combined, and where it is the only one.
    var location: HeadLocation?
    /// Its position on the axes before the last two, for a mask of each head; nil for several combined.
    var head: HeadRow?
    /// What was left out of several combined.
    var leftOut: [HeadLocation] = []
  }

  /// What the one matrix is called where there are others.
  private var name: MatrixName? {
    choice.index.map { MatrixName(.weights(at: $0.values)) }
      ?? MatrixName(layer: choice.layer, head: choice.head)
  }

  /// Which head it is; nil where it is the only one.
  private var location: HeadLocation? {
    choice.layer != nil || choice.head != nil
      ? HeadLocation(layer: choice.layer, head: choice.head) : nil
  }

  /// The rows of the one matrix that was chosen, where it is too large to be held; else nil, and for
  /// several combined.
  func large() throws(FigureError) -> (cells: FileRows, name: MatrixName?, location: HeadLocation?)?
  {
    guard combine == nil,
      Double(tensor.info.rows) * Double(tensor.info.columns) > Double(MatrixHeatMap.maximumHeld)
    else { return nil }
    try MatrixInput.requireHoldableRows(tensor.info, option: option, reference)
    let cells = try MatrixInput.source(tensor, choice.choice, option: option, reference)
    return (cells, name, location)
  }

  func chosen() throws(FigureError) -> Chosen {
    guard let combine else {
      let matrix = try MatrixInput.matrix(
        tensor, choice.choice, option: option, reference)
      let location = try? choice.choice.index(in: tensor.info.shape)
      return Chosen(
        matrix: matrix, name: name, location: self.location,
        head: location.map { HeadRow(shape: tensor.info.leadingShape, index: $0) })
    }
    let grid = try WeightsGrid(tensor: tensor, reference: reference, option: option)
    let heads = try CombinedHeads(grid, choice: choice, combine: combine)
    var combined = CombinedWeights(by: combine)
    func add(_ layer: Int) throws(FigureError) {
      for head in heads.heads {
        combined.add(
          try grid.matrix(layer: layer, head: head), at: grid.location(layer: layer, head: head))
      }
    }
    let layers = heads.layers[0]..<heads.layers[0] + heads.layers.count
    if let source {
      try source.forEachLayer(layers, add)
    } else {
      for layer in layers { try add(layer) }
    }
    let (count, leftOut) = (combined.count, combined.leftOut)
    return Chosen(
      matrix: try combined.matrix(
        of: choice.layer.map { "layer \($0)" } ?? "the file", reference: reference),
      name: heads.name(of: count), leftOut: leftOut)
  }
}

/// The heads that `--combine` makes one matrix of: those of a layer, a head's of all layers, or all.
struct CombinedHeads {
  let grid: WeightsGrid
  let choice: MatrixChoiceArguments
  let combine: AttentionReduction
  let layers: [Int]
  let heads: [Int]

  init(
    _ grid: WeightsGrid, choice: MatrixChoiceArguments, combine: AttentionReduction
  ) throws(FigureError) {
    guard choice.index == nil else {
      throw .usage(
        "\(option: "combine") and \(option: "index") exclude each other: leave one of them out",
        zh: "\(option: "combine")与\(option: "index")不能同用，请去掉其中一个")
    }
    guard choice.layer == nil || choice.head == nil else {
      throw .usage(
        "\(option: "combine") \(combine.rawValue): one head of one layer leaves nothing to combine; leave out "
          + "\(option: "layer") or \(option: "head")",
        zh:
          "\(option: "combine") \(combine.rawValue)：一层的一个头没有可合并的内容；请去掉\(option: "layer")或\(option: "head")"
      )
    }
    self.grid = grid
    self.choice = choice
    self.combine = combine
    if let layer = choice.layer {
      layers = [try grid.checkedLayer(layer)]
    } else {
      layers = Array(0..<grid.layers)
    }
    if let head = choice.head {
      heads = [try grid.checkedHead(head, option: "head")]
    } else {
      heads = Array(0..<grid.heads)
    }
  }

  /// The position of each on the axes before the last two, layer by layer.
  var indices: [[Int]] {
    layers.flatMap { layer in heads.map { grid.index(layer: layer, head: $0) } }
  }

  /// What the combined matrix is called where so many were combined; nil for all.
  func name(of count: Int? = nil) -> MatrixName {
    MatrixName(
      .combined(
        CombinedMatrices(
          layer: choice.layer, head: choice.head, reduction: combine,
          count: count ?? layers.count * heads.count, layers: grid.layers, heads: grid.heads)))
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
  /// The option that named the file.
  let option: OptionReference
  /// The layer that all of them are of, where `--index` left one of several; nil for any other array.
  private let chosenLayer: Int?
  private let axes: AttentionAxes

  var layers: Int { axes.layerCount }
  var heads: Int { axes.headCount }
  var queries: Int { isKeysByQueries ? tensor.info.columns : tensor.info.rows }
  var keys: Int { isKeysByQueries ? tensor.info.rows : tensor.info.columns }
  /// Whether matrices are transposed as they are read.
  private(set) var isKeysByQueries = false
  /// The labels of a table of text, and what is to be warned about it.
  var findings: TableFindings {
    let findings = TableFindings(tensor, option: "weights", reference)
    return isKeysByQueries ? findings.transposed : findings
  }
  var hasLayers: Bool { axes.layerAxis != nil }
  /// Whether words name the layers: where there are several, and where one was left of several.
  var namesLayers: Bool { hasLayers || chosenLayer != nil }
  /// The number that words call a layer by.
  func number(ofLayer layer: Int) -> Int { chosenLayer ?? layer }

  init(
    tensor: Tensor, reference: String, option: OptionReference = "weights", chosenLayer: Int? = nil
  ) throws(FigureError) {
    self.chosenLayer = chosenLayer
    let shape = tensor.info.shape
    guard shape.count >= 2, let axes = AttentionAxes(shape: shape) else {
      let reason =
        shape.count > 4
        ? Message(
          "has \(shape.count) axes; [layers, heads, queries, keys] is wanted: choose one of a batch with "
            + "\(option: "batch") 0 (read as layer,batch,head,query,key; \(option: "axes") names another order), or draw one "
            + "matrix as attention, chosen by \(option: "index")",
          zh:
            "有 \(shape.count) 个轴，需要 [layers, heads, queries, keys]：请用\(option: "batch") 0 选择一个批次（读作 layer,batch,head,query,key，\(option: "axes")可指定其他顺序），或画 attention 并用\(option: "index")选择一个矩阵"
        )
        : Message(
          "has no axes of layers and heads; [layers, heads, queries, keys] is wanted",
          zh: "没有层和头的轴，需要 [layers, heads, queries, keys]")
      throw .usage(
        "\(option) \(reference): a tensor of shape \(shape) \(reason)",
        zh: "\(option) \(reference)：形状为 \(shape) 的张量：\(reason)")
    }
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw .work(
        "\(option) \(reference): a tensor of shape \(shape) holds no weights",
        zh: "\(option) \(reference)：形状为 \(shape) 的张量中没有权重")
    }
    try MatrixInput.requireHoldableRows(tensor.info, option: option, reference)
    self.tensor = tensor
    self.reference = reference
    self.option = option
    self.axes = axes
  }

  /// The grid read as keys by queries, where a head's columns sum to 1 and its rows do not.
  func transposed(judging layer: Int, _ head: Int) throws(FigureError) -> WeightsGrid? {
    guard
      try matrix(layer: layer, head: head).isKeysByQueries(
        tolerance: tensor.info.rowSumTolerance)
    else { return nil }
    var grid = self
    grid.isKeysByQueries = true
    return grid
  }

  /// The position of a head on the axes before the last two.
  func index(layer: Int, head: Int) -> [Int] { axes.index(layer: layer, head: head) }

  func checkedLayer(_ layer: Int, option: OptionReference = "layer") throws(FigureError) -> Int {
    try checkLayers([layer], option: option)
    return layer
  }

  func checkedHead(_ head: Int, option: OptionReference) throws(FigureError) -> Int {
    try checkHeads([head], option: option)
    return head
  }

  /// Refuses all layers at once that are not there.
  func checkLayers(_ layers: [Int], option: OptionReference) throws(FigureError) {
    let wrong = layers.filter { !(0..<self.layers).contains($0) }
    if !wrong.isEmpty { throw lacksLayer(OptionReference(option.name, typedRuns(wrong))) }
  }

  /// Refuses all heads at once that are not there.
  func checkHeads(_ heads: [Int], option: OptionReference) throws(FigureError) {
    let wrong = heads.filter { !(0..<self.heads).contains($0) }
    if !wrong.isEmpty { throw lacksHead(OptionReference(option.name, typedRuns(wrong))) }
  }

  /// Refuses all positions at once of which the layer or the head is not there.
  func check(_ locations: HeadLocations, option: OptionReference) throws(FigureError) {
    var mistakes: [FigureError] = []
    for location in locations.locations {
      let asked = OptionReference(option.name, HeadLocations(locations: [location]))
      if !(0..<layers).contains(location.layer ?? 0) { mistakes.append(lacksLayer(asked)) }
      if !(0..<heads).contains(location.head ?? 0) { mistakes.append(lacksHead(asked)) }
    }
    if let error = FigureError(all: mistakes) { throw error }
  }

  private func lacksLayer(_ asked: OptionReference) -> FigureError {
    .usage(
      "\(asked): \(reference) has layers 0 to \(layers - 1) (shape \(tensor.info.shape))",
      zh: "\(asked)：\(reference) 的层为 0 到 \(layers - 1)（形状 \(tensor.info.shape)）")
  }

  private func lacksHead(_ asked: OptionReference) -> FigureError {
    .usage(
      "\(asked): \(reference) has heads 0 to \(heads - 1) (shape \(tensor.info.shape))",
      zh: "\(asked)：\(reference) 的头为 0 到 \(heads - 1)（形状 \(tensor.info.shape)）")
  }

  /// The layer asked for; where there is only one it need not be.
  func onlyLayer(_ layer: Int?) throws(FigureError) -> Int {
    if let layer { return try checkedLayer(layer) }
    guard layers == 1 else {
      throw .usage(
        "\(option) \(reference): the tensor of shape \(tensor.info.shape) has \(layers) layers; "
          + "choose one with \(option: "layer") 0 to \(option: "layer") \(layers - 1)",
        zh:
          "\(option) \(reference)：形状为 \(tensor.info.shape) 的张量有 \(layers) 层；请选择一层，\(option: "layer") 0 到 \(layers - 1)"
      )
    }
    return 0
  }

  /// What distinguishes a matrix from the others.
  func location(layer: Int, head: Int) -> HeadLocation {
    HeadLocation(
      layer: namesLayers ? number(ofLayer: layer) : nil, head: axes.headAxis == nil ? nil : head)
  }

  /// The matrix of a head, read when it is wanted.
  func cells(layer: Int, head: Int) throws(FigureError) -> FileRows {
    do throws(MatrixFileError) {
      let index = index(layer: layer, head: head)
      try tensor.requireExactIntegers(at: index)
      return FileRows(reader: try tensor.rows(at: index))
    } catch {
      throw .work("\(option: "weights") \(reference): \(error)")
    }
  }

  func matrix(layer: Int, head: Int) throws(FigureError) -> Matrix<Double> {
    do throws(MatrixFileError) {
      let index = index(layer: layer, head: head)
      try MatrixInput.requireHoldable(tensor.info)
      try tensor.requireExactIntegers(at: index)
      let matrix: Matrix<Double> = try tensor.matrix(at: index)
      return isKeysByQueries ? matrix.transposed : matrix
    } catch {
      throw .work("\(option: "weights") \(reference): \(error)")
    }
  }

  /// Reads matrices as keys by queries from now on.
  mutating func turn() { isKeysByQueries = true }

  /// The matrices of some layers and heads, layer by layer, with their tokens.
  func parts(
    layers: [Int], heads: [Int], tokens: TokenAxes, mask: CheckedMask? = nil
  ) throws(FigureError) -> [AttentionWeights] {
    try checkHeads(heads, option: "heads")
    return try parts(
      layers.flatMap { layer in heads.map { HeadLocation(layer: layer, head: $0) } },
      tokens: tokens, mask: mask)
  }

  /// The matrices of some positions, with their tokens.
  /// - Precondition: there are such positions.
  func parts(
    _ locations: [HeadLocation], tokens: TokenAxes, mask: CheckedMask? = nil
  ) throws(FigureError) -> [AttentionWeights] {
    var parts: [AttentionWeights] = []
    for chosen in locations {
      let (layer, head) = (chosen.layer ?? 0, chosen.head ?? 0)
      do {
        let matrix = try matrix(layer: layer, head: head)
        do throws(FigureError) {
          parts.append(
            try AttentionWeights(
              matrix, tokens: tokens, isHidden: mask?.hidden,
              nature: .selfAttention(tolerance: tensor.info.rowSumTolerance),
              location: location(layer: layer, head: head), shape: tensor.info.shape))
        } catch {
          // Tokens that do not fit are often right, and the axes are not.
          guard let order = WeightsLayout.axisOrder(tensor.info.shape) else { throw error }
          throw FigureError(
            cause: error.cause, message: "\(error); \(order)")
        }
      }
    }
    return parts
  }
}
