// The one entry: a scene in, the bytes of a file out.

public import FigureScene
import StageTimes

/// Finds what `render` would refuse in a scene, without drawing it: a size that cannot be drawn, a text
/// that cannot be set.
public func checkDrawing(
  _ scene: Scene, as format: OutputFormat, options: RenderOptions, text: TextEngine
) throws(RenderError) {
  switch format {
  case .png: _ = try pixelSize(scene.size, scale: options.scale)
  case .svg: try checkSVGSize(scene)
  case .pdf: try checkPDFSize(scene)
  }
  func check(_ items: [SceneItem]) throws(RenderError) {
    for item in items {
      switch item {
      case .group(let group): try check(group.items)
      case .text(let item): _ = try text.setForDrawing(item)
      case .path, .image, .link: break
      }
    }
  }
  try check(scene.items)
}

/// Draws `scene` as a file of the given format.
///
/// The same scene and options give the same bytes, in any process and on any thread.
///
/// - Parameters:
///   - text: The engine that layout measured with; one for each worker, which keeps what earlier drawings had.
/// - Throws: `RenderError` where the size cannot be drawn, a coordinate is not a number, no font is
///   installed though there is text, or a library fails.
public func render(
  _ scene: Scene, as format: OutputFormat, options: RenderOptions = RenderOptions(),
  text: TextEngine = TextEngine()
) throws(RenderError) -> [UInt8] {
  switch format {
  case .png: try renderPNG(scene, options: options, text: text)
  case .svg:
    try StageClock.measure(.draw) { () throws(RenderError) in
      try renderSVG(scene, options: options, text: text)
    }
  case .pdf:
    try StageClock.measure(.draw) { () throws(RenderError) in
      try renderPDF(scene, options: options, text: text)
    }
  }
}
