// A font whose letters cannot be loaded is an error, never a picture without them.

import Foundation
import TestSupport
import Testing

@Suite struct DamagedFontTests {
  /// A font of which the outlines from `first` thousandth of their table on are overwritten, in a folder that is
  /// all that fontconfig knows.
  private func location(damagedFrom first: Int) throws -> Workplace {
    let location = Workplace()
    var font = try [UInt8](
      Data(contentsOf: URL(fileURLWithPath: "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")))
    func number(_ at: Int) -> Int { font[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    let tables = Int(font[4]) << 8 | Int(font[5])
    let entry = try #require(
      (0..<tables).map { 12 + 16 * $0 }.first { Array(font[$0..<$0 + 4]) == Array("glyf".utf8) })
    let (start, length) = (number(entry + 8), number(entry + 12))
    for index in start + length * first / 1000..<start + length { font[index] = 0xFF }
    try location.makeFolder("fonts")
    try location.write(font, to: "fonts/DejaVuSans.ttf")
    try location.write(
      """
      <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
      <fontconfig><dir>\(location.path("fonts"))</dir><cachedir>\(location.path("c"))</cachedir></fontconfig>
      """, to: "fonts.conf")
    return location
  }

  @Test(arguments: ["png", "svg", "pdf"], [0, 2])
  func lettersThatCannotBeLoadedAreAnError(format: String, first: Int) throws {
    let location = try location(damagedFrom: first)
    let ended = try Attnplot.shell(
      "attnplot similarity --positions 10 --title Hello -o f.\(format)", in: location,
      environment: ["FONTCONFIG_FILE": location.path("fonts.conf")])
    #expect(ended.status == .exited(1), "\(ended.messages)")
    #expect(ended.messages.contains("DejaVuSans.ttf could not be loaded"), "\(ended.messages)")
    #expect(location.bytes("f.\(format)") == nil)
  }

  @Test(arguments: ["png", "svg", "pdf"])
  func theSameFontUndamagedDraws(format: String) throws {
    let location = try location(damagedFrom: 1000)
    let ended = try Attnplot.shell(
      "attnplot similarity --positions 10 --title 'Hello, blanks' -o f.\(format)", in: location,
      environment: ["FONTCONFIG_FILE": location.path("fonts.conf")])
    #expect(ended.status == .exited(0), "\(ended.messages)")
  }
}
