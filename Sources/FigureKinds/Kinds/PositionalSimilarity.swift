// `similarity`: how alike the vectors of positions are, as a matrix or as one position's profile.

public import ArgumentParser
public import AttentionMath
import FigureModel
import FigureScene
import MatrixFiles

extension SimilarityMetric: ExpressibleByArgument {}

/// Similarity of positions, as a matrix or seen from one position.
public struct PositionalSimilarity: FigureKind {
  public static let name = "similarity"
  public static let abstract = "Draw how alike the vectors of positions are."
  public static let examples = [
    "attnplot similarity --positions 50 --dimensions 256 --metric cosine -o sim.png",
    "attnplot similarity --positions 200 --dimensions 128 --metric dot --reference-position 100 "
      + "-o profile.png",
    "attnplot similarity --input embeddings.npy --metric cosine -o alike.png",
  ]
  public static let claims = [
    "similarity-depends-on-distance",
    "similarity-matches-product",
  ]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many positions, from --first-position on.", valueName: "n"))
  public var positions = 50

  @Option(help: ArgumentHelp("What is measured between two vectors.", valueName: "metric"))
  public var metric = SimilarityMetric.cosine

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw this position's similarity to every other as a line.", valueName: "n"))
  public var referencePosition: Int?

  @Option(
    help: ArgumentHelp(
      "Compare the rows of a matrix from a file instead of positions.", valueName: "file"),
    completion: .file())
  public var input: String?

  @OptionGroup(title: "Encoding") public var encoding: EncodingArguments
  @OptionGroup(title: "Which matrix of the file") public var choice: MatrixChoiceArguments
  @OptionGroup(title: "Tables of text") public var tables: TableArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments
  @OptionGroup(title: "Axes of the line") public var chart: ChartArguments

  public init() {}

  public var inputFiles: [String] { input.map { [$0] } ?? [] }

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    if let input { return try ofRows(of: input, context.reading(tables)) }
    guard choice.layer == nil, choice.head == nil, choice.index == nil else {
      throw .usage("--layer, --head and --index go with --input")
    }
    let range = try encoding.positions(positions)
    if let referencePosition { return try profile(from: referencePosition, range, context) }
    try refuseLimits()
    guard range.count <= Self.mostPositions else {
      throw .usage(
        "--positions \(positions): a matrix of more than \(Self.mostPositions) positions would not "
          + "be done today; choose a smaller number, or draw a line with --reference-position")
    }
    let sinusoid = try encoding.encoding()
    let (cells, extent, table) = try cells(sinusoid, range)
    let scale = try heatMap.scale(for: cells)
    let offset = try heatMap.labelOffset()
    let words = Words(context.language)
    let domain = Axis.Domain.cells(count: range.count, first: range.lowerBound + offset)
    let name = metric.words[context.language]
    let title = Localized(
      en: name.capitalizedFirst
        + (range.lowerBound == 0 ? " of the first \(range.count) positions" : " of positions"),
      zh: range.lowerBound == 0
        ? "前\(range.count)个位置的位置编码\(metric.words.chinese)" : "位置编码的\(metric.words.chinese)")
    let limits = ValueRange(extent, context.language)
    let summary = Localized(
      en: "Heat map of the \(metric.words.english) of the positional encodings of \(range.count) "
        + "positions (d_model \(sinusoid.dimensions)), [\(range.count), \(range.count)], values "
        + "\(limits); it is the same along every diagonal, so it depends on the distance alone.",
      zh: "\(range.count) 个位置的位置编码之间的\(metric.words.chinese)热图（d_model "
        + "\(sinusoid.dimensions)），[\(range.count), \(range.count)]，取值 \(limits)；"
        + "每条对角线上的值都相同，只取决于距离。")
    return FigureDraft(
      figure: Figure(
        name: Self.name, title: RichText(title[context.language]),
        summary: summary[context.language], language: context.language,
        panels: [
          // The matrix is symmetric: it is its own transpose.
          heatMap.panel(
            of: cells, scale: scale, rows: Axis(label: RichText(words.positionI), domain: domain),
            columns: Axis(label: RichText(words.positionJ), domain: domain), aspect: .equal)
        ],
        size: context.size ?? .about(Size(880, 800))),
      table: table)
  }

  /// Limits are those of a line's axes, and a heat map has none.
  func refuseLimits() throws(FigureError) {
    guard chart.xlim == nil, chart.ylim == nil else {
      throw .usage("--xlim and --ylim go with --reference-position, which draws a line")
    }
  }

  /// The cells, their extent and their table: held where they are few, else taken from the profile
  /// of similarity against distance row by row, so that n² values are never stored.
  private func cells(
    _ sinusoid: SinusoidalEncoding, _ range: Range<Int>
  ) throws(FigureError) -> (Cells, ValueExtent, LabelledMatrix) {
    do throws(EncodingError) {
      if range.count <= Self.mostHeld {
        let matrix = try sinusoid.similarityMatrix(positions: range, metric: metric)
        let labels = range.map { "\($0)" }
        return (
          .matrix(matrix), ValueExtent(matrix.values),
          LabelledMatrix(matrix: matrix, rowLabels: labels, columnLabels: labels)
        )
      }
      let profile = try sinusoid.similarityProfile(distances: 0..<range.count, metric: metric)
      let source = DistanceCells(profile: profile)
      let summary = ValueExtent(profile)
      return (
        .streamed(source, summary), summary,
        LabelledMatrix(source: source)
      )
    } catch {
      throw .work("--positions \(positions): \(error)")
    }
  }

  /// The time grows with the square of the positions; these take a minute or two.
  static let mostPositions = 1 << 17

  /// Matrices of more rows than this are not held.
  static let mostHeld = 2048

  private func profile(
    from reference: Int, _ range: Range<Int>, _ context: FigureContext
  ) throws(FigureError) -> FigureDraft {
    try encoding.check(reference, option: "--reference-position", count: positions)
    try LinesSize(rows: 1, columns: range.count).check("--positions \(range.count)")
    let sinusoid = try encoding.encoding()
    let values: [Double]
    do throws(EncodingError) {
      values = try sinusoid.similarityProfile(
        distances: (range.lowerBound - reference)..<(range.upperBound - reference), metric: metric)
    } catch {
      throw .work("--positions \(positions): \(error)")
    }
    let words = Words(context.language)
    let name = signed(reference)
    let title = Localized(
      en: "\(metric.words.english.capitalizedFirst) of position \(name) with every other",
      zh: "位置 \(name) 与其他各位置的\(metric.words.chinese)")
    let limits = ValueRange(values, context.language)
    let summary = Localized(
      en: "Line of the \(metric.words.english) of position \(name) with positions "
        + "\(signed(range.lowerBound)) to \(signed(range.upperBound - 1)) (d_model "
        + "\(sinusoid.dimensions)), values \(limits), the same to both sides of position \(name).",
      zh: "位置 \(name) 与位置 \(signed(range.lowerBound)) 到 \(signed(range.upperBound - 1)) 的"
        + "\(metric.words.chinese)曲线（d_model \(sinusoid.dimensions)），取值 \(limits)，"
        + "在位置 \(name) 两侧对称。")
    let series = Series(
      x: range.map(Double.init), y: values,
      style: .line(slot: 0, points: range.count, lines: 1))
    return FigureDraft(
      figure: Figure(
        name: Self.name, title: RichText(title[context.language]),
        summary: summary[context.language], language: context.language,
        panels: [
          Panel(
            content: .chart(
              Chart(
                series: [series],
                rules: [Rule(.vertical, at: Double(reference), label: words.position(reference))])),
            x: try chart.xAxis(words.position, scale: .integers),
            y: try chart.yAxis(metric.words[context.language]))
        ],
        size: context.size ?? .exact(Size(1000, 500))),
      table: LabelledMatrix(
        matrix: Matrix(rows: 1, columns: values.count, values: values), rowLabels: [name],
        columnLabels: range.map { "\($0)" }))
  }
}

/// A matrix whose value depends on the distance |row - column| alone.
struct DistanceCells: CellSource {
  /// The values at the distances n - 1, …, 1, 0, 1, …, n - 1: each row is a stretch of them.
  private let mirrored: [Double]
  let rows: Int

  var columns: Int { rows }
  var isSymmetric: Bool { true }

  /// - Parameter profile: the value at each distance from 0 on.
  init(profile: [Double]) {
    rows = profile.count
    mirrored = profile.dropFirst().reversed() + profile
  }

  func forEachBlock(of range: Range<Int>, _ body: (RowBlock) -> Void) {
    mirrored.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress, !range.isEmpty else { return }
      // Each row begins one value before the row above it.
      body(
        RowBlock(
          rows: range.count, columns: rows, stride: -1, base: base + rows - 1 - range.lowerBound))
    }
  }
}

extension SimilarityMetric {
  /// What the metric is called.
  var words: Localized {
    switch self {
    case .cosine: Localized(en: "cosine similarity", zh: "余弦相似度")
    case .dot: Localized(en: "dot product", zh: "点积")
    case .euclidean: Localized(en: "Euclidean distance", zh: "欧氏距离")
    }
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
