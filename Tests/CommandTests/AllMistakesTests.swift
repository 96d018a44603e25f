// Mistakes that only files and data can tell: all of a figure are told together, with those that the
// options alone tell.

import Foundation
import Testing

@Suite struct AllMistakesTests {
  /// Three layers of two heads of uniform weights, 4 × 4, as JSON.
  private static var weights: String {
    let matrix =
      "[" + Array(repeating: "[0.25,0.25,0.25,0.25]", count: 4).joined(separator: ",") + "]"
    let layer = "[\(matrix),\(matrix)]"
    return "[\(layer),\(layer),\(layer)]"
  }

  private func place() throws -> Workplace {
    let location = Workplace()
    try location.write(Self.weights, to: "w.json")
    try location.write("1,2\n3,4\n", to: "m.csv")
    try location.write(Self.weights, to: "p.json")
    try location.write(###"["a", "##b", "c", "d"]"###, to: "p.tokens.json")
    return location
  }

  /// What each line begins with, and what it holds.
  @Test(arguments: [
    (
      "attention --weights w.json --layer 99 --head 98 --query-token nosuch --highlight 9,9 --queries 50-60",
      [
        "--layer 99 is not", "--head 98 is not", "--query-token nosuch: ", "--highlight 9,9: ",
        "--queries 50-60: ",
      ]
    ),
    (
      "heatmap --input w.json --layer 3 --head 2 --keys 4 --highlight 4,0 --highlight 0,4 --callout '7,7 x'",
      [
        "--layer 3 is not", "--head 2 is not", "--keys 4: ", "--highlight 4,0: ",
        "--highlight 0,4: ", "--callout 7,7: ",
      ]
    ),
    (
      "heads --weights w.json --layer 7 --heads 0,9 --minus none.npy --queries 4-5 --mask-file gone.npy",
      [
        "--layer 7: ", "--heads 9: ", "--minus none.npy: cannot be opened", "--queries 4,5: ",
        "--mask-file gone.npy: cannot be opened",
      ]
    ),
    (
      "attention --weights none.npy --tokens-file none.json --temperature -1 --highlight-row x",
      [
        "--weights none.npy: cannot be opened", "--tokens-file none.json: cannot be opened",
        "--temperature -1: ", "The value 'x' is invalid for '--highlight-row",
      ]
    ),
    (
      "heatmap --input none.npy --tokens-file none.json --vmin 3 --vmax 1",
      [
        "--input none.npy: cannot be opened", "--tokens-file none.json: cannot be opened",
        "--vmin 3: must be less than",
      ]
    ),
    // Where the encoding is refused, its parameters are not judged by another's.
    ("bias --encoding t5 --buckets 7 --max-distance 50", ["buckets 7: an even number"]),
    ("bias --encoding T5x --buckets 8", ["no such encoding"]),
    ("bias --encoding fire:c=1 --table m.csv", ["threshold is missing"]),
    ("pe-heatmap --encoding rope:scaling=yarm --part cos --dimensions 16", ["scaling yarm"]),
    ("pe-heatmap --encoding rope:dimensions=7 --part cos --highlight 0,300", ["dimensions 7"]),
    ("pe-heatmap --encoding nosuch --grid 2x2 --first-position 5", ["no such encoding"]),
    ("pe-lines --encoding nosuch --at-dims 400", ["no such encoding"]),
    ("shift --encoding nosuch --matrix 3 --dims 0-3", ["no such encoding"]),
    ("wavelengths --encoding rope:scaling=ntk,sinusoidl --context 100 --factor 4", ["sinusoidl"]),
    ("decay --encoding rope:scaling=yarn,mscale=x --context 100 --factor 4", ["mscale x"]),
    ("bias --encoding t5 --table none.npy --at-heads 3", ["--table none.npy: cannot be opened"]),
    ("attention --tokens 'a b' --encoding nosuch --head 5", ["no such encoding"]),
    // What breaks its own rule, and what has no part in the encoding, is told all the same.
    (
      "pe-heatmap --encoding nosuch --vmin 3 --vmax 1 --dimensions 7",
      ["no such encoding", "--vmin 3: must be less than", "--dimensions 7: d_model must be even"]
    ),
    (
      "attention --tokens 'a b' --encoding nosuch --query-token zz",
      ["no such encoding", "--query-token zz: no token"]
    ),
    ("wavelengths --encoding rope --factor 4", ["--factor 4: nothing is stretched"]),
    (
      "bias --encoding alibi --buckets 8",
      ["--buckets 8: the encoding alibi, by --encoding, takes no"]
    ),
    ("bias --buckets 8", ["--buckets 8: without --encoding or --config the encoding is alibi"]),
    // What follows from leaving a mistake out is none.
    ("heads --weights w.json --index 7 --queries 9", ["--index 7 is outside", "--queries 9: "]),
    (
      "attention --weights w.json --layer 0 --head 0 --tokens-file none.json --drop-tokens q",
      ["--tokens-file none.json: cannot be opened"]
    ),
    ("heads --weights w.json --layer 5", ["--layer 5: "]),
    (
      "heads --weights w.json --index 2 --layer 5",
      ["--index 2: stands beside --layer", "--layer 5: "]
    ),
    // Tokens beside a file are there though no layer is chosen in it.
    ("attention --weights p.json --merge-words", ["no layer is chosen of 3"]),
    (
      "attention --weights p.json --drop-tokens a,x,y",
      ["no layer is chosen of 3", "--drop-tokens x: ", "--drop-tokens y: "]
    ),
    // Of a list all that is wrong.
    ("heads --weights w.json --heads-of 4:0,2:8,1:1", ["--heads-of 4:0: ", "--heads-of 2:8: "]),
    ("heads --weights w.json --layer 0 --heads 20,1,30", ["--heads 20,30: "]),
    ("head-measures --weights w.json --measures foo,bar", ["--measures foo,bar: there are no"]),
    ("pe-heatmap --encoding rope,foo,bar", ["encoding foo, bar: no such encoding"]),
    ("pe-heatmap --encoding rope:foo=1,bar=2", ["no parameter bar, foo"]),
    (
      "attention --weights m.csv --layer 3 --queries 99 --keys 77",
      ["--layer 3 is chosen, and there are no layers", "--queries 99: ", "--keys 77: "]
    ),
    ("similarity --input m.csv --queries 5 --keys 6", ["--queries 5: ", "--keys 6: "]),
  ])
  func allAreTold(call: String, says: [String]) throws {
    let location = try place()
    let before = location.listing()
    let ended = try Attnplot.shell("attnplot \(call) -o x.png", in: location)
    let lines = ended.messages.split(separator: "\n").map(String.init)
    #expect(lines.count == says.count, "\(ended.messages)")
    for (line, say) in zip(lines, says) {
      #expect(line.hasPrefix("attnplot: error: ") && line.contains(say), "\(line)")
    }
    #expect(location.listing() == before)
  }

  /// Runs a manifest of these figures, or checks it: each line says one of these.
  private func expectMistakes(
    _ says: [String], of figures: String, in calls: [String] = ["batch f.yaml"],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let location = try place()
    try location.write("output: out\nfigures:\n" + figures, to: "f.yaml")
    for call in calls {
      let before = location.listing()
      let ended = try Attnplot.shell("attnplot \(call)", in: location)
      #expect(ended.status == .exited(64), "\(call)", sourceLocation: sourceLocation)
      let lines = ended.messages.split(separator: "\n")
      for say in says {
        #expect(
          lines.contains { $0.contains(say) }, "\(call): \(say): \(ended.messages)",
          sourceLocation: sourceLocation)
      }
      #expect(
        lines.count == says.count, "\(call): \(ended.messages)", sourceLocation: sourceLocation)
      #expect(location.listing() == before, sourceLocation: sourceLocation)
    }
  }

  /// The same in a manifest, with the place of each.
  @Test func allOfAManifestsFiguresAreTold() throws {
    try expectMistakes(
      [
        "f.yaml:6:12: layer: weights: ", "f.yaml:7:11: head: weights: ",
        "f.yaml:8:18: query-token: nosuch",
        "f.yaml:9:16: highlight: 9,9", "f.yaml:10:14: queries: 50-60",
        "f.yaml:16:18: temperature: -1",
        "f.yaml:17:14: queries: 77",
      ],
      of: """
          - id: a
            kind: attention
            weights: w.json
            layer: 99
            head: 99
            query-token: nosuch
            highlight: ["9,9"]
            queries: 50-60
          - id: b
            kind: attention
            weights: w.json
            layer: 1
            head: 0
            temperature: -1
            queries: 77
        """)
  }

  /// Beside an encoding that is refused its options are not judged in a manifest either.
  @Test func optionsBesideARefusedEncodingAreNotJudged() throws {
    try expectMistakes(
      ["scaling yarm", "mscale x", "scaling ntkk"],
      of: """
          - { id: a, kind: pe-heatmap, encoding: "rope:scaling=yarm", part: cos, dimensions: 16 }
          - { id: b, kind: decay, encoding: "rope:scaling=yarn,mscale=x", context: 100, factor: 4 }
          - { id: c, kind: rotation, encoding: "rope:scaling=ntkk", pairs: 200-300 }
        """, in: ["batch f.yaml", "batch f.yaml --check"])
  }

  /// What is wrong with the entry and with no option's value hides nothing else of the figure.
  @Test func aMistakeOfTheEntryHidesNothing() throws {
    try expectMistakes(
      [
        "f.yaml:3:57: position: 500", "f.yaml:3:68: lang: fr", "nosuch: unknown key",
        "layer: 9 is not",
      ],
      of: """
          - { id: a, kind: decompose, positions: 100, position: 500, lang: fr }
          - { id: b, kind: attention, weights: w.json, nosuch: 1, layer: 9, head: 0 }
        """, in: ["batch f.yaml", "batch f.yaml --check"])
  }

  /// An error that several options are at fault for is one error, whatever else is wrong.
  @Test func whatSeveralOptionsAreAtFaultForIsToldOnce() throws {
    try expectMistakes(
      ["queries: and keys: go with weights and scores, not with stage: q", "highlight: 9,9"],
      of: """
          - { id: a, kind: attention, tokens: a b c, dimensions: 4, stage: q, queries: "0,1", keys: 0,
              highlight: "9,9" }
        """)
  }

  /// A file that is not there hides nothing else of its figure.
  @Test func aMissingFileHidesNothing() throws {
    try expectMistakes(
      ["tokens-file: none.json", "layer: 9 is not", "temperature: -1", "highlight: 9,9"],
      of: """
          - id: a
            kind: attention
            weights: w.json
            tokens-file: none.json
            layer: 9
            head: 0
            temperature: -1
            highlight: ["9,9"]
        """)
  }

  /// A mistake that reading the manifest tells hides none of other figures that their data, or the size of
  /// their page, tell: a file that is not there, a key that no kind has, a value that is none.
  @Test(arguments: [
    ("{ id: a, kind: heatmap, input: none.npy }", "f.yaml:3:36: input: none.npy: there is no such"),
    ("{ id: a, kind: heatmap, input: m.csv, nosuch: 1 }", "f.yaml:3:43: nosuch: unknown key"),
    ("{ id: a, kind: heatmap, input: m.csv, vmin: many }", "f.yaml:3:49: vmin: "),
    ("{ kind: heatmap, input: m.csv }", "f.yaml:3:5: id: a figure needs an id"),
    ("{ id: a, kind: nosuch }", "f.yaml:3:20: kind: nosuch: there is no such kind"),
  ])
  func mistakesOfOtherFiguresAreTold(_ first: String, _ says: String) throws {
    try expectMistakes(
      [
        says, "layer: 99 is not", "queries: 77: ", "f.yaml:6:49: vmin: 3: must be less than",
        "f.yaml:7:72: size: 20x20px",
      ],
      of: """
          - \(first)
          - { id: b, kind: attention, weights: w.json, layer: 99, head: 0, theme: [light, dark] }
          - { id: c, kind: attention, weights: w.json, layer: 1, head: 0, queries: 77 }
          - { id: d, kind: heatmap, input: m.csv, vmin: 3, vmax: 1 }
          - { id: narrow, kind: pe-heatmap, positions: 8, dimensions: 8, size: 20x20px }
          - { id: sound, kind: heatmap, input: m.csv }
        """,
      in: [
        "batch f.yaml", "batch f.yaml --check", "batch f.yaml --dry-run", "report f.yaml -o r.html",
        "verify f.yaml",
      ])
  }
}
