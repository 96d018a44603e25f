// One drawing for light and dark ground.

import FigureScene
import Testing

@testable import CairoRendering

@Suite struct GroundsTests {
  private static let style = TextStyle(family: "sans-serif", size: 14)

  /// Words, one of them in a colour of its own, below a line and a square.
  private static func scene(
    ink: UInt32, paper: UInt32, lit: UInt32, square: UInt32 = 0x336699, cells: [UInt32] = [1, 2],
    alpha: UInt8 = 255, y: Double = 20
  ) -> Scene {
    var fill = Color(square)
    fill.alpha = alpha
    let words = RichText([.init("plain "), .init("lit", color: Color(lit))])
    return Scene(
      name: "grounds", size: Size(120, 60), background: Color(paper), title: "t", summary: "s",
      items: [
        .group(
          SceneGroup(items: [
            .path(
              ScenePath(
                .line(Point(0, y), Point(50, y)), stroke: Stroke(Color(ink), width: 2))),
            .path(ScenePath(.rect(Rect(x: 5, y: 5, width: 10, height: 10)), fill: fill)),
          ])),
        .text(SceneText(words, style: style, color: Color(ink), at: Point(10, 40))),
        .image(
          SceneImage(
            columns: 2, rows: 1, pixels: cells, frame: Rect(x: 60, y: 5, width: 20, height: 10))),
      ])
  }

  private static let light = scene(ink: 0x101010, paper: 0xFFFFFF, lit: 0xAA0000)
  private static let dark = scene(ink: 0xE0E0E0, paper: 0x1A1A1A, lit: 0xFF8888)

  private func draw(_ scene: Scene, _ parts: inout SharedParts) throws -> String {
    String(
      decoding: try renderElement(scene, parts: &parts, text: TextEngine()), as: UTF8.self)
  }

  @Test func oneDrawingHasTheColorsOfBoth() throws {
    let both = try #require(Self.light.onBothGrounds(Self.dark))
    var parts = SharedParts()
    let svg = try draw(both, &parts)
    #expect(parts.colors.declarations(isDark: false) == "--c0:#ffffff;--c1:#101010;--c2:#aa0000;")
    #expect(parts.colors.declarations(isDark: true) == "--c0:#1a1a1a;--c1:#e0e0e0;--c2:#ff8888;")
    #expect(svg.contains("fill=\"#336699\""), "what is one colour on both is written as it is")
    // With each variable as it is on one ground, the drawing is that of the ground.
    for (scene, colors) in [
      (Self.light, ["#ffffff", "#101010", "#aa0000"]),
      (Self.dark, ["#1a1a1a", "#e0e0e0", "#ff8888"]),
    ] {
      var own = SharedParts()
      let alone = try draw(scene, &own)
      var written = svg
      for (index, color) in colors.enumerated() {
        written = written.replacing("var(--c\(index))", with: color)
      }
      #expect(written == alone)
    }
  }

  @Test func whatDiffersInMoreThanColorsIsTwo() {
    let others = [
      Self.scene(ink: 0xE0E0E0, paper: 0x1A1A1A, lit: 0xFF8888, y: 21),
      Self.scene(ink: 0xE0E0E0, paper: 0x1A1A1A, lit: 0xFF8888, cells: [1, 3]),
      Self.scene(ink: 0xE0E0E0, paper: 0x1A1A1A, lit: 0xFF8888, alpha: 200),
    ]
    for other in others { #expect(Self.light.onBothGrounds(other) == nil) }
    var longer = Self.dark
    longer.items.append(longer.items[0])
    #expect(Self.light.onBothGrounds(longer) == nil)
    var clear = Self.dark
    clear.background = nil
    #expect(Self.light.onBothGrounds(clear) == nil)
  }

  /// Glyphs know their colour on light ground alone.
  @Test func spansOfOneColorHaveOneOnDarkGround() {
    func words(_ first: UInt32, _ second: UInt32) -> Scene {
      var scene = Self.light
      scene.items = [
        .text(
          SceneText(
            RichText([.init("a", color: Color(first)), .init("b", color: Color(second))]),
            style: Self.style, color: .black, at: Point(10, 40)))
      ]
      return scene
    }
    #expect(words(0xAA0000, 0xAA0000).onBothGrounds(words(0xFF0000, 0x00FF00)) == nil)
    #expect(words(0xAA0000, 0x00AA00).onBothGrounds(words(0xFF0000, 0x00FF00)) != nil)
  }

  /// A file has one ground.
  @Test func aFileHasItsOwnColors() throws {
    let both = try #require(Self.light.onBothGrounds(Self.dark))
    let engine = TextEngine()
    #expect(
      try render(both, as: .svg, text: engine) == render(Self.light, as: .svg, text: engine))
  }
}
