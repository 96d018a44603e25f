// The options of every figure that shows series over two axes.

public import ArgumentParser
public import FigureModel
public import FigureScene
import TextFormats

/// Limits and marks of a chart.
public struct ChartArguments: DeclaredOptions {
  static let xlim = OptionDeclaration<Limits?>(
    "xlim", "Limits of the horizontal axis: 0,50.", valueName: "a,b")
  @Option(Self.xlim) public var xlim: Limits?

  static let ylim = OptionDeclaration<Limits?>(
    "ylim", "Limits of the vertical axis: -1,1.05.", valueName: "a,b")
  @Option(Self.ylim) public var ylim: Limits?

  public static let parameters: [Parameter<ChartArguments>] = [
    Parameter(xlim, \._xlim),
    Parameter(ylim, \._ylim),
  ]

  public init() {}

  /// An axis of numbers with the user's limits.
  public func xAxis(_ label: RichText, scale: Axis.NumberScale = .linear)
    throws(FigureError) -> Axis
  {
    try Self.axis(label, xlim, option: "xlim", scale: scale)
  }

  public func yAxis(_ label: RichText, scale: Axis.NumberScale = .linear)
    throws(FigureError) -> Axis
  {
    try Self.axis(label, ylim, option: "ylim", scale: scale)
  }

  /// The axes of words without signs of mathematics.
  public func xAxis(_ label: String, scale: Axis.NumberScale = .linear)
    throws(FigureError) -> Axis
  {
    try xAxis(RichText(label), scale: scale)
  }

  public func yAxis(_ label: String, scale: Axis.NumberScale = .linear)
    throws(FigureError) -> Axis
  {
    try yAxis(RichText(label), scale: scale)
  }

  private static func axis(
    _ label: RichText, _ limits: Limits?, option: OptionReference, scale: Axis.NumberScale
  ) throws(FigureError) -> Axis {
    let limits = try limits?.validated(option)
    if let limits, scale == .log, limits.lower <= 0 {
      throw .usage(
        "\(option) \(limits.description): the axis is logarithmic and its limits must "
          + "be above 0", zh: "\(option) \(limits.description)：对数轴的两端须大于 0")
    }
    return Axis(
      label: label,
      domain: .numbers(lower: limits?.lower, upper: limits?.upper, scale: scale))
  }
}
