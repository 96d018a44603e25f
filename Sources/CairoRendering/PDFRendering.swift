// Scenes as PDF, by Cairo: vector figures with text that can be searched, and no clock.

import CPangoCairo
public import FigureScene

/// Several pages as one file, with an outline beside them.
public struct PageDocument: Sendable {
  /// A line of the outline.
  public struct OutlineEntry: Sendable {
    public var title: String
    /// The id of an item on one of the pages.
    public var target: String
    public var children: [OutlineEntry]

    public init(title: String, target: String, children: [OutlineEntry] = []) {
      self.title = title
      self.target = target
      self.children = children
    }
  }

  public var title: String
  public var authors: [String]
  /// The language of the text, a BCP 47 tag.
  public var language: String
  /// Links on a page may lead to items of any page, `#ID`.
  public var pages: [Scene]
  public var outline: [OutlineEntry]

  public init(
    title: String, authors: [String] = [], language: String, pages: [Scene],
    outline: [OutlineEntry] = []
  ) {
    self.title = title
    self.authors = authors
    self.language = language
    self.pages = pages
    self.outline = outline
  }
}

/// Draws pages as a PDF, 0.75 pt for each px. The same pages give the same bytes.
/// - Throws: `RenderError` as for a single scene, and where there is no page.
public func renderDocument(
  _ document: PageDocument, options: RenderOptions = RenderOptions(),
  text: TextEngine = TextEngine()
) throws(RenderError) -> [UInt8] {
  guard !document.pages.isEmpty else { throw .emptySize(.zero, scale: 1) }
  for page in document.pages { try checkPDFSize(page) }
  let sink = ByteSink()
  return try withExtendedLifetime(sink) { () throws(RenderError) -> [UInt8] in
    try draw(
      document.pages, outline: document.outline,
      information: Information(
        title: document.title, subject: "", author: document.authors.joined(separator: ", "),
        options: options), text: text, into: sink)
    guard var structure = PDFStructure(sink.bytes) else { return sink.bytes }
    structure.add(language: document.language)
    structure.add(
      alternatives: document.pages.flatMap { $0.items.flatMap(\.figureAlternatives) })
    return structure.result()
  }
}

/// The scene as PDF bytes: one page, 0.75 pt for each px.
func renderPDF(
  _ scene: Scene, options: RenderOptions, text: TextEngine
) throws(RenderError) -> [UInt8] {
  try checkPDFSize(scene)
  // Cairo writes to the sink until its surface is gone, also where drawing fails midway.
  let sink = ByteSink()
  return try withExtendedLifetime(sink) { () throws(RenderError) -> [UInt8] in
    try draw(
      [scene], outline: [],
      information: Information(
        title: scene.title, subject: scene.summary, author: "", options: options),
      text: text, into: sink)
    return sink.bytes
  }
}

func checkPDFSize(_ scene: Scene) throws(RenderError) {
  let (width, height) = (scene.size.width, scene.size.height)
  guard width.isFinite, height.isFinite, width > 0, height > 0 else {
    throw .emptySize(scene.size, scale: 1)
  }
  guard max(width, height) <= longestPDFSide else {
    throw .sideTooLong(pixels: max(width, height), limit: Int(longestPDFSide), format: .pdf)
  }
}

/// What a file says of itself.
private struct Information {
  var title: String
  var subject: String
  var author: String
  var options: RenderOptions
}

/// The longest side a page may have, 14400 pt, in px.
private let longestPDFSide = 19200.0

/// Where Cairo leaves the bytes of a PDF.
private final class ByteSink {
  var bytes: [UInt8] = []
}

private func draw(
  _ pages: [Scene], outline: [PageDocument.OutlineEntry], information: Information,
  text: TextEngine, into sink: ByteSink
) throws(RenderError) {
  let first = pages[0].size
  let surface = try Surface(
    taking: cairo_pdf_surface_create_for_stream(
      { closure, data, length in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue().bytes
          .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(sink).toOpaque(), first.width * 0.75, first.height * 0.75))
  setMetadata(of: surface, information)
  // A name that two items have leads to the first of them.
  let targets = Set(pages.flatMap(\.itemIDs))
  let fonts = try DocumentFonts(pages, text)
  do {
    let canvas = try Canvas(on: surface)
    cairo_scale(canvas.pointer, 0.75, 0.75)
    let state = PaintState(
      transform: Transform(xx: 0.75, yx: 0, xy: 0, yy: 0.75, x0: 0, y0: 0), clip: nil, pixels: nil)
    // Readers take a file for a structured one where all of it is one document.
    let isStructured = pages.contains { $0.items.contains(where: \.hasRole) }
    if isStructured { cairo_tag_begin(canvas.pointer, "Document", nil) }
    for (number, page) in pages.enumerated() {
      if number > 0 {
        cairo_pdf_surface_set_size(
          surface.pointer, page.size.width * 0.75, page.size.height * 0.75)
      }
      if let background = page.background {
        canvas.setSource(background)
        cairo_rectangle(canvas.pointer, 0, 0, page.size.width, page.size.height)
        cairo_fill(canvas.pointer)
      }
      try Painter(text: text, targets: targets, documentFonts: fonts).paint(
        page.items, on: canvas, state)
      if isStructured, number == pages.count - 1 { cairo_tag_end(canvas.pointer, "Document") }
      cairo_show_page(canvas.pointer)
    }
    add(outline, below: 0, to: surface, targets)
    try canvas.checkStatus()
  }
  try surface.finish()
}

private func add(
  _ entries: [PageDocument.OutlineEntry], below parent: Int32, to surface: borrowing Surface,
  _ targets: Set<String>
) {
  for entry in entries where targets.contains(entry.target) {
    let number = cairo_pdf_surface_add_outline(
      surface.pointer, parent, drawable(entry.title),
      "dest='\(PDFDestination.name(of: entry.target))'",
      cairo_pdf_outline_flags_t(0))
    add(entry.children, below: number, to: surface, targets)
  }
}

private func setMetadata(of surface: borrowing Surface, _ information: Information) {
  let values = information.options.metadata.map {
    (key: drawable($0.key), value: drawable($0.value))
  }
  let software = values.first { $0.key == "Software" }?.value ?? "attnplot"
  let keywords = values.filter { $0.key != "Software" }.map { "\($0.key): \($0.value)" }
  let entries: [(cairo_pdf_metadata_t, String)] = [
    (CAIRO_PDF_METADATA_TITLE, drawable(information.title)),
    (CAIRO_PDF_METADATA_AUTHOR, drawable(information.author)),
    (CAIRO_PDF_METADATA_SUBJECT, drawable(information.subject)),
    (CAIRO_PDF_METADATA_KEYWORDS, keywords.joined(separator: "; ")),
    (CAIRO_PDF_METADATA_CREATOR, software),
    // Without a date of ours Cairo would ask the clock.
    (CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z"),
    (CAIRO_PDF_METADATA_MOD_DATE, "2000-01-01T00:00:00Z"),
  ]
  for (key, value) in entries where !value.isEmpty {
    cairo_pdf_surface_set_metadata(surface.pointer, key, value)
  }
}
