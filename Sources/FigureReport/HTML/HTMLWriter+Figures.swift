// A figure of an HTML page: its picture for both grounds, its caption and its command.

import CairoRendering
import FigureKinds
import FigureLayout
import FigureModel
import FigureScene
import TextFormats

extension HTMLWriter {
  mutating func figure(
    _ id: String, _ language: Language, _ html: inout HTMLText
  ) throws(FigureError) {
    guard let (figure, number) = report.figure(id), let edition = figure.editions[language] else {
      return
    }
    let words = ReportStrings(language)
    html.open(
      "figure", ("id", Self.anchor(figure: id, language)), ("data-figure", id),
      ("data-language", language.rawValue))
    if language == report.editions[0].language { html.location("figure-\(number)") }
    html.markup("\n<div class=\"plot\">")
    do throws(RenderError) {
      try pictures(edition, words, &html)
    } catch {
      throw .work("\(id): \(error)")
    }
    html.markup("</div>\n<figcaption>")
    html.open("a", ("class", "number"), ("href", "#" + Self.anchor(figure: id, language)))
    html.text(words.figure(number) + (language == .english ? "." : "　"))
    html.markup("</a> <span class=\"title\">")
    write(.symbols(in: edition.title), language, &html)
    html.markup("</span>")
    if let caption = edition.caption {
      html.markup(" ")
      write(.symbols(in: caption), language, &html)
    }
    html.markup("<span class=\"alt\">")
    write(.symbols(in: edition.captionText), language, &html)
    html.markup("</span>")
    for note in edition.notes(words, leavesOutValues: figure.leavesOutValues) {
      html.markup("<span class=\"note\">")
      html.text(note)
      html.markup("</span>")
    }
    for note in edition.narrowNotes {
      html.markup("<span class=\"note narrow\">")
      html.text(words.warnings + note.spelled(.manifest))
      html.markup("</span>")
    }
    html.markup("</figcaption>\n<details class=\"command\"><summary>")
    html.text(words.command)
    html.markup("</summary><pre><code>")
    html.text(edition.command)
    html.markup("</code></pre></details>\n</figure>")
  }

  /// How wide a column, in rem, has the layout for narrow screens in place of a drawing that is at least so
  /// many px wide: about seven tenths, where letters become too small.
  static let breadths: [(width: Double, column: Int)] = [
    (1400, 66), (1240, 57), (1180, 52), (1020, 47), (930, 43),
  ]

  /// The drawing, and the one for narrow screens where there is one, of which the style sheet shows one.
  private mutating func pictures(
    _ edition: FigureEdition, _ words: ReportStrings, _ html: inout HTMLText
  ) throws(RenderError) {
    let narrow = edition.narrow
    if !(narrow?.isWhole ?? !edition.isWide) {
      html.markup("<p class=\"sideways\">")
      html.text(words.sideways)
      html.markup("</p>")
    }
    var stage = narrow == nil ? "stage" : "stage wide"
    if narrow?.isWhole == true,
      let breadth = Self.breadths.first(where: { edition.light.size.width >= $0.width })
    {
      stage += " broad-\(breadth.column)"
    }
    html.open("div", ("class", stage))
    try picture(edition.light, edition.dark, alt: edition.alt, &html)
    html.markup("</div>")
    guard let narrow else { return }
    html.open("div", ("class", narrow.isWhole ? "stage narrow fits" : "stage narrow"))
    try picture(narrow.light, narrow.dark, alt: narrow.description.alt, &html)
    html.markup("</div>")
  }

  /// The drawing, or one for each ground of which the style sheet shows one.
  private mutating func picture(
    _ onLight: Scene, _ onDark: Scene, alt: String, _ html: inout HTMLText
  ) throws(RenderError) {
    func grounds(
      light: (inout HTMLText) -> Void, dark: (inout HTMLText) -> Void, _ html: inout HTMLText
    ) {
      html.markup("<div class=\"ground ground-light\">")
      light(&html)
      html.markup("</div><div class=\"ground ground-dark\">")
      dark(&html)
      html.markup("</div>")
    }
    func image(_ png: [UInt8], _ html: inout HTMLText) {
      // As wide as the figure, whatever its pixels.
      let size = onLight.size
      html.open(
        "img", ("width", "\(Int(size.width.rounded()))"),
        ("height", "\(Int(size.height.rounded()))"),
        ("alt", alt),
        (
          "src",
          "data:image/png;base64," + String(decoding: Base64.encoded(png), as: UTF8.self)
        ))
    }
    switch try ThemedDrawing(
      light: onLight, dark: onDark, text: text, parts: &parts)
    {
    case .both(let svg): html.drawing(svg)
    case .each(let light, let dark):
      grounds(light: { $0.drawing(light) }, dark: { $0.drawing(dark) }, &html)
    case .pixels(let light, let dark):
      grounds(light: { image(light, &$0) }, dark: { image(dark, &$0) }, &html)
    }
  }
}

extension FigureEdition {
  /// What a reader should know of the picture: what was reduced, and what it warns of.
  func notes(_ words: ReportStrings, leavesOutValues: Bool) -> [String] {
    var notes = description.panels.compactMap(\.reduction).prefix(1).map { reduction in
      words.reduced(
        (reduction.fromRows, reduction.fromColumns), (reduction.toRows, reduction.toColumns))
    }
    if leavesOutValues { notes.append(words.valuesLeftOut) }
    notes += description.warnings.map { words.warnings + $0.spelled(.manifest) }
    return notes
  }
}
