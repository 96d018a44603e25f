// Writing comma-separated values (RFC 4180). Reading them is TableReader's work.

public import AttentionMath
import TextFormats

/// The `.csv` file of a matrix of shape `[rows, columns]`.
///
/// Numbers are the shortest that read back as the same value, with NaN and ±∞ as `nan`, `inf` and
/// `-inf`. Fields are quoted as RFC 4180 asks where they hold a comma, a quotation mark, a line
/// break or blanks at an end; a label that could be taken for a number, for a missing value, for
/// separated fields or for a comment is quoted too, which is how readers distinguish it from one. A label
/// that a spreadsheet would compute is quoted with an apostrophe before it (`CSVText`). Lines end in
/// a line feed.
/// - Parameters:
///   - rowLabels: a first column of labels, one for each row.
///   - columnLabels: a first line of labels, one for each column; with row labels its first field
///     is empty.
///   - areWhole: whether the numbers are whole ones, which are then written without a fraction.
/// - Precondition: there are as many labels as rows and columns.
public func csvBytes<Element: TensorElement>(
  of matrix: Matrix<Element>, rowLabels: [String]? = nil, columnLabels: [String]? = nil,
  areWhole: Bool = false
) -> [UInt8] {
  precondition(rowLabels.map { $0.count == matrix.rows } ?? true)
  precondition(columnLabels.map { $0.count == matrix.columns } ?? true)
  var lines = CSVLines()
  if let columnLabels, rowLabels != nil || !columnLabels.isEmpty {
    if rowLabels != nil { lines.append(label: nil) }
    for label in columnLabels { lines.append(label: label) }
    lines.end()
  }
  if rowLabels == nil && matrix.columns == 0 { return lines.take() }
  for row in 0..<matrix.rows {
    if let rowLabels { lines.append(label: rowLabels[row]) }
    for value in matrix.row(row) { lines.append(value, isWhole: areWhole) }
    lines.end()
  }
  return lines.take()
}

/// Lines of comma-separated values, written field by field, for matrices that are not held.
public struct CSVLines {
  private var bytes: [UInt8] = []

  public init() {}

  /// The bytes that were not taken yet.
  public var count: Int { bytes.count }

  /// - Parameter label: nil for the empty field where labels of rows and columns meet.
  public mutating func append(label: String?) { append(label.map(csvField) ?? "") }

  /// - Parameter isWhole: whether a number is written without a fraction, where it has none.
  public mutating func append<Element: TensorElement>(_ value: Element, isWhole: Bool = false) {
    append(
      isWhole ? Int64(exactly: value).map { "\($0)" } ?? value.description : value.description)
  }

  private mutating func append(_ field: String) {
    bytes.append(contentsOf: field.utf8)
    bytes.append(UInt8(ascii: ","))
  }

  /// Ends a line that has a field.
  public mutating func end() { bytes[bytes.count - 1] = UInt8(ascii: "\n") }

  /// The bytes, which are then gone from here. The comma after a line's last field is not yet its end.
  public mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// The bytes but for the last, which the end of the line may change.
  public mutating func takeAllButLast() -> [UInt8] {
    guard let last = bytes.popLast() else { return [] }
    let taken = take()
    bytes = [last]
    return taken
  }
}

/// A label as one field, in quotation marks where it would not read back as itself without.
private func csvField(_ label: String) -> String {
  let special: Set<UInt8> = Set(",;\t\"\n\r".utf8)
  let blanks: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "\t")]
  guard let first = label.utf8.first, let last = label.utf8.last else { return "\"\"" }
  let isPlain =
    !label.utf8.contains(where: special.contains) && !blanks.contains(first)
    && !blanks.contains(last) && first != UInt8(ascii: "#") && isWord(label)
  return CSVText.field(label, needsMarks: !isPlain, isNumber: isNumber(label))
}

/// Whether a label is a number as every program writes it: digits with at most a sign and a point.
private func isNumber(_ label: String) -> Bool {
  let digits = label.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
  return label.utf8.count - digits.count <= 1 && !digits.isEmpty && Double(label) != nil
    && digits.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
}

/// Whether no reader takes a label for a value, whichever sign it has before fractions.
private func isWord(_ label: String) -> Bool {
  Array(label.utf8).withUnsafeBufferPointer { bytes in
    TableOptions.DecimalMark.allCases.allSatisfy {
      FieldValue(bytes, decimal: $0).kind == .word
    }
  }
}
