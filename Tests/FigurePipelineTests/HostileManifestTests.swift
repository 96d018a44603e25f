// Manifests that are broken or mean harm: each is refused with its place, and nothing is drawn.

import FigurePipeline
import Foundation
import Testing

/// A manifest that must be refused.
struct BrokenManifest: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var text: String
  /// Beginnings of `LINE:COLUMN: KEY: MESSAGE`, one for each mistake.
  var mistakes: [String]
  /// Why no schema can tell; nil where the published one must.
  var beyondSchema: BeyondSchema?

  /// What JSON Schema cannot say of a manifest.
  enum BeyondSchema: Sendable {
    /// It compares no value with another: `uniqueItems` takes whole figures, not their ids.
    case comparison
    /// It sees no folders, files or links.
    case files
    /// It fills in no variables.
    case variables
    /// It multiplies no lengths of lists.
    case product
    /// Its patterns have no classes of letters that all programs know.
    case letters
    /// A file for others to include may have no figures.
    case inclusion
    /// It sees what a reader of YAML made of the text, where keys given twice are one and aliases are
    /// unfolded; where that reader gives up, no schema is asked.
    case text
  }

  static let ok = "figures: [{ id: a, kind: pe-heatmap }]\n"

  /// One figure, its kind being `shift`.
  private static func shift(
    _ name: String, _ entries: String, _ mistake: String, beyondSchema: BeyondSchema? = nil
  ) -> BrokenManifest {
    BrokenManifest(
      testDescription: name, text: "figures: [{ kind: shift, \(entries) }]", mistakes: [mistake],
      beyondSchema: beyondSchema)
  }

  static let ids = [
    shift("a folder", "id: a/b", "1:30: id: a/b is not a plain file name"),
    shift("the folder above", "id: ..", "1:30: id: .. is not a plain file name"),
    shift("a backslash", "id: 'a\\b'", "1:30: id: 'a\\b' is not a plain file name"),
    shift("a hidden file", "id: .a", "1:30: id: .a begins with ."),
    shift("an option", "id: -a", "1:30: id: -a begins with -"),
    shift("a home", "id: ~a", "1:30: id: '~a' begins with ~"),
    shift("nothing", "id: ''", "1:30: id: an id has at least one letter"),
    shift("a blank", "id: a b", "1:30: id: 'a b' has a character (U+0020)"),
    shift("character 0", "id: \"a\\0b\"", "1:30: id: $'a\\000b' has a character (U+0000)"),
    // Turns the rest of a line round; a pattern takes any letter beyond ASCII.
    shift(
      "a turning mark", "id: \"a\\u202Eb\"",
      "1:30: id: $'a\\342\\200\\256b' has a character (U+202E)",
      beyondSchema: .letters),
    shift(
      "too long", "id: \(String(repeating: "x", count: 181))",
      "1:30: id: an id has at most 180 bytes, this one 181"),
    shift("a dot at the end", "id: a.", "1:30: id: a. ends with a dot"),
    shift("a list", "id: [a]", "1:30: id: must be one name, not a list"),
    BrokenManifest(
      testDescription: "one id twice",
      text: "figures:\n  - { id: a, kind: pe-heatmap }\n  - { id: a, kind: shift }\n",
      mistakes: ["3:7: a: line 2 has the same id"], beyondSchema: .comparison),
    BrokenManifest(
      testDescription: "a variant's name",
      text:
        "figures:\n  - { id: a, kind: shift, theme: [light, dark] }\n  - { id: a.dark, kind: shift }",
      mistakes: ["3:7: a.dark: a variant of a in line 2 has the same name"],
      beyondSchema: .comparison),
    BrokenManifest(
      testDescription: "another case",
      text: "figures:\n  - { id: a, kind: pe-heatmap }\n  - { id: A, kind: shift }",
      mistakes: ["3:7: A: a in line 2 differs only in case"], beyondSchema: .comparison),
    shift(
      "values that make one name", "id: a, matrix: { title: [x y, x/y] }",
      "1:26: a-x-y: two of its variants have this name", beyondSchema: .comparison),
    BrokenManifest(
      testDescription: "a value that makes another's name",
      text:
        "figures:\n  - { id: a, kind: shift, matrix: { dimensions: [4, 8] } }\n  - { id: a-8, kind: shift }",
      mistakes: ["3:7: a-8: line 2 has the same id"], beyondSchema: .comparison),
  ]

  static let locations = [
    BrokenManifest(
      testDescription: "an absolute folder", text: "output: /tmp/x\n" + ok,
      mistakes: ["1:9: output: /tmp/x: must lie in the manifest's folder"]),
    BrokenManifest(
      testDescription: "a folder above", text: "output: a/../../x\n" + ok,
      mistakes: ["1:9: output: a/../../x: must lie in the manifest's folder, so no .."]),
    BrokenManifest(
      testDescription: "a link to elsewhere", text: "output: link\n" + ok,
      mistakes: ["1:9: output: link: a link leads out of the manifest's folder"],
      beyondSchema: .files),
    BrokenManifest(
      testDescription: "a folder beyond a link", text: "output: link/deeper/x\n" + ok,
      mistakes: ["1:9: output: link/deeper/x: a link leads out of the manifest's folder"],
      beyondSchema: .files),
    BrokenManifest(
      testDescription: "folders as a list", text: "output: [a]\n" + ok,
      mistakes: ["1:9: output: must be the name of a folder"]),
    BrokenManifest(
      testDescription: "missing data",
      text: "figures:\n  - id: a\n    kind: heatmap\n    input: no.npy#scores\n",
      mistakes: ["4:12: input: no.npy#scores: there is no such file"], beyondSchema: .files),
    BrokenManifest(
      testDescription: "a folder as data",
      text: "figures:\n  - id: a\n    kind: heatmap\n    input: folder\n",
      mistakes: ["4:12: input: folder: is a directory; a regular file is needed"],
      beyondSchema: .files),
    BrokenManifest(
      testDescription: "includes in a circle", text: "include: other.yaml\n" + ok,
      mistakes: ["other.yaml:1:10: include: "], beyondSchema: .files),
    BrokenManifest(
      testDescription: "including itself", text: "include: ./m.yaml\n" + ok,
      mistakes: ["1:10: include: "], beyondSchema: .files),
    BrokenManifest(
      testDescription: "including nothing", text: "include: none.yaml\n" + ok,
      mistakes: ["1:10: include: "], beyondSchema: .files),
    BrokenManifest(
      testDescription: "including a map", text: "include: { a: b }\n" + ok,
      mistakes: ["1:10: include: must be the name of a manifest, not a map"]),
    BrokenManifest(
      testDescription: "including a folder for figures", text: "include: output.yaml\n" + ok,
      mistakes: ["output.yaml:1:1: output: only the manifest that is run says"],
      beyondSchema: .files),
  ]

  /// `a: [x, …]`, `b: [*a, …]` and so on: eight levels of ten are a hundred million parts.
  private static let bomb = (0..<8).reduce("a: &a [x,x,x,x,x,x,x,x,x,x]\n") { text, level in
    let name = Character(UnicodeScalar(UInt8(98 + level)))
    let before = Character(UnicodeScalar(UInt8(97 + level)))
    let aliases = [String](repeating: "*\(before)", count: 10).joined(separator: ",")
    return text + "\(name): &\(name) [\(aliases)]\n"
  }

  private static let variableBomb = (0..<12).reduce("vars:\n  a: xxxxxxxxxx\n") { text, level in
    let name = Character(UnicodeScalar(UInt8(98 + level)))
    let before = Character(UnicodeScalar(UInt8(97 + level)))
    return text + "  \(name): \(String(repeating: "${\(before)}", count: 10))\n"
  }

  static let bombs = [
    BrokenManifest(
      testDescription: "aliases of aliases", text: bomb + ok,
      mistakes: ["6:8: with its aliases unfolded the file has more than 200000 parts"],
      beyondSchema: .text),
    BrokenManifest(
      testDescription: "an alias of itself",
      text: "figures: &f [{ id: a, kind: shift, title: *f }]",
      mistakes: ["1:43: *f: no anchor before this place"], beyondSchema: .text),
    BrokenManifest(
      testDescription: "depth", text: "figures: " + String(repeating: "[", count: 20_000),
      mistakes: ["1:74: lists and maps lie more than 64 deep"], beyondSchema: .text),
    BrokenManifest(
      testDescription: "depth of maps", text: String(repeating: "{a: ", count: 20_000),
      mistakes: ["1:261: lists and maps lie more than 64 deep"], beyondSchema: .text),
    BrokenManifest(
      testDescription: "a list as a key", text: "? [a, b]\n: 1\n" + ok,
      mistakes: ["1:3: a key is one word"]),
    BrokenManifest(
      testDescription: "variables of variables", text: variableBomb + ok,
      mistakes: ["7:6: f: the text has more than 100000 bytes"] + (8...14).map { "\($0):6: " },
      beyondSchema: .variables),
    BrokenManifest(
      testDescription: "size", text: "# " + String(repeating: "x", count: 5 << 20),
      mistakes: [
        "1:1: the file has more than the 4194304 bytes that a manifest may have; split it"
      ],
      beyondSchema: .text),
    shift(
      "variants",
      "id: a, matrix: { dimensions: [\((1...101).map { "\($0 * 2)" }.joined(separator: ","))], "
        + "base: [\((1...100).map { "\($0)" }.joined(separator: ","))] }",
      "1:", beyondSchema: .product),
    BrokenManifest(
      testDescription: "a tag", text: "figures: [{ id: !!python/object:os.system a, kind: shift }]",
      mistakes: ["1:17: the tag !!python/object:os.system means nothing here"]),
  ]

  static let shapes = [
    BrokenManifest(
      testDescription: "nothing", text: "", mistakes: ["1:1: the manifest is empty"]),
    BrokenManifest(
      testDescription: "a word", text: "hello", mistakes: ["1:1: a manifest is a map"]),
    BrokenManifest(
      testDescription: "a list", text: "- a", mistakes: ["1:1: a manifest is a map"]),
    BrokenManifest(
      testDescription: "an unknown key", text: "figure: []\n" + ok,
      mistakes: ["1:1: figure: unknown key; did you mean figures?"]),
    BrokenManifest(
      testDescription: "figures as a map", text: "figures: { a: b }",
      mistakes: ["1:10: figures: must be a list of figures"]),
    BrokenManifest(
      testDescription: "no figures", text: "output: x",
      mistakes: ["1:1: the manifest has no figures"],
      beyondSchema: .inclusion),
    BrokenManifest(
      testDescription: "indentation", text: "figures:\n  - id: a\n   kind: shift\n",
      mistakes: ["3:4: this is not YAML"]),
    BrokenManifest(
      testDescription: "a tab", text: "figures:\n\t- id: a\n",
      mistakes: ["2:1: this line is moved in by a tab"]),
    BrokenManifest(
      testDescription: "two documents", text: ok + "---\n" + ok,
      mistakes: ["2:1: a manifest is one document"]),
    BrokenManifest(
      testDescription: "a key twice", text: "figures:\n  - id: a\n    id: b\n    kind: shift\n",
      mistakes: ["3:5: id: this key was given before, in line 2: a there and b here; remove one"],
      beyondSchema: .text),
    BrokenManifest(
      testDescription: "a key twice in a file that is not read to its end",
      text: "output: first\noutput: second\nfigures: [",
      mistakes: ["2:1: output: this key was given before, in line 1; remove one", "4:1: this is"],
      beyondSchema: .text),
    BrokenManifest(
      testDescription: "an unknown kind", text: "figures: [{ id: a, kind: pe-heatmpa }]",
      mistakes: ["1:26: kind: pe-heatmpa: there is no such kind; did you mean pe-heatmap?"]),
    BrokenManifest(
      testDescription: "no kind", text: "figures: [{ id: a }]",
      mistakes: ["1:11: kind: a figure needs a kind"]),
    BrokenManifest(
      testDescription: "variables as a list", text: "vars: [a]\n" + ok,
      mistakes: ["1:7: vars: must be a map"]),
    BrokenManifest(
      testDescription: "a variable's name", text: "vars: { 'a b': 1 }\n" + ok,
      mistakes: ["1:9: a b: a variable's name has letters"]),
    shift(
      "an unknown key of a kind", "id: a, dimension: 4",
      "1:33: dimension: unknown key of shift; did you mean dimensions?"),
    BrokenManifest(
      testDescription: "an option of other kinds",
      text: "figures: [{ id: a, kind: patches, weights: 'seed:7,[17,17],weights', queries: 1 }]",
      mistakes: [
        "1:70: queries: unknown key of patches; one query is drawn over all patches: choose it with "
          + "query:"
      ]),
    shift("an output of its own", "id: a, output: x.png", "1:33: output: unknown key of shift"),
    shift(
      "a wrong type", "id: a, dimensions: many", "1:45: dimensions: The value 'many' is invalid"),
    shift(
      "a map as a number", "id: a, dimensions: {}", "1:45: dimensions: must be one value, not a map"
    ),
    shift(
      "a flag that is a word", "id: a, no-title: perhaps",
      "1:43: no-title: must be true or false, not perhaps"),
    shift(
      "an unknown format", "id: a, formats: [gif]", "1:43: formats: gif: there is no such choice"),
    shift("no format", "id: a, formats: []", "1:42: formats: the list is empty"),
    shift("a theme twice", "id: a, theme: [dark, dark]", "1:47: theme: dark: is listed twice"),
    shift(
      "an unknown theme", "id: a, theme: drak",
      "1:40: theme: drak: there is no such choice; did you mean dark?"),
    shift(
      "a matrix of no list", "id: a, matrix: { dimensions: 4 }",
      "1:55: dimensions: must be a list of values"),
    shift(
      "a matrix of nothing", "id: a, matrix: { dimensions: [] }",
      "1:55: dimensions: must be a list of values"),
    shift(
      "a matrix of an unknown key", "id: a, matrix: { dimension: [4] }",
      "1:43: dimension: unknown key of shift"),
    shift(
      "a matrix of themes", "id: a, matrix: { theme: [dark] }",
      "1:43: theme: takes its list outside of matrix:"),
    shift(
      "an unknown variable", "id: a, title: '${widht}'",
      "1:40: title: ${widht}: there is no such variable", beyondSchema: .variables),
    shift(
      "an open variable", "id: a, title: '${w'", "1:40: title: ${w: ${ has no } after it",
      beyondSchema: .variables),
    shift(
      "a language that is not spoken", "id: a, caption: { fr: Un }",
      "1:44: fr: caption has no such language"),
    BrokenManifest(
      testDescription: "an unknown colour map",
      text: "figures: [{ id: a, kind: pe-heatmap, colormap: virids }]",
      mistakes: ["1:48: colormap: virids: there is no such choice; did you mean viridis?"]),
    BrokenManifest(
      testDescription: "several mistakes of one figure, found at once",
      text:
        "figures: [{ id: a, kind: pe-heatmap, size: big, colormap: x, dimensions: n, scale: -1 }]",
      mistakes: ["1:44: size: ", "1:59: colormap: ", "1:74: dimensions: ", "1:84: scale: "]),
  ]

  static let all = ids + locations + bombs + shapes
}

@Suite struct HostileManifestTests {
  @Test(arguments: BrokenManifest.all)
  func isRefusedWithItsPlace(_ manifest: BrokenManifest) async throws {
    let files = [
      "m.yaml": manifest.text, "other.yaml": "include: m.yaml\n", "output.yaml": "output: x\n",
      "folder/x": "",
    ]
    let folder = try Folder(files)
    try FileManager.default.createSymbolicLink(
      atPath: folder["link"], withDestinationPath: "/tmp")
    let error = try #require(throws: ManifestError.self) { try Manifest(path: folder["m.yaml"]) }
    let found = error.problems.map {
      $0.description.replacing(folder.path + "/m.yaml:", with: "")
        .replacing(folder.path + "/", with: "")
    }
    #expect(found.count == manifest.mistakes.count, "\(found)")
    for (found, mistake) in zip(found, manifest.mistakes) {
      #expect(found.hasPrefix(mistake), "\(found)")
    }
    #expect(try folder.list() == ["folder", "link", "m.yaml", "other.yaml", "output.yaml"])
    switch manifest.beyondSchema {
    case nil: #expect(try await SchemaJudge.shared.objection(to: manifest.text) != nil)
    case .text: break
    case .comparison, .files, .variables, .product, .letters, .inclusion:
      #expect(try await SchemaJudge.shared.objection(to: manifest.text) == nil)
    }
  }

  @Test(arguments: [[0xFF], Array("figures: [{ id: \u{0}a }]".utf8), [0xFE, 0xFF, 0xD8, 0x00]])
  func bytesThatAreNoTextAreRefused(_ bytes: [UInt8]) throws {
    let folder = try Folder()
    try folder.write(bytes, to: "m.yaml")
    #expect(throws: ManifestError.self) { try Manifest(path: folder["m.yaml"]) }
  }

  @Test func aFileThatIsNoFileIsRefused() throws {
    let folder = try Folder(["f/x": ""])
    #expect(mkfifo(folder["pipe"], 0o600) == 0)
    for name in ["f", "pipe", "none.yaml", "/dev/zero"] {
      #expect(throws: OutputError.self) {
        try Manifest(path: name.hasPrefix("/") ? name : folder[name])
      }
    }
  }
}
