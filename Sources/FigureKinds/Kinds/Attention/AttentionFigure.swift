// Queries by keys as a heat map, and one query's row as bars.

import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles

/// One matrix of attention as a heat map with tokens along both axes.
struct AttentionFigure {
  var attention: AttentionWeights
  var title: String
  /// What the values are.
  var what: Localized
  /// Whether values run from 0 to 1.
  var isProbability: Bool
  var kind: String
  var heatMap: HeatMapArguments

  func draft(_ context: FigureContext) throws(FigureError) -> FigureDraft {
    let matrix = attention.matrix
    guard matrix.rows > 0, matrix.columns > 0 else {
      throw .work("a matrix of shape [\(matrix.rows), \(matrix.columns)] has no cell to draw")
    }
    let scale = try heatMap.scale(
      for: matrix, limits: isProbability ? probabilityLimits(matrix.values) : nil)
    var panel = heatMap.panel(
      matrix, scale: scale, rows: attention.queryAxis(context.language),
      columns: attention.keyAxis(context.language), aspect: .equal)
    if let hidden = attention.isHidden, case .heatMap(var map) = panel.content {
      map.isMasked =
        heatMap.transpose
        ? (0..<matrix.columns).flatMap { column in
          (0..<matrix.rows).map { hidden[$0, column] }
        } : hidden.values
      panel.content = .heatMap(map)
    }
    let limits = ValueRange(matrix.values, context.language)
    let shape = "[\(matrix.rows), \(matrix.columns)]"
    let summary = Localized(
      en: "Heat map of \(what.english), \(shape) queries by keys, values \(limits). ",
      zh: "\(what.chinese)的热图，\(shape)（查询 × 键），取值 \(limits)。")
    return FigureDraft(
      figure: Figure(
        name: kind, title: RichText(title),
        summary: summary[context.language] + attention.strongest(context.language),
        language: context.language, panels: [panel],
        size: context.size ?? tokenPage(rows: matrix.rows, columns: matrix.columns)),
      table: attention.table, warnings: attention.warnings)
  }
}

/// From 0 to the greatest weight, so that a weight of 0 is the first colour of the map.
func probabilityLimits(_ values: [Double]) -> (Double, Double) {
  let greatest = values.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
  let least = values.reduce(0) { $1.isFinite ? min($0, $1) : $0 }
  return (least, greatest > least ? greatest : least + 1)
}

/// The weights of one query as bars over its keys.
struct QueryBars {
  let attention: AttentionWeights
  let row: Int
  let title: String
  let kind: String
  let context: FigureContext

  init(
    _ attention: AttentionWeights, query: String, title: String, kind: String,
    _ context: FigureContext
  ) throws(FigureError) {
    self.attention = attention
    self.title = title
    self.kind = kind
    self.context = context
    if let queries = attention.queries {
      row = try queries.place(of: query, option: "--query-token")
    } else if let index = Int(query), (0..<attention.matrix.rows).contains(index) {
      row = index
    } else {
      throw .usage(
        "--query-token \(query): there are no tokens, so give the query's number, 0 to "
          + "\(attention.matrix.rows - 1)")
    }
  }

  func draft() -> FigureDraft {
    let values = Array(attention.matrix.row(row))
    let name = attention.queries?.shown[row] ?? "\(row)"
    let top = values.indices.max { values[$0] < values[$1] } ?? 0
    let key = attention.keys?.shown[top] ?? "\(top)"
    let greatest = formatNumber(values.isEmpty ? 0 : values[top], significant: 3)
    let series = Series(
      x: values.indices.map(Double.init), y: values, style: SeriesStyle(form: .bars, slot: 0))
    let heading = Localized(
      en: "\(title): what \"\(name)\" attends to", zh: "\(title)：“\(name)” 关注什么")
    let summary = Localized(
      en:
        "Bars of the weights that the query \"\(name)\" gives to \(values.count) keys; the greatest "
        + "is \(greatest), for \"\(key)\".",
      zh: "查询 “\(name)” 对 \(values.count) 个键的权重条形图；最大值 \(greatest)，对应 “\(key)”。")
    let width = Double(min(1200, max(420, values.count * 52)))
    return FigureDraft(
      figure: Figure(
        name: kind, title: RichText(heading[context.language]),
        summary: summary[context.language], language: context.language,
        panels: [
          Panel(
            content: .chart(Chart(series: [series])), x: attention.keyAxis(context.language),
            y: Axis(
              label: RichText(Localized(en: "weight", zh: "权重")[context.language]),
              domain: .numbers(
                lower: values.contains { $0 < 0 } ? nil : 0, upper: nil, scale: .linear)))
        ],
        size: context.size ?? .exact(Size(width, 420))),
      table: LabelledMatrix(
        matrix: Matrix(rows: 1, columns: values.count, values: values), rowLabels: [name],
        columnLabels: attention.table.columnLabels),
      warnings: attention.warnings)
  }
}

/// One matrix of a tensor of weights: a layer's head, or several heads combined.
struct WeightsChoice {
  let tensor: Tensor
  let reference: String
  let choice: MatrixChoiceArguments
  let combine: AttentionReduction?

  /// The matrix and what it is called.
  func matrix(_ language: Language) throws(FigureError) -> (Matrix<Double>, String) {
    guard let combine else {
      let matrix = try MatrixInput.matrix(
        tensor, choice.choice, option: "--weights", reference)
      return (matrix, Self.name(layer: choice.layer, head: choice.head, language))
    }
    guard choice.head == nil, choice.index == nil else {
      throw .usage("--combine takes all heads: leave out --head and --index")
    }
    let grid = try WeightsGrid(tensor: tensor, reference: reference)
    let layers =
      try choice.layer.map { layer throws(FigureError) in
        [try grid.checkedLayer(layer)]
      } ?? Array(0..<grid.layers)
    var matrices: [Matrix<Double>] = []
    for layer in layers {
      for head in 0..<grid.heads { matrices.append(try grid.matrix(layer: layer, head: head)) }
    }
    do throws(AttentionError) {
      let how = combine.words[language]
      let name = Self.name(layer: choice.layer, head: nil, language)
      return (
        try combined(matrices, by: combine),
        Localized(en: "\(name), \(how) of heads", zh: "\(name)，各头\(how)")[language]
      )
    } catch {
      throw .work("--weights \(reference): \(error)")
    }
  }

  static func name(layer: Int?, head: Int?, _ language: Language) -> String {
    switch (layer, head) {
    case (let layer?, let head?):
      Localized(en: "Layer \(layer), head \(head)", zh: "第 \(layer) 层，第 \(head) 头")[language]
    case (let layer?, nil): Localized(en: "Layer \(layer)", zh: "第 \(layer) 层")[language]
    case (nil, let head?): Localized(en: "Head \(head)", zh: "第 \(head) 头")[language]
    case (nil, nil): Attention.Stage.weights.title[language]
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
  var hasLayers: Bool { axes.layerAxis != nil }

  init(tensor: Tensor, reference: String) throws(FigureError) {
    let shape = tensor.info.shape
    guard shape.count >= 2, let axes = AttentionAxes(shape: shape) else {
      throw .usage(
        "--weights \(reference): a tensor of shape \(shape) has no axes of layers and heads; "
          + "[layers, heads, queries, keys] is wanted")
    }
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw .work("--weights \(reference): a tensor of shape \(shape) holds no weights")
    }
    self.tensor = tensor
    self.reference = reference
    self.axes = axes
  }

  func checkedLayer(_ layer: Int) throws(FigureError) -> Int {
    guard (0..<layers).contains(layer) else {
      throw .usage(
        "--layer \(layer): \(reference) has layers 0 to \(layers - 1) (shape \(tensor.info.shape))")
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

  func matrix(layer: Int, head: Int) throws(FigureError) -> Matrix<Double> {
    do throws(MatrixFileError) {
      return try tensor.matrix(at: axes.index(layer: layer, head: head))
    } catch {
      throw .work("--weights \(reference): \(error)")
    }
  }
}
