// How the sinusoidal encoding is asked for, and the conventions of well-known programs.

/// Whose table of sines and cosines is meant. They differ in where sines and cosines lie, in the
/// exponents, and in the row at which the first token stands.
public enum SinusoidConvention: String, CaseIterable, Hashable, Sendable {
  /// The paper: sines and cosines in turn, exponents 2i/d (Vaswani et al. 2017, section 3.5).
  case vaswani
  /// Sines, then cosines; exponents i/(d/2 - 1), so that the longest wavelength is 2π · 10000
  /// exactly (tensor2tensor's `get_timing_signal_1d`; Whisper's encoder).
  case tensor2tensor
  /// As tensor2tensor, but a token's first row is the one after the padding's, which is all 0
  /// (fairseq's `SinusoidalPositionalEmbedding`; M2M-100). With the padding id 1, row 2.
  case fairseq
  /// Sines, then cosines; the paper's exponents (Marian; its models in transformers).
  case marian
  /// As Marian: Pegasus' models in transformers. Pegasus' first program had tensor2tensor's.
  case pegasus
  /// As the paper: XLM with `sinusoidal_embeddings`, and DistilBERT's first table.
  case xlm

  public var layout: EncodingLayout {
    switch self {
    case .vaswani, .xlm: .interleaved
    case .tensor2tensor, .fairseq, .marian, .pegasus: .halves
    }
  }

  public var spacing: EncodingSpacing {
    switch self {
    case .vaswani, .xlm, .marian, .pegasus: .standard
    case .tensor2tensor, .fairseq: .endpoint
    }
  }

  /// The row at which position 0 stands when the padding has this id.
  public func firstRow(padding: Int = 1) -> Int { self == .fairseq ? padding + 1 : 0 }

  /// The table as the program holds it, row by row from 0 on, shape `[rows, d_model]`: the rows
  /// before the first token's are in it, and the padding's is 0.
  /// - Parameter padding: the id of the padding, whose row is 0 in ``fairseq``; 0 or more.
  /// - Throws: ``EncodingError``, as the encoding's matrix does.
  public func table(
    rows: Int, dimensions: Int, base: Double = 10000, padding: Int = 1
  ) throws(EncodingError) -> Matrix<Double> {
    let encoding = try SinusoidalEncoding(
      dimensions: dimensions, base: base, layout: layout, spacing: spacing)
    var table = try encoding.matrix(positions: 0..<max(0, rows))
    if self == .fairseq, (0..<table.rows).contains(padding) {
      for column in 0..<dimensions { table[padding, column] = 0 }
    }
    return table
  }
}

extension SinusoidalEncoding {
  public static let parameters = [
    dimensionsParameter, baseParameter, conventionParameter, layoutParameter, spacingParameter,
    firstRowParameter, paddingRowParameter,
  ]

  private static let dimensionsParameter = EncodingParameter(
    "dimensions", .integer, "256", "d_model, the length of a position's vector, even")
  private static let baseParameter = EncodingParameter(
    "base", .number, "10000", "the base of the wavelengths")
  private static let conventionParameter = EncodingParameter(
    "convention", .choice(SinusoidConvention.allCases.map(\.rawValue)), nil,
    "whose table: layout, spacing and first row at once")
  private static let layoutParameter = EncodingParameter.choice(
    "layout", EncodingLayout.interleaved, "sines and cosines in turn, or all sines first")
  private static let spacingParameter = EncodingParameter.choice(
    "spacing", EncodingSpacing.standard, "exponents 2i/d, or i/(d/2 - 1)")
  private static let firstRowParameter = EncodingParameter(
    "first-row", .integer, nil, "the row of the table at which position 0 stands")
  private static let paddingRowParameter = EncodingParameter(
    "padding-row", .integer, nil,
    "the row of the table that is the padding's and all 0; fairseq's stands before the first token's"
  )

  public init(options: EncodingOptions) throws(EncodingError) {
    let reader = try OptionReader(options, of: Self.name, taking: Self.parameters)
    var layout: EncodingLayout = try reader.choice(Self.layoutParameter)
    var spacing: EncodingSpacing = try reader.choice(Self.spacingParameter)
    var firstRow = try reader.optionalInteger(Self.firstRowParameter)
    var paddingRow = try reader.optionalInteger(Self.paddingRowParameter)
    if reader.text(Self.conventionParameter) != nil {
      let convention: SinusoidConvention = try reader.choice(Self.conventionParameter)
      // What is assumed gives way to the convention; what is given may not contradict it.
      for (given, parameter, meant) in [
        (reader.isGiven(Self.layoutParameter), "layout=\(layout)", "layout=\(convention.layout)"),
        (
          reader.isGiven(Self.spacingParameter), "spacing=\(spacing)",
          "spacing=\(convention.spacing)"
        ),
      ] where given && parameter != meant {
        throw .contradiction(
          "convention=\(convention)", parameter, rule: "this convention has \(meant); give one")
      }
      (layout, spacing) = (convention.layout, convention.spacing)
      if convention == .fairseq {
        // With an earlier first row the rows before the first token's are shown as well, those of the usual
        // padding.
        paddingRow = paddingRow ?? max(1, (firstRow ?? convention.firstRow()) - 1)
      }
      firstRow = firstRow ?? convention.firstRow()
    }
    try self.init(
      dimensions: try reader.integer(Self.dimensionsParameter),
      base: try reader.number(Self.baseParameter), layout: layout, spacing: spacing,
      firstRow: firstRow ?? 0, paddingRow: paddingRow)
  }

  public var specification: EncodingSpecification {
    EncodingSpecification(
      name: Self.name,
      parameters: [
        .init("dimensions", dimensions), .init("base", base), .init("layout", layout),
        .init("spacing", spacing), .init("first-row", firstRow),
      ] + (paddingRow.map { [.init("padding-row", $0)] } ?? []))
  }

  /// The conventions that this table is of; none where it is nobody's.
  public var conventions: [SinusoidConvention] {
    SinusoidConvention.allCases.filter {
      $0.layout == layout && $0.spacing == spacing
        && ($0 == .fairseq ? firstRow > 0 || paddingRow != nil : firstRow == 0 && paddingRow == nil)
    }
  }
}
