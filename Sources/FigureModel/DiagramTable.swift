// A matrix as a table of a diagram: names of rows and columns, cells with words, and lit parts.

public import FigureScene

/// A matrix as a table. Where there are more rows or columns than can be read, some are left out.
public struct DiagramTable: Hashable, Sendable {
  /// One cell.
  public struct Cell: Hashable, Sendable {
    public var text: RichText
    /// The ground of a cell that shows a value in colour, `0xRRGGBB`.
    public var fill: UInt32?
    /// Whether a mask hides the value: the cell is hatched, as in heat maps, and without a number.
    public var isMasked: Bool

    public init(_ text: RichText, fill: UInt32? = nil, isMasked: Bool = false) {
      self.text = text
      self.fill = fill
      self.isMasked = isMasked
    }
  }

  /// Cells that are lit together.
  public struct Highlight: Hashable, Sendable {
    public enum Part: Hashable, Sendable {
      case row(Int)
      case column(Int)
      case cell(row: Int, column: Int)
      case all
    }

    public var part: Part
    /// Which of the theme's highlights; parts that belong together share it.
    public var slot: Int

    public init(_ part: Part, slot: Int) {
      self.part = part
      self.slot = slot
    }
  }

  /// Above the table, such as `Q`.
  public var title: RichText?
  /// Below the table, such as `[6, 4]`.
  public var caption: RichText?
  /// Names of the rows and of the columns; empty for none.
  public var rowNames: [String]
  public var columnNames: [String]
  /// Which rows and columns of the matrix are shown, ascending; a jump shows as an ellipsis.
  public var displayedRows: [Int]
  public var displayedColumns: [Int]
  /// The shown cells, row by row: `displayedRows.count * displayedColumns.count`.
  public var cells: [Cell]
  public var highlights: [Highlight]
  /// Tables of the same class have equally wide columns.
  public var widthClass: String?
  /// Tables of the same class have equally high rows.
  public var heightClass: String?
  /// What the matrix is, which says the colour of its names' ground.
  public var role: DiagramNode.Role
  /// How long names of columns may be before they are shortened, in px of the theme; names of rows may be
  /// half as long again. Where a page has space for more, all are longer.
  public var longestName: Double

  /// Whether cells show their values in colour, so that a hue means a value and nothing else.
  public var showsValuesInColor: Bool { cells.contains { $0.fill != nil } }

  /// - Precondition: `cells.count == displayedRows.count * displayedColumns.count`.
  public init(
    title: RichText? = nil, caption: RichText? = nil, rowNames: [String] = [],
    columnNames: [String] = [], displayedRows: [Int], displayedColumns: [Int], cells: [Cell],
    highlights: [Highlight] = [], widthClass: String? = nil, heightClass: String? = nil,
    role: DiagramNode.Role = .plain, longestName: Double = 84
  ) {
    precondition(cells.count == displayedRows.count * displayedColumns.count)
    self.title = title
    self.caption = caption
    self.rowNames = rowNames
    self.columnNames = columnNames
    self.displayedRows = displayedRows
    self.displayedColumns = displayedColumns
    self.cells = cells
    self.highlights = highlights
    self.widthClass = widthClass
    self.heightClass = heightClass
    self.role = role
    self.longestName = longestName
  }
}
