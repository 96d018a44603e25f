// Options of looks through the commands: clear pages, words that stay text, own colours, and 0 on dark
// pages.

import FigureModel
import Foundation
import TestSupport
import Testing

@Suite struct StyleCommandTests {
  private func drawn(
    _ call: String, in location: Workplace, warns: Int = 0,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws -> [String: Any] {
    let ended = try Attnplot.run(
      call.split(separator: " ").map(String.init) + ["--describe", "d.json"], in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)", sourceLocation: sourceLocation)
    #expect(
      ended.messages.split(separator: "\n").count == warns, "\(ended.messages)",
      sourceLocation: sourceLocation)
    let description = try JSONSerialization.jsonObject(
      with: Data(try #require(location.bytes("d.json"))))
    return try #require(description as? [String: Any])
  }

  /// The cell in the middle of a matrix whose middle is 0, the colour of the page around, and the map.
  @Test(arguments: ["RdBu", "RdBu_r", "coolwarm", "PuOr", "RdGy"])
  func zeroIsTheDarkPage(map: String) throws {
    let location = Workplace()
    try location.write("-1,-0.5,2\n0.25,0,-0.75\n1,-3,0.5\n", to: "m.csv")
    let description = try drawn(
      "heatmap --input m.csv --colormap \(map) --theme dark --size 400x400px -o x.png", in: location
    )
    let panel = try #require((description["panels"] as? [[String: Any]])?.first)
    let frame = try #require(panel["frame"] as? [String: Double])
    let picture = try DecodedPNG(try #require(location.bytes("x.png")))
    func cell(_ row: Double, _ column: Double) -> UInt32 {
      picture[
        Int(frame["x"]! + frame["width"]! * (column + 0.5) / 3),
        Int(frame["y"]! + frame["height"]! * (row + 0.5) / 3)]
    }
    #expect(cell(1, 1) == picture[2, 2])
    #expect(panel["vmin"] as? Double == -3 && panel["vmax"] as? Double == 3)
    // Every value reads back from the colours that the description has.
    let colors = try #require(panel["colors"] as? [String])
    #expect(colors.count == 256 && panel["colorMap"] as? String == map)
    for (index, value) in [-1, -0.5, 2, 0.25, 0, -0.75, 1, -3, 0.5].enumerated() {
      let color = cell(Double(index / 3), Double(index % 3))
      let levels = colors.indices.filter { UInt32(colors[$0].dropFirst(), radix: 16) == color }
      let near = levels.map { (-3 + 6 * (Double($0) + 0.5) / 256 - value).magnitude }.min()
      #expect(try #require(near) <= 6.0 / 512 + 1e-9, "\(value)")
    }
  }

  @Test(arguments: ["light", "dark", "print"]) func clearPagesAreClear(theme: String) throws {
    let location = Workplace()
    let description = try drawn(
      "pe-heatmap --positions 6 --dimensions 8 --size 300x240px --theme \(theme) --transparent "
        + "-o x.png -o x.svg -o x.pdf", in: location)
    #expect(description["transparent"] as? Bool == true)
    let picture = try DecodedPNG(try #require(location.bytes("x.png")))
    #expect(picture.hasAlpha && picture.alpha(1, 1) == 0 && picture.alpha(298, 238) == 0)
    let opaque = (0..<300).flatMap { x in (0..<240).map { picture.alpha(x, $0) } }.filter {
      $0 == 255
    }
    #expect(opaque.count > 10_000)
    let svg = String(decoding: try #require(location.bytes("x.svg")), as: UTF8.self)
    #expect(!svg.contains("<rect width=\"300\" height=\"240\""))
    _ = try drawn(
      "pe-heatmap --positions 6 --dimensions 8 --size 300x240px --theme \(theme) -o y.png -o y.svg",
      in: location)
    #expect(try !DecodedPNG(try #require(location.bytes("y.png"))).hasAlpha)
    let plain = String(decoding: try #require(location.bytes("y.svg")), as: UTF8.self)
    #expect(plain.contains("<rect width=\"300\" height=\"240\""))
  }

  /// A batch of clear pages, kept text and own colours is found as it was drawn, by pixels as well; a
  /// change of the colours draws anew what has them.
  @Test func batchesFollowAndCheckThem() throws {
    let location = Workplace()
    try location.write("#00429d\n#ffffe0\n#93003a\n", to: "colors.txt")
    try location.write(
      """
      output: out
      defaults: { transparent: true, svg-text: true, subtitle: { en: The first, zh: 第一 }, size: 300x240px }
      figures:
        - { id: a, kind: pe-heatmap, positions: 6, dimensions: 8, cmap: colors.txt, lang: [en, zh] }
        - { id: b, kind: pe-heatmap, positions: 6, dimensions: 8, decimals: 1, tick-format: percent }

      """, to: "m.yaml")
    func run(_ words: String...) throws -> Ended {
      try Attnplot.run(["batch", "m.yaml"] + words, in: location)
    }
    #expect(try run().status == .exited(0))
    let svg = String(decoding: try #require(location.bytes("out/a.svg")), as: UTF8.self)
    #expect(svg.contains(">The first</text>"))
    let chinese = String(decoding: try #require(location.bytes("out/a.zh.svg")), as: UTF8.self)
    #expect(chinese.contains(">第一</text>"))
    #expect(try run("--check").status == .exited(0))
    #expect(try run("--check", "--pixels").status == .exited(0))
    try location.write("#00429d\n#93003a\n", to: "colors.txt")
    let stale = try run("--check")
    #expect(stale.status == .exited(2))
    #expect("\(stale.text)\(stale.messages)".contains("colors.txt has other bytes"))
    #expect(try run().status == .exited(0))
    #expect(try run("--check").status == .exited(0))
  }

  @Test func coloursOutsideOfTheRootAreRefused() throws {
    let location = Workplace()
    try location.makeFolder("docs")
    try location.write("#00429d\n#ffffe0\n", to: "colors.txt")
    try location.write(
      "output: o\nfigures: [{ id: a, kind: pe-heatmap, cmap: ../colors.txt, formats: [svg] }]\n",
      to: "docs/m.yaml")
    let refused = try Attnplot.run(["batch", "docs/m.yaml"], in: location)
    #expect(refused.status != .exited(0) && refused.messages.contains("lies outside of the folder"))
    let taken = try Attnplot.run(["batch", "docs/m.yaml", "--root", "."], in: location)
    #expect(taken.status == .exited(0), "\(taken.messages)")
  }

  /// What cannot be written into its cells is refused before anything is drawn, with a size that does.
  @Test func numbersThatDoNotFitAreRefused() throws {
    let location = Workplace()
    let call = "pe-heatmap --positions 12 --dimensions 16 --annotate -o x.png --size"
    let refused = try Attnplot.run(
      call.split(separator: " ").map(String.init) + ["3x2in"], in: location)
    #expect(refused.status == .exited(64) && location.bytes("x.png") == nil)
    let needed = try #require(
      refused.messages.firstMatch(of: /at least ([0-9.]+x[0-9.]+in) is needed/)?.1)
    #expect(refused.messages.contains("leave out --annotate"))
    _ = try drawn("\(call) \(needed)", in: location)
  }
}
