// Where the weights of a figure come from: a file, or a model and a text.

import FigureModel
import MatrixFiles
import MatrixSources
import Models
import TextFormats

/// The layers and heads that a figure asks for, and the options that name them.
struct AskedHeads {
  /// Those that it needs of a model; nil for all.
  var layers: [Int]?
  var heads: [Int]?
  /// Of the layers those that an option names.
  var namedLayers: [Int]
  var layerOption: OptionReference
  var headOption: OptionReference
  /// The option that says which layer, where one does: what `--index` may say as well.
  var choosesLayer: OptionReference?

  /// - Parameters:
  ///   - layers, heads: those that options name; nil for all.
  ///   - upTo: whether all layers before the one that is named are needed as well.
  init(
    layers: [Int]? = nil, _ layerOption: OptionReference = "layer", upTo: Bool = false,
    heads: [Int]? = nil, _ headOption: OptionReference = "heads"
  ) {
    // More than any model has, so that the layers before a number out of reach are not listed.
    self.layers = upTo ? layers?.last.map { Array(0...min(max(0, $0), 1 << 16)) } : layers
    self.heads = heads
    namedLayers = layers ?? []
    self.layerOption = layerOption
    self.headOption = headOption
    choosesLayer = layers == nil ? nil : layerOption
  }

  /// Refuses every layer and every head that a model does not have, before anything of it is computed.
  fileprivate func check(
    _ shape: StackShape, of path: String
  ) throws(FigureError) {
    func wrong(
      _ numbers: [Int], _ option: OptionReference, _ count: Int, _ what: Localized
    ) -> [FigureError] {
      numbers.filter { !(0..<count).contains($0) }.map {
        .usage(
          "\(option) \($0): \(path) has \(what.english) 0 to \(count - 1)",
          zh: "\(option) \($0)：\(path) 的\(what.chinese)为 0 到 \(count - 1)")
      }
    }
    let mistakes =
      wrong(namedLayers, layerOption, shape.layers, Localized(en: "layers", zh: "层"))
      + wrong(heads ?? [], headOption, shape.heads, Localized(en: "heads", zh: "头"))
    if let error = FigureError(all: mistakes) { throw error }
  }
}

/// Where weights come from: a file, or a model and a text.
struct WeightsInput {
  let array: SourcedArray
  /// What messages call it.
  let reference: String
  /// The file beside which tokens may lie; nil for a model, which has its own.
  let companion: String?
  let warnings: [Message]
  /// The picture that a model was given; nil for a text, and for a file.
  let seen: SeenPicture?
  /// The layer that `--index` left of several; nil where it left all, and where it is not given.
  let chosenLayer: Int?
  /// The option that it comes from, for messages.
  var option: OptionReference { companion == nil ? "model" : "weights" }

  /// All the matrices by layer and head.
  func grid() throws(FigureError) -> WeightsGrid {
    try WeightsGrid(
      tensor: array.tensor, reference: reference, option: option, chosenLayer: chosenLayer)
  }

  /// - Parameters:
  ///   - asked: the layers and heads that a figure needs; of a model no others are computed.
  ///   - isCross: whether attention from one sequence to another is wanted.
  ///   - inLayers: whether heads are only looked at in ``forEachLayer(_:_:)``.
  init(
    _ weights: String?, _ model: ModelArguments, _ arrangement: Arrangement, _ asked: AskedHeads,
    isCross: Bool = false, inLayers: Bool = false, _ context: ComputeContext
  ) throws(FigureError) {
    var whole = arrangement
    whole.index = nil
    guard let prepared = try model.prepared(context) else {
      guard let weights else {
        throw .usage(
          "give \(option: "weights") FILE, or \(option: "model") FOLDER with \(option: "text") \"…\": where the weights come from",
          zh: "请给出\(option: "weights")，或\(option: "model")和\(option: "text")：权重从何而来")
      }
      var array = try MatrixInput.array(weights, option: "weights", whole, context)
      let index = try arrangement.index.map { index throws(FigureError) in
        try LeadingIndex(
          index, of: array.tensor.info.shape, OptionReference("weights", weights), asked)
      }
      if let index {
        array = try MatrixInput.part(array, at: index.places, OptionReference("weights", weights))
      }
      self.array = array
      chosenLayer = index?.layer
      reference = weights
      companion = weights
      warnings = []
      seen = nil
      return
    }
    guard weights == nil else {
      throw .usage(
        "\(option: "weights") and \(option: "model") exclude each other: weights are read or computed",
        zh: "\(option: "weights")与\(option: "model")不能同用：权重是读取的或计算的")
    }
    if let option = whole.used {
      throw .usage(
        "\(option): is for arrays of files; leave it out with \(option: "model")",
        zh: "\(option)：用于文件中的数组，使用\(option: "model")时请去掉它")
    }
    let path = model.model ?? ""
    let named = OptionReference("model", path)
    let stack = try ModelArguments.naming(path) { () throws(ModelError) in
      try prepared.stack(isCross: isCross)
    }
    var index: LeadingIndex?
    if let shape = prepared.model.shape.stacks.first(where: { $0.stack == stack }) {
      try asked.check(shape, of: path)
      index = try arrangement.index.map { index throws(FigureError) in
        try LeadingIndex(index, ofLayers: shape.layers, heads: shape.heads, named, asked)
      }
    }
    let layers = index?.layer.map { [$0] } ?? asked.layers
    let computed = try ModelArguments.naming(path) { () throws(ModelError) in
      try SourcedArray(
        .attentions, of: stack, prepared,
        layers: layers.map { .only(Set($0)) } ?? .all,
        heads: asked.heads.map { .only(Set($0)) } ?? .all,
        inLayers: inLayers && index == nil)
    }
    array =
      try index.map { index throws(FigureError) in
        try MatrixInput.part(computed, at: index.places, named)
      } ?? computed
    chosenLayer = index?.layer
    reference = path
    companion = nil
    seen = prepared.seen
    warnings = ModelArguments.warnings(prepared)
  }

  /// Refuses `--index` where it left one layer and all are needed.
  /// - Parameter reader: what needs them.
  func requireAllLayers(by reader: Message) throws(FigureError) {
    guard let chosenLayer else { return }
    throw .usage(
      "\(option: "index"): leaves layer \(chosenLayer) alone, and \(reader) needs all; leave it out",
      zh: "\(option: "index")：只留下第 \(chosenLayer) 层，而需要所有层，请去掉它")
  }

  /// Goes through layers in their order; where a model's are many, each is made when its turn comes and
  /// then forgotten.
  func forEachLayer(
    _ layers: Range<Int>, _ body: (Int) throws(FigureError) -> Void
  ) throws(FigureError) {
    guard let layered = array.layered else {
      for layer in layers { try body(layer) }
      return
    }
    var failure: FigureError?
    try ModelArguments.naming(reference) { () throws(ModelError) in
      try layered.forEachLayer { layer in
        guard layers.contains(layer) else { return true }
        do throws(FigureError) { try body(layer) } catch { failure = error }
        return failure == nil
      }
    }
    if let failure { throw failure }
  }
}
