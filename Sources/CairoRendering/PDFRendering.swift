// Scenes as PDF, by Cairo: vector figures with text that can be searched, and no clock.

import CPangoCairo
import FigureScene

/// The scene as PDF bytes: one page, 0.75 pt for each px.
func renderPDF(
  _ scene: Scene, options: RenderOptions, text: TextEngine
) throws(RenderError) -> [UInt8] {
  let (width, height) = (scene.size.width, scene.size.height)
  guard width.isFinite, height.isFinite, width > 0, height > 0 else {
    throw .emptySize(scene.size, scale: 1)
  }
  guard max(width, height) <= longestPDFSide else {
    throw .sideTooLong(pixels: max(width, height), limit: Int(longestPDFSide), format: .pdf)
  }
  // Cairo writes to the sink until its surface is gone, also where drawing fails midway.
  let sink = ByteSink()
  return try withExtendedLifetime(sink) { () throws(RenderError) -> [UInt8] in
    try draw(scene, options: options, text: text, into: sink)
    return sink.bytes
  }
}

/// The longest side a page may have, 14400 pt, in px.
private let longestPDFSide = 19200.0

/// Where Cairo leaves the bytes of a PDF.
private final class ByteSink {
  var bytes: [UInt8] = []
}

private func draw(
  _ scene: Scene, options: RenderOptions, text: TextEngine, into sink: ByteSink
) throws(RenderError) {
  let surface = try Surface(
    taking: cairo_pdf_surface_create_for_stream(
      { closure, data, length in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue().bytes
          .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(sink).toOpaque(), scene.size.width * 0.75,
      scene.size.height * 0.75))
  setMetadata(of: surface, scene, options)
  do {
    let canvas = try Canvas(on: surface)
    cairo_scale(canvas.pointer, 0.75, 0.75)
    if let background = scene.background {
      canvas.setSource(background)
      cairo_rectangle(canvas.pointer, 0, 0, scene.size.width, scene.size.height)
      cairo_fill(canvas.pointer)
    }
    let state = PaintState(
      transform: Transform(xx: 0.75, yx: 0, xy: 0, yy: 0.75, x0: 0, y0: 0), clip: nil, pixels: nil)
    try Painter(text: text, targets: Set(scene.itemIDs)).paint(scene.items, on: canvas, state)
    cairo_show_page(canvas.pointer)
    try canvas.checkStatus()
  }
  try surface.finish()
}

private func setMetadata(
  of surface: borrowing Surface, _ scene: Scene, _ options: RenderOptions
) {
  let values = options.metadata.map { (key: drawable($0.key), value: drawable($0.value)) }
  let software = values.first { $0.key == "Software" }?.value ?? "attnplot"
  let keywords = values.filter { $0.key != "Software" }.map { "\($0.key): \($0.value)" }
  let entries: [(cairo_pdf_metadata_t, String)] = [
    (CAIRO_PDF_METADATA_TITLE, drawable(scene.title)),
    (CAIRO_PDF_METADATA_SUBJECT, drawable(scene.summary)),
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
