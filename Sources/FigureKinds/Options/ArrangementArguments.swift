// The options that say how the axes of an array are to be read.

public import ArgumentParser
public import MatrixSources

/// The names of an array's axes, in its own order.
public struct AxisNames: Hashable, Sendable {
  public var axes: [ArrayAxis]

  public init(_ axes: [ArrayAxis]) { self.axes = axes }

  /// Reads names from the command line.
  @Sendable public static func parsed(_ text: String) throws -> AxisNames {
    let known = ArrayAxis.allCases.map(\.rawValue)
    var axes: [ArrayAxis] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(part.trimmingSpaces)
      guard let axis = ArrayAxis(rawValue: name) else {
        throw ValidationError(
          "\(name.isEmpty ? "''" : name): is no axis; " + NearestName.hint(for: name, among: known))
      }
      guard !axes.contains(axis) else {
        throw ValidationError("\(name): is named twice; name each axis once")
      }
      axes.append(axis)
    }
    return AxisNames(axes)
  }
}

/// Lengths of axes: `32x16`.
public struct AxisLengths: Hashable, Sendable {
  public var lengths: [Int]

  /// Reads lengths from the command line.
  @Sendable public static func parsed(_ text: String) throws -> AxisLengths {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    let lengths = parts.compactMap { Int($0.trimmingSpaces) }
    guard lengths.count == parts.count, (1...3).contains(lengths.count),
      lengths.allSatisfy({ (1...1_000_000).contains($0) })
    else { throw ValidationError("give one to three lengths with x between, 32x16") }
    return AxisLengths(lengths: lengths)
  }
}

/// How the axes of arrays from files are read.
public struct ArrangementArguments: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "The axes of the array in its own order, where they are not [layer, head, query, key]: "
        + "layer,batch,head,key,query.", valueName: "names"), transform: AxisNames.parsed)
  public var axes: AxisNames?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Which of a batch: a place on the axis of that name.", valueName: "n"))
  public var batch: Int?

  @Option(
    help: ArgumentHelp(
      "Layers by heads, where the array has one axis for both: 32x16.", valueName: "lengths"),
    transform: AxisLengths.parsed)
  public var reshape: AxisLengths?

  public init() {}

  var arrangement: Arrangement {
    Arrangement(axes: axes?.axes, batch: batch, leading: reshape?.lengths)
  }
}
