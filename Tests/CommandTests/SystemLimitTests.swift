// Little memory and few open files: an error of one line, or the picture; never a signal, a hang or a
// picture without its text.

import Foundation
import Testing

@Suite struct SystemLimitTests {
  @Test(arguments: [
    ("ulimit -v 100000", "97 MiB (ulimit -v)"), ("ulimit -v 205000", "200 MiB (ulimit -v)"),
    ("ulimit -n 4", "4 (ulimit -n)"), ("ulimit -n 12", "12 (ulimit -n)"),
  ])
  func tooLittleIsSaidAtOnce(_ limit: String, _ says: String) throws {
    let place = Workplace()
    for call in [
      "pe-heatmap -o x.png", "batch --output out", "heads --weights example:minilm -o x.svg",
    ] {
      let ended = try Attnplot.shell("\(limit); exec attnplot \(call)", in: place)
      #expect(ended.status == .exited(1))
      expectOneLine(ended)
      #expect(ended.messages.contains(says))
    }
    #expect(place.listing().isEmpty)
  }

  @Test(arguments: ["ulimit -v 1000000", "ulimit -n 24", "ulimit -Sn 8"])
  func enoughIsEnough(_ limit: String) throws {
    let place = Workplace()
    let calls = [
      "-o limited.png -o limited.svg -o limited.pdf", "-o free.png -o free.svg -o free.pdf",
    ]
    for (call, prefix) in zip(calls, ["\(limit); ", ""]) {
      let ended = try Attnplot.shell("\(prefix)exec attnplot pe-heatmap \(call)", in: place)
      #expect(ended.status == .exited(0), "\(ended.messages)")
    }
    #expect(place.bytes("limited.png")?.count == place.bytes("free.png")?.count)
    #expect(place.bytes("limited.pdf")?.count ?? 0 > 10_000)
  }
}
