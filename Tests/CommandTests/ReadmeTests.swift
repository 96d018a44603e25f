// The README: short, its two commands in order, its gallery that of the sets in output/.

import Article
import FigurePipeline
import Foundation
import Testing

@Suite struct ReadmeTests {
  @Test func itIsShort() {
    #expect(
      Manual.readme.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 300)
  }

  /// What models are read is one file each, and each has its place in the table.
  @Test func everyArchitectureIsInTheTable() throws {
    func plain(_ text: some StringProtocol) -> String {
      text.lowercased().filter { $0 != "-" && $0 != " " }
    }
    let shared: Set = ["EncoderDecoder", "RotaryDecoder"]
    let files = try FileManager.default.contentsOfDirectory(
      atPath: Manual.root + "/Sources/Models/Architectures")
    let names = files.map { String($0.dropLast(6)) }.filter { !shared.contains($0) }
    #expect(names.count > 25)
    let table = try #require(Manual.readme.text.components(separatedBy: "## Models").last)
      .components(separatedBy: "## Manual")[0]
    let listed = table.split(separator: "\n").filter { $0.hasPrefix("| ") }
      .flatMap { $0.split(separator: "|")[0].split { ",()".contains($0) } }.map(plain)
    for name in names { #expect(listed.contains { $0.hasPrefix(plain(name)) }, "\(name)") }
  }

  /// The gallery shows all that output/examples holds, and output/ holds the article's set.
  @Test func theGalleryIsOfTheSets() throws {
    let pictures = Manual.readme.pictures
    #expect(pictures.count > 10)
    let examples = try Manifest(path: Manual.root + "/output/examples/figures.yaml")
    #expect(
      Set(pictures.filter { $0.hasPrefix("output/examples/") })
        == Set(examples.figures.flatMap(\.fileNames).map { "output/examples/\($0)" }))
    let drawn = try FileManager.default.contentsOfDirectory(atPath: Manual.root + "/output")
    let wanted = try ArticleManifest.manifest().figures.flatMap(\.fileNames)
    let figures = drawn.filter { $0.contains(".") && !$0.hasPrefix(".") && $0 != "report.html" }
    #expect(Set(figures) == Set(wanted))
  }

  /// What the gallery shows is what the manual shows under the same name, each with its call.
  @Test func theGalleryIsOfTheManual() throws {
    let examples = try Manifest(path: Manual.root + "/output/examples/figures.yaml")
    let manual = try Manifest(path: "\(Manual.root)/\(Manual.catalog)/figures.yaml")
    for figure in examples.figures {
      let same = try #require(manual.figures.first { $0.id == figure.id }, "\(figure.id)")
      #expect(same.request.command == figure.request.command && same.fileNames == figure.fileNames)
      let files = try [Manual.catalog, "output/examples"].map {
        try Data(contentsOf: URL(fileURLWithPath: "\(Manual.root)/\($0)/\(figure.fileNames[0])"))
      }
      #expect(files[0] == files[1], "\(figure.fileNames[0])")
    }
  }

  /// The first command ends with pictures that it has drawn, and says in full where they are.
  @Test func theFirstCommandDraws() throws {
    let last = try #require(
      Manual.readme.blocks("sh")[0].split(separator: "\n").last { !$0.isEmpty })
    #expect(last.hasPrefix(".build/release/attnplot "))
    let location = Workplace()
    let call = String(last).replacing(".build/release/attnplot ", with: "attnplot ")
    let ended = try Attnplot.shell(call, in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let drawn = location.listing().keys.filter { $0.hasPrefix("figures/") && $0.hasSuffix(".png") }
    #expect(drawn.count > 15)
    let folder = try #require(
      ended.messages.firstMatch(of: /drew \d+ figures into (\/.+\/figures),/))
    #expect(
      FileManager.default.contentsEqual(atPath: String(folder.1), andPath: location.path("figures"))
    )
    // The folder is not one of the repository's, where all is drawn already.
    let ignored = try String(contentsOfFile: Manual.root + "/.gitignore", encoding: .utf8)
    #expect(ignored.contains("/figures/\n"))
  }

  @Test func continuousIntegrationRunsTheTestCommand() throws {
    let run = try String(contentsOfFile: Manual.root + "/.ci/run", encoding: .utf8)
    let commands = Manual.readme.blocks("sh")
    #expect(
      run.contains("<!-- tests -->") && Manual.readme.text.contains("<!-- tests -->\n```sh\n"))
    #expect(commands[1].contains("\nswift test "))
    // The second command installs what the first one does.
    for word in commands[0].split(whereSeparator: \.isWhitespace) where word.contains("-") {
      if word.hasPrefix("lib") || word.hasPrefix("fonts") {
        #expect(commands[1].contains(word), "\(word)")
      }
    }
  }
}
