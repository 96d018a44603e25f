// Numbers with powers of ten as rich text: raised digits of one size, not the characters for them, which
// fonts draw at uneven heights.

extension RichText {
  /// The text with raised digits behind a 10 set as what they are.
  public init(number text: String) {
    guard text.contains(where: { Self.raised[$0] != nil }) else {
      self.init(text)
      return
    }
    var spans: [Span] = []
    var plain = ""
    var exponent = ""
    func flush() {
      if !plain.isEmpty { spans.append(Span(plain)) }
      if !exponent.isEmpty { spans.append(Span(exponent, script: .super)) }
      (plain, exponent) = ("", "")
    }
    for character in text {
      if let digit = Self.raised[character], !exponent.isEmpty || plain.hasSuffix("10") {
        exponent.append(digit)
      } else {
        if !exponent.isEmpty { flush() }
        plain.append(character)
      }
    }
    flush()
    self.init(spans)
  }

  private static let raised: [Character: Character] = [
    "⁻": "−", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7",
    "⁸": "8",
    "⁹": "9",
  ]
}
