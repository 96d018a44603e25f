// Names in a row, as prose has them.

import FigureModel
import Testing

@testable import FigureKinds

@Suite struct ListedNamesTests {
  @Test(arguments: [
    (["5"], "5", "5"), (["5", "10", "20"], "5, 10 and 20", "5、10、20"),
    // A comma of a name's own parts nothing.
    (["RoPE", "RoPE, linear"], "RoPE; and RoPE, linear", "RoPE；RoPE, linear"),
    (["a", "b，c", "d"], "a; b，c; and d", "a；b，c；d"),
  ])
  func namesArePartedByMoreThanTheirOwnCommas(
    _ names: [String], _ english: String, _ chinese: String
  ) {
    #expect(listed(names, .english) == english)
    #expect(listed(names, .chinese) == chinese)
  }

  @Test func blanksPartLatinFromChinese() {
    #expect("RoPE".beforeHan == "RoPE " && "正弦".beforeHan == "正弦" && "T5".beforeHan == "T5 ")
  }
}
