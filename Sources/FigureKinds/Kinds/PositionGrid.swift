// `position-grid`: how alike the position of each patch of an image is to those of all others.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
public import MatrixSources
import Models
import TextFormats

/// A small heat map for each patch, laid out as the patches are (ViT, figure 7).
public struct PositionGrid: CellKind {
  public static let name = "position-grid"
  public static let drawing = 2
  public static let abstract = "Draw how alike each patch's position is to every other's."
  public static let examples = [
    "attnplot position-grid --model ./vit -o vit-grid.png",
    "attnplot position-grid --table vit.safetensors#embeddings.position_embeddings --grid 14x14 "
      + "-o grid.png",
    "attnplot position-grid --encoding sincos-2d --grid 7x7 --dimensions 64 -o sincos.svg",
  ]

  static let encoding = OptionDeclaration<EncodingList?>(
    "encoding", "An encoding of images: sincos-2d, detr-2d or learned-2d.", valueName: "name",
    takesAnyValue: false)
  @Option(Self.encoding) public var encoding: EncodingList?

  static let model = OptionDeclaration<String?>(
    "model", "A model of images whose own table is drawn: a folder.", valueName: "folder",
    takesAnyValue: false)
  @Option(Self.model) public var model: String?

  static let table = OptionDeclaration<String?>(
    "table", "A table of positions, FILE or FILE#name: [patches, d_model].", valueName: "file",
    shape: .file)
  @Option(Self.table) public var table: String?

  static let grid = OptionDeclaration<String?>(
    "grid", "Rows and columns of patches, 14x14; of a table a square if not given.",
    valueName: "rxc", takesAnyValue: false, notation: GridNotation.notation)
  @Option(Self.grid) public var grid: String?

  static let dimensions = OptionDeclaration<Stated<Int>>(
    "dimensions", "d_model of an encoding that has no table.", valueName: "d",
    initial: .usual(256),
    rule: .from(2, to: 65536, "must be from 2 to 65536"))
  @Option(Self.dimensions) var statedDimensions: Stated<Int>
  public var dimensions: Int {
    get { statedDimensions.value }
    set { statedDimensions = Stated(newValue, isGiven: true) }
  }

  static let metric = OptionDeclaration<SimilarityMetric>(
    "metric", "What is measured between two vectors.", valueName: "metric",
    initial: SimilarityMetric.cosine)
  @Option(Self.metric) public var metric: SimilarityMetric

  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<PositionGrid>] = [
    Parameter(encoding, \._encoding),
    Parameter(model, \._model),
    Parameter(table, \._table),
    Parameter(grid, \._grid),
    Parameter(dimensions, \._statedDimensions),
    Parameter(metric, \._metric),
    Parameter(\._heatMap),
  ]

  public init() {}

  public var brokenOwnRules: [FigureError] { GridNotation.brokenRules(by: grid) }

  public var inputFiles: [String] { maker(grid).files }
  public var models: [String] { maker(grid).models + [model].compactMap(\.self) }

  /// The most patches along a side: panels of more cannot be distinguished.
  private static let longestSide = 40

  /// How alike patches are.
  public struct Values: FigureValues {
    /// What the vectors are of, in a sentence.
    let title: Localized
    let conventionNote: Localized
    /// The model whose table it is; nil for none.
    let model: String?
    /// Whether a formula makes the vectors, and no training.
    let isComputed: Bool
    let grid: PatchGrid
    /// Tokens before the patches, which have no position in the image.
    let prefixTokens: Int
    let metric: SimilarityMetric
    /// Shape `[patches, patches]`, row by row of the image.
    let similarity: Matrix<Double>
    let scaled: ScaledValues

    public func table(in language: Language) -> LabelledMatrix? {
      let names = (0..<grid.patches).map { patch in
        let (row, column) = grid.location(of: patch)
        return "row \(row) column \(column)"
      }
      return LabelledMatrix(matrix: similarity, rowLabels: names, columnLabels: names)
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      guard let displayed, displayed.rows == grid.patches, displayed.columns == grid.patches else {
        return []
      }
      return [.patches(PatchesFact(displayed, grid: grid, metric: metric, isComputed: isComputed))]
    }
  }

  private func maker(_ grid: String?) -> EncodingMaker {
    let specifications =
      encoding?.specifications
      ?? (table == nil ? [] : [EncodingSpecification(name: LearnedPatches.name)])
    return EncodingMaker(
      specifications: specifications,
      shared: [
        .init("grid", grid), .init("table", table),
        .init("dimensions", "\(dimensions)", isDefault: !statedDimensions.isGiven),
      ])
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let sources: [(String, String?)] = [
      ("model", model), ("table", table), ("encoding", encoding?.description),
    ]
    let given = sources.compactMap { name, value in value.map { OptionReference(name, $0) } }
    guard !given.isEmpty else {
      throw .usage(
        "give \(option: "model") ./vit, \(option: "table") FILE#name, or \(option: "encoding") sincos-2d \(option: "grid") 7x7: whose positions",
        zh:
          "请给出\(option: "model")、\(option: "table")，或\(option: "encoding") sincos-2d 与\(option: "grid") 7x7：要画的是谁的位置"
      )
    }
    let patches: any PatchEncoding
    let option: OptionReference
    if let model {
      guard given.count == 1 else {
        throw .usage(
          "\(given[0]) and \(given[1]): positions are those of one; give one of them",
          zh: "\(given[0]) 与 \(given[1])：位置只能取自其一，请只给一个")
      }
      option = given[0]
      patches = try ofModel(model, context)
    } else {
      let list = try maker(grid).list(in: context)
      guard list.count == 1 else {
        throw .usage(
          "\(given[0]): this figure shows one encoding; give one", zh: "\(given[0])：此图只显示一种编码，请只给一种"
        )
      }
      option = table.map { OptionReference("table", $0) } ?? list[0].option
      patches = try list[0].offering(.patches)
    }
    let name = model?.split(separator: "/").last.map(String.init)
    return try values(of: patches, option, model: name)
  }

  /// The table that a model of images learned.
  private func ofModel(
    _ path: String, _ context: ComputeContext
  ) throws(FigureError) -> LearnedPatches {
    guard !statedDimensions.isGiven else {
      throw .usage(
        "\(option: "dimensions") \(dimensions): the table of \(option: "model") \(path) says all; leave it out",
        zh: "\(option: "dimensions") \(dimensions)：\(option: "model") \(path) 的位置表已经确定了它，请去掉它")
    }
    let found = try ModelArguments.naming(path) { () throws(ModelError) in
      try PatchTable(path, in: context)
    }
    let matrix = try MatrixInput.matrix(found.tensor, at: [], option: "model", path)
    do throws(EncodingError) {
      let own = try PatchGrid(rows: found.side, columns: found.side)
      if let grid {
        guard try PatchGrid(grid) == own else {
          throw .tableShape(
            "table", rows: matrix.rows, columns: matrix.columns,
            expected: "its config says a grid of \(own), and not \(grid); leave the grid out")
        }
      }
      return try LearnedPatches(table: matrix, grid: own)
    } catch {
      throw FigureError(error, OptionReference("model", path))
    }
  }

  private func values(
    of patches: any PatchEncoding, _ option: OptionReference, model: String?
  ) throws(FigureError) -> Values {
    let grid = patches.grid
    guard max(grid.rows, grid.columns) <= Self.longestSide else {
      throw .usage(
        "\(option): a grid of \(grid) has more panels than can be told apart; at most "
          + "\(Self.longestSide)x\(Self.longestSide) are drawn",
        zh: "\(option)：\(grid) 的网格面板太多，无法分辨；至多画 \(Self.longestSide)x\(Self.longestSide)")
    }
    let similar: Matrix<Double>
    do {
      let first = patches.prefixTokens
      let vectors = try patches.matrix(positions: first..<first + grid.patches)
      similar = try similarity(of: vectors, metric: metric)
    } catch let error as EncodingError {
      throw FigureError(error, option)
    } catch {
      throw .work("\(option): \(error)")
    }
    guard !similar.values.contains(where: \.isNaN) else {
      throw .work(
        "\(option): the vector of a patch is all zeros, so that it has no cosine; give \(option: "metric") dot",
        zh: "\(option)：有图块的向量全为 0，没有余弦；请用\(option: "metric") dot")
    }
    return Values(
      title: patches.title, conventionNote: patches.conventionNote, model: model,
      isComputed: !(patches is LearnedPatches), grid: grid,
      prefixTokens: patches.prefixTokens, metric: metric, similarity: similar,
      scaled: heatMap.scaledValues(of: similar.values))
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let grid = values.grid
    let scale = try heatMap.scale(
      for: values.scaled, defaultMap: heatMap.usualMap(for: values.scaled.extent))
    if grid.rows == 1 || grid.columns == 1 {
      return Composition(line(values, scale, on: page))
    }
    let rows = Axis(domain: .cells(count: grid.rows, first: 0), hasTicks: false)
    // One name for all panels along each side: the numbers there count the panels.
    let columns = Axis(
      label: RichText(Localized(en: "column of the patch →", zh: "图像块所在列 →")[language]),
      domain: .cells(count: grid.columns, first: 0), hasTicks: false)
    let rowName = RichText(Localized(en: "row of the patch ↓", zh: "图像块所在行 ↓")[language])
    let panels = (0..<grid.patches).map { patch in
      let (row, column) = grid.location(of: patch)
      var panel = heatMap.panel(
        Matrix(
          rows: grid.rows, columns: grid.columns, values: Array(values.similarity.row(patch))),
        scale: scale, rows: rows, columns: columns, aspect: .equal)
      panel.heatMap?.colorBar = nil
      if row == 0 { panel.title = RichText("\(column + heatMap.indexBase)") }
      // One name along the whole side stands in its middle.
      if column == 0 {
        panel.y = Axis(label: rowName, domain: .names(["\(row + heatMap.indexBase)"]))
      }
      return panel
    }
    let metric = values.metric.words
    let limits = ValueRange(values.scaled.extent, language)
    let summary = Localized(
      en:
        "\(grid.rows) rows of \(grid.columns) small heat maps, one for each patch of an image in its "
        + "place: the \(metric.english) of its vector of \(values.title.english) with that of every "
        + "patch, values \(limits) on one colour scale.",
      zh: "\(grid.rows) 行 \(grid.columns) 列小热图，按图像块的位置排列：各块在\(values.title.chinese)中的向量与所有块的"
        + "\(metric.chinese)，取值 \(limits)，共用一个色标。")
    // Whole pixels for a cell, and about 800 px for all.
    func side(_ count: Int) -> Double {
      let panel = 800 / Double(max(grid.rows, grid.columns)) - Self.gap
      let cell = max(1, (panel / Double(max(grid.rows, grid.columns))).rounded())
      return Double(count) * max(28, cell * Double(count) + Self.gap)
    }
    return Composition(
      Figure(
        name: Self.name,
        title: RichText(
          Localized(
            en: "Each patch’s position compared with all", zh: "各图像块的位置与所有块的相似度")[language]),
        summary: summary[language], notes: notes(values, language),
        language: language, panels: panels, columns: grid.columns,
        size: page.size
          // However few rows or columns there are, the bar and the words beside them need space.
          ?? .about(
            Size(max(420, side(grid.columns) + 190), max(300, side(grid.rows) + 130))),
        sharedColorBar: ColorBar(label: RichText(metric[language])), sharesAxes: true,
        gap: Self.gap,
        keepsColumns: true))
  }

  private static let gap = 4.0

  /// Of patches in one row or column a line for each: their small maps, each as narrow as a cell, make one
  /// matrix.
  private func line(_ values: Values, _ scale: ColorScale, on page: PageContext) -> Figure {
    let language = page.language
    let isRow = values.grid.rows == 1
    let name =
      isRow ? Localized(en: "column", zh: "列") : Localized(en: "row", zh: "行")
    let domain = Axis.Domain.cells(count: values.grid.patches, first: heatMap.indexBase)
    let panel = heatMap.panel(
      values.similarity, scale: scale,
      rows: Axis(
        label: RichText(
          Localized(en: "\(name.english) of the patch ↓", zh: "图像块所在\(name.chinese) ↓")[language]),
        domain: domain),
      columns: Axis(
        label: RichText(
          Localized(en: "\(name.english) compared with →", zh: "所比较的\(name.chinese) →")[language]),
        domain: domain),
      aspect: .equal, barLabel: values.metric.words[language])
    let limits = ValueRange(values.scaled.extent, language)
    let metric = values.metric.words
    let summary = Localized(
      en: "Heat map of \(values.grid.patches) patches of an image in one "
        + "\(isRow ? "row" : "column"): the \(metric.english) of the vector of each (down) of "
        + "\(values.title.english) with that of every patch (across), values \(limits).",
      zh: "图像中排成一\(isRow ? "行" : "列")的 \(values.grid.patches) 个图像块的热图："
        + "\(values.title.chinese)中各块（纵）的向量与所有块（横）的\(metric.chinese)，取值 \(limits)。")
    return Figure(
      name: Self.name,
      title: RichText(
        Localized(
          en: "Each patch’s position compared with all", zh: "各图像块的位置与所有块的相似度")[language]),
      summary: summary[language],
      notes: notes(values, language).filter { !$0.isBackground }, language: language,
      panels: [panel], size: page.size ?? .about(Size(760, 680)))
  }

  private func notes(_ values: Values, _ language: Language) -> [FigureNote] {
    let leftOut: Localized? =
      switch values.prefixTokens {
      case 0: nil
      case 1: Localized(en: "The class token is left out.", zh: "不含类别标记。")
      default:
        Localized(
          en: "The class token and the distillation token are left out.", zh: "不含类别标记与蒸馏标记。")
      }
    let learned = values.model.map {
      Localized(en: "As learned by \($0).", zh: "由 \($0) 学得。")
    }
    let tableNotes = [learned, leftOut].compactMap(\.self).map { FigureNote($0[language]) }
    return [FigureNote(mathematics: values.conventionNote[language], isConvention: true)]
      + tableNotes + [
        FigureNote(
          Localized(
            en: "Panels stand where their patches do, rows down and columns across.",
            zh: "小图位于其图像块所在的行与列。")[language], isBackground: true)
      ]
  }
}
