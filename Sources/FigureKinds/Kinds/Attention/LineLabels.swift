// What the labels of a table of text make of a figure of lines: names of the lines, and the positions or
// the names along the horizontal axis.

import FigureModel
import MatrixFiles

/// The labels of the lines and of their values.
struct LineLabels: Sendable {
  /// What the lines are called, cleaned of tokenizers' marks; nil where nothing names them.
  let lines: [String]?
  /// What the values along a line are called, as the table has it.
  private(set) var values: [String]?
  /// The name of what runs along the lines.
  let valuesName: String?

  /// - Parameter areColumns: whether lines are columns of the table, and not rows.
  init(_ tensor: Tensor, areColumns: Bool) {
    let names = areColumns ? tensor.columnLabels : tensor.rowLabels
    lines = names.map(TokenPieces.readable)
    values = areColumns ? tensor.rowLabels : tensor.columnLabels
    locations = values.flatMap(Self.locations)
    // The corner stands above the names of the rows.
    valuesName = areColumns ? tensor.table?.corner.flatMap { $0.isEmpty ? nil : $0 } : nil
  }

  /// The labels of the values as numbers, where they are numbers of which each is above the one
  /// before: the values then stand at them.
  private(set) var locations: [Double]?

  /// Leaves the labels of these values.
  mutating func choose(_ points: [Int]) {
    values = values?.choosing(points)
    locations = locations?.choosing(points)
  }

  private static func locations(_ values: [String]) -> [Double]? {
    let numbers = values.compactMap { text in
      let digits = text.replacing("\u{2212}", with: "-")
      return Double(digits).flatMap { $0.isFinite ? $0 : nil }
    }
    guard numbers.count == values.count, zip(numbers, numbers.dropFirst()).allSatisfy(<) else {
      return nil
    }
    return numbers
  }

  /// What stands along the horizontal axis where the labels are names.
  var names: [String]? { locations == nil ? values.map(TokenPieces.readable) : nil }
}
