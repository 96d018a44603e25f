// Pictures made by hand whose digest stands in the record: a check of records believes them, and says
// that it looked at no picture; a check of pictures finds them.

import FigurePipeline
import Foundation
import Testing

struct ForgeryTests {
  /// A figure in the three formats, drawn.
  private func drawn() throws -> DocsProject {
    let project = try DocsProject(
      manifest: DocsProject.manifest.replacing("formats: [svg]", with: "formats: [png, svg, pdf]"))
    #expect(try project.batch().status == .exited(0))
    return project
  }

  /// Puts bytes in a picture's place and their digest into the record.
  private func forge(_ file: String, _ bytes: [UInt8], in project: DocsProject) throws {
    let record = "docs/figures/.attnplot.json"
    let before = try #require(project.location.bytes("docs/figures/\(file)"))
    let text = String(decoding: project.location.bytes(record) ?? [], as: UTF8.self)
    func digest(_ name: String) throws -> String {
      let ended = try Attnplot.shell("sha256sum < \(name)", in: project.location)
      return String(ended.text.prefix(64))
    }
    let old = try digest("docs/figures/\(file)")
    #expect(before != bytes)
    try project.location.write(bytes, to: "docs/figures/\(file)")
    #expect(text.contains(old))
    try project.location.write(
      text.replacing(old, with: try digest("docs/figures/\(file)")), to: record)
  }

  private func expectFound(_ file: String, in project: DocsProject) throws {
    let check = try project.batch("--check")
    #expect(check.status == .exited(0), "\(check.messages)")
    #expect(check.messages.contains("nothing drawn; --check --pixels draws again"))
    let pixels = try project.batch("--check --pixels")
    #expect(pixels.status == .exited(2))
    #expect(pixels.text.contains("\(file): ") && pixels.text.split(separator: "\n").count == 1)
  }

  @Test func aForgedSVGIsFoundByItsPicture() throws {
    let project = try drawn()
    let svg = #"<svg xmlns="http://www.w3.org/2000/svg" width="300" height="250"><rect/></svg>"#
    try forge("pe.svg", Array(svg.utf8), in: project)
    try expectFound("pe.svg", in: project)
  }

  @Test func aForgedPDFIsFoundByItsPicture() throws {
    let project = try drawn()
    let other = try #require(project.location.bytes("docs/figures/lines.pdf"))
    try forge("pe.pdf", other, in: project)
    try expectFound("pe.pdf", in: project)
  }

  @Test func aForgedPNGIsFoundByItsPicture() throws {
    let project = try drawn()
    // Of the same size, in the other theme.
    let other = try #require(project.location.bytes("docs/figures/pe.dark.png"))
    try forge("pe.png", other, in: project)
    try expectFound("pe.png", in: project)
  }

  @Test func eachCheckSaysWhatItIs() throws {
    let project = try drawn()
    #expect(try project.batch("--check").messages.contains("records and files compared"))
    #expect(
      try project.batch("--check --log-format json").messages.contains(#""compared":"records""#))
    #expect(try project.batch("--check --pixels").messages.contains("drawn again and compared"))
    #expect(
      try project.batch("--check --pixels --log-format json").messages
        .contains(#""compared":"pictures""#))
  }
}
