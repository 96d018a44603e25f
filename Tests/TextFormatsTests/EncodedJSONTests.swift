// Values as the program writes them.

import Testing
import TextFormats

@Suite struct EncodedJSONTests {
  private struct Sample: Encodable {
    var zeta = "a/b"
    var alpha = [1.5, .infinity, -.infinity, .nan]
    var hidden = "x\u{202E}y"
  }

  @Test func keysAreInOrderAndHiddenCharactersAreSeen() throws {
    let text = try JSONText.encoded(Sample())
    #expect(
      text == """
        {
          "alpha" : [
            1.5,
            "inf",
            "-inf",
            "nan"
          ],
          "hidden" : "x\\u202ey",
          "zeta" : "a/b"
        }

        """)
  }
}
