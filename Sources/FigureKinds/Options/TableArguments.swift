// The options that say how a table of text is read. They say nothing of files of other kinds.

public import ArgumentParser
public import MatrixFiles
import TextFormats

/// Where a table of text has labels, and how its fields and numbers are written.
public struct TableArguments: DeclaredOptions {
  /// Whether a line or a column of a table holds labels.
  public enum Labels: String, Hashable, ChoiceValue {
    /// As the table itself tells.
    case auto
    case yes, no
  }

  /// The sign before the fraction of a table's numbers.
  public enum DecimalMark: String, Hashable, ChoiceValue {
    /// As the table itself tells.
    case auto
    case point, comma
  }

  static let header = OptionDeclaration<Labels>(
    "header", "Whether the first line of a table of text names its columns.", valueName: "when",
    initial: Labels.auto)
  @Option(Self.header) public var header: Labels

  static let rowLabels = OptionDeclaration<Labels>(
    "row-labels", "Whether the first column of a table of text names its rows.", valueName: "when",
    initial: Labels.auto)
  @Option(Self.rowLabels) public var rowLabels: Labels

  static let separator = OptionDeclaration<SeparatorChoice>(
    "separator",
    "What separates the fields of a table of text: comma, semicolon, tab, blank, none, or one "
      + "other sign; auto looks for the first four.", valueName: "sign",
    initial: SeparatorChoice(separator: nil))
  @Option(Self.separator) public var separator: SeparatorChoice

  static let decimal = OptionDeclaration<DecimalMark>(
    "decimal", "The decimal sign of a table of text.", valueName: "sign", initial: DecimalMark.auto)
  @Option(Self.decimal) public var decimal: DecimalMark

  public static let parameters: [Parameter<TableArguments>] = [
    Parameter(header, \._header),
    Parameter(rowLabels, \._rowLabels),
    Parameter(separator, \._separator),
    Parameter(decimal, \._decimal),
  ]

  public init() {}

  /// What a reader of tables is told.
  public var options: TableOptions {
    TableOptions(
      header: header.labelling, rowLabels: rowLabels.labelling, separator: separator.separator,
      decimal: decimal.mark)
  }
}

/// What separates the fields of a table, as a user says it.
public struct SeparatorChoice: Hashable, WrittenValue {
  /// A word, or a sign of ASCII that fields and their numbers do not have.
  public static let notation: ValueNotation? = .exactly(
    #"(auto|comma|semicolon|tab|blank|none|\\t|[\t !$-*,/:-@\[-`{-~])"#)

  /// nil where the table says it.
  public var separator: TableSeparator?

  @Sendable public static func parsed(_ text: String) throws -> SeparatorChoice {
    if text == "auto" { return SeparatorChoice(separator: nil) }
    guard let separator = TableSeparator(text) else {
      throw WrongNotation(
        "give auto, comma, semicolon, tab, blank, none, or one sign such as '|' that is no part of "
          + "numbers", zh: "请给出 auto、comma、semicolon、tab、blank、none，或一个不属于数字的符号，例如 |")
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
  var source: Message = ""
  var warnings: [Message] = []

  init() {}

  /// What is said of a table whose rows are keys and whose columns are queries.
  var transposed: TableFindings {
    var other = self
    (other.rows, other.columns) = (columns, rows)
    return other
  }

  /// Adds what another table says: weights have queries and keys, other tables one of them as their
  /// rows.
  mutating func add(_ tensor: Tensor, option: OptionReference, _ reference: String) {
    let other = TableFindings(tensor, option: option, reference)
    warnings += other.warnings
    if option == "weights" || option == "query" { rows = rows ?? other.rows }
    columns =
      columns ?? (option == "weights" ? other.columns : option == "query" ? nil : other.rows)
    source = source.isEmpty ? other.source : source
  }

  /// - Parameter option: the option that names the file.
  init(_ tensor: Tensor, option: OptionReference, _ reference: String) {
    rows = tensor.rowLabels
    columns = tensor.columnLabels
    source = "labels of \(option) \(reference)"
    warnings = (tensor.table?.warnings ?? []).map { "\(option) \(reference): \($0)" }
  }
}
