// The structure of a page: lines of one paragraph, cells of one row, rows of one table and items of one list
// stand together, so that readers who hear the page hear what they are.

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
  /// The lists and quotes that go on, from the outermost, and what is in each.
  private var containers: [(container: FlowContainer, items: [SceneItem])] = []

  /// Adds a part.
  /// - Parameters:
  ///   - inner: its items, but for those of its cells.
  ///   - origin: where its corner is.
  mutating func add(_ part: FlowPart, _ inner: [SceneItem], at origin: Point) {
    if let block, part.block != block.block {
      closeBlock()
      if part.table == nil || part.table != block.table { closeTable() }
    }
    func placed(_ items: [SceneItem], _ id: String? = nil) -> SceneItem {
      .group(
        SceneGroup(
          identity: ItemIdentity(id: id), transform: .translation(origin.x, origin.y), items: items)
      )
    }
    if part.block != block?.block { enter(part.containers, part.labels.mapValues { placed($0) }) }
    block = part
    if !inner.isEmpty || part.target != nil { lines.append(placed(inner, part.target)) }
    for (index, items) in part.cells.enumerated() {
      if index == cells.count { cells.append([]) }
      if !items.isEmpty { cells[index].append(placed(items)) }
    }
  }

  mutating func close() {
    closeBlock()
    closeTable()
    enter([], [:])
  }

  /// Closes what a part is not in, and opens what it is in.
  private mutating func enter(_ path: [FlowContainer], _ labels: [Int: SceneItem]) {
    let common = zip(containers, path).prefix { $0.container == $1 }.count
    while containers.count > common, let (container, items) = containers.popLast() {
      append(.group(SceneGroup(role: container.role, items: items)))
    }
    for container in path[common...] {
      let label = container.role == .listItem ? labels[container.number] : nil
      containers.append(
        (container, label.map { [.group(SceneGroup(role: .listLabel, items: [$0]))] } ?? []))
    }
  }

  /// Adds an item to the innermost of what goes on.
  private mutating func append(_ item: SceneItem) {
    if containers.isEmpty {
      items.append(item)
    } else {
      containers[containers.count - 1].items.append(item)
    }
  }

  private mutating func closeBlock() {
    guard let block else { return }
    if block.table != nil {
      let cells = cells.map { items in
        SceneItem.group(SceneGroup(role: .cell(isHeader: block.isHeader), items: items))
      }
      rows.append(.group(SceneGroup(role: .row, items: cells)))
      // Lines between rows say nothing.
      for line in lines { append(line) }
    } else if block.role == nil {
      for line in lines { append(line) }
    } else if !lines.isEmpty {
      append(
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
    append(.group(SceneGroup(role: .table, items: rows)))
    rows = []
  }
}
