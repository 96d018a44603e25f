// Texts that are longer than a model: what is left of them.

import Testing

@testable import Tokenizers

@Suite struct TruncationTests {
  /// `[CLS] one… [SEP] two… [SEP]`, with the tokens of each text counted.
  private func encoding(_ one: Int, _ two: Int?) -> Encoding {
    var encoding = Encoding()
    func special(_ name: String, _ type: Int) { encoding.append(id: 0, token: name, typeID: type) }
    special("[CLS]", 0)
    for index in 0..<one {
      encoding.append(id: 1, token: "a\(index)", typeID: 0, sequence: 0)
    }
    special("[SEP]", 0)
    guard let two else { return encoding }
    for index in 0..<two {
      encoding.append(id: 2, token: "b\(index)", typeID: 1, sequence: 1)
    }
    special("[SEP]", 1)
    return encoding
  }

  @Test func oneTextKeepsWhatStandsAroundIt() {
    let cut = encoding(9, nil).truncated(to: 5)
    #expect(cut.tokens == ["[CLS]", "a0", "a1", "a2", "[SEP]"])
    #expect(cut.isSpecial == [true, false, false, false, true])
    #expect(encoding(3, nil).truncated(to: 5) == encoding(3, nil))
  }

  /// The lengths that `enable_truncation(max_length, strategy="longest_first")` of Hugging Face's
  /// tokenizers 0.23 leaves.
  @Test(arguments: [
    (10, 4, 12, 5, 4), (4, 10, 12, 4, 5), (10, 10, 12, 4, 5), (10, 9, 13, 5, 5), (2, 20, 9, 2, 4),
    (20, 2, 9, 4, 2),
  ])
  func ofTwoTheLongerIsCutFirst(_ one: Int, _ two: Int, _ most: Int, _ a: Int, _ b: Int) {
    let cut = encoding(one, two).truncated(to: most)
    #expect(cut.tokens.count { $0.hasPrefix("a") } == a)
    #expect(cut.tokens.count { $0.hasPrefix("b") } == b)
    #expect(cut.count == most)
    #expect(cut.tokens.last == "[SEP]")
  }

  @Test func whatTellsTextsApart() {
    #expect(encoding(2, 2).distinguishesTexts)
    var glued = Encoding()
    glued.append(id: 1, token: "a", typeID: 0, sequence: 0)
    glued.append(id: 1, token: "b", typeID: 0, sequence: 1)
    #expect(!glued.distinguishesTexts)
    var typed = Encoding()
    typed.append(id: 1, token: "a", typeID: 0, sequence: 0)
    typed.append(id: 1, token: "b", typeID: 1, sequence: 1)
    #expect(typed.distinguishesTexts)
  }
}
