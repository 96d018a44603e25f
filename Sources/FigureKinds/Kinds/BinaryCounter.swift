// `binary`: the counter whose bits slow down, beside the sinusoid that does the same smoothly.

public import ArgumentParser
public import AttentionMath
public import FigureModel
import FigureScene
import TextFormats

/// The bits of each position beside its sines and cosines.
public struct BinaryCounter: CellKind {
  public static let name = "binary"
  public static let abstract = "Draw the bits of each position beside the sinusoid."
  public static let drawing = 2
  public static let examples = ["attnplot binary --bits 4 -o binary.svg"]

  static let bits = OptionDeclaration<Int>(
    "bits", "How many bits: all their numbers are positions.", valueName: "n", initial: 4,
    rule: .from(1, to: 10, "must be from 1 to 10"))
  @Option(Self.bits) public var bits: Int

  static let base = OptionDeclaration<Double?>(
    "base",
    "The base of the sinusoid's wavelengths; 2^bits if not given, so that each is twice the one "
      + "before, as bits are.", valueName: "number",
    rule: .above(0, "the base must be a finite number above 0"))
  @Option(Self.base) public var base: Double?

  @OptionGroup(title: "Colours and axes") public var heatMap: HeatMapArguments

  public static let parameters: [Parameter<BinaryCounter>] = [
    Parameter(bits, \._bits),
    Parameter(base, \._base),
    Parameter(\._heatMap),
  ]

  public init() {}

  /// Bits, shape `[positions, bits]`, and vectors, shape `[positions, 2 · bits]`.
  public struct Values: FigureValues {
    let bits: Matrix<Double>
    let encoding: SinusoidalEncoding
    let vectors: Matrix<Double>

    public func table(in language: Language) -> LabelledMatrix? {
      LabelledMatrix(
        matrix: Matrix(rows: bits.rows, columns: bits.columns + vectors.columns) { row, column in
          column < bits.columns ? bits[row, column] : vectors[row, column - bits.columns]
        },
        rowLabels: (0..<bits.rows).map { "\($0)" },
        columnLabels: (0..<bits.columns).map { "bit \($0)" }
          + (0..<vectors.columns).map { "dimension \($0)" })
    }

    public func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
      guard let displayed, displayed.rows == bits.rows,
        displayed.columns == bits.columns + vectors.columns
      else { return [] }
      let counter = Matrix(rows: displayed.rows, columns: bits.columns) { displayed[$0, $1] }
      let values = Matrix(rows: displayed.rows, columns: vectors.columns) {
        displayed[$0, bits.columns + $1]
      }
      return [.counter(counter)]
        + ValueFact.encodedValues(
          encoding, values, positions: 0..<displayed.rows, dimensions: 0..<vectors.columns)
    }
  }

  public func compute(in context: ComputeContext) throws(FigureError) -> Values {
    let count = 1 << bits
    do throws(EncodingError) {
      let encoding = try SinusoidalEncoding(
        dimensions: 2 * bits, base: base ?? Double(count))
      return Values(
        bits: Matrix(rows: count, columns: bits) { Double(($0 >> $1) & 1) }, encoding: encoding,
        vectors: try encoding.matrix(positions: 0..<count))
    } catch {
      throw FigureError(error, OptionReference("bits", bits))
    }
  }

  /// Those of both panels: a colour means the same number in both.
  private static let limits = (-1.0, 1.0)

  /// Why the base is what it is, where no one chose it.
  private func doubling(_ language: Language) -> [FigureNote] {
    guard base == nil, bits > 1 else { return [] }
    return [
      FigureNote(
        Localized(
          en:
            "With this base each wave is twice as long as the one before, as bits are; the paper’s "
            + "base is 10000.",
          zh: "取此底数时，每个波长是前一个的两倍，与二进制位一致；论文的底数为 10000。")[language],
        isBackground: true)
    ]
  }

  public func compose(
    _ values: Values, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let words = KindStrings(language)
    let count = values.bits.rows
    func panel(
      _ matrix: Matrix<Double>, _ limits: (Double, Double), _ title: Localized, _ columns: String,
      isWhole: Bool
    ) throws(FigureError) -> Panel {
      var map = heatMap
      if isWhole {
        // Numbers and limits of the sinusoid are not those of bits.
        (map.vmin, map.vmax, map.center, map.norm) = (nil, nil, nil, .linear)
        map.annotate = count <= 64
        map.decimals = DecimalCount(0)
      }
      let scale = try map.scale(for: map.scaledValues(of: matrix.values), limits: limits)
      var panel = map.panel(
        matrix, scale: scale,
        rows: Axis(
          label: RichText(words.position),
          domain: .cells(count: matrix.rows, first: heatMap.indexBase)),
        columns: Axis(
          label: RichText(columns), domain: .cells(count: matrix.columns, first: heatMap.indexBase))
      )
      panel.title = RichText(title[language])
      if isWhole {
        panel.heatMap?.colorBar = nil
        // Bits are recognised by their colours where numbers have no space.
        panel.heatMap?.annotation?.isOptional = !heatMap.annotate
      }
      return panel
    }
    let encoding = values.encoding
    let title = Localized(
      en: "Bits that slow down, and waves that do", zh: "越来越慢的二进制位与正弦波")
    let summary = Localized(
      en: "Two heat maps of positions 0 to \(count - 1): on the left the \(bits) bits of each "
        + "position, bit k changing every 2^k positions; on the right the sinusoidal encoding of "
        + "\(2 * bits) dimensions, whose waves grow longer from pair to pair.",
      zh: "位置 0 到 \(count - 1) 的两幅热图：左为各位置的 \(bits) 个二进制位，第 k 位每 2^k 个位置翻转一次；"
        + "右为 \(2 * bits) 维正弦位置编码，波长逐对增大。")
    return Composition(
      Figure(
        name: Self.name, title: RichText(title[language]), summary: summary[language],
        notes: [FigureNote(mathematics: encoding.conventionNote[language], isConvention: true)]
          + doubling(language),
        language: language,
        panels: [
          try panel(
            values.bits, Self.limits, Localized(en: "Bits of the position", zh: "位置的二进制位"),
            Localized(en: "bit", zh: "位")[language], isWhole: true),
          try panel(
            values.vectors, Self.limits, Localized(en: "Sinusoidal encoding", zh: "正弦位置编码"),
            words.dimension, isWhole: false),
        ],
        columns: 2, size: page.size ?? .about(Size(1100, 640))))
  }
}
