// From drawn figures and Markdown to a report: directives become figures, claims and tables, and
// figures get their numbers.

import AttentionMath
package import FigureClaims
import FigureKinds
import FigureModel
import TextFormats

/// Builds the sections of a report.
package struct ReportBuilder {
  let figures: [ReportFigure]
  let slips: [Slip]
  package private(set) var problems: [MarkdownProblem] = []
  /// Notes of the texts read since they were last asked for.
  private var notes: [ReportNote] = []
  private var noteCount = 0

  package init(figures: [ReportFigure], slips: [Slip] = []) {
    self.figures = figures
    self.slips = slips
  }

  /// The blocks of a text of Markdown.
  package mutating func blocks(_ markdown: String) -> [ReportBlock] {
    let answers = self
    var reader = MarkdownReader(firstNote: noteCount + 1) { answers.answer(to: $0) }
    let result = reader.blocks(markdown)
    problems += reader.problems
    notes += reader.notes
    noteCount += reader.notes.count
    return result
  }

  /// What the notes of the texts read so far say, once; none where there are none.
  package mutating func takeNotes() -> [ReportBlock] {
    defer { notes = [] }
    return notes.isEmpty ? [] : [.notes(notes)]
  }

  /// What a directive becomes.
  func answer(to directive: ReportDirective) -> DirectiveAnswer {
    switch directive {
    case .figure(let id):
      if let figure = figure(id) { return .blocks([.figure(figure.id)]) }
      return .refused(unknown(id))
    case .claims(let id):
      guard let figure = figure(id) else { return .refused(unknown(id)) }
      guard !figure.claims.isEmpty else {
        return .refused("claims: \(id): no claim speaks of this figure; remove it")
      }
      return .blocks([.claims(figure.claims)])
    case .table(let id):
      guard let figure = figure(id) else { return .refused(unknown(id)) }
      guard let table = figure.dataTable else {
        return .refused(figure.tableRefusal.spelled(.manifest))
      }
      return .blocks([.table(table)])
    case .slips: return slips.isEmpty ? .text : .blocks([.slips(slips)])
    }
  }

  private func unknown(_ id: String) -> String {
    "\(id): there is no such figure; \(NearestName.hint(for: id, among: figures.map(\.id)))"
  }

  private func figure(_ id: String) -> ReportFigure? { figures.first { $0.id == id } }

  /// The report of these editions, its figures in the order of their first appearance; those that are
  /// not shown are left out.
  package func report(_ editions: [ReportEdition]) -> Report {
    var order: [String] = []
    for edition in editions {
      for section in edition.sections {
        for id in section.blocks.flatMap(\.figures) where !order.contains(id) { order.append(id) }
      }
    }
    return Report(editions: editions, figures: order.compactMap(figure))
  }
}

extension ReportBlock {
  /// The ids of the figures in this block, in order.
  var figures: [String] {
    switch self {
    case .figure(let id): [id]
    case .list(_, let items): items.flatMap { $0.flatMap(\.figures) }
    case .quote(let blocks): blocks.flatMap(\.figures)
    case .notes(let notes): notes.flatMap { $0.blocks.flatMap(\.figures) }
    case .paragraph, .heading, .code, .formula, .separator, .claims, .slips, .table, .textTable:
      []
    }
  }
}

extension [ReportBlock] {
  /// Numbers the levels of headings from 3 on without a gap, whichever marks a text begins with: readers who
  /// hear a page go by them.
  mutating func closeHeadings() {
    let levels = Set(compactMap { if case .heading(let level, _) = $0 { level } else { nil } })
      .sorted()
    for index in indices {
      guard case .heading(let level, let parts) = self[index],
        let depth = levels.firstIndex(of: level)
      else { continue }
      self[index] = .heading(level: 3 + depth, parts)
    }
  }
}

extension ReportFigure {
  /// Tables larger than this are for files, not for pages.
  static let maximumTableCells = 400

  /// Why its numbers are not in a table.
  var tableRefusal: Message {
    guard let table else { return "table: \(id): the figure shows no numbers; remove it" }
    let matrix = table.matrix
    return
      "table: \(id): [\(matrix.rows), \(matrix.columns)] is \(matrix.values.count) numbers, and a "
      + "table has at most \(Self.maximumTableCells); attnplot's \(flag: "save-matrix") writes them to a file"
  }

  /// The numbers drawn, where they are few enough to be read.
  var dataTable: DataTable? {
    guard let table, table.matrix.values.count <= Self.maximumTableCells else { return nil }
    let places = Self.places(of: table.matrix.values)
    return DataTable(
      figure: id, columnLabels: table.columnLabels, rowLabels: table.rowLabels,
      cells: (0..<table.matrix.rows).map { row in
        table.matrix.row(row).map { value in
          places.map { formatNumber(value, places: $0) } ?? formatNumber(value, significant: 4)
        }
      })
  }

  /// The decimal places with which numbers below one another have their points below one another: those of
  /// the largest at four digits. nil where all are whole, or where the smallest would lose its digits.
  static func places(of values: [Double]) -> Int? {
    let magnitudes = values.filter { $0.isFinite && $0 != 0 }.map(\.magnitude)
    guard let maximum = magnitudes.max(), let minimum = magnitudes.min(),
      (1e-2..<1e4).contains(maximum), minimum >= maximum / 1000,
      magnitudes.contains(where: { $0 != $0.rounded() })
    else { return nil }
    var (places, bound) = (3, 10.0)
    while maximum >= bound { (places, bound) = (places - 1, bound * 10) }
    while maximum < bound / 10 { (places, bound) = (places + 1, bound / 10) }
    return places
  }
}
