// `pe-heatmap`: the encoding of a run of positions as one matrix.

public import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene

/// A positional encoding as a heat map, position by dimension.
public struct PositionalHeatMap: FigureKind {
  public static let name = "pe-heatmap"
  public static let abstract = "Draw a sinusoidal positional encoding as a heat map."
  public static let examples = [
    "attnplot pe-heatmap --positions 100 --dimensions 256 -o pe.png -o pe.svg -o pe.pdf",
    "attnplot pe-heatmap --positions 2048 --dimensions 512 --layout halves --transpose "
      + "--origin lower --colormap RdBu -o tf.png",
  ]
  public static let claims = [
    "encoding-matches-formula",
    "encoding-bounded",
    "encoding-norm",
    "positions-distinct",
    "low-dimensions-oscillate",
    "last-dimensions-at-rest",
    "shift-is-linear",
  ]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many positions, from --first-position on.", valueName: "n"))
  public var positions = 100

  @OptionGroup(title: "Encoding") public var encoding: EncodingArguments
  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public init() {}

  public func draft(in context: FigureContext) throws(FigureError) -> FigureDraft {
    let range = try encoding.positions(positions)
    let matrix = try encoding.matrix(range)
    let scale = try heatMap.scale(for: matrix, limits: (-1, 1))
    let offset = try heatMap.labelOffset()
    let words = Words(context.language)
    let figure = Figure(
      name: Self.name, title: RichText(words.positionalMatrix),
      summary: summary(matrix, context.language), language: context.language,
      panels: [
        heatMap.panel(
          matrix, scale: scale,
          rows: Axis(
            label: RichText(words.position),
            domain: .cells(count: matrix.rows, first: range.lowerBound + offset)),
          columns: Axis(
            label: RichText(words.dimension), domain: .cells(count: matrix.columns, first: offset)))
      ],
      size: context.size ?? .about(Size(1200, 600)))
    return FigureDraft(
      figure: figure,
      table: LabelledMatrix(
        matrix: matrix, rowLabels: range.map { "\($0)" }))
  }

  private func summary(_ matrix: Matrix<Double>, _ language: Language) -> String {
    let limits = ValueRange(matrix.values, language)
    let interleaved = encoding.layout == .interleaved
    return switch language {
    case .english:
      "Heat map of the sinusoidal positional encoding, \(matrix.rows) positions by "
        + "\(matrix.columns) dimensions (base \(plain(encoding.base))), values \(limits). "
        + (interleaved
          ? "Low dimensions oscillate fast from position to position; in the high ones the sine "
            + "columns stay near 0 and the cosine columns near 1."
          : "The first half of the dimensions are sines, the second half cosines; in each half "
            + "the frequency falls with the dimension.")
    case .chinese:
      "正弦位置编码的热图，\(matrix.rows) 个位置 × \(matrix.columns) 个维度（底数 "
        + "\(plain(encoding.base))），取值 \(limits)。"
        + (interleaved
          ? "低维度随位置快速振荡，高维度几乎不变：正弦列接近 0，余弦列接近 1。"
          : "前一半维度是正弦，后一半是余弦；每一半中，频率都随维度升高而降低。")
    }
  }
}
