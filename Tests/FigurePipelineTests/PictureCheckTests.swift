// Pictures compared with what would be drawn now: what differs, by how much, and the page that shows
// it.

import CairoRendering
import FigurePipeline
import Foundation
import TestSupport
import Testing

@Suite struct PictureCheckTests {
  static func manifest(_ title: String, formats: String = "[png, svg, pdf]") -> String {
    "figures: [{ id: a, kind: pe-heatmap, positions: 4, dimensions: 8, size: 300x250px, "
      + "formats: \(formats), title: \(title) }, { id: b, kind: frequencies, formats: [png] }]"
  }

  @Test func whatIsAsItShouldBePasses() async throws {
    let site = try Site(["m.yaml": Self.manifest("One")])
    try await site.run()
    var check = PictureCheck(try site.plan())
    check.differences = site.folder["diff"]
    let compared = try check.run { _ in }
    #expect(compared.map(\.file) == ["a.png", "a.svg", "a.pdf", "b.png"])
    #expect(compared.allSatisfy { $0.difference == nil && $0.error == nil })
    #expect(try site.folder.list("diff") == ["index.html"])
    #expect(try site.folder.text("diff/index.html").contains("None."))
  }

  @Test func anotherPictureIsMeasuredAndShown() async throws {
    let site = try Site(["m.yaml": Self.manifest("One")])
    try await site.run()
    let before = try site.files()
    try site.folder.write(Self.manifest("Two"), to: "m.yaml")
    var check = PictureCheck(try site.plan())
    check.differences = site.folder["diff"]
    let compared = try check.run { _ in }
    #expect(try site.files() == before)
    #expect(compared.map { $0.difference != nil } == [true, true, true, false])
    #expect(compared[1].difference == .bytes && compared[2].difference == .bytes)
    #expect(
      try site.folder.list("diff").filter { $0.hasPrefix("a.") } == [
        "a.actual.pdf", "a.actual.png", "a.actual.svg", "a.difference.png", "a.expected.pdf",
        "a.expected.png", "a.expected.svg",
      ])
    // The numbers, counted here on the two pictures that it put side by side.
    let expected = try DecodedPNG(site.folder.bytes("diff/a.expected.png"))
    let actual = try DecodedPNG(site.folder.bytes("diff/a.actual.png"))
    let displayed = try DecodedPNG(site.folder.bytes("diff/a.difference.png"))
    #expect(try site.folder.bytes("diff/a.actual.png") == before["a.png"])
    var maximum = 0
    var sum = 0
    var count = 0
    var wrongColors = 0
    func channels(_ pixel: UInt32) -> [Int] {
      [pixel >> 24, pixel >> 16, pixel >> 8, pixel].map { Int($0 & 0xFF) }
    }
    for location in expected.pixels.indices {
      let pairs = zip(channels(expected.pixels[location]), channels(actual.pixels[location]))
      let differences = pairs.map { pair in abs(pair.0 - pair.1) }
      let most = differences.max() ?? 0
      maximum = max(maximum, most)
      sum += differences.reduce(0, +)
      if most > 0 { count += 1 }
      // What differs is red, the rest is grey.
      let color = channels(displayed.pixels[location])
      let isRed = color[1] > color[2]
      let isGrey = color[1] == color[2] && color[2] == color[3]
      if most > 0 ? !isRed : !isGrey { wrongColors += 1 }
    }
    #expect(wrongColors == 0)
    guard case .pixels(let difference) = compared[0].difference else {
      Issue.record("\(String(describing: compared[0].difference))")
      return
    }
    #expect(difference.maximum == maximum && difference.count == count && count > 20)
    #expect(abs(difference.mean - Double(sum) / Double(expected.pixels.count * 4)) < 1e-12)
    let page = try site.folder.text("diff/index.html")
    for name in try site.folder.list("diff") where name.hasPrefix("a.") {
      #expect(page.contains("\"\(name)\""), "\(name)")
    }
    #expect(page.contains("differs in \(count) pixels"))
    // A tolerance as great as the greatest difference lets it pass.
    check.tolerance = maximum
    #expect(try check.run { _ in }.first?.difference == nil)
    check.tolerance = maximum - 1
    #expect(try check.run { _ in }.first?.difference != nil)
  }

  @Test func otherSizesMissingFilesAndNoPicturesAreTold() async throws {
    let site = try Site(["m.yaml": Self.manifest("One", formats: "[png]")])
    try await site.run()
    try site.folder.write(
      Self.manifest("One", formats: "[png]").replacing("300x250", with: "310x250"), to: "m.yaml")
    var check = PictureCheck(try site.plan(only: ["a"]))
    check.differences = site.folder["diff"]
    #expect(
      try check.run { _ in }.first?.difference
        == .size(expected: "310 × 250", actual: "300 × 250"))
    // One that says to be a million pixels a side is not decoded, nor drawn against.
    var huge = try site.folder.bytes("out/a.png")
    for location in [16, 20] {
      huge.replaceSubrange(location..<location + 4, with: [0, 0xF, 0x42, 0x40])
    }
    try site.folder.write(huge, to: "out/a.png")
    #expect(
      try check.run { _ in }.first?.difference
        == .size(expected: "310 × 250", actual: "1000000 × 1000000"))
    let displayed = try #require(PixelImage(png: site.folder.bytes("diff/a.difference.png")))
    #expect(displayed.width == 310 && displayed.height == 250)
    try site.folder.write("no picture", to: "out/a.png")
    #expect(try check.run { _ in }.first?.difference == .bytes)
    try site.folder.remove("out/a.png")
    #expect(try check.run { _ in }.first?.difference == .missing)
  }

  @Test func aFigureThatCannotBeDrawnIsAnError() async throws {
    let site = try Site([
      "m.yaml": "figures: [{ id: a, kind: heatmap, input: m.csv }]", "m.csv": "1\n2,3\n",
    ])
    let compared = try PictureCheck(try site.plan()).run { _ in }
    #expect(compared.count == 1 && compared[0].error?.contains("m.yaml:1:") == true)
  }
}
