// What was found in a table of text besides its numbers.

public import TextFormats

/// How a table of text was read: what separates its fields, and where its labels come from.
public struct TableLayout: Hashable, Sendable {
  /// A position without a value.
  public struct MissingCell: Hashable, Sendable {
    /// From 0, labels not counted.
    public let row: Int
    public let column: Int
    /// What stands there; empty where nothing does.
    public let text: String
  }

  public let separator: TableSeparator
  public let decimal: TableOptions.DecimalMark
  /// What stands above the row labels and beside the column labels; nil where there is no corner.
  public let corner: String?
  /// How many values are missing, and the first of them.
  public let missingCount: Int
  public let missingCells: [MissingCell]
  /// Whether every value is written `True` or `False`.
  public let holdsTruthValues: Bool
  /// What was chosen where the table can be read in another way as well, each with the option for
  /// that way.
  public let warnings: [Message]
}
