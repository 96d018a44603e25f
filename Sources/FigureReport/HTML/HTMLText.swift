// HTML as it is written: markup comes from the source code alone, and everything else is escaped for
// where it lands.
//
// A template language would leave that to the care of whoever writes a template. Here the compiler
// sees to it: markup is a StaticString, which no title, token or file can be.

import TextFormats

/// HTML under construction.
struct HTMLText {
  private(set) var bytes: [UInt8] = []
  /// What formulas show, letters as the slanted ones that browsers set for them too.
  private(set) var formulaCharacters: Set<Unicode.Scalar> = []

  /// Markup that stands in the source code.
  mutating func markup(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Text between tags.
  mutating func text(_ text: String) { escaped(text) }

  /// Text within a formula.
  mutating func formulaText(_ text: String) {
    escaped(text)
    formulaCharacters.formUnion(text.unicodeScalars)
    if text.unicodeScalars.count == 1, let letter = text.unicodeScalars.first,
      let slanted = MathAlphabet.slanted(letter)
    {
      formulaCharacters.insert(slanted)
    }
  }

  /// A sign that browsers set in a formula without being given it.
  mutating func needInFormula(_ sign: Unicode.Scalar) { formulaCharacters.insert(sign) }

  /// A tag with attributes, whose values are escaped.
  mutating func open(_ name: StaticString, _ attributes: (name: StaticString, value: String)...) {
    markup("<")
    markup(name)
    for attribute in attributes { self.attribute(attribute.name, attribute.value) }
    markup(">")
  }

  /// An attribute of a tag that is being written.
  mutating func attribute(_ name: StaticString, _ value: String) {
    markup(" ")
    markup(name)
    markup("=\"")
    escaped(value)
    markup("\"")
  }

  mutating func close(_ name: StaticString) {
    markup("</")
    markup(name)
    markup(">")
  }

  /// An element without attributes.
  mutating func element(_ name: StaticString, _ body: (inout HTMLText) -> Void) {
    open(name)
    body(&self)
    close(name)
  }

  /// A block of JSON in an element of its own.
  ///
  /// `<` is written as an escape of JSON's, so that nothing in it can end the element or open a
  /// comment.
  mutating func json(id: String, _ json: [UInt8]) {
    open("script", ("type", "application/json"), ("id", id))
    for byte in json {
      if byte == UInt8(ascii: "<") {
        markup("\\u003c")
      } else {
        bytes.append(byte)
      }
    }
    close("script")
  }

  /// Bytes that are themselves markup of ours: an SVG that we drew.
  mutating func drawing(_ svg: [UInt8]) { bytes += svg }

  /// A style sheet or a script that is part of the program.
  mutating func asset(_ name: StaticString, _ content: [UInt8]) {
    open(name)
    bytes += content
    close(name)
  }

  /// Escapes for text and for attribute values alike.
  private mutating func escaped(_ text: String) { bytes.append(contentsOf: Markup.html(text).utf8) }

  /// A destination that an address can lead to, without anything to be seen.
  mutating func location(_ id: String) {
    open("span", ("class", "place"), ("id", id))
    close("span")
  }
}
