// Formulas that hang from what they explain: which stand where, and the ways of their leaders.

import FigureModel

/// So many notes stand one above the other at most.
private let notesInColumn = 8

/// The notes on lit cells or rows of a table, in the order that they stand in one above the other, and the leaders
/// that tie them to it.
///
/// A leader follows a line between cells out of the table, so that it runs through none, and each has a line of its
/// own. Where there are not lines enough, or notes stand in several columns, numbers tie notes to cells instead.
struct HungNotes {
  /// The slots of the notes, from the topmost down.
  let slots: [Int]
  private let leaders: [DiagramEdge]
  /// Whether all leaders have a line of their own.
  private let canHang: Bool

  /// The diagram with its notes tied to what they explain.
  /// - Parameters:
  ///   - areInColumns: whether notes stand in several columns.
  ///   - hasNumbers: whether numbers have space where leaders have none.
  func tied(
    _ diagram: Diagram, areInColumns: Bool = false, hasNumbers: Bool = true
  ) -> Diagram {
    guard canHang, !areInColumns else {
      return hasNumbers ? diagram.numbering(leaders) : diagram
    }
    var diagram = diagram
    diagram.edges += leaders
    return diagram
  }

  /// Notes on cells.
  /// - Parameters:
  ///   - lit: the cells, by their slots.
  ///   - rows, columns: how many the table has.
  ///   - table: its node; the notes' are `note-0`, `note-1`, ….
  ///   - isBelow: whether notes stand below the table, else right of it.
  init(_ lit: [CellIndex], rows: Int, columns: Int, table: String, isBelow: Bool) {
    // Beside the table from its topmost row down, so that leaders do not cross.
    let downwards = lit.indices.sorted {
      (lit[$0].row, lit[$0].column) < (lit[$1].row, lit[$1].column)
    }
    let order =
      isBelow
      ? Self.below(lit, columns: columns)
      : downwards.map { (slot: $0, side: DiagramPort.Side.left) }
    func leader(_ slot: Int, _ side: DiagramPort.Side, _ line: DiagramPort.Line) -> DiagramEdge {
      DiagramEdge(
        from: DiagramPort(
          table, isBelow ? .bottom : .right, row: lit[slot].row, column: lit[slot].column,
          line: line),
        to: DiagramPort("note-\(slot)", side), leader: slot)
    }
    guard lit.count <= notesInColumn,
      !lit.contains(where: { cell in
        // From the last on its way a leader leaves by the middle.
        (isBelow ? cell.row < rows - 1 : cell.column < columns - 1)
          && Self.isEnclosed(cell, by: lit)
      }),
      let lines = Self.lines(
        order.map { lit[$0.slot] },
        ranks: isBelow ? Self.ranks(order.map(\.side)) : Array(order.indices),
        all: lit, isBelow: isBelow)
    else {
      // Numbers are found in the order of the rows.
      slots = downwards
      leaders = downwards.map { leader($0, .left, .after) }
      canHang = false
      return
    }
    slots = order.map(\.slot)
    canHang = true
    let all = zip(order, lines).map { leader($0.slot, $0.side, $1) }
    // The outermost ways are found first, so that the others run within them.
    leaders = isBelow ? all.reversed() : all
  }

  /// Notes on whole rows.
  /// - Parameter rows: ascending.
  init(rows: [Int], table: String, isBelow: Bool) {
    canHang = rows.count <= notesInColumn
    // Around the table's corner the lowest row's leader is the innermost, and its note the topmost.
    slots = isBelow && canHang ? rows.indices.reversed() : Array(rows.indices)
    leaders = slots.map { slot in
      DiagramEdge(
        from: DiagramPort(table, .right, row: rows[slot]),
        to: DiagramPort("note-\(slot)", isBelow ? .right : .left), leader: slot)
    }
  }

  /// Whether others that are lit meet a cell at each of its corners, so that no leader can leave it.
  private static func isEnclosed(_ cell: CellIndex, by lit: [CellIndex]) -> Bool {
    [(0, 0), (0, 1), (1, 0), (1, 1)].allSatisfy { down, right in
      let (row, column) = (cell.row + down, cell.column + right)
      return lit.contains {
        $0 != cell && (row - 1...row).contains($0.row) && (column - 1...column).contains($0.column)
      }
    }
  }

  /// The order of notes below a table, with the side that the leader of each enters by: that of a cell near the
  /// table's middle from above, the others around it, those of the left half by the left.
  private static func below(
    _ lit: [CellIndex], columns: Int
  ) -> [(slot: Int, side: DiagramPort.Side)] {
    let across = lit.indices.sorted {
      (lit[$0].column, lit[$0].row) < (lit[$1].column, lit[$1].row)
    }
    guard !across.isEmpty else { return [] }
    let half = across.count { 2 * lit[$0].column < columns }
    var (left, right) = (Array(across[..<half].reversed()), Array(across[half...]))
    let top: Int
    if let a = left.first, right.first.map({ lit[a].row <= lit[$0].row }) ?? true {
      top = left.removeFirst()
    } else {
      top = right.removeFirst()
    }
    var order: [(slot: Int, side: DiagramPort.Side)] = [(top, .top)]
    for rank in 0..<max(left.count, right.count) {
      if rank < left.count { order.append((left[rank], .left)) }
      if rank < right.count { order.append((right[rank], .right)) }
    }
    return order
  }

  /// From the left to the right, the position of each leader whose note is entered by one of these sides: the lower a
  /// note stands, the farther out.
  private static func ranks(_ sides: [DiagramPort.Side]) -> [Int] {
    sides.indices.map { sides[$0] == .top ? 0 : sides[$0] == .left ? -$0 : $0 }
  }

  // MARK: Lines

  private static let covered = 1000
  private static let alongAnother = 10
  private static let crossing = 5

  /// The line of each cell by which its leader leaves: of all choices the one that costs least; nil where some would
  /// run on one line.
  /// - Parameter ranks: the order of the leaders across their way.
  private static func lines(
    _ cells: [CellIndex], ranks: [Int], all lit: [CellIndex], isBelow: Bool
  ) -> [DiagramPort.Line]? {
    /// Where a leader starts along its way, and across it.
    func anchor(_ cell: CellIndex) -> (way: Int, across: Int) {
      isBelow ? (cell.row, cell.column) : (cell.column, cell.row)
    }
    let (anchors, others) = (cells.map(anchor), lit.map(anchor))
    func line(_ index: Int, _ choice: Int) -> Int {
      anchors[index].across + (choice >> index & 1 == 0 ? 1 : 0)
    }
    var best: (choice: Int, cost: Int)?
    for choice in 0..<1 << cells.count {
      var cost = 0
      for a in cells.indices {
        cost += choice >> a & 1
        cost +=
          alongAnother
          * others.count { other in
            other.way > anchors[a].way
              && [other.across, other.across + 1].contains(line(a, choice))
          }
        for b in cells.indices where ranks[b] > ranks[a] {
          if line(a, choice) == line(b, choice) { cost += covered }
          if line(a, choice) > line(b, choice) { cost += crossing }
        }
      }
      if cost < best?.cost ?? .max { best = (choice, cost) }
    }
    guard let best, best.cost < covered else { return nil }
    return cells.indices.map { best.choice >> $0 & 1 == 0 ? .after : .before }
  }
}

extension Diagram {
  /// Operands, their sign and the product in one row, notes below them in two columns at most, of which only one has
  /// leaders.
  static func inline(
    _ operands: [DiagramElement], _ product: DiagramElement, id: String, notes: [DiagramElement],
    hung: HungNotes, hasNumbers: Bool
  ) -> Diagram {
    let factors = DiagramElement.group(
      DiagramGroup(id: "product", frame: .none, .row(gap: 12, operands)))
    let half = (notes.count + 1) / 2
    let isInColumns = notes.count > 3
    let columns = isInColumns ? [Array(notes[..<half]), Array(notes[half...])] : [notes]
    let below = DiagramElement.row(
      gap: 14, align: .start, columns.map { .column(gap: 14, align: .start, $0) })
    return hung.tied(
      Diagram(
        .column(gap: 24, [.row(gap: 30, [factors, product])] + (notes.isEmpty ? [] : [below])),
        edges: [DiagramEdge(from: DiagramPort("product", .right), to: DiagramPort(id, .left))]),
      areInColumns: isInColumns, hasNumbers: hasNumbers)
  }
}

/// Notes one above the other; in several columns where there are many.
func notesElement(_ notes: [DiagramElement]) -> DiagramElement {
  let each = notesInColumn
  guard notes.count > each else { return .column(gap: 14, align: .start, notes) }
  return .row(
    gap: 14, align: .start,
    stride(from: 0, to: notes.count, by: each).map { start in
      .column(gap: 14, align: .start, Array(notes[start..<min(start + each, notes.count)]))
    })
}
