// `patches`: what a query of a model of images attends to, over the patches that the image was cut into.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import Images
import MatrixFiles
public import MatrixSources
import Models
public import TextFormats

/// The weights of one query over an image's patches, head by head.
public struct Patches: CellKind {
  public static let name = "patches"
  public static let abstract = "Draw what a query attends to over the patches of an image."
  public static let examples = [
    "attnplot patches --model ./dinov2 --image cat.png --layer 11 --heads 0-5 --query cls -o maps.png",
    "attnplot patches --weights vit.npy --grid 14x14 --layer 11 --head 3 --image cat.png --overlay "
      + "-o cat.svg",
    "attnplot patches --weights seed:7,[2,3,17,17],weights --grid 4x4 --layer 1 -o grid.png",
  ]

  public static let optionsElsewhere = [
    "queries": Message(
      "one query is drawn over all patches: choose it with \(option: "query")",
      zh: "只画一个查询对全部图块的注意力：请用\(option: "query")选择"),
    "keys": Message(
      "every patch is drawn in its place in the image; attention and heads draw the same weights as rows and "
        + "columns, of which \(option: "keys") chooses some",
      zh: "每个图块都画在图像中自己的位置；attention 和 heads 把同样的权重画成行和列，可用\(option: "keys")选取"),
  ]

  static let weights = OptionDeclaration<String?>(
    "weights", "A file of weights, FILE#name for a tensor in it.", valueName: "file", shape: .file)
  @Option(Self.weights) public var weights: String?

  static let layer = OptionDeclaration<Int?>(
    "layer", "The layer, from 0; with \(option: "rollout") the last one.", valueName: "n",
    rule: .atLeast(0))
  @Option(Self.layer) public var layer: Int?

  static let head = OptionDeclaration<Int?>(
    "head", "The one head, from 0.", valueName: "n", rule: .atLeast(0))
  @Option(Self.head) public var head: Int?

  static let heads = OptionDeclaration<IndexList?>(
    "heads", "The heads: 0,2,5,8 or 0-3; all if not given.", valueName: "list")
  @Option(Self.heads) public var heads: IndexList?

  static let query = OptionDeclaration<String>(
    "query", "Whose weights: cls, a patch by ROW,COLUMN, or a token by its number.",
    valueName: "token", initial: "cls")
  @Option(Self.query) public var query: String

  static let grid = OptionDeclaration<String?>(
    "grid", "Rows and columns of patches of \(option: "weights"), 14x14; guessed if not given.",
    valueName: "rxc", takesAnyValue: false, notation: GridNotation.notation)
  @Option(Self.grid) public var grid: String?

  static let specialTokens = OptionDeclaration<Int?>(
    "special-tokens",
    "Tokens before the patches of \(option: "weights"); what the grid leaves if not given.",
    valueName: "n", rule: .atLeast(0))
  @Option(Self.specialTokens) public var specialTokens: Int?

  static let rollout = OptionDeclaration<Bool>(
    "rollout", "Follow attention through all layers up to \(option: "layer"), heads averaged.")
  @Flag(Self.rollout) public var rollout: Bool

  static let residual = OptionDeclaration<Double>(
    "residual", "The share of the residual connection in \(option: "rollout"), 0 to 1.",
    valueName: "number",
    initial: 0.5, rule: .from(0, to: 1, "must be from 0 to 1"))
  @Option(Self.residual) public var residual: Double

  static let mass = OptionDeclaration<Double?>(
    "mass", "Show the fewest patches that hold this share of the weight on patches, 0 to 1: 0.6.",
    valueName: "number", rule: .from(0, to: 1, "must be from 0 to 1"))
  @Option(Self.mass) public var mass: Double?

  static let overlay = OptionDeclaration<Bool>(
    "overlay", "Lay the weights over the image, and not beside it.")
  @Flag(Self.overlay) public var overlay: Bool

  static let opacity = OptionDeclaration<Double>(
    "opacity", "How much of the image the weights hide with \(option: "overlay"), 0 to 1.",
    valueName: "number", initial: 0.6, rule: .from(0, to: 1, "must be from 0 to 1"))
  @Option(Self.opacity) public var opacity: Double

  static let smooth = OptionDeclaration<Bool>(
    "smooth", "Draw values between the patches' own as well, which the figure says.")
  @Flag(Self.smooth) public var smooth: Bool

  static let columns = OptionDeclaration<Int?>(
    "columns", "Panels side by side.", valueName: "n",
    rule: .atLeast(1, "at least 1 is needed", to: NumberBounds.panels))
  @Option(Self.columns) public var columns: Int?

  @OptionGroup(title: "Model") public var model: ModelArguments
  @OptionGroup(title: "Axes of the array") public var array: GridArrangementArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<Patches>] = [
    Parameter(weights, \._weights),
    Parameter(layer, \._layer),
    Parameter(head, \._head),
    Parameter(heads, \._heads),
    Parameter(query, \._query),
    Parameter(grid, \._grid),
    Parameter(specialTokens, \._specialTokens),
    Parameter(rollout, \._rollout),
    Parameter(residual, \._residual),
    Parameter(mass, \._mass),
    Parameter(overlay, \._overlay),
    Parameter(opacity, \._opacity),
    Parameter(smooth, \._smooth),
    Parameter(columns, \._columns),
    Parameter(\._model),
    Parameter(\._array),
    Parameter(\._tables),
    Parameter(\._heatMap),
  ]

  public init() {}

  public var brokenOwnRules: [FigureError] { GridNotation.brokenRules(by: grid) }

  public var inputFiles: [String] { [weights].compactMap(\.self) + model.files }
  public var models: [String] { model.models }

  public func compute(in context: ComputeContext) throws(FigureError) -> PatchesValues {
    try checkOptions()
    let context = context.reading(tables)
    var model = model
    // Beside a file of weights the image is only shown.
    if model.model == nil { model.image = nil }
    let chosen = try chosenHeads()
    let source = try WeightsInput(
      weights, model, array.arrangement,
      AskedHeads(
        layers: layer.map { [$0] }, upTo: rollout, heads: chosen, head == nil ? "heads" : "head"),
      context)
    if rollout { try source.requireAllLayers(by: "\(option: "rollout")") }
    let cells = try source.grid()
    var warnings = source.warnings
    let tokens: PatchTokens
    if let seen = source.seen {
      tokens = seen.tokens
    } else {
      let layout = try StoredPatches(
        keys: cells.keys, grid: grid, specials: specialTokens, reference: source.reference)
      tokens = layout.tokens
      warnings += layout.warnings
    }
    let query = try PatchQuery(query, tokens: tokens, queries: cells.queries)
    let maps = try maps(of: cells, heads: chosen, query: query, tokens: tokens, &warnings)
    let picture = try picture(source, tokens, context, &warnings)
    if overlay, picture == nil {
      throw .usage(
        "\(option: "overlay"): there is no image to lay the weights over; give \(option: "image") FILE",
        zh: "\(option: "overlay")：没有可叠加权重的图像，请给出\(option: "image")")
    }
    return PatchesValues(
      maps: maps, tokens: tokens, query: query,
      layer: rollout || cells.hasLayers ? layer : source.chosenLayer,
      lastLayer: layer ?? cells.layers - 1, picture: picture, origin: source.array.origin,
      mass: mass, isRollout: rollout, warnings: warnings)
  }

  /// Options that do not go together.
  private func checkOptions() throws(FigureError) {
    if model.model != nil {
      guard model.image != nil else {
        throw .usage(
          "\(option: "model") \(model.model ?? ""): patches are of an image: give \(option: "image") FILE",
          zh: "\(option: "model") \(model.model ?? "")：图块属于图像，请给出\(option: "image")")
      }
      if let grid {
        throw .usage(
          "\(option: "grid") \(grid): the model says its own; leave it out with \(option: "model")",
          zh: "\(option: "grid") \(grid)：模型有自己的网格，使用\(option: "model")时请去掉它")
      }
      if let specialTokens {
        throw .usage(
          "\(option: "special-tokens") \(specialTokens): the model says its own; leave it out with \(option: "model")",
          zh: "\(option: "special-tokens") \(specialTokens)：模型自己确定它，使用\(option: "model")时请去掉它")
      }
    } else if weights == nil {
      throw .usage(
        "give \(option: "model") FOLDER with \(option: "image") FILE, or \(option: "weights") FILE with \(option: "grid") 14x14: where the weights "
          + "come from",
        zh:
          "请给出\(option: "model")和\(option: "image")，或\(option: "weights")和\(option: "grid") 14x14：权重从何而来"
      )
    }
    if heatMap.transpose || heatMap.origin == .lower {
      throw .usage(
        "\(heatMap.transpose ? OptionReference("transpose") : OptionReference("origin", "lower")): patches lie as they do in the image, "
          + "the first row at the top; leave it out",
        zh:
          "\(heatMap.transpose ? OptionReference("transpose") : OptionReference("origin", "lower"))：图块的位置与图像相同，首行在上，请去掉它"
      )
    }
    if head != nil, heads != nil {
      throw .usage(
        "\(option: "head") and \(option: "heads") exclude each other: give one of them",
        zh: "\(option: "head")与\(option: "heads")不能同用，请只给一个")
    }
    if rollout, let option = usedHeads {
      throw .usage(
        "\(option): \(option: "rollout") averages all heads; leave it out, or \(option: "rollout")",
        zh: "\(option)：\(option: "rollout")对所有的头求平均，请去掉它，或去掉\(option: "rollout")")
    }
    if smooth, mass != nil {
      throw .usage(
        "\(option: "smooth") and \(option: "mass") exclude each other: a patch is shown or is not",
        zh: "\(option: "smooth")与\(option: "mass")不能同用：图块要么显示，要么不显示")
    }
    if opacity != 0.6, !overlay || mass != nil {
      throw .usage(
        "\(option: "opacity") \(plain(opacity)): goes with \(option: "overlay"), where weights are colours",
        zh: "\(option: "opacity") \(plain(opacity))：须与\(option: "overlay")同用，那里权重以颜色表示")
    }
  }

  /// The option that names heads; nil where none does.
  private var usedHeads: OptionReference? {
    head != nil ? "head" : heads != nil ? "heads" : nil
  }

  /// The heads that were named; nil for all.
  private func chosenHeads() throws(FigureError) -> [Int]? {
    head.map { [$0] } ?? heads?.values
  }

  /// More panels than this are too small to compare.
  private static let maximumPanels = 64

  private func maps(
    of cells: WeightsGrid, heads: [Int]?, query: PatchQuery, tokens: PatchTokens,
    _ warnings: inout [Message]
  ) throws(FigureError) -> [PatchMap] {
    if rollout {
      return [try rolledOut(cells, query, tokens, &warnings)]
    }
    let layer = try cells.onlyLayer(layer)
    try cells.checkHeads(heads ?? [], option: self.head == nil ? "heads" : "head")
    let chosen = heads ?? Array(0..<cells.heads)
    guard chosen.count <= Self.maximumPanels else {
      throw .usage(
        "\(option: "heads"): \(chosen.count) panels are too many to read; give at most \(Self.maximumPanels)",
        zh: "\(option: "heads")：\(chosen.count) 个面板太多，无法辨认；请至多给 \(Self.maximumPanels) 个")
    }
    var maps: [PatchMap] = []
    for head in chosen {
      let row = Array(try cells.matrix(layer: layer, head: head).row(query.row))
      let location = cells.location(layer: layer, head: head)
      let sum = row.reduce(0, +)
      let allowed = cells.tensor.info.rowSumTolerance
      if abs(sum - 1) > allowed || row.contains(where: { $0 < 0 }) {
        warnings.append(
          Message(
            "\(location.name ?? "the matrix"): the query's weights sum to \(plain(sum)), and weights after "
              + "the softmax to 1; draw those, or take the figure for what it is",
            zh: "查询的权重之和为 \(plain(sum))，而 softmax 之后的权重之和为 1；请画后者，或照此理解"))
      }
      maps.append(PatchMap(row, location: location, tokens: tokens, mass: mass))
    }
    return maps
  }

  /// The query's row of the rollout of all layers up to the one asked for (Abnar & Zuidema 2020).
  private func rolledOut(
    _ cells: WeightsGrid, _ query: PatchQuery, _ tokens: PatchTokens, _ warnings: inout [Message]
  ) throws(FigureError) -> PatchMap {
    guard cells.queries == cells.keys else {
      throw .usage(
        "\(option: "rollout"): needs all queries, and these weights have \(cells.queries) for \(cells.keys) keys",
        zh: "\(option: "rollout")：需要全部查询，而这些权重有 \(cells.queries) 个查询和 \(cells.keys) 个键")
    }
    let last =
      try layer.map { layer throws(FigureError) in try cells.checkedLayer(layer) }
      ?? cells.layers - 1
    var layers: [Matrix<Double>] = []
    var leftOut: [HeadLocation] = []
    for layer in 0...last {
      var combined = CombinedWeights(by: .mean)
      for head in 0..<cells.heads {
        combined.add(
          try cells.matrix(layer: layer, head: head),
          at: cells.location(layer: layer, head: head))
      }
      leftOut += combined.leftOut
      layers.append(try combined.matrix(of: "layer \(layer)", reference: cells.reference))
    }
    if let warning = CombinedWeights.warning(leftOut) { warnings.append(warning) }
    do throws(AttentionError) {
      let rolled = try AttentionMath.rollout(of: layers, residual: residual)
      return PatchMap(
        Array(rolled[last].row(query.row)), location: nil, tokens: tokens, mass: mass)
    } catch {
      throw .work("\(option: "rollout"): \(error)")
    }
  }

  /// The image as it lies under the patches.
  private func picture(
    _ source: WeightsInput, _ tokens: PatchTokens, _ context: ComputeContext,
    _ warnings: inout [Message]
  ) throws(FigureError) -> DisplayedPicture? {
    if let seen = source.seen { return DisplayedPicture(seen) }
    guard let path = model.image else { return nil }
    do throws(ImageError) {
      let whole = try Picture.read(context.resolve(path), within: context.reach)
      let displayed = DisplayedPicture(whole, path: path, under: tokens)
      warnings += displayed.warnings
      return displayed
    } catch {
      throw .work("\(option: "image") \(error)")
    }
  }
}
