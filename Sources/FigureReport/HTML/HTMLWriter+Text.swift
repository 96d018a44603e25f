// Tables and notes of a report's own text on an HTML page.

import FigureKinds
import FigureModel

extension HTMLWriter {
  func write(_ table: TextTable, _ language: Language, _ html: inout HTMLText) {
    func cell(
      _ name: StaticString, _ parts: [ReportInline], _ alignment: TextTable.Alignment,
      _ html: inout HTMLText
    ) {
      html.markup("<")
      html.markup(name)
      if name.description == "th" { html.attribute("scope", "col") }
      switch alignment {
      case .start: break
      case .center: html.attribute("class", "center")
      case .end: html.attribute("class", "end")
      }
      html.markup(">")
      write(parts, language, &html)
      html.close(name)
    }
    html.markup("<div class=\"grid\"><table><thead><tr>")
    for (parts, alignment) in zip(table.header, table.alignments) {
      cell("th", parts, alignment, &html)
    }
    html.markup("</tr></thead><tbody>")
    for row in table.rows {
      html.markup("<tr>")
      for (parts, alignment) in zip(row, table.alignments) { cell("td", parts, alignment, &html) }
      html.markup("</tr>")
    }
    html.markup("</tbody></table></div>")
  }

  // MARK: Notes

  private static func anchor(note number: Int, _ language: Language) -> String {
    "\(language.rawValue)-note-\(number)"
  }

  /// The raised number of a note, which leads to it and is led back to.
  func call(_ number: Int, isFirst: Bool, _ language: Language, _ html: inout HTMLText) {
    let anchor = Self.anchor(note: number, language)
    html.markup("<sup><a")
    html.attribute("href", "#" + anchor)
    if isFirst { html.attribute("id", anchor + "-call") }
    html.attribute("aria-label", "\(ReportStrings(language).note) \(number)")
    html.markup(">")
    html.text("\(number)")
    html.markup("</a></sup>")
  }

  mutating func write(
    _ notes: [ReportNote], _ language: Language, _ html: inout HTMLText
  ) throws(FigureError) {
    guard let first = notes.first else { return }
    html.open("ol", ("class", "notes"), ("start", "\(first.number)"))
    for note in notes {
      let anchor = Self.anchor(note: note.number, language)
      html.open("li", ("id", anchor))
      for block in note.blocks { try write(block, language, &html) }
      html.open(
        "a", ("href", "#" + anchor + "-call"), ("aria-label", ReportStrings(language).backToText))
      html.markup("↩\u{FE0E}</a></li>")
    }
    html.close("ol")
  }
}
