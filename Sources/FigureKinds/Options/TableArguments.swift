// The options that say how a table of text is read. They say nothing of files of other kinds.

public import ArgumentParser
public import MatrixFiles

/// Where a table of text has labels, and how its fields and numbers are written.
public struct TableArguments: ParsableArguments, Sendable {
  /// Whether a line or a column of a table holds labels.
  public enum Labels: String, CaseIterable, Hashable, Sendable, ExpressibleByArgument {
    /// As the table itself tells.
    case auto
    case yes, no
  }

  /// The sign before the fraction of a table's numbers.
  public enum DecimalMark: String, CaseIterable, Hashable, Sendable, ExpressibleByArgument {
    /// As the table itself tells.
    case auto
    case point, comma
  }

  @Option(
    help: ArgumentHelp(
      "Whether the first line of a table of text names its columns.", valueName: "when"))
  public var header = Labels.auto

  @Option(
    help: ArgumentHelp(
      "Whether the first column of a table of text names its rows.", valueName: "when"))
  public var rowLabels = Labels.auto

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What separates the fields of a table of text: comma, semicolon, tab, blank, none, or one "
        + "other sign; auto looks for the first four.", valueName: "sign"),
    transform: SeparatorChoice.parsed)
  public var separator = SeparatorChoice(separator: nil)

  @Option(
    help: ArgumentHelp("The decimal sign of a table of text.", valueName: "sign"))
  public var decimal = DecimalMark.auto

  public init() {}

  /// What a reader of tables is told.
  public var options: TableOptions {
    TableOptions(
      header: header.labelling, rowLabels: rowLabels.labelling, separator: separator.separator,
      decimal: decimal.mark)
  }
}

/// What separates the fields of a table, as a user says it.
public struct SeparatorChoice: Hashable, Sendable, CustomStringConvertible {
  /// nil where the table tells.
  public var separator: TableSeparator?

  @Sendable public static func parsed(_ text: String) throws -> SeparatorChoice {
    if text == "auto" { return SeparatorChoice(separator: nil) }
    guard let separator = TableSeparator(text) else {
      throw ValidationError(
        "give auto, comma, semicolon, tab, blank, none, or one sign such as '|' that is no part of "
          + "numbers")
    }
    return SeparatorChoice(separator: separator)
  }

  public var description: String { separator?.name ?? "auto" }
}

extension TableArguments.Labels {
  fileprivate var labelling: TableOptions.Labelling {
    switch self {
    case .auto: .auto
    case .yes: .yes
    case .no: .no
    }
  }
}

extension TableArguments.DecimalMark {
  fileprivate var mark: TableOptions.DecimalMark? {
    switch self {
    case .auto: nil
    case .point: .point
    case .comma: .comma
    }
  }
}

/// What the tables of text of a figure say besides their numbers: the labels of one of them, and
/// what was chosen where a table can be read in two ways.
struct TableFindings: Sendable {
  /// Labels of the rows, cleaned of tokenizers' marks when they are shown; nil for none.
  var rows: [String]?
  var columns: [String]?
  /// The option and file that they come from.
  var source = ""
  var warnings: [String] = []

  init() {}

  /// What is said of a table whose rows are keys and whose columns are queries.
  var transposed: TableFindings {
    var other = self
    (other.rows, other.columns) = (columns, rows)
    return other
  }

  /// Adds what another table says: weights have queries and keys, other tables one of them as their
  /// rows.
  mutating func add(_ tensor: Tensor, option: String, _ reference: String) {
    let other = TableFindings(tensor, option: option, reference)
    warnings += other.warnings
    if option == "--weights" || option == "--query" { rows = rows ?? other.rows }
    columns =
      columns ?? (option == "--weights" ? other.columns : option == "--query" ? nil : other.rows)
    source = source.isEmpty ? other.source : source
  }

  /// - Parameter option: the option that names the file.
  init(_ tensor: Tensor, option: String, _ reference: String) {
    rows = tensor.rowLabels
    columns = tensor.columnLabels
    source = "labels of \(option) \(reference)"
    warnings = (tensor.table?.warnings ?? []).map { "\(option) \(reference): \($0)" }
  }
}
