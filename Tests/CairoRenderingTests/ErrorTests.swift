import CairoRendering
import FigureScene
import TestSupport
import Testing

@Suite struct ErrorTests {
  @Test(
    arguments: [
      Size(0, 10), Size(10, -1), Size(.nan, 10), Size(10, .infinity), Size(40_000, 10),
      Size(10, 1e300), Size(30_000, 30_000), Size(0.2, 10),
    ]) func impossiblePNGSizes(size: Size)
  {
    #expect(throws: RenderError.self) { try render(scene([], size: size), as: .png) }
    #expect(throws: RenderError.self) { try renderPixels(scene([], size: size)) }
  }

  @Test(arguments: [0.0, -1, .nan, .infinity, 1e9]) func impossibleScales(scale: Double) {
    #expect(throws: RenderError.self) {
      try render(scene([]), as: .png, options: RenderOptions(scale: scale))
    }
  }

  @Test(arguments: [OutputFormat.svg, .pdf], [Size(0, 10), Size(.nan, 10), Size(40_000, 10)])
  func impossiblePages(format: OutputFormat, size: Size) {
    #expect(throws: RenderError.self) { try render(scene([], size: size), as: format) }
  }

  @Test func messagesNameValueRuleAndFix() {
    let error = #expect(throws: RenderError.self) {
      try render(scene([], size: Size(20_000, 10)), as: .png, options: RenderOptions(scale: 2))
    }
    #expect(
      error?.typed
        == "a side of 40000 px: png pictures can be drawn up to 32767 px a side; choose a smaller "
        + "--size or --scale")
  }

  @Test(arguments: OutputFormat.allCases, [Double.nan, .infinity, -.infinity])
  func coordinatesMustBeNumbers(format: OutputFormat, value: Double) {
    let identity = ItemIdentity(id: "bad")
    let items: [SceneItem] = [
      .path(ScenePath(identity: identity, .line(.zero, Point(value, 1)), stroke: Stroke(.black))),
      .text(SceneText(identity: identity, "a", style: body, color: .black, at: Point(1, value))),
      .image(
        SceneImage(
          identity: identity, columns: 1, rows: 1, pixels: [0],
          frame: Rect(x: 0, y: 0, width: value, height: 1))),
      .group(
        SceneGroup(
          identity: identity, clip: Rect(x: value, y: 0, width: 1, height: 1), items: [])),
    ]
    for item in items {
      let error = #expect(throws: RenderError.self) { try render(scene([item]), as: format) }
      #expect(error?.typed.contains("bad") == true)
    }
  }

  /// Far beyond what Cairo's numbers hold, a line still leaves the page where it should.
  @Test(arguments: OutputFormat.allCases) func farAwayPoints(format: OutputFormat) throws {
    let line = SceneItem.path(
      ScenePath(.line(Point(50, 30), Point(50, 1e300)), stroke: Stroke(.black, width: 2)))
    _ = try render(scene([line]), as: format)
    let pixels = try renderPixels(scene([line]))
    #expect(pixels.ink == Rect(x: 49, y: 30, width: 2, height: 30))
  }

  @Test func formatsByEnding() {
    #expect(OutputFormat(fileExtension: "png") == .png)
    #expect(OutputFormat(fileExtension: ".SVG") == .svg)
    #expect(OutputFormat(fileExtension: "Pdf") == .pdf)
    #expect(OutputFormat(fileExtension: "jpeg") == nil)
    #expect(OutputFormat(fileExtension: "") == nil)
  }
}
