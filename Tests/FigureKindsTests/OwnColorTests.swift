// Colour maps from files: what is read, what is refused, and which kinds follow it.

import FigureModel
import Foundation
import MatrixSources
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct OwnColorTests {
  static let read: [(text: String, colors: [UInt32])] = [
    ("#00429d\n#ffffe0\n", [0x00429D, 0xFFFFE0]),
    ("00429D\r\nFFffE0", [0x00429D, 0xFFFFE0]),
    ("\u{FEFF}#000000\r#111111\r#222222\r", [0x000000, 0x111111, 0x222222]),
    ("\n  #abcdef\t\n\n#123456  \n\n", [0xABCDEF, 0x123456]),
  ]

  @Test(arguments: read) func colorsAreRead(text: String, colors: [UInt32]) throws {
    #expect(try ColorFile.colors(in: Array(text.utf8)) == colors)
  }

  static let refused: [(text: String, reason: String)] = [
    ("#00429d\nred\n", "line 2: 'red': must be a colour such as #1f77b4"),
    ("#00429d\n\n#fff\n", "line 3: '#fff'"),
    ("#00429g\n", "line 1: '#00429g'"),
    ("#00429d #ffffff\n", "line 1: '#00429d #ffffff'"),
    ("0.1 0.2 0.3\n", "line 1: '0.1 0.2 0.3'"),
    ("#00429d\n\u{1B}[31m\n", "line 2: '?[31m'"),
    (String(repeating: "x", count: 3000), "line 1: 'xxxxxxxxxxxxxxxxxxxxxxxx…'"),
  ]

  @Test(arguments: refused) func otherLinesAreRefused(text: String, reason: String) {
    let error = #expect(throws: ColorFile.MisreadColors.self) {
      try ColorFile.colors(in: Array(text.utf8))
    }
    #expect(error?.reason.typed.hasPrefix(reason) == true, "\(String(describing: error))")
  }

  private func failure(_ text: String?, _ arguments: [String] = []) throws -> String {
    let folder = try Folder()
    if let text { try folder.write(text, to: "c.txt") }
    return try FigureKindsTests.failure(
      PositionalHeatMap.self, ["--cmap", "c.txt"] + arguments, folder: folder.path
    ).typed
  }

  @Test func filesThatMakeNoMap() throws {
    #expect(try failure(nil) == "--cmap c.txt: No such file or directory")
    #expect(try failure("").contains("holds 0 colours; a map is made of 2 to 256"))
    #expect(try failure("#123456\n").contains("holds 1 colour; a map is made of 2 to 256"))
    let many = String(repeating: "#123456\n", count: 257)
    #expect(try failure(many).contains("holds 257 colours; a map is made of 2 to 256"))
    let huge = String(repeating: "#123456\n", count: 10_000)
    #expect(try failure(huge).contains("is larger than 64 KB"))
    #expect(
      try failure("#000000\n#ffffff\n", ["--colormap", "magma"])
        == "--cmap c.txt and --colormap magma both say the colours; give one of them")
  }

  @Test func aMapsNameIsNoFile() throws {
    let error = try FigureKindsTests.failure(PositionalHeatMap.self, ["--cmap", "viridis"])
    #expect(error.typed.hasSuffix("; the map of this name is --colormap viridis"))
  }

  /// The cells of a figure have the file's colours at the ends of the scale.
  @Test func cellsHaveTheColours() throws {
    let folder = try Folder()
    try folder.write("#102030\n#405060\n#708090\n", to: "own map.txt")
    try folder.write("0,1\n2,4\n", to: "m.csv")
    let figure = try draft(
      MatrixHeatMap.self, ["--input", "m.csv", "--cmap", "own map.txt"], folder: folder.path)
    let scale = try #require(figure.panels.first?.heatMap?.scale)
    #expect(scale.map.name == "own map")
    #expect(scale.rgb(for: 0) == 0x102030 && scale.rgb(for: 4) == 0x708090)
    #expect((scale.vmin, scale.vmax) == (0, 4))
  }

  /// Every kind that has the option says that it reads the file, so that changes are seen and a
  /// manifest's root holds.
  @Test(arguments: KindRegistry.all.map { $0.name })
  func kindsNameTheirFile(name: String) throws {
    let kind = try #require(KindRegistry.all.first { $0.name == name })
    guard kind.options.contains(where: { $0.name == "cmap" }) else { return }
    #expect(try namedFiles(kind).contains("c.txt"))
  }

  private func namedFiles<Kind: FigureKind>(_ kind: Kind.Type) throws -> [String] {
    var values = ["cmap": ["c.txt"]]
    for option in kind.options where option.isRequired { values[option.name] = ["x.npy"] }
    return try #require(kind.reading(values).arguments).namedFiles
  }

  @Test func oddMapsAreWarnedOf() throws {
    let folder = try Folder()
    try folder.write("#ff0000\n#0000ff\n#ff0000\n", to: "c.txt")
    let kind = try #require(PositionalHeatMap.reading(["cmap": ["c.txt"]]).arguments)
    let drafted = try kind.draft(
      computing: ComputeContext(folder: folder.path), on: PageContext(language: .english))
    #expect(
      drafted.warnings.typed == [
        "--cmap c.txt: #ff0000 comes twice with others between, so two values look the same"
      ])
  }
}
