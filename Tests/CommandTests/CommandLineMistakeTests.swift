// Several mistakes in one command line or one figure of a manifest: all are told, a line each.

import Foundation
import Testing

@Suite struct CommandLineMistakeTests {
  @Test(arguments: [
    (
      "heatmap --input m.npy --scale 0 --decimals 55 --vmin a --norm foo --bogus 1",
      [
        "--input m.npy: cannot be opened: No such file or directory",
        "--scale 0: must be from 0.01 to 64",
        "The value '55' is invalid for '--decimals <n|auto>': must be from 0 to 9, or auto",
        "The value 'a' is invalid for '--vmin <number>': give a number such as 0.5",
        "--norm foo: there is no such choice; known are linear, log, power",
        "Unknown option '--bogus'; --help lists what there is",
      ]
    ),
    (
      "patches --weights seed:7,[17,17],weights --queries 0-3 --keys=5",
      [
        "Unknown option '--queries': one query is drawn over all patches: choose it with --query",
        "Unknown option '--keys': every patch is drawn in its place in the image; attention and heads draw "
          + "the same weights as rows and columns, of which --keys chooses some",
      ]
    ),
    (
      "pe-heatmap --positions 10 --positions=20 --dimensions seven --scal 2 -o",
      [
        "--positions 10 and --positions=20: the option takes one value; leave one of them out",
        "The value 'seven' is invalid for '--dimensions <d>': give a whole number such as 10",
        "Unknown option '--scal'. Did you mean '--scale'? --help lists what there is",
        "Missing value for '-o <file>'; give one after it",
      ]
    ),
    (
      "pe-heatmap -o a.png --font , --size 200000x3px --vmin 2 --vmax 1 --center 0 --norm log",
      [
        "--font \",\": give at least one font family",
        "--size 200000x3px: a side can have at most 100000 px; choose a smaller size",
        "--vmin 2: must be less than --vmax 1",
        "--center goes with --norm linear, not with --norm log",
      ]
    ),
    (
      "batch --jobs 0 --tolerance 300 --log-format xml --keep-going --fail-fast a.yaml b.yaml",
      [
        "--jobs 0: at least 1 is needed", "--tolerance 300: must be 0 to 255",
        "--log-format xml: there is no such choice; known are text, json",
        "Unexpected argument 'b.yaml'; --help lists what there is",
        "--keep-going and --fail-fast exclude each other: give one of them",
      ]
    ),
    (
      "report --jobs x --quiet=3 --format html --format md",
      [
        "The value 'x' is invalid for '--jobs <n>': give a whole number such as 10",
        "--quiet=3: the option takes no value; leave it out",
        "--format html and --format md: the option takes one value; leave one of them out",
        "Missing expected argument '--output <place>'",
      ]
    ),
    (
      "explore --port 70000 --modle x",
      [
        "--port 70000: must be from 0 to 65535",
        "Unknown option '--modle'. Did you mean '--model'? --help lists what there is",
      ]
    ),
    // Nothing behind the sign is nothing, and never the next word.
    (
      "pe-heatmap --vmin= 3 --input= -o a.png",
      [
        "The value '' is invalid for '--vmin <number>': give a number such as 0.5",
        "Unexpected argument '3'; --help lists what there is",
        "Unknown option '--input'. Did you mean '--output'? --help lists what there is",
      ]
    ),
    (
      "heatmap --input= --title= --vmin x -o a.png",
      [
        "The value '' is invalid for '--input <file>': it may not be empty",
        "The value 'x' is invalid for '--vmin <number>': give a number such as 0.5",
      ]
    ),
    (
      "pe-heatmap --base 0x1p4 -o a.png",
      ["The value '0x1p4' is invalid for '--base <number>': give a number such as 0.5"]
    ),
    ("inspect", ["Missing expected argument '<file>'"]),
  ])
  func allAreTold(call: String, says: [String]) throws {
    let location = Workplace()
    let ended = try Attnplot.shell("attnplot " + call, in: location)
    #expect(ended.status == .exited(64))
    let lines = ended.messages.split(separator: "\n").map(String.init)
    #expect(lines == says.map { "attnplot: error: " + $0 }, "\(ended.messages)")
    #expect(location.listing().isEmpty)
  }

  /// An empty title, and no title that is the next word, whether the declarations read the words or the parser.
  @Test(arguments: ["--title= -o a.svg", "-o a.svg --title= --subtitle= --quiet"])
  func anEmptyValueMayBeAttached(words: String) throws {
    let location = Workplace()
    let ended = try Attnplot.shell(
      "attnplot pe-heatmap --positions 4 --dimensions 4 \(words)", in: location)
    #expect(ended.status == .exited(0) && ended.messages.isEmpty, "\(ended.messages)")
    #expect(location.listing().keys.sorted() == ["a.svg"])
  }

  @Test func allOfAManifestsFigureAreTold() throws {
    let location = Workplace()
    try location.write(
      """
      output: out
      figures:
        - kind: pe-heatmap
          id: a
          vmin: 2
          vmax: 1
          center: 0
          norm: log
          font: ","
          scale: 0
      """, to: "f.yaml")
    let ended = try Attnplot.shell("attnplot batch f.yaml", in: location)
    #expect(ended.status == .exited(64))
    for says in [
      "vmin: 2: must be less than", "center", "at least one font family", "must be from 0.01 to 64",
    ] {
      #expect(ended.messages.contains(says), "\(says): \(ended.messages)")
    }
    #expect(ended.messages.split(separator: "\n").count == 4, "\(ended.messages)")
  }
}
