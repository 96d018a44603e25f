// `conventions`: the same numbers in each program's order, and whose order a table has.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import MatrixFiles
public import TextFormats

/// The conventions of an encoding side by side.
public struct Conventions: CellKind {
  public static let name = "conventions"
  public static let abstract = "Draw the conventions of an encoding side by side."
  public static let drawing = 2
  public static let examples = [
    "attnplot conventions --encoding rope --dimensions 8 -o c.png",
    "attnplot conventions --encoding sinusoidal --dimensions 16 --positions 12 -o tables.svg",
    "attnplot conventions --encoding sinusoidal --table positions.npy -o whose.png",
    "attnplot conventions --config llama/config.json -o whose-pairs.png",
  ]

  /// An encoding that programs disagree on.
  public enum Disputed: String, Hashable, ChoiceValue {
    case rope, sinusoidal
    case images = "sincos-2d"
    case alibi, t5, shaw

    /// The names of the encodings whose conventions these are.
    var names: [String] {
      self == .rope ? [RotaryEncoding.name, MultiAxisRotary.name] : [rawValue]
    }

    /// Whether rows are queries and columns keys.
    var isOfScores: Bool {
      switch self {
      case .rope, .sinusoidal, .images: false
      case .alibi, .t5, .shaw: true
      }
    }
  }

  static let encoding = OptionDeclaration<Disputed>(
    "encoding", "Whose conventions.", valueName: "name", initial: Disputed.rope)
  @Option(Self.encoding) public var encoding: Disputed

  static let dimensions = OptionDeclaration<Int>(
    "dimensions", "The length of a vector.", valueName: "d", initial: 16,
    rule: .from(2, to: 2048, "must be from 2 to 2048"))
  @Option(Self.dimensions) public var dimensions: Int

  static let positions = OptionDeclaration<Int>(
    "positions", "How many rows of tables; of rope, the position whose turn is shown.",
    valueName: "n", initial: 12, rule: .from(1, to: 4096, "must be from 1 to 4096"))
  @Option(Self.positions) public var positions: Int

  static let grid = OptionDeclaration<String?>(
    "grid",
    "Rows and columns of patches of sincos-2d; if not given a square of \(option: "table"), or 4x4.",
    valueName: "rxc", takesAnyValue: false, notation: GridNotation.notation)
  @Option(Self.grid) public var grid: String?

  static let table = OptionDeclaration<String?>(
    "table", "A program's own table, FILE or FILE#name: which convention is it of?",
    valueName: "file", shape: .file)
  @Option(Self.table) public var table: String?

  static let config = OptionDeclaration<String?>(
    "config",
    "A model's config.json, its folder or a .gguf file: which convention does it mean?",
    valueName: "file",
    shape: .file)
  @Option(Self.config) public var config: String?

  static let model = OptionDeclaration<String?>(
    "model", "Another name of \(option: "config").", valueName: "folder",
    takesAnyValue: false)
  @Option(Self.model) public var model: String?

  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<Conventions>] = [
    Parameter(encoding, \._encoding),
    Parameter(dimensions, \._dimensions),
    Parameter(positions, \._positions),
    Parameter(grid, \._grid),
    Parameter(table, \._table),
    Parameter(config, \._config),
    Parameter(model, \._model),
    Parameter(\._heatMap),
  ]

  public init() {}

  public var brokenOwnRules: [FigureError] { GridNotation.brokenRules(by: grid) }

  public var inputFiles: [String] {
    [table].compactMap(\.self)
      + [config].compactMap(\.self).filter(EncodingMaker.isConfigurationFile)
  }
  public var models: [String] {
    [model].compactMap(\.self)
      + [config].compactMap(\.self).filter { !EncodingMaker.isConfigurationFile($0) }
  }

  /// A matrix for each convention, and whose the table is.
  public struct Values: FigureValues {
    struct ConventionMatrix: Sendable {
      let title: Localized
      let matrix: Matrix<Double>
      /// How far a table's values are from it at most; nil without a table.
      let difference: Double?
      /// Whether it is what a configuration means.
      let isMeant: Bool
      /// What turns or is added; nil for a table.
      var encoding: (any PositionalEncoding)?
      /// The exponents of a table's frequencies; nil for no table.
      var exponents: String?
    }

    /// The configuration that was asked; nil for none.
    let meant: MeantEncoding?
    let disputed: Disputed

    /// The table as it was given; nil for none.
    let given: Matrix<Double>?
    /// Those with the same numbers are one.
    let conventions: [ConventionMatrix]
    let scaled: ScaledValues
    /// What the table was made with, where it is no program's from the first row on.
    var origin: TableOrigin?

    /// How many cells of the table are no numbers.
    var cellsWithoutNumber: Int { given?.values.count { !$0.isFinite } ?? 0 }

    /// The row of their tables that the conventions' panels begin with.
    var firstRow: Int { origin?.first ?? 0 }

    var panels: [(title: Localized, matrix: Matrix<Double>)] {
      [given].compactMap(\.self).map { (Localized(en: "The table", zh: "给定的表"), $0) }
        + conventions.map { displayed in
          let mark =
            displayed.isMeant
            ? Localized(en: ": this config", zh: "：此配置") : Localized(en: "", zh: "")
          return (
            Localized(
              en: displayed.title.english + mark.english, zh: displayed.title.chinese + mark.chinese
            ),
            displayed.matrix
          )
        }
    }

    /// The convention that a table is nearest to, and whether it is that.
    var nearest: (ConventionMatrix, isExact: Bool)? {
      conventions.filter { $0.difference != nil }.min { $0.difference ?? 0 < $1.difference ?? 0 }
        .map { ($0, $0.difference ?? .infinity < TableOrigin.near) }
    }

    public func table(in language: Language) -> LabelledMatrix? {
      let panels = panels
      let columns = panels.first?.matrix.columns ?? 0
      let values = panels.flatMap(\.matrix.values)
      var table = LabelledMatrix(
        matrix: Matrix(rows: values.count / max(1, columns), columns: columns, values: values),
        rowLabels: panels.flatMap { panel in
          (0..<panel.matrix.rows).map { "\(panel.title.english): \($0)" }
        })
      table.matrices = panels.count
      table.areWhole = disputed == .t5 || disputed == .shaw
      return table
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      guard let displayed, let height = panels.first?.matrix.rows,
        displayed.rows == height * panels.count
      else { return [] }
      let first = given == nil ? 0 : 1
      let tables = conventions.enumerated().compactMap { index, convention in
        convention.exponents.map {
          ConventionTable(
            displayed.rows((first + index) * height..<(first + index + 1) * height), exponents: $0)
        }
      }
      if !tables.isEmpty { return [.conventionTables(tables)] }
      return conventions.enumerated().compactMap { index, convention in
        let matrix = displayed.rows((first + index) * height..<(first + index + 1) * height)
        return switch convention.encoding {
        case let rotation as RotaryEncoding: .turn(matrix, factor: rotation.attentionFactor)
        case let bias?:
          .bias(
            BiasFact(
              encoding: bias, matrices: [matrix], areIndices: disputed == .t5 || disputed == .shaw))
        case nil: nil
        }
      }
    }

    public var warnings: [Message] {
      let odd: [Message] =
        meant.map { meant in meant.warnings.map { "\(meant.option): \($0)" } } ?? []
      guard let (nearest, isExact) = nearest else { return odd }
      let count = cellsWithoutNumber
      let compared: [Message] =
        count == 0
        ? []
        : [
          Message(
            "the table: \(counted(count, "cell")) \(count == 1 ? "is no number and is" : "are no numbers and are") "
              + "not compared",
            zh: "表格：\(count) 个单元格不是数，不参与比较")
        ]
      guard !isExact else { return odd + compared }
      let difference = formatNumber(nearest.difference ?? .nan, significant: 3, style: .plain)
      return odd + compared + [
        Message(
          "the table is none of these conventions: the nearest, \(nearest.title.english), differs by up to "
            + "\(difference)",
          zh: "表格不属于这些约定：最接近的是 \(nearest.title.chinese)，最多相差 \(difference)")
      ]
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let meant = try meant(in: context)
    let disputed = meant?.disputed ?? encoding
    var given: Matrix<Double>?
    if let table {
      guard disputed == .sinusoidal || disputed == .images else {
        throw .usage(
          "\(option: "table") \(table): "
            + (disputed == .rope
              ? "cosines and sines are the same in both conventions of rope, so that no table tells "
                + "them apart; leave it out"
              : "goes with \(option: "encoding") sinusoidal and sincos-2d, whose tables are told apart"),
          zh: disputed == .rope
            ? "\(option: "table") \(table)：rope 的两种约定余弦和正弦相同，表格无法区分它们，请去掉它"
            : "\(option: "table") \(table)：须与\(option: "encoding") sinusoidal 或 sincos-2d 同用，它们的表格可以区分"
        )
      }
      let tensor = try MatrixInput.tensor(table, option: "table", context)
      given = try MatrixInput.onlyMatrix(tensor, option: "table", table)
    }
    let found: [Variant]
    var origin: TableOrigin?
    do throws(EncodingError) {
      if disputed == .sinusoidal, let given { origin = try TableOrigin(given) }
      if disputed == .images, let given {
        let grid = try patches(of: given)
        origin = try TableOrigin(
          image: given, grid: grid, hasClassToken: try grid.hasClassToken(in: given))
      }
      if let meant { found = try variants(of: meant) } else { found = try matrices(given, origin) }
    } catch {
      throw FigureError(
        error,
        table.map { OptionReference("table", $0) } ?? meant?.option
          ?? OptionReference("encoding", encoding.rawValue))
    }
    // Programs that agree are one panel.
    var displayed: [Values.ConventionMatrix] = []
    for variant in found {
      let title = variant.title
      if let index = displayed.firstIndex(where: { $0.matrix == variant.matrix }) {
        let other = displayed[index]
        displayed[index] = Values.ConventionMatrix(
          title: Localized(
            en: "\(other.title.english), \(title.english)",
            zh: "\(other.title.chinese)、\(title.chinese)"),
          matrix: variant.matrix, difference: variant.difference,
          isMeant: other.isMeant || variant.isMeant, encoding: other.encoding,
          exponents: other.exponents)
      } else {
        displayed.append(
          Values.ConventionMatrix(
            title: title, matrix: variant.matrix, difference: variant.difference,
            isMeant: variant.isMeant, encoding: variant.encoding, exponents: variant.exponents))
      }
    }
    let all = [given].compactMap(\.self) + displayed.map(\.matrix)
    return Values(
      meant: meant, disputed: disputed, given: given, conventions: displayed,
      scaled: heatMap.scaledValues(of: all.flatMap(\.values)), origin: origin)
  }

  /// What a checkpoint's configuration says, where one is given.
  private func meant(in context: ComputeContext) throws(FigureError) -> MeantEncoding? {
    guard config == nil || model == nil else {
      throw .usage(
        "\(option: "config") and \(option: "model"): a model's config.json is read; give one of them",
        zh: "\(option: "config")与\(option: "model")：读取的是模型的 config.json，请只给一个")
    }
    guard let path = config ?? model else { return nil }
    let option: OptionReference = config == nil ? "model" : "config"
    if let table {
      throw .usage(
        "\(option: "table") \(table), \(option) \(path): each tells a convention; give one of them",
        zh: "\(option: "table") \(table)、\(option) \(path)：两者都指明约定，请只给一个")
    }
    let meant = try MeantEncoding(
      option: option, path, length: positions + 1, in: context)
    guard encoding == .rope || encoding == meant.disputed else {
      throw .usage(
        "\(option: "encoding") \(encoding.rawValue), \(option) \(path): the config means "
          + "\(meant.disputed.rawValue); leave \(option: "encoding") out",
        zh:
          "\(option: "encoding") \(encoding.rawValue)、\(option) \(path)：配置指的是 \(meant.disputed.rawValue)，请去掉\(option: "encoding")"
      )
    }
    guard dimensions == 16 else {
      throw .usage(
        "\(option: "dimensions") \(dimensions): the config says all; leave it out",
        zh: "\(option: "dimensions") \(dimensions)：配置已经确定了它，请去掉它")
    }
    return meant
  }

  /// The grid of patches: as it is given, or the square that a table's rows make.
  private func patches(of table: Matrix<Double>?) throws(EncodingError) -> PatchGrid {
    if let grid { return try PatchGrid(grid) }
    guard let rows = table?.rows else { return try PatchGrid(rows: 4, columns: 4) }
    // Without a class token, or with one.
    for count in [rows, rows - 1] where count >= 1 {
      let side = Int(Double(count).squareRoot().rounded())
      if side * side == count { return try PatchGrid(rows: side, columns: side) }
    }
    throw .tableShape(
      "table", rows: rows, columns: table?.columns ?? 0,
      expected: "its rows make no square of patches; give grid, such as 14x14")
  }

  private func matrices(
    _ given: Matrix<Double>?, _ origin: TableOrigin?
  ) throws(EncodingError) -> [Variant] {
    var found: [Variant] = []
    let (rows, columns) = (given?.rows ?? positions, given?.columns ?? dimensions)
    switch encoding {
    case .rope:
      for pairing in RotaryPairing.allCases {
        let rotation = try RotaryEncoding(dimensions: dimensions, pairing: pairing)
        found.append(
          Variant(
            title: pairing.programs, matrix: try rotation.rotationMatrix(at: positions),
            encoding: rotation))
      }
    case .sinusoidal:
      for convention in SinusoidConvention.allCases
      where convention.spacing == .standard || columns >= 4 {
        let matrix =
          if let origin {
            try origin.rows(of: convention, rows, dimensions: columns)
          } else {
            try convention.table(rows: rows, dimensions: columns)
          }
        found.append(
          Variant(
            title: Localized(en: convention.title, zh: convention.title), matrix: matrix,
            exponents: convention.spacing.rawValue))
      }
      if let given {
        func compare(besides zeros: [Int]) {
          for panelIndex in found.indices {
            found[panelIndex].difference = given.maximumDifference(
              from: found[panelIndex].matrix, besides: zeros)
          }
        }
        compare(besides: [])
        // Rows of zeros that no program's table has there are no position's.
        if let origin, !found.contains(where: { $0.difference ?? 1 < TableOrigin.near }) {
          compare(besides: origin.zeroRows)
        }
      }
    case .images:
      let patches = try patches(of: given)
      let hasClassToken =
        try given.map { table throws(EncodingError) in
          try patches.hasClassToken(in: table)
        } ?? false
      found = try imageVariants(
        dimensions: columns, grid: patches, hasClassToken: hasClassToken,
        base: origin?.base ?? 10000, meant: nil, given)
    case .alibi: found = try alibiVariants(heads: 8, meant: nil)
    case .t5: found = try t5Variants(buckets: 32, maxDistance: 128, areMeant: false)
    // So short that the clipping shows.
    case .shaw: found = try shawVariants(clip: 4, meant: nil)
    }
    return found
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let words = KindStrings(language)
    let disputed = values.disputed
    let scale =
      disputed.isOfScores
      ? try heatMap.scale(for: values.scaled)
      : try heatMap.scale(
        for: values.scaled, limits: (-1, 1), defaultMap: disputed == .rope ? "RdBu_r" : "viridis")
    let (rowName, columnName) =
      switch disputed {
      case .rope: (words.dimension, words.dimension)
      case .sinusoidal:
        (Localized(en: "row of the table", zh: "表的行")[language], words.dimension)
      case .images: (words.position, words.dimension)
      case .alibi, .t5, .shaw:
        (
          Localized(en: "query i", zh: "查询 i")[language],
          Localized(en: "key j", zh: "键 j")[language]
        )
      }
    let isSquare = disputed == .rope || disputed.isOfScores
    let panels = values.panels.enumerated().map { panelIndex, displayed in
      let (title, matrix) = displayed
      let isGiven = values.given != nil && panelIndex == 0
      var panel = heatMap.panel(
        matrix, scale: scale,
        rows: Axis(
          label: RichText(mathematics: rowName),
          domain: .cells(
            count: matrix.rows, first: heatMap.indexBase + (isGiven ? 0 : values.firstRow))),
        columns: Axis(
          label: RichText(mathematics: columnName),
          domain: .cells(count: matrix.columns, first: heatMap.indexBase)),
        aspect: isSquare ? .equal : .free)
      panel.title = RichText(title[language])
      panel.heatMap?.colorBar = nil
      // What may not be seen is hatched, so that no one takes it for a value.
      let oriented = heatMap.oriented(matrix)
      if oriented.values.contains(-.infinity) {
        panel.heatMap?.isMasked = oriented.values.map { $0 == -.infinity }
      }
      return panel
    }
    let across = disputed == .alibi ? 3 : min(2, panels.count)
    let rows = (panels.count + across - 1) / across
    let bar: Localized? =
      switch disputed {
      case .rope, .sinusoidal, .images: nil
      case .alibi: Localized(en: "added to the score", zh: "加到分数上的值")
      case .t5, .shaw: Localized(en: "row of the table", zh: "表中的行")
      }
    return Composition(
      Figure(
        name: Self.name, title: RichText(title(disputed)[language]),
        summary: summary(values)[language],
        notes: [
          // What is said of a given table may have names of its file.
          values.nearest == nil
            ? FigureNote(mathematics: note(values)[language])
            : FigureNote(note(values)[language])
        ], language: language, panels: panels,
        columns: across,
        size: page.size ?? .about(Size(1150, isSquare ? 600 : Double(rows) * 340 + 100)),
        sharedColorBar: ColorBar(
          label: RichText(bar?[language] ?? words.value),
          hasWholeValues: disputed == .t5 || disputed == .shaw)))
  }

  private func title(_ disputed: Disputed) -> Localized {
    switch disputed {
    case .rope: Localized(en: "RoPE in its two conventions", zh: "RoPE 的两种约定")
    case .sinusoidal: Localized(en: "The sinusoid in its conventions", zh: "正弦位置编码的各种约定")
    case .images: Localized(en: "The 2-D sinusoid in its conventions", zh: "二维正弦编码的各种约定")
    case .alibi: Localized(en: "ALiBi in its forms", zh: "ALiBi 的各种形式")
    case .t5: Localized(en: "T5’s buckets in their two directions", zh: "T5 分桶的两种方向")
    case .shaw: Localized(en: "Clipped distances in their two conventions", zh: "截断距离的两种约定")
    }
  }

  private func summary(_ values: Values) -> Localized {
    let names = values.panels.map(\.title)
    let shape = values.conventions.first.map { "[\($0.matrix.rows), \($0.matrix.columns)]" } ?? ""
    let what: Localized =
      switch values.disputed {
      case .rope:
        Localized(en: "the rotation at position \(positions)", zh: "位置 \(positions) 处的旋转矩阵")
      case .sinusoidal, .images: Localized(en: "the table", zh: "位置表")
      case .alibi: Localized(en: "the first head's bias", zh: "第 0 头的偏置")
      case .t5, .shaw: Localized(en: "the table's row for each distance", zh: "各距离对应的表中行")
      }
    return Localized(
      en: "Heat maps of \(what.english) side by side, \(shape) each: "
        + "\(listed(names.map(\.english), .english)).",
      zh: "\(what.chinese)的热图并列，各 \(shape)：\(listed(names.map(\.chinese), .chinese))。")
  }

  private func note(_ values: Values) -> Localized {
    if let (nearest, isExact) = values.nearest {
      let number = formatMeasured(nearest.difference ?? .nan, within: 1e-12)
      let count = values.cellsWithoutNumber
      let tail =
        count == 0
        ? Localized(en: "", zh: "")
        : Localized(
          en: "; \(counted(count, "cell")) \(count == 1 ? "is no number" : "are no numbers") and "
            + "not compared",
          zh: "；\(count) 个单元格不是数，未比较")
      let words = values.origin?.words ?? []
      let made = Localized(
        en: words.isEmpty ? "" : ": " + words.map(\.english).joined(separator: ", "),
        zh: words.isEmpty ? "" : "：" + words.map(\.chinese).joined(separator: "，"))
      return isExact
        ? Localized(
          en:
            "The table is that of \(nearest.title.english)\(made.english); greatest difference "
            + "\(number)\(tail.english).",
          zh: "该表属于 \(nearest.title.chinese)\(made.chinese)；最大差 \(number)\(tail.chinese)。")
        : Localized(
          en: "The table is none of these; the nearest, \(nearest.title.english), differs by "
            + "\(number)\(tail.english).",
          zh: "该表不属于其中任何一种；最接近的 \(nearest.title.chinese) 最大差 \(number)\(tail.chinese)。")
    }
    if let meant = values.meant { return meant.note }
    return switch values.disputed {
    case .rope:
      Localized(
        en: "The same angles at position \(positions), on other pairs of dimensions.",
        zh: "位置 \(positions) 处角度相同，配对的维度不同。")
    case .sinusoidal:
      Localized(
        en:
          "The first rows of each table: sines and cosines in another order, other exponents; position 0 "
          + "stands at row 0, and at row 2 in fairseq’s.",
        zh: "各表的前若干行：正弦与余弦的排列、指数不同；位置 0 在第 0 行，fairseq 的在第 2 行。")
    case .images:
      Localized(
        en: "The same patches; columns or rows first, and other exponents.",
        zh: "图像块相同；列在前或行在前，指数不同。")
    case .alibi:
      Localized(
        en: "The first of 8 heads; under a causal mask all three have the same weights.",
        zh: "8 头中的第 0 头；在因果掩码下三者的权重相同。")
    case .t5:
      Localized(
        en: "The same 32 buckets; half of them are for later keys, or none.",
        zh: "同为 32 个桶；一半用于较晚的键，或全部用于较早的键。")
    case .shaw:
      Localized(
        en: "The same distances up to ±4, counted the other way.", zh: "距离相同（至 ±4），计数方向相反。")
    }
  }
}

extension RotaryPairing {
  /// Which programs have it.
  var programs: Localized {
    switch self {
    case .halves:
      Localized(
        en: "Halves (Llama in transformers, GPT-NeoX)", zh: "前后两半（transformers 的 Llama、GPT-NeoX）")
    case .interleaved:
      Localized(en: "Interleaved (RoFormer, GPT-J)", zh: "相邻配对（RoFormer、GPT-J）")
    }
  }
}

extension ImageConvention {
  var title: Localized {
    switch self {
    case .mae: Localized(en: "MAE: columns first", zh: "MAE：列在前")
    case .rowFirst: Localized(en: "Rows first", zh: "行在前")
    case .vit: Localized(en: "ViT: exponents i/(d/4 − 1)", zh: "ViT：指数 i/(d/4 − 1)")
    }
  }
}
