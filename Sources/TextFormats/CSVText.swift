// Labels as fields of comma-separated values (RFC 4180), harmless in a spreadsheet.

/// Labels in tables.
public enum CSVText {
  /// A label as one field.
  ///
  /// A spreadsheet computes a cell that begins with `=`, `+`, `-`, `@` or one of their wide forms, and
  /// passes over blanks, tabs and line ends before them, in quotation marks as well. Such a label gets
  /// an apostrophe before it and stands in quotation marks; one that begins so after apostrophes gets
  /// one more, so that ``label(ofQuoted:)`` reads each back as itself.
  /// - Parameter needsMarks: whether the label would not read back as itself without quotation marks.
  /// - Parameter isNumber: whether the label is a number, which a spreadsheet may compute.
  public static func field(_ label: String, needsMarks: Bool, isNumber: Bool = false) -> String {
    let isFormula = !isNumber && mayBeFormula(label)
    guard needsMarks || isFormula else { return label }
    var field = isFormula ? "\"'" : "\""
    for scalar in label.unicodeScalars {
      if scalar == "\"" { field.unicodeScalars.append(scalar) }
      field.unicodeScalars.append(scalar)
    }
    return field + "\""
  }

  /// The label that a field in quotation marks stands for: without the apostrophe that keeps a
  /// spreadsheet from computing it.
  public static func label(ofQuoted text: String) -> String {
    guard text.utf8.first == UInt8(ascii: "'") else { return text }
    let rest = String(text.unicodeScalars.dropFirst())
    return mayBeFormula(rest) ? rest : text
  }

  /// Whether what follows apostrophes, blanks, tabs and line ends begins a formula, or a tab or a
  /// line end stands at the start itself.
  private static func mayBeFormula(_ label: String) -> Bool {
    let text = label.unicodeScalars.drop { $0 == "'" }
    guard let first = text.first else { return false }
    if first == "\t" || first == "\r" || first == "\n" { return true }
    switch text.first(where: { !$0.properties.isWhitespace }) {
    case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
    default: return false
    }
  }
}
