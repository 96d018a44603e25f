// Tokenizers' marks as readers see them.

import FigureKinds
import Testing

@Suite struct TokenPiecesTests {
  struct Sample: Sendable, CustomStringConvertible {
    var description: String
    var tokens: [String]
    var displayed: [String]
  }

  /// Lists as tokenizers of models give them, and what a reader should see.
  static let samples = [
    Sample(
      description: "byte-level BPE", tokens: ["The", "Ġrobot", "Ġ", "ĠĠ", "Ċ", "ĊĊ", "Ġit's"],
      displayed: ["The", "robot", "␣", "␣␣", "↵", "↵↵", "it's"]),
    // 我 is E6 88 91, 爱 is E7 88 B1.
    Sample(
      description: "a character in two byte-level tokens", tokens: ["æĪ", "ĳ", "ĠçĪ±"],
      displayed: ["我 1/2", "我 2/2", "爱"]),
    Sample(
      description: "a character in three, with a blank before it", tokens: ["Ġæ", "Ī", "ĳ", "Ġok"],
      displayed: ["我 1/3", "我 2/3", "我 3/3", "ok"]),
    Sample(
      description: "two characters that share a token", tokens: ["Ġæ", "Īĳç", "Ī±"],
      displayed: ["我爱 1/3", "我爱 2/3", "我爱 3/3"]),
    Sample(
      description: "byte-level BPE without any blank", tokens: ["æĪĳ", "çĪ±", "<|endoftext|>"],
      displayed: ["我", "爱", "<|endoftext|>"]),
    Sample(
      description: "byte-level accents", tokens: ["caf", "Ã©", "Ġna", "Ã¯", "ve"],
      displayed: ["caf", "é", "na", "ï", "ve"]),
    Sample(
      description: "bytes that are no character", tokens: ["Ġa", "æ", "Ġb"],
      displayed: ["a", "⟨E6⟩", "b"]),
    Sample(
      description: "SentencePiece", tokens: ["▁The", "▁robot", "s", "▁", "▁of▁the", "</s>", "##"],
      displayed: ["The", "robot", "s", "␣", "of the", "</s>", "##"]),
    Sample(
      description: "SentencePiece's bytes",
      tokens: ["▁", "<0xE7>", "<0x88>", "<0xB1>", "▁x", "<0x0A>"],
      displayed: ["␣", "爱 1/3", "爱 2/3", "爱 3/3", "x", "↵"]),
    Sample(
      description: "a byte of SentencePiece alone", tokens: ["▁a", "<0xE4>", "▁b"],
      displayed: ["a", "⟨E4⟩", "b"]),
    Sample(
      description: "SentencePiece keeps what looks like WordPiece", tokens: ["▁a", "##b", "c</w>"],
      displayed: ["a", "##b", "c</w>"]),
    Sample(
      description: "WordPiece", tokens: ["[CLS]", "un", "##aff", "##able", "##", "##é", "[SEP]"],
      displayed: ["[CLS]", "un", "aff", "able", "##", "é", "[SEP]"]),
    Sample(
      description: "the first BPE", tokens: ["low", "er</w>", "</w>"],
      displayed: ["low", "er", "</w>"]),
    Sample(
      description: "people's own words", tokens: ["我", "café", "naïve", "Rīga", "Größe", "a_b"],
      displayed: ["我", "café", "naïve", "Rīga", "Größe", "a_b"]),
    Sample(
      description: "what breaks lines or turns them around",
      tokens: ["a\nb", "\t", "c\r", "\u{7}", "\u{202E}x", "", " "],
      displayed: ["a↵b", "⇥", "c␍", "⟨U+0007⟩", "⟨U+202E⟩x", "∅", "␣"]),
    Sample(
      description: "runs of blanks, which can be counted",
      tokens: ["ĠĠĠ", "ĠĠx", "ĠĊ", "Ċĉĉ", "x", "ĉ"],
      displayed: ["␣␣␣", "␣␣x", "␣↵", "↵⇥⇥", "x", "⇥"]),
    Sample(
      description: "blanks of people's own words",
      tokens: [" the", "cat ", "of the", "of  the", "   ", "\r\n", " \t"],
      displayed: ["the", "cat␣", "of the", "of␣␣the", "␣␣␣", "␍↵", "␣⇥"]),
    Sample(
      description: "blanks of SentencePiece", tokens: ["▁▁▁", "▁▁x", "x▁", "▁x▁y"],
      displayed: ["␣␣␣", "␣␣x", "x␣", "x y"]),
    Sample(
      description: "what has no shape",
      tokens: [
        "a", "\u{A0}", "\u{3000}", "\u{200B}", "\u{FEFF}", "\u{2009}", "\u{200D}", "\u{AD}",
        "\u{2060}", "b",
      ],
      displayed: [
        "a", "⟨U+00A0⟩", "⟨U+3000⟩", "⟨U+200B⟩", "⟨U+FEFF⟩", "⟨U+2009⟩", "⟨U+200D⟩", "⟨U+00AD⟩",
        "⟨U+2060⟩", "b",
      ]),
    Sample(
      description: "what has no shape, inside words and in runs",
      tokens: [
        "co\u{AD}op", "\u{A0}\u{A0}", "a\u{200B}", "\u{2028}", "\u{85}", "\u{3164}", "\u{2800}",
        "\u{61C}x", "\u{2066}y\u{2069}", "\u{E0041}", "\u{34F}", "\u{115F}",
      ],
      displayed: [
        "co⟨U+00AD⟩op", "⟨U+00A0⟩⟨U+00A0⟩", "a⟨U+200B⟩", "⟨U+2028⟩", "⟨U+0085⟩", "⟨U+3164⟩",
        "⟨U+2800⟩", "⟨U+061C⟩x", "⟨U+2066⟩y⟨U+2069⟩", "⟨U+E0041⟩", "⟨U+034F⟩", "⟨U+115F⟩",
      ]),
    Sample(
      description: "marks, joiners and selectors where they have nothing to work on",
      tokens: ["\u{301}", "a\u{301}", "x \u{301}", "\u{FE0F}", "\u{200C}x", "x\u{200D}"],
      displayed: ["◌\u{301}", "a\u{301}", "x ◌\u{301}", "⟨U+FE0F⟩", "⟨U+200C⟩x", "x⟨U+200D⟩"]),
    Sample(
      description: "marks, joiners and selectors at work",
      tokens: [
        "👩\u{200D}👩\u{200D}👧", "❤\u{FE0F}\u{200D}🔥", "1\u{FE0F}\u{20E3}", "می\u{200C}خواهم",
        "क्\u{200D}ष", "🏴\u{E0067}\u{E0062}\u{E007F}", "葛\u{E0100}", "\u{6DD}", "e\u{323}\u{302}",
      ],
      displayed: [
        "👩\u{200D}👩\u{200D}👧", "❤\u{FE0F}\u{200D}🔥", "1\u{FE0F}\u{20E3}", "می\u{200C}خواهم",
        "क्\u{200D}ष", "🏴\u{E0067}\u{E0062}\u{E007F}", "葛\u{E0100}", "\u{6DD}", "e\u{323}\u{302}",
      ]),
    // A German model's vocabulary with a word that was added; ö and ß are bytes to the others.
    Sample(
      description: "an added token among byte-level pieces",
      tokens: ["ĠDer", "KapitÃ¤n", "ĠgrÃ¶ÃŁte", "Ġist", "<größe>", "Ġda"],
      displayed: ["Der", "Kapitän", "größte", "ist", "<größe>", "da"]),
    Sample(
      description: "added tokens without brackets, at any place",
      tokens: ["Größe", "Ġx", "naïve", "café", "Ġy", "čas", "éé", "[ä]", "<｜User｜>", "café"],
      displayed: ["Größe", "x", "naïve", "café", "y", "čas", "éé", "[ä]", "<｜User｜>", "café"]),
    Sample(
      description: "an added token where no piece has a blank",
      tokens: ["æĪĳ", "<größe>", "çĪ±"], displayed: ["我", "<größe>", "爱"]),
    Sample(
      description: "pieces that only look odd are still bytes",
      tokens: ["Ġ", "ä½", "ł", "å", "¥", "½", "{Ċ", "ĉreturn", "âĢ", "Ļ", "s"],
      displayed: [
        "␣", "你 1/2", "你 2/2", "好 1/3", "好 2/3", "好 3/3", "{↵", "⇥return", "’ 1/2", "’ 2/2", "s",
      ]),
    Sample(
      description: "a character cut off at the end", tokens: ["Ġa", "ðŁ"],
      displayed: ["a", "⟨F0 9F⟩"]),
    Sample(description: "nothing", tokens: [], displayed: []),
  ]

  @Test(arguments: samples) func areShownAsReadersExpect(_ sample: Sample) {
    #expect(TokenPieces.readable(sample.tokens) == sample.displayed)
  }

  @Test(arguments: samples) func eachTokenKeepsItsPlace(_ sample: Sample) {
    #expect(TokenPieces.readable(sample.tokens).count == sample.tokens.count)
    #expect(TokenPieces.printable(sample.tokens).count == sample.tokens.count)
  }

  @Test func rawTokensKeepTheirMarks() {
    let marks = ["Ġrobot", "▁the", "##ing", "er</w>", "<0xE4>", "æĪ", "x y"]
    #expect(TokenPieces.printable(marks) == marks)
    #expect(
      TokenPieces.printable(["a\nb", "", "\u{202E}", " x ", "\u{A0}"])
        == ["a↵b", "∅", "⟨U+202E⟩", "␣x␣", "⟨U+00A0⟩"])
  }
}
