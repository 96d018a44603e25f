// What a user may say of a table of text. What is left open the table says itself: TableDialect and
// TableLabels.

/// How a table of text is to be read.
public struct TableOptions: Hashable, Sendable {
  /// Whether a line or a column holds labels.
  public enum Labelling: String, CaseIterable, Hashable, Sendable {
    /// The table tells.
    case auto
    case yes, no
  }

  /// The sign before a number's fraction.
  public enum DecimalMark: String, CaseIterable, Hashable, Sendable {
    case point, comma
  }

  /// Whether the first line holds labels of the columns.
  public var header = Labelling.auto
  /// Whether the first column holds labels of the rows.
  public var rowLabels = Labelling.auto
  /// What stands between two fields; nil where the table says it.
  public var separator: TableSeparator?
  /// nil where the table says it.
  public var decimal: DecimalMark?

  public init(
    header: Labelling = .auto, rowLabels: Labelling = .auto, separator: TableSeparator? = nil,
    decimal: DecimalMark? = nil
  ) {
    self.header = header
    self.rowLabels = rowLabels
    self.separator = separator
    self.decimal = decimal
  }
}

/// What stands between two fields of a line.
public enum TableSeparator: Hashable, Sendable {
  /// One character of ASCII.
  case character(UInt8)
  /// Any number of blanks and tabs.
  case blanks
  /// Nothing: a line is a field.
  case none

  static let comma = TableSeparator.character(UInt8(ascii: ","))
  static let semicolon = TableSeparator.character(UInt8(ascii: ";"))
  static let tab = TableSeparator.character(UInt8(ascii: "\t"))

  /// Words for the separators that shells and YAML have no plain sign for.
  static let names: [(name: String, separator: TableSeparator)] = [
    ("comma", .comma), ("semicolon", .semicolon), ("tab", .tab), ("blank", .blanks),
    ("none", .none),
  ]

  /// Reads a separator by its name, or as the character itself; `\t` is a tab.
  /// - Returns: nil for other text, and for characters that numbers and quoted fields are made of.
  public init?(_ text: String) {
    if let known = Self.names.first(where: { $0.name == text }) {
      self = known.separator
    } else if text == "\\t" {
      self = .tab
    } else if text == " " {
      self = .blanks
    } else {
      guard text.utf8.count == 1, let byte = text.utf8.first, byte == 0x09 || byte > 0x20,
        byte < 0x7f, !Self.isPartOfFields(byte)
      else { return nil }
      self = .character(byte)
    }
  }

  private static func isPartOfFields(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "\""), UInt8(ascii: "#"),
      UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// The name, or the character in quotation marks where it has none.
  public var name: String {
    if let known = Self.names.first(where: { $0.separator == self }) { return known.name }
    guard case .character(let byte) = self else { return "" }
    return "\"\(Unicode.Scalar(byte))\""
  }

  /// The byte that ends a field; nil for none. With blanks it is one of two.
  var byte: UInt8? {
    switch self {
    case .character(let byte): byte
    case .blanks, .none: nil
    }
  }
}
