// The page of `patches`: the image, and a map of each head in its place.

public import AttentionMath
public import FigureModel
import FigureScene
import MatrixSources
import Models
public import TextFormats

/// What `patches` draws.
public struct PatchesValues: FigureValues {
  let maps: [PatchMap]
  let tokens: PatchTokens
  let query: PatchQuery
  /// The layer, where there are several or one was named.
  let layer: Int?
  /// The last of the layers of a rollout.
  let lastLayer: Int
  let picture: DisplayedPicture?
  let origin: ArrayOrigin
  let mass: Double?
  let isRollout: Bool
  public let warnings: [Message]

  /// The weights of the query over all tokens, map by map: those before the patches as they are, those on
  /// patches as they are shown. A mask shows none of them.
  public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
    let (specials, patches) = (tokens.specials.count, tokens.patches)
    let isDisplayed = mass == nil && displayed?.values.count == maps.count * patches
    var rows: [Double] = []
    for (index, map) in maps.enumerated() {
      if isDisplayed, let displayed {
        rows += map.row[..<specials]
        rows += displayed.values[(index * patches)..<((index + 1) * patches)]
      } else {
        rows += map.row
      }
    }
    let weights = Matrix(rows: maps.count, columns: specials + patches, values: rows)
    return [.weights(WeightsFact(weights))]
  }

  /// The maps below one another, shape `[maps, rows, columns]`.
  public func table(in language: Language) -> LabelledMatrix? {
    let values = maps.flatMap(\.values)
    var table = LabelledMatrix(
      matrix: Matrix(rows: maps.count * tokens.rows, columns: tokens.columns, values: values),
      rowLabels: maps.flatMap { map in
        (0..<tokens.rows).map { row in
          (map.location?.head.map { "head \($0): " } ?? "") + "row \(row)"
        }
      }, columnLabels: (0..<tokens.columns).map { "column \($0)" })
    table.matrices = maps.count
    return table
  }
}

extension Patches {
  public func compose(
    _ values: PatchesValues, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let tokens = values.tokens
    let isMask = values.mass != nil
    let scaled = heatMap.scaledValues(of: values.maps.flatMap(\.values))
    let scale =
      isMask
      ? try heatMap.scale(for: scaled, limits: (0, 1)) : try heatMap.weightsScale(for: scaled)
    var picture = values.picture.map { $0.panel(tokens, language) }
    let unit = picture.flatMap(Self.unit)
    picture?.cellUnit = unit
    let rows = Axis(domain: .cells(count: tokens.rows, first: heatMap.indexBase))
    let columns = Axis(domain: .cells(count: tokens.columns, first: heatMap.indexBase))
    let mark = values.query.patch.map {
      HeatMap.Mark(.cell(row: $0.row, column: $0.column))
    }
    var panels: [Panel] = []
    let isOver = overlay || isMask && picture != nil
    if var picture, !isOver || isMask && !overlay {
      picture.marks = [mark].compactMap(\.self)
      panels.append(
        Panel(
          title: RichText(Localized(en: "Image", zh: "图像")[language]),
          content: .picture(picture), x: columns, y: rows))
    }
    for map in values.maps {
      var panel = heatMap.panel(
        drawn(map.values, tokens), scale: scale, rows: rows, columns: columns, aspect: .equal)
      if smooth {
        panel.x = Axis(domain: columns.domain, hasTicks: false)
        panel.y = Axis(domain: rows.domain, hasTicks: false)
        // Between the middles of patches nothing was computed: a patch's own value is read all over it.
        panel.heatMap?.readValues = Matrix(
          rows: tokens.rows, columns: tokens.columns, values: map.values)
      }
      panel.title = RichText(name(of: map, values)[language])
      panel.shortTitle = map.location?.head.map { RichText("H\($0)") }
      panel.heatMap?.colorBar = nil
      panel.heatMap?.cellUnit = unit.map { smooth ? $0 / Double(Self.smoothing(tokens)) : $0 }
      if !smooth { panel.heatMap?.marks = [mark].compactMap(\.self) }
      if isOver, let picture {
        panel.heatMap?.backdrop = HeatMap.Backdrop(
          picture, cells: isMask ? .fading : .colored(opacity: opacity))
      }
      panels.append(panel)
    }
    let across = self.columns ?? min(panels.count, 4)
    let down = (panels.count + across - 1) / across
    let side = Self.side(of: tokens, unit, maximum: panels.count == 1 ? 340 : 240)
    let bar =
      values.maps.count > 1
      ? ColorBar.ofWeights(language)
      : ColorBar(label: RichText(KindStrings.weight[language]))
    return Composition(
      Figure(
        name: Self.name, title: RichText(title(values)[language]),
        summary: summary(values, scaled, isOver: isOver)[language],
        notes: notes(values).map { FigureNote($0[language]) }, language: language, panels: panels,
        columns: across,
        size: page.size
          ?? .about(
            Size(
              Double(across) * (Double(tokens.columns) * side + 45) + 150,
              Double(down) * (Double(tokens.rows) * side + 60) + 90)),
        sharedColorBar: isMask ? nil : bar, sharesAxes: !smooth,
        keepsColumns: self.columns != nil))
  }

  /// The side of a patch in pixels of the image, where the image is not too large to be shown so.
  private static func unit(_ picture: PanelPicture) -> Double? {
    guard picture.gridColumns > 0, max(picture.width, picture.height) <= 420 else { return nil }
    return Double(picture.width / picture.gridColumns)
  }

  /// The side of a patch on the page, in px, where the longer side of all is about `length`.
  private static func side(of tokens: PatchTokens, _ unit: Double?, maximum length: Double)
    -> Double
  {
    let maximum = Double(max(tokens.rows, tokens.columns, 1))
    guard let unit else { return max(4, (length / maximum).rounded()) }
    return unit * max(1, (length / (unit * maximum)).rounded(.down))
  }

  /// The cells of a map: as they are, or with values between them.
  private func drawn(_ values: [Double], _ tokens: PatchTokens) -> Matrix<Double> {
    let matrix = Matrix(rows: tokens.rows, columns: tokens.columns, values: values)
    return smooth ? matrix.smoothed(by: Self.smoothing(tokens)) : matrix
  }

  /// How many values are drawn for a patch, across and down.
  private static func smoothing(_ tokens: PatchTokens) -> Int {
    max(1, min(16, 512 / max(tokens.rows, tokens.columns, 1)))
  }

  private func name(of map: PatchMap, _ values: PatchesValues) -> Localized {
    guard let head = map.location?.head else {
      return values.isRollout
        ? Localized(en: "Rollout", zh: "注意力展开") : Localized(en: "Weights", zh: "权重")
    }
    return Localized(en: "Head \(head)", zh: "第 \(head) 头")
  }

  private func title(_ values: PatchesValues) -> Localized {
    let query = queryName(values)
    if values.isRollout {
      return Localized(
        en: "Attention of \(query.english) rolled out, layers 0–\(values.lastLayer)",
        zh: "\(query.chinese.trimmingPrefix(" "))的注意力展开（rollout），第 0–\(values.lastLayer) 层")
    }
    let layer = values.layer
    return Localized(
      en: "What \(query.english) attends to\(layer.map { ", layer \($0)" } ?? "")",
      zh: (layer.map { "第 \($0) 层：" } ?? "") + query.chinese.trimmingPrefix(" ") + "对各图块的注意力")
  }

  private func queryName(_ values: PatchesValues) -> Localized {
    guard let patch = values.query.patch else {
      return Localized(en: values.query.name, zh: " \(values.query.name) ")
    }
    let (row, column) = (patch.row + heatMap.indexBase, patch.column + heatMap.indexBase)
    return Localized(
      en: "the patch in row \(row), column \(column)", zh: "第 \(row) 行第 \(column) 列图块")
  }

  private func summary(
    _ values: PatchesValues, _ scaled: ScaledValues, isOver: Bool
  ) -> Localized {
    let (tokens, query) = (values.tokens, queryName(values))
    let heads = values.maps.compactMap { $0.location?.head }
    let (english, chinese) = (listed(runs(heads), .english), listed(runs(heads), .chinese))
    let of =
      heads.isEmpty
      ? Localized(
        en: values.isRollout ? ", rolled out through layers 0 to \(values.lastLayer)" : "",
        zh: values.isRollout ? "（展开第 0 到 \(values.lastLayer) 层）" : "")
      : Localized(
        en: ", \(heads.count == 1 ? "head" : "heads") \(english)"
          + (values.layer.map { " of layer \($0)" } ?? ""),
        zh: "（\(values.layer.map { "第 \($0) 层" } ?? "")第 \(chinese) 头）")
    let arrangement =
      isOver
      ? Localized(en: "over the image", zh: "叠加在图像上")
      : values.picture == nil
        ? Localized(en: "in their places", zh: "按图块位置排列")
        : Localized(en: "beside the image", zh: "置于图像旁")
    if let mass = values.mass {
      let counts = values.maps.map { map in map.values.count { $0 == 1 } }
      let kept = counts.map(String.init)
      return Localized(
        en: "The patches of a \(tokens.rows) by \(tokens.columns) grid that together hold "
          + "\(plain(mass * 100))% of what \(query.english) gives to patches\(of.english), \(arrangement.english): "
          + "\(kept.joined(separator: ", ")) of \(tokens.patches); the others are faded.",
        zh: "\(tokens.rows) 行 \(tokens.columns) 列图块中，合占\(query.chinese)给予图块之权重 "
          + "\(plain(mass * 100))% 的图块\(of.chinese)，\(arrangement.chinese)：\(kept.joined(separator: "、"))"
          + "（共 \(tokens.patches) 块）；其余淡化。")
    }
    return Localized(
      en:
        "The attention of \(query.english) to each patch of a \(tokens.rows) by \(tokens.columns) "
        + "grid\(of.english), as coloured cells \(arrangement.english), values "
        + "\(ValueRange(scaled.extent, .english))"
        + (values.maps.count > 1 ? "; all panels share one colour scale." : "."),
      zh: "\(query.chinese)对 \(tokens.rows) 行 \(tokens.columns) 列各图块的注意力\(of.chinese)，以着色单元格"
        + "\(arrangement.chinese)，取值 \(ValueRange(scaled.extent, .chinese))"
        + (values.maps.count > 1 ? "；各图共用一个色标。" : "。"))
  }

  private func notes(_ values: PatchesValues) -> [Localized] {
    var notes: [Localized] = []
    if let model = values.origin.model {
      notes.append(Localized(en: "Model: \(model).", zh: "模型：\(model)。"))
    }
    notes += values.origin.partNotes
    if let picture = values.picture { notes.append(picture.note) }
    if values.isRollout {
      notes.append(
        Localized(
          en: "Each layer: mean of its heads, \(plain(residual)) of the residual.",
          zh: "每层取各头均值，残差占 \(plain(residual))。"))
    }
    let specials = values.tokens.specials
    if !specials.isEmpty {
      let shares = ValueRange(values.maps.map(\.specialWeight), .english)
      let chinese = ValueRange(values.maps.map(\.specialWeight), .chinese)
      let names = specials.joined(separator: ", ")
      notes.append(
        Localized(
          en:
            "Weight on \(names), which \(specials.count == 1 ? "is no patch" : "are no patches"): "
            + "\(shares).",
          zh: "落在 \(specials.joined(separator: "、"))（非图块）上的权重：\(chinese)。"))
    }
    if let mass = values.mass {
      notes.append(
        Localized(
          en:
            "Shown are the fewest patches that hold \(plain(mass * 100))% of the weight on patches.",
          zh: "仅保留合占图块权重 \(plain(mass * 100))% 的最少图块。"))
    }
    if smooth {
      notes.append(
        Localized(
          en: "Smoothed: between the middles of patches values are interpolated.",
          zh: "已平滑：图块中心之间为插值。"))
    }
    return notes
  }
}

extension Matrix<Double> {
  /// So many values for each across and down, interpolated between the middles of cells; beyond the outer
  /// ones their own value goes on.
  fileprivate func smoothed(by factor: Int) -> Matrix<Double> {
    func sample(_ index: Int, _ count: Int) -> (low: Int, high: Int, share: Double) {
      let at = (Double(index) + 0.5) / Double(factor) - 0.5
      let inside = Swift.min(Swift.max(at, 0), Double(count - 1))
      let low = Int(inside)
      return (low, Swift.min(low + 1, count - 1), inside - Double(low))
    }
    return Matrix(rows: rows * factor, columns: columns * factor) { row, column in
      let (y, x) = (sample(row, rows), sample(column, columns))
      let top = self[y.low, x.low] * (1 - x.share) + self[y.low, x.high] * x.share
      let bottom = self[y.high, x.low] * (1 - x.share) + self[y.high, x.high] * x.share
      return top * (1 - y.share) + bottom * y.share
    }
  }
}
