// `inspect` over tables of text: what of them was taken for labels, and how they were read.

import FigureKinds
import MatrixFiles
import TextFormats

extension Inspect {
  /// How a table of text was read.
  struct Table: Encodable {
    /// What separates the fields: a name, or the sign itself in quotation marks.
    var separator: String
    /// The sign before fractions.
    var decimal: String
    /// What the first line names the columns.
    var columnLabels: [String]?
    /// What the first column names the rows.
    var rowLabels: [String]?
    /// What stands where they meet.
    var corner: String?
    /// The values that are not there.
    var missing: Int
    /// What was chosen where there was a choice.
    var warnings: [String]

    init?(_ tensor: Tensor) {
      guard let table = tensor.table else { return nil }
      separator = table.separator.name
      decimal = table.decimal.rawValue
      columnLabels = tensor.columnLabels
      rowLabels = tensor.rowLabels
      corner = table.corner
      missing = table.missingCount
      warnings = table.warnings.map { $0.spelled(.command) }
    }

    /// The same in words.
    var lines: [String] {
      let written = "table of text: \(fields), decimal \(decimal)"
      return [
        written + (missing == 0 ? "" : "; \(missing) value\(missing == 1 ? "" : "s") missing"),
        columnLabels.map { "column labels, from the first line: \(Self.listed($0))" }
          ?? "no column labels: the first line holds values",
        rowLabels.map { "row labels, from the first column: \(Self.listed($0))" }
          ?? "no row labels: the first column holds values",
      ] + warnings.map { "warning: \($0)" }
    }

    private var fields: String {
      switch separator {
      case "none": "one field a line"
      case "blank": "blanks between fields"
      case "comma", "semicolon": "\(separator)s between fields"
      case "tab": "tabs between fields"
      default: "\(separator) between fields"
      }
    }

    /// The first labels of a list, and how many there are.
    private static func listed(_ labels: [String]) -> String {
      let first = labels.prefix(8).map { label in
        let text = label.count > 40 ? label.prefix(40) + "…" : label[...]
        return label.isEmpty || label.contains(where: { $0 == "," || $0.isWhitespace })
          ? "\"\(text)\"" : String(text)
      }
      return first.joined(separator: ", ") + (labels.count > 8 ? ", … (\(labels.count))" : "")
    }
  }
}
