// The options that say how the axes of an array are to be read.

public import ArgumentParser
public import MatrixSources
import TextFormats

/// The names of an array's axes, in its own order.
public struct AxisNames: Hashable, WrittenValue {
  public static var shape: KindOption.Shape { .list }
  public static let notation: ValueNotation? = .list(
    of: "(\(ArrayAxis.allCases.map(\.rawValue).joined(separator: "|")))")

  public var axes: [ArrayAxis]

  public init(_ axes: [ArrayAxis]) { self.axes = axes }

  public var description: String { axes.map(\.rawValue).joined(separator: ",") }

  /// Reads names from the command line.
  @Sendable public static func parsed(_ text: String) throws -> AxisNames {
    let known = ArrayAxis.allCases.map(\.rawValue)
    var axes: [ArrayAxis] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(part.trimmingSpaces)
      guard let axis = ArrayAxis(rawValue: name) else {
        throw WrongNotation(
          "\(name.isEmpty ? "''" : name): is no axis; "
            + NearestName.hint(for: name, among: known),
          zh: "没有名为 \(name.isEmpty ? "''" : name) 的轴；\(NearestName.hint(for: name, among: known))")
      }
      guard !axes.contains(axis) else {
        throw WrongNotation(
          "\(name): is named twice; name each axis once", zh: "\(name) 出现了两次，每个轴只写一次")
      }
      axes.append(axis)
    }
    if let (name, other) = ArrayAxis.synonyms(in: axes) {
      throw WrongNotation(
        "\(name.rawValue) and \(other.rawValue) name the same axis; leave one of them out, and name the other "
          + "axis layer, batch, head or step",
        zh:
          "\(name.rawValue) 与 \(other.rawValue) 指同一个轴；请只写其中一个，把另一个轴命名为 layer、batch、head 或 step")
    }
    return AxisNames(axes)
  }
}

/// Lengths of axes: `32x16`.
public struct AxisLengths: Hashable, WrittenValue {
  private static let length = #"\+?0*[1-9][0-9]{0,6}"#
  public static let notation: ValueNotation? = .one(
    "\(length)( *x *\(length)){0,2}", numbers: 1...1_000_000)

  public var lengths: [Int]

  public var description: String { lengths.map { "\($0)" }.joined(separator: "x") }

  /// Reads lengths from the command line.
  @Sendable public static func parsed(_ text: String) throws -> AxisLengths {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    let lengths = parts.compactMap { Int($0.trimmingSpaces) }
    guard lengths.count == parts.count, (1...3).contains(lengths.count),
      lengths.allSatisfy({ (1...1_000_000).contains($0) })
    else {
      throw WrongNotation(
        "give one to three lengths with x between, 32x16", zh: "请给出一到三个长度，以 x 相连，例如 32x16")
    }
    return AxisLengths(lengths: lengths)
  }
}

/// How the axes of arrays from files are read.
public struct ArrangementArguments: DeclaredOptions {
  static let axes = OptionDeclaration<AxisNames?>(
    "axes",
    "The axes of the array in its own order, where they are not [layer, head, query, key]: "
      + "layer,batch,head,key,query.", valueName: "names", takesAnyValue: false)
  @Option(Self.axes) public var axes: AxisNames?

  static let batch = OptionDeclaration<Int?>(
    "batch", "Which of a batch: a place on the axis of that name.", valueName: "n",
    rule: .atLeast(0, "must be 0 or more"))
  @Option(Self.batch) public var batch: Int?

  static let step = OptionDeclaration<Int?>(
    "step", "Which step of a generation, from 0; all as one causal matrix if not given.",
    valueName: "n", rule: .atLeast(0, "must be 0 or more"))
  @Option(Self.step) public var step: Int?

  static let reshape = OptionDeclaration<AxisLengths?>(
    "reshape", "Layers by heads, where the array has one axis for both: 32x16.",
    valueName: "lengths", takesAnyValue: false)
  @Option(Self.reshape) public var reshape: AxisLengths?

  public static let parameters: [Parameter<ArrangementArguments>] = [
    Parameter(axes, \._axes),
    Parameter(batch, \._batch),
    Parameter(step, \._step),
    Parameter(reshape, \._reshape),
  ]

  public init() {}

  var arrangement: Arrangement {
    Arrangement(axes: axes?.axes, batch: batch, step: step, leading: reshape?.lengths)
  }
}

/// The same for figures of many matrices, of which an index may leave some.
public struct GridArrangementArguments: DeclaredOptions {
  @OptionGroup public var array: ArrangementArguments

  public static let index = OptionDeclaration<IndexList?>(
    "index", "Places on the first axes of the array, as w[0] has them; heads stay to be chosen.",
    valueName: "list")
  @Option(Self.index) public var index: IndexList?

  public static let parameters: [Parameter<GridArrangementArguments>] = [
    Parameter(\._array),
    Parameter(index, \._index),
  ]

  public init() {}

  var arrangement: Arrangement {
    var arrangement = array.arrangement
    arrangement.index = index?.values
    return arrangement
  }
}

extension Arrangement {
  /// The first option that says something of the axes; nil where none does.
  var used: OptionReference? {
    if let axes { return OptionReference("axes", AxisNames(axes)) }
    if let batch { return OptionReference("batch", batch) }
    if let step { return OptionReference("step", step) }
    if leading != nil { return "reshape" }
    return index == nil ? nil : "index"
  }
}
