// Manifests: what they mean, and everything that can be wrong with them.

import CairoRendering
import FigureKinds
import FigureModel
import Testing

@testable import FigurePipeline

/// What is wrong with a manifest: `LINE:COLUMN: KEY: MESSAGE`, without its file.
func problems(
  _ text: String, _ others: [String: String] = [:]
) throws -> [String] {
  let folder = try Folder(others.merging(["m.yaml": text]) { $1 })
  do {
    _ = try Manifest(path: folder["m.yaml"])
    return []
  } catch let error as ManifestError {
    return error.problems.map {
      $0.description.replacing(folder.path + "/m.yaml:", with: "")
        .replacing(folder.path + "/", with: "")
    }
  }
}

@Suite struct ManifestTests {
  /// A manifest as it is read; its schema must have nothing against it.
  func manifest(_ text: String, _ overrides: Manifest.Overrides = .init()) async throws
    -> Manifest
  {
    #expect(try await SchemaJudge.shared.objection(to: text) == nil)
    return try Manifest(text: text, name: "m.yaml", overrides: overrides)
  }

  @Test func aFigureIsTheCommandLinesWords() async throws {
    let figures = try await manifest(
      """
      figures:
        - id: pe
          kind: pe-heatmap
          positions: 20
          vmin: -2
          transpose: true
          annotate: false
          title: -5° & more
      """
    ).figures
    #expect(figures.count == 1)
    #expect(
      figures[0].request.command
        == "attnplot pe-heatmap --positions 20 --vmin -2 --transpose --title '-5° & more'")
    #expect(figures[0].fileNames == ["pe.png", "pe.svg"])
  }

  @Test func listsMultiplyAndTheFirstHasNoSuffix() async throws {
    let figures = try await manifest(
      """
      defaults: { formats: [png], theme: [light, dark], lang: [en, zh], scale: 2 }
      figures:
        - id: a
          kind: pe-heatmap
          title: { en: One, zh: 一 }
        - id: b
          kind: shift
          theme: print
          lang: zh
          formats: pdf
          matrix: { pairs: ["2-1", ["3-1", "4-1"]], dimensions: [4, 8] }
      """
    ).figures
    #expect(
      figures.flatMap(\.fileNames) == [
        "a.png", "a.zh.png", "a.dark.png", "a.dark.zh.png", "b-2-1-4.pdf", "b-2-1-8.pdf",
        "b-3-1-4-1-4.pdf", "b-3-1-4-1-8.pdf",
      ])
    #expect(figures[1].request.command == "attnplot pe-heatmap --scale 2 --lang zh --title 一")
    #expect(figures[7].request.command.contains("--pairs 3-1,4-1 --dimensions 8"))
  }

  /// A kind's own option of this name is one value; a map is combinations, of that option as well.
  @Test func matrixIsTheShiftOfAShiftWhereItIsOneValue() async throws {
    let figures = try await manifest(
      """
      figures:
        - { id: m, kind: shift, encoding: sinusoidal, dimensions: 8, matrix: 3 }
        - id: n
          kind: shift
          matrix: { matrix: [1, 2], dimensions: [4] }
      """
    ).figures
    #expect(
      figures.flatMap(\.fileNames).filter { $0.hasSuffix(".png") } == [
        "m.png", "n-1-4.png", "n-2-4.png",
      ])
    #expect(figures[0].request.command.contains("--matrix 3"))
    #expect(figures[2].request.command.contains("--matrix 2"))
    let problems = try problems(
      """
      figures:
        - { id: a, kind: shift, matrix: [1, 2] }
        - { id: b, kind: shift, matrix: three }
        - { id: c, kind: pe-heatmap, matrix: 3 }
      """)
    #expect(problems.count == 3)
    #expect(problems.allSatisfy { $0.contains("matrix: ") })
    #expect(problems[2].contains("must be a map of keys and lists"))
  }

  @Test func theFirstOfEachListIsTheOneWithoutSuffix() async throws {
    let figures = try await manifest(
      "figures: [{ id: a, kind: shift, pairs: 2-1, theme: [dark, light] }]"
    ).figures
    #expect(figures.map(\.name) == ["a", "a.light"])
    #expect(figures.map(\.theme) == [.dark, .light])
  }

  @Test func variablesAreFilledIn() async throws {
    let figures = try await manifest(
      """
      vars: { d: 64, what: "d = ${d}" }
      figures:
        - id: enc-${d}
          kind: pe-heatmap
          dimensions: ${d}
          title: "${what}, $${d} and $5"
        - id: p
          kind: pe-heatmap
          matrix: { positions: [10, 20] }
          title: "${positions} positions"
      """
    ).figures
    #expect(figures.map(\.id) == ["enc-64", "p-10", "p-20"])
    #expect(figures[0].request.appearance.title == "d = 64, ${d} and $5")
    #expect(figures[2].request.appearance.title == "20 positions")
  }

  @Test func defaultsReachTheKindsThatHaveThemAndNothingTakesThemBack() async throws {
    let figures = try await manifest(
      """
      defaults: { dimensions: 32, positions: 9, no-title: true }
      figures:
        - { id: a, kind: pe-heatmap }
        - { id: b, kind: pe-heatmap, positions: 7, no-title: false }
        - { id: c, kind: pe-heatmap, positions: ~ }
        - { id: d, kind: frequencies }
      """
    ).figures
    #expect(
      figures.map(\.request.command) == [
        "attnplot pe-heatmap --positions 9 --dimensions 32 --no-title",
        "attnplot pe-heatmap --positions 7 --dimensions 32",
        "attnplot pe-heatmap --dimensions 32 --no-title",
        "attnplot frequencies --dimensions 32 --no-title",
      ])
  }

  @Test func whatIsSaidBySpellingOutADefaultIsTheSame() async throws {
    let figures = try await manifest(
      """
      figures:
        - { id: a, kind: pe-heatmap, dimensions: 256, theme: light, layout: interleaved }
        - { id: b, kind: pe-heatmap }
      """
    ).figures
    #expect(figures[0].parameters == figures[1].parameters)
    #expect(figures[0].request.command == figures[1].request.command)
  }

  @Test func aliasesAndMergedMapsAreRead() async throws {
    let figures = try await manifest(
      """
      figures:
        - &first { id: a, kind: pe-heatmap, positions: 8, dimensions: &d 16 }
        - { <<: *first, id: b, positions: 9 }
        - { id: c, kind: pe-heatmap, dimensions: *d }
      """
    ).figures
    #expect(
      figures.map(\.request.command) == [
        "attnplot pe-heatmap --positions 8 --dimensions 16",
        "attnplot pe-heatmap --positions 9 --dimensions 16",
        "attnplot pe-heatmap --dimensions 16",
      ])
  }

  @Test func includesBringVariablesDefaultsAndFigures() async throws {
    let folder = try Folder([
      "docs/m.yaml": """
      include: [../common/base.yaml, chapters/one.yaml]
      output: figures
      figures: [{ id: last, kind: pe-heatmap, title: "${who}" }]
      """,
      "common/base.yaml": "vars: { who: me }\ndefaults: { dimensions: 8 }",
      "docs/chapters/one.yaml": """
      include: ../../common/base.yaml
      defaults: { positions: 5 }
      figures: [{ id: one, kind: pe-heatmap }, { id: w, kind: heatmap, input: m.csv }]
      """,
      "docs/chapters/m.csv": "1,2\n3,4\n",
    ])
    for file in ["docs/m.yaml", "common/base.yaml", "docs/chapters/one.yaml"] {
      #expect(try await SchemaJudge.shared.objection(to: folder.text(file)) == nil)
    }
    let manifest = try Manifest(path: folder["docs/m.yaml"], root: folder.path)
    #expect(manifest.figures.map(\.id) == ["one", "w", "last"])
    #expect(
      manifest.figures.map(\.request.command) == [
        "attnplot pe-heatmap --positions 5 --dimensions 8", "attnplot heatmap --input m.csv",
        "attnplot pe-heatmap --positions 5 --dimensions 8 --title me",
      ])
    #expect(manifest.output == folder["docs/figures"])
    #expect(manifest.figures[1].inputs.map(\.path) == [folder["docs/chapters/m.csv"]])
    #expect(manifest.files.count == 3)
  }

  @Test func theCommandLineOverrides() async throws {
    let figures = try await manifest(
      "figures: [{ id: a, kind: pe-heatmap, theme: [light, dark], scale: 2 }]",
      .init(formats: [.pdf], themes: [.print], languages: [.chinese, .english], scale: 3)
    ).figures
    #expect(figures.flatMap(\.fileNames) == ["a.print.pdf", "a.print.zh.pdf"])
    #expect(figures[0].request.command == "attnplot pe-heatmap --scale 3.0 --theme print")
  }
}

@Suite struct ManifestMistakeTests {
  @Test func everyMistakeIsFoundAtOnceWithItsPlace() throws {
    let found = try problems(
      """
      output: ../elsewhere
      theem: dark
      defaults: { positons: 4, theme: [light, drak] }
      figures:
        - id: a
          kind: pe-heatmap
          positons: 3
          dimensions: many
          vmin: low
          transpose: maybe
        - id: ../b
          kind: pe-heatmpa
        - id: ../c
          kind: heatmap
          input: missing.npy#scores
        - kind: shift
        - id: d
        - just text
        - id: e
          kind: heads
          heads: { a: 1 }
        - { id: f, kind: pe-heatmap, positions: [1, 2], title: [a], caption: { fr: Non } }
      """)
    let expected = [
      "1:9: output: ../elsewhere: must lie in the manifest's folder, so no ..; --output can name "
        + "any folder",
      "2:1: theem: unknown key; known are output, name-template, vars, defaults, include, figures",
      "3:13: positons: no kind of figure has this key; did you mean positions?",
      "3:41: theme: drak: there is no such choice; did you mean dark? Known are light, dark, print, "
        + "article",
      "7:5: positons: unknown key of pe-heatmap; did you mean positions?",
      "8:17: dimensions: The value 'many' is invalid: give a whole number such as 10",
      "9:11: vmin: The value 'low' is invalid: give a number such as 0.5",
      "10:16: transpose: must be true or false, not maybe",
      "12:11: kind: pe-heatmpa: there is no such kind; did you mean pe-heatmap? Known are ",
      "13:9: id: ../c is not a plain file name; leave out folders, output: names the folder",
      "15:12: input: missing.npy#scores: there is no such file that can be read",
      "16:5: id: a figure needs an id, the name of its files",
      "17:5: kind: a figure needs a kind; known are ",
      "18:5: a figure is a map with id: and kind:, not one value",
      "21:12: heads: must be one value, not a map",
      "22:43: positions: must be one value, not a list; for one figure of each, put the list under "
        + "matrix:",
      "22:58: title: must be a text or a map of languages, not a list",
      "22:74: fr: caption has no such language; known are en, zh",
    ]
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) {
      #expect(found.hasPrefix(expected))
    }
  }

  /// A wrong id or matrix hides nothing else that is wrong with its figure.
  @Test func mistakesDoNotHideEachOther() throws {
    let text = """
      figures:
        - { id: ../x, kind: pe-heatmap, positions: abc, caption: { fr: x } }
        - { id: a, kind: pe-heatmap, matrix: { nothing: [1] }, dimensions: abc }
        - { id: a, kind: pe-heatmap, positions: 4 }

      """
    let error = #expect(throws: ManifestError.self) { try Manifest(text: text, name: "m") }
    let told = (error?.problems ?? []).map { "\($0.location.line) \($0.key ?? "")" }
    #expect(Set(told) == ["2 id", "2 positions", "2 fr", "3 nothing", "3 dimensions", "4 a"])
  }

  /// Keys of a figure, and those whose mistakes are told, each once and in the order of the file.
  static let mistakesBesideOthers: [(keys: String, told: [String])] = [
    (
      "kind: pe-heatmap, positions: 0, dimensions: 7, base: -1, lang: fr",
      ["positions", "dimensions", "base", "lang"]
    ),
    ("kind: pe-heatmap, theme: drak, positions: 0", ["theme", "positions"]),
    ("kind: pe-heatmap, formats: gif, positions: 0", ["formats", "positions"]),
    ("kind: pe-heatmap, foo: 1, positions: 0, dimensions: 7", ["foo", "positions", "dimensions"]),
    ("kind: pe-heatmap, base: [1, 2], positions: 0", ["base", "positions"]),
    ("kind: pe-heatmap, matrix: 5, positions: 0", ["matrix", "positions"]),
    ("kind: pe-heatmap, matrix: { base: 1 }, positions: 0", ["base", "positions"]),
    (
      "kind: pe-heatmap, matrix: { base: [1, -1], foo: [1] }, dimensions: 7",
      ["base", "foo", "dimensions"]
    ),
    ("kind: pe-heatmap, caption: [1], positions: 0", ["caption", "positions"]),
    ("kind: pe-heatmap, title: '${n}', positions: 0", ["title", "positions"]),
    ("kind: pe-heatmap, title: { fr: x }, positions: 0", ["fr", "positions"]),
    (
      "kind: pe-heatmap, theme: [light, dark], lang: [en, zh, fr], positions: 0",
      ["lang", "positions"]
    ),
    // What only the data tell.
    (
      "kind: heads, weights: 'seed:7,[2,3,4,4],weights', layer: 9, theme: drak", ["layer", "theme"]
    ),
    // What follows from a mistake is none.
    ("kind: pe-lines, at-positons: 1", ["at-positons"]),
    ("kind: pe-lines, at-positons: 1, dimensions: 7", ["at-positons", "dimensions"]),
    ("kind: heatmap, inptu: a.csv, gamma: -1", ["inptu", "gamma"]),
    ("kind: heatmap, input: [a.csv], gamma: -1", ["input", "gamma"]),
    ("kind: decompose, position: x, scale: -1", ["position", "scale"]),
  ]

  @Test(arguments: mistakesBesideOthers.map { $0.keys })
  func noMistakeHidesAnother(_ keys: String) throws {
    let told = try #require(Self.mistakesBesideOthers.first { $0.keys == keys }).told
    let text = "figures: [{ id: a, \(keys) }]"
    let error = try #require(throws: ManifestError.self) { try Manifest(text: text, name: "m") }
    #expect(error.problems.map { $0.key ?? "" } == told, "\(error)")
  }

  /// What takes long to find out is found out of what is left of such a figure.
  @Test(arguments: [
    "positions: 100, position: 500, lang: fr", "base: [1, 2], positions: 100, position: 500",
    "positions: 100, position: 500, foo: 1",
  ])
  func whatIsNotMistakenIsCheckedFurther(_ keys: String) throws {
    let text = "figures: [{ id: a, kind: decompose, \(keys) }]"
    var loader = ManifestLoader(overrides: Manifest.Overrides(), root: nil, jobs: 1)
    #expect(throws: ManifestError.self) {
      try loader.manifest(Array(text.utf8), path: nil, displayedAs: "m")
    }
    let error = try #require(throws: ManifestError.self) {
      try loader.checkable.checkArguments(jobs: 1)
    }
    #expect(error.problems.map(\.key) == ["position"])
  }

  /// An alt text in another language would be worse than the computed one.
  @Test func altTextsKeepTheirLanguage() throws {
    let text = """
      figures:
        - { id: a, kind: shift, lang: [en, zh], alt: { en: Words }, caption: { en: Words } }

      """
    let figures = try Manifest(text: text, name: "m").figures
    #expect(figures.map(\.request.alt) == ["Words", nil])
    #expect(figures.map(\.caption) == ["Words", "Words"])
  }

  @Test func aGroupsWordIsGuessed() throws {
    let text = "figures: [{ id: a, kind: dot-product }]"
    let error = #expect(throws: ManifestError.self) { try Manifest(text: text, name: "m") }
    #expect(error?.description.contains("did you mean diagram dot-product?") == true)
  }
}
