// The addresses that a report's text leads to.

extension ReportEdition {
  /// The addresses of its links, in order.
  var addresses: [String] { sections.flatMap(\.blocks).flatMap(\.addresses) }
}

extension ReportBlock {
  fileprivate var addresses: [String] {
    switch self {
    case .paragraph(let parts), .heading(_, let parts): parts.flatMap(\.addresses)
    case .list(_, let items): items.flatMap { $0.flatMap(\.addresses) }
    case .quote(let blocks): blocks.flatMap(\.addresses)
    case .textTable(let table):
      (table.header + table.rows.flatMap(\.self)).flatMap { $0.flatMap(\.addresses) }
    case .notes(let notes): notes.flatMap { $0.blocks.flatMap(\.addresses) }
    case .code, .formula, .separator, .figure, .claims, .slips, .table: []
    }
  }
}

extension ReportInline {
  fileprivate var addresses: [String] {
    switch self {
    case .link(let address, let parts): [address] + parts.flatMap(\.addresses)
    case .emphasis(let parts), .strong(let parts), .struck(let parts), .figure(_, let parts):
      parts.flatMap(\.addresses)
    case .text, .code, .formula, .note, .lineBreak, .spacer: []
    }
  }
}
