// What shells offer when the tab key is pressed, asked of bash itself.

import FigureKinds
import FigureModel
import FigurePipeline
import Foundation
import Testing
import TextFormats

@Suite struct CompletionTests {
  /// What bash offers for the last of the words.
  static func offers(_ words: [String], in location: Workplace) throws -> [String] {
    let quoted = ShellWords.joined(words)
    let ended = try Attnplot.shell(
      """
      source <(attnplot --generate-completion-script bash)
      COMP_WORDS=(\(quoted)) COMP_CWORD=\(words.count - 1)
      COMP_LINE="${COMP_WORDS[*]}" COMP_POINT=${#COMP_LINE}
      _attnplot attnplot "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" 2>/dev/null
      printf '%s\\n' "${COMPREPLY[@]}"
      """, in: location)
    return ended.text.split(separator: "\n").map(String.init)
  }

  @Test func kindsAreOffered() throws {
    let offered = Set(try Self.offers(["attnplot", ""], in: Workplace()))
    let diagrams = Set(try Self.offers(["attnplot", "diagram", ""], in: Workplace()))
    let demos = Set(try Self.offers(["attnplot", "demo", ""], in: Workplace()))
    for kind in KindRegistry.all {
      let words = kind.name.split(separator: " ").map(String.init)
      let all = words.count == 1 ? offered : words[0] == "diagram" ? diagrams : demos
      #expect(all.contains(words[words.count - 1]), "\(kind.name)")
    }
    #expect(offered.isSuperset(of: ["batch", "init", "schema", "report", "verify", "inspect"]))
  }

  @Test(arguments: [
    ("pe-heatmap --colormap vi", ["viridis", "viridis_r"]),
    ("pe-heatmap --colormap tw", ["twilight", "twilight_r"]),
    ("pe-heatmap --theme ", ["light", "dark", "print", "article"]),
    ("batch --theme ", ["light", "dark", "print", "article"]), ("shift --lang ", ["en", "zh"]),
    ("batch --formats ", ["png", "svg", "pdf"]),
    ("pe-heatmap --norm ", ["linear", "log", "power"]),
    ("similarity --metric c", ["cosine"]), ("batch --log-format ", ["text", "json"]),
    ("batch --only decompose-", ["decompose-low", "decompose-high", "decompose-curves"]),
    ("batch docs/figures.yaml --only ", ["pe", "head", "lines"]),
    ("batch docs/fig", ["docs/figures.yaml"]),
    ("attention --weights docs/data/a", ["docs/data/attn.csv"]),
    ("batch --output do", ["docs"]),
    ("report --format ", ["html", "pdf", "md"]), ("report --lang ", ["en", "zh"]),
    ("report docs/fig", ["docs/figures.yaml"]), ("report -o do", ["docs"]),
    ("verify docs/fig", ["docs/figures.yaml"]), ("verify --lang ", ["en", "zh"]),
    ("pe-heatmap --positions ", []),
  ])
  func valuesAreOffered(_ line: String, _ values: [String]) throws {
    let project = try DocsProject()
    let words =
      ["attnplot"] + line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let offered = try Self.offers(words, in: project.location)
    #expect(offered.sorted() == values.sorted())
  }

  /// Every option whose value is a file or one of some words tells the shell so.
  @Test(arguments: ["bash", "zsh", "fish"])
  func everyOptionThatCanIsCompleted(_ shell: String) throws {
    let ended = try Attnplot.run(["--generate-completion-script", shell], in: Workplace())
    #expect(ended.status == .exited(0) && ended.messages == "")
    for words in [ColorMap.names, Theme.Name.allCases.map(\.rawValue)] {
      for word in words { #expect(ended.text.contains(word), "\(word)") }
    }
    let help = try Attnplot.run(["--experimental-dump-help"], in: Workplace())
    let dump = try #require(
      try JSONSerialization.jsonObject(with: Data(help.output)) as? [String: Any])
    var count = 0
    func visit(_ command: [String: Any]) {
      for argument in command["arguments"] as? [[String: Any]] ?? [] {
        let valueName = argument["valueName"] as? String ?? ""
        guard argument["kind"] as? String != "flag",
          ["file", "folder", "place", "manifest"].contains(where: valueName.hasPrefix)
            || argument["allValues"] != nil
        else { continue }
        count += 1
        #expect(argument["completionKind"] != nil, "\(command["commandName"] ?? "") \(argument)")
      }
      for child in command["subcommands"] as? [[String: Any]] ?? [] { visit(child) }
    }
    visit(dump["command"] as? [String: Any] ?? [:])
    #expect(count > 100)
  }

  @Test func theVersionNamesTheLibraries() throws {
    let ended = try Attnplot.run(["--version"], in: Workplace())
    #expect(
      ended.status == .exited(0) && ended.text.hasPrefix("attnplot \(AttnplotVersion.number)\n"))
    for (name, package) in [
      ("cairo", "cairo"), ("pango", "pango"), ("freetype", nil), ("harfbuzz", "harfbuzz"),
      ("libpng", "libpng"), ("vectors", nil),
    ] {
      #expect(ended.text.contains("\n\(name) "))
      guard let package else { continue }
      // The build tool's own answer; what is loaded is what was found then.
      let version = try Program.run(["pkg-config", "--modversion", package], in: Workplace()).text
      #expect(ended.text.contains("\n\(name) \(version)"), "\(name)")
    }
  }
}
