// Tables and notes of Markdown.

import CCMark

extension MarkdownReader {
  // MARK: Tables

  /// A table; rows that do not fit its head are mistakes, where the parser would drop cells of theirs.
  mutating func table(_ node: OpaquePointer, _ depth: Int) -> [ReportBlock] {
    let columns = Int(cmark_gfm_extensions_get_table_columns(node))
    let letters = cmark_gfm_extensions_get_table_alignments(node)
    var table = TextTable(
      alignments: (0..<columns).map { column in
        switch letters?[column] {
        case UInt8(ascii: "c"): .center
        case UInt8(ascii: "r"): .end
        default: .start
        }
      })
    var child = cmark_node_first_child(node)
    while let row = child {
      child = cmark_node_next(row)
      let isHead = cmark_gfm_extensions_get_table_row_is_header(row) != 0
      if isHead {
        // Where a paragraph stands above, the parser says of the head that it begins where that does.
        let line =
          child.map { Int(cmark_node_get_start_line($0)) - 2 }
          ?? Int(cmark_node_get_end_line(node)) - 1
        if line != Int(cmark_node_get_start_line(row)) { fixedLocation = (line, 1) }
      } else {
        blockLocation = (
          Int(cmark_node_get_start_line(row)), Int(cmark_node_get_start_column(row))
        )
        check(row, columns)
      }
      let cells = children(of: row, depth: depth) { reader, cell, depth in
        [reader.inlines(cell, depth)]
      }
      fixedLocation = nil
      if isHead { table.header = cells } else { table.rows.append(cells) }
    }
    table.alignDecimals(
      unsaid: Set((0..<columns).filter { letters?[$0] ?? 0 == 0 }))
    return [.textTable(table)]
  }

  private mutating func check(_ row: OpaquePointer, _ columns: Int) {
    let text = source.line(
      Int(cmark_node_get_start_line(row)), from: Int(cmark_node_get_start_column(row)))
    let cells = MarkdownSource.cells(text)
    if cells > columns {
      report(
        row,
        "this row has \(cells) cells and the table's head \(columns); leave out what is too many, or "
          + "write \\| for a bar within a cell")
    } else if columns > 1, cells == 1, !text.contains("|") {
      report(
        row, "this line would be a row of the table above; leave a blank line between, or add bars")
    }
  }

  // MARK: Notes

  /// The number of a note in the report, from the parser's in this text.
  func noteNumber(_ literal: String) -> Int { firstNote + (Int(literal) ?? 1) - 1 }

  /// Takes a note out of the text; the parser has put those that are called at its end.
  mutating func note(_ node: OpaquePointer, _ depth: Int) -> [ReportBlock] {
    noteLines.insert(Int(cmark_node_get_start_line(node)))
    let number = firstNote + notes.count
    notes.append(ReportNote(number: number, blocks: blocks(in: node, depth)))
    return []
  }

  /// Reports notes that nobody calls and calls of notes that are not there, both of which the parser
  /// lets pass: it drops the ones and takes the others for text.
  mutating func checkNotes() {
    for line in source.lineNumbers where !codeLines.contains(where: { $0.contains(line) }) {
      for note in MarkdownSource.notes(source.line(line)) {
        let message: String? =
          if note.isDefinition {
            noteLines.contains(line)
              ? nil
              : "nothing calls this note, or it is given twice; write [^\(note.name)] where it "
                + "belongs, or remove it"
          } else if calledInVain.contains(note.name) {
            "there is no such note in this text; add a line [^\(note.name)]: …, or write \\[ for the "
              + "bracket"
          } else {
            nil
          }
        guard let message else { continue }
        report(
          MarkdownProblem(
            line: line, column: note.column, message: "[^\(note.name)]: \(message)"))
      }
    }
  }
}
