// Outputs that are pipes or devices: an error or the bytes, never a wait without end.

import Foundation
import Testing

@Suite struct SpecialOutputTests {
  @Test(arguments: ["pe-heatmap -o p.png", "pe-heatmap -o x.svg --describe p.png"])
  func aPipeWithoutReaderIsAnError(_ call: String) throws {
    let location = Workplace()
    mkfifo(location.path("p.png"), 0o600)
    let ended = try Attnplot.shell("exec attnplot \(call)", in: location)
    #expect(ended.status == .exited(1))
    expectOneLine(ended)
    #expect(ended.messages.contains("p.png: is a pipe that no program reads from"))
    #expect(Array(location.listing().keys) == ["p.png"])
  }

  @Test func aPipeWithAReaderTakesThePicture() throws {
    let location = Workplace()
    mkfifo(location.path("p.png"), 0o600)
    let ended = try Attnplot.shell(
      "cat p.png > copy.png & sleep 0.2; attnplot pe-heatmap -o p.png -o own.png && wait",
      in: location
    )
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(location.bytes("copy.png")?.isEmpty == false)
    #expect(location.bytes("copy.png") == location.bytes("own.png"))
  }

  @Test(arguments: [
    "--help", "--version", "pe-heatmap --help", "batch --help", "schema",
    "--generate-completion-script bash", "batch --print-manifest", "inspect example:minilm",
  ])
  func aFullDiskIsAnError(_ call: String) throws {
    let ended = try Attnplot.shell("exec attnplot \(call) > /dev/full", in: Workplace())
    #expect(ended.status == .exited(1))
    expectOneLine(ended)
    #expect(ended.messages.contains("no space is left"))
  }
}
