// What went wrong with figures. Variants of one figure often fail for one and the same reason, which is
// told once.

import FigureKinds
public import TextFormats

/// Why a figure could not be drawn, and where the manifest says what is to blame.
public struct FigureFailure: Hashable, Sendable {
  public var location: SourceLocation
  public var reason: Message

  /// The message, with the names of the variants that it is about.
  public func description(of names: [String]) -> String {
    "\(location): \(names.joined(separator: ", ")): \(reason.spelled(.manifest))"
  }
}

extension [FigureOutcome] {
  /// A message for each mistake, in the order of the first figures that have it.
  public var failureMessages: [String] {
    FigureFailure.messages(map { ($0.figure.name, $0.failure) })
  }
}

extension [FileComparison] {
  /// A message for each mistake, in the order of the first figures that have it.
  public var failureMessages: [String] {
    FigureFailure.messages(map { ($0.figure.name, $0.failure) })
  }
}

extension FigureFailure {
  fileprivate static func messages(
    _ all: [(name: String, failure: FigureFailure?)]
  ) -> [String] {
    var names: [FigureFailure: [String]] = [:]
    var order: [FigureFailure] = []
    for case (let name, let failure?) in all {
      if names[failure] == nil { order.append(failure) }
      names[failure, default: []].append(name)
    }
    return order.map { $0.description(of: names[$0] ?? []) }
  }
}

extension [PlannedFigure] {
  /// What is not wrong in the manifest, but not as readers will expect it, each once.
  public var warnings: [ManifestProblem] {
    var seen = Set<ManifestProblem>()
    return flatMap(\.warnings).filter { seen.insert($0).inserted }.inOrder
  }
}
