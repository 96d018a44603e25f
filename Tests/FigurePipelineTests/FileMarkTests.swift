// Files of ours are known by their marks, and nobody else's are.

import CairoRendering
import FigureKinds
import Foundation
import TestSupport
import Testing
import TextFormats

@testable import FigurePipeline

@Suite struct FileMarkTests {
  private func drawn(_ format: OutputFormat) throws -> [UInt8] {
    let request = try FigureRequest(
      name: "a", kind: PositionalHeatMap.self,
      arguments: ["--positions", "4", "--size", "300x250px", "--title", "<&\">"])
    let worker = FigureRenderer()
    return try worker.draw(try worker.prepare(request), as: format)
  }

  @Test(arguments: [
    (OutputFormat.png, "Software\0attnplot"), (.svg, "urn:attnplot"), (.pdf, "Creator (attnplot"),
  ])
  func picturesCarryTheMark(_ format: OutputFormat, _ mark: String) throws {
    var bytes = try drawn(format)
    #expect(FileMark.isOurs(bytes))
    // The same picture, as another program would have made it.
    let found = try #require(bytes.firstRange(of: Array(mark.utf8)))
    bytes.replaceSubrange(
      found.upperBound - 8..<found.upperBound, with: Array("inkscape".utf8))
    #expect(!FileMark.isOurs(bytes))
  }

  static let others = [
    "# Notes\n\nText.\n", "# On <!-- Made by attnplot batch --index; changes here are lost. -->\n",
    "<!DOCTYPE html>\n<html><body>A page that shows <code>&lt;meta name=generator</code></body>\n",
    "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n", "{}",
    "{\"figures\": []}",
    "[]", "all: a.png\n\t@true\n", "CFLAGS = -O2\n", "%PDF-1.4\n%%EOF\n", "\u{89}PNG", "x", " ",
    "a.txt: b.yaml\n", "a.png: m.yaml\nclean: \n\trm a.png\n",
  ]

  @Test(arguments: others) func filesOfOthersDoNot(_ text: String) throws {
    #expect(!FileMark.isOurs(Array(text.utf8)))
    let folder = try Folder(["f": text])
    #expect(FileMark.objection(to: folder["f"])?.typed.contains("was not made by attnplot") == true)
  }

  @Test func aPictureThatIsCutOffIsNoTrap() throws {
    let bytes = try drawn(.png)
    for count in stride(from: 0, to: 400, by: 3) { _ = FileMark.isOurs(Array(bytes.prefix(count))) }
    var wild = Array(bytes.prefix(64))
    wild.replaceSubrange(8..<12, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(!FileMark.isOurs(wild))
  }

  @Test func nothingIsLostWhereNothingIs() throws {
    let folder = try Folder(["empty": ""])
    #expect(FileMark.objection(to: folder["empty"]) == nil)
    #expect(FileMark.objection(to: folder["absent"]) == nil)
    #expect(FileMark.objection(to: folder.path) == nil)
  }

  @Test func indexesAndListsCarryTheMark() async throws {
    let site = try Site(Happening.files)
    try await site.run()
    let plan = try site.plan()
    for name in ["i.md", "i.html", "i.json"] {
      #expect(
        FileMark.isOurs(FigureIndex(plan, path: site.folder[name]).bytes(for: name)), "\(name)")
    }
    let build = BuildFiles(plan)
    #expect(try FileMark.isOurs(build.depfile()))
    #expect(try FileMark.isOurs(build.ninja(draw: ["a"], generate: ["b"], path: "build.ninja")))
  }
}
