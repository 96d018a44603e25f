// Text is quoted for where it lands: terminals, JSON, shells, tables.

import Foundation
import TestSupport
import Testing
import TextFormats

/// Characters that a terminal obeys, or that show a line other than it is.
private let acting: [Unicode.Scalar] = [
  "\u{0}", "\u{7}", "\u{8}", "\t", "\n", "\r", "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}", "\u{9D}",
  "\u{AD}", "\u{61C}", "\u{200B}", "\u{200E}", "\u{200F}", "\u{2028}", "\u{2029}", "\u{202A}",
  "\u{202D}", "\u{202E}", "\u{2066}", "\u{2067}", "\u{2069}", "\u{FEFF}", "\u{E0041}",
]

struct TerminalTextTests {
  @Test(arguments: acting) func nothingActs(scalar: Unicode.Scalar) {
    let line = TerminalText.line("a\(scalar)b")
    #expect(!line.unicodeScalars.contains(scalar))
    #expect(line.hasPrefix("a\\") && line.hasSuffix("b"))
  }

  @Test func escapesNameTheCharacter() {
    #expect(TerminalText.line("a\u{1B}[2Jb\nc\u{202E}d") == "a\\u{1b}[2Jb\\nc\\u{202e}d")
  }

  @Test(arguments: ["", "plain", "注意力 é ∞ ✓", "👩‍💻", "می‌خواهم"]) func whatShowsStays(text: String) {
    #expect(TerminalText.line(text) == text)
  }

  @Test func beginningsAreMarked() {
    #expect(TerminalText.line("abc", atMost: 3) == "abc")
    #expect(TerminalText.line("ab\ncd", atMost: 3) == "ab\\n…")
  }
}

struct JSONTextTests {
  @Test(arguments: acting) func hiddenCharactersReadBack(scalar: Unicode.Scalar) throws {
    let text = "a\(scalar)\"\\/é"
    let json = JSONText.quoted(text)
    #expect(!json.unicodeScalars.contains(scalar))
    #expect(try JSONDecoder().decode(String.self, from: Data(json.utf8)) == text)
    let encoded = JSONText.escaped(
      String(decoding: try JSONEncoder().encode([text]), as: UTF8.self))
    #expect(!encoded.unicodeScalars.contains(scalar))
    #expect(try JSONDecoder().decode([String].self, from: Data(encoded.utf8)) == [text])
  }
}

struct JSONWriterTests {
  static let value = JSONValue.object([
    ("b", .list([.number(1), .decimal(0.5), .decimal(.nan), .bool(true), .null])),
    ("a", .text("\"\u{202E}")), ("", .object([])),
  ])

  /// Keys stand in the order given, and what has no word in JSON is no word of another kind.
  @Test func aValueIsWrittenOnOneLine() {
    let line = #"{"b":[1,0.5,null,true,null],"a":"\"\u202e","":{}}"#
    #expect(Self.value.line == line)
    var json = JSONWriter()
    json.array([Self.value, .number(2)]) { $0.value($1) }
    #expect(String(decoding: json.bytes, as: UTF8.self) == "[\(line),2]")
  }

  @Test func membersAreThoseOfAnObject() {
    #expect("{\(JSONText.member("n", Self.value))}" == JSONValue.object([("n", Self.value)]).line)
  }
}

struct MarkupTests {
  @Test(arguments: [
    ("a<b> & \"c\" 'd'", "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;"), ("注意力\n\té", "注意力\n\té"),
    ("\u{0}\u{1B}\u{7F}\u{9F}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
  ])
  func noPageHoldsWhatHTMLForbids(text: String, html: String) {
    #expect(Markup.html(text) == html)
  }

  @Test(arguments: [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF] as [UInt32])
  func noPageHoldsWhatIsNoCharacter(value: UInt32) throws {
    let text = String(try #require(Unicode.Scalar(value)))
    #expect(Markup.html("a" + text) == "a\u{FFFD}")
  }
}

struct MarkdownTextTests {
  static let text = ##"a*b [1](2) {x} #3 "q" <i> $4 1-2 \ c:d"##

  @Test(
    arguments: [
      (MarkdownText.Place.gitHub, ##"a\*b \[1\](2) {x} \#3 "q" &lt;i&gt; \$4 1-2 \\ c:d"##),
      (.braced, ##"a\*b \[1\](2) \{x\} \#3 "q" &lt;i&gt; \$4 1-2 \\ c:d"##),
      (
        .pythonMarkdown,
        ##"a\*b &#91;1&#93;&#40;2&#41; \{x\} &#35;3 &quot;q&quot; &lt;i&gt; &#36;4 1\-2 \\ c&#58;d"##
      ),
      (
        .pythonMarkdownPicture,
        "a&#42;b &#91;1&#93;&#40;2&#41; &#123;x&#125; #3 &quot;q&quot; &lt;i&gt; &#36;4 1-2 &#92; c:d"
      ),
      (
        .anyDialect,
        ##"a\*b \[1\]\(2\) \{x\} \#3 &quot;q&quot; &lt;i&gt; \$4 1\-2 \\ c\:d"##
      ),
    ] as [(MarkdownText.Place, String)])
  func eachReaderSeesTheWords(place: MarkdownText.Place, escaped: String) {
    #expect(MarkdownText.escaped(Self.text, for: place) == escaped)
  }

  /// A run may stand between formulas, and a line's end would end a cell or a heading.
  @Test(arguments: MarkdownText.Place.allCases)
  func linesBecomeOneAndEndsStay(place: MarkdownText.Place) {
    #expect(MarkdownText.escaped(" a \r\n\t b\u{2028}c ", for: place) == " a b c ")
    #expect(MarkdownText.escaped("a\u{3000}\u{A0}b", for: place) == "a\u{3000}\u{A0}b")
    #expect(MarkdownText.escaped("a\u{1B}b", for: place) == "a\u{FFFD}b")
  }
}

struct ShellWordsTests {
  @Test(arguments: [
    "", "a b", "it's", "$HOME", "`id`", "\\", "a\nb", "a\tb", "'\n'", "\u{1B}[2J", "\u{202E}x1",
    "a\\\n'b", "注意力", "*", "~", "!x", "a;b", "-n", "é\u{301}'\u{301}",
  ])
  func aShellReadsTheWord(word: String) throws {
    let line = ShellWords.joined(["printf", "%s", word])
    #expect(!line.unicodeScalars.contains(where: TerminalText.isHidden))
    #expect(try runTool("bash", ["-c", line]) == Array(word.utf8))
  }

  @Test func aPathIsNoOption() {
    #expect(ShellWords.path("-x y") == "'./-x y'")
    #expect(ShellWords.path("x") == "x")
  }
}

struct CSVTextTests {
  static let formulas = [
    "=cmd|' /C calc'!A0", "=1+1", "+1-2", "-2+3", "@SUM(A1)", "-", "=", "\t=1", "\r=1", "\n=1",
    " =1", "\u{A0}=1", "\u{FF1D}1", "\u{FF20}x", "'=1", "''=1", "' =1", "'\t", "\tx", "\rx",
    "=\"a\",b",
  ]

  @Test(arguments: formulas) func aFormulaIsText(label: String) {
    let field = CSVText.field(label, needsMarks: false)
    // What a spreadsheet makes of it: without the marks, text because of its apostrophe.
    #expect(field.hasPrefix("\"'") && field.hasSuffix("\""))
    let content = String(field.dropFirst().dropLast()).replacing("\"\"", with: "\"")
    #expect(content == "'" + label)
    #expect(CSVText.label(ofQuoted: content) == label)
  }

  @Test(arguments: ["'", "'a", "''", "'tis", "a=b", "a", "", "x-1"]) func othersStay(label: String)
  {
    #expect(CSVText.field(label, needsMarks: false) == label)
    #expect(CSVText.label(ofQuoted: label) == label)
  }
}
