// Numbers that tie notes to what they explain, where no line can.

import FigureScene

extension Diagram {
  /// The diagram with the same number before a note and in what it explains, in place of each of these leaders:
  /// counted from 1 in the order of the table's rows and columns.
  public func numbering(_ leaders: [DiagramEdge]) -> Diagram {
    guard !leaders.isEmpty else { return self }
    let sorted = leaders.enumerated().sorted { a, b in
      func place(_ edge: DiagramEdge) -> (Int, Int) {
        (edge.from.row ?? -1, edge.from.column ?? -1)
      }
      let (x, y) = (place(a.element), place(b.element))
      return (x.0, x.1, a.offset) < (y.0, y.1, b.offset)
    }.map(\.element)
    var diagram = self
    diagram.edges.removeAll { leaders.contains($0) }
    diagram.root = root.mapNodes { node in
      var node = node
      for (index, leader) in sorted.enumerated() {
        let sign = Self.sign(index + 1)
        if leader.to.node == node.id, case .note(var note) = node.content {
          note.text = RichText([RichText.Span(sign)] + note.text.spans)
          node.content = .note(note)
        }
        if leader.from.node == node.id, case .table(var table) = node.content {
          table.mark(leader.from, with: sign)
          node.content = .table(table)
        }
      }
      return node
    }
    return diagram
  }

  /// A number in a circle, as far as there are signs for it, and the space after it.
  private static func sign(_ number: Int) -> String {
    let circled = (1...20).contains(number) ? Unicode.Scalar(UInt32(0x2460 + number - 1)) : nil
    return (circled.map { String(Character($0)) } ?? "(\(number))") + "\u{2009}"
  }
}

extension DiagramElement {
  /// The same with other nodes in the places of these.
  fileprivate func mapNodes(_ change: (DiagramNode) -> DiagramNode) -> DiagramElement {
    switch self {
    case .node(let node): return .node(change(node))
    case .stack(var stack):
      stack.elements = stack.elements.map { $0.mapNodes(change) }
      return .stack(stack)
    case .grid(var grid):
      grid.rows = grid.rows.map { row in
        row.map { cell in
          guard var cell else { return nil }
          cell.element = cell.element.mapNodes(change)
          return cell
        }
      }
      return .grid(grid)
    case .group(var group):
      group.element = group.element.mapNodes(change)
      return .group(group)
    }
  }
}

extension DiagramTable {
  /// Sets a sign before the words of a cell, or before the name of a row.
  fileprivate mutating func mark(_ port: DiagramPort, with sign: String) {
    guard let row = port.row else { return }
    if port.column == nil, rowNames.indices.contains(row) {
      rowNames[row] = sign + rowNames[row]
      return
    }
    guard let shownRow = displayedRows.firstIndex(of: row),
      let shownColumn = port.column.map({ displayedColumns.firstIndex(of: $0) }) ?? 0
    else { return }
    let cell = shownRow * displayedColumns.count + shownColumn
    cells[cell].text = RichText([RichText.Span(sign)] + cells[cell].text.spans)
  }
}
