// Wrong calls: one line that helps, the right exit code, and no file written or changed.

import Foundation
import Testing

/// A wrong call and what its one line must say.
struct BadCall: CustomTestStringConvertible, Sendable {
  var arguments: [String]
  var code: Int32
  /// The value, the rule and the fix.
  var says: [String]

  init(_ call: String, code: Int32 = 64, says: String...) {
    self.init(words: call.split(separator: " ").map(String.init), code: code, says: says)
  }

  init(words: [String], code: Int32 = 64, says: [String]) {
    arguments = words
    self.code = code
    self.says = says
  }

  var testDescription: String { arguments.joined(separator: " ") }
}

@Suite struct BadInputTests {
  // Every place has old.png, notes.txt and folder/. Add a line for each new mistake.
  static let calls = [
    // d_model
    BadCall("pe-heatmap --dimensions 7 -o old.png", says: "--dimensions 7", "even"),
    BadCall("pe-lines --at-positions 1 --dimensions 0 -o old.png", says: "0", "at least 2"),
    BadCall("decompose --dimensions -2 -o old.png", says: "-2", "at least 2"),
    BadCall("shift --dimensions 1 -o old.png", says: "--dimensions 1", "even"),
    BadCall("frequencies --dimensions abc -o old.png", says: "abc", "whole number"),
    BadCall("similarity --dimensions 2.5 -o old.png", says: "2.5", "whole number"),
    BadCall(
      "frequencies --dimensions 2 --spacing endpoint -o old.png", says: "endpoint", "at least 4"),
    BadCall("frequencies --base 0 -o old.png", says: "--base 0", "above 0"),
    BadCall("frequencies --base nan -o old.png", says: "--base nan", "finite"),
    BadCall("frequencies --base ten -o old.png", says: "ten", "give a number"),
    BadCall(
      "pe-heatmap --layout half -o old.png", says: "--layout half", "interleaved", "halves"),
    // positions
    BadCall("pe-heatmap --positions 0 -o old.png", says: "--positions 0", "at least 1"),
    BadCall("pe-heatmap --positions -3 -o old.png", says: "--positions -3", "at least 1"),
    BadCall("similarity --positions -1 -o old.png", says: "--positions -1", "at least 1"),
    BadCall(
      "pe-heatmap --positions 9223372036854775808 -o old.png", says: "9223372036854775808",
      "whole number"),
    BadCall(
      "pe-heatmap --positions 9223372036854775807 -o old.png",
      says: "9223372036854775807", "smaller"),
    BadCall(
      "rollout --weights example:minilm --layer 9223372036854775807 -o old.png",
      says: "9223372036854775807", "1000000000"),
    BadCall(
      "rollout --weights example:minilm --layer 1000000000 -o old.png", says: "layers 0 to 5"),
    BadCall(
      "pe-heatmap --first-position 9223372036854775807 -o old.png", says: "9223372036854775807",
      "smaller"),
    // more than memory holds
    BadCall(
      "pe-heatmap --positions 1000000000 --dimensions 1000000 -o old.png", code: 1,
      says: "[1000000000, 1000000]", "memory", "smaller"),
    BadCall(
      "pe-heatmap --positions 1099511627776 --dimensions 16777216 -o old.png", code: 1,
      says: "memory", "smaller"),
    BadCall("similarity --positions 30000000 -o old.png", says: "30000000", "smaller"),
    BadCall(
      "similarity --positions 131072 --save-matrix m.npy -o old.png", code: 1, says: "memory",
      "smaller"),
    BadCall(
      "pe-lines --at-dims 1 --positions 1000000000000 -o old.png", code: 1, says: "memory",
      "smaller"),
    BadCall(
      "pe-lines --at-positions 1 --dimensions 9223372036854775806 -o old.png",
      says: "9223372036854775806", "smaller"),
    BadCall(
      "decompose --dimensions 16777218 -o old.png", says: "16777218", "at most 16777216", "smaller"),
    BadCall("shift --dimensions 9223372036854775806 -o old.png", says: "at most", "smaller"),
    BadCall("frequencies --dimensions 9223372036854775806 -o old.png", says: "at most", "smaller"),
    // outside the matrix
    BadCall(
      "pe-lines --at-positions 5,100 --positions 100 -o old.png", says: "--at-positions 100",
      "0 to 99"),
    BadCall("pe-lines --at-positions -1 -o old.png", says: "-1", "begin at 0"),
    BadCall("pe-lines --at-dims 256 -o old.png", says: "--at-dims 256", "0 to 255"),
    BadCall("pe-lines --at-positions 5 --dims 250-256 -o old.png", says: "250-256", "0 to 255"),
    BadCall("decompose --position 9 --positions 9 -o old.png", says: "--position 9", "0 to 8"),
    BadCall("decompose --dims -1-4 -o old.png", says: "-1-4", "0 to 255"),
    BadCall(
      "similarity --positions 10 --reference-position 10 -o old.png",
      says: "--reference-position 10", "0 to 9"),
    BadCall("shift --pairs 12-10 --positions 12 -o old.png", says: "--pairs 12", "0 to 11"),
    // empty and reversed ranges
    BadCall("decompose --dims 49-0 -o old.png", says: "49-0", "lesser to the greater"),
    BadCall(words: ["decompose", "--dims", "", "-o", "old.png"], says: ["''", "0-49"]),
    BadCall(
      words: ["pe-lines", "--at-positions", "", "-o", "old.png"], says: ["''", "5,10,20"]),
    BadCall("pe-lines --at-positions 5,,7 -o old.png", says: "5,,7", "5,10,20"),
    BadCall("shift --pairs 12 -o old.png", says: "12", "12-10,14-12"),
    BadCall("pe-lines -o old.png", says: "--at-positions", "--at-dims"),
    BadCall("pe-lines --at-positions 1 --at-dims 1 -o old.png", says: "exclude each other"),
    // numbers that only C reads, and words that no figure can show
    BadCall("pe-heatmap --vmin 0x10 -o old.png", says: "--vmin", "0x10", "such as 0.5"),
    BadCall("pe-heatmap --scale 0x1p3 -o old.png", says: "--scale", "0x1p3"),
    BadCall(
      "pe-heatmap --center 1e308 -o old.png", says: "--center 1e+308", "nearer to the values"),
    BadCall(
      words: ["pe-heatmap", "--title", String(repeating: "long ", count: 4000), "-o", "old.png"],
      says: ["--title: “long long", "more than 16384 bytes", "shorten"]),
    BadCall(
      words: [
        "pe-heatmap", "--y-label", "a" + String(repeating: "\u{301}", count: 90), "-o", "old.png",
      ], says: ["--y-label: “a…”", "64 or more marks"]),
    BadCall(
      words: ["attention", "--tokens", String(repeating: "a ", count: 4097), "-o", "old.png"],
      says: ["4097 tokens", "at most 4096"]),
    // limits
    BadCall("pe-heatmap --vmin nan -o old.png", says: "--vmin nan", "finite"),
    BadCall("pe-heatmap --vmax inf -o old.png", says: "--vmax inf", "finite"),
    BadCall("pe-heatmap --center nan -o old.png", says: "--center nan", "finite"),
    BadCall("pe-heatmap --vmax 1e309 -o old.png", says: "--vmax", "finite"),
    BadCall("pe-heatmap --vmin 1 --vmax 1 -o old.png", says: "--vmin 1", "less than --vmax 1"),
    BadCall("pe-heatmap --vmin 2 --vmax 1 -o old.png", says: "--vmin 2", "less than --vmax 1"),
    BadCall("pe-lines --at-positions 5 --ylim 1,0 -o old.png", says: "--ylim 1,0", "less than"),
    BadCall("pe-lines --at-positions 5 --xlim 3,3 -o old.png", says: "--xlim 3,3", "less than"),
    BadCall("pe-lines --at-positions 5 --ylim nan,0 -o old.png", says: "nan", "finite"),
    BadCall("pe-lines --at-positions 5 --ylim 5 -o old.png", says: "'5'", "-1,1.05"),
    BadCall("frequencies --ylim -1,1 -o old.png", says: "--ylim -1,1", "above 0"),
    // scales
    BadCall("similarity --norm log --vmin 0 -o old.png", says: "log", "0"),
    BadCall("pe-heatmap --norm lgo -o old.png", says: "--norm lgo", "did you mean log?"),
    BadCall("pe-heatmap --norm power --gamma 0 -o old.png", says: "--gamma 0", "above 0"),
    BadCall("pe-heatmap --norm power --center 0 -o old.png", says: "--center", "linear"),
    BadCall(
      "pe-heatmap --colormap virids -o old.png", says: "virids", "did you mean viridis?",
      "twilight"),
    BadCall("pe-heatmap --colormap Rdbu_r -o old.png", says: "did you mean RdBu_r?", "magma"),
    BadCall("pe-heatmap --colormap qqqqqqqq -o old.png", says: "qqqqqqqq", "known are viridis"),
    BadCall(
      words: ["pe-heatmap", "--colormap", "", "-o", "old.png"], says: ["''", "known are viridis"]),
    BadCall("pe-heatmap --index-base 2 -o old.png", says: "--index-base 2", "0 or 1"),
    BadCall("pe-heatmap --annotate --decimals 99 -o old.png", says: "'99'", "--decimals", "0 to 9"),
    // names of files
    BadCall("pe-heatmap -o x.pgn", says: "x.pgn", "did you mean .png?", ".svg", ".pdf"),
    BadCall("pe-heatmap -o x.docx", says: "x.docx", ".png, .svg, .pdf"),
    BadCall("pe-heatmap -o x", says: "-o x", ".png, .svg, .pdf"),
    BadCall(words: ["pe-heatmap", "-o", ""], says: ["''", ".png"]),
    BadCall("pe-heatmap -o .png", says: ".png"),
    BadCall("pe-heatmap -o -", says: "--format"),
    BadCall("pe-heatmap -o - --format jpg", says: "jpg", "png, svg, pdf"),
    BadCall("pe-heatmap -o old.png --format png", says: "-o -"),
    BadCall("pe-heatmap -o - -o - --format png", says: "one figure"),
    BadCall("pe-heatmap -o old.png -o old.png", says: "old.png", "once"),
    BadCall("pe-heatmap -o new.png -o folder/../new.png", says: "new.png", "once"),
    BadCall("pe-heatmap -o new.png --describe ./new.png", says: "new.png", "once"),
    BadCall("pe-heatmap --save-matrix m.txt", says: "m.txt", ".npy or .csv"),
    BadCall("pe-heatmap", says: "-o FILE.png"),
    BadCall("pe-heatmap -o", says: "-o <file>"),
    // places
    BadCall("pe-heatmap -o none/x.png", code: 1, says: "none", "does not exist", "mkdir"),
    BadCall("pe-heatmap -o notes.txt/x.png", code: 1, says: "notes.txt is not a folder"),
    BadCall("pe-heatmap -o folder.png -o old.png", code: 1, says: "folder.png: is a folder"),
    BadCall("pe-heatmap -o /proc/x.png -o old.png", code: 1, says: "/proc/x.png", "choose"),
    BadCall("pe-heatmap -o lost.png -o old.png", code: 1, says: "lost.png", "link"),
    BadCall(
      "pe-heatmap -o old.png --describe /dev/full", code: 1, says: "/dev/full", "no space"),
    BadCall(
      words: ["pe-heatmap", "-o", String(repeating: "n", count: 300) + ".png", "-o", "old.png"],
      code: 1, says: ["shorter"]),
    // sizes
    BadCall(
      "pe-heatmap --size 40000x700px -o old.png", code: 1, says: "40000", "32767", "smaller --size"),
    BadCall("pe-heatmap --size 40000x100px -o old.png", says: "--size 40000x100px"),
    BadCall("pe-heatmap --scale 64 -o old.png", code: 1, says: "32767", "scale"),
    BadCall(
      "pe-heatmap --size 30000x30000px -o old.png", code: 1, says: "30000 x 30000", "smaller"),
    BadCall("pe-heatmap --size 1e300x1e300in -o old.png", says: "1e+300", "smaller"),
    BadCall("pe-heatmap --size 100x100 -o old.png", says: "100x100", "12x6in"),
    BadCall("pe-heatmap --size 0x10px -o old.png", says: "0x10px", "12x6in"),
    BadCall("pe-heatmap --size 10x10px -o old.png", says: "10x10px", "larger"),
    BadCall("pe-heatmap --scale 0 -o old.png", says: "--scale 0", "from 0.01 to 64"),
    BadCall("pe-heatmap --scale 1000 -o old.png", says: "--scale 1000", "from 0.01 to 64"),
    BadCall("pe-heatmap --scale nan -o old.png", says: "--scale nan", "from 0.01 to 64"),
    // words
    BadCall("pe-heatmapp -o old.png", says: "pe-heatmapp", "did you mean pe-heatmap?"),
    BadCall("paint -o old.png", says: "paint", "known are pe-heatmap"),
    BadCall("pe-heatmap --collormap Blues -o old.png", says: "--collormap", "--colormap"),
    BadCall("pe-heatmap --zzzzzzzzzz -o old.png", says: "--zzzzzzzzzz", "--help"),
    BadCall("pe-heatmap 5 -o old.png", says: "'5'", "--help"),
    BadCall("pe-heatmap --theme drak -o old.png", says: "--theme drak", "did you mean dark?"),
    BadCall("pe-heatmap --lang de -o old.png", says: "--lang de", "zh"),
    BadCall(words: ["pe-heatmap", "--font", " , ", "-o", "old.png"], says: ["--font", "family"]),
    BadCall(
      words: ["pe-heatmap", "--title", "\u{E123}", "--strict", "-o", "old.png"], code: 1,
      says: ["U+E123", "--font"]),
    // sets
    BadCall("batch", says: "--output"),
    BadCall(words: ["batch", "--output", ""], says: ["--output"]),
    BadCall("batch --output notes.txt", code: 1, says: "notes.txt is not a folder"),
    BadCall("batch --output notes.txt/new", code: 1, says: "notes.txt/new"),
    BadCall("batch --output /proc/new", code: 1, says: "/proc/new", "choose"),
    BadCall("batch --output new --formats gif", says: "gif", "known are png, svg, pdf"),
    BadCall("batch --output new --formats pgn", says: "did you mean png?"),
    BadCall("batch --output new --formats png,", says: "''", "png, svg, pdf"),
    BadCall("batch --output new --only simlarity", says: "did you mean similarity?"),
    BadCall("batch --output new --only ,", says: "--only", "at least one"),
    BadCall("batch --output new --jobs 0", says: "--jobs 0", "at least 1"),
    BadCall("batch --output new --scale nan", says: "--scale nan", "from 0.01 to 64"),
  ]

  /// A place with an old picture, a file, folders and a link that leads nowhere.
  static func location() throws -> Workplace {
    let location = Workplace()
    try location.write("old", to: "old.png")
    try location.write("notes", to: "notes.txt")
    try location.makeFolder("folder")
    try location.makeFolder("folder.png")
    symlink("nowhere", location.path("lost.png"))
    return location
  }

  @Test(arguments: calls)
  func endsWithOneLine(call: BadCall) throws {
    let location = try Self.location()
    let before = location.listing()
    let ended = try Attnplot.run(call.arguments, in: location)
    #expect(ended.status == .exited(call.code))
    expectOneLine(ended)
    for part in call.says { #expect(ended.messages.contains(part), "\(ended.messages)") }
    #expect(ended.output.isEmpty)
    #expect(location.listing() == before)
  }
}

/// Expects an error told in exactly one line.
func expectOneLine(_ ended: Ended, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(
    ended.lines.count == 2 && ended.lines.last == ""
      && ended.messages.hasPrefix("attnplot: error: ") && ended.messages.count > 30,
    "\(ended.messages)", sourceLocation: sourceLocation)
}
