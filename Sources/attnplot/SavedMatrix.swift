// `--save-matrix`: the numbers of a figure as a file; of matrices that are read when they are wanted, row
// by row.

import AttentionMath
import FigureKinds
import FigureModel
import FigurePipeline
import MatrixFiles
import TextFormats

/// The file of a figure's numbers.
enum SavedMatrix {
  /// - Throws: where a name stands in no such file, or the matrix cannot be held and must be.
  static func file(_ path: String, of table: LabelledMatrix) throws -> OutputFile {
    let isCSV = FileName.ending(path) != "npy"
    if isCSV, let label = table.names.first(where: { $0.utf8.contains(0) }) {
      throw FigureError.usage(
        "--save-matrix \(path): the token \(TerminalText.line(label, atMost: 24)) holds a zero byte, "
          + "which no CSV file can have; save it as .npy")
    }
    if table.isStreamed, let source = table.source {
      return OutputFile(path: path) { (write: OutputFile.Writing) throws(OutputError) in
        if isCSV {
          try csv(of: table, source, path, write)
        } else {
          try npy(of: table, source, path, write)
        }
      }
    }
    let matrix = try table.wholeMatrix()
    let bytes: [UInt8]
    if isCSV {
      bytes = csvBytes(
        of: table.stored(matrix), rowLabels: table.rowLabels, columnLabels: table.columnLabels,
        areWhole: table.areWhole)
    } else if let integers = table.integers(of: matrix) {
      bytes = npyBytes(shape: table.shape(of: matrix), integers: integers)
    } else {
      bytes = npyBytes(shape: table.shape(of: matrix), values: matrix.values)
    }
    return OutputFile(path: path, bytes: bytes)
  }

  /// What is to be known of the files beside what the figure shows; nil where that is all.
  static func note(on table: LabelledMatrix, in paths: [String]) -> String? {
    guard table.hidesIndices, !paths.isEmpty else { return nil }
    return "\(paths.joined(separator: ", ")): -1 stands where a query may not see a key"
  }

  /// So many bytes are written at a time.
  private static let piece = 1 << 20

  private static func csv(
    of table: LabelledMatrix, _ source: any RowSource, _ path: String, _ write: OutputFile.Writing
  ) throws(OutputError) {
    var lines = CSVLines()
    var failure: OutputError?
    func handOn() {
      guard failure == nil, lines.count >= piece else { return }
      do throws(OutputError) { try write(lines.takeAllButLast()) } catch { failure = error }
    }
    lines.append(label: nil)
    for column in 0..<source.columns {
      lines.append(label: table.columnLabel(column))
      handOn()
    }
    lines.end()
    try forEachPart(of: source, path) { row, first, values in
      guard failure == nil else { return }
      if first == 0 { lines.append(label: table.rowLabel(row)) }
      for value in values {
        lines.append(value)
        handOn()
      }
      if first + values.count == source.columns { lines.end() }
    }
    if let failure { throw failure }
    try write(lines.take())
  }

  private static func npy(
    of table: LabelledMatrix, _ source: any RowSource, _ path: String, _ write: OutputFile.Writing
  ) throws(OutputError) {
    try write(npyHeader(shape: table.shape(rows: source.rows, columns: source.columns)))
    var bytes: [UInt8] = []
    var failure: OutputError?
    try forEachPart(of: source, path) { _, _, values in
      guard failure == nil else { return }
      for value in values {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
      guard bytes.count >= piece else { return }
      do throws(OutputError) { try write(bytes) } catch { failure = error }
      bytes.removeAll(keepingCapacity: true)
    }
    if let failure { throw failure }
    try write(bytes)
  }

  /// Calls `body` with rows, or parts of long ones, in their order: the row, the first column and the values.
  private static func forEachPart(
    of source: any RowSource, _ path: String,
    _ body: (_ row: Int, _ first: Int, UnsafeBufferPointer<Double>) -> Void
  ) throws(OutputError) {
    do throws(RowSourceError) {
      if source.hasLongRows {
        for row in 0..<source.rows {
          try source.forEachPart(ofRow: row) { first, part in
            part.withRow(0) { body(row, first, $0) }
          }
        }
      } else {
        var row = 0
        try source.forEachRow { values in
          body(row, 0, values)
          row += 1
        }
      }
    } catch {
      throw OutputError("--save-matrix \(path): \(error)")
    }
  }
}
