// `conventions`: the same numbers in each program's order, and whose order a table has.

public import ArgumentParser
import AttentionMath
public import FigureModel
import FigureScene
import MatrixFiles

/// The conventions of an encoding side by side.
public struct Conventions: FigureKind {
  public static let name = "conventions"
  public static let abstract = "Draw the conventions of an encoding side by side."
  public static let drawing = 2
  public static let examples = [
    "attnplot conventions --encoding rope --dimensions 8 -o c.png",
    "attnplot conventions --encoding sinusoidal --dimensions 16 --positions 12 -o tables.svg",
    "attnplot conventions --encoding sinusoidal --table positions.npy -o whose.png",
  ]

  /// An encoding that programs disagree on.
  public enum Disputed: String, Hashable, ChoiceValue {
    case rope, sinusoidal
    case images = "sincos-2d"
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

  static let grid = OptionDeclaration<String>(
    "grid", "Rows and columns of patches of sincos-2d.", valueName: "rxc", initial: "4x4",
    takesAnyValue: false)
  @Option(Self.grid) public var grid: String

  static let table = OptionDeclaration<String?>(
    "table", "A program's own table, FILE or FILE#name: which convention is it of?",
    valueName: "file", shape: .file)
  @Option(Self.table) public var table: String?

  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<Conventions>] = [
    Parameter(encoding, \._encoding),
    Parameter(dimensions, \._dimensions),
    Parameter(positions, \._positions),
    Parameter(grid, \._grid),
    Parameter(table, \._table),
    Parameter(\._heatMap),
  ]

  public init() {}

  public var inputFiles: [String] { [table].compactMap(\.self) }

  /// A matrix for each convention, and whose the table is.
  public struct Values: FigureValues {
    struct Shown: Sendable {
      let title: Localized
      let matrix: Matrix<Double>
      /// How far a table's values are from it at most; nil without a table.
      let difference: Double?
    }

    /// The table as it was given; nil for none.
    let given: Matrix<Double>?
    /// Those with the same numbers are one.
    let conventions: [Shown]
    let scaled: ScaledValues

    var panels: [(title: Localized, matrix: Matrix<Double>)] {
      [given].compactMap(\.self).map { (Localized(en: "The table", zh: "给定的表"), $0) }
        + conventions.map { ($0.title, $0.matrix) }
    }

    /// The convention that a table is nearest to, and whether it is that.
    var nearest: (Shown, isExact: Bool)? {
      conventions.filter { $0.difference != nil }.min { $0.difference ?? 0 < $1.difference ?? 0 }
        .map { ($0, $0.difference ?? .infinity < 1e-3) }
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
      return table
    }

    public var warnings: [String] {
      guard let (nearest, isExact) = nearest, !isExact else { return [] }
      return [
        "the table is none of these conventions: the nearest, \(nearest.title.english), differs by up to "
          + formatNumber(nearest.difference ?? .nan, significant: 3, style: .plain)
      ]
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    var given: Matrix<Double>?
    if let table {
      guard encoding != .rope else {
        throw .usage(
          "--table \(table): cosines and sines are the same in both conventions of rope, so that no "
            + "table tells them apart; leave it out")
      }
      let tensor = try MatrixInput.tensor(table, option: "--table", context)
      given = try MatrixInput.matrix(tensor, MatrixChoice(), option: "--table", table)
    }
    let found: [(Localized, Matrix<Double>, Double?)]
    do throws(EncodingError) {
      found = try matrices(given)
    } catch {
      throw FigureError(error, table.map { "--table \($0)" } ?? "--encoding \(encoding.rawValue)")
    }
    // Programs that agree are one panel.
    var shown: [Values.Shown] = []
    for (title, matrix, difference) in found {
      if let index = shown.firstIndex(where: { $0.matrix == matrix }) {
        let other = shown[index].title
        shown[index] = Values.Shown(
          title: Localized(
            en: "\(other.english), \(title.english)", zh: "\(other.chinese)、\(title.chinese)"),
          matrix: matrix, difference: difference)
      } else {
        shown.append(Values.Shown(title: title, matrix: matrix, difference: difference))
      }
    }
    let all = [given].compactMap(\.self) + shown.map(\.matrix)
    return Values(
      given: given, conventions: shown,
      scaled: heatMap.scaledValues(of: all.flatMap(\.values)))
  }

  private func matrices(
    _ given: Matrix<Double>?
  ) throws(EncodingError) -> [(Localized, Matrix<Double>, Double?)] {
    var found: [(Localized, Matrix<Double>, Double?)] = []
    let (rows, columns) = (given?.rows ?? positions, given?.columns ?? dimensions)
    switch encoding {
    case .rope:
      for pairing in RotaryPairing.allCases {
        let rotation = try RotaryEncoding(dimensions: dimensions, pairing: pairing)
        found.append(
          (pairing.programs, try rotation.rotationMatrix(at: positions), nil))
      }
    case .sinusoidal:
      let matches = try given.map { table throws(EncodingError) in
        try SinusoidConvention.matches(table)
      }
      for convention in SinusoidConvention.allCases
      where convention.spacing == .standard || columns >= 4 {
        found.append(
          (
            Localized(en: convention.title, zh: convention.title),
            try convention.table(rows: rows, dimensions: columns),
            matches?.first { $0.convention == convention }?.difference
          ))
      }
    case .images:
      let patches = try PatchGrid(grid)
      let matches = try given.map { table throws(EncodingError) in
        try ImageConvention.matches(table, grid: patches)
      }
      let hasClassToken = given.map { $0.rows > patches.patches } ?? false
      for convention in ImageConvention.allCases where convention != .vit || columns >= 8 {
        let sinusoid = try ImageSinusoid(
          dimensions: columns, grid: patches, hasClassToken: hasClassToken, convention: convention)
        found.append(
          (
            convention.title, try sinusoid.matrix(),
            matches?.first { $0.convention == convention }?.difference
          ))
      }
    }
    return found
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let words = KindStrings(language)
    let scale = try heatMap.scale(
      for: values.scaled, limits: (-1, 1), defaultMap: encoding == .rope ? "RdBu_r" : "viridis")
    let panels = values.panels.map { title, matrix in
      var panel = heatMap.panel(
        matrix, scale: scale,
        rows: Axis(
          label: RichText(encoding == .rope ? words.dimension : words.position),
          domain: .cells(count: matrix.rows, first: heatMap.indexBase)),
        columns: Axis(
          label: RichText(words.dimension),
          domain: .cells(count: matrix.columns, first: heatMap.indexBase)),
        aspect: encoding == .rope ? .equal : .free)
      panel.title = RichText(title[language])
      panel.heatMap?.colorBar = nil
      return panel
    }
    let across = min(2, panels.count)
    let rows = (panels.count + across - 1) / across
    return Composition(
      Figure(
        name: Self.name, title: RichText(title[language]), summary: summary(values)[language],
        notes: [FigureNote(note(values)[language])], language: language, panels: panels,
        columns: across,
        size: page.size ?? .about(Size(1150, encoding == .rope ? 600 : Double(rows) * 340 + 100)),
        sharedColorBar: ColorBar(label: RichText(words.value))))
  }

  private var title: Localized {
    switch encoding {
    case .rope: Localized(en: "RoPE in its two conventions", zh: "RoPE 的两种约定")
    case .sinusoidal: Localized(en: "The sinusoid in its conventions", zh: "正弦位置编码的各种约定")
    case .images: Localized(en: "The 2-D sinusoid in its conventions", zh: "二维正弦编码的各种约定")
    }
  }

  private func summary(_ values: Values) -> Localized {
    let names = values.conventions.map(\.title)
    let shape = values.conventions.first.map { "[\($0.matrix.rows), \($0.matrix.columns)]" } ?? ""
    let what =
      encoding == .rope
      ? Localized(en: "the rotation at position \(positions)", zh: "位置 \(positions) 处的旋转矩阵")
      : Localized(en: "the table", zh: "位置表")
    return Localized(
      en: "Heat maps of \(what.english) side by side, \(shape) each: "
        + "\(listed(names.map(\.english), .english)).",
      zh: "\(what.chinese)的热图并列，各 \(shape)：\(listed(names.map(\.chinese), .chinese))。")
  }

  private func note(_ values: Values) -> Localized {
    if let (nearest, isExact) = values.nearest {
      let number = formatMeasured(nearest.difference ?? .nan, within: 1e-12)
      return isExact
        ? Localized(
          en: "The table is that of \(nearest.title.english); greatest difference \(number).",
          zh: "该表属于 \(nearest.title.chinese)，最大差 \(number)。")
        : Localized(
          en: "The table is none of these; the nearest, \(nearest.title.english), differs by "
            + "\(number).",
          zh: "该表不属于其中任何一种；最接近的 \(nearest.title.chinese) 最大差 \(number)。")
    }
    return switch encoding {
    case .rope:
      Localized(
        en: "The same angles at position \(positions), on other pairs of dimensions.",
        zh: "位置 \(positions) 处角度相同，配对的维度不同。")
    case .sinusoidal:
      Localized(
        en:
          "The same positions; sines and cosines in another order, other exponents, another first row.",
        zh: "位置相同；正弦与余弦的排列、指数和起始行不同。")
    case .images:
      Localized(
        en: "The same patches; columns or rows first, and other exponents.",
        zh: "图像块相同；列在前或行在前，指数不同。")
    }
  }
}

extension RotaryPairing {
  /// Which programs have it.
  fileprivate var programs: Localized {
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
  fileprivate var title: Localized {
    switch self {
    case .mae: Localized(en: "MAE: columns first", zh: "MAE：列在前")
    case .rowFirst: Localized(en: "Rows first", zh: "行在前")
    case .vit: Localized(en: "ViT: exponents i/(d/4 − 1)", zh: "ViT：指数 i/(d/4 − 1)")
    }
  }
}
