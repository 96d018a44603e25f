// Numbers with powers of ten as rich text: raised digits are spans, not characters of their own.

import FigureScene
import Testing

@Suite struct NumberTextTests {
  @Test func powersAreRaised() {
    #expect(RichText(number: "10⁴") == RichText([.init("10"), .init("4", script: .super)]))
    #expect(
      RichText(number: "−2.5×10⁻¹²") == RichText([.init("−2.5×10"), .init("−12", script: .super)]))
    #expect(
      RichText(number: "10² to 10³")
        == RichText([
          .init("10"), .init("2", script: .super), .init(" to 10"), .init("3", script: .super),
        ]))
  }

  @Test(arguments: ["0.25", "−3", "", "m²", "x⁻¹", "token", "10", "¹⁰"])
  func otherTextStays(text: String) { #expect(RichText(number: text) == RichText(text)) }
}
