// The structure of a page: lines of one paragraph, cells of one row and rows of one table stand together,
// so that readers who hear the page hear what they are.

import FigureScene

/// The items of a page as they come, gathered in parts of the document's structure.
struct PageStructure {
  /// What is closed.
  var items: [SceneItem] = []
  /// The paragraph or row that goes on, and what it consists of.
  private var block: FlowPart?
  private var lines: [SceneItem] = []
  private var cells: [[SceneItem]] = []
  /// The rows of the table that goes on.
  private var rows: [SceneItem] = []

  /// Adds a part.
  /// - Parameters:
  ///   - inner: its items, but for those of its cells.
  ///   - place: where its corner is.
  mutating func add(_ part: FlowPart, _ inner: [SceneItem], at place: Point) {
    if let block, part.block != block.block {
      closeBlock()
      if part.table == nil || part.table != block.table { closeTable() }
    }
    block = part
    func placed(_ items: [SceneItem], _ id: String? = nil) -> SceneItem {
      .group(
        SceneGroup(
          identity: ItemIdentity(id: id), transform: .translation(place.x, place.y), items: items))
    }
    if !inner.isEmpty || part.target != nil { lines.append(placed(inner, part.target)) }
    for (index, items) in part.cells.enumerated() {
      if index == cells.count { cells.append([]) }
      if !items.isEmpty { cells[index].append(placed(items)) }
    }
  }

  mutating func close() {
    closeBlock()
    closeTable()
  }

  private mutating func closeBlock() {
    guard let block else { return }
    if block.table != nil {
      let cells = cells.map { items in
        SceneItem.group(SceneGroup(role: .cell(isHeader: block.isHeader), items: items))
      }
      rows.append(.group(SceneGroup(role: .row, items: cells)))
      // Lines between rows say nothing.
      items += lines
    } else if block.role == nil {
      items += lines
    } else if !lines.isEmpty {
      items.append(
        .group(
          SceneGroup(
            identity: ItemIdentity(label: block.alternative), role: block.role, items: lines)))
    }
    self.block = nil
    lines = []
    cells = []
  }

  private mutating func closeTable() {
    guard !rows.isEmpty else { return }
    items.append(.group(SceneGroup(role: .table, items: rows)))
    rows = []
  }
}
