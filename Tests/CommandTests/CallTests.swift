// Calls that users make, as they write them. Add a line for each new one.

import Testing

@Suite struct CallTests {
  static let calls = [
    "pe-heatmap --positions 100 --dimensions 256 -o pe.png -o pe.svg -o pe.pdf",
    "pe-heatmap --positions 2048 --dimensions 512 --layout halves --transpose --origin lower "
      + "--colormap RdBu -o tf.png",
    "pe-lines --dimensions 256 --at-positions 5,10,20,40 -o four.png",
    "pe-lines --dimensions 256 --at-positions 1,5,20,50 --dims 226-255 --ylim -1,1.05 -o last.svg",
    "pe-lines --positions 100 --dimensions 20 --at-dims 4-7 -o dims.png",
    "decompose --dimensions 256 --position 5 --dims 0-49 -o low.png",
    "decompose --dimensions 256 --position 5 --dims 0-49 --form continuous -o curves.svg",
    "similarity --positions 50 --dimensions 256 --metric cosine -o sim.png",
    "similarity --positions 200 --dimensions 128 --metric dot --reference-position 100 "
      + "-o profile.png",
    "shift --dimensions 256 --pairs 12-10,14-12 -o shift.png",
    "frequencies --dimensions 256 -o freq.png",
    // Encoding options.
    "pe-heatmap --positions 3 --dimensions 8 --base 100 --spacing endpoint --first-position -2 "
      + "-o a.png -o a.svg -o a.pdf",
    "similarity --positions 8 --dimensions 8 --metric euclidean --layout halves -o b.svg",
    // Scales and axes.
    "pe-heatmap --positions 6 --dimensions 8 --vmin -0.5 --vmax .5 --annotate --decimals 1 "
      + "--index-base 1 -o c.png -o c.svg -o c.pdf",
    "pe-heatmap --positions 6 --dimensions 8 --center 0.2 --colormap coolwarm_r -o d.pdf",
    "similarity --positions 9 --dimensions 8 --metric euclidean --norm power --gamma 0.7 -o e.png",
    "similarity --positions 4 --dimensions 16 --metric dot --norm log --vmin 1 -o f.png",
    "frequencies --dimensions 64 --xlim 0,31 --ylim 1e-5,10 -o g.svg",
    "pe-lines --at-positions 3 --xlim 10,20 --ylim -2,2 -o h.png",
    // Appearance.
    "pe-heatmap --positions 9 --dimensions 8 --size 12x6in --scale 2 --theme dark --lang zh "
      + "-o i.png -o i.svg",
    "shift --size 160x90mm --theme print --font Serif --title Shift --x-label d --y-label v -o j.pdf",
    "pe-heatmap --theme article --no-title --no-colorbar -o k.svg",
    // Numbers and descriptions.
    "similarity --positions 5 --dimensions 8 --save-matrix l.npy --save-matrix l.csv "
      + "--describe l.json",
    "frequencies --dimensions 8 --quiet --strict -o m.PNG",
  ]

  /// The files that a call names.
  static func files(_ call: String) -> [String] {
    let words = call.split(separator: " ").map(String.init)
    return zip(words, words.dropFirst())
      .filter { ["-o", "--save-matrix", "--describe"].contains($0.0) }.map(\.1)
  }

  @Test(arguments: calls)
  func worksAsWritten(call: String) throws {
    let location = Workplace()
    let ended = try Attnplot.shell("attnplot " + call, in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(ended.messages == "" && ended.output.isEmpty)
    let files = Self.files(call)
    #expect(!files.isEmpty && Set(location.listing().keys) == Set(files))
    for file in files {
      if file.hasSuffix(".PNG") {
        #expect(location.bytes(file)?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true)
      } else {
        try expectValid(file, in: location)
      }
    }
  }

  @Test func theArticlesSet() throws {
    let location = Workplace()
    let ended = try Attnplot.shell("attnplot batch --output output", in: location)
    #expect(ended.status == .exited(0))
    #expect(ended.messages.contains("into output"), "\(ended.messages)")
    let ids = [
      "pe-matrix", "four-positions", "last30-four-positions", "last30-position5",
      "position5-first50", "decompose-low", "decompose-high", "decompose-curves", "similarity",
      "shift-fingerprint",
    ]
    let listing = location.listing()
    for id in ids {
      for format in ["png", "svg"] {
        #expect(listing["output/\(id).\(format)"] != nil)
        try expectValid("output/\(id).\(format)", in: location)
      }
    }
    #expect(
      listing.keys.allSatisfy { $0 == "output/" || $0.hasSuffix("png") || $0.hasSuffix("svg") })
  }

  @Test func aPartOfTheSet() throws {
    let location = Workplace()
    let ended = try Attnplot.shell(
      "attnplot batch -o a/b --formats pdf --only 'last30-*,similarity' --theme dark --lang zh "
        + "--scale 2 --jobs 2 --quiet", in: location)
    #expect(ended.status == .exited(0))
    #expect(ended.messages == "")
    #expect(
      Set(location.listing().keys) == [
        "a/", "a/b/", "a/b/last30-four-positions.dark.zh.pdf",
        "a/b/last30-position5.dark.zh.pdf", "a/b/similarity.dark.zh.pdf",
      ])
    try expectValid("a/b/similarity.dark.zh.pdf", in: location)
  }

  @Test(arguments: ["--version", "--help", "help", "pe-heatmap --help", "help batch", ""])
  func tellsAboutItself(call: String) throws {
    let ended = try Attnplot.shell("attnplot " + call, in: Workplace())
    #expect(ended.status == .exited(0))
    #expect(ended.messages == "")
    #expect(ended.output.count > 4)
  }
}
