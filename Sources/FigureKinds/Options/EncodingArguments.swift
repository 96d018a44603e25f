// The options that say which positional encoding is meant.

public import ArgumentParser
public import AttentionMath
public import TextFormats

extension EncodingLayout: ChoiceValue {}
extension EncodingSpacing: ChoiceValue {}

/// Which sinusoidal encoding.
public struct EncodingArguments: DeclaredOptions {
  static let dimensions = OptionDeclaration<Stated<Int>>(
    "dimensions", "d_model, the length of a position's vector: even, 2 or more.", valueName: "d",
    initial: .usual(256),
    rule: .even(
      from: 2, to: Double(maximumDimensions), "d_model must be even and at least 2",
      above: "d_model can be at most \(maximumDimensions); choose a smaller one"))
  @Option(Self.dimensions) var statedDimensions: Stated<Int>
  public var dimensions: Int {
    get { statedDimensions.value }
    set { statedDimensions = Stated(newValue, isGiven: true) }
  }

  static let base = OptionDeclaration<Stated<Double>>(
    "base", "The base of the wavelengths.", valueName: "number", initial: .usual(10000.0),
    rule: .above(0, "the base must be a finite number above 0"))
  @Option(Self.base) var statedBase: Stated<Double>
  public var base: Double {
    get { statedBase.value }
    set { statedBase = Stated(newValue, isGiven: true) }
  }

  static let layout = OptionDeclaration<Stated<EncodingLayout>>(
    "layout", "Sines and cosines in turn, or all sines and then all cosines.", valueName: "layout",
    initial: .usual(EncodingLayout.interleaved))
  @Option(Self.layout) var statedLayout: Stated<EncodingLayout>
  public var layout: EncodingLayout {
    get { statedLayout.value }
    set { statedLayout = Stated(newValue, isGiven: true) }
  }

  static let spacing = OptionDeclaration<Stated<EncodingSpacing>>(
    "spacing", "Exponents 2i/d as in Vaswani et al., or i/(d/2 - 1) as in tensor2tensor.",
    valueName: "spacing", initial: .usual(EncodingSpacing.standard))
  @Option(Self.spacing) var statedSpacing: Stated<EncodingSpacing>
  public var spacing: EncodingSpacing {
    get { statedSpacing.value }
    set { statedSpacing = Stated(newValue, isGiven: true) }
  }

  static let firstPosition = OptionDeclaration<Int>(
    "first-position", "The first position.", valueName: "n", initial: 0)
  @Option(Self.firstPosition) public var firstPosition: Int

  public static let parameters: [Parameter<EncodingArguments>] = [
    Parameter(dimensions, \._statedDimensions),
    Parameter(base, \._statedBase),
    Parameter(layout, \._statedLayout),
    Parameter(spacing, \._statedSpacing),
    Parameter(firstPosition, \._firstPosition),
  ]

  public init() {}

  /// The encoding these options name.
  public func encoding() throws(FigureError) -> SinusoidalEncoding {
    guard spacing == .standard || dimensions >= 4 else {
      throw .usage(
        "\(option: "dimensions") \(dimensions): \(option: "spacing") endpoint needs at least 4 dimensions",
        zh: "\(option: "dimensions") \(dimensions)：\(option: "spacing") endpoint 至少需要 4 个维度")
    }
    do throws(EncodingError) {
      return try SinusoidalEncoding(
        dimensions: dimensions, base: base, layout: layout, spacing: spacing)
    } catch {
      throw .usage("\(option: "dimensions") \(dimensions): \(error)")
    }
  }

  /// The positions from the first one on.
  public func positions(_ count: Int) throws(FigureError) -> Range<Int> {
    let (end, overflow) = firstPosition.addingReportingOverflow(count)
    guard !overflow, end >= firstPosition, firstPosition.magnitude <= Self.maximumPosition,
      end.magnitude <= Self.maximumPosition
    else {
      throw .usage(
        "\(option: "first-position") \(firstPosition), \(option: "positions") \(count): positions beyond "
          + "\(Self.maximumPosition) have no exact sine; give smaller numbers",
        zh:
          "\(option: "first-position") \(firstPosition)、\(option: "positions") \(count)：\(Self.maximumPosition) 之后的位置没有精确的正弦，请给较小的数"
      )
    }
    return firstPosition..<end
  }

  /// Far above any model's, and still computed in a moment.
  static let maximumDimensions = 1 << 24

  /// Beyond this a position times a frequency has no correct digit left after the point.
  static let maximumPosition = 1 << 40

  /// The rule for numbers of positions.
  static let numberOfPositions = NumberRule.from(
    1, to: Double(maximumPosition), "at least 1 position is needed",
    above: "positions beyond \(maximumPosition) have no exact sine; give a smaller number")

  /// The encoding of these positions, shape `[positions, d_model]`.
  public func matrix(_ positions: Range<Int>) throws(FigureError) -> Matrix<Double> {
    let encoding = try encoding()
    do throws(EncodingError) {
      return try encoding.matrix(positions: positions)
    } catch {
      throw .work(
        "\(option: "positions") \(positions.count), \(option: "dimensions") \(dimensions): \(error)"
      )
    }
  }

  /// Refuses a position that the matrix does not have.
  /// - Parameter count: the positions of the matrix; nil where it reaches as far as it must.
  public func check(_ position: Int, option: OptionReference, count: Int?) throws(FigureError) {
    guard position >= firstPosition else {
      throw .usage(
        "\(option) \(position): positions begin at \(firstPosition); give \(option: "first-position") "
          + "\(position) or a later position",
        zh:
          "\(option) \(position)：位置从 \(firstPosition) 开始；请给出\(option: "first-position") \(position)，或更靠后的位置"
      )
    }
    if let count {
      let positions = try positions(count)
      guard positions.contains(position) else {
        throw .usage(
          "\(option) \(position): the matrix has positions \(positions.lowerBound) to "
            + "\(positions.upperBound - 1); give more \(option: "positions") or an earlier position",
          zh:
            "\(option) \(position)：矩阵的位置为 \(positions.lowerBound) 到 \(positions.upperBound - 1)；请增大\(option: "positions")，或给更靠前的位置"
        )
      }
    }
    guard position.magnitude <= Self.maximumPosition else {
      throw .usage(
        "\(option) \(position): positions end at \(Self.maximumPosition)",
        zh: "\(option) \(position)：位置到 \(Self.maximumPosition) 为止")
    }
  }

  /// The dimensions of a range, checked against d_model; all of them where no range is given.
  public func dimensions(_ range: IntegerRange?, option: OptionReference = "dims")
    throws(FigureError) -> ClosedRange<Int>
  {
    _ = try encoding()
    guard let range else { return 0...(dimensions - 1) }
    guard range.lower >= 0, range.upper < dimensions else {
      throw .usage(
        "\(option) \(range.description): d_model is \(dimensions), so dimensions run "
          + "from 0 to \(dimensions - 1)",
        zh: "\(option) \(range.description)：d_model 为 \(dimensions)，维度为 0 到 \(dimensions - 1)")
    }
    return range.values
  }
}
