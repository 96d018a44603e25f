// Tables of text through the commands: every command takes the options, labels serve as tokens, and
// what was chosen among two readings is told.

import Foundation
import Testing

@Suite struct TableCommandTests {
  /// A place with tables as people save them.
  private func location(_ tables: [String: String]) throws -> Workplace {
    let location = Workplace()
    for (name, text) in tables { try location.write(text, to: name) }
    return location
  }

  /// The matrix that a call draws, as its CSV.
  private func drawn(
    _ words: String..., in location: Workplace, warns: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let call = words.flatMap { $0.split(separator: " ").map(String.init) }
    let ended = try Attnplot.run(
      call + ["--save-matrix", "drawn.csv", "-o", "drawn.svg"], in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)", sourceLocation: sourceLocation)
    let lines = ended.messages.split(separator: "\n")
    #expect(lines.count == warns.count, "\(ended.messages)", sourceLocation: sourceLocation)
    for (line, part) in zip(lines, warns) {
      #expect(line.contains(part), "\(line)", sourceLocation: sourceLocation)
    }
    return String(decoding: location.bytes("drawn.csv") ?? [], as: UTF8.self)
  }

  static let weights = ",▁the,cat,▁sat\n▁the,1,0,0\ncat,0.5,0.5,0\n▁sat,0.25,0.25,0.5\n"

  /// Every command that draws weights has the labels where tokens would be.
  @Test(arguments: [
    "attention --weights w.csv", "cross-attention --weights w.csv", "heads --weights w.csv",
    "head-view --weights w.csv", "model-view --weights w.csv", "heatmap --input w.csv",
    "attention --weights w.csv --query-token cat", "head-measures --weights w.csv --layer 0",
  ])
  func labelsServeAsTokens(call: String) throws {
    let location = try location(["w.csv": Self.weights])
    let ended = try Attnplot.run(
      call.split(separator: " ").map(String.init)
        + ["--save-matrix", "m.csv", "--describe", "d.json", "-o", "x.svg"], in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let svg = String(decoding: location.bytes("x.svg") ?? [], as: UTF8.self)
    let matrix = String(decoding: location.bytes("m.csv") ?? [], as: UTF8.self)
    let said = String(decoding: location.bytes("d.json") ?? [], as: UTF8.self) + matrix
    #expect(said.contains("cat") && said.contains("the"), "\(said)")
    #expect(!svg.isEmpty)
  }

  @Test func tokensGoBeforeLabels() throws {
    let location = try location(["w.csv": Self.weights])
    let named = try drawn(
      "attention --weights w.csv", "--key-tokens", "a,b,c",
      "--tokens-separator ,", in: location, warns: ["queries and keys have different tokens"])
    #expect(named.hasPrefix(",a,b,c\n▁the,"), "\(named)")
    try location.write("[\"x\", \"y\", \"z\"]", to: "w.tokens.json")
    let beside = try drawn("attention --weights w.csv", in: location)
    #expect(beside.hasPrefix(",x,y,z\nx,"), "\(beside)")
  }

  @Test func labelsAreChosenLikeTokens() throws {
    let location = try location(["w.csv": Self.weights])
    let left = try drawn(
      "attention --weights w.csv --drop-tokens the --renormalize", in: location)
    #expect(left == ",cat,▁sat\ncat,1.0,0.0\n▁sat,0.3333333333333333,0.6666666666666666\n")
  }

  /// Row labels of queries and keys from files of their own.
  @Test func labelsOfQueriesAndKeys() throws {
    let location = try location([
      "q.csv": "a,1,0\nb,0,1\n", "k.csv": ",d0,d1\nx,1,0\ny,0,1\nz,1,1\n",
    ])
    let scores = try drawn(
      "attention --query q.csv --key k.csv --stage scores", in: location)
    #expect(scores == ",x,y,z\na,1.0,0.0,1.0\nb,0.0,1.0,1.0\n")
    let diagram = try drawn("diagram dot-product --query q.csv --key k.csv", in: location)
    #expect(diagram.hasPrefix(",x,y,z\na,"))
    let sum = try drawn("diagram weighted-sum --weights q.csv --value q.csv", in: location)
    #expect(sum.contains("\na,1.0,0.0\nb,0.0,1.0\n"))
    let alike = try drawn("similarity --input k.csv --metric dot", in: location)
    #expect(alike == ",x,y,z\nx,1.0,0.0,1.0\ny,0.0,1.0,1.0\nz,1.0,1.0,2.0\n")
  }

  /// The option that a warning names gives the other reading, in every command.
  @Test(arguments: [
    ("heatmap", "--input"), ("lines", "--input"), ("similarity", "--input"),
    ("attention", "--weights"), ("cross-attention", "--weights"), ("heads", "--weights"),
    ("head-view", "--weights"), ("model-view", "--weights"), ("head-measures", "--weights"),
  ])
  func everyCommandTakesTheOptions(command: String, option: String) throws {
    let location = try location(["t.csv": "0,1\n0.75,0.25\n0.5,0.5\n"])
    let call = [command, option, "t.csv", "-o", "x.svg"]
    let told = try Attnplot.run(call, in: location)
    #expect(told.status == .exited(0), "\(told.messages)")
    #expect(
      told.messages.contains(
        "\(option) t.csv: the first line (0, 1) is taken for column labels; --header no reads it as "
          + "values"), "\(told.messages)")
    for words in [["--header", "no"], ["--header", "yes"]] {
      let ended = try Attnplot.run(call + words, in: location)
      #expect(ended.status == .exited(0), "\(ended.messages)")
      #expect(!ended.messages.contains("first line"), "\(ended.messages)")
    }
    let strict = try Attnplot.run(call + ["--strict"], in: location)
    #expect(strict.status == .exited(1))
  }

  @Test func rolloutTakesTheOptions() throws {
    // A table is one layer's one head, which is no rollout; the options are read before that is said.
    let location = try location(["t.csv": "1;0,5\n2;0,25\n"])
    let ended = try Attnplot.run(
      ["rollout", "--weights", "t.csv", "--decimal", "point", "-o", "x.svg"], in: location)
    #expect(ended.messages.contains("line 2: field 2, \"0,25\", is no number"), "\(ended.messages)")
  }

  @Test func manifestsTakeTheOptions() throws {
    let location = try location([
      "t.csv": "0,1\n0.75,0.25\n0.5,0.5\n", "g.dat": "1|2,5\n3|4,5\n",
      "m.yaml": """
      output: out
      defaults: { formats: [svg] }
      figures:
        - { id: a, kind: heatmap, input: t.csv, header: no }
        - { id: b, kind: heatmap, input: g.dat, separator: "|", decimal: comma, row-labels: no }

      """,
    ])
    let ended = try Attnplot.run(["batch", "m.yaml"], in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(!ended.messages.contains("warning"), "\(ended.messages)")
    let svg = String(decoding: location.bytes("out/a.svg") ?? [], as: UTF8.self)
    #expect(svg.contains("[3, 2]"))
    let schema = try Attnplot.run(["schema"], in: location).text
    for key in ["header", "row-labels", "separator", "decimal"] {
      #expect(schema.contains("\"\(key)\""))
    }
  }

  @Test func wrongSeparatorsAreNamed() throws {
    let location = try location(["t.csv": "1,2\n"])
    for text in ["..", "5", "commas"] {
      let ended = try Attnplot.run(
        ["heatmap", "--input", "t.csv", "--separator", text, "-o", "x.svg"], in: location)
      #expect(ended.status == .exited(64))
      expectOneLine(ended)
      #expect(ended.messages.contains("semicolon"), "\(ended.messages)")
    }
  }

  // MARK: Large tables

  /// A table too large to be held as cells keeps its labels, and its doubts are told.
  @Test func largeTablesFollowTheSameRules() throws {
    let (rows, columns) = (2100, 2000)
    let row = (0..<columns).map { _ in "0.5" }.joined(separator: ";")
    let header = (0..<columns).map { "\($0)" }.joined(separator: ";")
    let location = try location([
      "big.csv": header + "\n" + String(repeating: row + "\n", count: rows)
    ])
    let ended = try Attnplot.run(
      ["heatmap", "--input", "big.csv", "--describe", "d.json", "-o", "x.png"], in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(ended.messages.contains("(0, 1, 2, 3, …) is taken for column labels"))
    let described = String(decoding: location.bytes("d.json") ?? [], as: UTF8.self)
    #expect(described.contains("[2100, 2000]") && described.contains("\"names\""))
  }

  // MARK: Lines

  @Test func missingValuesAreGapsAndNamesStandAlongLines() throws {
    let location = try location([
      "na.csv": "x,y\n1,0.01\n2,0.03\n3,NA\n4,1\n5,3\n",
      "dates.csv": "date,price\n2024-01-01,10\n2024-01-02,11\n2024-01-05,9.5\n",
      "years.csv": "month,1949,1950,1953\nJan,112,115,1\nFeb,118,126,2\n",
    ])
    let gap = try drawn("lines --input na.csv --of-columns 1 --x-from 0", in: location)
    #expect(gap == ",\"1\",\"2\",\"3\",\"4\",\"5\"\ny,0.01,0.03,nan,1.0,3.0\n")
    let dates = try drawn("lines --input dates.csv --of-columns 0", in: location)
    #expect(dates == ",2024-01-01,2024-01-02,2024-01-05\nprice,10.0,11.0,9.5\n")
    let svg = String(decoding: location.bytes("drawn.svg") ?? [], as: UTF8.self)
    #expect(svg.contains("2024-01-05") && svg.contains("date"))
    _ = try drawn("lines --input years.csv", in: location, warns: ["(month, 1949, 1950, 1953)"])
    let ended = try Attnplot.run(
      ["lines", "--input", "years.csv", "--describe", "d.json", "-o", "x.svg"], in: location)
    #expect(ended.status == .exited(0))
    // Years are places, so that three years are three times as far as one.
    let description = try JSONSerialization.jsonObject(with: Data(location.bytes("d.json") ?? []))
    let panels = try #require((description as? [String: Any])?["panels"] as? [[String: Any]])
    let axis = try #require(panels.first?["x"] as? [String: Any])
    #expect(axis["kind"] as? String == "integers" || axis["scale"] as? String == "integers")
  }

  // MARK: inspect

  @Test func inspectSaysWhatIsLabels() throws {
    let location = try location(["t.csv": "month,1949,1950\nJan,112,NA\nFeb,118,126\n"])
    let text = try Attnplot.run(["inspect", "t.csv"], in: location).text
    for line in [
      "  table of text: commas between fields, decimal point; 1 value missing",
      "  column labels, from the first line: 1949, 1950",
      "  row labels, from the first column: Jan, Feb",
      "  warning: the first line (month, 1949, 1950) is taken for column labels; --header no reads it "
        + "as values",
    ] {
      #expect(text.contains(line + "\n"), "\(text)")
    }
    let json = try Attnplot.run(["inspect", "t.csv", "--format", "json"], in: location)
    let listing = try JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any]
    let tensor = try #require((listing?["tensors"] as? [[String: Any]])?.first)
    let table = try #require(tensor["table"] as? [String: Any])
    #expect(table["separator"] as? String == "comma" && table["decimal"] as? String == "point")
    #expect(table["columnLabels"] as? [String] == ["1949", "1950"])
    #expect(table["rowLabels"] as? [String] == ["Jan", "Feb"])
    #expect(table["corner"] as? String == "month" && table["missing"] as? Int == 1)
    #expect((table["warnings"] as? [String])?.count == 1)
    let other = try Attnplot.run(
      ["inspect", "t.csv", "--row-labels", "yes", "--header", "no"], in: location)
    #expect(other.text.contains("[3, 2]") && other.text.contains("no column labels"))
    let binary = try Attnplot.run(["inspect", "example:minilm", "--format", "json"], in: location)
      .text
    #expect(!binary.contains("\"table\""))
  }

  // MARK: Packed and encoded files

  /// The same matrix, however its file is packed or encoded.
  @Test func packedFilesAreRead() throws {
    let location = try location(["w.csv": Self.weights])
    let expected = try drawn("heatmap --input w.csv", in: location)
    try Data(try #require(Self.weights.data(using: .utf16LittleEndian)))
      .write(to: URL(fileURLWithPath: location.path("bare.txt")))
    try Data([0xff, 0xfe] + (try #require(Self.weights.data(using: .utf16LittleEndian))))
      .write(to: URL(fileURLWithPath: location.path("marked.dat")))
    let made = try Attnplot.shell(
      "gzip -k w.csv && attnplot heatmap --input w.csv --save-matrix w.npy -o w.svg --quiet "
        + "&& gzip w.npy && cat w.csv.gz > odd.csv && cat w.csv.gz /dev/null > two.csv.gz",
      in: location)
    #expect(made.status == .exited(0), "\(made.messages)")
    for name in ["bare.txt", "marked.dat", "w.csv.gz", "odd.csv", "two.csv.gz"] {
      #expect(try drawn("heatmap --input", name, in: location) == expected)
    }
    let bare = try drawn("heatmap --input w.npy.gz", in: location)
    #expect(bare.hasPrefix(",\"0\",\"1\",\"2\"\n\"0\",1.0,0.0,0.0\n"))
  }
}
