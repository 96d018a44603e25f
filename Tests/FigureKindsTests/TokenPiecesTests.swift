// Tokenizers' marks as readers see them.

import FigureKinds
import Testing

@Suite struct TokenPiecesTests {
  struct Sample: Sendable, CustomStringConvertible {
    var description: String
    var tokens: [String]
    var shown: [String]
  }

  /// Lists as tokenizers of models give them, and what a reader should see.
  static let samples = [
    Sample(
      description: "byte-level BPE", tokens: ["The", "Ġrobot", "Ġ", "ĠĠ", "Ċ", "ĊĊ", "Ġit's"],
      shown: ["The", "robot", "␣", "␣", "↵", "↵↵", "it's"]),
    // 我 is E6 88 91, 爱 is E7 88 B1.
    Sample(
      description: "a character in two byte-level tokens", tokens: ["æĪ", "ĳ", "ĠçĪ±"],
      shown: ["我 1/2", "我 2/2", "爱"]),
    Sample(
      description: "a character in three, with a blank before it", tokens: ["Ġæ", "Ī", "ĳ", "Ġok"],
      shown: ["我 1/3", "我 2/3", "我 3/3", "ok"]),
    Sample(
      description: "two characters that share a token", tokens: ["Ġæ", "Īĳç", "Ī±"],
      shown: ["我爱 1/3", "我爱 2/3", "我爱 3/3"]),
    Sample(
      description: "byte-level BPE without any blank", tokens: ["æĪĳ", "çĪ±", "<|endoftext|>"],
      shown: ["我", "爱", "<|endoftext|>"]),
    Sample(
      description: "byte-level accents", tokens: ["caf", "Ã©", "Ġna", "Ã¯", "ve"],
      shown: ["caf", "é", "na", "ï", "ve"]),
    Sample(
      description: "bytes that are no character", tokens: ["Ġa", "æ", "Ġb"],
      shown: ["a", "⟨E6⟩", "b"]),
    Sample(
      description: "SentencePiece", tokens: ["▁The", "▁robot", "s", "▁", "▁of▁the", "</s>", "##"],
      shown: ["The", "robot", "s", "␣", "of the", "</s>", "##"]),
    Sample(
      description: "SentencePiece's bytes",
      tokens: ["▁", "<0xE7>", "<0x88>", "<0xB1>", "▁x", "<0x0A>"],
      shown: ["␣", "爱 1/3", "爱 2/3", "爱 3/3", "x", "↵"]),
    Sample(
      description: "a byte of SentencePiece alone", tokens: ["▁a", "<0xE4>", "▁b"],
      shown: ["a", "⟨E4⟩", "b"]),
    Sample(
      description: "SentencePiece keeps what looks like WordPiece", tokens: ["▁a", "##b", "c</w>"],
      shown: ["a", "##b", "c</w>"]),
    Sample(
      description: "WordPiece", tokens: ["[CLS]", "un", "##aff", "##able", "##", "##é", "[SEP]"],
      shown: ["[CLS]", "un", "aff", "able", "##", "é", "[SEP]"]),
    Sample(
      description: "the first BPE", tokens: ["low", "er</w>", "</w>"],
      shown: ["low", "er", "</w>"]),
    Sample(
      description: "people's own words", tokens: ["我", "café", "naïve", "Rīga", "Größe", "a_b"],
      shown: ["我", "café", "naïve", "Rīga", "Größe", "a_b"]),
    Sample(
      description: "what breaks lines or turns them around",
      tokens: ["a\nb", "\t", "c\r", "\u{7}", "\u{202E}x", "", " "],
      shown: ["a↵b", "⇥", "c␍", "\u{FFFD}", "\u{FFFD}x", "∅", "␣"]),
    Sample(description: "nothing", tokens: [], shown: []),
  ]

  @Test(arguments: samples) func areShownAsReadersExpect(_ sample: Sample) {
    #expect(TokenPieces.readable(sample.tokens) == sample.shown)
  }

  @Test(arguments: samples) func eachTokenKeepsItsPlace(_ sample: Sample) {
    #expect(TokenPieces.readable(sample.tokens).count == sample.tokens.count)
    #expect(TokenPieces.printable(sample.tokens).count == sample.tokens.count)
  }

  @Test func rawTokensKeepTheirMarks() {
    let marks = ["Ġrobot", "▁the", "##ing", "er</w>", "<0xE4>", "æĪ", " x "]
    #expect(TokenPieces.printable(marks) == marks)
    #expect(TokenPieces.printable(["a\nb", "", "\u{202E}"]) == ["a↵b", "∅", "\u{FFFD}"])
  }
}
