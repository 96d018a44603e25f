// Options that change nothing say so, and no others do.

import CairoRendering
import FigureKinds
import FigureLayout
import Testing
import TextFormats

@testable import FigurePipeline

@Suite struct OptionNeedsTests {
  /// Figures with options that they have nothing for.
  private static let figures: [(command: String, options: [String])] = [
    (
      "similarity --positions 5 --dimensions 8 --reference-position 3",
      [
        "colormap", "cmap", "norm", "gamma", "vmin", "vmax", "center", "annotate", "decimals",
        "bar-label", "cell-borders", "highlight", "highlight-row", "callout", "reduce",
        "transpose", "origin", "index-base", "no-colorbar",
      ]
    ),
    ("pe-heatmap --positions 4 --dimensions 4", ["gamma", "decimals", "reduce", "letters"]),
    ("pe-heatmap --positions 4 --dimensions 4 --no-colorbar", ["bar-label"]),
    (
      "attention --tokens \"a b c\"",
      ["index-base", "raw-tokens", "header", "row-labels", "separator", "decimal"]
    ),
    (
      "attention --tokens \"a b c\" --stage scores",
      ["mask", "window", "padding", "temperature", "score-scale"]
    ),
    ("attention --tokens \"a b c\" --stage scaled", ["mask"]),
    ("attention --tokens \"a b c\" --stage all", ["colormap", "x-label", "letters"]),
    (
      "cross-attention --query-tokens \"a b c d e\" --key-tokens \"a b c d e f\" --stage scores",
      ["mask-file"]
    ),
    (
      "rotation --encoding rope --dimensions 4 --at-positions 0,1",
      ["tick-format", "tick-decimals", "no-ticks"]
    ),
    (
      "diagram dot-product",
      [
        "letters", "seed", "tick-format", "tick-decimals", "no-ticks", "x-label", "y-label",
        "tokens-separator", "raw-tokens", "header",
      ]
    ),
    ("demo softmax-example", ["no-colorbar"]),
  ]

  /// What options are given: another value than they have anyway.
  private static let values = [
    "colormap": "Reds", "norm": "power", "gamma": "2", "vmin": "0.01", "vmax": "0.9",
    "center": "0.1", "origin": "lower", "index-base": "1", "decimals": "3", "bar-label": "words",
    "highlight": "1,2", "highlight-row": "1", "callout": "1,2 words", "reduce": "max",
    "seed": "3", "temperature": "3", "score-scale": "0.3", "mask": "causal", "window": "1",
    "padding": "1", "header": "yes", "row-labels": "yes", "separator": "semicolon",
    "decimal": "comma", "tokens-separator": ",", "tick-format": "scientific",
    "tick-decimals": "4", "x-label": "x", "y-label": "y",
    "cmap": "color/own-map.txt", "mask-file": "attention/computed/mask-bool.npy",
  ]

  private func drawn(
    _ command: String, _ renderer: borrowing FigureRenderer
  ) throws -> (figure: PreparedFigure, bytes: [UInt8]) {
    var request = try parsedRequest(command)
    request.folder = fixturesFolder
    // The command is in the file.
    request.command = "attnplot"
    let figure = try renderer.prepare(request, for: .vectors)
    return (figure, try renderer.draw(figure, as: .svg))
  }

  /// A picture with an option that it has nothing for is the picture without it, and a warning says so.
  @Test func optionsWithoutEffectChangeNothing() throws {
    let renderer = FigureRenderer()
    // By the place of the need: a need of several options is one for each.
    var seen = Set<String>()
    for (command, options) in Self.figures {
      let plain = try drawn(command, renderer)
      #expect(plain.figure.idleOptions.isEmpty, "\(command)")
      for option in options {
        let value = Self.values[option].map { " \"\($0)\"" } ?? ""
        let with = try drawn("\(command) --\(option)\(value)", renderer)
        let idle = with.figure.idleOptions
        #expect(idle.compactMap { $0.subject?.name } == [option], "\(command) --\(option)")
        guard let warning = idle.first else { continue }
        #expect(
          with.bytes == plain.bytes, "\(command): \(warning.spelled(.command)), and it has one")
        #expect(warning.isInChinese && with.figure.warnings.contains(warning))
        for (place, need) in OptionNeeds.all.enumerated()
        where need.options.contains(option) && need.warning(option) == warning {
          seen.insert("\(place) \(option)")
        }
      }
    }
    for (place, need) in OptionNeeds.all.enumerated() {
      #expect(
        need.options.contains { seen.contains("\(place) \($0)") },
        "no figure shows that \(need.options.sorted()) have no effect\(need.lack)")
      for option in need.options {
        #expect(
          OptionNeeds.all.indices.contains { seen.contains("\($0) \(option)") },
          "no figure shows that \(option) may have no effect")
      }
    }
  }

  /// An option that changes the picture is not said to change nothing.
  @Test(arguments: [
    ("pe-heatmap --positions 8 --dimensions 8 --norm power", "--gamma 2"),
    ("pe-heatmap --positions 8 --dimensions 8 --annotate", "--decimals 3"),
    ("pe-heatmap --positions 8 --dimensions 8", "--bar-label words"),
    ("pe-heatmap --positions 8 --dimensions 8", "--no-colorbar"),
    ("pe-heatmap --positions 8 --dimensions 8", "--index-base 1"),
    ("attention --tokens \"a b c\"", "--temperature 3"),
    ("attention --tokens \"a b c\" --stage scaled", "--temperature 3"),
    ("attention --tokens \"a b c\" --stage masked", "--mask causal"),
    ("attention --tokens \"a b c\" --query-token b", "--mask causal"),
    ("attention --tokens \"a b c\" --query-token b", "--temperature 3"),
    ("attention --tokens \"Ġa ##b c\"", "--raw-tokens"),
    ("diagram dot-product --values numbers", "--seed 3"),
    ("heads --weights attention/minilm-s1-attentions.npy --layer 5 --heads 0,2", "--letters"),
    ("pe-lines --dimensions 16 --at-positions 1,5", "--tick-decimals 4"),
  ])
  func optionsWithEffectAreNotWarnedOf(command: String, option: String) throws {
    let renderer = FigureRenderer()
    let plain = try drawn(command, renderer)
    let with = try drawn("\(command) \(option)", renderer)
    #expect(with.bytes != plain.bytes)
    #expect(with.figure.idleOptions.isEmpty)
  }

  @Test(arguments: [
    (
      "pe-heatmap --positions 8 --dimensions 8 --gamma 2",
      "--gamma: has no effect without --norm power",
      "--gamma：不起作用，须与--norm power 同用"
    ),
    (
      "attention --tokens \"a b\" --stage scores --temperature 3",
      "--temperature: has no effect on --stage scores, which come before it",
      "--temperature：不起作用，--stage scores 在它之前"
    ),
    (
      "diagram dot-product --letters", "--letters: has no effect: a diagram has no panels to name",
      "--letters：不起作用，示意图没有可命名的面板"
    ),
  ])
  func whatIsMissingIsTold(command: String, english: String, chinese: String) throws {
    let idle = try drawn(command, FigureRenderer()).figure.idleOptions
    #expect(idle.map { $0.spelled(.command) } == [english])
    #expect(idle.map { $0.rendered(inChinese: true) { "--\($0)" } } == [chinese])
  }

  /// What `defaults:` say is for the figures that it concerns; what a figure says itself is told with its key.
  @Test func defaultsOfManifestsAreNotWarnedOf() throws {
    func idle(_ yaml: String) throws -> [[String]] {
      let manifest = try Manifest(text: yaml, name: "m.yaml")
      let renderer = FigureRenderer()
      return try manifest.figures.map { figure in
        try renderer.prepare(figure.request).idleOptions.map { $0.spelled(.manifest) }
      }
    }
    let defaults = "defaults: {gamma: 2, colormap: Reds, letters: true, seed: 3}\n"
    let figures = """
      figures:
        - {id: cells, kind: pe-heatmap, positions: 8, dimensions: 8}
        - {id: lines, kind: pe-lines, dimensions: 16, at-positions: "1,5"}
        - {id: boxes, kind: diagram dot-product}
      """
    #expect(try idle(defaults + figures) == [[], [], []])
    let own = """
      figures:
        - {id: cells, kind: pe-heatmap, positions: 8, dimensions: 8, gamma: 3}
        - {id: boxes, kind: diagram dot-product, matrix: {seed: [1, 2]}}
      """
    let gamma = "gamma: has no effect without norm: power"
    let seed = "seed: has no effect without values: numbers"
    #expect(try idle(defaults + own) == [[gamma], [seed], [seed]])
    // With the figure's own values beside them, defaults have their effect.
    #expect(try idle(own) == [[gamma], [seed], [seed]])
  }
}
